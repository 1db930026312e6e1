"""Reminders in Slack: one message, answered in its place, put off or stopped, on both databases."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import config
from tests.talk.bot import Bot
from tests.talk.conftest import Bots
from tests.talk.crew import Crew, clicks_on, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    NOTHING,
    Talk,
    changed,
    clicks,
    dm,
    dm_of,
    in_answer,
    labels,
    owns,
    privately,
    submits,
    view_text,
    visible,
)

MLOPS = "MLOps Engineer"
QUIETING = ("Snooze", "Stop reminding me of this")
BUTTONS = ("Accept", "Decline", *QUIETING)
WEEK = 7
NOON = 12


@pytest.fixture
def bot(dialect: str, bots: Bots, root: Path) -> Iterator[Bot]:
    """A running bot for one test alone, that reminds as it ships; it is the noon of a Monday."""
    shipped = config.load_reminders(root)
    ours = [one for one in shipped.reminders if one.about in ("pending", "ending")]
    rules = shipped.model_copy(update={"reminders": tuple(ours)})
    with bots.running(dialect, reminders=rules) as bot:
        now = bot.clock.now()
        noon = now.replace(hour=NOON, minute=0) + timedelta(days=WEEK - now.weekday())
        bot.clock.move(seconds=(noon - now).total_seconds())
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def asks(crew: Crew, role: str = MLOPS) -> None:
    """The lead asks the member to fill a role."""
    asked = (in_answer("I asked Mo"), dm(crew.member, f"asks you to be {role}"))
    crew.talk.plays((crew.lead, crew.says(f"assign <@{{member}}> as {role}"), asked))


def quiet(crew: Crew, **passes: float) -> None:
    """So much time passes, and nobody hears anything."""
    heard = len(crew.talk.slack.messages)
    crew.talk.bot.clock.move(**passes)
    crew.talk.bot.settles()
    assert [visible(one) for one in crew.talk.slack.messages[heard:]] == []


def test_accepted_in_the_reminder(crew: Crew) -> None:
    """After three days whoever was asked is reminded once; a click accepts, and it is over."""
    talk, team = crew.talk, crew.team
    asks(crew)
    quiet(crew, days=2)
    talk.bot.clock.move(days=1)
    reminder = talk.hears(
        f"Lea {talk.here} asked you 3 days ago to be {MLOPS} in {team}.",
        "shows all of it, also what you snoozed or stopped.",
        channel=dm_of(crew.member),
    )
    assert labels(reminder) == BUTTONS
    quiet(crew, hours=1)
    yes = (
        changed(f"You are {MLOPS} in {team} from now on.", buttons=("Undo",)),
        dm(crew.lead, f"Mo {talk.here} accepted: they are {MLOPS} in {team}."),
    )
    talk.plays((crew.member, clicks_on(reminder, "Accept"), yes))
    quiet(crew, days=WEEK)
    nothing = in_answer("There is nothing to remind you of.")
    talk.plays((crew.member, owns("remind list"), nothing))


def test_snoozed_and_told_again(crew: Crew) -> None:
    """Snoozed it is left out for two weeks and comes again; by then the lead is told as well."""
    talk, team = crew.talk, crew.team
    asks(crew)
    talk.bot.clock.move(days=3)
    reminder = talk.hears("asked you 3 days ago", channel=dm_of(crew.member))
    snoozed = changed("I don't remind you of this before", buttons=("Undo",))
    talk.plays((crew.member, clicks_on(reminder, "Snooze"), snoozed))
    quiet(crew, days=4)
    shown = in_answer("1. Lea", "asked you 7 days ago", "Not before", buttons=_LISTED)
    talk.plays((crew.member, owns("remind list"), shown))
    talk.bot.clock.move(days=10)
    talk.hears("asked you 17 days ago", channel=dm_of(crew.member))
    leads = talk.hears(
        f"Mo {talk.here} was asked 17 days ago to be {MLOPS} in {team}, and hasn't answered.",
        channel=dm_of(crew.lead),
    )
    # To two people it comes in any order.
    talk.heard[-2:] = sorted(talk.heard[-2:], key=lambda one: one.ts)
    assert labels(leads) == ("Ask somebody else", "Withdraw it", *QUIETING)
    withdrawn = (
        changed(f"Mo {talk.here} is no longer asked to be {MLOPS} in {team}"),
        dm(crew.member, f"You are no longer asked to be {MLOPS} in {team}"),
    )
    talk.plays((crew.lead, clicks_on(leads, "Withdraw it"), withdrawn))
    quiet(crew, days=WEEK)


def test_stopped_by_a_click(crew: Crew) -> None:
    """Stopped it never comes again to whoever stopped it; undone it does, when it is due."""
    talk = crew.talk
    asks(crew)
    talk.bot.clock.move(days=3)
    reminder = talk.hears("asked you 3 days ago", channel=dm_of(crew.member))
    stopped = changed("I don't remind you of this any more:", buttons=("Undo",))
    talk.plays((crew.member, clicks_on(reminder, "Stop reminding me of this"), stopped))
    quiet(crew, days=4)
    shown = in_answer("1. Lea", "Not any more.", buttons=_LISTED)
    talk.plays(
        (crew.member, owns("remind list"), shown),
        (crew.member, clicks("Undo", where=dm_of(crew.member)), changed("is undone.")),
    )
    # What comes again is due at once: it was so all the time.
    talk.bot.clock.move(hours=1)
    talk.hears("asked you 7 days ago", channel=dm_of(crew.member))


def test_by_words(crew: Crew) -> None:
    """By its number in the list, or by its words, a matter is stopped, snoozed, and had again."""
    talk, team = crew.talk, crew.team
    asks(crew)
    asks(crew, "Data Scientist")
    quiet(crew, days=2)
    talk.bot.clock.move(days=1)
    both = talk.hears("2 matters wait for you:", channel=dm_of(crew.member))
    assert labels(both) == BUTTONS * 2
    member = crew.member
    which = (f"1. {MLOPS} in {team}", f"2. Data Scientist in {team}")
    talk.plays(
        (member, owns("remind stop engineer"), in_answer("any more: Lea", f"{MLOPS} in {team}")),
        (member, owns("remind stop 1"), in_answer("That is so already")),
        (member, owns("snooze 2 until 2100-01-01"), in_answer("before 1 January 2100: Lea")),
        (member, owns("remind list"), in_answer("Not any more.", "Not before 1 January 2100.")),
        (member, owns("remind again 1"), in_answer("I remind you of this again: Lea")),
        (member, owns("remind again 1"), in_answer("I remind you of that as it is.")),
        (member, owns("remind stop 3"), in_answer("I don't remind you of that, or it is settled")),
        (member, owns(f"remind stop {team}"), in_answer("Which of these", buttons=which)),
        (crew.lead, owns("remind list"), in_answer("There is nothing to remind you of.")),
    )
    quiet(crew, hours=1)


def test_one_of_several(crew: Crew) -> None:
    """Under one of several matters the answer comes beside it, and the others stay."""
    talk = crew.talk
    asks(crew)
    asks(crew, "Data Scientist")
    talk.bot.clock.move(days=3)
    both = talk.hears("2 matters wait for you:", channel=dm_of(crew.member))
    said = (privately("You are"), dm(crew.lead, "accepted: they are"))
    talk.plays(
        (crew.member, clicks_on(both, "Accept", first=True), said),
        (crew.member, owns("remind list"), in_answer("1. Lea", without=("2. ",))),
    )


def test_an_end_that_is_near(crew: Crew) -> None:
    """Who fills a role until a day is told two weeks before, and asks for longer in the form."""
    talk, team = crew.talk, crew.team
    until = (talk.bot.clock.now() + timedelta(days=16)).date()
    asks_until = (in_answer("I asked Mo"), dm(crew.member, f"until {until}"))
    words = f"assign <@{{member}}> as {MLOPS} until {until}"
    talk.plays((crew.lead, crew.says(words), asks_until))
    talk.says(crew.member, clicks("Accept", where=dm_of(crew.member)))
    quiet(crew, days=1)
    talk.bot.clock.move(days=1)
    told = talk.hears(f"You are {MLOPS} in {team} until", channel=dm_of(crew.member))
    assert labels(told) == ("Hand over", "Longer", *QUIETING)
    talk.plays((crew.member, clicks_on(told, "Longer"), NOTHING))
    later = (until + timedelta(days=30)).isoformat()
    wants = dm(crew.lead, f"asks to stay until {later}", buttons=("Approve",))
    talk.plays((crew.member, submits({"until": later}), wants))
    assert f"You are {MLOPS} in {team} until {until}; I asked Lea" in view_text(talk.view)


def test_nobody_else_sees_it(crew: Crew) -> None:
    """Of which matter somebody doesn't want to hear stands in no history; that they don't, does."""
    talk = crew.talk
    asks(crew)
    talk.bot.clock.move(days=3)
    reminder = talk.hears("asked you 3 days ago", channel=dm_of(crew.member))
    talk.plays((crew.member, clicks_on(reminder, "Snooze"), changed("before")))
    words = f"history by <@{crew.member}>"
    told = in_answer("+ a reminder of their own: not before", without=(MLOPS,))
    talk.plays((INES, owns(words), told))


def test_a_channels_line(crew: Crew) -> None:
    """What a channel doesn't want to hear of is said by its words, and stands in the history."""
    talk, team = crew.talk, crew.team
    matter = f"unfilled {crew.code.removeprefix('team:')} role:mlops-engineer"
    until = (talk.bot.clock.now() + timedelta(days=100)).date()
    said = f"snooze {matter} for <#{talk.here}|x> until {until}"
    talk.plays(
        (crew.member, owns(said), in_answer("hears nothing regularly.")),
        (
            crew.lead,
            owns(f"digest add unfilled in <#{talk.here}|x> every day"),
            in_answer("hears of unfilled"),
        ),
        (crew.member, owns(said), in_answer(f"doesn't hear of that before {until.day} ")),
        (crew.member, owns(said), in_answer(f"doesn't hear of that before {until} already.")),
        (
            crew.lead,
            owns(f"history by <@{crew.member}>"),
            in_answer(f"a line of what a channel hears (unfilled: {team} and {MLOPS})"),
        ),
        (
            crew.member,
            owns(f"snooze zebras for <#{talk.here}|x>"),
            in_answer("No channel hears of that; click “Snooze”"),
        ),
        (
            crew.member,
            owns(f"snooze {matter} for <#{talk.here}|x> until 2020-01-01"),
            in_answer("2020-01-01 is over by then; choose a day after today."),
        ),
    )


def test_snoozed_in_a_channel(crew: Crew) -> None:
    """What is snoozed under a digest's line isn't told in that channel, for whoever reads there."""
    talk = crew.talk
    add = "digest add unfilled in <#{here}|x> every day at 13:00 UTC"
    _, [answer] = talk.says(crew.lead, crew.says(add))
    talk.bot.clock.move(hours=1, minutes=1)
    told = talk.hears("Nobody fills (5)")
    said = privately("doesn't hear of that before")
    talk.plays((crew.member, clicks_on(told, "Snooze", first=True), said))
    [number] = re.findall(r"as digest (\d+)", visible(answer))
    talk.plays((crew.lead, owns(f"digest send {number}"), in_answer("On its way")))
    talk.hears("Nobody fills (4)")


_LISTED = ("Accept", "Decline", "Remind me again")
