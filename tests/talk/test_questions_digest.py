"""What nobody could answer: told to a channel, made an alias there, answered, and back again."""

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from tests.fake_slack import Posted
from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, chosen, clicks_on, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    NOTHING,
    Talk,
    changed_privately,
    clicks,
    commands,
    in_answer,
    labels,
    mentions,
    privately,
    submits,
    view_text,
    visible,
    writes,
)

UNKNOWN = "I don't know who owns that."
OFFERS = ("Alias of …", "Create activity", "Example for …", "Not for us", "Snooze")
PIPELINES = "Build data pipelines"


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change what can be asked for."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def hears_of_questions(crew: Crew, *words: str) -> Posted:
    """What the channel hears a few minutes after the lead subscribed it."""
    at = crew.talk.bot.clock.now().astimezone(UTC) + timedelta(minutes=2)
    add = f"digest add questions in <#{{here}}|x> every day at {at:%H:%M} UTC"
    crew.talk.says(crew.lead, crew.says(add))
    crew.talk.bot.clock.move(minutes=2)
    told: Posted = crew.talk.hears(*words)
    return told


def test_an_alias_by_one_click(crew: Crew) -> None:
    """Once three people meant the same by it, one click makes it an alias, and it is answered.

    Undone, nobody knows it again; and the message in the channel shows what holds.
    """
    talk = crew.talk
    asks, near = "who owns the zebra parade?", "who owns the zebra parade data?"
    for who in (crew.lead, crew.member, crew.lead, crew.member):
        talk.plays((who, commands(asks), in_answer(UNKNOWN)))
    for who in (crew.lead, crew.member, talk.joins("Third Chooser")):
        talk.plays(
            (who, commands(near), in_answer("Did you mean")),
            (who, clicks(PIPELINES), changed_privately(PIPELINES)),
        )
    told = hears_of_questions(
        crew, f"3 people asked 7 times about “zebra parade”; 3 meant {PIPELINES}"
    )
    assert labels(told) == (f"Alias of {PIPELINES}", *OFFERS[1:])
    assert f"Lea {talk.here}" not in visible(told)

    done = privately(f"{PIPELINES} is called “zebra parade” too from now on.")
    talk.plays((INES, clicks_on(told, f"Alias of {PIPELINES}"), done))
    settled = talk.hears(f"✓ “zebra parade” is answered now: {PIPELINES}", kind="update")
    assert (settled.ts, labels(settled)) == (told.ts, ())
    talk.plays((crew.member, commands(asks), in_answer(PIPELINES)))

    talk.plays((INES, clicks("Undo"), privately("is undone")))
    again = talk.hears("3 people asked 7 times about “zebra parade”", kind="update")
    assert (again.ts, labels(again)) == (told.ts, labels(told))
    talk.plays((crew.member, commands(asks), in_answer(UNKNOWN)))


def test_an_alias_by_its_form(crew: Crew) -> None:
    """Where nobody agreed on anything the form has the words, and what they mean is chosen."""
    talk = crew.talk
    asks = "who maintains the flux capacitor?"
    talk.plays((crew.member, commands(asks), in_answer(UNKNOWN)))
    told = hears_of_questions(crew, "Somebody asked about “maintains the flux capacitor”")
    assert labels(told) == OFFERS

    talk.plays((INES, clicks_on(told, "Alias of …"), NOTHING))
    assert "maintains the flux capacitor" in view_text(talk.view)
    assert "entry" not in chosen(talk.view)
    talk.plays((INES, submits({"entry": "activity:deploy-models"}), NOTHING))
    assert "Deploy models is called “maintains the flux capacitor” too" in view_text(talk.view)
    talk.hears("✓ “maintains the flux capacitor” is answered now: Deploy models", kind="update")
    talk.plays((crew.member, commands(asks), in_answer("Deploy models")))


def test_not_for_us(crew: Crew) -> None:
    """Only who looks after the workspace sets a question aside; it is back when that is undone."""
    talk = crew.talk
    talk.plays((crew.member, commands("who owns the coffee machine?"), in_answer(UNKNOWN)))
    told = hears_of_questions(crew, "Somebody asked about “coffee machine”")

    no = privately("Only ")
    talk.plays((crew.member, clicks_on(told, "Not for us"), no))
    aside = privately("“coffee machine” is for nobody here")
    talk.plays((INES, clicks_on(told, "Not for us"), aside))
    talk.hears("✓ “coffee machine” is for nobody here, says ", kind="update")
    talk.plays((INES, clicks("Undo"), privately("is undone")))
    talk.hears("Somebody asked about “coffee machine”", kind="update")


def test_only_questions_are_told(crew: Crew) -> None:
    """Talk, and what names somebody or has an address in it, is no question for a channel."""
    talk = crew.talk
    for words in (
        "my cat likes cheese",
        "what a lovely day",
        f"who owns the badge of <@{crew.lead}>?",
        "who answers ombudsman@harbour.example?",
    ):
        talk.says(crew.member, mentions(words))
        talk.says(crew.member, writes(words))
    talk.plays((crew.member, commands("yellow brick road"), in_answer(UNKNOWN)))
    told = hears_of_questions(crew, "“yellow brick road”")
    for word in ("cat", "lovely", "badge", "ombudsman"):
        assert word not in visible(told)
