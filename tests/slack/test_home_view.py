"""A Home tab in Slack's shape: within its limits, whatever stands in it."""

import json
from typing import Any

import pytest

from bot.domain.answer import notice
from bot.domain.home import Home, Line, Part, plain
from bot.domain.reply import Action, Section, Span
from bot.domain.wording import lines
from bot.slack.home_view import view
from bot.slack.message import Directory
from tests.fake_slack.limits import broken

HERE = Directory(url="https://harbour.slack.com/")
DO = Action(label="Do it", verb="take", given={"role": ("role:maker",)})
LONG = "ż" * 5_000
HOSTILE = "<!channel> <@U1> *bold* `code` \x00\u202e𝔊 " * 50


def drawn(*parts: Part, done: Any = None) -> list[dict[str, Any]]:
    """The blocks of these parts, which Slack takes."""
    made = view(Home(parts=parts), HERE, done)
    assert broken(made, "view") == []
    blocks: list[dict[str, Any]] = made["blocks"]
    return blocks


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    """What kinds of blocks these are."""
    return [one["type"] for one in blocks]


def test_lines() -> None:
    """Lines without buttons are one list, others stand each with its own."""
    part = Part(
        title="Yours",
        lines=(plain("a"), plain("b"), plain("c", DO), plain("d", DO), plain("e")),
        actions=(DO,),
    )
    blocks = drawn(part)
    assert kinds(blocks) == [
        "header",
        "rich_text",
        *("rich_text", "actions") * 2,
        "rich_text",
        "actions",
    ]
    [bullets] = blocks[1]["elements"]
    assert (bullets["type"], len(bullets["elements"])) == ("rich_text_list", 2)
    [button] = blocks[3]["elements"]
    assert json.loads(button["value"]) == {"verb": "take", "given": {"role": ["role:maker"]}}


def test_people() -> None:
    """People are links to their profiles, which notify nobody."""
    [_, block] = drawn(Part(title="T", lines=(Line(words=(Span(text="Ana", user="U1"),)),)))
    [bullets] = block["elements"]
    [[link]] = [one["elements"] for one in bullets["elements"]]
    assert link == {"type": "link", "url": "https://harbour.slack.com/team/U1", "text": "Ana"}


def test_what_was_left_out() -> None:
    """How many more there are is said, with how to see them."""
    [*_, last] = drawn(Part(title="T", lines=(plain("a"),), left=1_200, how="`/ownership show`"))
    words = [one["text"] for one in last["elements"][0]["elements"]]
    assert "".join(words) == "and 1,200 more: /ownership show"
    assert kinds(drawn(Part(title="T", lines=(plain("a"),)))) == ["header", "rich_text"]


def test_what_was_done() -> None:
    """What was done stands above it all, with what belongs to it and its buttons."""
    sections = (Section(heading=None, lines=lines("More")),)
    done = notice("Done.").model_copy(update={"sections": sections, "actions": (DO,)})
    blocks = drawn(Part(title="T"), done=done)
    assert kinds(blocks) == ["rich_text", "actions", "divider", "header"]
    assert len(blocks[0]["elements"]) == 2


@pytest.mark.parametrize("text", [LONG, HOSTILE, "", " ", "\x00"])
def test_any_words(text: str) -> None:
    """Whatever is said in any place of it, Slack takes it, and reads it as plain words."""
    action = Action(label=text, verb="take", given={"role": (text,)}, confirm=text)
    line = Line(words=(Span(text=text), Span(text=text, user="U1")), actions=(action, DO))
    part = Part(title=text, lines=(line, plain(text)), left=1, how=text, actions=(action,))
    done = notice(text or "x").model_copy(update={"actions": (action,)})
    blocks = drawn(part, part, done=done)
    assert "mrkdwn" not in json.dumps(blocks)
    assert not {"user", "broadcast", "usergroup"} & set(_types(blocks))


@pytest.mark.parametrize("words", ["short", LONG, "\u0007𝔊" * 200])
@pytest.mark.parametrize("count", [1, 10, 300])
def test_any_number(words: str, count: int) -> None:
    """However many lines and parts there are, with buttons or without, Slack takes the tab."""
    busy = Part(title=words, lines=tuple(plain(f"{n} {words}", DO, DO) for n in range(count)))
    quiet = Part(title="T", lines=tuple(plain(f"{n} {words}") for n in range(count)))
    for parts in ((busy,), (quiet,), (busy, quiet, busy), (quiet,) * 60):
        blocks = drawn(*parts)
        assert kinds(blocks)[0] == "header"


def test_the_longest_gives_way() -> None:
    """Where not all fits the part with most lines is cut, and says how many it lacks."""
    many = Part(title="Many", lines=tuple(plain(str(n), DO) for n in range(200)), left=5)
    few = Part(title="Few", lines=tuple(plain(f"f{n}", DO) for n in range(5)))
    blocks = drawn(many, few)
    shown = json.dumps(blocks)
    assert all(f'"f{n}"' in shown for n in range(5))
    count = (len(blocks) - 3 - 10) // 2
    assert f"and {205 - count} more" in shown
    assert len(blocks) in (99, 100)
    assert all(f'"{n}"' in shown for n in range(count))


def _types(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in _types(one)]
    if isinstance(value, dict):
        own = [value["type"]] if "type" in value else []
        return own + [found for one in value.values() for found in _types(one)]
    return []
