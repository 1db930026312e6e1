"""What a role does not do, put beside a question."""

from collections.abc import Collection

import pytest

from bot.domain.boundaries import boundary_about, linked_boundary
from bot.domain.catalog import Boundary, Role

NAMES = ("Decide the technical architecture", "Write code", "Keep production systems running")
BOUNDARIES = [{"ref": f"boundary:r/{n}", "name": name} for n, name in enumerate(NAMES)]
ROLE = Role.model_validate(
    {
        "ref": "role:r",
        "name": "R",
        "column": "R",
        "summary": "s",
        "description": "d",
        "boundaries": [*BOUNDARIES, {"ref": "boundary:r/a", "name": "X", "activity": "activity:a"}],
    }
)


def _stems(text: str) -> Collection[str]:
    return {word[:5] for word in text.lower().split()} - {"the", "on", "any"}


def _about(text: str) -> tuple[str, float] | None:
    found = boundary_about(ROLE, text, _stems)
    return None if found is None else (found[0].name, round(found[1], 2))


@pytest.mark.parametrize(
    ("text", "name", "share"),
    [
        ("decide on the technical architecture", NAMES[0], 1.0),
        ("decisions on architectures", NAMES[0], 1.0),
        ("write any code", NAMES[1], 1.0),
        ("keep systems up", NAMES[2], 0.67),
    ],
)
def test_about(text: str, name: str, share: float) -> None:
    """Most words in common is the same matter, in whatever form the words stand."""
    assert _about(text) == (name, share)


@pytest.mark.parametrize("text", ["write user stories", "architecture of churches in Rome", ""])
def test_not_about(text: str) -> None:
    """One word among several says nothing."""
    assert _about(text) is None


def test_no_boundaries() -> None:
    """A role without boundaries has none about anything."""
    bare = ROLE.model_copy(update={"boundaries": ()})
    assert boundary_about(bare, "write code", _stems) is None


def test_linked() -> None:
    """A boundary says which activity it is about."""
    linked = linked_boundary(ROLE, "activity:a")
    assert isinstance(linked, Boundary)
    assert linked.ref == "boundary:r/a"
    assert linked_boundary(ROLE, "activity:b") is None
