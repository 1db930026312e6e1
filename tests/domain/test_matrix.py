"""Activities by roles, with the people of one team."""

import pytest

from bot.domain.matrix import LEGEND, matrix
from tests.example import (
    KEEPER,
    MAKER,
    TODAY,
    acme,
    catalog,
    held,
    organisation,
    platform,
    product,
    small,
)


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
        ticked = [one.here.role for one in row.cells if one is not None]
        assert set(ticked) == {role for role, _ in row.activity.parts()}
        assert all(not one.here.holders for one in row.cells if one is not None)
        assert row.override is None


def test_people() -> None:
    """A cell stands in its role's column and holds who fills it."""
    where = organisation()
    for team in where.teams:
        made = matrix(catalog(), where, team, TODAY)
        for row in made.rows:
            for role, cell in zip(made.roles, row.cells, strict=True):
                assert cell is None or cell.here.role == role.ref
    rows = {r.activity.ref: r for r in matrix(catalog(), where, where.team["churn"], TODAY).rows}
    cells = [cell for cell in rows["activity:deploy-models"].cells if cell]
    assert [[h.person.key for h in cell.here.holders] for cell in cells] == [["priya"], ["omar"]]


def test_override() -> None:
    """A team's override goes before the catalog's ticks and is told."""
    rule = {"activity": "activity:make", "roles": [KEEPER]}
    none = {"activity": "activity:ship", "roles": [], "because": "we don't"}
    where = acme(platform(), product(held("a"), held("b", KEEPER), overrides=[rule, none]))
    make, ship, guess = matrix(small(), where, where.team["one"], TODAY).rows
    assert [cell and cell.parts for cell in make.cells] == [None, ("responsible", "informed")]
    assert make.override
    assert ship.cells == guess.cells == (None, None)
    assert ship.override
    assert guess.override is None


def _letters(**parts: list[str]) -> list[str | None]:
    """The letters of one activity in which the roles have these parts."""
    data = small().model_dump(mode="json")
    data["activities"][0] |= {"informed": [], **parts}
    of = type(small()).model_validate(data)
    where = acme(platform(), product())
    (row, *_) = matrix(of, where, where.team["one"], TODAY).rows
    return [cell.letters if cell else None for cell in row.cells]


def test_letters() -> None:
    """Every part has its letter; what has several says them all, the strongest first."""
    assert _letters() == ["R", None]
    assert _letters(informed=[KEEPER]) == ["R", "I"]
    assert _letters(informed=[MAKER], accountable=[MAKER, KEEPER]) == ["R/A/I", "A"]
    assert _letters(consulted=[KEEPER], informed=[KEEPER]) == ["R", "C/I"]
    assert LEGEND == "R responsible, A accountable, C consulted, I informed"


def test_responsible() -> None:
    """Who is responsible besides another part does the work; who only has another doesn't."""
    rule = {"activity": "activity:make", "roles": [KEEPER]}
    where = acme(platform(), product(overrides=[rule]))
    both = matrix(small(), where, where.team["one"], TODAY).rows[0].cells[1]
    told = matrix(small(), where, where.team["base"], TODAY).rows[0].cells[1]
    assert both
    assert told
    assert (both.responsible, both.letters, told.responsible) == (True, "R/I", False)


def test_lettered() -> None:
    """Letters are used where the catalog knows another part than to be responsible."""
    assert matrix(small(), acme(platform()), None, TODAY).lettered
    assert not matrix(catalog(), organisation(), None, TODAY).lettered
