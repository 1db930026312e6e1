"""What is around every picture: its heading above, and sentences below."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.pictures.lettering import cut, wrapped
from bot.pictures.sheet import Sheet

EDGE = 28.0
HEAD = 76.0
"""Where what is drawn begins, from the left and from the top."""

LINE = 22.0
"""How high a line of text is."""

_GAP = 14.0
_LEAST = 640.0
_SENTENCE = 12.0


def framed(
    heading: tuple[str, str],
    size: tuple[float, float],
    foot: Sequence[str] = (),
    *,
    dark: bool,
) -> Sheet:
    """A sheet with a title and what it is about, and so much room for what is drawn."""
    title, about = heading
    room, high = max(size[0], _LEAST - 2 * EDGE), size[1]
    below = [line for one in foot for line in wrapped(one, room, _SENTENCE, 4)]
    whole = HEAD + high + _GAP + len(below) * LINE + EDGE
    sheet = Sheet(room + 2 * EDGE, whole, title, dark=dark)
    muted = sheet.palette.muted
    sheet.text((EDGE, 30), cut(title, room, 20, bold=True), size=20, bold=True)
    sheet.text((EDGE, 55), cut(about, room, 13), colour=muted)
    for number, words in enumerate(below):
        middle = HEAD + high + _GAP + (number + 0.5) * LINE
        sheet.text((EDGE, middle), words, size=_SENTENCE, colour=muted)
    return sheet


def day(one: date) -> str:
    """“3 November 2026”."""
    return f"{one.day} {one:%B %Y}"


def beyond(count: int, what: str) -> Iterator[str]:
    """That so many things aren't shown, if there are any."""
    if count > 0:
        yield f"There are {count:,} more {what} than fit here; a picture of one team is smaller."


def some(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more:,} more"
