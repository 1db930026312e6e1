"""What a team that goes would leave behind."""

from dataclasses import dataclass

from bot.domain.fact import Change, Subject
from bot.domain.organisation import Assignment, Team
from bot.domain.ownership.filling import over
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop, end, team_fact
from bot.domain.ownership.team_parts import served
from bot.domain.wording import listed


@dataclass(frozen=True)
class Orphans:
    """A team with what would have no home without it: all that it has, and whom it serves.

    `held` are its assignments whose last day hasn't passed.
    """

    team: Team
    served: tuple[Team, ...]
    held: tuple[Assignment, ...]

    @property
    def any(self) -> bool:
        """Whether there are any."""
        team = self.team
        return bool(self.held or team.overrides or team.waived or self.served)


def orphans_of(scene: Scene, team: Team) -> Orphans:
    """What this team would leave behind."""
    held = tuple(one for one in team.assignments if not over(scene, one))
    return Orphans(team, served(scene.organisation, team), held)


def orphan_lines(scene: Scene, orphans: Orphans) -> list[str]:
    """Each of them in words."""
    team, name = orphans.team, scene.catalog
    names = listed(one.name for one in orphans.served)
    return [
        *([f"It serves {names}"] if names else []),
        *(held_line(scene, one) for one in orphans.held),
        *(f"Who is responsible for {name.by_ref[one.activity].name}" for one in team.overrides),
        *(f"No need for a {name.role(one.role).name}" for one in team.waived),
    ]


def gone(scene: Scene, orphans: Orphans) -> tuple[Change, ...]:
    """The steps after which the team is no fact any more, nor anything that is said of it."""
    team = orphans.team
    of = [
        *(end(scene, team.key, one) for one in team.assignments),
        *(drop(scene, Subject("override", (team.key, one.activity))) for one in team.overrides),
        *(drop(scene, Subject("waiver", (team.key, one.role))) for one in team.waived),
        *(drop(scene, Subject("lead", (team.key, lead))) for lead in team.leads),
    ]
    return (*of, drop(scene, Subject("team", (team.key,))))


def served_by(scene: Scene, orphans: Orphans, platform: str | None) -> tuple[Change, ...]:
    """The steps after which the teams that it serves have another platform, or none."""
    return tuple(
        team_fact(scene, one.model_copy(update={"platform": platform})) for one in orphans.served
    )


def held_line(scene: Scene, held: Assignment) -> str:
    """“Cy Mail, MLOps Engineer as backup, asked and not accepted yet”."""
    called = scene.organisation.person[held.person].called
    more = " as backup" if held.standing == "backup" else ""
    asked = ", asked and not accepted yet" if held.state == "pending" else ""
    return f"{called}, {scene.catalog.role(held.role).name}{more}{asked}"
