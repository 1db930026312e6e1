"""Tokens sealed anew when a key was added, on each database."""

import pytest

from bot.store import resealing
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.resealing import seal_anew
from bot.store.sealing import Seals
from tests.store.sample import NOW

OLD, NEW, LOST = ("o" * 40, "n" * 40, "l" * 40)


def _installed(ledger: Ledger, workspace_id: str, key: str) -> None:
    with ledger.open(workspace_id, NOW) as books:
        books.create(workspace_id)
        books.roster.set_installation(Installation(workspace_id, None, "U0", None, None, [], NOW))
        books.roster.set_token(Seals([key]).seal(f"xoxb-{workspace_id}", workspace_id))


def _tokens(ledger: Ledger, seals: Seals) -> dict[str, str]:
    sealed = {one: ledger.token(one) or "" for one in ledger.workspaces()}
    return {one: seals.open(text, one) for one, text in sealed.items()}


def test_old_keys_are_needed_no_more(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it the newest key alone opens every token, however many there are."""
    monkeypatch.setattr(resealing, "MOST", 2)
    for number in range(5):
        _installed(ledger, f"T{number}", OLD)
    _installed(ledger, "T9", NEW)
    assert seal_anew(ledger, Seals([NEW, OLD])) == 5
    names = [*(f"T{number}" for number in range(5)), "T9"]
    assert _tokens(ledger, Seals([NEW])) == {one: f"xoxb-{one}" for one in names}
    assert seal_anew(ledger, Seals([NEW, OLD])) == 0


def test_a_lost_key(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """A token that no key opens stays as it is and is told of; the others are sealed anew."""
    _installed(ledger, "T1", LOST)
    _installed(ledger, "T2", OLD)
    before = ledger.token("T1")
    assert seal_anew(ledger, Seals([NEW, OLD])) == 1
    assert ledger.token("T1") == before
    assert "T1 was sealed under a key" in caplog.text
    assert "xoxb" not in caplog.text


def test_a_workspace_that_left(ledger: Ledger) -> None:
    """Where there is no token any more there is nothing to seal."""
    _installed(ledger, "T1", OLD)
    with ledger.open("T1", NOW) as books:
        books.end()
    assert seal_anew(ledger, Seals([NEW, OLD])) == 0
