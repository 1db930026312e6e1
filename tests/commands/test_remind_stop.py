"""Stopping a reminder: that one matter for that one person, and nothing else."""

from bot.domain.fact import Subject
from tests.commands.counter import ANA, EVA, SCIENTIST, TODAY, Counter, button

ENGINEER = "role:data-engineer"


def _asks(counter: Counter) -> None:
    """Eva was asked three days ago to fill two roles in Churn."""
    for role in ("Data Scientist", "Data Engineer"):
        counter.says(ANA, f"assign <@{EVA}> as {role} in Churn")
    counter.passes(days=3)


def test_stopped(counter: Counter) -> None:
    """The matter stays what it is; of another one they are reminded all the same."""
    _asks(counter)
    heard = counter.says(EVA, "remind stop data scientist")
    assert heard.reply.headline.startswith("I don't remind you of this any more: Ana Ivanova asked")
    assert heard.tells == ()
    snoozes = {one: body for one, body in counter.facts.items() if one.kind == "snooze"}
    matter = f"pending churn {SCIENTIST} {EVA} {TODAY}"
    assert snoozes == {Subject("snooze", (EVA, matter)): {"until": "9999-12-31"}}
    assert counter.held("churn", SCIENTIST)[EVA].waits


def test_which_one(counter: Counter) -> None:
    """Where several are meant they are offered, each by its number and what it is about."""
    _asks(counter)
    heard = counter.says(EVA, "remind stop churn")
    labels = [one.label for one in heard.reply.actions]
    assert sorted(label[3:] for label in labels) == [
        "Data Engineer in Churn",
        "Data Scientist in Churn",
    ]
    stopped = counter.clicks(EVA, button(heard, labels[0]))
    assert labels[0][3:] in stopped.reply.headline


def test_only_once(counter: Counter) -> None:
    """What is stopped already can't be stopped, and says where that stands."""
    _asks(counter)
    counter.says(EVA, "remind stop 1")
    before = counter.facts
    heard = counter.says(EVA, "remind stop 1")
    assert heard.reply.headline == "That is so already; `/ownership remind list` shows it."
    assert counter.facts == before
