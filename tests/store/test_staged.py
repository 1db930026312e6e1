"""Changes made ready without a lock, and written only if nothing came between; on each database."""

from datetime import UTC, datetime

import pytest

from bot.domain.fact import Change, Facts, Subject
from bot.errors import RolecallError
from bot.store.ledger import Ledger
from bot.store.staged import Staged

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEAM, OTHER = Subject("team", ("churn",)), Subject("team", ("search",))
ENTRY, HEAD = Subject("entry", ("base", "role:x")), Subject("catalog", ("base",))
NONE = dict.fromkeys(("platform", "structure", "channel"))
BODY = {"name": "Churn", "kind": "product", **NONE}
CHANGES = (
    Change(HEAD, None, {"catalog": "x"}),
    Change(ENTRY, None, {"name": "X"}),
    Change(TEAM, None, BODY),
    Change(OTHER, None, BODY | {"name": "Search"}),
)


@pytest.fixture
def ours(ledger: Ledger) -> Ledger:
    """A ledger with a workspace."""
    with ledger.open("W1", NOW) as books:
        books.create("W1")
    return ledger


def _staged(ledger: Ledger, *changes: Change) -> Staged:
    with ledger.read("W1") as books:
        return books.stage(changes, actor="a", source="file:x", now=NOW)


def _facts(ledger: Ledger) -> Facts:
    with ledger.read("W1") as books:
        return books.facts()


def test_the_same_as_recorded(ours: Ledger) -> None:
    """What is made ready changes nothing; once it is written it is as if recorded at once."""
    staged = _staged(ours, *CHANGES)
    assert _facts(ours) == {}
    with ours.open("W1", NOW) as books:
        assert books.record_staged(staged) == 1
    with ours.open("W2", NOW) as books:
        books.create("W2")
        assert books.record(CHANGES, actor="a", source="file:x") == 1
    with ours.read("W1") as one, ours.read("W2") as two:
        assert list(one.facts().items()) == list(two.facts().items())
        assert one.history() == two.history()
        assert one.workspace.last_change == two.workspace.last_change == len(CHANGES)
        assert one.owned("file:x") == two.owned("file:x")


def test_changed_since(ours: Ledger) -> None:
    """Where anything was changed since, nothing is written."""
    staged = _staged(ours, *CHANGES)
    with ours.open("W1", NOW) as books:
        books.record([Change(OTHER, None, BODY)], actor="b", source="slack")
    with pytest.raises(RolecallError, match="changed meanwhile"), ours.open("W1", NOW) as books:
        books.record_staged(staged)
    assert _facts(ours) == {OTHER: BODY}


def test_once(ours: Ledger) -> None:
    """What was written can't be written a second time."""
    staged = _staged(ours, *CHANGES)
    with ours.open("W1", NOW) as books:
        books.record_staged(staged)
    with pytest.raises(RolecallError, match="changed meanwhile"), ours.open("W1", NOW) as books:
        books.record_staged(staged)


def test_nothing_to_do(ours: Ledger) -> None:
    """No change is no act."""
    staged = _staged(ours, Change(TEAM, BODY, BODY))
    with ours.open("W1", NOW) as books:
        assert books.record_staged(staged) == 0
        assert books.workspace.last_change == 0


def test_not_as_it_was(ours: Ledger) -> None:
    """A change of what isn't so is refused when it is made ready."""
    with pytest.raises(RolecallError, match="changed meanwhile"):
        _staged(ours, Change(TEAM, BODY, None))


def test_back_and_changed(ours: Ledger) -> None:
    """What is retired and comes back, and what changes, is told as it was."""
    renamed = BODY | {"name": "Retention"}
    for changes in (
        [Change(TEAM, None, BODY)],
        [Change(TEAM, BODY, None)],
        [Change(TEAM, None, BODY), Change(OTHER, None, BODY | {"name": "S"})],
        [Change(TEAM, BODY, renamed), Change(OTHER, BODY | {"name": "S"}, None)],
    ):
        staged = _staged(ours, *changes)
        with ours.open("W1", NOW) as books:
            books.record_staged(staged)
    assert _facts(ours) == {TEAM: renamed}
