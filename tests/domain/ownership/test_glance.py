"""A team at a glance, beside what counts as a gap."""

import pytest

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.domain.ownership.gaps import gaps
from bot.domain.ownership.glance import Glance, glance
from tests.domain.ownership.scenes import RULES
from tests.example import KEEPER, MAKER, SMALL, TODAY, acme, held, platform, product, small

WAIVED = {"waived": [{"role": MAKER, "because": "bought"}]}
NOBODY = {"overrides": [{"activity": "activity:make", "roles": [], "because": "bought"}]}
KEEPS = {"overrides": [{"activity": "activity:make", "roles": [KEEPER]}]}
BOTH = {"assignments": [held("a", MAKER), held("b", KEEPER)]}
TWO = {"key": "two", "name": "Two"}

ORGANISATIONS = [
    acme(platform(), product(structure=structure, **fields), product(**TWO, **more))
    for structure in (None, "near", "far")
    for fields in ({}, WAIVED, NOBODY, KEEPS, BOTH, {"assignments": [held("c", MAKER)]})
    for more in ({}, {"structure": "far", **BOTH}, {"platform": None})
] + [
    acme(platform(assignments=[held("a", MAKER)]), product(structure="far")),
    acme(platform(**WAIVED), product(structure="far"), product(**TWO, structure="near")),
    acme(platform(assignments=[held("a", MAKER, state="pending")]), product(structure="far")),
]


def seen(where: Organisation, team: str = "one", catalog: Catalog | None = None) -> Glance:
    """The team with this key at a glance."""
    return glance(catalog or small(), where, where.team[team], TODAY)


@pytest.mark.parametrize("where", ORGANISATIONS)
def test_it_lacks_what_is_a_gap(where: Organisation) -> None:
    """What a team lacks where nobody was asked, or left, is what its gaps are, team by team."""
    for team in where.teams:
        look = glance(small(), where, team, TODAY)
        empty = {role.ref for role, here in look.roles if here.status == "unfilled"}
        lacking = [one.role.ref for one in look.lacking if one.team == team]
        found = gaps(small(), where, [team], TODAY, RULES).unfilled
        assert [ref for ref in lacking if ref in empty] == [one.role.ref for one in found]


def test_each_role_once() -> None:
    """Every role with a part in what the team does, in the order of the catalog."""
    look = seen(acme(platform(), product(**BOTH)))
    assert [role.ref for role, _ in look.roles] == [MAKER, KEEPER]
    assert [here.status for _, here in look.roles] == ["filled", "filled"]
    assert (look.lacking, look.undone) == ((), ())


def test_where_somebody_should() -> None:
    """A role that the structure seats in the platform team lacks there."""
    look = seen(acme(platform(), product(structure="far")))
    assert {one.team.key for one in look.lacking} == {"base"}


def test_what_nobody_does() -> None:
    """An activity of which no responsible role is filled; not what is nobody's by design."""
    nobody = seen(acme(platform(), product()))
    assert [one.ref for one in nobody.undone] == ["activity:make", "activity:ship"]
    keeper = seen(acme(platform(), product(assignments=[held("a", KEEPER)])))
    assert [one.ref for one in keeper.undone] == ["activity:make"]
    by_design = seen(acme(platform(), product(assignments=[held("a", KEEPER)], **NOBODY)))
    assert by_design.undone == ()
    other = seen(acme(platform(), product(assignments=[held("a", KEEPER)], **KEEPS)))
    assert other.undone == ()


def test_who_left_or_was_asked_does_nothing_yet() -> None:
    """A role lacks somebody until they accept, and from when they have left."""
    asked = seen(acme(platform(), product(assignments=[held("a", MAKER, state="pending")])))
    assert MAKER in [one.role.ref for one in asked.lacking]
    assert "activity:make" in [one.ref for one in asked.undone]


def test_a_platform_team() -> None:
    """A platform team has the roles that somebody fills there, and those that others lack of it."""
    idle = acme(platform(), product(structure="near"))
    assert seen(idle, "base").roles == ()
    lacking = acme(platform(assignments=[held("a", KEEPER)]), product(structure="far"))
    look = seen(lacking, "base")
    assert [(role.ref, here.status) for role, here in look.roles] == [
        (MAKER, "unfilled"),
        (KEEPER, "filled"),
    ]
    assert [one.role.ref for one in look.lacking] == [MAKER]


def test_what_a_file_names_somebody_for() -> None:
    """A thing for which a file names somebody who is there is done, whoever fills its role."""
    make, *rest = SMALL["activities"]
    for owners, undone in ((["a"], False), (["nobody"], True)):
        mine = make | {"homes": ["one"], "owners": owners}
        changed = Catalog.model_validate(SMALL | {"activities": [mine, *rest]})
        look = seen(acme(platform(), product()), catalog=changed)
        assert (make["ref"] in [one.ref for one in look.undone]) is undone
