"""Who opened their Home tab, and what it shows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Delivery, Settled
from bot.domain.operations import Retention
from bot.domain.traces import Traces
from bot.slack import outgoing
from bot.store import persons, retention
from bot.store.due import HOMES
from bot.store.homes import Opened
from bot.store.ledger import Ledger
from bot.store.questions import Question
from tests.store.sample import NOW, added, take_in

HOUR = timedelta(hours=1)
FOREVER = Retention(questions_days=0, audit_days=0, uninstalled_days=0)


@pytest.fixture
def opened(ledger: Ledger) -> Ledger:
    """Three members opened their tab, each an hour after the other."""
    take_in(ledger, {})
    for number, member in enumerate(("U3", "U1", "U2")):
        with ledger.open("W1", NOW + number * HOUR) as books:
            books.open_home(member)
    return ledger


def test_who_has_it_open(opened: Ledger) -> None:
    """Those who opened it since then, by their ids, from one on and as many as are wanted."""
    with opened.read("W1") as books:
        assert [one.member for one in books.open_homes(NOW)] == ["U1", "U2", "U3"]
        assert [one.member for one in books.open_homes(NOW + HOUR)] == ["U1", "U2"]
        assert [one.member for one in books.open_homes(NOW, "U1")] == ["U2", "U3"]
        assert [one.member for one in books.open_homes(NOW, "", 2)] == ["U1", "U2"]
        assert books.open_homes(NOW + 3 * HOUR) == ()


def test_what_it_shows(opened: Ledger) -> None:
    """What a tab shows is known from when it was shown, also when it is opened once more."""
    with opened.open("W1", NOW + 3 * HOUR) as books:
        books.home_shows("U2", "abc")
        books.home_shows("U9", "abc")
        books.open_home("U2")
    with opened.read("W1") as books:
        assert books.open_homes(NOW + 3 * HOUR) == (Opened("U2", "abc"),)
        assert Opened("U1", None) in books.open_homes(NOW)
        assert "U9" not in [one.member for one in books.open_homes(NOW)]


def test_another_workspace(opened: Ledger) -> None:
    """Nobody's tab is known, shown or forgotten in another workspace."""
    take_in(opened, {}, "W2")
    with opened.open("W2", NOW + 2 * HOUR) as books:
        assert books.open_homes(NOW) == ()
        books.home_shows("U1", "theirs")
        books.open_home("U1")
        assert books.open_homes(NOW) == (Opened("U1", None),)
    with opened.read("W1") as books:
        assert Opened("U1", None) in books.open_homes(NOW)


def test_a_change_makes_it_due(opened: Ledger) -> None:
    """A change has open tabs looked at, and nothing where nobody opened theirs in the last hour."""
    for at, due in ((NOW + 4 * HOUR, False), (NOW + 3 * HOUR, True)):
        with opened.open("W1", at, rehearse=True) as books:
            books.record([added("bob")], actor="U1", source="slack")
            assert (HOMES in [one.what for one in books.coming()]) is due


def test_old_ones_go(opened: Ledger) -> None:
    """A tab that was opened longer than a day ago is forgotten."""
    retention.drop(opened, FOREVER, NOW + timedelta(days=1, hours=1))
    with opened.read("W1") as books:
        assert [one.member for one in books.open_homes(NOW)] == ["U1", "U2"]


def test_a_person_who_is_erased(opened: Ledger) -> None:
    """Whoever is erased has no tab any more, and others have theirs."""
    rows = list(persons.stored(opened, "W1", Traces("U1")))
    assert [name for name, _ in rows] == ["homes"]
    persons.erase(opened, "W1", Traces("U1"), "rolecall", NOW + 3 * HOUR)
    with opened.read("W1") as books:
        assert [one.member for one in books.open_homes(NOW)] == ["U2", "U3"]


def _tab(user: str) -> Delivery:
    """What shows a tab anew, whenever it is sent."""
    return replace(outgoing.refresh_home(user), lasts=None)


def test_what_is_on_its_way(opened: Ledger) -> None:
    """Whatever waits shows what is so by then; what is being sent only where it was written since.

    What is withdrawn is sent no more, and nothing else is.
    """
    with opened.open("W1", NOW) as books:
        books.send(_tab("U1"))
        books.send(_tab("U2"))
    with opened.queue() as queue:
        [first, _] = queue.take(["W1"], (), 2)
    with opened.open("W1", NOW + HOUR) as books:
        assert books.under_way("home U1", NOW)
        assert not books.under_way("home U1", NOW + HOUR)
        books.send(_tab("U1"))
        assert books.under_way("home U1", NOW + 2 * HOUR)
        books.withdraw("home U1")
        assert not books.under_way("home U1", NOW + HOUR)
        assert books.under_way("home U2", NOW)
    with opened.queue() as queue:
        queue.settle(first, Settled("sent"))
    with opened.read("W1") as books:
        assert not books.under_way("home U1", NOW)
        states = [(one.address["user"], one.state) for one in books.deliveries()]
    assert states == [("U1", "expired"), ("U2", "sending"), ("U1", "sent")]


def test_what_somebody_asked(ledger: Ledger) -> None:
    """The newest questions of one member in words of their own, the newest first."""
    take_in(ledger, {})
    surfaces = ("command", "mention", "click", "shortcut", "team chosen", "form")
    for number, surface in enumerate(surfaces):
        with ledger.open("W1", NOW + number * HOUR) as books:
            for member in ("U1", "U2"):
                asked = Question(None, surface, f"{member} {surface}", None, None, "unknown", None)
                books.note_question(Question(**{**vars(asked), "member": member}))
    with ledger.read("W1") as books:
        texts = [one.question.text for one in books.asked_by("U1", 2)]
        assert texts == ["U1 form", "U1 mention"]
        assert len(books.asked_by("U1", 10)) == 3
        assert books.asked_by("U3", 10) == ()
