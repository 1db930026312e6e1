"""What a channel hears: what makes no sense of it, and how it is stored."""

from datetime import time

import pytest
from pydantic import ValidationError

from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription

RHYTHM = Rhythm(days=Days(every="month", nth=-1, days=(4,)), at=time(16, 30), zone="Asia/Tokyo")
TOLD = Subscription(channel="C1", digests=("unfilled", "handoffs"), rhythm=RHYTHM, by="U1")


@pytest.mark.parametrize(
    "told",
    [
        TOLD,
        TOLD.model_copy(update={"team": "churn", "well": True, "paused": "#x is archived"}),
    ],
)
def test_json_there_and_back(told: Subscription) -> None:
    """It is stored as plain data, and read as it was."""
    assert Subscription.model_validate_json(told.model_dump_json()) == told
    assert Subscription.model_validate(told.model_dump(mode="json")) == told


def test_as_it_is_at_first() -> None:
    """Without a word it is about all teams, is told only news, and isn't paused."""
    assert (TOLD.team, TOLD.well, TOLD.paused) == (None, False, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": ""},
        {"digests": ()},
        {"digests": ("",)},
        {"rhythm": None},
        {"rhythm": RHYTHM.model_dump() | {"zone": "Mars"}},
        {"rhythm": RHYTHM.model_dump() | {"days": {"every": "week"}}},
        {"by": ""},
        {"team": "no key"},
        {"paused": "<!channel>"},
        {"loud": True},
    ],
)
def test_refused(wrong: dict[str, object]) -> None:
    """What can't be told to anybody, or never comes, is no subscription."""
    with pytest.raises(ValidationError):
        Subscription.model_validate(TOLD.model_dump() | wrong)
