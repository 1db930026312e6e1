"""How wide text is, and what of it fits; all measures are pixels of the sheet."""

from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

_FONTS = Path(get_data_path(), "fonts", "ttf")
_FILES = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
_UNIT = 65536
"""FreeType tells advances in parts of a pixel."""

DPI = 100
POINTS = 72 / DPI
"""So many points are a pixel."""

_ELLIPSIS = "…"
_MOST_MEASURED = 400
"""No text is shown at such a length, so it needn't be measured."""


def font(size: float, *, bold: bool = False) -> FontProperties:
    """The font that comes with what draws, so that every machine draws the same."""
    weight = "bold" if bold else "normal"
    return FontProperties(fname=_FILES[bold], size=size * POINTS, weight=weight)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is."""
    return sum(_advance(char, bold) for char in text) * size


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """As much of a line as there is room for; an ellipsis where that isn't all."""
    text = text[:_MOST_MEASURED]
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(_ELLIPSIS, size, bold=bold)
    end = 0
    for end, char in enumerate(text):  # noqa: B007
        left -= _advance(char, bold) * size
        if left < 0:
            break
    return f"{text[:end].rstrip()}{_ELLIPSIS}"


def wrapped(
    text: str, room: float, size: float, lines: int, *, bold: bool = False
) -> tuple[str, ...]:
    """Text on at most so many lines; the last is cut where there is more."""
    found: list[str] = []
    words = text[:_MOST_MEASURED].split()
    while words:
        if len(found) == lines - 1:
            return (*found, cut(" ".join(words), room, size, bold=bold))
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size, bold=bold) <= room:
            count += 1
        line = " ".join(words[:count])
        words = words[count:]
        if width(line, size, bold=bold) > room:
            whole = line
            line = _filling(whole, room, size, bold=bold)
            words.insert(0, whole[len(line) :])
        found.append(line)
    return tuple(found)


def _filling(word: str, room: float, size: float, *, bold: bool) -> str:
    """The beginning of a long word that fills a line."""
    end = 1
    while width(word[: end + 1], size, bold=bold) <= room:
        end += 1
    return word[:end]


@cache
def _advance(char: str, bold: bool) -> float:  # noqa: FBT001
    """How wide a character is at a size of one.

    What the font lacks is drawn as a box, or in SVG with whatever font the reader has.
    """
    face = FT2Font(str(_FILES[bold]))
    face.set_size(100, 72)
    glyph = face.get_char_index(ord(char))
    if not glyph and east_asian_width(char) in ("W", "F"):
        return 1.0
    flags = LoadFlags.NO_HINTING | LoadFlags.NO_BITMAP
    return face.load_glyph(glyph, flags=flags).linearHoriAdvance / _UNIT / 100
