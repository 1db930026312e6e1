"""Handoffs as a picture."""

from datetime import date, timedelta

import pytest

from bot.domain.checklist import Checklist
from bot.pictures import Told
from tests.example import TODAY, acme, product, small
from tests.pictures.crowd import crowded, crowded_catalog
from tests.pictures.looking import lines_of, seen


def _going(**more: object) -> Checklist:
    whole = {
        "handoff": "handoff:ship",
        "name": "A box",
        "giver": "a",
        "receiver": "b",
        "started": {"by": "a", "on": "2026-11-01"},
        **more,
    }
    return Checklist.model_validate(whole)


def _due(days: int) -> dict[str, date]:
    return {"due": TODAY - timedelta(days=days)}


@pytest.mark.parametrize(
    ("checklists", "expected"),
    [
        ([], "none goes on now"),
        ([_going(state="done"), _going(state="cancelled")], "none goes on now"),
        ([_going()], "1 going on"),
        ([_going(), _going(**_due(0))], "2 going on"),
        ([_going(), _going(**_due(1))], "2 going on, 1 overdue by 1 day"),
        ([_going(**_due(2)), _going(**_due(5))], "2 going on, 2 overdue by up to 5 days"),
        ([_going(orphaned=["gives"])], "1 going on, 1 lacks a side"),
        (
            [_going(orphaned=["gives"], **_due(3)), _going(orphaned=["receives"])],
            "2 going on, 1 overdue by 3 days, 2 lack a side",
        ),
    ],
)
def test_what_goes_on(checklists: list[Checklist], expected: str) -> None:
    """It counts what goes on, says how late that is, and who is missing."""
    told = Told(small(), acme(), TODAY, 90, checklists=tuple(checklists))
    texts = seen("handoffs", told).texts
    assert texts[0] == "Who hands what to whom at Acme"
    assert {"The Passing", "It breaks on the way.", "Maker", "Keeper", expected} <= set(texts)


def test_of_a_team() -> None:
    """Of a team only that counts which goes on for it."""
    where = acme(product(platform=None))
    told = Told(
        small(),
        where,
        TODAY,
        90,
        where.team["one"],
        checklists=(_going(), _going(team="one"), _going(team="two")),
    )
    texts = seen("handoffs", told).texts
    assert texts[0] == "Who hands what to whom for One"
    assert "1 going on" in texts


def test_too_many() -> None:
    """What is beyond what can be looked at is left out, what goes on last of all."""
    going = _going(handoff="handoff:h55")
    told = Told(crowded_catalog(3, 60, 60), crowded(1, 3), TODAY, 90, checklists=(going,))
    texts = seen("handoffs", told).texts
    assert "more handoffs than fit here" in lines_of(texts)
    assert "1 going on" in texts
