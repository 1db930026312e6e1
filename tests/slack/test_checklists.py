"""A checklist in Slack's shape: all of its lines are shown, whatever stands in them."""

from datetime import date

import pytest

from bot.domain.catalog import Handoff
from bot.domain.checklist import (
    MOST_ADDRESS,
    MOST_LINES,
    MOST_LINKS,
    Checklist,
    Link,
    Tick,
    Word,
    lines_of,
)
from bot.domain.organisation import Organisation
from bot.domain.ownership.checklist_card import card
from bot.domain.ownership.checklists import Going
from bot.slack import limits
from bot.slack.message import Directory, Message
from bot.slack.render import render
from tests.domain.ownership.scenes import scene_of
from tests.example import catalog

DIRECTORY = Directory(url="https://acme.slack.com/", channels={})
TODAY = Word(by="mo", on=date(2026, 11, 24))
LONG = {"plain": "w" * 200, "umlauts": "ü" * 200, "signs": "語" * 200, "emoji": "🚢" * 200}


def people(name: str) -> Organisation:
    """Both sides, with names of that kind."""
    sides = [
        {"key": key, "name": f"{key} {name}"[:200], "slack": f"U{key.upper()}"} for key in KEYS
    ]
    return Organisation.model_validate({"organisation": "Acme", "people": sides})


KEYS = ("mo", "lea")


def shown(lines: tuple[Tick, ...], name: str = "x", **more: object) -> tuple[str, list[str]]:
    """What is read in the message of a checklist with these lines, and its buttons."""
    told = {
        "handoff": "handoff:model",
        "name": name[:75],
        "giver": "mo",
        "receiver": "lea",
        "started": TODAY,
        "lines": lines,
    }
    now = Checklist.model_validate(told | more)
    going = Going(scene_of(people(name), "UMO", catalog=catalog()), 4, now)
    body = render(Message(reply=card(going)), DIRECTORY).as_body()
    assert len(body["blocks"]) <= limits.BLOCKS
    assert limits.weight(body) <= limits.PAYLOAD
    elements = [one for block in body["blocks"] for one in block.get("elements", [])]
    labels = [one["text"]["text"] for one in elements if one["type"] == "button"]
    return _text(body["blocks"]), labels


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    if isinstance(value, dict):
        return value["text"] if isinstance(value.get("text"), str) else _text([*value.values()])
    return ""


@pytest.mark.parametrize("handoff", ["data", "model", "deployment"])
def test_shipped(handoff: str) -> None:
    """Each shipped handoff is shown whole, with three buttons for every line."""
    entry = catalog().by_ref[f"handoff:{handoff}"]
    assert isinstance(entry, Handoff)
    lines = lines_of(entry)
    text, labels = shown(lines, handoff=entry.ref)
    assert all(one.text in text for one in lines)
    assert [labels.count(one) for one in ("Tick", "Not applicable", "Give to…")] == [len(lines)] * 3
    assert labels[-3:] == ["Add a line", "Attach a link", "Cancel"]
    assert entry.problem in text
    assert entry.contract.replace("\n", " ") in text


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
@pytest.mark.parametrize("state", ["open", "done", "dropped"])
@pytest.mark.parametrize("count", [1, 12, 13, 24, 25, MOST_LINES])
def test_no_line_is_lost(count: int, state: str, words: str) -> None:
    """However many and however long they are, every line is there with its number."""
    word = None if state == "open" else TODAY
    because = words if state == "dropped" else None
    sides = ("gives", "receives")
    lines = tuple(
        Tick.model_validate(
            {
                "number": number,
                "side": sides[number % 2],
                "text": words,
                "state": state,
                "word": word,
                "because": because,
            }
        )
        for number in range(1, count + 1)
    )
    address = f"https://x.example/{'a' * (MOST_ADDRESS - 20)}"
    links = tuple(
        Link(url=f"{address}{number}", what=words, word=TODAY) for number in range(MOST_LINKS)
    )
    text, labels = shown(lines, words, links=links, accepted={"gives": TODAY})
    mark = {"open": "☐", "done": "☑", "dropped": "☒"}[state]
    assert all(f"{mark} {number}. " in text for number in range(1, count + 1))
    assert "more line" not in text
    assert ("Tick" in labels) is (state == "open")
    assert ("Tick another line" in labels) is (state == "open" and labels.count("Tick") < count)
    assert ("Accept" in labels) is (state != "open")


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_over(state: str) -> None:
    """One that is over can only be reopened."""
    line = Tick(number=1, side="gives", text="Line")
    text, labels = shown((line,), state=state, closed=TODAY, because="we stop")
    assert labels == ["Reopen"]
    assert ("It is done" in text) is (state == "done")
    assert ("because we stop" in text) is (state == "cancelled")
