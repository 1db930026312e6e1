"""What the matrix is called, as it is shown."""

from collections.abc import Sequence

from bot.domain.organisation import Team
from bot.domain.wording import listed
from bot.web.matrix.asked import Asked

MOST_NAMED = 4


def title_of(wanted: Asked, teams: Sequence[Team]) -> str:
    """“Who does what in Churn and Search”, with these of the teams that were asked for."""
    if wanted.everywhere:
        arranged = f" that are {wanted.structure}" if wanted.structure else ""
        return f"Who does what in all teams{arranged}"
    if len(teams) > MOST_NAMED:
        return f"Who does what in {len(teams):,} teams"
    return f"Who does what in {listed([team.name for team in teams])}" if teams else "Who does what"
