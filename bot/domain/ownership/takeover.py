"""What one team takes over of another that goes, and what of it ends or is different there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.fact import Change
from bot.domain.organisation import Assignment, Team
from bot.domain.ownership.filling import filling, over, part_of
from bot.domain.ownership.orphans import Orphans, held_line
from bot.domain.ownership.reason import because
from bot.domain.ownership.requests import looks_after, may_ask
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import assign, override_fact, waiver_fact
from bot.domain.ownership.who import entering
from bot.domain.wording import listed

_NOT_ASKED = {"asked": None, "asked_by": None}


@dataclass(frozen=True)
class Taken:
    """What another team takes over: the steps, and in words what isn't there as it was."""

    changes: tuple[Change, ...] = ()
    differs: tuple[str, ...] = ()


def taken(scene: Scene, orphans: Orphans, to: Team) -> Taken:
    """What the other team takes over; what it has said for itself stays as it is there."""
    found = [
        *(_person(scene, orphans.team, held, to) for held in orphans.held),
        *_overrides(scene, orphans.team, to),
        *_waivers(scene, orphans.team, to),
    ]
    changes = [change for change, _ in found if change is not None]
    me = scene.actor.person
    asks = any((change.after or {}).get("asked_by") == me.key for change in changes)
    return Taken(
        (*(entering(scene, me) if asks else ()), *changes),
        tuple(words for _, words in found if words is not None),
    )


_Step = tuple[Change | None, str | None]


def _person(scene: Scene, team: Team, held: Assignment, to: Team) -> _Step:
    """Somebody's part in a role, in the other team; of what they have there the more counts."""
    line, role = held_line(scene, held), scene.catalog.role(held.role)
    waiver = next((one for one in to.waived if one.role == held.role), None)
    if waiver is not None:
        return None, f"{line}: ended, for {to.name} doesn't need that role{because(waiver.because)}"
    asker = scene.organisation.person.get(held.asked_by or "")
    ends = asker is not None and _request_ends(scene, team, held, to)
    if asker is not None and ends and held.state == "pending":
        return None, f"{line}: over, for {asker.called} asked for it and isn't primary there"
    held = held.model_copy(update=_NOT_ASKED if ends else _asked_anew(scene, held))
    first = _first(scene, held, to)
    moved = _as_backup(held) if held.standing == "primary" and first else held
    there = part_of(scene, to, role, scene.organisation.person[held.person])
    if there is not None and _counts(scene, there) >= _counts(scene, moved):
        return None, f"{line}: {_stays(there)}"
    said = [f"backup there, for {listed(first)} fills it first"] if moved is not held else []
    said += [_instead_of(scene, there, moved)] if there is not None else []
    return assign(scene, to.key, moved), f"{line}: {'; '.join(said)}" if said else None


def _request_ends(scene: Scene, team: Team, held: Assignment, to: Team) -> bool:
    """Whether a request ends with the team: an owner asked, who isn't primary in the other one."""
    if not may_ask(scene, team, held):
        return True
    asker = scene.organisation.person[held.asked_by or ""]
    role = scene.catalog.role(held.role)
    own = part_of(scene, team, role, asker)
    if held.offered or own is None or looks_after(scene, team, asker):
        return False
    return own.standing == "primary" and bool(_first(scene, own, to))


def _asked_anew(scene: Scene, held: Assignment) -> dict[str, object]:
    """What is said of a request from now on: whoever has it go to the other team asks there."""
    me = scene.actor.person.key
    if not held.waits or held.offered or held.person == me:
        return {}
    return {"asked": scene.today, "asked_by": me}


def _first(scene: Scene, held: Assignment, to: Team) -> list[str]:
    """Who else fills the role there first and is there today."""
    return [
        one.person.called
        for one in filling(scene, to, held.role)
        if one.held.standing == "primary"
        and one.held.current(scene.today)
        and one.held.person != held.person
    ]


def _as_backup(held: Assignment) -> Assignment:
    """The same as backup; who was asked to be that has it, and isn't asked any more."""
    answered = _NOT_ASKED if held.state == "accepted" else {}
    return held.model_copy(update={"standing": "backup", **answered})


def _counts(scene: Scene, held: Assignment) -> tuple[bool, bool, bool, date]:
    """How much an assignment is: accepted, begun, primary, and how long it holds."""
    return (
        held.state == "accepted",
        held.current(scene.today),
        held.standing == "primary",
        held.until or date.max,
    )


def _stays(there: Assignment) -> str:
    """What somebody has there already."""
    if there.offered and there.state == "pending":
        return "has offered that there already"
    if there.state == "pending":
        return "was asked for that there already"
    more = " as backup" if there.standing == "backup" else ""
    return f"has that role there already{more}"


def _instead_of(scene: Scene, there: Assignment, moved: Assignment) -> str:
    """What ends of what somebody had there."""
    if there.state == "pending":
        return "what they offered there is over" if there.offered else "the request there is over"
    if not there.current(scene.today):
        return f"there from now on, not from {there.since}"
    if there.standing != moved.standing:
        return f"{moved.standing} there, no longer {there.standing}"
    return f"there {_until(moved)}, no longer until {there.until}"


def _until(held: Assignment) -> str:
    return f"until {held.until}" if held.until else "without an end"


def _overrides(scene: Scene, team: Team, to: Team) -> Iterator[_Step]:
    there = {one.activity for one in to.overrides}
    for one in team.overrides:
        if one.activity in there:
            name = scene.catalog.by_ref[one.activity].name
            yield None, f"Who is responsible for {name}: {to.name} has decided that for itself"
        else:
            yield override_fact(scene, to.key, one), None


def _waivers(scene: Scene, team: Team, to: Team) -> Iterator[_Step]:
    """That a role isn't needed, where nobody fills it there then, nor is to."""
    there = {one.role for one in to.waived}
    for one in team.waived:
        name = scene.catalog.role(one.role).name
        states = {held.state for held in _having(scene, one.role, to, team)}
        if one.role in there:
            yield None, f"No need for a {name}: {to.name} has said that for itself"
        elif states:
            fills = "fills" if "accepted" in states else "is to fill"
            yield None, f"No need for a {name}: somebody {fills} it in {to.name}"
        else:
            yield waiver_fact(scene, to.key, one), None


def _having(scene: Scene, role: str, *teams: Team) -> Iterator[Assignment]:
    """Every assignment of a role in these teams that isn't over, of people who are there."""
    for team in teams:
        for one in team.assignments:
            there = scene.organisation.person[one.person].active and not over(scene, one)
            if one.role == role and there:
                yield one
