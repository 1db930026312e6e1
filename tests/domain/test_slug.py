"""Keys and refs made of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slug import MOST_CHARACTERS, own_slug, slug


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Größe & Preis", "grosse-preis"),
        ("  Deploy   models ", "deploy-models"),
        ("@org/team_a", "org-team-a"),
        ("Ünï.cödé", "uni-code"),
        ("日本", ""),
        ("--", ""),
    ],
)
def test_slug(name: str, made: str) -> None:
    """Plain letters and figures with hyphens between."""
    assert slug(name) == made


@given(st.text(max_size=300))
def test_any_name(name: str) -> None:
    """Whatever a name is, its slug has no more than fits, and nothing but what a ref may have."""
    made = own_slug(name, ())
    assert made
    assert len(made) <= MOST_CHARACTERS + 10
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made[0] != "-"


def test_taken() -> None:
    """A slug that is taken is told apart by the name, the same way every time."""
    first = own_slug("A b", {"a-b"})
    assert first == own_slug("A b", {"a-b", "x"})
    assert first.startswith("a-b-")
    assert first != own_slug("A-b", {"a-b"})
    assert own_slug("日本", ()) != own_slug("中国", ())
