"""Whether a team needs a role at all."""

from bot.domain.catalog import Role
from bot.domain.organisation import Team
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.reason import because


def check_needed(team: Team, role: Role) -> None:
    """Objection where the team said that it doesn't need the role, with its reason."""
    waiver = next((one for one in team.waived if one.role == role.ref), None)
    if waiver is not None:
        raise Objection(
            f"{team.name} doesn't need {role.name}{because(waiver.because)}; where that is over, "
            f"`/ownership restore {role.name} in {team.name}` comes first.",
            field="role",
        )
