"""A dialogue with Rolecall as a process, as people see it, written down for the docs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.fake_slack import FakeSlack, Posted
from tests.talk.talk import visible

Json = dict[str, Any]
PATIENCE = 30.0
DATE = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+(?: \d{4})?")
CLOCK = re.compile(r"\b\d\d:\d\d\b")
NUMBER = re.compile(r"(?<=#)\d+|(?<=undo )\d+")


class Dialogue:
    """What was said and heard so far, as text; whatever comes has to be heard by somebody.

    `called` are people's names in it by their user ids.
    """

    def __init__(self, slack: FakeSlack, introduction: str, called: Mapping[str, str]) -> None:
        self.slack = slack
        self.called = called
        self.text = introduction
        self.heard: list[Posted] = []

    def part(self, title: str) -> None:
        """A new part begins."""
        self._says(f"## {title}")

    def commands(self, who: str, text: str, channel: str, command: str = "/ownership") -> Posted:
        """Somebody uses a command; the answer, which they alone see."""
        place = f"#{self._channel(channel)}"
        self._says(f"**{self.called[who]}** in {place}: `{command} {self._written(text)}`")
        self.slack.command(text, command=command, user=who, channel=channel).answer()
        posted = self._comes("ack", channel)
        assert (posted.user, posted.ephemeral) == (who, True)
        self._shows(f"Only {self.called[who]} sees", posted)
        return posted

    def asks(self, who: str, question: str, channel: str) -> Posted:
        """Somebody asks who owns something."""
        return self.commands(who, question, channel, "/whoowns")

    def clicks(self, who: str, label: str, on: Posted) -> Posted:
        """Somebody clicks on a button; what they see of it."""
        self._says(f"**{self.called[who]}** clicks [{label}].")
        button = next(one for one in on.elements if _label(one) == label)
        self.slack.click(button, user=who, message=on, channel=on.channel).answer()
        posted = self._comes("update" if on.channel == f"D{who}" else "respond", on.channel)
        where = "The message changes to" if posted.ts == on.ts else f"Only {self.called[who]} sees"
        self._shows(where, posted)
        return posted

    def channel_hears(
        self, channel: str, *words: str, kind: str = "post", patience: float = PATIENCE
    ) -> Posted:
        """A channel is told something in its own time, or what it was told changes."""
        posted = self._comes(kind, channel, *words, patience=patience)
        place = f"#{self._channel(channel)}"
        hears = f"{place} hears" if kind == "post" else f"The message in {place} changes to"
        self._shows(hears, posted)
        return posted

    def is_told(self, who: str) -> Posted:
        """Somebody gets a direct message because of what was done last."""
        posted = self._comes("post", f"D{who}")
        self._shows(f"{self.called[who]} gets a direct message", posted)
        return posted

    def _comes(self, kind: str, channel: str, *words: str, patience: float = PATIENCE) -> Posted:
        """The next message of this kind there; others may come before or after it."""
        found = self.slack.wait(
            lambda: [
                one
                for one in self.slack.messages
                if (one.kind, one.channel) == (kind, channel) and one not in self.heard
                if all(word in visible(one) for word in words)
            ],
            seconds=patience,
            what=f"No {kind} came in {channel}",
        )
        self.heard.append(found[0])
        return found[0]

    def _shows(self, where: str, posted: Posted) -> None:
        lines = [f"{where}:", *self._shown(posted.blocks)]
        self._says("\n>\n".join(f"> {line}" for line in lines))

    def _says(self, text: str) -> None:
        self.text += f"\n{text}\n"

    def _shown(self, blocks: Iterable[Json]) -> Iterator[str]:
        """What people see in a message, a paragraph at a time."""
        for block in blocks:
            match block["type"]:
                case "actions":
                    yield " ".join(f"[{_label(one)}]" for one in block["elements"])
                case "context":
                    yield from (f"*{one['text']}*" for one in block["elements"])
                case "rich_text":
                    yield from (self._paragraph(one) for one in block["elements"])

    def _paragraph(self, part: Json) -> str:
        if part["type"] == "rich_text_list":
            items = (self._inline(item) for item in part["elements"])
            # Markdown takes a sign at the beginning for a list within the list.
            return "\n> ".join("- " + re.sub(r"^(?=[+-] )", r"\\", one) for one in items)
        return self._inline(part)

    def _inline(self, section: Json) -> str:
        return "".join(self._word(one) for one in section["elements"])

    def _word(self, element: Json) -> str:
        if element["type"] == "channel":
            return f"#{self._channel(element['channel_id'])}"
        return f"**{element['text']}**" if element.get("style") else str(element["text"])

    def _written(self, text: str) -> str:
        """A command as people see it who write it."""
        text = re.sub(r"<@(\w+)>", lambda found: f"@{self.called[found[1]].casefold()}", text)
        return re.sub(r"<#(\w+)\|>", lambda found: f"#{self._channel(found[1])}", text)

    def _channel(self, channel: str) -> str:
        known = self.slack.channel(channel)
        assert known is not None
        return str(known["name"])


def _label(element: Json) -> str:
    return str(element["text"]["text"])


def every_day(text: str) -> str:
    """The text as it is on whichever day, and however many changes the catalog came in with."""
    numbers = list(dict.fromkeys(NUMBER.findall(text)))
    text = NUMBER.sub(lambda found: str(numbers.index(found[0]) + 1), text)
    return re.sub(r"\byesterday\b|\b\d{4}-\d\d-\d\d\b", "today", text)
