"""Somebody who stands here under two keys becomes one: what named the other names them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.checklist import Checklist, named_anew
from bot.domain.fact import Body, Change, Facts, Subject, plan
from bot.domain.organisation import Person

_NAMING = ("confirmed_by", "asked_by")


@dataclass(frozen=True)
class Joining:
    """The steps, what the other one had, and what both of them had, of which only one stays."""

    changes: tuple[Change, ...]
    theirs: tuple[Subject, ...]
    both: tuple[Subject, ...]


def joining(facts: Facts, person: Person, other: Person) -> Joining:
    """Gives a person the account of another one, who may be no fact yet.

    Where both had the same, what was accepted stays before what was asked, and the primary before
    the backup.
    """
    one, two = Subject("person", (person.key,)), Subject("person", (other.key,))
    wanted: Facts = {one: _with_account(facts[one], facts.get(two), other.slack)}
    theirs: list[Subject] = []
    both: list[Subject] = []
    for subject, body in facts.items():
        if subject in (one, two):
            continue
        place = _renamed(subject, other.key, person.key)
        if place != subject:
            theirs.append(subject)
        said = {key: _new(key, value, other.key, person.key) for key, value in body.items()}
        if subject.kind == "checklist":
            now = named_anew(Checklist.model_validate(body), other.key, person.key)
            said = now.model_dump(mode="json")
        if place in wanted:
            both.append(place)
            said = max(wanted[place], said, key=_rank)
        wanted[place] = said
    return Joining(plan(facts, wanted, facts.keys()), tuple(theirs), tuple(both))


def _with_account(body: Body, other: Body | None, account: str | None) -> Body:
    """A person as they are then; who has an account that is there hasn't left."""
    more = other or {}
    known = {key: body[key] or more.get(key) for key in ("name", "email")}
    return {**body, **known, "slack": account, "active": True}


def _renamed(subject: Subject, old: str, new: str) -> Subject:
    at = {"steward": 0, "lead": 1, "assignment": 2}.get(subject.kind)
    if at is None or subject.key[at] != old:
        return subject
    return Subject(subject.kind, (*subject.key[:at], new, *subject.key[at + 1 :]))


def _new(key: str, value: object, old: str, new: str) -> object:
    return new if key in _NAMING and value == old else value


def _rank(body: Body) -> tuple[bool, bool]:
    return body.get("state") == "accepted", body.get("standing") == "primary"


def same_assignments(joined: Joining) -> Iterator[tuple[str, str]]:
    """The team and the role of each assignment that both had."""
    for subject in joined.both:
        if subject.kind == "assignment":
            yield subject.key[0], subject.key[1]
