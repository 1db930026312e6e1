"""What several tests look at: the shipped files, and a small catalog and organisations."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot import config
from bot.domain.answer import Matter, answered
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation, Team
from bot.domain.reply import Match, Reply
from bot.search.finder import Finder
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 12, 1)
MAKER, KEEPER = "role:maker", "role:keeper"

SMALL: dict[str, Any] = {
    "catalog": "Small",
    "caveat": "Change it until it fits.",
    "roles": [
        {
            "ref": MAKER,
            "name": "Maker",
            "column": "M",
            "aliases": ["builder"],
            "summary": "Makes things",
            "description": "Makes what is wanted.",
            "duties": [
                {
                    "ref": "duty:maker/make",
                    "name": "Make it well",
                    "activity": "activity:make",
                },
                {"ref": "duty:maker/polish", "name": "Polish it"},
            ],
            "deliverables": [{"ref": "deliverable:maker/thing", "name": "Thing (finished)"}],
            "interactions": [
                {
                    "ref": "interaction:maker/ask",
                    "text": "Asks what to make",
                    "answered_by": [KEEPER],
                }
            ],
        },
        {
            "ref": KEEPER,
            "name": "Keeper",
            "column": "K",
            "summary": "QA and upkeep.",
            "description": "Keeps what was made.",
            "boundaries": [
                {
                    "ref": "boundary:keeper/make",
                    "name": "Make things",
                    "activity": "activity:make",
                    "hedge": "mostly",
                },
                {"ref": "boundary:keeper/sell", "name": "Sell things"},
            ],
        },
    ],
    "activities": [
        {
            "ref": "activity:make",
            "name": "Make things",
            "description": "Making.",
            "responsible": [MAKER],
            "informed": [KEEPER],
        },
        {
            "ref": "activity:ship",
            "name": "Ship things",
            "description": "Shipping.",
            "aliases": ["dispatch"],
            "responsible": [MAKER, KEEPER],
        },
        {
            "ref": "activity:guess",
            "name": "Guess",
            "description": "Guessing.",
            "nobody_because": "We measure instead.",
        },
    ],
    "handoffs": [
        {
            "ref": "handoff:ship",
            "name": "The Passing",
            "gives": MAKER,
            "receives": KEEPER,
            "problem": "It breaks on the way.",
            "contract": "A padded box.",
            "checklist": {"gives": ["It is packed"], "receives": ["It is unpacked"]},
        }
    ],
    "structures": [
        {
            "ref": "structure:near",
            "name": "Near",
            "description": "All together.",
            "pros": ["Close"],
            "cons": ["Small"],
            "seats": {MAKER: ["product"], KEEPER: ["product", "platform"]},
        },
        {
            "ref": "structure:far",
            "name": "Far",
            "description": "All apart.",
            "pros": ["Large"],
            "cons": ["Distant"],
            "seats": {MAKER: ["platform"], KEEPER: ["platform"]},
        },
    ],
    "titles": [{"ref": "title:wright", "name": "Wright", "role": MAKER}],
}


@cache
def catalog() -> Catalog:
    """The catalog that ships."""
    return config.load_catalog(ROOT)


@cache
def organisation() -> Organisation:
    """The example organisation."""
    return config.load_example(ROOT, catalog())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships."""
    return config.load_vocabulary(ROOT)


@cache
def matching() -> Matching:
    """The matcher's figures that ship."""
    return config.load_matching(ROOT)


@cache
def finder() -> Finder:
    """A finder over the catalog that ships."""
    return Finder.over(catalog(), vocabulary(), matching())


@cache
def small() -> Catalog:
    """Two roles, three activities, two structures."""
    return Catalog.model_validate(SMALL)


def held(person: str, role: str = MAKER, **more: object) -> dict[str, object]:
    """One assignment as a file has it."""
    return {"role": role, "person": person, **more}


def acme(*teams: dict[str, Any], gone: str = "", **more: object) -> Organisation:
    """An organisation with the people a to f; those whose letter is in `gone` have left."""
    people = [
        {"key": key, "name": key.upper(), "slack": f"U{key}", "active": key not in gone}
        for key in "abcdef"
    ]
    whole = {"organisation": "Acme", "people": people, "teams": list(teams)} | more
    made = Organisation.model_validate(whole)
    assert list(made.misfits(small())) == []
    return made


def product(*assignments: dict[str, object], **more: object) -> dict[str, Any]:
    """A product team `one`, on the platform team `base`."""
    team = {"key": "one", "name": "One", "platform": "base", "assignments": list(assignments)}
    return team | more


def platform(*assignments: dict[str, object], **more: object) -> dict[str, Any]:
    """The platform team `base`."""
    team = {"key": "base", "name": "Base", "kind": "platform", "assignments": list(assignments)}
    return team | more


def match(ref: str, of: Catalog) -> Match:
    """A match that is nearly sure."""
    return Match(ref=ref, kind=ref.partition(":")[0], name=of.by_ref[ref].name, score=0.9)


def reply(ref: str, of: Catalog, where: Organisation, *teams: str) -> Reply:
    """The answer for an entry in the teams with these keys; all teams where none is named."""
    asked: tuple[Team, ...] = tuple(where.team[key] for key in teams) or where.teams
    return answered(Matter(of, where, asked, TODAY, "my question"), [match(ref, of)])
