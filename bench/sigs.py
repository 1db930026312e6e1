"""Prints how often a release note finds the group that owns it, beside RapidFuzz.

Usage: python bench/sigs.py SIGS_YAML [--json]

SIGS_YAML is Kubernetes' list of groups, which isn't part of this project. It is taken in beside
the catalog that ships, as an import does; a note is right where its group is the home of what was
found. Nobody asks in release notes, so this says how far words alone lead, whether what is
found would be answered or refused. Beside the roles that ship, a note may well be about those.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import names
from asking import percentile, timed
from columns import aligned, percent
from rapidfuzz import fuzz, process, utils

from bot.config import load_catalog, load_learned, load_matching, load_vocabulary
from bot.domain.catalog import OWNER, OWNER_ROLE, Activity, Catalog
from bot.domain.evaluation import Labelled
from bot.domain.holdings import Holdings
from bot.files import read_json_lines
from bot.formats import sigs
from bot.search.finder import Finder
from bot.settings import ROOT

NOTES = ROOT / "tests" / "data" / "release_notes.jsonl"
MOST = 3

Teams = list[frozenset[str]]
"""The home teams of what was found, best first."""


@dataclass(frozen=True)
class Figures:
    """How a system did."""

    top1: float
    top3: float
    p50_ms: float
    p99_ms: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures release notes against their groups.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("file", metavar="SIGS_YAML", type=Path)
    said = parser.parse_args()
    notes = list(read_json_lines(NOTES, Labelled))
    holds = sigs.read(said.file).holds
    if not isinstance(holds, Holdings):
        raise TypeError(said.file)
    things = holds.activities
    found = {name: measured(notes, things, ask) for name, ask in systems(things).items()}
    if said.json:
        print(json.dumps({name: asdict(one) for name, one in found.items()}))
    else:
        print(table(len(notes), found))


def systems(things: Sequence[Activity]) -> dict[str, Callable[[str], Teams]]:
    """Every system by name, as a note to home teams."""
    names_alone = [(name, frozenset(one.homes)) for one in things for name in _names(one)]
    whole = [(". ".join((*_names(one), one.description)), frozenset(one.homes)) for one in things]
    return {
        "Rolecall": of_rolecall(beside_shipped(things)),
        "Rolecall, these alone": of_rolecall(alone(things)),
        "WRatio, names": of_rapidfuzz(names_alone, fuzz.WRatio),
        "token_set_ratio, names and descriptions": of_rapidfuzz(whole, fuzz.token_set_ratio),
    }


def of_rolecall(catalog: Catalog) -> Callable[[str], Teams]:
    """What the product's search finds, refused or not."""
    finder = Finder.over(catalog, load_vocabulary(ROOT), load_matching(ROOT), load_learned(ROOT))
    return lambda text: [found.leads_to for found in finder.find(text, MOST)]


def beside_shipped(things: Sequence[Activity]) -> Catalog:
    """The shipped catalog with these things."""
    shipped = load_catalog(ROOT)
    roles = tuple(role for role in shipped.roles if role.ref != OWNER)
    return names.with_parts(
        shipped, roles=(*roles, OWNER_ROLE), activities=(*shipped.activities, *things)
    )


def alone(things: Sequence[Activity]) -> Catalog:
    """A catalog of nothing but these things."""
    none: dict[str, tuple[object, ...]] = {"handoffs": (), "structures": (), "titles": ()}
    shipped = load_catalog(ROOT)
    return names.with_parts(shipped, roles=(OWNER_ROLE,), activities=tuple(things), **none)


def of_rapidfuzz(
    called: Sequence[tuple[str, frozenset[str]]], scorer: Callable[..., float]
) -> Callable[[str], Teams]:
    """The teams of the names that RapidFuzz finds most alike, each team once."""
    plain = [utils.default_process(name) for name, _ in called]

    def ask(text: str) -> Teams:
        asked = utils.default_process(text)
        scored = process.extract(asked, plain, scorer=scorer, limit=None)
        return list(dict.fromkeys(called[place][1] for _, _, place in scored))[:MOST]

    return ask


def measured(
    notes: Sequence[Labelled], things: Sequence[Activity], ask: Callable[[str], Teams]
) -> Figures:
    """How a system did with the notes."""
    home = {one.ref: frozenset(one.homes) for one in things}
    found, times = timed([note.text for note in notes], ask)
    right = [frozenset().union(*(home[ref] for ref in note.expected)) for note in notes]
    shares = (
        sum(
            any(not teams.isdisjoint(due) for teams in one[:first])
            for one, due in zip(found, right, strict=True)
        )
        / len(notes)
        for first in (1, MOST)
    )
    top1, top3 = (round(share, 4) for share in shares)
    return Figures(top1, top3, percentile(times, 50), percentile(times, 99))


def _names(thing: Activity) -> tuple[str, ...]:
    return (thing.name, *thing.aliases)


def table(notes: int, found: dict[str, Figures]) -> str:
    """The figures for a person."""
    rows = [(f"{notes} notes", "top-1", "top-3", "p50 ms", "p99 ms")]
    for name, one in found.items():
        times = (f"{one.p50_ms:.2f}", f"{one.p99_ms:.2f}")
        rows.append((name, percent(one.top1), percent(one.top3), *times))
    return "\n".join((*aligned(rows), "", "aim: top-1 60%, top-3 80%"))


if __name__ == "__main__":
    main()
