"""A message that must reach Slack once."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.domain.delivery import (
    ANSWER,
    NOTICE,
    REPEATABLE,
    Delivery,
    DeliveryKind,
    Settled,
)

POST = Delivery("post", "C1 1.0", "C1", {"channel": "C1"}, {"text": "x"})


def test_an_answer_until_told_otherwise() -> None:
    """A delivery is an answer that may be sent at any time, unless it says otherwise."""
    assert (POST.rank, POST.lasts) == (ANSWER, None)
    assert ANSWER < NOTICE


def test_only_changes_may_be_repeated() -> None:
    """Of all kinds only a changed message may be sent twice: a second post would be seen twice."""
    assert {kind for kind in get_args(DeliveryKind) if kind in REPEATABLE} == {"update", "home"}


def test_attempts_count_until_told_otherwise() -> None:
    """An attempt counts, and the next may follow at once, unless its outcome says otherwise."""
    settled = Settled("waiting")
    assert settled.counted
    assert settled.after == timedelta(0)
    assert (settled.ts, settled.error) == (None, None)


def test_decided_is_decided() -> None:
    """What was decided to be sent can't be changed, and equals what is the same."""
    with pytest.raises(FrozenInstanceError):
        POST.lane = "C2"  # type: ignore[misc]
    assert replace(POST, rank=ANSWER) == POST
    assert replace(POST, body={"text": "y"}) != POST
