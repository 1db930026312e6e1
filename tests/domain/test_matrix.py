"""Activities by roles, with the people of one team."""

import pytest

from bot.domain.matrix import matrix
from tests.example import KEEPER, TODAY, acme, catalog, held, organisation, platform, product, small


@pytest.mark.parametrize("team", [None, "churn", "search", "fraud", "platform"])
def test_shape(team: str | None) -> None:
    """Every activity against every role of the catalog, in its order."""
    where = organisation()
    made = matrix(catalog(), where, where.team[team] if team else None, TODAY)
    assert made.roles == catalog().roles
    assert [row.activity for row in made.rows] == list(catalog().activities)
    assert {len(row.cells) for row in made.rows} == {7}
    assert made.team == (where.team[team] if team else None)


def test_ticks() -> None:
    """Without a team, what is ticked is what the catalog says, and nobody is in it."""
    for row in matrix(catalog(), organisation(), None, TODAY).rows:
        ticked = [one.role for one in row.cells if one is not None]
        assert set(ticked) == {role for role, _ in row.activity.parts()}
        assert all(not one.holders for one in row.cells if one is not None)
        assert row.override is None


def test_people() -> None:
    """A cell stands in its role's column and holds who fills it."""
    where = organisation()
    for team in where.teams:
        made = matrix(catalog(), where, team, TODAY)
        for row in made.rows:
            for role, cell in zip(made.roles, row.cells, strict=True):
                assert cell is None or cell.role == role.ref
    rows = {r.activity.ref: r for r in matrix(catalog(), where, where.team["churn"], TODAY).rows}
    cells = [cell for cell in rows["activity:deploy-models"].cells if cell]
    assert [[h.person.key for h in cell.holders] for cell in cells] == [["priya"], ["omar"]]


def test_override() -> None:
    """A team's override goes before the catalog's ticks and is told."""
    rule = {"activity": "activity:make", "roles": [KEEPER]}
    none = {"activity": "activity:ship", "roles": [], "because": "we don't"}
    where = acme(platform(), product(held("a"), held("b", KEEPER), overrides=[rule, none]))
    make, ship, guess = matrix(small(), where, where.team["one"], TODAY).rows
    assert [cell and cell.part for cell in make.cells] == [None, "responsible"]
    assert make.override
    assert ship.cells == guess.cells == (None, None)
    assert ship.override
    assert guess.override is None


def test_strongest_part() -> None:
    """A role with two parts in an activity shows the first of them."""
    data = small().model_dump(mode="json")
    data["activities"][0]["informed"] = ["role:maker"]
    where = acme(platform(), product())
    both = type(small()).model_validate(data)
    (maker, keeper) = matrix(both, where, where.team["one"], TODAY).rows[0].cells
    assert maker
    assert (maker.part, keeper) == ("responsible", None)
