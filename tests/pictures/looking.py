"""What is on a picture: its texts, read out of the SVG, with where they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree as ET

from bot import wiring
from bot.pictures import Told, draw
from bot.pictures.lettering import width

SVG = "{http://www.w3.org/2000/svg}"
_TURNED = re.compile(r"translate\(([\d.]+) ([\d.]+)\) rotate\(-90\)")
_SIZE = re.compile(r"font-size: ([\d.]+)px")


@dataclass(frozen=True)
class Word:
    """A text with the box around it: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]

    def over(self, other: "Word") -> bool:
        """Whether one lies on the other, by more than what letters lack of their height."""
        left, top, right, bottom = self.box
        its_left, its_top, its_right, its_bottom = other.box
        return left < its_right and its_left < right and top < its_bottom and its_top < bottom


@dataclass(frozen=True)
class Seen:
    """A picture as SVG."""

    root: ET.Element

    @property
    def size(self) -> tuple[float, float]:
        """How wide and high it is."""
        _, _, wide, high = map(float, self.root.attrib["viewBox"].split())
        return wide, high

    @property
    def words(self) -> tuple[Word, ...]:
        """All its texts, in the order in which they were drawn."""
        return tuple(_word(one) for one in self.root.iter(f"{SVG}text"))

    @property
    def texts(self) -> list[str]:
        """The same without where they are."""
        return [one.text for one in self.words]

    def check_layout(self) -> None:
        """No text lies on another one, and all of them are on the sheet."""
        wide, high = self.size
        words = self.words
        for one in words:
            left, top, right, bottom = one.box
            assert left >= 0, one
            assert top >= 0, one
            assert right <= wide, one
            assert bottom <= high, one
        assert [pair for pair in combinations(words, 2) if pair[0].over(pair[1])] == []


def seen(kind: str, told: Told, *, dark: bool = False) -> Seen:
    """A picture, drawn and read."""
    drawn = draw(wiring.pictures()[kind], told, form="svg", dark=dark)
    return read(drawn)


def read(drawn: bytes) -> Seen:
    """A picture of which there is a file."""
    return Seen(ET.fromstring(drawn))  # noqa: S314 - our own drawing


def lines_of(texts: Sequence[str]) -> str:
    """Texts as one, so that what was put on two lines is found."""
    return " ".join(texts)


def _word(text: ET.Element) -> Word:
    style, said = text.attrib["style"], text.text or ""
    found = _SIZE.search(style)
    assert found is not None, style
    size = float(found[1])
    long = width(said, size, bold="font-weight: 700" in style)
    turned = _TURNED.match(text.attrib.get("transform", ""))
    if turned is not None:
        x, y = float(turned[1]), float(turned[2])
        return Word(said, (x - size * 0.7, y - long, x, y))
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(style)]
    left = x - long * share
    return Word(said, (left, y - size * 0.7, left + long, y))


def _anchor(style: str) -> str:
    found = re.search(r"text-anchor: (\w+)", style)
    return found[1] if found else "start"
