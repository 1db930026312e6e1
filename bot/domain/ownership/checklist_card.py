"""A checklist as the one message on which both sides tick."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.checklist import MOST_LINKS, SIDES, Side, Tick
from bot.domain.ownership.checklists import Going, day
from bot.domain.reply import Action, Reply, Section, Span

MOST_BLOCKS = 34
MOST_TEXT = 9_200
MOST_BYTES = 15_000
"""What Slack takes in one message, roughly: blocks, bytes of text with what frames it, of all."""

_FRAME, _BUTTON, _FALLBACK = 105, 215, 3_000


@dataclass(frozen=True)
class _Size:
    """How much of a checklist is shown.

    So many open lines of a side have buttons, a line has so many bytes, with or without who ticked
    it, and the small print so many; so many links are there.
    """

    buttons: int
    line: int
    small_print: int
    links: int = MOST_LINKS
    about: bool = True


_SIZES = (
    _Size(20, 620, 400),
    _Size(10, 220, 300),
    _Size(6, 130, 200),
    _Size(4, 90, 160),
    _Size(3, 60, 120, links=3),
    _Size(2, 40, 100, links=2, about=False),
    _Size(1, 24, 80, links=1, about=False),
)
"""From all that there is to little of it, which fits whatever stands in a checklist."""

_NAME = 30
_WHOLE = 10_000
_ADDRESS = 60
_HEADINGS: dict[Side, str] = {"gives": "What {} gives", "receives": "What {} takes over"}


def card(going: Going) -> Reply:
    """The checklist as it stands, with as much about each line as fits into one message."""
    drawn = (_drawn(going, size) for size in _SIZES)
    return next((reply for reply in drawn if _fits(reply)), _drawn(going, _SIZES[-1]))


def _drawn(going: Going, size: _Size) -> Reply:
    now = going.now
    return Reply(
        outcome="notice",
        headline=f"{_title(going)} {_state(going)}".strip(),
        sections=(
            *(section for side in SIDES for section in _side(going, side, size)),
            *_links(going, size),
        ),
        actions=tuple(_actions(going, size)),
        trust=tuple(_small_print(going, size)) if now.state != "cancelled" else (),
    )


def _fits(reply: Reply) -> bool:
    """Whether a message has room for all of it."""
    spans = [span for one in reply.sections for line in one.lines for span in line]
    text = sum(_FRAME + _bytes(span.text) + _bytes(span.url or "") for span in spans)
    text += _FRAME + _bytes(reply.headline)
    buttons = [one for section in reply.sections for one in section.actions] + [*reply.actions]
    whole = text + _BUTTON * len(buttons) + min(_FALLBACK, _bytes(reply.text))
    whole += sum(map(_bytes, reply.trust))
    blocks = sum(2 if one.actions else 1 for one in reply.sections)
    return blocks <= MOST_BLOCKS and text <= MOST_TEXT and whole <= MOST_BYTES


def _bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())


def gone(number: int, name: str) -> Reply:
    """What stays where a checklist was that was taken back."""
    return Reply(
        outcome="notice",
        headline=f"Handoff {number} “{_cut(name, 100)}” was taken back; nothing is to be ticked.",
    )


def told(going: Going, line: Tick) -> str:
    """One line in full: “☐ 3. The weights are in the registry (for Dee Novak)”."""
    return f"{_mark(line)} {line.number}. {line.text}{_about(going, line, _WHOLE)}"


def line_actions(going: Going, line: Tick) -> tuple[Action, ...]:
    """What can be done about a line."""
    given = going.code | {"line": (str(line.number),)}
    if going.now.state != "open":
        return ()
    if line.state != "open":
        return (Action(label="Open it again", verb="handoff untick", given=given),)
    return (
        Action(label="Tick", verb="handoff tick", given=given),
        Action(label="Not applicable", verb="handoff skip", given=given, form=True),
        Action(label="Give to…", verb="handoff give", given=given, form=True),
    )


def _title(going: Going) -> str:
    now = going.now
    due = f", due on {day(now.due)}" if now.due and now.state == "open" else ""
    giver, receiver = (_cut(going.side(side).called, 60) for side in SIDES)
    return (
        f"Handoff {going.number}: {now.name} ({_cut(going.kind, 80)}), from {giver} to "
        f"{receiver}{due}."
    )


def _state(going: Going) -> str:
    now, closed = going.now, going.now.closed
    if now.state == "open":
        return "All is ticked; both sides accept it now." if now.complete else ""
    when = f" on {day(closed.on)}" if closed else ""
    if now.state == "done":
        return f"It is done: both sides accepted it, the last{when}."
    by = f" by {_cut(going.person(closed.by).called, 60)}" if closed else ""
    why = f", because {_cut(now.because.rstrip('. '), 300)}" if now.because else ""
    return f"It was cancelled{by}{when}{why}."


def _side(going: Going, side: Side, size: _Size) -> Iterator[Section]:
    now, lines = going.now, going.now.of(side)
    person = going.side(side)
    open_lines = [one for one in lines if one.state == "open" and now.state == "open"]
    closed = [one for one in lines if one not in open_lines]
    heading = _HEADINGS[side].format(_cut(person.called, 60))
    yield Section(
        heading=heading,
        lines=(tuple(_progress(going, side)), *(_line(going, one, size) for one in closed)),
    )
    first, rest = open_lines[: size.buttons], open_lines[size.buttons :]
    for one in first:
        yield Section(
            heading=None, lines=(_line(going, one, size),), actions=line_actions(going, one)
        )
    if rest:
        yield Section(heading=None, lines=tuple(_line(going, one, size) for one in rest))


def _progress(going: Going, side: Side) -> Iterator[Span]:
    now, lines, person = going.now, going.now.of(side), going.side(side)
    done = len([one for one in lines if one.state != "open"])
    yield Span(text=_cut(person.called, 60), user=person.slack)
    yield Span(text=f": {done} of {len(lines)} ticked" if lines else ": nothing to tick")
    if side in now.orphaned:
        yield Span(text="; they left, and nobody fills the role")
    if (word := now.accepted.get(side)) is not None:
        yield Span(text=f"; accepted on {day(word.on)}")


def _line(going: Going, line: Tick, size: _Size) -> tuple[Span, ...]:
    about = _about(going, line, size.line) if size.about else ""
    return (Span(text=f"{_mark(line)} {line.number}. {_cut(line.text, size.line)}{about}"),)


def _mark(line: Tick) -> str:
    return {"open": "☐", "done": "☑", "dropped": "☒"}[line.state]


def _about(going: Going, line: Tick, most: int) -> str:
    """Who ticked it, why it doesn't apply, or to whom it was given."""
    by = ""
    if line.word is not None:
        by = f"{_cut(going.person(line.word.by).called, _NAME)}, {line.word.on:%d %b}".strip()
    if line.state == "dropped":
        return f" — not applicable: {_cut(line.because or '', most)} ({by})"
    if line.state == "done":
        return f" ({by})"
    given = _cut(going.person(line.person).called, _NAME) if line.person else ""
    return f" (for {given})" if given else ""


def evidence(going: Going) -> Reply:
    """The links that are attached, all of them."""
    told = "What is attached to" if going.now.links else "Nothing is attached to"
    sections = tuple(_links(going, _SIZES[0]))
    headline = f"{told} {going.called}{':' if sections else '.'}"
    return Reply(outcome="notice", headline=headline, sections=sections)


def _links(going: Going, size: _Size) -> Iterator[Section]:
    links = going.now.links
    lines = [
        (Span(text=_cut(one.what or one.url, _ADDRESS), url=one.url),)
        for one in links[: size.links]
    ]
    more = len(links) - size.links
    if more > 0:
        how = f"`/ownership handoff show {going.number} links`"
        lines.append((Span(text=f"… and {more} more: {how}"),))
    if lines:
        yield Section(heading="Evidence", lines=tuple(lines))


def _actions(going: Going, size: _Size) -> Iterator[Action]:
    now, code = going.now, going.code
    if now.state != "open":
        yield Action(label="Reopen", verb="handoff reopen", given=code)
        return
    if now.complete:
        yield going.accept
    left = (len([one for one in now.of(side) if one.state == "open"]) for side in SIDES)
    if max(left) > size.buttons:
        yield Action(label="Tick another line", verb="handoff tick", given=code, form=True)
    yield Action(label="Add a line", verb="handoff line", given=code, form=True)
    yield Action(label="Attach a link", verb="handoff link", given=code, form=True)
    yield Action(label="Cancel", verb="handoff cancel", given=code, form=True)


def _small_print(going: Going, size: _Size) -> Iterator[str]:
    handoff = going.handoff
    if handoff is not None:
        yield f"What goes wrong: {_cut(handoff.problem, size.small_print)}"
        yield f"What prevents it: {_cut(handoff.contract, size.small_print)}"
    if going.now.state == "open":
        yield (
            "Each side ticks its own lines. Comments go into this message's thread; "
            f"`/ownership handoff show {going.number}` shows it as it stands."
        )


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes; an ellipsis shows that there was more."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: max(most - len("…".encode()), 0)].decode(errors="ignore").rstrip() + "…"
