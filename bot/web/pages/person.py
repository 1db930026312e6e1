"""A person: what they fill, lead and own, and what was changed about that."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.former import former_keys
from bot.domain.ownership.scene import Scene
from bot.domain.wording import ago
from bot.web.absent import absent
from bot.web.page import Page, Visit
from bot.web.paging import paged
from bot.web.past import past
from bot.web.scenes import scene as scene_of


@dataclass(frozen=True)
class Part:
    """A role that somebody fills in a team, or is asked to."""

    role: Role
    team: Team
    held: Assignment
    standing: str
    confirmed: str
    by: Person | None


def view(visit: Visit, key: str) -> ResponseReturnValue:
    """The person with this key; else where they are, or what became of them."""
    with visit.read() as books:
        scene = scene_of(visit, books)
        person = scene.organisation.person.get(key)
        if person is None:
            return absent(books, scene, "person", key)
        parts = scene.organisation.parts_of.get(key, ())
        keys = (key, *former_keys(scene, person))
        return render_template(
            "person.html",
            person=person,
            email=person.email if visit.visitor.sees_audit else None,
            steward=key in scene.organisation.stewards,
            leads=[one for one in scene.organisation.teams if key in one.leads],
            parts=paged([_part(scene, team, held) for team, held in parts]),
            own=paged(scene.catalog.owned_by.get(key, ()), "things"),
            past=past(books, scene, keys),
        )


def _part(scene: Scene, team: Team, held: Assignment) -> Part:
    here = scene.organisation.person
    return Part(
        role=scene.catalog.role(held.role),
        team=team,
        held=held,
        standing=_standing(scene, held),
        confirmed=ago(held.confirmed, scene.today) if held.confirmed else "never",
        by=here.get(held.confirmed_by or ""),
    )


def _standing(scene: Scene, held: Assignment) -> str:
    """What they are in it: “primary”, “backup, asked to be primary”, “offers to be backup”."""
    if held.until is not None and held.until < scene.today:
        return f"{held.standing}, until {held.until.isoformat()}"
    if not held.waits:
        return held.standing
    asked = f"{'offers' if held.offered else 'asked'} to be {held.proposed}"
    return asked if held.state == "pending" else f"{held.standing}, {asked}"


PAGE = Page("person", "/person/<key>", view)
