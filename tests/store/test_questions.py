"""Questions that were noted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import get_args

import pytest

from bot.domain.call import Call
from bot.domain.reply import Match, Outcome, Reply
from bot.errors import RolecallError
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.store.questions import CHOICE, MESSAGE, PICKED, Asked, Of, Question, asked
from tests.store.sample import DAY, NOW, take_in

THREADS = 6
PATIENCE = 30
CALL = Call(text="who deploys?", today=DAY, surface="mention", asker="zoe", team="churn")
FIRST = Match(ref="activity:deploy", kind="activity", name="Deploy", score=0.75)
SECOND = Match(ref="activity:ship", kind="activity", name="Ship", score=0.5)
ANSWER = Reply(outcome="answered", headline="Adam", matches=(FIRST, SECOND), team="search")

ASKED = Question("zoe", "web", "who deploys?", "churn", "activity:deploy", "answered", 0.75)
IN_SLACK = replace(ASKED, surface="direct message", member="U1", channel="D1")


def test_questions_come_back_newest_first(ledger: Ledger) -> None:
    """Every field survives, with the time it was asked at."""
    take_in(ledger, {})
    later = Question(None, "cli", "und wer übt?", None, None, "nothing", None)
    for question, at in ((later, NOW + timedelta(hours=1)), (IN_SLACK, NOW)):
        with ledger.open("W1", at) as books:
            books.note_question(question)
    with ledger.read("W1") as books:
        first, second = books.questions(limit=5)
        assert (first.question, second.question) == (later, IN_SLACK)
        assert second.at == NOW
        assert [one.question for one in books.questions(limit=1)] == [later]
    with ledger.read("W2") as books:
        assert books.questions() == ()


def test_any_text_can_be_noted(ledger: Ledger) -> None:
    """Too long, with NUL or half a character: what can be kept of it is kept."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.note_question(replace(ASKED, text="\0a\ud800" + "ü" * 3000))
        assert books.questions()[0].question.text == "a?" + "ü" * 1998


def _note(ledger: Ledger, question: Question, minutes: float = 0, workspace_id: str = "W1") -> str:
    with ledger.open(workspace_id, NOW + timedelta(minutes=minutes)) as books:
        return books.note_question(question)


def test_found_by_its_id(ledger: Ledger) -> None:
    """Each question has an id of its own, under which its workspace alone finds all of it."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    first, second = _note(ledger, IN_SLACK), _note(ledger, IN_SLACK)
    assert first != second
    with ledger.read("W1") as books:
        assert books.question(first) == Asked(first, NOW, IN_SLACK)
        assert books.question("") is None
        assert {one.id for one in books.questions()} == {first, second}
    with ledger.read("W2") as books:
        assert books.question(first) is None


def test_last_question(ledger: Ledger) -> None:
    """It is the newest by this member in this channel, whenever it was noted."""
    take_in(ledger, {})
    _note(ledger, IN_SLACK, 1)
    newest = _note(ledger, IN_SLACK, 3)
    _note(ledger, IN_SLACK, 2)
    for other in ({"member": "U2"}, {"channel": "C2"}, {"member": None}, {"channel": None}):
        _note(ledger, replace(IN_SLACK, **other), 4)
    with ledger.read("W1") as books:
        found = books.last_question("U1", "D1", NOW)
        assert found == Asked(newest, NOW + timedelta(minutes=3), IN_SLACK)
        assert books.last_question("U1", "D2", NOW) is None
        assert books.last_question("U3", "D1", NOW) is None


@pytest.mark.parametrize(("seconds", "found"), [(-1, True), (0, True), (1, False)])
def test_last_question_is_recent(seconds: int, found: bool, ledger: Ledger) -> None:  # noqa: FBT001 - a column of the table
    """What was asked longer ago than that is not referred to any more."""
    take_in(ledger, {})
    _note(ledger, IN_SLACK)
    with ledger.read("W1") as books:
        last = books.last_question("U1", "D1", NOW + timedelta(seconds=seconds))
    assert (last is not None) is found


def test_last_question_of_the_workspace(ledger: Ledger) -> None:
    """The same ids in another workspace are somebody else in another place."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    _note(ledger, IN_SLACK, workspace_id="W2")
    with ledger.read("W1") as books:
        assert books.last_question("U1", "D1", NOW) is None


def test_remembered_team(ledger: Ledger) -> None:
    """A member's team is the one they chose last; what they asked otherwise chooses none."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    chosen = replace(IN_SLACK, surface=CHOICE)
    _note(ledger, IN_SLACK)
    with ledger.read("W1") as books:
        assert books.remembered_team("U1") is None
    _note(ledger, replace(chosen, team="search"), 2)
    _note(ledger, replace(chosen, team="fraud", channel="C9"), 1)
    _note(ledger, replace(chosen, team="base", member="U2"), 3)
    _note(ledger, replace(chosen, team="base"), 3, "W2")
    _note(ledger, IN_SLACK, 4)
    with ledger.read("W1") as books:
        assert books.remembered_team("U1") == "search"
        assert books.remembered_team("U2") == "base"
        assert books.remembered_team("U3") is None


@pytest.mark.parametrize("outcome", [one for one in get_args(Outcome) if one != "unknown"])
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_last_question_that_was_known(outcome: str, ledger: Ledger) -> None:
    """What we didn't know is no question to come back to; everything else is."""
    take_in(ledger, {})
    known = _note(ledger, replace(IN_SLACK, outcome=outcome))
    _note(ledger, replace(IN_SLACK, outcome="unknown"), 1)
    with ledger.read("W1") as books:
        last = books.last_question("U1", "D1", NOW)
        assert last
        assert last.id == known
        assert books.last_question("U1", "D1", NOW + timedelta(seconds=1)) is None


def test_asked() -> None:
    """Who asked what where is noted with the best match and the team of the answer."""
    assert asked(CALL, ANSWER, member="U1", channel="C1") == Question(
        asker="zoe",
        surface="mention",
        text="who deploys?",
        team="search",
        ref="activity:deploy",
        outcome="answered",
        score=0.75,
        member="U1",
        channel="C1",
    )


def test_asked_outside_slack() -> None:
    """Where nobody is known and nothing was found, the question is noted without any of it."""
    nobody = Call(text="?", today=DAY, surface="page")
    found = asked(nobody, Reply(outcome="unknown", headline="I don't know"))
    assert found == Question(None, "page", "?", None, None, "unknown", None)


@pytest.mark.parametrize(
    ("meant", "answered", "noted"),
    [
        ("churn", "search", "search"),
        ("churn", None, "churn"),
        (None, "search", "search"),
        (None, None, None),
    ],
)
def test_team_asked_for(meant: str | None, answered: str | None, noted: str | None) -> None:
    """The team is the one that was answered for, else the one that was meant."""
    call = CALL.model_copy(update={"team": meant})
    assert asked(call, ANSWER.model_copy(update={"team": answered})).team == noted


def test_asked_is_noted(ledger: Ledger) -> None:
    """What came of a question can be stored and comes back whole."""
    take_in(ledger, {})
    question = asked(CALL, ANSWER, member="U1", channel="C1")
    key = _note(ledger, question)
    with ledger.read("W1") as books:
        assert books.question(key) == Asked(key, NOW, question)


def _share(ledger: Ledger, key: str, workspace_id: str = "W1") -> bool:
    with ledger.open(workspace_id, NOW) as books:
        return books.share(key)


def test_shared_once(ledger: Ledger) -> None:
    """An answer is shared by whoever is first; whoever looks at it is told that it was."""
    take_in(ledger, {})
    first, second = _note(ledger, IN_SLACK, 1), _note(ledger, IN_SLACK)
    with ledger.open("W1", NOW) as books:
        assert books.share(first)
        assert not books.share(first)
    assert not _share(ledger, first)
    with ledger.read("W1") as books:
        shared = Asked(first, NOW + timedelta(minutes=1), IN_SLACK, shared=True)
        assert books.question(first) == shared
        assert books.last_question("U1", "D1", NOW) == shared
        assert {one.id: one.shared for one in books.questions()} == {first: True, second: False}


def test_shared_in_its_workspace(ledger: Ledger) -> None:
    """What isn't there, or is another workspace's, is shared by nobody."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    key = _note(ledger, IN_SLACK)
    assert not _share(ledger, key, "W2")
    assert not _share(ledger, "none")
    assert _share(ledger, key)


def test_sharing_that_failed(ledger: Ledger) -> None:
    """Where a transaction that shared an answer failed, it can be shared again."""
    take_in(ledger, {})
    key = _note(ledger, IN_SLACK)
    with pytest.raises(ZeroDivisionError), ledger.open("W1", NOW) as books:
        _share_and_fail(books, key)
    assert _share(ledger, key)


def test_shared_at_once(ledger: Ledger) -> None:
    """Of many who share the same answer at the same moment one does."""
    take_in(ledger, {})
    key = _note(ledger, IN_SLACK)
    together = Barrier(THREADS, timeout=PATIENCE)

    def race(_: int) -> bool:
        together.wait()
        return _share(ledger, key)

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(race, range(THREADS))) == 1


def _share_and_fail(books: Books, key: str) -> None:
    assert books.share(key)
    raise ZeroDivisionError


def _notify(ledger: Ledger, key: str, member: str, workspace_id: str = "W1") -> bool:
    with ledger.open(workspace_id, NOW) as books:
        return books.note_notified(key, member)


def test_notified_once(ledger: Ledger) -> None:
    """Each member is notified of each question once, however long ago that was."""
    take_in(ledger, {})
    first, second = _note(ledger, IN_SLACK), _note(ledger, IN_SLACK)
    assert [_notify(ledger, first, user) for user in ("U1", "U2", "U1")] == [True, True, False]
    with ledger.queue() as queue:
        queue.forget(NOW + timedelta(days=365))
    assert not _notify(ledger, first, "U1")
    assert _notify(ledger, second, "U1")


@pytest.mark.parametrize("workspace_id", ["W1", "W2"])
def test_notified_of_what_was_asked_here(workspace_id: str, ledger: Ledger) -> None:
    """Nobody is notified of another workspace's question, or of one that isn't there."""
    for each in ("W1", "W2"):
        take_in(ledger, {}, each)
    key = _note(ledger, IN_SLACK)
    wanted = key if workspace_id == "W2" else "nothing"
    with pytest.raises(RolecallError, match="nothing was changed"):
        _notify(ledger, wanted, "U1", workspace_id)


def test_open_questions(ledger: Ledger) -> None:
    """What wasn't answered, was judged or chosen since then, the newest so many, oldest first."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    unknown = replace(IN_SLACK, outcome="unknown", ref=None)
    kept = [
        unknown,
        replace(IN_SLACK, outcome="choose"),
        replace(IN_SLACK, surface=PICKED),
        replace(IN_SLACK, surface=CHOICE),
        replace(IN_SLACK, text="judged"),
    ]
    ids = [_note(ledger, one, minutes) for minutes, one in enumerate(kept, 1)]
    _note(ledger, IN_SLACK, 6)
    _note(ledger, replace(unknown, surface=MESSAGE), 7)
    _note(ledger, unknown, 8, "W2")
    with ledger.open("W1", NOW) as books:
        books.record_verdict(ids[-1], "U2", "wrong")
        books.record_verdict(ids[-1], "U1", "right")
    with ledger.read("W1") as books:
        found = books.open_questions(NOW)
        assert [one.at for one in found] == [NOW + timedelta(minutes=one) for one in range(1, 6)]
        assert [(one.chosen, one.again) for one in found] == [
            (False, False),
            (False, False),
            (True, False),
            (False, True),
            (False, False),
        ]
        assert [dict(one.said) for one in found] == [{}] * 4 + [{"U1": "right", "U2": "wrong"}]
        first = found[0]
        assert (first.by, first.asker, first.channel) == ("U1", "zoe", "D1")
        assert (first.text, first.outcome, first.ref) == ("who deploys?", "unknown", None)
        assert books.open_questions(NOW, limit=2) == found[-2:]
        assert books.open_questions(NOW + timedelta(minutes=4)) == found[-2:]


def test_open_questions_without_an_account(ledger: Ledger) -> None:
    """Who asks elsewhere is known by their key, or not at all."""
    take_in(ledger, {})
    for asker in ("zoe", None):
        _note(ledger, replace(ASKED, outcome="unknown", asker=asker))
    with ledger.read("W1") as books:
        assert {one.by for one in books.open_questions(NOW)} == {"zoe", None}


def test_outcomes(ledger: Ledger) -> None:
    """Questions of some time are counted by what came of them, each once."""
    take_in(ledger, {})
    take_in(ledger, {}, "W2")
    for outcome, minutes in (("answered", 0), ("unknown", 1), ("unknown", 2), ("choose", 10)):
        _note(ledger, replace(ASKED, outcome=outcome), minutes)
    wrong = _note(ledger, ASKED, 3)
    right = _note(ledger, ASKED, 4)
    with ledger.open("W1", NOW) as books:
        books.record_verdict(wrong, "U1", "wrong")
        books.record_verdict(wrong, "U2", "wrong")
        books.record_verdict(right, "U1", "right")
    for surface in (CHOICE, PICKED):
        _note(ledger, replace(ASKED, surface=surface), 1)
    _note(ledger, ASKED, 1, "W2")
    with ledger.read("W1") as books:
        told = books.outcomes(NOW, NOW + timedelta(minutes=10))
        assert told == {("answered", False): 2, ("unknown", False): 2, ("answered", True): 1}
        assert books.outcomes(NOW, NOW) == {}
        assert books.outcomes(NOW + timedelta(minutes=10), NOW + timedelta(hours=1)) == {
            ("choose", False): 1
        }


def test_questions_of_some(ledger: Ledger) -> None:
    """Questions of some are those for their teams, and those of their people."""
    take_in(ledger, {})
    for asker, team in (("zoe", "search"), ("adam", "churn"), ("adam", None), (None, "fraud")):
        _note(ledger, replace(ASKED, asker=asker, team=team, outcome="unknown"))
    told = {
        Of(frozenset({"churn"}), frozenset({"zoe"})): 2,
        Of(frozenset(), frozenset({"adam"})): 2,
        Of(frozenset({"fraud"}), frozenset()): 1,
        Of(frozenset(), frozenset()): 0,
    }
    with ledger.read("W1") as books:
        for of, count in told.items():
            found = books.outcomes(NOW, NOW + timedelta(minutes=1), of)
            assert sum(found.values()) == count
            assert len(books.open_questions(NOW, of=of)) == count
