"""Prints how well Rolecall and named peers find what labelled questions are about, in one run.

Usage: python bench/peers.py [--json] [FILE ...]

Each file holds JSON Lines `{"text", "expected", "kind", "writer"}`. An empty list of expected refs
means “must not be answered”; the kind is then `talk`, or `near` for what is close to the catalog.
"""

import argparse
import json
import math
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from asking import QUESTIONS, percentile, rolecall, timed
from matchers import MOST, Hit, Missing, Peer, by_bm25s, by_fts5, by_spelling
from rapidfuzz import fuzz

from bot.config import load_catalog
from bot.domain.catalog import Boundary
from bot.domain.evaluation import Labelled
from bot.files import read_json_lines
from bot.settings import ROOT

REFUSED = 0.99
"""The share of other writers' talk that a peer's threshold refuses."""

RESAMPLES, SEED = 10_000, 1
INTERVAL = (2.5, 97.5)
HEADINGS = (
    ("", "best guess", "best guess", "if sure", "if sure", "refused", "refused", "", ""),
    ("", "top-1", "top-3", "top-1 kept", "top-3 kept", "talk", "near", "p50 ms", "p99 ms"),
)

NOTE = f"""\
In brackets 95% intervals over writers and lines. A peer is sure above the score that refuses
{REFUSED:.0%} of the talk of the other half of the writers; “kept” counts refused as missed."""

Refs = Sequence[Sequence[str]]
"""For every line the refs that it was answered with, best first."""


@dataclass(frozen=True)
class Share:
    """A share of the lines that have an answer, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """How a system did; what is kept counts a refusal as a miss.

    Rolecall shows only what it is sure enough of, so there are no guesses of it to measure.
    """

    top1: Share | None
    top3: Share | None
    top1_kept: Share
    top3_kept: Share
    refused_talk: float | None
    refused_near: float | None
    p50_ms: float
    p99_ms: float


Systems = dict[str, Figures | Missing]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures Rolecall beside named peers.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, default=[QUESTIONS])
    words = parser.parse_args()
    lines = [line for file in words.files for line in read_json_lines(file, Labelled)]
    systems: Systems = dict(measured(lines))
    if words.json:
        print(json.dumps({name: asdict(figures) for name, figures in systems.items()}))
    else:
        print(table(lines, systems))


def measured(lines: Sequence[Labelled]) -> Iterator[tuple[str, Figures | Missing]]:
    """Every system's name and how it did."""
    catalog = load_catalog(ROOT)
    entries = [one for one in catalog.by_ref.values() if not isinstance(one, Boundary)]
    with closing(sqlite3.connect(":memory:")) as database:
        peers = {
            "RapidFuzz WRatio": by_spelling(entries, fuzz.WRatio),
            "RapidFuzz token_set_ratio": by_spelling(entries, fuzz.token_set_ratio),
            "SQLite FTS5, porter, bm25": by_fts5(entries, database),
            "bm25s, Snowball stems": by_bm25s(entries),
        }
        for name, peer in peers.items():
            yield name, peer if isinstance(peer, Missing) else of_peer(lines, peer)
    yield "Rolecall", of_rolecall(lines)


def of_peer(lines: Sequence[Labelled], peer: Peer) -> Figures:
    """How a peer did: with its best guesses, and with those it was sure enough of."""
    found, times = timed([line.text for line in lines], peer)
    sure = [
        hits if hits and hits[0].score > threshold else []
        for hits, threshold in zip(found, thresholds(lines, found), strict=True)
    ]
    return figures(lines, _refs(sure), times, guessed=_refs(found))


def of_rolecall(lines: Sequence[Labelled]) -> Figures:
    """How Rolecall did, by what it answers or asks back."""
    with tempfile.TemporaryDirectory() as folder, rolecall(f"sqlite:///{folder}/peers.db") as ask:
        kept, times = timed([line.text for line in lines], ask)
    return figures(lines, kept, times)


def thresholds(lines: Sequence[Labelled], found: Sequence[Sequence[Hit]]) -> list[float]:
    """For each line the score that an answer must exceed.

    Each half of the writers gets it from the talk of the other, so no peer is tuned on what it is
    measured on.
    """
    half = {name: place % 2 for place, name in enumerate(sorted({one.writer for one in lines}))}
    talk: tuple[list[float], list[float]] = ([], [])
    for line, hits in zip(lines, found, strict=True):
        if _is_off(line, "talk"):
            talk[half[line.writer]].append(hits[0].score if hits else 0.0)
    if not all(talk):
        raise SystemExit(
            "A peer's threshold comes from other writers' talk: "
            "give lines of the kind “talk” by more writers."
        )
    refusing = [sorted(scores)[math.ceil(REFUSED * len(scores)) - 1] for scores in talk]
    return [refusing[1 - half[line.writer]] for line in lines]


def figures(
    lines: Sequence[Labelled], kept: Refs, times: Sequence[float], guessed: Refs | None = None
) -> Figures:
    """The figures for what was answered and how long that took."""
    return Figures(
        top1=None if guessed is None else right_within(1, lines, guessed),
        top3=None if guessed is None else right_within(MOST, lines, guessed),
        top1_kept=right_within(1, lines, kept),
        top3_kept=right_within(MOST, lines, kept),
        refused_talk=refused("talk", lines, kept),
        refused_near=refused("near", lines, kept),
        p50_ms=percentile(times, 50),
        p99_ms=percentile(times, 99),
    )


def right_within(first: int, lines: Sequence[Labelled], answers: Refs) -> Share:
    """The share of lines with a right ref among the first refs.

    For the interval writers are drawn anew, and of each drawn writer the lines.
    """
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for line, answer in zip(lines, answers, strict=True):
        if line.expected:
            asked[line.writer] += 1
            right[line.writer] += not set(line.expected).isdisjoint(answer[:first])
    if not asked:
        raise SystemExit("No line here has an answer: give some that expect a ref.")
    sizes = np.array(list(asked.values()))
    hits = np.array([right[writer] for writer in asked])
    rng = np.random.default_rng(SEED)
    writers = rng.integers(len(sizes), size=(RESAMPLES, len(sizes)))
    # Of lines drawn with replacement, a binomial number is right.
    drawn = rng.binomial(sizes[writers], (hits / sizes)[writers]).sum(axis=1)
    low, high = np.percentile(drawn / sizes[writers].sum(axis=1), INTERVAL)
    share = right.total() / asked.total()
    return Share(round(share, 4), round(float(low), 4), round(float(high), 4))


def refused(kind: str, lines: Sequence[Labelled], answers: Refs) -> float | None:
    """The share of lines of a kind that got no answer, as they should; None without such lines."""
    got = [not answer for line, answer in zip(lines, answers, strict=True) if _is_off(line, kind)]
    return round(sum(got) / len(got), 4) if got else None


def _is_off(line: Labelled, kind: str) -> bool:
    return line.kind == kind and not line.expected


def _refs(found: Sequence[Sequence[Hit]]) -> Refs:
    return [[hit.ref for hit in hits] for hits in found]


def table(lines: Sequence[Labelled], systems: Systems) -> str:
    """The figures for a person."""
    writers = len({line.writer for line in lines})
    rows = [*HEADINGS, *((name, *_cells(figures)) for name, figures in systems.items())]
    widths = [0] * len(HEADINGS[0])
    for row in rows:
        # A reason why something is missing may run on to the end of its row.
        if len(row) == len(widths):
            widths = [max(width, len(cell)) for width, cell in zip(widths, row, strict=True)]
    shown = (_aligned(row, widths) for row in rows)
    return "\n".join((f"{len(lines):,} lines by {writers} writers", "", *shown, "", NOTE))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *rest = row
    cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=False))
    return "  ".join((f"{name:{widths[0]}}", *cells)).rstrip()


def _cells(figures: Figures | Missing) -> tuple[str, ...]:
    if isinstance(figures, Missing):
        return (figures.missing,)
    shares = (figures.top1, figures.top3, figures.top1_kept, figures.top3_kept)
    refusals = (figures.refused_talk, figures.refused_near)
    return (
        *("–" if one is None else _interval(one) for one in shares),
        *("–" if one is None else f"{one:.1%}" for one in refusals),
        f"{figures.p50_ms:.2f}",
        f"{figures.p99_ms:.2f}",
    )


def _interval(one: Share) -> str:
    return f"{one.share:.1%} ({100 * one.low:.1f}–{100 * one.high:.1f})"


if __name__ == "__main__":
    main()
