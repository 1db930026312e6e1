"""What Slack is sent, drawn as a page: messages and views of Block Kit as HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]

STYLE = Path(__file__).with_name("block_kit.css")
COLOURS = ("#0e5a54", "#3b6ea5", "#a5603b", "#4f7a4a", "#7a4a74", "#8a6d1f", "#37777a")
FORMATS = (("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code"))
MARKED = re.compile(
    r"<(?P<to>[^|<>]+)(?:\|(?P<shown>[^<>]*))?>|\*(?P<bold>[^*\n]+)\*"
    r"|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|`(?P<code>[^`\n]+)`"
)


@dataclass(frozen=True)
class Names:
    """What people and channels are called, by their ids."""

    people: Mapping[str, str]
    channels: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One message: who it is from, what is in it, and whether one person alone sees it."""

    author: str
    blocks: tuple[Json, ...]
    app: bool = False
    alone: bool = False
    threaded: bool = False


def said(author: str, text: str) -> Line:
    """What a person wrote."""
    return Line(author, ({"type": "section", "text": {"type": "mrkdwn", "text": text}},))


class Drawing:
    """Draws blocks for readers who know people and channels by these names."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._blocks: dict[str, Callable[[Json], str]] = {
            "actions": self._actions,
            "context": self._context,
            "divider": lambda _: "<hr>",
            "header": lambda block: f"<h2>{self._text(block['text'])}</h2>",
            "input": self._input,
            "rich_text": lambda block: self._all(block["elements"]),
            "section": self._section,
            "table": self._table,
            "rich_text_section": lambda part: f"<p>{self._all(part['elements'])}</p>",
            "rich_text_list": self._list,
            "rich_text_quote": lambda part: (
                f"<blockquote>{self._all(part['elements'])}</blockquote>"
            ),
            "rich_text_preformatted": lambda part: f"<pre>{self._all(part['elements'])}</pre>",
            "text": lambda part: _styled(part, escape(part["text"])),
            "link": lambda part: _styled(part, f"<a>{escape(part.get('text') or part['url'])}</a>"),
            "user": lambda part: self._person(part["user_id"]),
            "channel": lambda part: self._channel(part["channel_id"]),
            "emoji": lambda part: f":{escape(part['name'])}:",
            "mrkdwn": self._text,
            "plain_text": self._text,
            "raw_text": self._text,
        }

    def conversation(self, where: str, lines: Iterable[Line]) -> str:
        """A page with messages, in a channel or a thread."""
        return _page(f"<h1>{escape(where)}</h1>{''.join(map(self._line, lines))}", "talk")

    def view(self, content: Json) -> str:
        """A page with a form, or with a tab such as Home."""
        if content["type"] != "modal":
            return _page(self._all(content["blocks"]), "tab")
        ends = [content[key]["text"] for key in ("close", "submit") if key in content]
        buttons = "".join(
            f"<span class='button{' primary' if one is ends[-1] else ''}'>{escape(one)}</span>"
            for one in ends
        )
        title = f"<h1>{self._text(content['title'])}</h1>"
        body = f"{title}{self._all(content['blocks'])}<div class='ends'>{buttons}</div>"
        return _page(body, "modal")

    def _line(self, line: Line) -> str:
        colour = COLOURS[0 if line.app else sum(line.author.encode()) % len(COLOURS)]
        badge = "<span class='badge'>APP</span>" if line.app else ""
        alone = "<div class='alone'>Only visible to you</div>" if line.alone else ""
        kind = " threaded" if line.threaded else ""
        return (
            f"<article class='{kind}'><div class='face' style='background:{colour}'>"
            f"{escape(line.author[0])}</div><div>{alone}"
            f"<div class='author'>{escape(line.author)}{badge}</div>"
            f"{self._all(line.blocks)}</div></article>"
        )

    def _all(self, blocks: Iterable[Json]) -> str:
        return "".join(self._blocks[one["type"]](one) for one in blocks)

    def _text(self, text: Json) -> str:
        if text["type"] == "mrkdwn":
            plain = str(text["text"])
            parts, at = [], 0
            for found in MARKED.finditer(plain):
                parts += [_read(plain[at : found.start()]), self._marked(found)]
                at = found.end()
            return "".join([*parts, _read(plain[at:])]).replace("\n", "<br>")
        return escape(str(text["text"])).replace("\n", "<br>")

    def _marked(self, found: re.Match[str]) -> str:
        for kind, element in FORMATS:
            if kind in MARKED.groupindex and found[kind] is not None:
                return f"<{element}>{_read(found[kind])}</{element}>"
        where = found["to"]
        if where.startswith("@"):
            return self._person(where[1:])
        if where.startswith("#"):
            return self._channel(where[1:])
        return f"<a>{_read(found['shown'] or where)}</a>"

    def _person(self, user: str) -> str:
        return f"<a class='mention'>@{escape(self._names.people.get(user, user))}</a>"

    def _channel(self, channel: str) -> str:
        return f"<a class='mention'>#{escape(self._names.channels.get(channel, channel))}</a>"

    def _section(self, block: Json) -> str:
        text = f"<p>{self._text(block['text'])}</p>" if "text" in block else ""
        fields = "".join(f"<p>{self._text(one)}</p>" for one in block.get("fields", ()))
        grid = f"<div class='fields'>{fields}</div>" if fields else ""
        beside = self._element(block["accessory"]) if "accessory" in block else ""
        return f"<div class='section'><div>{text}{grid}</div>{beside}</div>"

    def _context(self, block: Json) -> str:
        shown = [self._text(one) for one in block["elements"] if one["type"] != "image"]
        return f"<div class='context'>{' '.join(shown)}</div>"

    def _actions(self, block: Json) -> str:
        return f"<div class='actions'>{''.join(map(self._element, block['elements']))}</div>"

    def _element(self, element: Json) -> str:
        kind = element["type"]
        if kind == "button":
            style = element.get("style", "")
            return f"<span class='button {style}'>{self._text(element['text'])}</span>"
        if kind == "overflow":
            return "<span class='button'>⋯</span>"
        shown = element.get("placeholder", {"type": "plain_text", "text": "Choose…"})
        return f"<span class='button menu'>{self._text(shown)}</span>"

    def _input(self, block: Json) -> str:
        element = block["element"]
        optional = " <i>(optional)</i>" if block.get("optional") else ""
        hint = f"<div class='context'>{self._text(block['hint'])}</div>" if "hint" in block else ""
        if element["type"] in ("checkboxes", "radio_buttons"):
            round_ = " round" if element["type"] == "radio_buttons" else ""
            boxes = "".join(
                f"<p><span class='box{round_}'></span>{self._text(one['text'])}</p>"
                for one in element["options"]
            )
        else:
            large = " large" if element.get("multiline") else ""
            menu = " menu" if "select" in element["type"] else ""
            boxes = f"<div class='field{large}{menu}'>{self._filled(element)}</div>"
        return (
            f"<div class='input'><b>{self._text(block['label'])}</b>{optional}{boxes}{hint}</div>"
        )

    def _filled(self, element: Json) -> str:
        """What a field holds at first, or what stands in it until then."""
        for key in ("initial_value", "initial_date", "initial_time"):
            if key in element:
                return escape(str(element[key]))
        chosen = element.get("initial_options") or [element.get("initial_option")]
        if chosen[0]:
            return ", ".join(self._text(one["text"]) for one in chosen)
        users = element.get("initial_users") or [element.get("initial_user")]
        if users[0]:
            return ", ".join(map(self._person, users))
        channels = element.get("initial_conversations") or [element.get("initial_conversation")]
        if channels[0]:
            return ", ".join(map(self._channel, channels))
        if "placeholder" in element:
            return f"<span class='empty'>{self._text(element['placeholder'])}</span>"
        return "&nbsp;"

    def _list(self, part: Json) -> str:
        items = "".join(f"<li>{self._all(one['elements'])}</li>" for one in part["elements"])
        kind = "ol" if part.get("style") == "ordered" else "ul"
        return f"<{kind}>{items}</{kind}>"

    def _table(self, block: Json) -> str:
        rows = ("".join(f"<td>{self._all([cell])}</td>" for cell in row) for row in block["rows"])
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _styled(part: Json, shown: str) -> str:
    for name, element in FORMATS:
        if part.get("style", {}).get(name):
            shown = f"<{element}>{shown}</{element}>"
    return shown.replace("\n", "<br>")


def _read(text: str) -> str:
    """Text that Slack was sent with its three signs escaped, as HTML."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return escape(plain)


def _page(body: str, kind: str) -> str:
    style = STYLE.read_text(encoding="utf-8")
    head = f"<head><meta charset='utf-8'><title>Slack</title><style>{style}</style></head>"
    main = f"<main class='{kind}'>{body}</main>"
    return f"<!doctype html><html lang='en'>{head}<body>{main}</body></html>"
