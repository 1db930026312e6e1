"""What somebody finds on their Home tab, in words and buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.desk.home_team import team_part
from bot.domain.checklist import SIDES, Checklist, Tick
from bot.domain.first_steps import Step
from bot.domain.home import Home, Line, Part, counted, plain
from bot.domain.organisation import Team
from bot.domain.ownership.checklists import Going
from bot.domain.ownership.codes import YES
from bot.domain.ownership.filling import Filling
from bot.domain.ownership.mine import asked, offered, owned
from bot.domain.ownership.next_steps import seat, to_assign
from bot.domain.ownership.pending import Pending
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import card
from bot.domain.reply import Action, Section, Span
from bot.domain.wording import ago, short
from bot.store.questions import Asked

ASK, MENU = "find_owner", "menu"
"""Forms that are no verb's: a question, and the choice of what to do."""

MOST_WAITING = MOST_OWNED = 6
MOST_TEAMS = 3
MOST_ASKED = 5
MOST_LINES = 3
MOST_NAMED = 5

TO_ASK = Action(label="Ask who owns something", verb=ASK, form=True)
TO_CHOOSE = Action(label="Choose what to do", verb=MENU, form=True)

_CAME: dict[str, str] = {
    "answered": "answered",
    "choose": "asked back",
    "unknown": "not known",
    "unfilled": "nobody fills it",
    "nobody": "nobody, by design",
    "left": "whoever did it has left",
}


@dataclass(frozen=True)
class Seen:
    """What is looked at for one Home tab; the checklists are those that go on, by number."""

    scene: Scene
    checklists: dict[int, Checklist]
    questions: Sequence[Asked]
    steps: Sequence[Step]


def home(seen: Seen) -> Home:
    """The whole tab of a full member."""
    scene = seen.scene
    teams = _teams(scene)
    parts = (
        Part(title="Who owns what", actions=(TO_ASK, TO_CHOOSE)),
        *_looked_after(seen),
        _waiting(seen),
        _owned(scene),
        *(team_part(scene, team) for team in teams[:MOST_TEAMS]),
        *_other_teams(teams),
        *_asked(seen),
    )
    return Home(parts=parts)


def for_guest(words: str) -> Home:
    """The tab of a guest: how to ask, and nothing of who owns what."""
    return Home(parts=(Part(title="Who owns what", lines=(plain(words),), actions=(TO_ASK,)),))


def turned_away(words: str) -> Home:
    """The tab of somebody who may not even ask."""
    return Home(parts=(Part(title="Who owns what", lines=(plain(words),)),))


def without_catalog() -> Home:
    """The tab where nothing can be owned yet."""
    text = "There is no catalog here yet, so nobody can own anything; whoever runs Rolecall can "
    return Home(
        parts=(
            Part(
                title="Who owns what", lines=(plain(f"{text}import one with `rolecall import`."),)
            ),
        )
    )


def _looked_after(seen: Seen) -> Iterator[Part]:
    """For stewards: how far the set-up is, and teams that nobody leads."""
    scene = seen.scene
    if not scene.actor.steward:
        return
    settled = all(one.done for one in seen.steps)
    lines = [] if settled else [_step(one) for one in card(seen.steps).sections]
    people = scene.organisation.person
    unled = [
        team
        for team in scene.organisation.teams
        if not any(people[key].active for key in team.leads)
    ]
    if unled:
        names = counted([team.name for team in unled], MOST_NAMED)
        verb = "has" if len(unled) == 1 else "have"
        given = {"team": (f"team:{unled[0].key}",)}
        name_one = Action(label=f"Name a lead of {unled[0].name}", verb="team set", given=given)
        lines.append(plain(f"{names} {verb} no lead.", name_one.model_copy(update={"form": True})))
    actions = (
        Action(label="Add a team", verb="team add", form=True),
        Action(label="Tell a channel regularly", verb="digest add", form=True),
        Action(label="Show all gaps", verb="gaps"),
    )
    yield Part(
        title="Set-up" if lines else "You look after this", lines=tuple(lines), actions=actions
    )


def _step(told: Section) -> Line:
    """A first step as its message tells of it, with the same buttons."""
    heading = Span(text=f"{told.heading}: ")
    return Line(words=(heading, *told.lines[0]), actions=told.actions)


def _waiting(seen: Seen) -> Part:
    scene = seen.scene
    lines = [
        *(_request(scene, one) for one in asked(scene)),
        *(_offer(scene, one, Span(text=who.called, user=who.slack)) for one, who in offered(scene)),
        *_ticks(seen),
    ]
    if not lines:
        lines = [plain("Nothing waits for you.")]
    return Part(
        title="Waits for you",
        lines=tuple(lines[:MOST_WAITING]),
        left=max(0, len(lines) - MOST_WAITING),
        how="they come up here once these are done",
    )


def _request(scene: Scene, one: Pending) -> Line:
    held, role = one.held, scene.catalog.role(one.held.role)
    asker = scene.organisation.person.get(held.asked_by or "")
    by = (Span(text=asker.called, user=asker.slack), Span(text=" asks")) if asker else ()
    when = f" (since {held.asked.day} {held.asked:%B})" if held.asked else ""
    backup = " as backup" if held.proposed == "backup" else ""
    words = f" you to be {role.name} in {one.team.name}{backup}{when}."
    given = seat(role, one.team)
    return Line(
        words=(*(by or (Span(text="Somebody asks"),)), Span(text=words)),
        actions=(
            Action(label="Accept", verb="accept", given=given, style="primary"),
            Action(label="Decline", verb="decline", given=given),
        ),
    )


def _offer(scene: Scene, one: Pending, who: Span) -> Line:
    role = scene.catalog.role(one.held.role)
    given = seat(role, one.team, scene.organisation.person[one.held.person])
    return Line(
        words=(who, Span(text=f" offers to be {role.name} in {one.team.name}.")),
        actions=(
            Action(label="Approve", verb="accept", given=given, style="primary"),
            Action(label="Decline", verb="decline", given=given),
        ),
    )


def _ticks(seen: Seen) -> Iterator[Line]:
    """The lines of checklists that the actor ticks, and what is ticked whole and waits."""
    me = seen.scene.actor.person.key
    for number, now in seen.checklists.items():
        if me not in now.people:
            continue
        going = Going(seen.scene, number, now)
        sides = [side for side in SIDES if now.person[side] == me]
        if now.complete and any(side not in now.accepted for side in sides):
            text = f"All of {going.called} ({going.kind}) is ticked; is it done for you?"
            yield plain(text, going.accept, going.show)
        mine = [line for line in now.left if now.whose(line) == me]
        yield from (_tick(going, line) for line in mine[:MOST_LINES])
        if len(mine) > MOST_LINES:
            more = len(mine) - MOST_LINES
            lines = "line" if more == 1 else "lines"
            yield plain(f"{more} more {lines} of {going.called} are for you.", going.show)


def _tick(going: Going, line: Tick) -> Line:
    given = going.code | {"line": (str(line.number),)}
    due = f", due on {going.now.due.day} {going.now.due:%B}" if going.now.due else ""
    return plain(
        f"{going.title}{due}: {short(line.text)}",
        Action(label="Tick it", verb="handoff tick", given=given),
        going.show,
    )


def _owned(scene: Scene) -> Part:
    found = owned(scene)
    lines = [_role(scene, one) for one in found[:MOST_OWNED]]
    things = scene.catalog.owned_by.get(scene.actor.person.key, ())
    if things:
        names = counted([one.name for one in things], MOST_NAMED)
        lines.append(plain(f"Files name you for {_number(len(things), 'thing')}: {names}."))
    if not lines:
        lines = [plain("You fill no role yet; `/ownership take` offers that you do.")]
    every = Action(
        label="All of it is still right",
        verb="confirm",
        given={"all": (YES,)},
        confirm="Do you still fill every role that is listed for you?",
    )
    actions = (every,) if len(found) > 1 else ()
    left = max(0, len(found) - MOST_OWNED)
    how = "`/ownership show` with your name lists them all"
    return Part(title="You own", lines=tuple(lines), left=left, how=how, actions=actions)


def _role(scene: Scene, one: Filling) -> Line:
    held, role = one.held, scene.catalog.role(one.held.role)
    backup = ", as backup" if held.standing == "backup" else ""
    until = f", until {held.until.day} {held.until:%B %Y}" if held.until else ""
    told = f"confirmed {ago(held.confirmed, scene.today)}" if held.confirmed else "never confirmed"
    given = seat(role, one.team, one.person)
    return plain(
        f"{role.name} in {one.team.name}{backup}{until}; {told}",
        Action(label="Still right", verb="confirm", given=given),
        to_assign(role, one.team, "Hand over"),
    )


def _teams(scene: Scene) -> list[Team]:
    """The teams that the actor leads, then those in which they fill a role."""
    known = scene.organisation.team
    led = sorted((known[key] for key in scene.actor.leads), key=lambda team: team.name)
    return list(dict.fromkeys([*led, *(one.team for one in owned(scene))]))


def _other_teams(teams: Sequence[Team]) -> Iterator[Part]:
    rest = teams[MOST_TEAMS:]
    if rest:
        names = counted([team.name for team in rest], MOST_NAMED)
        text = f"{names}: `/ownership show` with a team's name shows it."
        yield Part(title="Your other teams", lines=(plain(text),))


def _asked(seen: Seen) -> Iterator[Part]:
    if seen.questions:
        lines = tuple(_question(seen.scene, one) for one in seen.questions)
        yield Part(title="You asked lately", lines=lines)


def _question(scene: Scene, one: Asked) -> Line:
    question = one.question
    entry = scene.catalog.by_ref.get(question.ref or "")
    about = f": {entry.name}" if entry and question.outcome != "unknown" else ""
    team = scene.organisation.team.get(question.team or "")
    where = f", for {team.name}" if team else ""
    came = _CAME.get(question.outcome, "answered")
    return plain(f"“{short(question.text)}” – {came}{about}{where}")


def _number(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"
