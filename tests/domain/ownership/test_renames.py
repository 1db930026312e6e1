"""Teams and channels that were renamed."""

import pytest

from bot.domain.fact import Facts, Subject
from bot.domain.ownership.renames import following


def _team(key: str, channel: str | None) -> tuple[Subject, dict[str, object]]:
    return Subject("team", (key,)), {"name": key, "channel": channel}


TEAMS: Facts = dict(
    [_team("one", "#one"), _team("two", "Two"), _team("three", "#three"), _team("none", None)]
)


@pytest.mark.parametrize(
    ("renamed", "expected"),
    [
        ({"one": "uno"}, {"one": "#uno"}),
        ({"two": "dos", "one": "uno"}, {"one": "#uno", "two": "#dos"}),
        ({"four": "uno"}, {}),
        ({"one": "Three"}, {}),
        ({"one": "same", "three": "same"}, {"one": "#same"}),
        ({"one": "x" * 300}, {"one": "#" + "x" * 199}),
    ],
)
def test_teams_follow(renamed: dict[str, str], expected: dict[str, str]) -> None:
    """A team has its channel under the new name, unless that is another team's already."""
    changes = list(following(TEAMS, renamed))
    assert {
        change.subject.key[0]: (change.after or {})["channel"] for change in changes
    } == expected
    for change in changes:
        before = TEAMS[change.subject]
        assert change.before == before
        assert change.after == before | {"channel": (change.after or {})["channel"]}
