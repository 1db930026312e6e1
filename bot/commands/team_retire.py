"""Retire a team, once it is said where what it has goes."""

from collections.abc import Sequence

from bot.domain.answer import notice
from bot.domain.organisation import Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.orphans import Orphans, gone, orphan_lines, orphans_of, served_by
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.takeover import taken
from bot.domain.ownership.team_parts import platforms
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import bullets, listed

MOST_TOLD = 10


def run(scene: Scene, given: Given) -> Deed:
    """Ends a team whose people and rules go to another team, or end with it."""
    team, to = given.one("team", Team), given.maybe("to", Team)
    orphans = orphans_of(scene, team)
    if to is not None:
        _check(scene, given, orphans, to)
        return _handed_over(scene, orphans, to)
    if orphans.any and not given.flag("anyway"):
        return Deed(_asks(scene, orphans), teams=(team.key,))
    changes = (*served_by(scene, orphans, None), *gone(scene, orphans))
    return Deed(_retired(scene, orphans), changes, teams=(team.key,))


def _check(scene: Scene, given: Given, orphans: Orphans, to: Team) -> None:
    team = orphans.team
    if given.flag("anyway"):
        raise Objection(
            "Either it goes somewhere or it ends: say “to TEAM” or “anyway”, not both.",
            field="anyway",
        )
    if to.key == team.key:
        raise Objection(f"{team.name} can't go to itself; choose another team.", field="to")
    if orphans.served and to.kind != "platform":
        others = [one.name for one in platforms(scene.organisation) if one.key != team.key]
        choose = (
            f"choose {listed(others, 'or')}."
            if others
            else "add one first with `/ownership team add NAME as platform`, or say “anyway”."
        )
        names = listed(one.name for one in orphans.served)
        raise Objection(
            f"{team.name} serves {names}, which only a platform team can take over; {choose}",
            field="to",
        )


def _handed_over(scene: Scene, orphans: Orphans, to: Team) -> Deed:
    team, takes = orphans.team, taken(scene, orphans, to)
    changes = (*takes.changes, *served_by(scene, orphans, to.key), *gone(scene, orphans))
    what = f"; what it had is {to.name}'s now" if orphans.any else ""
    differs = _section(f"Not as it was, because of what {to.name} has", takes.differs)
    says = Reply(
        outcome="notice",
        headline=f"{team.name} is retired{what}.",
        sections=(differs,) if takes.differs else (),
    )
    return Deed(says, changes, teams=(team.key, to.key))


def _retired(scene: Scene, orphans: Orphans) -> Reply:
    says = notice(f"{orphans.team.name} is retired.")
    if not orphans.any:
        return says
    ended = _section("Ended with it", orphan_lines(scene, orphans))
    return says.model_copy(update={"sections": (ended,)})


def _asks(scene: Scene, orphans: Orphans) -> Reply:
    """What the team would leave behind, and what can be done with it."""
    team = orphans.team
    codes = {"team": (code(team),)}
    choose = Action(
        label="Choose where it goes", verb=VERB.name, given=codes, style="primary", form=True
    )
    anyway = Action(
        label="Retire it with all of this",
        verb=VERB.name,
        given=codes | {"anyway": (YES,)},
        style="danger",
        confirm=f"{team.name} ends with all that it has. Undo brings it back.",
    )
    return Reply(
        outcome="notice",
        headline=f"{team.name} isn't retired yet, for this would be left over. Where shall it go?",
        sections=(_section(team.name, orphan_lines(scene, orphans)),),
        actions=(choose, anyway),
    )


def _section(heading: str, told: Sequence[str]) -> Section:
    more = len(told) - MOST_TOLD
    end = [f"… and {more:,} more"] if more > 0 else []
    return Section(heading=heading, lines=bullets([*told[:MOST_TOLD], *end]))


VERB = Verb(
    name="team retire",
    title="Retire a team",
    help="Ends a team; what it has goes to another team, or ends with it where you say “anyway”.",
    who="lead",
    run=run,
    arguments=(
        Argument("team", "team", "Team"),
        Argument(
            "to",
            "team",
            "Where it goes",
            after="to",
            optional=True,
            hint="The team that takes over its people and rules.",
        ),
        Argument("anyway", "flag", "End all that it has", after="anyway", optional=True),
    ),
    examples=("team retire Churn to Search", "team retire Churn anyway"),
)
