"""What was changed."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.domain.act import Act, How
from bot.domain.fact import Change, Subject
from bot.store import bulk, history, workspaces
from bot.store.engine import Engines
from bot.store.facts import MOST_NAMED
from bot.store.history import MOST_SHOWN, Recorded
from bot.store.ledger import Ledger
from tests.store.sample import FACTS, FILE, NOW, ZOE, added, take_in

HOW = How("assign", "command", "T1", "C1", "ab12", 1)
LONG = [added(f"p{n}") for n in range(MOST_SHOWN + 5)]
# Keys that would be found by less than a comparison of whole parts, letter for letter.
ODD = ("zoë", "Zoë", 'a"b', "a", "b", "100%", "1__", "\\", "role:x", "role:x/y", "[", "null", "1")


def _record(ledger: Ledger, *changes: Change, actor: str = "U1", how: How = HOW) -> int:
    with ledger.open("W1", NOW) as books:
        return books.record(changes, actor=actor, source="slack", how=how)


def _numbers(acts: tuple[Act, ...]) -> list[int]:
    return [act.number for act in acts]


def test_steps_come_back_newest_first(engines: Engines) -> None:
    """Every part of a step survives, and the newest is read first, up to the limit."""
    first = Recorded(1, 1, NOW, "U1", FILE, added("zoe"))
    second = Recorded(2, 2, NOW, "U2", "slack", Change(ZOE, first.change.after, None), HOW)
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        bulk.run(session, history.appending(session, "W1", [first, second]).statements)

        assert history.latest(session, "W1", 50) == (second, first)
        assert history.latest(session, "W1", 1) == (second,)


def test_another_workspace_sees_nothing(ledger: Ledger) -> None:
    """History belongs to one workspace, however it is asked for."""
    take_in(ledger, {})
    take_in(ledger, {}, "W2")
    _record(ledger, added("zoe"))
    _record(ledger, Change(ZOE, added("zoe").after, None))
    with ledger.read("W2") as books:
        assert books.history() == ()
        for acts in (books.acts(), books.acts(actor="U1", of=["zoe"]), books.acts_since(0)):
            assert acts == ()
        assert books.act(1) is None
        assert books.undoings() == {}
        assert books.steps_of([ZOE]) == {}


def test_acts_are_whole_where_they_are_few(ledger: Ledger) -> None:
    """Acts are told newest first with all that was known of them; of a long one only its first."""
    imported = take_in(ledger, FACTS)
    long = _record(ledger, *LONG)
    short = _record(ledger, added("bob"), added("eve"), actor="U2", how=How())
    with ledger.read("W1") as books:
        newest, second, oldest = books.acts()
        assert books.acts(2) == (newest, second)
    assert newest == Act(short, NOW, "U2", "slack", How(), (added("bob"), added("eve")), 2)
    assert second == Act(long, NOW, "U1", "slack", HOW, tuple(LONG[:MOST_SHOWN]), len(LONG))
    assert (oldest.number, oldest.source, oldest.count) == (imported, FILE, len(FACTS))


def test_acts_of_an_actor_and_before_one(ledger: Ledger) -> None:
    """Acts can be narrowed to one actor's, and read on from where one stopped."""
    take_in(ledger, {})
    done = [_record(ledger, added(f"p{n}"), added(f"q{n}"), actor=f"U{n % 2}") for n in range(6)]
    with ledger.read("W1") as books:
        assert _numbers(books.acts(actor="U1")) == [done[5], done[3], done[1]]
        assert _numbers(books.acts(actor="u1")) == []
        assert _numbers(books.acts(2, before=done[4])) == [done[3], done[2]]
        assert _numbers(books.acts(actor="U0", before=done[4])) == [done[2], done[0]]
        assert _numbers(books.acts(before=done[0])) == []
        assert _numbers(books.acts(before=done[5], after=done[2])) == [done[4], done[3]]
        assert _numbers(books.acts(after=done[5])) == []


@pytest.mark.parametrize("last", [True, False])
def test_acts_of_whom_and_what(last: bool, ledger: Ledger) -> None:  # noqa: FBT001 - both ways
    """A part of a key finds exactly the acts with a change in whose key it stands as it is."""
    take_in(ledger, FACTS)
    acts = {}
    for odd in ODD:
        waived = Change(Subject("waiver", ("churn", odd)), None, {"because": odd})
        change = waived if last else added(odd)
        acts[odd] = _record(ledger, added(f"before {odd}"), change)
    with ledger.read("W1") as books:
        assert {odd: _numbers(books.acts(of=[odd])) for odd in ODD} == {
            odd: [number] for odd, number in acts.items()
        }
        assert _numbers(books.acts(of=["100%", "a", "other"])) == [acts["100%"], acts["a"]]
        assert _numbers(books.acts(of=["other"])) == []
        assert _numbers(books.acts(of=["a", "b"], before=acts["b"])) == [acts["a"]]


def _override(key: tuple[str, str], *roles: str) -> Change:
    body = {"roles": list(roles), "because": None}
    return Change(Subject("override", key), None, body)


def test_acts_of_a_role_that_an_override_names(ledger: Ledger) -> None:
    """An override is found by each role that is responsible by it, or was, as it is written."""
    take_in(ledger, FACTS)
    place, other = ("churn", "activity:x"), ("churn", "activity:y")
    said = {odd: _override(("ml", f"activity:{n}"), "role:z", odd) for n, odd in enumerate(ODD)}
    acts = {odd: _record(ledger, added(f"before {odd}"), change) for odd, change in said.items()}
    first, nobody = _override(place, "role:q"), _override(place)
    instead = _record(ledger, Change(first.subject, None, first.after))
    ended = _record(ledger, Change(first.subject, first.after, nobody.after))
    gone = _record(ledger, Change(first.subject, nobody.after, None))
    after = _record(ledger, _override(other, "role:after"))
    with ledger.read("W1") as books:
        assert {odd: _numbers(books.acts(of=[odd])) for odd in ODD} == {
            odd: [number] for odd, number in acts.items()
        }
        assert _numbers(books.acts(of=["role:z"])) == sorted(acts.values(), reverse=True)
        assert _numbers(books.acts(of=["role:q"])) == [ended, instead]
        assert _numbers(books.acts(of=["activity:x"])) == [gone, ended, instead]
        assert _numbers(books.acts(of=["role:q", "role:after"], before=after)) == [ended, instead]
        assert _numbers(books.acts(1, of=["role:z"], actor="U1")) == [acts[ODD[-1]]]
        assert _numbers(books.acts(of=["role:z"], actor="U2")) == []


def test_nothing_else_in_a_body_is_looked_at(ledger: Ledger) -> None:
    """Words of other facts, and other words of an override, find nothing."""
    take_in(ledger, FACTS)
    body = {"roles": ["role:q"], "because": "role:why"}
    waiver = Change(Subject("waiver", ("churn", "role:x")), None, {"because": "role:why"})
    _record(ledger, added("bob", name="role:why"), waiver)
    _record(ledger, Change(Subject("override", ("churn", "activity:x")), None, body))
    with ledger.read("W1") as books:
        assert books.acts(of=["role:why", "roles", "because", "role:q "]) == ()
        assert len(books.acts(of=["role:q"])) == 1


def test_the_last_of_what_is_gone(ledger: Ledger) -> None:
    """What is gone is what it was last, and what never was there is nothing."""
    take_in(ledger, FACTS)
    team = Subject("team", ("churn",))
    body = FACTS[team]
    with ledger.read("W1") as books:
        assert books.last(team) == body
        assert books.last(Subject("team", ("nowhere",))) is None
    renamed = body | {"name": "Retention"}
    gone = [Change(one, FACTS[one], None) for one in reversed(FACTS) if "churn" in one.key[:1]]
    gone = [one for one in gone if one.subject != team]
    _record(ledger, Change(team, body, renamed), *gone, Change(team, renamed, None))
    with ledger.read("W1") as books:
        assert books.fact(team) is None
        assert books.last(team) == renamed
    with ledger.read("W1") as books:
        assert books.last(Subject("team", ("churn", "more"))) is None


def test_what_was_before(ledger: Ledger) -> None:
    """Each body that something of a kind had before it changed or went, and only of that kind."""
    take_in(ledger, {})
    take_in(ledger, {}, "W2")
    first, second = ({**(added("zoe").after or {}), "name": name} for name in ("Zoe", "Zoë"))
    for before, after in ((None, first), (first, second), (second, None)):
        _record(ledger, Change(ZOE, before, after))
    with ledger.read("W1") as books:
        assert books.former("person") == ((ZOE, first), (ZOE, second))
        assert books.former("team") == ()
    with ledger.read("W2") as books:
        assert books.former("person") == ()


def test_an_act_by_any_of_its_changes(ledger: Ledger) -> None:
    """Whichever change of an act is named, the act comes whole, however long it is."""
    take_in(ledger, {})
    first = _record(ledger, added("bob"))
    long = _record(ledger, *LONG)
    with ledger.read("W1") as books:
        acts = {number: books.act(number) for number in range(long + len(LONG) + 1)}
    assert acts.pop(0) is None
    assert acts.pop(long + len(LONG)) is None
    assert acts.pop(first) == Act(first, NOW, "U1", "slack", HOW, (added("bob"),), 1)
    whole = Act(long, NOW, "U1", "slack", HOW, tuple(LONG), len(LONG))
    assert all(act == whole for act in acts.values())


def test_acts_since(ledger: Ledger) -> None:
    """What came after a change is told oldest first, each act whole, as many as are wanted."""
    take_in(ledger, {})
    one, two = _record(ledger, *LONG), _record(ledger, added("bob"), added("eve"))
    with ledger.read("W1") as books:
        whole = (books.act(one), books.act(two))
        for number in (0, one, two - 2):
            assert books.acts_since(number) == whole
        assert books.acts_since(0, 1) == whole[:1]
        assert books.acts_since(two - 1) == books.acts_since(two) == whole[1:]
        assert books.acts_since(books.workspace.last_change) == ()


def test_anybodys_words_and_numbers(ledger: Ledger) -> None:
    """What no change can have finds none, though no database could hold it."""
    take_in(ledger, {})
    number = _record(ledger, added("bob"))
    with ledger.read("W1") as books:
        [whole] = books.acts()
        assert books.acts(of=["\0", "\ud800"]) == ()
        assert books.acts(of=["\0", "bob"]) == (whole,)
        for far in (10**11, 10**40):
            assert (books.act(far), books.act(-far)) == (None, None)
            assert (books.acts(before=far), books.acts(before=-far)) == ((whole,), ())
            assert (books.acts_since(far), books.acts_since(-far)) == ((), (whole,))
    assert whole.number == number


@pytest.mark.parametrize(
    ("undoes", "undone"),
    [
        ([None, None], {}),
        ([None, 1], {1: 2}),
        ([None, 1, 2], {2: 3}),
        ([None, 1, 2, 3], {3: 4, 1: 2}),
        ([None, 1, 2, 1], {2: 3, 1: 4}),
        ([None, None, 1, 2], {1: 3, 2: 4}),
    ],
)
def test_undoings(undoes: list[int | None], undone: dict[int, int], ledger: Ledger) -> None:
    """An act is undone as long as what undid it wasn't undone in turn."""
    take_in(ledger, {})
    for n, number in enumerate(undoes):
        _record(ledger, added(f"p{n}"), how=How(undoes=number))
    with ledger.read("W1") as books:
        assert books.undoings() == undone


def test_undoings_of_longer_acts(ledger: Ledger) -> None:
    """An act that takes back several changes counts once, by its number."""
    take_in(ledger, {})
    act = _record(ledger, added("bob"), added("eve"))
    back = [Change(step.subject, step.after, None) for step in (added("eve"), added("bob"))]
    undoing = _record(ledger, *back, how=How("undo", undoes=act))
    with ledger.read("W1") as books:
        assert books.undoings() == {act: undoing}


def test_steps_of_subjects(ledger: Ledger) -> None:
    """All that happened to these subjects is told, oldest first, and nothing of others."""
    take_in(ledger, FACTS)
    gone = Change(ZOE, FACTS[ZOE], None)
    number = _record(ledger, gone, added("bob"))
    held = next(subject for subject in FACTS if subject.kind == "assignment")
    with ledger.read("W1") as books:
        steps = books.steps_of([ZOE, held, Subject("lead", ("churn", "bob"))])
        assert {subject: [one.change for one in of] for subject, of in steps.items()} == {
            ZOE: [Change(ZOE, None, FACTS[ZOE]), gone],
            held: [Change(held, None, FACTS[held])],
        }
        assert [(one.act, one.source) for one in steps[ZOE]] == [(1, FILE), (number, "slack")]
        assert books.steps_of([]) == {}


def test_steps_of_many_subjects(ledger: Ledger) -> None:
    """More subjects than are asked for by name have their steps told alike."""
    take_in(ledger, {})
    many = [added(f"p{n}") for n in range(MOST_NAMED + 1)]
    _record(ledger, *many, added("other"))
    with ledger.read("W1") as books:
        steps = books.steps_of([one.subject for one in many])
    assert {subject: [one.change for one in of] for subject, of in steps.items()} == {
        one.subject: [one] for one in many
    }


def test_older_bodies_come_back_whole(ledger: Ledger, engines: Engines) -> None:
    """A change from before assignments told who asked reads as if nobody was known to have."""
    take_in(ledger, FACTS)
    with engines.write.begin() as connection:
        old = """{"standing": "backup", "state": "accepted"}"""
        query = text("UPDATE changes SET after = :old WHERE kind = 'assignment'")
        if connection.dialect.name == "postgresql":
            query = text("UPDATE changes SET after = CAST(:old AS json) WHERE kind = 'assignment'")
        connection.execute(query, {"old": old})
    with ledger.read("W1") as books:
        [act] = books.acts_since(0)
        found = [change.after for change in act.changes if change.subject.kind == "assignment"]
    days = dict.fromkeys(("since", "until", "confirmed", "confirmed_by", "asked", "asked_by"))
    assert found == [{"standing": "backup", "state": "accepted"} | days] * 2


def test_steps_since(ledger: Ledger) -> None:
    """Steps from a moment on come newest first, of this workspace alone, and none before it."""
    take_in(ledger, {})
    take_in(ledger, FACTS, "W2")
    for days in range(3):
        with ledger.open("W1", NOW + timedelta(days=days)) as books:
            books.record([added(f"p{days}")], actor="U1", source="slack")
    with ledger.read("W1") as books:
        since = [step.change for step in books.steps_since(NOW + timedelta(days=1))]
        assert since == [added("p2"), added("p1")]
        assert len(list(books.steps_since(NOW))) == 3
        assert list(books.steps_since(NOW + timedelta(days=2, microseconds=1))) == []


def test_number_at_a_moment(ledger: Ledger) -> None:
    """From a moment on changes have numbers from the one that is told on; none is missed."""
    take_in(ledger, {})
    minutes = (0, 0, 1, 5, 5, 9)
    for n, minute in enumerate(minutes):
        with ledger.open("W1", NOW + timedelta(minutes=minute)) as books:
            books.record([added(f"p{n}")], actor="U1", source="slack")
    with ledger.read("W1") as books:
        for minute in range(-1, 11):
            first = sum(1 for one in minutes if one < minute) + 1
            assert books.number_at(NOW + timedelta(minutes=minute)) == first
    take_in(ledger, {}, "W2")
    with ledger.read("W2") as books:
        assert books.number_at(NOW) == 1


def test_number_at_a_moment_where_some_are_gone(ledger: Ledger, engines: Engines) -> None:
    """What retention dropped is stepped over."""
    take_in(ledger, {})
    for n in range(9):
        with ledger.open("W1", NOW + timedelta(minutes=n)) as books:
            books.record([added(f"p{n}")], actor="U1", source="slack")
    with Session(engines.write) as session:
        session.execute(text("DELETE FROM changes WHERE number IN (1, 4, 5, 6)"))
        session.commit()
    with ledger.read("W1") as books:
        told = [books.number_at(NOW + timedelta(minutes=n)) for n in range(10)]
        numbers = [2, 3, 7, 8, 9]
        for minute, number in enumerate(told):
            assert [one for one in numbers if one >= number] == [
                one for one in numbers if one > minute
            ]


def test_what_of_an_act_is_about_something(ledger: Ledger) -> None:
    """Of a large act the changes about one thing are found, wherever in it they are."""
    take_in(ledger, {})
    _record(ledger, added("p2"))
    number = _record(ledger, *(added(f"q{n}") for n in range(60)), added("zoe"), added("q9.x"))
    with ledger.read("W1") as books:
        (act,) = books.acts(of=["zoe"])
        assert act.number == number
        assert added("zoe") not in act.changes
        assert books.changes_about(act, ["zoe"]) == (added("zoe"),)
        assert books.changes_about(act, ["q9", "zoe"]) == (added("q9"), added("zoe"))
        assert books.changes_about(act, ["p2"]) == ()
        everybody = [f"q{n}" for n in range(60)]
        assert len(books.changes_about(act, everybody)) == MOST_SHOWN
