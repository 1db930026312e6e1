"""What history says of what somebody, or a channel, doesn't want to hear of."""

import pytest

from bot.domain.fact import Body, Change, Subject
from bot.domain.ownership.telling import Names, told
from tests.example import MAKER, acme, platform, product, small

NAMES = Names(small(), acme(platform(), product()))
DAY: Body = {"until": "2026-12-24"}
EVER: Body = {"until": "9999-12-31"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, DAY, "+ a reminder of their own: not before 2026-12-24"),
        (None, EVER, "+ a reminder of their own: not any more"),
        (DAY, EVER, "~ a reminder of their own: not before 2026-12-24 → not any more"),
        (EVER, None, "- a reminder of their own: comes again"),
    ],
)
def test_a_persons(before: Body | None, after: Body | None, said: str) -> None:
    """That somebody did so is said, and not of which matter."""
    subject = Subject("snooze", ("Ua", f"pending one {MAKER} a 2026-12-01"))
    assert told(Change(subject, before, after), NAMES) == said


def test_a_channels() -> None:
    """Of a channel the matter is said, for it is everybody's there."""
    subject = Subject("snooze", ("C1", f"unfilled one {MAKER}"))
    assert told(Change(subject, None, DAY), NAMES) == (
        "+ a line of what a channel hears (unfilled: One and Maker): not before 2026-12-24"
    )
    bare = told(Change(Subject("snooze", ("C1", "gone")), None, DAY), NAMES)
    assert bare.startswith("+ a line of what a channel hears (gone): not before")
