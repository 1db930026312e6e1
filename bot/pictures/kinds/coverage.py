"""Coverage: which share of the roles that teams need was filled, day by day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.ownership.coverage import Share
from bot.pictures import Picture, Told
from bot.pictures.frame import EDGE, HEAD, LINE, day, framed
from bot.pictures.lettering import width
from bot.pictures.palette import between
from bot.pictures.sheet import Point, Sheet

_WIDE, _HIGH = 940.0, 380.0
_LEFT, _RIGHT = 52.0, 64.0
_TOP = 14.0
_BELOW = 36.0
_TICK = 96.0
"""Days have their names so far from each other at least."""


@dataclass(frozen=True)
class _Band:
    """A part of all needed roles, from one count to the next."""

    means: str
    tone: str
    hatch: str
    begins: Callable[[Share], int]
    ends: Callable[[Share], int]


_BANDS = (
    _Band("filled and confirmed", "green", "", lambda _: 0, lambda one: one.confirmed),
    _Band(
        "filled, not confirmed lately",
        "amber",
        "////",
        lambda one: one.confirmed,
        lambda one: one.filled,
    ),
    _Band(
        "nobody, or not accepted yet", "red", "xxx", lambda one: one.filled, lambda one: one.needed
    ),
)


def put(told: Told, dark: bool) -> Sheet:  # noqa: FBT001
    """The share that was filled and confirmed, filled alone, and open, in bands."""
    where = f"in {told.team.name}" if told.team else f"at {told.organisation.organisation}"
    heading = (f"How many of the needed roles are filled {where}", _about(told))
    size = (_WIDE, _TOP + _HIGH + _BELOW + LINE)
    sheet = framed(heading, size, tuple(_foot(told)), dark=dark)
    plot = (EDGE + _LEFT, HEAD + _TOP, _WIDE - _LEFT - _RIGHT, _HIGH)
    if any(one.needed for one in told.past):
        wide = plot[2] / len(told.past)
        for band in _BANDS:
            _band(sheet, band, told.past, plot, wide)
        _days(sheet, told.past, plot, wide)
        _now(sheet, told.past[-1], plot)
    _scale(sheet, plot)
    _legend(sheet, HEAD + _TOP + _HIGH + _BELOW)
    return sheet


def _about(told: Told) -> str:
    last = told.past[-1] if told.past else None
    if last is None or not last.needed:
        return f"{day(told.today)}; no team needs a role yet"
    said = f"{last.filled:,} of {last.needed:,} filled, {last.confirmed:,} of them confirmed"
    return f"{day(last.on)}; {said} in the last {told.confirm_days} days"


def _foot(told: Told) -> Iterator[str]:
    yield (
        "A role counts once for each team that needs it, by the catalog as it is today; "
        "days are in UTC."
    )
    known = next((one.on for one in told.past if one.needed), None)
    if known is not None and known != told.past[0].on:
        yield f"Nothing was recorded before {day(known)}."


def _band(
    sheet: Sheet,
    band: _Band,
    past: Sequence[Share],
    plot: tuple[float, float, float, float],
    wide: float,
) -> None:
    """One band, in a piece for each time without a day of which nothing is known."""
    left, top, _, high = plot
    tone, tint = sheet.palette.tones[band.tone], sheet.palette.tints[band.tone]

    def at(place: int, share: Share, count: int) -> tuple[Point, Point]:
        y = top + high * (1 - count / share.needed)
        return (left + place * wide, y), (left + (place + 1) * wide, y)

    for known, days in groupby(enumerate(past), key=lambda one: one[1].needed > 0):
        some = list(days) if known else []
        over = [point for n, one in some for point in at(n, one, band.ends(one))]
        under = [point for n, one in some for point in at(n, one, band.begins(one))]
        if over != under:
            fill = between(tint, tone, 0.08)
            colour = between(tint, tone, 0.3)
            corners = [*over, *reversed(under)]
            sheet.polygon(corners, fill, hatch=band.hatch, hatch_colour=colour)
            sheet.lines([over], colour=tone, width=1.5)


def _scale(sheet: Sheet, plot: tuple[float, float, float, float]) -> None:
    """Lines at each quarter, with what they mean."""
    left, top, wide, high = plot
    heights = [(percent, top + high * (1 - percent / 100)) for percent in range(0, 101, 25)]
    rule = between(sheet.palette.rule, sheet.palette.muted, 0.3)
    sheet.lines([((left, y), (left + wide, y)) for _, y in heights], colour=rule, width=0.8)
    for percent, y in heights:
        sheet.text(
            (left - 8, y), f"{percent} %", size=12, colour=sheet.palette.muted, align="right"
        )


def _days(
    sheet: Sheet, past: Sequence[Share], plot: tuple[float, float, float, float], wide: float
) -> None:
    """The names of some days below, the last one always among them."""
    left, top, _, high = plot
    apart = max(1, round(_TICK / wide))
    bottom = top + high
    for place in range(len(past) - 1, -1, -apart):
        on = past[place].on
        x = left + (place + 0.5) * wide
        sheet.lines([((x, bottom), (x, bottom + 5))], colour=sheet.palette.muted)
        said = f"{on.day} {on:%b}"
        first = left + width(said, 12) / 2 - 8
        sheet.text((max(x, first), bottom + 16), said, size=12, align="center")


def _now(sheet: Sheet, last: Share, plot: tuple[float, float, float, float]) -> None:
    """How large each band is on the last day, beside it where it is high enough."""
    left, top, wide, high = plot
    for band in _BANDS:
        count = band.ends(last) - band.begins(last)
        if last.needed and high * count / last.needed >= LINE * 0.7:
            middle = (band.begins(last) + band.ends(last)) / 2 / last.needed
            at = (left + wide + 8, top + high * (1 - middle))
            colour = sheet.palette.tones[band.tone]
            sheet.text(at, f"{count / last.needed * 100:.0f} %", bold=True, colour=colour)


def _legend(sheet: Sheet, top: float) -> None:
    x = EDGE + _LEFT
    for band in _BANDS:
        tone, tint = sheet.palette.tones[band.tone], sheet.palette.tints[band.tone]
        box = (x, top + 4, 26, 14)
        sheet.boxes(
            [box],
            fill=between(tint, tone, 0.08),
            edge=tone,
            hatch=band.hatch or None,
            hatch_colour=between(tint, tone, 0.3),
        )
        sheet.text((x + 34, top + 11), band.means, size=12)
        x += 34 + width(band.means, 12) + 24


PICTURE = Picture("coverage", put)
