"""The colours of pictures: what is written in them can be read, and marks stand out."""

import pytest

from bot.pictures.palette import DARK, LIGHT, Palette, between, palette

READABLE, VISIBLE = 4.5, 3.0
"""The contrast that WCAG wants of text, and of marks and large text."""


def contrast(one: str, other: str) -> float:
    """How much one colour stands out from another, from 1 to 21."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(one * share for one, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_can_be_read(colours: Palette) -> None:
    """Text can be read on every ground that it stands on, hatched ones too."""
    assert colours.tones.keys() == colours.tints.keys()
    hatched = [between(colours.tints[one], colours.tones[one], 0.14) for one in colours.tones]
    for ground in (colours.ground, colours.band, *colours.tints.values(), *hatched):
        assert contrast(colours.ink, ground) >= READABLE, ground
        assert contrast(colours.muted, ground) >= VISIBLE, ground
    for ground in (colours.ground, colours.band, *colours.tints.values()):
        assert contrast(colours.muted, ground) >= READABLE, ground


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_marks_stand_out(colours: Palette) -> None:
    """Marks stand out from what is below them, and their letters from them."""
    for name, tone in colours.tones.items():
        for ground in (colours.ground, colours.band, colours.tints[name]):
            assert contrast(tone, ground) >= VISIBLE, name
        assert contrast(colours.ground, tone) >= READABLE, name


def test_palettes() -> None:
    """There is one for each ground; a colour between two is as near to them as was said."""
    assert palette(dark=False) is LIGHT
    assert palette(dark=True) is DARK
    assert between("#000000", "#ff8000", 0.5) == "#804000"
    assert between("#123456", "#ffffff", 0) == "#123456"
