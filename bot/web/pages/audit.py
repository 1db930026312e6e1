"""Audit: who changed what and when in the whole workspace, and what was refused to whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import render_template, request

from bot.domain.act import Act, Refusal
from bot.domain.organisation import Person, Team
from bot.domain.ownership.former import former_keys, former_teams
from bot.domain.ownership.naming import Thing, called, folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import Names, names_in
from bot.domain.ownership.verb import Kind
from bot.domain.value import MOST_NAME
from bot.store.books import Books
from bot.store.storable import storable
from bot.web.page import Page, Visit
from bot.web.paging import address, asked_number
from bot.web.past import BEFORE, MOST_ACTS, Past, listed, where
from bot.web.scenes import scene as scene_of

MOST_REFUSALS = 50
REFUSED = "refused"
_WORDS = ("who", "what")
_THINGS: tuple[Kind, ...] = ("thing", "handoff", "structure")


@dataclass(frozen=True)
class Asked:
    """What the visitor looks for, in the words of the address; `wrong` names a day that is none."""

    who: str
    what: str
    since: date | None
    until: date | None
    wrong: bool


@dataclass(frozen=True)
class Refused:
    """Something that was refused; `by` is who wanted it where that is somebody here."""

    at: str
    by: Person | None
    actor: str
    words: str
    because: str
    where: str


def view(visit: Visit) -> str:
    """The acts that are looked for, the newest first; or what was refused."""
    asked = _asked()
    refused = request.args.get("show") == REFUSED
    with visit.read() as books:
        scene = scene_of(visit, books)
        refusals = _refusals(books, asked) if refused else ()
        shown = refusals[:MOST_REFUSALS]
        return render_template(
            "audit.html",
            asked=asked,
            refused=refused,
            past=None if refused else _acts(books, scene, asked),
            refusals=_told(books, scene, shown),
            more=_earlier(shown[-1]) if len(refusals) > MOST_REFUSALS else None,
            changes=address(show=None, before=None, moment=None),
            refusing=address(show=REFUSED, before=None, moment=None),
        )


def _asked() -> Asked:
    since, until = _day("since"), _day("until")
    said = [name for name in ("since", "until") if request.args.get(name, "").strip()]
    known = [one for one in (since, until) if one]
    who, what = (storable(request.args.get(name, ""), MOST_NAME).strip() for name in _WORDS)
    return Asked(who, what, since, until, len(said) > len(known))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None


def _acts(books: Books, scene: Scene, asked: Asked) -> Past:
    """What was done, as far as it is looked for."""
    keys = _keys(scene, asked.what) if asked.what else ()
    ends = [asked_number(BEFORE), books.number_at(_after(asked.until)) if asked.until else None]
    acts: tuple[Act, ...] = books.acts(
        MOST_ACTS + 1,
        actor=_actor(scene, asked.who) if asked.who else None,
        of=keys,
        before=min((one for one in ends if one is not None), default=None),
        after=books.number_at(_start(asked.since)) - 1 if asked.since else None,
    )
    places = {act.how.place for act in acts if act.how.place}
    channels = books.roster.channel_names(places)
    return listed(acts, books.undoings(), scene, keys, channels)


def _actor(scene: Scene, who: str) -> str:
    """The account of whoever is called so, else the words as they stand in the audit."""
    wanted = folded(who)
    for one in called("person", scene.catalog, scene.organisation):
        person = one.thing
        if isinstance(person, Person) and wanted in (folded(one.name), folded(person.key)):
            return person.slack or person.key
    return who


def _keys(scene: Scene, what: str) -> Collection[str]:
    """What stands in the keys of facts about whatever is, or was, called so."""
    wanted = folded(what)
    things: list[Thing] = [
        one.thing
        for kind in _THINGS
        for one in called(kind, scene.catalog, scene.organisation)
        if folded(one.name) == wanted
    ]
    things = things or list(former_teams(scene).get(wanted, ()))
    return {key for one in things for key in _of(scene, one)} or {what}


def _of(scene: Scene, thing: Thing) -> Collection[str]:
    if isinstance(thing, Person):
        return (thing.key, *former_keys(scene, thing))
    return (thing.key,) if isinstance(thing, Team) else (thing.ref,)


def _refusals(books: Books, asked: Asked) -> tuple[Refusal, ...]:
    """What was refused before the moment of the address, and the last day that is looked for."""
    ends = [_moment(), _after(asked.until) if asked.until else None]
    before = min((one for one in ends if one is not None), default=None)
    return books.refusals(MOST_REFUSALS + 1, before)


def _told(books: Books, scene: Scene, found: tuple[Refusal, ...]) -> list[Refused]:
    places = {one.how.place for one in found if one.how.place}
    channels, names = books.roster.channel_names(places), names_in(scene)
    return [_refused(one, names, where(one.how, channels)) for one in found]


def _refused(one: Refusal, names: Names, place: str) -> Refused:
    at = f"{one.at.day} {one.at:%b %Y, %H:%M} UTC"
    by = names.organisation.account.get(one.actor)
    return Refused(at, by, names.account(one.actor), one.words, one.because, place)


def _earlier(last: Refusal) -> str:
    return address(moment=last.at.isoformat())


def _moment() -> datetime | None:
    try:
        found = datetime.fromisoformat(request.args.get("moment", ""))
    except ValueError:
        return None
    return found if found.utcoffset() is not None else None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _after(day: date) -> datetime:
    return _start(min(day, date.max - timedelta(days=2)) + timedelta(days=1))


PAGE = Page("audit", "/audit", view, nav="Audit", place=60, may=lambda one: one.sees_audit)
