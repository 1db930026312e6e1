"""What one person asked, once."""

import pytest
from pydantic import ValidationError

from bot.domain.call import Call
from tests.example import TODAY


def test_defaults() -> None:
    """A call needs words, a day and a place; it is taken for a question."""
    call = Call(text=" who? ", today=TODAY, surface="page")
    assert (call.asker, call.team, call.remembered, call.ref) == (None, None, None, None)
    assert call.text == "who?"


@pytest.mark.parametrize("missing", ["text", "today", "surface"])
def test_needs(missing: str) -> None:
    """Each of the three is refused when it is missing."""
    fields: dict[str, object] = {"text": "who?", "today": TODAY, "surface": "page"}
    del fields[missing]
    with pytest.raises(ValidationError, match=missing):
        Call.model_validate(fields)


def test_frozen() -> None:
    """A call can't be changed afterwards, nor hold what it doesn't know."""
    call = Call(text="who?", today=TODAY, surface="page")
    with pytest.raises(ValidationError, match="frozen"):
        call.text = "what?"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="colour"):
        Call.model_validate(call.model_dump() | {"colour": "red"})
