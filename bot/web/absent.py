"""What a page says of something that isn't there: where it is by now, or what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.domain.catalog import Activity, Handoff, Role
from bot.domain.fact import Change, Kind, Subject
from bot.domain.layer import RETIRED
from bot.domain.organisation import Person, Team
from bot.domain.ownership.former import former_teams
from bot.domain.ownership.naming import Thing, called, folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import names_in
from bot.domain.ownership.verb import Kind as Sort
from bot.search.near import near
from bot.store.books import Books
from bot.store.storable import storable
from bot.web.past import Entry, acts_about, listed

MOST_NEAR = 5
MOST_ACTS = 10

_KINDS: Mapping[Sort, Kind] = {"team": "team", "person": "person"}


@dataclass(frozen=True)
class Near:
    """Something that may be meant, with the address of its page."""

    name: str
    address: str


def absent(books: Books, scene: Scene, sort: Sort, key: str) -> ResponseReturnValue:
    """Leads to what has this name now, else says what became of it, else what is called nearly so.

    Also by a name that it had before.
    """
    names = _names(scene, sort)
    found = names.get(folded(key)) or _renamed(scene, sort, key)
    if found is not None:
        return redirect(address_of(found))
    gone = _gone(books, scene, sort, key)
    if gone is not None:
        name, end, about = gone
        page = render_template("gone.html", sort=sort, name=name, end=end, past=about)
        return page, 410
    close = [names[folded(one)] for one in near(key, names, MOST_NEAR * 2)]
    shown = {address_of(one): Near(_name(one), address_of(one)) for one in close}
    choice = list(shown.values())[:MOST_NEAR]
    return render_template("absent.html", sort=sort, near=choice), 404


def key_of(thing: Thing) -> str:
    """What a thing is called in the address of its page."""
    if isinstance(thing, Team | Person):
        return thing.key
    return thing.ref.partition(":")[2]


def address_of(thing: Thing) -> str:
    """The address of a thing's page."""
    page = thing.ref.partition(":")[0] if not isinstance(thing, Team | Person) else None
    return url_for(page or ("team" if isinstance(thing, Team) else "person"), key=key_of(thing))


def _name(thing: Thing) -> str:
    return thing.called if isinstance(thing, Person) else thing.name


def _names(scene: Scene, sort: Sort) -> dict[str, Thing]:
    """Everything of a sort by its names; by an address alone nobody is found."""
    found: dict[str, Thing] = {}
    for one in called(sort, scene.catalog, scene.organisation):
        if "@" not in one.name:
            found.setdefault(folded(one.name), one.thing)
            found.setdefault(folded(key_of(one.thing)), one.thing)
    return found


def _renamed(scene: Scene, sort: Sort, key: str) -> Thing | None:
    """What was called so before, where that is one thing that is still here."""
    if sort == "team":
        teams = former_teams(scene).get(folded(key), ())
        here = [one for one in teams if one.key in scene.organisation.team]
        return here[0] if len(here) == 1 else None
    if sort == "person":
        return _joined(scene, key)
    refs = {
        subject.key[1]
        for subject, body in scene.past.former("entry")
        if folded(str(body.get("name", ""))) == folded(key)
    }
    entries = [scene.catalog.by_ref.get(ref) for ref in refs]
    found = [one for one in entries if isinstance(one, Role | Activity | Handoff)]
    fit = [one for one in found if one.ref.startswith(f"{sort}:")]
    return fit[0] if len(fit) == 1 else None


def _joined(scene: Scene, key: str) -> Person | None:
    """Whoever has the account now that somebody of this key had."""
    if storable(key, len(key)) != key:  # so nobody ever had it
        return None
    body = scene.past.last(Subject("person", (key,))) or {}
    return scene.organisation.account.get(str(body.get("slack")))


def _gone(
    books: Books, scene: Scene, sort: Sort, key: str
) -> tuple[str, Entry | None, tuple[Entry, ...]] | None:
    """What it was called, how it went, and what was done about it; None where it never was."""
    of = key if sort in _KINDS else f"{sort}:{key}"
    acts = acts_about(books, (of,), MOST_ACTS)
    steps = [(act, one) for act in acts for one in act.changes if _is_about(one, sort, of)]
    if not steps:
        return None
    undoings, end = books.undoings(), next((act for act, one in steps if _ends(one)), None)
    how = listed([end], undoings, scene, (of,)).entries[0] if end else None
    return _called(scene, sort, of), how, listed(acts, undoings, scene, (of,)).entries


def _called(scene: Scene, sort: Sort, of: str) -> str:
    names = names_in(scene)
    return {"team": names.team, "person": names.person}.get(sort, names.entry)(of)


def _is_about(change: Change, sort: Sort, of: str) -> bool:
    subject = change.subject
    return subject.kind == _KINDS.get(sort, "entry") and subject.key[-1] == of


def _ends(change: Change) -> bool:
    return change.after is None or bool(change.after.get(RETIRED))
