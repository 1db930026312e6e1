"""Questions that were noted."""

from dataclasses import replace
from datetime import timedelta

from bot.store.ledger import Ledger
from bot.store.questions import Question
from tests.store.sample import NOW, take_in

ASKED = Question("zoe", "web", "who deploys?", "churn", "activity:deploy", "answered", 0.75)


def test_questions_come_back_newest_first(ledger: Ledger) -> None:
    """Every field survives, with the time it was asked at."""
    take_in(ledger, {})
    later = Question(None, "cli", "und wer übt?", None, None, "nothing", None)
    for question, at in ((later, NOW + timedelta(hours=1)), (ASKED, NOW)):
        with ledger.open("W1", at) as books:
            books.note_question(question)
    with ledger.read("W1") as books:
        first, second = books.questions(limit=5)
        assert (first.question, second.question) == (later, ASKED)
        assert second.at == NOW
        assert [asked.question for asked in books.questions(limit=1)] == [later]
    with ledger.read("W2") as books:
        assert books.questions() == ()


def test_any_text_can_be_noted(ledger: Ledger) -> None:
    """Too long, with NUL or half a character: what can be kept of it is kept."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.note_question(replace(ASKED, text="\0a\ud800" + "ü" * 3000))
        assert books.questions()[0].question.text == "a?" + "ü" * 1998
