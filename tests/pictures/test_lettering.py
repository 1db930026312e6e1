"""How wide text is, and what of it fits."""

import pytest

from bot.pictures.lettering import cut, width, wrapped

WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
TEXTS = [
    "",
    "a",
    "Deploy models",
    WORD,
    f"{WORD} {WORD}",
    "李雷 and 韩梅梅",
    "a  b\u200db",
    "x " * 900,
]


def test_width() -> None:
    """Text is as wide as its letters, grows with its size, and bold is wider."""
    assert width("", 13) == 0
    assert width("mm", 13) == pytest.approx(2 * width("m", 13))
    assert width("m", 26) == pytest.approx(2 * width("m", 13))
    assert width("m", 13, bold=True) > width("m", 13) > width("i", 13)
    assert width("李", 10) == 10


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("room", [20, 75, 400])
def test_cut(text: str, room: float) -> None:
    """What is cut fits, and says that it was cut; what fits is left whole."""
    found = cut(text, room, 13)
    assert width(found, 13) <= room
    if found != text[:400]:
        assert found.endswith("…")
        assert text.startswith(found[:-1])


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("room", [20, 75, 400])
@pytest.mark.parametrize("lines", [1, 3])
def test_wrapped(text: str, room: float, lines: int) -> None:
    """Lines fit, there are no more than were asked for, and nothing is lost but at the end."""
    found = wrapped(text, room, 13, lines)
    assert len(found) <= lines
    assert all(width(one, 13) <= room for one in found)
    whole = "".join(text.split())
    said = "".join("".join(found).split())
    assert said == whole or (said.endswith("…") and whole.startswith(said[:-1]))


def test_lines_are_full() -> None:
    """Words stay together as long as there is room."""
    room = width("Build training", 12)
    assert wrapped("Build training pipelines", room, 12, 3) == ("Build training", "pipelines")
