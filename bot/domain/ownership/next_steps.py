"""Buttons that lead from one verb to another, for one role in one team."""

from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.reply import Action


def seat(role: Role, team: Team, person: Person | None = None) -> dict[str, tuple[str, ...]]:
    """The role, the team and who it is about, as buttons carry them."""
    given: dict[str, tuple[str, ...]] = {"role": (code(role),), "team": (code(team),)}
    return given | {"person": (code(person),)} if person else given


def to_assign(role: Role, team: Team, label: str = "Assign somebody") -> Action:
    """Opens the form in which somebody is chosen for the role."""
    return Action(label=label, verb="assign", given=seat(role, team), form=True)


def to_take(role: Role, team: Team) -> Action:
    """Takes the role over with one click."""
    return Action(label="Take over", verb="take", given=seat(role, team), style="primary")


def to_vacate(role: Role, team: Team, person: Person, label: str) -> Action:
    """Ends that somebody has the role, after asking once more."""
    return Action(
        label=label,
        verb="vacate",
        given=seat(role, team, person),
        confirm=f"Is {person.called} no longer {role.name} in {team.name}?",
    )
