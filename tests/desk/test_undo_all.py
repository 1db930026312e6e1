"""Undoing everything leaves nothing behind, whatever was done before and in whichever order."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from bot import config
from bot.domain.act import Act
from bot.domain.fact import (
    EDITED_KINDS,
    Facts,
    Subject,
    catalog_facts,
    catalog_of,
    needs,
    organisation_of,
)
from tests.commands.counter import ANA, BO, CY, DEE, EVA, INES, Counter
from tests.desk.conftest import Fresh

MOST_SAID, MOST_CHOICES = 14, 8
SEQUENCES = st.lists(st.binary(min_size=MOST_CHOICES, max_size=MOST_CHOICES), max_size=MOST_SAID)
"""What is said one after the other, each as choices between what can be said by then."""

BARE = {"name": None, "email": None}
NAMED = r"\{(\w+)\}"
Check = Callable[[Facts], None]
Pools = Mapping[str, Sequence[str]]

PEOPLE = (ANA, BO, CY, DEE, EVA)
ANYBODY = (INES, INES, INES, *PEOPLE)
"""Mostly the admin, who may do everything, so that more is done than refused."""

SAYINGS: Mapping[str, tuple[str, ...]] = {
    "assign": (
        "assign <@{person}> as {role} in “{team}”",
        "assign <@{person}> as {role} in “{team}” as backup",
        "assign <@{person}> as {role} in “{team}” until {day}",
    ),
    "accept": ("accept {waiting}",),
    "decline": ("decline {waiting}",),
    "take": ("take {role} in “{team}”",),
    "vacate": ("vacate {role} in “{team}”", "vacate {held}"),
    "confirm": ("confirm “{team}” all", "confirm all"),
    "override": (
        "override {activity} to {role}, {role} in “{team}” because {reason}",
        "override {activity} to nobody in “{team}” because {reason}",
    ),
    "waive": ("waive {role} in “{team}” because {reason}",),
    "restore": ("restore {decided}",),
    "team add": (
        "team add {name} as {structure} in <#{channel}|x> led by <@{person}>",
        "team add {name} as platform",
    ),
    "team rename": ("team rename “{team}” to {name}",),
    "team set": (
        "team set “{team}” as {structure}",
        "team set “{team}” as platform",
        "team set “{team}” in <#{channel}|x>",
        "team set “{team}” led by <@{person}>, <@{person}>",
        "team set “{team}” led by nobody",
        "team set “{team}” served by “{team}”",
    ),
    "team retire": ("team retire “{team}” to “{team}”", "team retire “{team}” anyway"),
    "steward add": ("steward add <@{person}>",),
    "steward remove": ("steward remove <@{person}>",),
    "person join": ("person join “Pat Paper” to <@{person}> anyway",),
    "activity add": (
        "activity add {thing} to {role} in “{team}”",
        "activity add {thing} to {role}",
    ),
    "activity rename": ("activity rename {activity} to {thing}",),
    "activity retire": ("activity retire {activity}",),
    "role add": ("role add {name}",),
    "role rename": ("role rename {role} to {name}",),
    "title add": ("title add {name} for {role}",),
    "title retire": ("title retire {name}", "title retire Platform Engineer"),
    "alias add": ("alias add {thing} for {activity} anyway",),
    "alias remove": ("alias remove {thing}",),
    "example add": ("example add who does the {thing} for {activity}",),
    "handoff start": ("handoff start model {thing} from <@{person}> to <@{person}> for “{team}”",),
    "handoff tick": ("handoff tick {handoff} line {line}",),
    "handoff untick": ("handoff untick {handoff} line {line}",),
    "handoff skip": ("handoff skip {handoff} line {line} because {reason}",),
    "handoff line": ("handoff line {handoff} receives {thing}",),
    "handoff give": (
        "handoff give {handoff} line {line} to <@{person}>",
        "handoff give {handoff} from <@{person}> to <@{person}>",
    ),
    "handoff link": ("handoff link {handoff} to https://x.example/contract",),
    "handoff cancel": ("handoff cancel {handoff} because {reason}",),
    "handoff reopen": ("handoff reopen {handoff}",),
    "undo": ("undo {number}", "undo"),
}
"""What is said of every verb that writes; `{…}` is something that there is at that moment."""

FIXED: Pools = {
    "person": (*PEOPLE, INES),
    "role": ("MLOps Engineer", "DevOps", "Data Scientist"),
    "activity": ("Deploy models", "Monitor models"),
    "structure": ("hybrid", "embedded"),
    "thing": ("Zebra parade", "Feed the cat"),
    "name": ("Pricing", "Retention", "Attic"),
    "channel": ("C1", "C2", "C3", "C4"),
    "day": ("2026-11-25", "2027-06-30"),
    "reason": ("so it is", "we said so"),
    "line": ("1", "2"),
}


@pytest.fixture(scope="module")
def check(root: Path) -> Check:
    """Facts make an organisation that fits the catalog, and none speaks of what isn't one."""
    base = catalog_facts(config.load_catalog(root))

    def check(facts: Facts) -> None:
        catalog = catalog_of(base | facts)
        assert list(organisation_of("Harbour Goods", facts).misfits(catalog)) == []
        assert {need for one, body in facts.items() for need in needs(one, body)} <= facts.keys()

    return check


def pools(counter: Counter) -> Pools:
    """What there is to speak of."""
    teams = counter.organisation.teams
    held = [(one, f"{one.role} in “{team.name}”") for team in teams for one in team.assignments]
    account = {one.key: one.slack for one in counter.organisation.people}
    by_account = [(one, seat, account[one.person]) for one, seat in held if account[one.person]]
    return {
        **FIXED,
        "team": [team.name for team in teams],
        "held": [f"{seat} <@{user}>" for _, seat, user in by_account],
        "waiting": [f"{seat} for <@{user}>" for one, seat, user in by_account if one.waits],
        "decided": [
            f"{ref} in “{team.name}”"
            for team in teams
            for ref in (
                *(one.activity for one in team.overrides),
                *(one.role for one in team.waived),
            )
        ],
        "number": [str(act.number) for act in counter.acts if act.actor != "import"],
        "handoff": [one.key[0] for one in counter.facts if one.kind == "checklist"],
    }


def says_much(counter: Counter, check: Check, sayings: Sequence[bytes]) -> list[Act]:
    """People say one thing after the other, each of which is checked; the acts, newest first."""
    for choices in sayings:
        says_something(counter, iter(choices))
        check(ownership(counter))
    return [act for act in counter.acts if act.actor != "import"]


def says_something(counter: Counter, choices: Iterator[int]) -> None:
    """Somebody says something that can be said as things stand; it may be done or refused."""

    def one(of: Sequence[str]) -> str:
        return of[next(choices) % len(of)]

    there = pools(counter)
    sayable = {
        verb: fit
        for verb, sayings in SAYINGS.items()
        if (fit := [words for words in sayings if all(there[name] for name in named_in(words))])
    }
    who, saying = one(ANYBODY), one(sayable[one(list(sayable))])
    words = re.sub(NAMED, lambda found: one(there[found[1]]), saying)
    heard = counter.says(who, words)
    note(f"{who}: {words} → #{heard.act} {heard.reply.headline}")


def named_in(saying: str) -> list[str]:
    """What has to be there for somebody to say this."""
    return re.findall(NAMED, saying)


def ownership(counter: Counter) -> Facts:
    """The facts of the organisation, and the catalog's."""
    return {one: body for one, body in counter.facts.items() if one.kind in EDITED_KINDS}


def undo(counter: Counter, number: int) -> None:
    """The admin undoes an act, which must be possible."""
    heard = counter.says(INES, f"undo {number}")
    note(f"undo #{number} → #{heard.act} {heard.reply.headline}")
    assert heard.done, heard.reply.headline


def newcomers(before: Facts, after: Facts) -> set[Subject]:
    """People who are known of late and nothing but their account is."""
    known = {one for one in after.keys() - before.keys() if one.kind == "person"}
    return {one for one in known if after[one] | BARE == after[one]}


@settings(derandomize=True, max_examples=30, deadline=None, database=None)
@given(sayings=SEQUENCES)
def test_newest_first(fresh: Fresh, check: Check, sayings: list[bytes]) -> None:
    """Whatever was said, act after act undone from the newest on, it is as if nothing was said."""
    with fresh() as counter:
        before = ownership(counter)
        for act in says_much(counter, check, sayings):
            undo(counter, act.number)
        assert ownership(counter) == before


@settings(derandomize=True, max_examples=30, deadline=None, database=None)
@given(sayings=SEQUENCES)
def test_what_stands(fresh: Fresh, check: Check, sayings: list[bytes]) -> None:
    """It is the same where what was undone already is left out, with its undoing.

    Only whoever entered with that and had a part later stays known, and owns nothing.
    """
    with fresh() as counter:
        before = ownership(counter)
        undone = set[int | None]()
        for act in says_much(counter, check, sayings):
            if act.number not in undone and act.how.undoes is None:
                undo(counter, act.number)
            elif act.number not in undone:
                undone.add(act.how.undoes)
        after = ownership(counter)
        new = newcomers(before, after)
        assert {one: body for one, body in after.items() if one not in new} == before
