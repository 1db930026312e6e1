"""How a part of the matrix stands, told apart by shape, letter, pattern and colour at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.pictures.lettering import width
from bot.pictures.palette import between
from bot.pictures.sheet import Box, Point, Sheet


@dataclass(frozen=True)
class Look:
    """What a state looks like; `hollow` marks are drawn as a line."""

    means: str
    shape: str
    letter: str
    tone: str
    hatch: str | None = None
    hollow: bool = False


LOOKS: dict[str, Look] = {
    "confirmed": Look("filled and confirmed", "o", "F", "green"),
    "unconfirmed": Look("filled, not confirmed lately", "h", "?", "amber", "////"),
    "backup": Look("a backup alone", "^", "B", "blue"),
    "partly": Look("filled in some teams", "s", "S", "blue"),
    "pending": Look("asked, not accepted yet", "D", "P", "violet", "|||"),
    "left": Look("whoever filled it left", "p", "L", "brown", "xxx"),
    "unfilled": Look("nobody", "s", "U", "red", None, hollow=True),
    "waived": Look("not needed here", "v", "N", "grey"),
    "nobody": Look("nobody, by design", "8", "D", "grey", "\\\\\\"),
    "ticked": Look("has a part in it", "o", "", "green"),
}
"""By their names, in the order of the legend."""

_BIGGER = {"^": 1.35, "v": 1.2, "D": 0.85, "p": 1.12, "h": 1.1, "8": 1.05, "s": 0.9}
"""Shapes of one size don't look so."""

_LOWER = {"^": 0.14, "v": -0.14, "p": 0.03}
"""Where the middle of a shape lies, as a share of its size."""

_LEGEND = 13
_GAP = 22


def paint(sheet: Sheet, boxes: dict[str, list[Box]], *, edged: bool) -> None:
    """Fills boxes as their states say; those that are `edged` have a line around what is open."""
    for name, look in LOOKS.items():
        tone, tint = sheet.palette.tones[look.tone], sheet.palette.tints[look.tone]
        sheet.boxes(
            boxes.get(name, ()),
            fill=tint if not look.hollow else sheet.palette.ground,
            edge=tone if look.hollow and edged else "none",
            hatch=look.hatch,
            hatch_colour=between(tint, tone, 0.14),
            line=1.5,
            dashed=look.hollow,
        )


def badges(sheet: Sheet, points: dict[str, list[Point]], size: float) -> None:
    """Marks states at these points, each with its letter."""
    for name, look in LOOKS.items():
        at = points.get(name, [])
        tone = sheet.palette.tones[look.tone]
        fill = sheet.palette.ground if look.hollow else tone
        big = size * _BIGGER.get(look.shape, 1)
        edge = tone if look.hollow else "none"
        sheet.marks(at, look.shape, size=big, fill=fill, edge=edge)
        if look.letter:
            middle = [(x, y + _LOWER.get(look.shape, 0) * size) for x, y in at]
            colour = tone if look.hollow else sheet.palette.ground
            sheet.letters(middle, look.letter, size=size * 0.5, colour=colour)


def legend_rows(states: Iterable[str], room: float) -> list[list[str]]:
    """The states of a legend, line by line."""
    rows: list[list[str]] = [[]]
    left = room
    present = set(states)
    for name in (one for one in LOOKS if one in present):
        wide = _entry(name)
        if rows[-1] and wide > left:
            rows.append([])
            left = room
        rows[-1].append(name)
        left -= wide
    return rows


def legend(sheet: Sheet, at: Point, rows: Sequence[Sequence[str]], high: float) -> None:
    """What marks mean, each line so high."""
    points: dict[str, list[Point]] = {}
    for number, row in enumerate(rows):
        x, y = at[0], at[1] + (number + 0.5) * high
        for name in row:
            points[name] = [(x + _LEGEND * 0.6, y)]
            sheet.text((x + _LEGEND * 1.6, y), LOOKS[name].means, size=12)
            x += _entry(name)
    badges(sheet, points, _LEGEND)


def _entry(name: str) -> float:
    return _LEGEND * 1.6 + width(LOOKS[name].means, 12) + _GAP
