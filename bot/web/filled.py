"""Who fills a role for a team, as a table's cell tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.how_filled import How, how_filled
from bot.domain.ownership.scene import Scene
from bot.domain.routing import Holder, RoleHere, resolve
from bot.domain.wording import ago
from bot.web.matrix.box import SIGNS

_SAID: dict[How, str] = {
    "unconfirmed": "not confirmed for long",
    "backup": "only a backup",
    "left": "nobody has taken over",
    "unfilled": "nobody",
    "waived": "not needed",
}
"""What is said of a state beside the people."""


@dataclass(frozen=True)
class Who:
    """Somebody in a cell, with what there is to say of them."""

    person: Person
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """A role with those who fill it for a team; `parts` is what it has to do with the matter."""

    role: Role
    team: Team
    parts: tuple[str, ...]
    state: How
    sign: str
    said: str
    people: tuple[Who, ...]
    because: str | None


def filled(scene: Scene, team: Team, ref: str) -> tuple[Filled, ...]:
    """Each role with a part in an entry, once, with who fills it for the team."""
    found = resolve(ref, team, scene.catalog, scene.organisation, scene.today)
    parts: dict[str, list[RoleHere]] = {}
    for here in found.roles:
        parts.setdefault(here.role, []).append(here)
    return tuple(_filled(scene, team, several) for several in parts.values())


def _filled(scene: Scene, team: Team, several: Sequence[RoleHere]) -> Filled:
    here = several[0]
    how = how_filled(here, scene.today, scene.rules.confirm_days)
    return Filled(
        role=scene.catalog.role(here.role),
        team=team,
        parts=tuple(one.part for one in several),
        state=how,
        sign=SIGNS[how][0],
        said=_SAID.get(how, ""),
        people=tuple(_who(scene, one) for one in here.holders),
        because=here.waiver.because if here.waiver and how == "waived" else None,
    )


def _who(scene: Scene, holder: Holder) -> Who:
    notes = []
    if holder.held.standing == "backup":
        notes.append("backup")
    if holder.standing == "covering":
        notes.append(f"from {holder.sits_in.name}")
    if holder.state == "pending":
        notes.append("offers to take it" if holder.held.offered else "asked, not accepted yet")
    elif holder.state == "accepted" and holder.held.confirmed:
        notes.append(f"confirmed {ago(holder.held.confirmed, scene.today)}")
    return Who(holder.person, tuple(notes))
