"""A checklist: what becomes of it as lines are ticked, dropped, given, added, and all accepted."""

from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.catalog import Catalog
from bot.domain.catalog import Handoff as Entry
from bot.domain.checklist import (
    MOST_LINES,
    SIDES,
    Checklist,
    Link,
    Tick,
    Word,
    accepted,
    added,
    cancelled,
    dropped,
    given,
    handed,
    lines_of,
    linked,
    named_anew,
    opened,
    reopened,
    ticked,
)
from tests.example import catalog

MO = Word(by="mo", on=date(2026, 11, 24))
LEA = Word(by="lea", on=date(2026, 11, 25))


def checklist(**more: object) -> Checklist:
    """A handoff from Mo to Lea with two lines for each."""
    lines = [
        {"number": number, "side": side, "text": f"Line {number}"}
        for number, side in enumerate(("gives", "gives", "receives", "receives"), 1)
    ]
    told = {
        "handoff": "handoff:model",
        "name": "fraud v3",
        "giver": "mo",
        "receiver": "lea",
        "started": MO,
        "lines": lines,
    }
    return Checklist.model_validate(told | more)


def whole() -> Checklist:
    """The same, in which all is ticked."""
    now = checklist()
    for line in now.lines:
        now = ticked(now, line.number, MO)
    return now


def test_lines_of_a_handoff() -> None:
    """It begins with the lines that the catalog has for both sides, the giver's first."""
    shipped: Catalog = catalog()
    entry = shipped.by_ref["handoff:model"]
    assert isinstance(entry, Entry)
    lines = lines_of(entry)
    assert [one.text for one in lines] == [*entry.checklist.gives, *entry.checklist.receives]
    assert [one.number for one in lines] == list(range(1, len(lines) + 1))
    assert {one.side for one in lines[: len(entry.checklist.gives)]} == {"gives"}


def test_ticked_and_opened_again() -> None:
    """A tick says who and when; opened again nothing of it is left, nor of what was accepted."""
    done = ticked(checklist(), 2, MO)
    assert done.line(2) == Tick(number=2, side="gives", text="Line 2", state="done", word=MO)
    assert [one.number for one in done.left] == [1, 3, 4]
    assert opened(done, 2) == checklist()
    assert opened(accepted(whole(), "gives", MO), 1).accepted == {}


def test_dropped() -> None:
    """A line that doesn't apply is as good as ticked, and says why."""
    now = dropped(checklist(), 1, MO, "there is none")
    line = now.line(1)
    assert line is not None
    assert (line.state, line.because, line.word) == ("dropped", "there is none", MO)
    assert not now.complete
    assert len(now.left) == len(now.lines) - 1


def test_given() -> None:
    """A line is for whoever it was given to, and its side's again once given back."""
    now = given(checklist(), 3, "dee")
    assert [now.whose(one) for one in now.lines] == ["mo", "mo", "dee", "lea"]
    assert now.people == {"mo", "lea", "dee"}
    assert given(now, 3, "lea") == checklist()


def test_added() -> None:
    """Lines added have the next numbers, and who had accepted has to again."""
    now = added(accepted(whole(), "gives", MO), "receives", ["One more", "And another"])
    assert [one.number for one in now.lines] == [1, 2, 3, 4, 5, 6]
    assert [one.text for one in now.of("receives")][2:] == ["One more", "And another"]
    assert (now.complete, now.accepted) == (False, {})


def test_linked() -> None:
    """The same address is attached once, as it was said last."""
    link = Link(url="https://x.example/a", word=MO)
    said = link.model_copy(update={"what": "the contract"})
    assert linked(linked(checklist(), link), said).links == (said,)


def test_accepted() -> None:
    """It is done once both sides accepted it, whoever came first."""
    for first, second in (SIDES, SIDES[::-1]):
        once = accepted(whole(), first, MO)
        assert (once.state, once.closed) == ("open", None)
        both = accepted(once, second, LEA)
        assert (both.state, both.closed) == ("done", LEA)


def test_cancelled_and_reopened() -> None:
    """What was ticked is kept; reopened it goes on, and has to be accepted by both."""
    now = ticked(checklist(), 1, MO)
    over = cancelled(now, LEA, "we stop")
    assert (over.state, over.closed, over.because) == ("cancelled", LEA, "we stop")
    assert reopened(over) == now
    done = accepted(accepted(whole(), "gives", MO), "receives", LEA)
    assert reopened(done) == whole()


def test_handed() -> None:
    """Who takes a side's place has its lines, and those given to who had it; they accept anew."""
    now = accepted(given(whole(), 3, "mo"), "gives", MO)
    after = handed(now.model_copy(update={"orphaned": ("gives",)}), "gives", "dee")
    assert (after.giver, after.receiver) == ("dee", "lea")
    assert [after.whose(one) for one in after.lines] == ["dee", "dee", "dee", "lea"]
    assert (after.accepted, after.orphaned) == ({}, ())
    assert [one.word for one in after.lines] == [MO] * 4
    assert handed(now, "receives", "dee").accepted == {"gives": MO}


def test_named_anew() -> None:
    """Who is known by another key is so in every place."""
    now = accepted(given(whole(), 3, "mo"), "gives", MO)
    now = linked(now, Link(url="https://x.example/a", word=MO))
    after = named_anew(now, "mo", "maureen")
    assert '"mo"' not in after.model_dump_json()
    assert after.giver == "maureen"
    assert named_anew(after, "maureen", "mo") == now


@pytest.mark.parametrize(
    ("due", "today", "days"),
    [
        (None, date(2026, 12, 1), 0),
        (date(2026, 12, 1), date(2026, 12, 1), 0),
        (date(2026, 12, 1), date(2026, 12, 3), 2),
    ],
)
def test_overdue(due: date | None, today: date, days: int) -> None:
    """It is overdue from the day after it is due on, as long as it is open."""
    assert checklist(due=due).overdue(today) == days
    assert checklist(due=due, state="cancelled").overdue(today) == 0


@pytest.mark.parametrize("count", [MOST_LINES, MOST_LINES + 1])
def test_most_lines(count: int) -> None:
    """A checklist has so many lines and no more, each with a number of its own."""
    lines = [{"number": n, "side": "gives", "text": "x"} for n in range(1, count + 1)]
    if count <= MOST_LINES:
        assert len(checklist(lines=lines).lines) == count
    else:
        with pytest.raises(ValidationError):
            checklist(lines=lines)
    with pytest.raises(ValidationError):
        checklist(lines=[lines[0], lines[0]])


STEPS = st.lists(
    st.tuples(st.sampled_from(["tick", "open", "drop", "give", "hand"]), st.integers(1, 4)),
    max_size=12,
)


@drawn(STEPS)
def test_whatever_is_done_it_makes_sense(steps: list[tuple[str, int]]) -> None:
    """After any steps it is one that can be stored and read again, with all its lines."""
    now = checklist()
    for step, number in steps:
        match step:
            case "tick":
                now = ticked(now, number, MO)
            case "open":
                now = opened(now, number)
            case "drop":
                now = dropped(now, number, LEA, "none")
            case "give":
                now = given(now, number, "dee")
            case _:
                now = handed(now, SIDES[number % 2], f"p{number}")
    assert Checklist.model_validate(now.model_dump(mode="json")) == now
    assert [one.number for one in now.lines] == [1, 2, 3, 4]
    assert all((one.word is None) is (one.state == "open") for one in now.lines)
    assert now.complete is all(one.state != "open" for one in now.lines)
