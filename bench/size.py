"""Prints how the search does on catalogs of any size, beside RapidFuzz over the same names.

Usage: python bench/size.py [--json] [--sizes N ...]

The names are made up from a seeded list of words, and so are the questions: a third of them as
they should be, a third with one slip of the fingers, a third with two. RapidFuzz gets as many of
them as it answers in a minute. Times are the processor's, so what else runs doesn't count.
"""

import argparse
import json
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import names
from asking import percentile
from columns import aligned, percent
from names import Asked
from rapidfuzz import fuzz, process, utils

from bot.config import load_catalog, load_learned, load_matching, load_vocabulary
from bot.domain.catalog import Activity, Catalog
from bot.search.finders import Finders
from bot.settings import ROOT

SIZES = (100, 1_000, 10_000, 100_000)
QUESTIONS = 400
"""Of each number of slips."""

SECONDS = 60.0
WARM = 50
HERE = "bench"


@dataclass(frozen=True)
class Figures:
    """How one search did over one catalog; `right` are shares by how many slips were made."""

    asked: int
    right: tuple[float, ...]
    p50_ms: float
    p99_ms: float
    build_s: float
    changed_ms: float | None = None
    memory_mb: float | None = None


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures the search on catalogs of any size.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--seconds", metavar="S", type=float, default=SECONDS)
    parser.add_argument("--sizes", metavar="N", nargs="+", type=int, default=list(SIZES))
    said = parser.parse_args()
    found = {size: measured(size, said.seconds) for size in said.sizes}
    if said.json:
        told = {size: {n: asdict(f) for n, f in both.items()} for size, both in found.items()}
        print(json.dumps(told))
    else:
        print(table(found))


def measured(size: int, seconds: float) -> dict[str, Figures]:
    """How Rolecall's search and RapidFuzz do over so many things."""
    shipped = load_catalog(ROOT)
    catalog = names.catalog(size, shipped)
    things = catalog.activities[len(shipped.activities) :]
    asked = names.questions(things, QUESTIONS)
    return {"Rolecall": of_rolecall(catalog, asked), "WRatio": of_wratio(things, asked, seconds)}


def of_rolecall(catalog: Catalog, asked: Sequence[Asked]) -> Figures:
    """How the product's own search does, with everything that was learned."""
    _finders().of(HERE, 1, load_catalog(ROOT))  # what is read once for a process is read before
    finders = _finders()
    began = time.process_time()
    finder = finders.of(HERE, 1, catalog)
    built = time.process_time() - began

    def ask(text: str) -> str | None:
        best = finder.find(text)
        return best[0].ref if best else None

    right, times = answered(asked, ask)
    changed = changed_ms(finders, catalog)
    return Figures(
        len(times),
        right,
        percentile(times, 50),
        percentile(times, 99),
        round(built, 2),
        changed,
        memory(catalog),
    )


def of_wratio(things: Sequence[Activity], asked: Sequence[Asked], seconds: float) -> Figures:
    """How `process.extractOne` does with WRatio over all names, for so many seconds at most."""
    began = time.process_time()
    refs = [thing.ref for thing in things]
    plain = [utils.default_process(thing.name) for thing in things]
    built = time.process_time() - began

    def ask(text: str) -> str:
        best = process.extractOne(utils.default_process(text), plain, scorer=fuzz.WRatio)
        return refs[best[2]]

    right, times = answered(asked, ask, seconds)
    return Figures(len(times), right, percentile(times, 50), percentile(times, 99), round(built, 2))


def answered(
    asked: Sequence[Asked], ask: Callable[[str], str | None], seconds: float = float("inf")
) -> tuple[tuple[float, ...], list[float]]:
    """(shares right by slips, milliseconds of each) of as many as are answered in that time."""
    for one in asked[: WARM if seconds == float("inf") else 1]:
        ask(one.text)
    times: list[float] = []
    hits: dict[int, list[bool]] = {}
    over = time.process_time() + seconds
    for one in asked:
        began = time.process_time()
        if began > over:
            break
        ref = ask(one.text)
        times.append((time.process_time() - began) * 1000)
        hits.setdefault(one.slips, []).append(ref == one.ref)
    return tuple(round(sum(h) / len(h), 4) for _, h in sorted(hits.items())), times


def changed_ms(finders: Finders, catalog: Catalog) -> float:
    """Milliseconds from an alias that is added to a finder that knows it."""
    *rest, last = catalog.activities
    more = last.model_copy(update={"aliases": (*last.aliases, "zorbification lattice")})
    changed = names.with_parts(catalog, activities=(*rest, more))
    began = time.process_time()
    finder = finders.of(HERE, 2, changed)
    took = (time.process_time() - began) * 1000
    best = finder.find("who owns the zorbification lattice?")
    if not best or best[0].ref != last.ref:
        raise SystemExit("An alias that was added isn't found.")
    return round(took, 2)


def memory(catalog: Catalog) -> float:
    """MiB that a finder holds, after a hundred questions."""
    finders = _finders()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    finder = finders.of(HERE, 1, catalog)
    for thing in catalog.activities[-100:]:
        finder.find(f"who owns {thing.name}?")
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return round(held / 2**20, 1)


def _finders() -> Finders:
    return Finders(load_vocabulary(ROOT), load_matching(ROOT), load_learned(ROOT))


def table(found: dict[int, dict[str, Figures]]) -> str:
    """The figures for a person."""
    head = ("things", "asked", "0 slips", "1 slip", "2 slips", "p50 ms", "p99 ms", "built s")
    rows: list[tuple[str, ...]] = [(*head, "changed ms", "MiB")]
    for size, both in found.items():
        for name, one in both.items():
            shares = (percent(share) for share in one.right)
            more = ("" if v is None else f"{v:.1f}" for v in (one.changed_ms, one.memory_mb))
            times = (f"{one.p50_ms:.2f}", f"{one.p99_ms:.2f}", f"{one.build_s:.2f}")
            rows.append((f"{size:,} {name}", f"{one.asked:,}", *shares, *times, *more))
    return "\n".join(aligned(rows))


if __name__ == "__main__":
    main()
