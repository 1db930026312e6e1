"""A message in Slack's shape: what stands in Block Kit, and the text for where that can't be shown.

Other people's words stand in rich text and plain text alone, in which Slack reads no mentions:
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.reply import Reply, Section, Span, Table
from bot.domain.wording import listed
from bot.slack import limits
from bot.slack.buttons import confirm, rows
from bot.slack.limits import clean, cut, cut_to_bytes, line, usable, weight
from bot.slack.message import Directory, Message
from bot.slack.owners import owners

Block = dict[str, Any]
Element = dict[str, Any]

# Bytes for each part, so that together they leave room for the sections and what was cut off them.
_LEAD = 500
_HEADLINE = 2_400
_NAME = 300
_BECAUSE = 500
_NOTE = 1_000
_SMALL_PRINT = 2_400
_LINE = limits.TEXT
_MOST_BLOCKS = limits.BLOCKS - 14  # those of the sections
_MOST_ROWS = 4
_ACTIONS = 3_000
_MOST_BOLD = 6

_MORE = 250  # what “… and N more lines” takes, with its frame
_COMMA = len(", ")

_WORKSPACE = re.compile(r"https://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?/?")
_TYPED = re.compile(r"`([^`\n]{1,200})`")
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,30}")

_ASK_NOTIFY = "{} will be notified of this question, once."
_UNLISTED = "If your team isn't listed, name it in the question."
_NO_LIST = "Name your team in the question."


@dataclass(frozen=True)
class Payload:
    """What Slack is sent: the fallback text and the blocks."""

    text: str
    blocks: list[Block]

    def as_body(self) -> dict[str, Any]:
        """The arguments as Slack's methods name them."""
        return {"text": self.text, "blocks": self.blocks}


def render(message: Message, directory: Directory) -> Payload:
    """The message in Slack's shape, within Slack's limits; it notifies whom it is meant to."""
    reply = message.reply
    above = [*_notified(message.notifies), *_lead(message.lead), *_headline(reply)]
    below = [*_reach(reply, directory), *_rich(_section(spoken(message.note, directory, _NOTE)))]
    text = _fallback(message)
    buttons = _kept_rows(reply)
    full = Payload(text, [*above, *below, *_small_print(reply, _UNLISTED), *buttons])
    actions, unlisted = _actions(message, limits.PAYLOAD - weight(full.as_body()) - _MORE)
    end = [*below, *_small_print(reply, *unlisted), *buttons, *actions]
    left = limits.PAYLOAD - weight(Payload(text, [*above, *end]).as_body())
    # Bytes are counted where characters are meant: there are never more characters than bytes.
    room = min(left, limits.RICH_TEXT - weight([*above, *below]))
    sections = _sections(reply, directory, room, left)
    table = _table(reply.table, left - weight(sections)) if reply.table else []
    return Payload(text, [*above, *table, *sections, *end])


def _fallback(message: Message) -> str:
    parts = (_words(message.lead), message.reply.text, _words(message.note))
    return limits.fallback("\n".join(part for part in parts if part)) or "(no words)"


def _words(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def _notified(users: Iterable[str]) -> list[Block]:
    """Mentions, which notify: only of whom the message is meant to notify."""
    elements: list[Element] = []
    for user in users:
        if _USER.fullmatch(user):
            elements += [{"type": "user", "user_id": user}, _text(" ")]
    return _rich(_section(elements))


def _kept_rows(reply: Reply) -> list[Block]:
    """The buttons under a reply, as many as there may be without crowding the rest out."""
    blocks = rows(reply.actions, "below")[:_MOST_ROWS]
    while blocks and weight(blocks) > _ACTIONS:
        blocks = blocks[:-1]
    return blocks


def _table(table: Table, room: int) -> list[Block]:
    """A table of as many rows as fit; what is cut is said in the last of them."""
    rows_of = [[_cell(text) for text in row[: limits.TABLE_COLUMNS]] for row in table.rows]
    header = [_cell(text) for text in table.header[: limits.TABLE_COLUMNS]]
    if not header:
        return []
    more = [_cell(f"… and {len(rows_of):,} more"), *(_cell("") for _ in header[1:])]
    shown = [header]
    left = _Left(limits.TABLE_ROWS, limits.TABLE_TEXT, room - _MORE)
    left = left.without(header).without(more)
    if left.size < 0:
        return []
    whole = left
    for cells in rows_of:
        whole = whole.without(cells)
    if whole.rows >= -1 and whole.characters >= 0 and whole.size >= 0:
        return [{"type": "table", "rows": [header, *rows_of]}]
    for cells in rows_of:
        left = left.without(cells)
        if min(left.rows, left.characters, left.size) < 0:
            break
        shown.append(cells)
    more[0] = _cell(f"… and {len(rows_of) + 1 - len(shown):,} more")
    return [{"type": "table", "rows": [*shown, more]}]


@dataclass(frozen=True)
class _Left:
    """What a table may still hold: rows, characters, bytes."""

    rows: int
    characters: int
    size: int

    def without(self, cells: list[Element]) -> "_Left":
        """What is left beside this row."""
        characters = sum(len(cell["text"]) for cell in cells)
        return _Left(
            self.rows - 1, self.characters - characters, self.size - weight(cells) - _COMMA
        )


def _cell(text: str) -> Element:
    # Slack takes no empty cell.
    return {"type": "raw_text", "text": cut(line(text), _NAME) or " "}


def _lead(spans: Iterable[Span]) -> list[Block]:
    return _context([cut_to_bytes(line(_words(spans)), _LEAD)])


def _headline(reply: Reply) -> list[Block]:
    matches = reply.matches if reply.outcome == "choose" else reply.matches[:1]
    names = [match.name for match in matches] + [role.name for role in reply.roles]
    headline = cut_to_bytes(clean(reply.headline).strip(), _HEADLINE)
    return _rich(_section(_emphasised(headline, names)))


def _emphasised(headline: str, names: Iterable[str]) -> list[Element]:
    """The headline with the names in it bold."""
    inside = {clean(name) for name in names if name and clean(name) in headline} - {""}
    longest_first = sorted(inside, key=lambda name: (-len(name), name))
    pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)"
    pieces = re.split(pattern, headline, maxsplit=_MOST_BOLD) if inside else [headline]
    return [
        element
        for place, piece in enumerate(pieces)
        for element in ([_text(piece, bold=True)] if place % 2 else _coded(piece))
        if element["text"]
    ]


def _coded(text: str) -> list[Element]:
    """Words, in which what stands between backticks is to be typed as it is."""
    pieces = _TYPED.split(text)
    return [
        _text(piece) | ({"style": {"code": True}} if place % 2 else {})
        for place, piece in enumerate(pieces)
        if piece
    ]


@dataclass(frozen=True)
class _Drawn:
    """A section in Slack's shape, before it is known how many of its lines fit."""

    heading: str
    lines: list[list[Element]]
    buttons: list[Block]

    @property
    def shows(self) -> bool:
        """Whether there is anything to see of it."""
        return bool(self.lines) or bool(self.heading and self.buttons)

    @property
    def size(self) -> int:
        """How many blocks it takes."""
        return 1 + len(self.buttons)

    def blocks(self, count: int, more: str) -> list[Block]:
        """The block with the first so many lines; `more` says what became of the rest."""
        lines = self.lines[:count] + ([[_text(more)]] if count < len(self.lines) else [])
        if not self.heading and len(lines) == 1:
            return [*_rich(_section(lines[0])), *self.buttons]
        heading = _section([_text(self.heading, bold=True)] if self.heading else [])
        bullets = [item for one in lines for item in _section(one)]
        listed = [{"type": "rich_text_list", "style": "bullet", "elements": bullets}]
        return [*_rich([*heading, *(listed if bullets else [])]), *self.buttons]


def _sections(reply: Reply, directory: Directory, room: int, left: int) -> list[Block]:
    """The sections, of which the longest are cut where not all of them fit.

    `room` is what their text may take, `left` what they may take with their buttons.
    """
    drawn = [one for section in _wanted(reply) if (one := _drawn(section, directory)).shows]
    whole = [block for one in drawn for block in one.blocks(len(one.lines), "")]
    plain = [block for block in whole if block["type"] == "rich_text"]
    fits = weight(plain) <= room and weight(whole) <= left
    if fits and sum(one.size for one in drawn) <= _MOST_BLOCKS:
        return whole
    teams = len({person.team for person in reply.people})
    return _cut_sections(drawn, room - _MORE, several_teams=teams > 1)


def _cut_sections(drawn: Sequence[_Drawn], room: int, *, several_teams: bool) -> list[Block]:
    frames = [weight(one.blocks(0, "")) + _MORE for one in drawn]
    sizes = [one.size for one in drawn]
    shown = [
        one
        for place, one in enumerate(drawn)
        if sum(sizes[: place + 1]) <= _MOST_BLOCKS and sum(frames[: place + 1]) <= room // 2
    ]
    spare = room - sum(frames[: len(shown)])
    weights = [[weight(_section(one)) + _COMMA for one in section.lines] for section in shown]
    blocks = []
    for section, count in zip(shown, limits.kept(weights, spare), strict=True):
        more = _more(len(section.lines) - count, several_teams=several_teams)
        blocks += section.blocks(count, more)
    beyond = sum(len(one.lines) for one in drawn[len(shown) :])
    rest = [_text(_more(beyond, several_teams=several_teams))] if beyond else []
    return [*blocks, *_rich(_section(rest))]


def _more(count: int, *, several_teams: bool) -> str:
    lines, them = ("line", "it") if count == 1 else ("lines", "them")
    how = f"; ask about one team to see {them}" if several_teams else ""
    return f"… and {count:,} more {lines}{how}"


def _wanted(reply: Reply) -> Sequence[Section]:
    """The reply's sections; how to ask is shown by examples."""
    if reply.outcome != "notice" or not reply.examples:
        return reply.sections
    asked = tuple((Span(text=f"who owns “{name}”?"),) for name in reply.examples)
    return (*reply.sections, Section(heading="For example:", lines=asked))


def _drawn(section: Section, directory: Directory) -> _Drawn:
    lines = [spoken(spans, directory, _LINE) for spans in section.lines]
    heading = cut_to_bytes(line(section.heading or ""), _NAME)
    return _Drawn(heading, [one for one in lines if one], rows(section.actions, "line"))


def spoken(spans: Iterable[Span], directory: Directory, most: int) -> list[Element]:
    """The words in so many bytes, people as links; nothing where there is nothing to see."""
    elements: list[Element] = []
    for element in (one for span in spans for one in _drawn_span(span, directory)):
        over = weight(element) + _COMMA - most
        if over > 0:
            short = cut_to_bytes(element["text"], weight(element["text"]) - len('""') - over)
            elements.append(_text(short) if len(short) == 1 else element | {"text": short})
            break
        if element["text"]:
            elements.append(element)
            most = -over
    return elements if any(element["text"].strip() for element in elements) else []


def _drawn_span(span: Span, directory: Directory) -> list[Element]:
    text = clean(span.text)
    if span.url is not None and text:
        return [{"type": "link", "url": span.url, "text": text}]
    return _coded(text) if span.user is None else [_person(text, span.user, directory)]


def _person(name: str, user: str | None, directory: Directory) -> Element:
    """A link to somebody's profile, which unlike a mention notifies nobody."""
    url = directory.url or ""
    if user is None or not (_USER.fullmatch(user) and _WORKSPACE.fullmatch(url)):
        return _text(name)
    return {"type": "link", "url": f"{url.rstrip('/')}/team/{user}", "text": name}


def _reach(reply: Reply, directory: Directory) -> list[Block]:
    """Where to reach the owners, and whom to ask next."""
    elements: list[Element] = []
    if reply.channel and line(reply.channel):
        where = "Reach them in " if reply.outcome == "answered" else "Ask in "
        elements += [_text(where), _channel(line(reply.channel), directory)]
    if reply.next is None or not (name := cut_to_bytes(line(reply.next.name), _NAME)):
        return _rich(_section([*elements, _text(".")] if elements else []))
    because = cut_to_bytes(line(reply.next.because), _BECAUSE)
    ask = _text(f"{'. ' if elements else ''}If that doesn't help, ask ")
    person = _person(name, reply.next.user, directory)
    return _rich(_section([*elements, ask, person, _text(f", who {because}.")]))


def _channel(name: str, directory: Directory) -> Element:
    known = directory.channels.get(name.removeprefix("#"), name)
    if _CHANNEL.fullmatch(known):
        return {"type": "channel", "channel_id": known}
    return _text(cut_to_bytes(name, _NAME))


def _small_print(reply: Reply, *sentences: str) -> list[Block]:
    lines = [*reply.trust, *([f"Why: {reply.why}."] if reply.why else []), *sentences]
    shown = [text for one in lines if (text := line(one))]
    first = len(shown) - limits.CONTEXT_ELEMENTS
    if first > 0:
        shown = [" ".join(shown[: first + 1]), *shown[first + 1 :]]
    return _context(limits.fair(shown, _SMALL_PRINT))


def _actions(message: Message, room: int) -> tuple[list[Block], tuple[str, ...]]:
    """What can be done with the message; and what to say where not every team can be chosen."""
    teams = message.reply.teams if message.reply.outcome == "choose" else ()
    block_id = f"reply:{message.question}"
    if not (message.question and usable(block_id, limits.ID)):
        return [], (_NO_LIST,) if teams else ()
    block: Block = {"type": "actions", "block_id": block_id}
    if teams:
        elements = _select(message.reply, room - weight([block | {"elements": []}]) - _COMMA)
    else:
        elements = _buttons(message, message.question)
    listed = len(elements[0]["options"]) if teams and elements else 0
    unlisted = (_UNLISTED if listed else _NO_LIST,) if listed < len(teams) else ()
    return [block | {"elements": elements}] if elements else [], unlisted


def _select(reply: Reply, room: int) -> list[Element]:
    menu = {
        "type": "static_select",
        "action_id": "pick_team",
        "placeholder": _plain("Choose a team"),
        "options": [],
    }
    options: list[Element] = []
    room -= weight(menu)
    for team in reply.teams:
        name = cut(line(team.name), limits.OPTION_TEXT)
        option = {"text": _plain(name), "value": team.key}
        if not name or not usable(team.key, limits.OPTION_VALUE):
            continue
        room -= weight(option) + _COMMA
        if room < 0 or len(options) == limits.OPTIONS:
            break
        options.append(option)
    return [menu | {"options": options}] if options else []


def _buttons(message: Message, question: str) -> list[Element]:
    if message.reply.outcome == "choose":
        return [
            _button(f"pick_{place}", name, match.ref)
            for place, match in enumerate(message.reply.matches[:3], 1)
            # A ref is short; ever so long a value would leave no room for the answer.
            if (name := line(match.name)) and usable(match.ref, limits.ID)
        ]
    share = [("share", "Share")] if "share" in message.buttons else []
    verdict = [("right", "Right"), ("wrong", "Wrong person")]
    asked = [*share, *(verdict if "verdict" in message.buttons else [])]
    buttons = [_button(action, text, question) for action, text in asked]
    return [*buttons, *(_notify(message.reply, question) if "notify" in message.buttons else [])]


def _notify(reply: Reply, question: str) -> list[Element]:
    """A button that mentions the owners once; who they are is asked before."""
    people = owners(reply)
    if not people:
        return []
    names = cut(listed(line(one.name) for one in people), limits.CONFIRM_TEXT - len(_ASK_NOTIFY))
    asked = confirm("Notify", _ASK_NOTIFY.format(names))
    return [_button("notify", "Notify", question) | {"confirm": asked}]


def _button(action: str, text: str, value: str) -> Element:
    shown = _plain(cut(text, limits.BUTTON_TEXT))
    return {"type": "button", "action_id": action, "text": shown, "value": value}


def _context(texts: Iterable[str]) -> list[Block]:
    # Plain text shows backticks as they are.
    elements = [_plain(_TYPED.sub(r"“\1”", text)) for text in texts if text]
    return [{"type": "context", "elements": elements}] if elements else []


def _rich(elements: list[Element]) -> list[Block]:
    return [{"type": "rich_text", "elements": elements}] if elements else []


def _section(elements: list[Element]) -> list[Element]:
    return [{"type": "rich_text_section", "elements": elements}] if elements else []


def _text(text: str, *, bold: bool = False) -> Element:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def _plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}
