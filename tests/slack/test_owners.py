"""Whom an answer names as owners."""

import pytest

from bot.domain.reply import Named, Outcome, Reply, RolePart
from bot.slack.owners import MOST_NOTIFIED, owners


def _named(user: str | None, standing: str = "primary", **more: str) -> Named:
    about = {"team": "One", "role": "role:maker", "name": f"N{user}", "state": "accepted"}
    return Named.model_validate({"user": user, "standing": standing} | about | more)


def _owners(*people: Named, outcome: Outcome = "answered", owned: bool = True) -> list[str | None]:
    parts = dict.fromkeys(("maker", "keeper"), "responsible") | {"reader": "informed"}
    roles = [
        RolePart.model_validate({"ref": f"role:{key}", "name": key, "part": part})
        for key, part in parts.items()
        if owned
    ]
    reply = Reply(outcome=outcome, headline="Head.", roles=tuple(roles), people=people)
    return [one.user for one in owners(reply)]


def test_who_fills_it_now() -> None:
    """Primaries and whoever covers; nobody who was only asked, has left, or has no account."""
    people = (
        _named("U1"),
        _named("U2", "covering"),
        _named("U3", state="pending"),
        _named("U4", state="left"),
        _named(None),
    )
    assert _owners(*people) == ["U1", "U2"]


def test_backups() -> None:
    """A backup is called for a role that nobody else with an account fills, and for no other."""
    keeper = {"role": "role:keeper"}
    elsewhere = {"team": "Two"}
    assert _owners(_named("U1"), _named("U2", "backup")) == ["U1"]
    assert _owners(_named("U1"), _named("U2", "backup", **keeper)) == ["U1", "U2"]
    assert _owners(_named("U1"), _named("U2", "backup", **elsewhere)) == ["U1", "U2"]
    assert _owners(_named(None), _named("U2", "backup")) == ["U2"]
    assert _owners(_named("U1", state="left"), _named("U2", "backup")) == ["U2"]


def test_who_is_informed() -> None:
    """Who has another part in the matter isn't called for it."""
    assert _owners(_named("U1"), _named("U2", role="role:reader")) == ["U1"]


def test_backup_of_one_role_and_primary_of_another() -> None:
    """Somebody who is the backup of one role is still called for the one that they fill."""
    people = (_named("U1"), _named("U2", "backup"), _named("U2", role="role:keeper"))
    assert _owners(*people) == ["U1", "U2"]


def test_each_once() -> None:
    """Whoever fills several roles is named once, and everybody in the answer's order."""
    people = (_named("U2"), _named("U1"), _named("U2", role="role:keeper"), _named("U2", team="T"))
    assert _owners(*people) == ["U2", "U1"]


def test_too_many() -> None:
    """More people than can reasonably be called are nobody; roles don't count, people do."""
    several = [_named(f"U{number}") for number in range(MOST_NOTIFIED + 1)]
    assert len(_owners(*several[:-1], *several[:-1])) == MOST_NOTIFIED
    assert _owners(*several) == []


@pytest.mark.parametrize("outcome", ["choose", "unfilled", "nobody", "left", "unknown", "notice"])
def test_no_owner(outcome: Outcome) -> None:
    """What isn't answered has no owner, and neither has an answer about no role."""
    assert _owners(_named("U1"), outcome=outcome) == []
    assert _owners(_named("U1"), owned=False) == []
