"""With which token we speak to Slack in which workspace."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.errors import NotKnown, StoreUnavailable
from bot.slack.access import Access, OneToken, StoredTokens
from bot.store.ledger import Ledger
from bot.store.sealing import Seals, Unopened
from tests.slack.conftest import HERE, Harbour, install, outage

OLD, NEW = "o" * 32, "n" * 32


def test_one_token() -> None:
    """There is one token, and it is for one workspace once Slack has told which."""
    known: list[str] = []
    access = OneToken(SecretStr("xoxb-1"), lambda: known[0] if known else None)
    assert access.workspaces() == ()
    known.append(HERE)
    assert access.workspaces() == (HERE,)
    assert access.token(HERE).get_secret_value() == "xoxb-1"
    assert "xoxb-1" not in repr(access)


def _stores(ledger: Ledger, seals: Seals, token: str, workspace: str = HERE) -> None:
    with ledger.open(workspace, datetime.now(UTC)) as books:
        if not books.exists():
            install(books) if workspace == HERE else books.create(workspace)
        found = books.roster.installation()
        with ledger.read(HERE) as others:
            known = found or others.roster.installation()
        assert known is not None
        books.roster.set_installation(replace(known, workspace_id=workspace))
        books.roster.set_token(seals.seal(token, workspace))


def test_stored_tokens(ledger: Ledger) -> None:
    """Each workspace has its own, which is read anew each time."""
    seals = Seals([OLD])
    access: Access = StoredTokens(ledger, seals)
    assert access.workspaces() is None
    with pytest.raises(NotKnown, match=HERE):
        access.token(HERE)
    _stores(ledger, seals, "xoxb-1")
    assert access.token(HERE).get_secret_value() == "xoxb-1"
    _stores(ledger, seals, "xoxb-2")
    assert access.token(HERE).get_secret_value() == "xoxb-2"
    with pytest.raises(NotKnown, match="T0ELSE"):
        access.token("T0ELSE")
    with ledger.open(HERE, datetime.now(UTC)) as books:
        books.end()
    with pytest.raises(NotKnown):
        access.token(HERE)


def test_keys_change(ledger: Ledger) -> None:
    """A token sealed under an old key opens as long as that is listed, and then says so."""
    _stores(ledger, Seals([OLD]), "xoxb-1")
    both = StoredTokens(ledger, Seals([NEW, OLD]))
    assert both.token(HERE).get_secret_value() == "xoxb-1"
    with pytest.raises(Unopened, match="add the old key"):
        StoredTokens(ledger, Seals([NEW])).token(HERE)


def test_a_row_moved_elsewhere(ledger: Ledger) -> None:
    """A sealed token that somebody copied to another workspace's row opens nothing there."""
    seals = Seals([OLD])
    _stores(ledger, seals, "xoxb-1")
    _stores(ledger, seals, "xoxb-2", "T0ELSE")
    sealed = ledger.token(HERE)
    assert sealed is not None
    with ledger.open("T0ELSE", datetime.now(UTC)) as books:
        books.roster.set_token(sealed)
    with pytest.raises(Unopened, match="T0ELSE"):
        StoredTokens(ledger, seals).token("T0ELSE")


def test_database_away(harbour: Harbour) -> None:
    """Where the database can't be read there is no token, and that is no removal."""
    access = StoredTokens(harbour.ledger, Seals([OLD]))
    _stores(harbour.ledger, Seals([OLD]), "xoxb-1")
    with outage(harbour.engines), pytest.raises(StoreUnavailable):
        access.token(HERE)
    assert access.token(HERE).get_secret_value() == "xoxb-1"
