"""What a channel was told: its matters, and how they are stored."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.domain.edition import Edition, Matter

MATTER = Matter(digest="unfilled", about=("churn", "role:baker"), found={"since": "2026-01-02"})


@pytest.mark.parametrize("matter", [MATTER, Matter(digest="changes", about=())])
def test_json_there_and_back(matter: Matter) -> None:
    """A matter is stored as plain data, and read as it was."""
    assert Matter.model_validate_json(matter.model_dump_json()) == matter
    assert Matter.model_validate(matter.model_dump(mode="json")) == matter


@pytest.mark.parametrize(
    "wrong", [{"digest": None}, {"about": None}, {"found": {"since": None}}, {"line": "x"}]
)
def test_refused(wrong: dict[str, object]) -> None:
    """A matter is of a digest, about something, with facts in words, and has nothing else."""
    with pytest.raises(ValidationError):
        Matter.model_validate(MATTER.model_dump() | wrong)


def test_an_edition() -> None:
    """Without a word it is on time, about nothing, and doesn't change; it is what it is."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    one = Edition("digest 3", "2026-11-23T10:00", now, "quiet", "C1")
    assert (one.late, one.delivery, one.matters, one.as_of) == (False, None, (), 0)
    assert (one.shown, one.live) == (None, False)
    with pytest.raises(FrozenInstanceError):
        one.live = True  # type: ignore[misc]
