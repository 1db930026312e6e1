"""Opening a line again that was ticked, or said not to apply."""

from tests.commands.counter import CY, EVA, Counter
from tests.commands.going import all_ticked, checklist, refused


def test_opened_again(counter: Counter) -> None:
    """The line is open, and who had accepted the whole has to again."""
    all_ticked(counter)
    assert counter.says(CY, "handoff accept 1").done
    heard = counter.says(EVA, "handoff untick 1 line 7")
    assert heard.reply.headline.endswith(
        "is open again. Both sides accept anew once all is ticked."
    )
    now = checklist(counter)
    assert ([one.number for one in now.left], now.accepted) == ([7], {})
    refused(counter, EVA, "handoff untick 1 line 7", "is open already")
    refused(counter, EVA, "handoff untick 1 line 1", "is for Cy Mail to open again, who gives")


def test_what_does_not_apply(counter: Counter) -> None:
    """A line that didn't apply does again, and its reason is gone."""
    all_ticked(counter)
    assert counter.says(CY, "handoff untick 1 1").done
    assert counter.says(CY, "handoff skip 1 1 because there is none").done
    assert counter.says(CY, "handoff untick 1 1").done
    line = checklist(counter).line(1)
    assert line is not None
    assert (line.state, line.because, line.word) == ("open", None, None)
