"""Which teams only follow their platform team, and which are changed for themselves."""

import pytest

from bot.domain.fact import Body, Change, Subject
from bot.domain.ownership.served import following


def team(key: str, before: str | None, after: str | None, **more: str) -> Change:
    """A team that one platform team served before, and another one does after."""
    return Change(Subject("team", (key,)), _body(before), _body(after) | more)


def _body(platform: str | None) -> Body:
    return {"name": "One", "kind": "product", "platform": platform}


GOES = Change(Subject("team", ("base",)), _body(None), None)
COMES = Change(Subject("team", ("base",)), None, _body(None))
LEAD = Change(Subject("lead", ("base", "a")), {}, None)


@pytest.mark.parametrize(
    ("changes", "follow"),
    [
        ([team("one", "base", None), team("two", "base", None), GOES, LEAD], ["one", "two"]),
        ([team("one", "base", "other"), GOES], ["one"]),
        ([COMES, team("one", None, "base")], ["one"]),
        ([team("one", "other", "base"), COMES], ["one"]),
        ([team("one", "base", None)], []),
        ([team("one", "far", "other"), GOES], []),
        ([team("one", "base", None, name="Two"), GOES], []),
        ([GOES, LEAD], []),
    ],
)
def test_following(changes: list[Change], follow: list[str]) -> None:
    """Those whose platform team comes or goes with them, and of which nothing else is changed."""
    assert [change.subject.key[0] for change in following(changes)] == follow
