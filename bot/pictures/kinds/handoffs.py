"""Handoffs: what goes from which role to which, how many go on, and which are in trouble."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalog import Handoff
from bot.domain.checklist import Checklist
from bot.pictures import Picture, Told
from bot.pictures.flow import in_order
from bot.pictures.frame import EDGE, HEAD, LINE, beyond, day, framed
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.sheet import Point, Sheet

_MOST, _MOST_ROLES = 40, 20
_LABEL = 330.0
_APART = 150.0
_ROW = 92.0
_ROLE = 128.0
"""How wide the name of a role may be."""

_THICK = 6
"""With more than these that go on, an arrow gets no thicker."""


@dataclass(frozen=True)
class _Going:
    """What goes on of one handoff."""

    open: int
    overdue: int
    latest: int
    orphaned: int

    @property
    def tone(self) -> str:
        """The colour of its arrow."""
        if self.overdue:
            return "red"
        return "brown" if self.orphaned else "blue" if self.open else "grey"

    @property
    def said(self) -> str:
        """“3 going on, 1 overdue by 4 days, 1 lacks a side”."""
        parts = [f"{self.open} going on" if self.open else "none goes on now"]
        if self.overdue:
            by = f"{self.latest} {'day' if self.latest == 1 else 'days'}"
            up_to = "up to " if self.overdue > 1 else ""
            parts.append(f"{self.overdue} overdue by {up_to}{by}")
        if self.orphaned:
            parts.append(f"{self.orphaned} {'lacks' if self.orphaned == 1 else 'lack'} a side")
        return ", ".join(parts)


def put(told: Told, dark: bool) -> Sheet:  # noqa: FBT001
    """A line for each handoff, with an arrow from the role that gives to the one that receives."""
    going = _going(told)
    shown = _shown(told.catalog.handoffs, going)
    roles = in_order(
        [one.ref for one in told.catalog.roles if any(one.ref in _ends(two) for two in shown)],
        [_ends(one) for one in shown],
    )
    names = [wrapped(told.catalog.role(one).name, _ROLE, 12, 3, bold=True) for one in roles]
    head = max((len(one) for one in names), default=0) * 17 + 14
    foot = [*beyond(len(told.catalog.handoffs) - len(shown), "handoffs")]
    foot[:0] = [] if shown else ["The catalog has no handoffs yet."]
    size = (_LABEL + len(roles) * _APART, head + len(shown) * _ROW + LINE * 1.5 * bool(shown))
    sheet = framed((_title(told), _about(told)), size, foot, dark=dark)
    at = {role: EDGE + _LABEL + (n + 0.5) * _APART for n, role in enumerate(roles)}
    top = HEAD + head
    _heads(sheet, list(zip(at.values(), names, strict=True)), top, top + len(shown) * _ROW)
    for number, one in enumerate(shown):
        y = top + number * _ROW
        _label(sheet, one, going[one.ref], y)
        _arrow(sheet, going[one.ref], (at[one.gives], y + _ROW / 2), at[one.receives])
    if shown:
        _legend(sheet, top + len(shown) * _ROW + LINE)
    return sheet


def _title(told: Told) -> str:
    where = f"for {told.team.name}" if told.team else f"at {told.organisation.organisation}"
    return f"Who hands what to whom {where}"


def _about(told: Told) -> str:
    return f"{day(told.today)}; the roles that give, the roles that take over, and what goes on"


def _ends(handoff: Handoff) -> tuple[str, str]:
    return handoff.gives, handoff.receives


def _going(told: Told) -> dict[str, _Going]:
    """What goes on, by the ref of the handoff; of one team only where it is asked about."""
    by_ref: dict[str, list[Checklist]] = defaultdict(list)
    for one in told.checklists:
        if one.state == "open" and (told.team is None or one.team == told.team.key):
            by_ref[one.handoff].append(one)
    found = {}
    for handoff in told.catalog.handoffs:
        late = [one.overdue(told.today) for one in by_ref[handoff.ref]]
        orphaned = [one for one in by_ref[handoff.ref] if one.orphaned]
        overdue = [days for days in late if days]
        found[handoff.ref] = _Going(len(late), len(overdue), max(late, default=0), len(orphaned))
    return found


def _shown(handoffs: Sequence[Handoff], going: dict[str, _Going]) -> list[Handoff]:
    """As many as there is room for, in their own order; what goes on is kept first."""
    kept: set[str] = set()
    roles: set[str] = set()
    for one in sorted(handoffs, key=lambda one: -going[one.ref].open):
        wider = roles | set(_ends(one))
        if len(kept) < _MOST and len(wider) <= _MOST_ROLES:
            kept.add(one.ref)
            roles = wider
    return [one for one in handoffs if one.ref in kept]


def _heads(
    sheet: Sheet, roles: Sequence[tuple[float, tuple[str, ...]]], top: float, bottom: float
) -> None:
    """The names of roles, each with a line down from it."""
    sheet.lines([((x, top), (x, bottom)) for x, _ in roles], width=1.2, dashed=True)
    for x, names in roles:
        for n, words in enumerate(reversed(names)):
            sheet.text((x, top - 14 - n * 17), words, size=12, bold=True, align="center")


def _label(sheet: Sheet, handoff: Handoff, going: _Going, top: float) -> None:
    """What is handed over, how that breaks, and what goes on of it."""
    palette = sheet.palette
    room = _LABEL - 16
    sheet.lines([((EDGE, top), (sheet.width - EDGE, top))], width=0.8)
    sheet.text((EDGE, top + 16), cut(handoff.name, room, 13, bold=True), bold=True)
    for number, words in enumerate(wrapped(handoff.problem, room, 11, 2)):
        sheet.text((EDGE, top + 36 + number * 15), words, size=11, colour=palette.muted)
    colour = palette.tones[going.tone] if going.open else palette.muted
    sheet.text((EDGE, top + 74), cut(going.said, room, 12), size=12, colour=colour)


def _arrow(sheet: Sheet, going: _Going, at: Point, to: float) -> None:
    """From one role to the other, thicker the more go on, dashed where something is wrong."""
    x, y = at
    colour = sheet.palette.tones[going.tone]
    thick = 1.5 + 1.2 * min(going.open, _THICK)
    tip = 10 + thick
    way = 1 if to > x else -1
    if to == x:
        line = [(x, y - 14), (x + 44, y - 14), (x + 44, y + 14), (x + tip, y + 14)]
        end: Point = (x + 2, y + 14)
        way = -1
    else:
        line = [(x, y), (to - way * tip, y)]
        end = (to - way * 2, y)
    wrong = bool(going.overdue or going.orphaned)
    sheet.lines([line], colour=colour, width=thick, dashed=wrong or not going.open)
    back, half = end[0] - way * tip, 4 + thick * 0.8
    sheet.polygon([end, (back, end[1] - half), (back, end[1] + half)], colour)
    sheet.marks([line[0]], "o", size=9, fill=colour)
    if going.open:
        _count(sheet, going, ((x + to) / 2 if to != x else x + 44, y))


def _count(sheet: Sheet, going: _Going, at: Point) -> None:
    """How many go on, in the middle of the arrow; a mark beside it where something is wrong."""
    x, y = at
    said = f"{going.open:,}"
    half = max(11.0, width(said, 12, bold=True) / 2 + 6)
    colour = sheet.palette.tones[going.tone]
    box = (x - half, y - 11, 2 * half, 22)
    sheet.boxes([box], fill=sheet.palette.ground, edge=colour, line=1.5)
    sheet.text((x, y), said, size=12, bold=True, colour=colour, align="center")
    if going.overdue or going.orphaned:
        shape, letter = ("^", "!") if going.overdue else ("p", "L")
        beside = (x, y - 25)
        sheet.marks([beside], shape, size=20, fill=colour)
        low = (x, beside[1] + (3 if going.overdue else 0.5))
        sheet.letters([low], letter, size=9, colour=sheet.palette.ground)


def _legend(sheet: Sheet, middle: float) -> None:
    """What numbers and marks mean."""
    palette = sheet.palette
    x = EDGE
    for shape, letter, tone, means in (
        ("s", "2", "blue", "so many go on, and the arrow is as thick"),
        ("^", "!", "red", "some are overdue"),
        ("p", "L", "brown", "nobody fills a side of some"),
    ):
        tall = 17 if shape == "^" else 15
        sheet.marks([(x + 8, middle)], shape, size=tall, fill=palette.tones[tone])
        low = (x + 8, middle + (2 if shape == "^" else 0))
        sheet.letters([low], letter, size=7.5, colour=palette.ground)
        sheet.text((x + 22, middle), means, size=12)
        x += 22 + width(means, 12) + 24


PICTURE = Picture("handoffs", put)
