"""Where one person is named, and the same without them."""

import pytest

from bot.domain.traces import Row, Traces

ZOE = Traces("U1", frozenset({"zoe"}), frozenset({"zoe@example.org"}))
NEW = "somebody-1"
BODY = {"name": "Zoë", "email": "zoe@example.org", "slack": "U1", "active": True}
NOBODY = {"name": None, "email": None, "slack": None, "active": True}


def _change(kind: str, *key: str, before: Row | None = None, after: Row | None = None) -> Row:
    return {"kind": kind, "key": list(key), "before": before, "after": after}


@pytest.mark.parametrize(
    ("table", "row", "after"),
    [
        ("people", {"key": "zoe"} | BODY, {"key": NEW} | NOBODY),
        ("leads", {"team": "zoe", "person": "zoe"}, {"team": "zoe", "person": NEW}),
        ("teams", {"key": "zoe", "name": "zoe"}, None),
        ("teams", {"key": "u1", "name": "x"}, None),
        ("questions", {"asker": "zoe", "member": None}, {"asker": NEW, "member": None}),
        ("questions", {"text": "ask <@U1>, not U11"}, {"text": f"ask <@{NEW}>, not U11"}),
        ("questions", {"text": "ask Zoe@Example.org!"}, {"text": f"ask {NEW}!"}),
        ("questions", {"text": "ask mazoe@example.org"}, None),
        ("questions", {"text": "zoe"}, None),
        ("reminded", {"matter": "pending churn zoe"}, {"matter": f"pending churn {NEW}"}),
        ("reminded", {"matter": "pending churn zoer"}, None),
        (
            "checklists",
            {"body": {"giver": "zoe", "lines": [{"word": {"by": "zoe"}, "text": "zoe"}]}},
            {"body": {"giver": NEW, "lines": [{"word": {"by": NEW}, "text": "zoe"}]}},
        ),
        (
            "editions",
            {"matters": [{"digest": "gaps", "about": ["churn", "zoe"], "found": {}}]},
            {"matters": [{"digest": "gaps", "about": ["churn", NEW], "found": {}}]},
        ),
        (
            "changes",
            _change("person", "zoe", after=BODY) | {"actor": "U1"},
            _change("person", NEW, after=NOBODY) | {"actor": NEW},
        ),
        (
            "changes",
            _change("assignment", "zoe", "role:x", "zoe", before={"asked_by": "zoe"}),
            _change("assignment", "zoe", "role:x", NEW, before={"asked_by": NEW}),
        ),
        ("changes", _change("team", "zoe", after={"name": "zoe"}), None),
        (
            "changes",
            _change("snooze", "C1", "pending churn zoe"),
            _change("snooze", "C1", f"pending churn {NEW}"),
        ),
        ("changes", _change("snooze", "U1", "zoe"), _change("snooze", NEW, NEW)),
        (
            "changes",
            _change("entry", "files", "activity:zoe", after={"owners": ["zoe", "adam"]}),
            _change("entry", "files", "activity:zoe", after={"owners": [NEW, "adam"]}),
        ),
    ],
)
def test_without(table: str, row: Row, after: Row | None) -> None:
    """They go from where they are named, and nothing else that is called the same does."""
    assert ZOE.without(table, row, NEW) == (row if after is None else after)
    assert ZOE.in_row(table, row) is (after is not None)


def test_twice() -> None:
    """What was done once needn't be done again."""
    once = ZOE.without("people", {"key": "zoe"} | BODY, NEW)
    assert not ZOE.in_row("people", once)
