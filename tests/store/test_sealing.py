"""Secrets at rest: who opens them, and what is said where nobody can."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RolecallError
from bot.store.sealing import SHORTEST, Seals, Unopened

KEY, OLD = "k" * SHORTEST, "o" * SHORTEST
SEALS = Seals([KEY])
TOKEN = "xoxb-1-2-three"  # noqa: S105


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("TE0123456789", min_size=1))
def test_comes_back(secret: str, workspace: str) -> None:
    """Whatever is sealed comes back for its workspace."""
    assert SEALS.open(SEALS.seal(secret, workspace), workspace) == secret


def test_nobody_reads_it() -> None:
    """What is stored shows neither the secret nor the key, and is never the same twice."""
    sealed = SEALS.seal(TOKEN, "T1")
    assert SEALS.seal(TOKEN, "T1") != sealed
    for hidden in (TOKEN, KEY, base64.b64encode(TOKEN.encode()).decode()[:12]):
        assert hidden not in sealed
    assert KEY not in repr(SEALS)


def test_only_for_its_workspace() -> None:
    """It opens for no other workspace."""
    sealed = SEALS.seal(TOKEN, "T1")
    for other in ("T2", "t1", "T1 ", ""):
        with pytest.raises(Unopened, match="damaged"):
            SEALS.open(sealed, other)


def test_rotation() -> None:
    """The newest key seals; older ones open, and what is under them is known as old."""
    before, after = Seals([OLD]), Seals([KEY, OLD])
    sealed = before.seal(TOKEN, "T1")
    assert after.open(sealed, "T1") == TOKEN
    assert after.is_old(sealed)
    assert not before.is_old(sealed)
    again = after.seal(TOKEN, "T1")
    assert not after.is_old(again)
    assert Seals([KEY]).open(again, "T1") == TOKEN
    with pytest.raises(Unopened, match="add the old key after the new one"):
        Seals([KEY]).open(sealed, "T1")
    with pytest.raises(Unopened):
        before.open(again, "T1")


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_changed(place: int) -> None:
    """One other character in it, and nothing opens it."""
    sealed = SEALS.seal(TOKEN, "T1")
    other = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Unopened):
        SEALS.open(sealed[:place] + other + sealed[place + 1 :], "T1")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "v1", "v1..", "v2", "xoxb-1", "é", "\0", "\ud800", "a.b.c.d"]
)
def test_nonsense(text: str) -> None:
    """What was never sealed says what to do, and shows nothing of itself."""
    name = SEALS.seal(TOKEN, "T1").split(".")[1]
    for given_text in (text, f"v1.{name}.{text}", f"v1.{name}.{text}==="):
        with pytest.raises(Unopened, match=r"add the old key|install the app there again"):
            SEALS.open(given_text, "T1")


def test_cut() -> None:
    """What was cut off anywhere opens nothing."""
    sealed = SEALS.seal(TOKEN, "T1")
    for end in range(len(sealed)):
        with pytest.raises(Unopened):
            SEALS.open(sealed[:end], "T1")


@pytest.mark.parametrize("keys", [[], [""], ["x" * (SHORTEST - 1)], [KEY, "short"], [KEY, ""]])
def test_keys_too_short(keys: list[str]) -> None:
    """A key that is too short to be a secret is refused, and not shown."""
    with pytest.raises(RolecallError, match="openssl rand -hex 32") as refused:
        Seals(keys)
    assert KEY not in str(refused.value)
