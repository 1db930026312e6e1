"""All that is stored of one person told, and gone, on each database."""

import json

import pytest
from sqlalchemy.orm import Session

from bot.domain.act import How
from bot.domain.checklist import Checklist, Word
from bot.domain.delivery import Delivery, Settled
from bot.domain.dismissal import Dismissal, dismissal
from bot.domain.fact import Change, Subject
from bot.domain.member import Member
from bot.store import exporting, persons
from bot.store.audit import verified
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.questions import Question
from bot.store.reminded import Reminded
from tests.store.rows import GLOBAL, everything, fill
from tests.store.sample import DAY, FACTS, NOW, take_in

ZOE = Member(
    id="U1",
    team="W1",
    name="Zoë",
    email="Zoe@Example.org",
    zone=None,
    admin=False,
    primary_owner=False,
    guest=False,
    bot=False,
    deleted=False,
    as_of=1.0,
)
WORDS = ("U1", "zoe", "Zoë", "example.org")
LIST = Checklist(
    handoff="handoff:x", name="X", giver="zoe", receiver="adam", started=Word(by="zoe", on=DAY)
)
TOLD = Delivery("post", "U1", "U1", {"channel": "U1"}, {"text": "Zoë, <@U1>"})


@pytest.fixture
def ours(ledger: Ledger) -> Ledger:
    """A workspace in which somebody did, and was told of, everything."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.roster.save_members([ZOE])
        kept = {
            Subject("checklist", ("1",)): LIST.model_dump(mode="json"),
            dismissal("lunch"): Dismissal(words="lunch", by="U1").model_dump(mode="json"),
            Subject("snooze", ("U1", "gaps churn")): {"until": "2026-12-01"},
            Subject("snooze", ("C1", "unconfirmed churn zoe")): {"until": "2026-12-01"},
        }
        books.record(
            [Change(subject, None, body) for subject, body in kept.items()],
            actor="U1",
            source="slack",
            how=How("snooze"),
        )
        mine = books.note_question(_question("zoe", "U1", "who am I?"))
        other = books.note_question(_question("adam", "U2", "what does <@U1> do?"))
        books.record_verdict(mine, "U2", "right")
        books.record_verdict(other, "U1", "wrong")
        books.note_notified(other, "U1")
        books.refuse("U1", How(), "my words", "because zoe may not")
        books.set_reminded(Reminded("U1", "gaps churn", NOW, 1))
        books.set_reminded(Reminded("U2", "pending churn zoe", NOW, 1))
        books.set_reminded(Reminded("U2", "gaps churn", NOW, 1))
        books.set_departed({"zoe"})
        books.send(TOLD)
    with ledger.queue() as queue:
        [taken] = queue.take(["W1"], [], 10)
        queue.settle(taken, Settled("sent", ts="1.2"))
    return ledger


def _question(asker: str, member: str, text: str) -> Question:
    return Question(asker, "command", text, None, None, "unknown", None, member=member)


def _dumped(ledger: Ledger) -> str:
    rows = list(exporting.rows(ledger, "W1"))
    return json.dumps(rows, ensure_ascii=False, default=str)


def test_known_by(ours: Ledger) -> None:
    """Somebody is known by the keys and addresses that their account had at any time."""
    who = persons.find(ours, "W1", "U1")
    assert who.keys == {"zoe"}
    assert who.emails == {"Zoe@Example.org", "zoe@example.org"}
    assert persons.find(ours, "W1", "U2").keys == {"adam"}
    assert persons.find(ours, "W1", "U77").keys == frozenset()


def test_export(ours: Ledger) -> None:
    """All that names them comes out, and nothing else."""
    who = persons.find(ours, "W1", "U1")
    counts = persons.counts(ours, "W1", who)
    assert counts == {
        "assignments": 1,
        "changes": 7,
        "checklists": 1,
        "deliveries": 1,
        "departures": 1,
        "dismissals": 1,
        "leads": 1,
        "members": 1,
        "notified": 1,
        "people": 1,
        "questions": 2,
        "refusals": 1,
        "reminded": 2,
        "snoozes": 2,
        "verdicts": 2,
    }
    assert persons.counts(ours, "W1", persons.find(ours, "W1", "U77")) == {}


def test_erased(ours: Ledger) -> None:
    """Nobody can tell who it was; everybody else's is as it was, and the audit holds."""
    who = persons.find(ours, "W1", "U1")
    instead = persons.erase(ours, "W1", who, "command line", NOW)
    dumped = _dumped(ours)
    assert [word for word in WORDS if word.casefold() in dumped.casefold()] == []
    assert persons.counts(ours, "W1", who) == {}
    found = verified(ours, "W1")
    assert (found.broken, found.blanked > 7) == (None, True)
    with ours.read("W1") as books:
        here = books.organisation()
        assert [one.key for one in here.people] == ["adam"]
        assert [one.person for one in here.team["churn"].assignments] == ["adam"]
        assert here.team["churn"].leads == ("adam",)
        last = books.acts()[0]
        assert last.actor == "command line"
        assert ("assignment", instead) in {
            (c.subject.kind, c.subject.key[-1]) for c in last.changes
        }
        assert [one.actor for one in books.acts(actor=instead)] == [instead]
        body = books.fact(Subject("checklist", ("1",)))
        assert body is not None
        assert Checklist.model_validate(body).giver == instead
        [question] = books.questions()
        assert question.question.text == f"what does <@{instead}> do?"
        assert [one.matter for one in books.reminded()] == ["gaps churn"]
        [refusal] = books.refusals()
        assert (refusal.actor, refusal.words, refusal.because) == (instead, "", "")


def test_cut_off(ours: Ledger) -> None:
    """Where it was cut off it can be done again."""
    who = persons.find(ours, "W1", "U1")
    with ours.open("W1", NOW) as books:
        books.record(tuple(persons.ending(books, who)), actor="x", source="slack")
    again = persons.find(ours, "W1", "U1")
    assert again == who
    persons.erase(ours, "W1", again, "command line", NOW)
    assert not any(word in _dumped(ours) for word in WORDS)


def test_a_new_key_of_the_same_name(ours: Ledger) -> None:
    """Somebody else may be known by that key afterwards, and is nobody's past."""
    persons.erase(ours, "W1", persons.find(ours, "W1", "U1"), "command line", NOW)
    body = {"name": "Zoe Other", "email": None, "slack": "U7", "active": True}
    with ours.open("W1", NOW) as books:
        books.record([Change(Subject("person", ("zoe",)), None, body)], actor="U2", source="slack")
    assert persons.find(ours, "W1", "U1").keys == frozenset()
    assert verified(ours, "W1").broken is None


def test_no_table_is_forgotten(engines: Engines) -> None:
    """In whatever table and column an account stands, it goes, but where persons have no place."""
    with Session(engines.write) as session:
        fill(session, "W1", "U0MARK")
        session.commit()
    ledger = Ledger(engines)
    found = persons.find(ledger, "W1", "U0MARK")
    persons.erase(ledger, "W1", found, "command line", NOW)
    with Session(engines.read) as session:
        left = {name for name, rows in everything(session, "W1").items() if "U0MARK" in repr(rows)}
    # Of a message that is still to change its place stays.
    assert left <= persons.IMPERSONAL | {"deliveries"}
    assert {"workspaces", "sources", "due", "channels", "claims"} == persons.IMPERSONAL
    assert not persons.IMPERSONAL & GLOBAL
