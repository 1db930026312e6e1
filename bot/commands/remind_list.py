"""List of reminders: what somebody is reminded of, and what they don't want to hear of for now."""

from collections.abc import Sequence

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snooze import Snooze
from bot.domain.ownership.snoozes import mine
from bot.domain.ownership.verb import Given, Verb
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import bullets

MOST_WITH_BUTTONS = 10
MOST_LISTED = 40


def run(scene: Scene, _: Given) -> Deed:
    """What concerns the actor, by the number that other verbs know it by, with buttons."""
    found = scene.rounds.concerns(scene.actor.user)
    if not found:
        return Deed(notice("There is nothing to remind you of."))
    today, held = scene.today, mine(scene)
    lines = [
        (one, snooze if (snooze := held.get(one.matter)) and snooze.holds(today) else None)
        for one in found
    ]
    sections = [
        Section(heading=None, lines=(_line(number, *each),), actions=_actions(*each))
        for number, each in enumerate(lines[:MOST_WITH_BUTTONS], 1)
    ]
    rest = [
        _line(number, *each)
        for number, each in enumerate(lines[:MOST_LISTED], 1)
        if number > MOST_WITH_BUTTONS
    ]
    if rest:
        more = len(found) - MOST_LISTED
        rest += bullets([f"… and {more:,} more"] if more > 0 else [])
        sections.append(Section(heading="Also", lines=tuple(rest)))
    return Deed(
        Reply(outcome="notice", headline=_headline(found), sections=tuple(sections), trust=(_HOW,))
    )


def _headline(found: Sequence[Nudge]) -> str:
    one = "one matter" if len(found) == 1 else f"{len(found):,} matters"
    return f"I remind you of {one}, as long as it isn't settled:"


def _line(number: int, nudge: Nudge, held: Snooze | None) -> tuple[Span, ...]:
    until = f"before {held.until.day} {held.until:%B %Y}" if held else ""
    told = f" Not {'any more' if held.stops else until}." if held else ""
    return (Span(text=f"{number}. "), *nudge.line, Span(text=told))


def _actions(nudge: Nudge, held: Snooze | None) -> tuple[Action, ...]:
    given = {"matter": (nudge.matter,)}
    if held is not None:
        return (*nudge.actions, Action(label="Remind me again", verb="remind again", given=given))
    return (*nudge.actions, *nudge.quieting)


_HOW = (
    "`/ownership snooze N`, `remind stop N` and `remind again N` know each by its number; nobody "
    "else sees this."
)

VERB = Verb(
    name="remind list",
    title="What I'd be reminded of",
    help="Lists what I remind you of, what you snoozed and what you stopped.",
    who="everybody",
    run=run,
    writes=False,
    examples=("remind list",),
)
