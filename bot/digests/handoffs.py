"""Handoffs: which are going on, whose side is stuck, and what is overdue.

The longest overdue come first; a button shows the checklist with what can be ticked.
"""

from collections.abc import Iterator

from bot.digests import Digest, Line, Look
from bot.domain.checklist import SIDES, Checklist
from bot.domain.edition import Matter
from bot.domain.ownership.checklists import Going, day, ongoing, subject
from bot.domain.reply import Action, Span
from bot.domain.wording import listed, listed_spans

NAME = "handoffs"


def find(look: Look) -> Iterator[Matter]:
    """Every handoff of these teams that isn't over; where all teams are meant, also of none.

    Once it is overdue it is another matter, of which the channel hears anew.
    """
    teams = {team.key for team in look.teams}
    today = look.scene.today
    found = [
        (number, now)
        for number, now in ongoing(look.scene).items()
        if now.team in teams or (look.team is None and now.team is None)
    ]
    for number, now in sorted(found, key=lambda one: (-one[1].overdue(today), one[0])):
        late = ("overdue",) if now.overdue(today) > 0 else ()
        yield Matter(digest=NAME, about=(str(number), *late))


def line(look: Look, matter: Matter) -> Line:
    """Who still has something to tick, or that it is over."""
    number = int(matter.about[0])
    body = look.scene.past.fact(subject(number))
    if body is None:
        return Line((Span(text=f"Handoff {number} was taken back"),), done=True)
    going = Going(look.scene, number, Checklist.model_validate(body))
    what = f"{going.title} ({going.kind})"
    if going.now.state != "open":
        return Line((Span(text=f"{what}: {going.now.state}"),), done=True)
    spans = (Span(text=f"{what}: "), *_stuck(going), Span(text=_due(going)))
    return Line(spans, (going.show, *_gone(going)))


def _stuck(going: Going) -> list[Span]:
    """“Mo has 3 lines to tick and Lea 2”, or who has to accept still."""
    now = going.now
    if now.complete:
        waits = [_name(going, now.person[side]) for side in SIDES if side not in now.accepted]
        return [Span(text="all is ticked; it waits for "), *listed_spans(waits)]
    left: dict[str, int] = {}
    for one in now.left:
        left[now.whose(one)] = left.get(now.whose(one), 0) + 1
    spans: list[Span] = []
    for key, count in left.items():
        spans += [Span(text=", ")] if spans else []
        lines = "line" if count == 1 else "lines"
        spans += [_name(going, key), Span(text=f" has {count} {lines} to tick")]
    return spans


def _due(going: Going) -> str:
    now, today = going.now, going.scene.today
    left = [going.side(side).called for side in SIDES if not going.side(side).active]
    said = f"; {listed(left)} left" if left else ""
    if now.due is None:
        return said
    late = now.overdue(today)
    if late:
        return f"; overdue for {late} {'day' if late == 1 else 'days'}{said}"
    return f"; due {'today' if now.due == today else f'on {day(now.due)}'}{said}"


def _gone(going: Going) -> Iterator[Action]:
    """The form in which somebody is chosen for whoever left."""
    yield from [going.choose(side) for side in SIDES if not going.side(side).active][:1]


def _name(going: Going, key: str) -> Span:
    person = going.person(key)
    return Span(text=person.called, user=person.slack)


DIGEST = Digest(
    name=NAME,
    heading="Handoffs going on",
    help="handoffs that are going on, and whose side is stuck",
    find=find,
    line=line,
)
