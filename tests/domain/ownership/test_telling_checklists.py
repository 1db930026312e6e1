"""What was changed of a checklist, in words."""

from datetime import date

import pytest

from bot.domain.checklist import (
    Checklist,
    Link,
    Tick,
    Word,
    accepted,
    added,
    cancelled,
    dropped,
    given,
    handed,
    linked,
    opened,
    reopened,
    ticked,
)
from bot.domain.fact import Change, Subject
from bot.domain.ownership.telling import Names, told
from tests.example import acme, platform, product, small

NAMES = Names(small(), acme(platform(), product()))
WORD = Word(by="a", on=date(2026, 12, 1))
NOW = Checklist(
    handoff="handoff:model",
    name="fraud v3",
    giver="a",
    receiver="b",
    started=WORD,
    lines=(Tick(number=1, side="gives", text="One"), Tick(number=2, side="receives", text="Two")),
)
LINK = Link(url="https://x.example/a", what="the contract", word=WORD)


def said(before: Checklist | None, after: Checklist | None) -> str:
    """The change as a line."""
    bodies = [one.model_dump(mode="json") if one else None for one in (before, after)]
    return told(Change(Subject("checklist", ("4",)), *bodies), NAMES)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (ticked(NOW, 1, WORD), "line 1 ticked"),
        (dropped(NOW, 2, WORD, "none"), "line 2 not applicable"),
        (given(NOW, 2, "a"), "line 2 for A"),
        (added(NOW, "gives", ["Three"]), "line 3 “Three”"),
        (linked(NOW, LINK), "link the contract"),
        (accepted(NOW, "gives", WORD), "gives: accepted"),
        (handed(NOW, "receives", "c"), "receives B → C"),
        (cancelled(NOW, WORD, "we stop"), "cancelled because we stop"),
        (NOW.model_copy(update={"orphaned": ("gives",)}), "nobody left who gives"),
    ],
)
def test_steps(after: Checklist, words: str) -> None:
    """Each step says what is different, and nothing else."""
    assert said(NOW, after) == f"~ handoff 4 “fraud v3”: {words}"


def test_back() -> None:
    """What is taken back is said too."""
    head = "handoff 4 “fraud v3”: "
    assert said(None, NOW) == f"+ {head}from A to B"
    assert said(NOW, None) == f"- {head}from A to B"
    assert said(ticked(NOW, 1, WORD), opened(NOW, 1)) == f"~ {head}line 1 open again"
    assert said(linked(NOW, LINK), NOW) == f"~ {head}no link the contract"
    assert said(given(NOW, 2, "a"), NOW) == f"~ {head}line 2 for its own side"
    assert said(cancelled(NOW, WORD, "we stop"), reopened(NOW)) == f"~ {head}reopened"
    both = accepted(accepted(NOW, "gives", WORD), "receives", WORD)
    assert said(accepted(NOW, "gives", WORD), both) == f"~ {head}done, receives: accepted"
