"""The colours of pictures, on a light and on a dark ground."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """What things are painted with.

    Each of the `tones` has a strong colour, for marks and edges, and a `tints` one that text can
    stand on.
    """

    ground: str
    band: str
    rule: str
    muted: str
    ink: str
    tones: dict[str, str]
    tints: dict[str, str]


LIGHT = Palette(
    ground="#ffffff",
    band="#f3f5f8",
    rule="#c9d1da",
    muted="#55616f",
    ink="#16202c",
    tones={
        "green": "#1f7a54",
        "amber": "#946200",
        "blue": "#2b62b3",
        "violet": "#7a4fb5",
        "brown": "#7b4b33",
        "red": "#c0362c",
        "grey": "#66717d",
    },
    tints={
        "green": "#dff1e8",
        "amber": "#fbefcd",
        "blue": "#dfeaf9",
        "violet": "#efe7fa",
        "brown": "#f0e4dc",
        "red": "#fdeceb",
        "grey": "#eceff2",
    },
)
DARK = Palette(
    ground="#12181f",
    band="#1b242d",
    rule="#3a4653",
    muted="#a7b2be",
    ink="#e9eef3",
    tones={
        "green": "#56c793",
        "amber": "#e3b341",
        "blue": "#7fb0f0",
        "violet": "#bd9bec",
        "brown": "#d6a184",
        "red": "#ff8a80",
        "grey": "#98a4b0",
    },
    tints={
        "green": "#163428",
        "amber": "#3a2f10",
        "blue": "#1a2c45",
        "violet": "#2d2241",
        "brown": "#36261d",
        "red": "#3d1d1b",
        "grey": "#252f39",
    },
)


def palette(*, dark: bool) -> Palette:
    """The colours for one ground."""
    return DARK if dark else LIGHT


def between(one: str, other: str, share: float) -> str:
    """A colour on the way from one to the other, so far as `share` says."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
