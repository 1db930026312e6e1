"""A handoff that is going on, in the workspace of the counter."""

from bot.domain.checklist import Checklist
from bot.domain.fact import Subject
from tests.commands.counter import ANA, CY, EVA, Counter

START = f"handoff start model “fraud v3” from <@{CY}> to <@{EVA}> for Churn"
LINES = 10
"""Six that Cy gives, four that Eva takes over."""


def begun(counter: Counter) -> Counter:
    """Cy hands a model over to Eva in Churn, which Ana leads: handoff 1."""
    assert counter.says(ANA, START).done
    return counter


def checklist(counter: Counter, number: int = 1) -> Checklist:
    """The checklist as it is recorded."""
    return Checklist.model_validate(counter.facts[Subject("checklist", (str(number),))])


def all_ticked(counter: Counter) -> Counter:
    """A handoff of which all is ticked."""
    begun(counter)
    for line in range(1, LINES + 1):
        assert counter.says(ANA, f"handoff tick 1 line {line}").done
    return counter


def refused(counter: Counter, who: str, words: str, because: str) -> None:
    """It isn't done, it says why, and nothing is changed."""
    before = counter.facts
    heard = counter.says(who, words)
    assert because in heard.reply.headline
    assert (heard.done, counter.facts) == (False, before)
