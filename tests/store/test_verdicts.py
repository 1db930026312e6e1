"""What members said of answers."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.errors import RolecallError
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.questions import Question
from tests.store.sample import NOW, take_in

ASKED = Question("zoe", "command", "who deploys?", None, None, "unknown", None)


@pytest.fixture
def question(ledger: Ledger) -> str:
    """The id of a question in W1; W2 has none."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    with ledger.open("W1", NOW) as books:
        return books.note_question(ASKED)


def test_everybody_says_their_own(ledger: Ledger, question: str) -> None:
    """Each member's word on an answer is kept, and no answer has another's."""
    with ledger.open("W1", NOW) as books:
        other = books.note_question(ASKED)
        books.record_verdict(question, "U1", "right")
        books.record_verdict(question, "U2", "wrong")
    with ledger.read("W1") as books:
        assert books.verdicts(question) == {"U1": "right", "U2": "wrong"}
        assert books.verdicts(other) == {}
        assert books.verdicts("nothing") == {}


def test_last_word_counts(ledger: Ledger, question: str, engines: Engines) -> None:
    """Who changes their mind replaces what they said, with the time of that."""
    for hours, verdict in enumerate(("right", "wrong", "wrong")):
        with ledger.open("W1", NOW + timedelta(hours=hours)) as books:
            books.record_verdict(question, "U1", "right" if verdict == "right" else "wrong")
    with ledger.read("W1") as books:
        assert books.verdicts(question) == {"U1": "wrong"}
    with engines.read.connect() as connection:
        [row] = connection.execute(text("SELECT at FROM verdicts"))
    assert "14:30:15" in str(row.at)


@pytest.mark.parametrize("workspace_id", ["W1", "W2"])
def test_only_on_what_was_asked_here(workspace_id: str, ledger: Ledger, question: str) -> None:
    """Nothing can be said of an answer that isn't there, nor of another workspace's."""
    wanted = question if workspace_id == "W2" else "nothing"
    with (
        pytest.raises(RolecallError, match="nothing was changed"),
        ledger.open(workspace_id, NOW) as books,
    ):
        books.record_verdict(wanted, "U1", "right")
    with ledger.read("W2") as books:
        assert books.verdicts(question) == {}
