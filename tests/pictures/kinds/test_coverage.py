"""Coverage as a picture."""

from datetime import timedelta

from bot.domain.ownership.coverage import Share
from bot.pictures import Told
from tests.example import TODAY, acme, catalog, organisation, small
from tests.pictures.looking import SVG, Seen, seen


def _seen(*counts: tuple[int, int, int]) -> Seen:
    first = TODAY - timedelta(days=len(counts) - 1)
    past = tuple(Share(first + timedelta(days=n), *one) for n, one in enumerate(counts))
    return seen("coverage", Told(small(), acme(), TODAY, 90, past=past))


def test_the_last_day_in_figures() -> None:
    """What holds on the last day is said in figures, and each band has its share beside it."""
    texts = _seen((10, 2, 1), (10, 8, 5)).texts
    assert texts[:2] == [
        "How many of the needed roles are filled at Acme",
        "1 December 2026; 8 of 10 filled, 5 of them confirmed in the last 90 days",
    ]
    assert [one for one in texts if one.endswith(" %")][:3] == ["50 %", "30 %", "20 %"]
    assert {"30 Nov", "1 Dec"} & set(texts)
    assert "Nothing was recorded" not in " ".join(texts)


def test_before_anything_was_known() -> None:
    """Days of which nothing is known are left empty, and that is said."""
    found = _seen(*[(0, 0, 0)] * 5, (4, 4, 4))
    assert "Nothing was recorded before 1 December 2026." in found.texts


def test_a_time_without_teams() -> None:
    """Bands end where nothing was needed, and begin again."""
    whole = _seen((4, 2, 1), (4, 2, 1), (4, 2, 1))
    parted = _seen((4, 2, 1), (0, 0, 0), (4, 2, 1))
    assert _surfaces(parted) == 2 * _surfaces(whole)


def test_a_team() -> None:
    """Of a team it says which."""
    told = Told(catalog(), organisation(), TODAY, 90, organisation().team["churn"])
    assert seen("coverage", told).texts[:2] == [
        "How many of the needed roles are filled in Churn",
        "1 December 2026; no team needs a role yet",
    ]


def _surfaces(found: Seen) -> int:
    """How many surfaces are hatched or filled above the legend."""
    groups = found.root.iter(f"{SVG}g")
    polygons = [g for g in groups if g.attrib.get("id", "").startswith("PolyCollection")]
    return len(polygons) - 3
