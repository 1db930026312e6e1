"""Skipping a first step: by its name, and by none that there isn't."""

import pytest

from bot.domain.first_steps import NAMES, TITLES
from tests.commands.counter import INES, WORKSPACE, Counter


@pytest.mark.parametrize("name", NAMES)
def test_skipped(counter: Counter, name: str) -> None:
    """It is written down by its name, in any case of letters, and says how to come back to it."""
    heard = counter.says(INES, f"setup skip {name.upper()}")
    assert heard.step
    assert TITLES[name] in heard.reply.text  # type: ignore[index]
    assert "/ownership setup" in heard.reply.text
    with counter.ledger.read(WORKSPACE) as books:
        assert books.settled_steps() == {name: False}


def test_none_such(counter: Counter) -> None:
    """Anything else is refused with what there is, and nothing is written down."""
    heard = counter.says(INES, "setup skip the queue")
    assert heard.wrong == {"step": "There is no step “the queue”; choose catalog, teams or digest."}
    with counter.ledger.read(WORKSPACE) as books:
        assert books.settled_steps() == {}
