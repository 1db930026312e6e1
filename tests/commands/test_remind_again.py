"""Having a reminder again: what was snoozed or stopped comes back, and nothing else does."""

import pytest

from tests.commands.counter import ANA, EVA, Counter


@pytest.mark.parametrize("words", ["remind stop 1", "snooze 1", "snooze 1 until 2030-01-01"])
def test_again(counter: Counter, words: str) -> None:
    """Nothing is left of what was said before."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    counter.passes(days=3)
    before = counter.facts
    counter.says(EVA, words)
    assert counter.facts != before
    heard = counter.says(EVA, "remind again data scientist")
    assert heard.reply.headline.startswith("I remind you of this again: Ana Ivanova asked you")
    assert counter.facts == before


def test_what_comes_anyway(counter: Counter) -> None:
    """Of what they are reminded anyway, also since a snooze is over, there is nothing to do."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    counter.passes(days=3)
    assert "as it is" in counter.says(EVA, "remind again 1").reply.headline
    counter.says(EVA, "snooze 1 until tomorrow")
    counter.passes(days=1)
    assert "as it is" in counter.says(EVA, "remind again 1").reply.headline
    assert "settled by now" in counter.says(EVA, "remind again 2").reply.headline
