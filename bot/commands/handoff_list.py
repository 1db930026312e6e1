"""List the handoffs that are going on, and those that ended last."""

from collections.abc import Iterator

from bot.domain.organisation import Team
from bot.domain.ownership.checklists import Going, day, every
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import bullets, lines

MOST_WITH_BUTTONS = 8
MOST_OPEN = 40
MOST_ENDED = 10


def run(scene: Scene, given: Given) -> Deed:
    """Lists those of a team, or all; the oldest that are open first."""
    team = given.maybe("team", Team)
    found = [
        Going(scene, number, now)
        for number, now in every(scene).items()
        if team is None or now.team == team.key
    ]
    open_ones = [one for one in found if one.now.state == "open"]
    ended = [one for one in reversed(found) if one.now.state != "open"]
    start = Action(label="Start a handoff", verb="handoff start", form=True)
    reply = Reply(
        outcome="notice",
        headline=_headline(team, open_ones),
        sections=(*_open(open_ones), *_ended(ended)),
        actions=(start,),
    )
    return Deed(reply)


def _headline(team: Team | None, open_ones: list[Going]) -> str:
    where = f" in {team.name}" if team else ""
    return f"Handoffs that are going on{where}:" if open_ones else f"No handoff is going on{where}."


def _open(found: list[Going]) -> Iterator[Section]:
    first, rest = found[:MOST_WITH_BUTTONS], found[MOST_WITH_BUTTONS:]
    for one in first:
        yield Section(heading=None, lines=lines(_line(one)), actions=(one.show,))
    if rest:
        more = len(rest) - MOST_OPEN
        told = [_line(one) for one in rest[:MOST_OPEN]]
        told += [f"… and {more:,} more"] if more > 0 else []
        yield Section(heading=None, lines=bullets(told))


def _ended(found: list[Going]) -> Iterator[Section]:
    if found:
        more = len(found) - MOST_ENDED
        told = [_end(one) for one in found[:MOST_ENDED]]
        told += [f"… and {more:,} more"] if more > 0 else []
        yield Section(heading="Ended", lines=bullets(told))


def _line(going: Going) -> str:
    now = going.now
    left = "all ticked, to be accepted" if now.complete else going.standing()
    due = f"; due on {day(now.due)}" if now.due else ""
    late = " (overdue)" if now.overdue(going.scene.today) else ""
    return f"{going.number}. {now.name} ({going.kind}): {left}{due}{late}"


def _end(going: Going) -> str:
    now = going.now
    when = f" on {day(now.closed.on)}" if now.closed else ""
    return f"{going.number}. {now.name} ({going.kind}): {now.state}{when}"


VERB = Verb(
    name="handoff list",
    title="List handoffs",
    help="Lists the handoffs that are going on, of a team or all, and those that ended last.",
    who="everybody",
    run=run,
    arguments=(Argument("team", "team", "Team", optional=True),),
    writes=False,
    examples=("handoff list", "handoff list Churn"),
)
