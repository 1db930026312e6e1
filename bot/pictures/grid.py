"""Activities by roles on a sheet: with names where there is room, else with marks alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from bot.pictures.frame import EDGE, HEAD, LINE, beyond, framed
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.sheet import Box, Point, Sheet
from bot.pictures.states import badges, legend, legend_rows, paint

MOST_ROWS, MOST_COLUMNS = 600, 60
_ROOMY_ROWS, _ROOMY_COLUMNS = 40, 12
_GAP = 14.0
_SHAPE = 1.5
"""A sheet of marks is about so much wider than high."""


@dataclass(frozen=True)
class Shown:
    """One cell: its state, and up to two lines on who that is."""

    state: str
    first: str = ""
    second: str = ""


@dataclass(frozen=True)
class Line:
    """One activity; a `note` stands in the place of cells."""

    name: str
    cells: tuple[Shown | None, ...]
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """What a sheet shows; `foot` are sentences below it."""

    title: str
    about: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    foot: tuple[str, ...] = ()

    @property
    def states(self) -> frozenset[str]:
        """Every state in it."""
        cells = {cell.state for line in self.lines for cell in line.cells if cell is not None}
        return frozenset(cells | {"nobody"} if any(line.note for line in self.lines) else cells)


@dataclass(frozen=True)
class _Sizes:
    """How big the parts of a sheet are."""

    label: float
    column: float
    row: float
    head: float
    text: float

    @property
    def roomy(self) -> bool:
        return self.column > self.row

    def block(self, columns: int) -> float:
        """How wide the label and all columns are."""
        return self.label + columns * self.column


def drawn(grid: Grid, *, dark: bool) -> Sheet:
    """The sheet, no larger than can be looked at; what is cut is said at its foot."""
    lines, columns = grid.lines[:MOST_ROWS], grid.columns[:MOST_COLUMNS]
    foot = (*grid.foot, *beyond(len(grid.lines) - len(lines), "activities"))
    foot = (*foot, *beyond(len(grid.columns) - len(columns), "roles"))
    sizes = _sizes(lines, columns)
    blocks = _blocks(lines, columns, sizes)
    block = sizes.block(len(columns)) + EDGE
    wide = len(blocks) * block - EDGE
    table = sizes.head + len(blocks[0]) * sizes.row + _GAP
    told = legend_rows(grid.states, wide)
    size = (wide, table + len(told) * LINE)
    sheet = framed((grid.title, grid.about), size, foot, dark=dark)
    for number, some in enumerate(blocks):
        _block(sheet, some, columns, (EDGE + number * block, HEAD), sizes)
    legend(sheet, (EDGE, HEAD + table), told, LINE)
    return sheet


def _sizes(lines: Sequence[Line], columns: Sequence[str]) -> _Sizes:
    roomy = len(lines) <= _ROOMY_ROWS and len(columns) <= _ROOMY_COLUMNS
    text = 13.0 if roomy else 11.0
    longest = max((width(line.name, text) for line in lines), default=0)
    label = min(longest, 240.0 if roomy else 260.0) + 12
    if roomy:
        heads = max((len(wrapped(one, 134, 12, 3, bold=True)) for one in columns), default=1)
        return _Sizes(label, 146, 44, heads * 17 + 10, text)
    head = min(max((width(one, 11, bold=True) for one in columns), default=0), 190) + 12
    return _Sizes(label, 20, 20, head, text)


def _blocks(lines: Sequence[Line], columns: Sequence[str], sizes: _Sizes) -> list[Sequence[Line]]:
    """The lines in blocks beside each other, so that many of them don't make a ribbon."""
    if sizes.roomy or not lines:
        return [lines]
    block = sizes.block(len(columns)) + EDGE

    def off(count: int) -> float:
        high = HEAD + sizes.head + ceil(len(lines) / count) * sizes.row
        return abs(count * block / high - _SHAPE)

    count = min(range(1, 9), key=off)
    each = ceil(len(lines) / count)
    return [lines[at : at + each] for at in range(0, len(lines), each)]


def _block(
    sheet: Sheet, lines: Sequence[Line], columns: Sequence[str], at: Point, sizes: _Sizes
) -> None:
    """Some of the lines with their heads, from the top left corner."""
    left, top = at
    _heads(sheet, columns, at, sizes)
    right, top = left + sizes.block(len(columns)), top + sizes.head
    rows = [(left, top + n * sizes.row, right - left, sizes.row) for n in range(len(lines))]
    sheet.boxes(rows[::2], fill=sheet.palette.band)
    filled: dict[str, list[Box]] = defaultdict(list)
    marked: dict[str, list[Point]] = defaultdict(list)
    for line, (_, y, *_) in zip(lines, rows, strict=True):
        for number, cell in enumerate(line.cells[: len(columns)]):
            if cell is not None:
                x = left + sizes.label + number * sizes.column
                inset = 3 if sizes.roomy else 1
                box = (x + inset, y + inset, sizes.column - 2 * inset, sizes.row - 2 * inset)
                filled[cell.state].append(box)
                middle = 16 if sizes.roomy else sizes.column / 2
                marked[cell.state].append((x + middle, y + sizes.row / 2))
        if line.note:
            x = left + sizes.label
            filled["nobody"].append((x + 3, y + 2, right - x - 6, sizes.row - 4))
            marked["nobody"].append((x + (16 if sizes.roomy else 12), y + sizes.row / 2))
    paint(sheet, filled, edged=sizes.roomy)
    badges(sheet, marked, 18 if sizes.roomy else 14)
    for line, (_, y, *_) in zip(lines, rows, strict=True):
        _words(sheet, line, (left, y), right, sizes)


def _heads(sheet: Sheet, columns: Sequence[str], at: Point, sizes: _Sizes) -> None:
    left, top = at
    bottom = top + sizes.head
    for number, name in enumerate(columns):
        x = left + sizes.label + number * sizes.column
        if sizes.roomy:
            lines = wrapped(name, sizes.column - 12, 12, 3, bold=True)
            for n, words in enumerate(reversed(lines)):
                sheet.text((x + 6, bottom - 12 - n * 17), words, size=12, bold=True)
        else:
            words = cut(name, sizes.head - 12, 11, bold=True)
            middle = (x + sizes.column / 2, bottom - 5)
            sheet.text(middle, words, size=11, bold=True, turned=True)
    right = left + sizes.block(len(columns))
    sheet.lines([((left, bottom), (right, bottom))], colour=sheet.palette.muted)


def _words(sheet: Sheet, line: Line, at: Point, right: float, sizes: _Sizes) -> None:
    """What is written in one line: its name, who fills each role, or why nobody does."""
    left, y = at
    middle = y + sizes.row / 2
    lines = 2 if sizes.roomy else 1
    names = wrapped(line.name, sizes.label - 12, sizes.text, lines)
    _beside(sheet, names, (left + 4, middle), sizes)
    if line.note:
        x = left + sizes.label + (32 if sizes.roomy else 24)
        note = wrapped(line.note, right - x - 12, sizes.text, lines)
        _beside(sheet, note, (x, middle), sizes)
    for number, cell in enumerate(line.cells if sizes.roomy else ()):
        if cell is not None:
            _names(sheet, cell, (left + sizes.label + number * sizes.column + 30, middle), sizes)


def _beside(sheet: Sheet, lines: Sequence[str], at: Point, sizes: _Sizes) -> None:
    """Some lines of text around a middle."""
    x, middle = at
    for number, words in enumerate(lines):
        up = (number - (len(lines) - 1) / 2) * 17
        sheet.text((x, middle + up), words, size=sizes.text)


def _names(sheet: Sheet, cell: Shown, at: Point, sizes: _Sizes) -> None:
    x, middle = at
    room = sizes.column - 38
    up = 8 if cell.second else 0
    sheet.text((x, middle - up), cut(cell.first, room, 12), size=12)
    if cell.second:
        muted = sheet.palette.muted
        sheet.text((x, middle + up), cut(cell.second, room, 11), size=11, colour=muted)
