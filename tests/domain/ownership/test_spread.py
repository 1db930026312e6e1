"""The matrix of a whole organisation."""

from bot.domain.organisation import Organisation
from bot.domain.ownership.spread import Spread, Tally, spread
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small

FRESH = TODAY.isoformat()


def found(where: Organisation) -> Spread:
    """The spread of an organisation with the small catalog."""
    return spread(small(), where, TODAY, 90)


def row(where: Organisation, activity: str) -> list[Tally | None]:
    """The tallies of one activity: of the maker, then of the keeper."""
    [one] = [one for one in found(where).rows if one.activity.ref == activity]
    return list(one.cells)


def test_counts_teams() -> None:
    """A role counts in each product team that has it in an activity, by who fills it there."""
    where = acme(
        platform(held("c", KEEPER)),
        product(held("a", confirmed=FRESH)),
        product(held("b"), key="two", name="Two"),
        product(key="three", name="Three", platform=None),
    )
    assert found(where).teams == 3
    assert row(where, "activity:ship") == [Tally(3, 2, 1), Tally(3, 2, 0)]
    assert row(where, "activity:make") == [Tally(3, 2, 1), Tally(3, 2, 0)]


def test_overrides_and_waivers() -> None:
    """A team that decided otherwise, or that doesn't need a role, isn't counted there."""
    own = [{"activity": "activity:ship", "roles": [KEEPER]}]
    none = [{"activity": "activity:ship", "roles": [], "because": "bought"}]
    waived = [{"role": MAKER, "because": "no need"}]
    where = acme(
        product(overrides=own),
        product(key="two", name="Two", overrides=none, platform=None),
        product(key="three", name="Three", waived=waived, platform=None),
        platform(),
    )
    assert row(where, "activity:ship") == [Tally(0, 0, 0), Tally(2, 0, 0)]
    [ship] = [one for one in found(where).rows if one.activity.ref == "activity:ship"]
    assert ship.nobody == 1


def test_platform_teams_alone() -> None:
    """Where there are only platform teams these count; where there is no team nothing does."""
    assert row(acme(platform(held("a"))), "activity:ship")[0] == Tally(1, 1, 0)
    assert found(acme()).teams == 0
    assert row(acme(), "activity:ship") == [Tally(0, 0, 0), Tally(0, 0, 0)]
    assert row(acme(), "activity:guess") == [None, None]
