"""What can be tuned about Rolecall in Slack, and what is refused."""

import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import load_slack
from bot.slack.options import Options

GOOD: dict[str, Any] = {
    "guests_ask": False,
    "stewards": ["U9", "ines@harbour.example"],
    "follow_up_minutes": 0,
    "channel": {"burst": 1, "per_second": 0.5},
    "workspace": {"burst": 100, "per_second": 100},
}


def test_shipped_options(root: Path) -> None:
    """The shipped file is valid, and keeps to Slack's message a second and channel."""
    shipped = load_slack(root)
    assert shipped.channel.per_second <= 1
    assert shipped.stewards == ()


def test_good_options() -> None:
    """Options at the edges of what is allowed are taken as they are."""
    made = Options.model_validate(GOOD)
    assert made.stewards == ("U9", "ines@harbour.example")
    assert (made.follow_up_minutes, made.channel.burst, made.channel.per_second) == (0, 1, 0.5)


@pytest.mark.parametrize("field", GOOD)
def test_nothing_may_lack(field: str) -> None:
    """A file that leaves something out is refused by the name of what is missing."""
    with pytest.raises(ValidationError, match=field):
        Options.model_validate({name: GOOD[name] for name in GOOD if name != field})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("guests_ask", "perhaps"),
        ("stewards", ["<!channel>"]),
        ("stewards", [""]),
        ("stewards", "U9"),
        ("follow_up_minutes", -1),
        ("follow_up_minutes", 24 * 60 + 1),
        ("channel", {"burst": 0, "per_second": 1}),
        ("channel", {"burst": 101, "per_second": 1}),
        ("channel", {"burst": 1, "per_second": 0}),
        ("channel", {"burst": 1, "per_second": -1}),
        ("channel", {"burst": 1, "per_second": 101}),
        ("channel", {"burst": 1, "per_second": math.inf}),
        ("channel", {"burst": 1, "per_second": math.nan}),
        ("workspace", {"burst": 1}),
        ("workspace", {"burst": 1, "per_second": 1, "per_minute": 1}),
        ("workplace", {}),
    ],
)
def test_refused_options(field: str, value: object) -> None:
    """A pace at which nothing would ever go, or everything at once, and unknown words are no."""
    with pytest.raises(ValidationError, match=field):
        Options.model_validate(GOOD | {field: value})
