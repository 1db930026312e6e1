"""Keeping the catalog: written down, and nothing of it changes."""

from tests.commands.counter import INES, WORKSPACE, Counter


def test_kept(counter: Counter) -> None:
    """The step is done, no fact is another, and a second time says the same."""
    before = counter.facts
    for fresh in (True, False):
        heard = counter.says(INES, "setup keep")
        assert (heard.done, heard.act, heard.step) == (True, 0, fresh)
        assert "You keep the catalog “Who does what in machine learning”" in heard.reply.text
    assert counter.facts == before
    with counter.ledger.read(WORKSPACE) as books:
        assert books.settled_steps() == {"catalog": True}


def test_after_it_was_skipped(counter: Counter) -> None:
    """Who skipped it first may keep it later, and the other way round."""
    for words in ("setup skip catalog", "setup keep", "setup skip catalog"):
        assert counter.says(INES, words).step
