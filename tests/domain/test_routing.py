"""From an entry to people: seats, standings, states, dates, overrides, waivers."""

from itertools import product as pairs
from typing import Any

import pytest

from bot.domain.organisation import Organisation
from bot.domain.routing import Resolution, RoleHere, resolve
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

DAY_BEFORE, DAY_AFTER = "2026-11-30", "2026-12-02"


def _found(where: Organisation, ref: str = "activity:make", team: str = "one") -> Resolution:
    return resolve(ref, where.team[team], small(), where, TODAY)


def _said(here: RoleHere) -> list[tuple[str, str, str]]:
    return [(h.person.key, h.standing, h.state) for h in here.holders]


def _maker(*teams: dict[str, Any], gone: str = "") -> RoleHere:
    here = _found(acme(*teams, gone=gone)).roles[0]
    assert here.role == MAKER
    return here


# Who is found for (structure, role) when both places have somebody, and when one is empty.
ROLES_SEATED = {
    "centralized": dict.fromkeys(("ml-engineer", "mlops-engineer", "devops-engineer"), "platform"),
    "embedded": {},
    "hybrid": {"ml-engineer": "platform", "devops-engineer": "platform"},
}
ALL_ROLES = (
    "product-manager",
    "data-engineer",
    "data-scientist",
    "software-engineer",
    "ml-engineer",
    "mlops-engineer",
    "devops-engineer",
)


@pytest.mark.parametrize(("structure", "role"), list(pairs(ROLES_SEATED, ALL_ROLES)))
@pytest.mark.parametrize("filled", ["both", "product", "platform"])
def test_seats(structure: str, role: str, filled: str) -> None:
    """A role is looked for where the structure seats it, then in the other place."""
    ref = f"role:{role}"
    places = {"product": [held("near", ref)], "platform": [held("far", ref)]}
    rows = {place: rows if filled in (place, "both") else [] for place, rows in places.items()}
    where = Organisation.model_validate(
        {
            "organisation": "Acme",
            "people": [{"key": "near"}, {"key": "far"}],
            "teams": [platform(*rows["platform"]), product(*rows["product"], structure=structure)],
        }
    )
    expected = ROLES_SEATED[structure].get(role, "product") if filled == "both" else filled
    (here,) = resolve(ref, where.team["one"], catalog(), where, TODAY).roles
    standing = "primary" if expected == "product" else "covering"
    assert _said(here) == [("near" if expected == "product" else "far", standing, "accepted")]


@pytest.mark.parametrize(
    ("team", "expected"),
    [
        ("churn", {"role:ml-engineer": ["priya"], "role:mlops-engineer": ["omar"]}),
        ("search", {"role:ml-engineer": ["priya"], "role:mlops-engineer": ["jonas", "priya"]}),
        ("fraud", {"role:ml-engineer": ["noor"], "role:mlops-engineer": ["omar"]}),
        ("platform", {"role:ml-engineer": ["priya"], "role:mlops-engineer": ["jonas", "priya"]}),
    ],
)
def test_example(team: str, expected: dict[str, list[str]]) -> None:
    """Who deploys models in each team of the example organisation."""
    where = organisation()
    found = resolve("activity:deploy-models", where.team[team], catalog(), where, TODAY)
    assert {r.role: [h.person.key for h in r.holders] for r in found.roles} == expected


@pytest.mark.parametrize(
    ("rows", "gone", "said", "status"),
    [
        ([], "", [], "unfilled"),
        ([held("a")], "", [("a", "primary", "accepted")], "filled"),
        (
            [held("b", standing="backup"), held("c", standing="backup"), held("a")],
            "",
            [
                ("a", "primary", "accepted"),
                ("b", "backup", "accepted"),
                ("c", "backup", "accepted"),
            ],
            "filled",
        ),
        ([held("a", standing="backup")], "", [("a", "backup", "accepted")], "filled"),
        ([held("a", state="pending")], "", [("a", "primary", "pending")], "pending"),
        (
            [held("a", state="pending"), held("b", standing="backup")],
            "",
            [("b", "backup", "accepted"), ("a", "primary", "pending")],
            "filled",
        ),
        ([held("a")], "a", [("a", "primary", "left")], "left"),
        ([held("a", state="pending")], "a", [], "unfilled"),
        ([held("a"), held("b")], "a", [("b", "primary", "accepted")], "filled"),
        (
            [held("a"), held("b", state="pending")],
            "a",
            [("a", "primary", "left"), ("b", "primary", "pending")],
            "left",
        ),
        ([held("a", KEEPER)], "", [], "unfilled"),
    ],
)
def test_holders(
    rows: list[dict[str, object]], gone: str, said: list[tuple[str, str, str]], status: str
) -> None:
    """Whoever accepted comes first, the primary before backups; else why there is nobody."""
    here = _maker(platform(), product(*rows), gone=gone)
    assert (_said(here), here.status) == (said, status)


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        (None, None, "filled"),
        (str(TODAY), None, "filled"),
        (DAY_AFTER, None, "unfilled"),
        (None, str(TODAY), "filled"),
        (None, DAY_BEFORE, "unfilled"),
        (DAY_BEFORE, DAY_AFTER, "filled"),
        (str(TODAY), str(TODAY), "filled"),
    ],
)
def test_dates(since: str | None, until: str | None, status: str) -> None:
    """An assignment holds from its first day through its last."""
    assert _maker(platform(), product(held("a", since=since, until=until))).status == status


def test_expired_gives_way() -> None:
    """Where the nearer person's time is over, the one in the other place covers."""
    here = _maker(platform(held("b")), product(held("a", until=DAY_BEFORE), structure="near"))
    assert _said(here) == [("b", "covering", "accepted")]


@pytest.mark.parametrize(
    ("near", "gone", "said"),
    [
        (held("a"), "a", [("b", "covering", "accepted")]),
        (
            held("a", state="pending"),
            "",
            [("b", "covering", "accepted"), ("a", "primary", "pending")],
        ),
        (held("a"), "ab", [("a", "primary", "left"), ("b", "covering", "left")]),
    ],
)
def test_other_place(near: dict[str, object], gone: str, said: list[tuple[str, str, str]]) -> None:
    """Somebody who left or hasn't accepted doesn't stop the search at the nearer place."""
    assert _said(_maker(platform(held("b")), product(near, structure="near"), gone=gone)) == said


def test_who_left_never_accepted() -> None:
    """Nobody who left is named as owner, and who never accepted before isn't named at all."""
    for state, standing, day in pairs(
        ("accepted", "pending"), ("primary", "backup"), (None, str(TODAY))
    ):
        row = held("a", state=state, standing=standing, since=day, confirmed=day)
        for teams in ((platform(row), product()), (platform(), product(row))):
            states = [h.state for h in _maker(*teams, gone="a").holders]
            assert states == (["left"] if state == "accepted" else [])


def test_no_platform() -> None:
    """A team without a platform team answers with its own people, wherever a role belongs."""
    where = acme(product(held("a"), platform=None, structure="far"))
    assert _said(_found(where).roles[0]) == [("a", "primary", "accepted")]
    assert _found(acme(product(platform=None, structure="far"))).roles[0].status == "unfilled"


@pytest.mark.parametrize(("structure", "who"), [(None, "a"), ("near", "a"), ("far", "b")])
def test_without_structure(structure: str | None, who: str) -> None:
    """Without a structure the product team comes first."""
    here = _maker(platform(held("b")), product(held("a"), structure=structure))
    assert [h.person.key for h in here.holders] == [who]


def test_platform_itself() -> None:
    """A platform team has its own people, none of those of its product teams."""
    where = acme(platform(held("b")), product(held("a"), held("c", KEEPER)))
    found = _found(where, "activity:ship", "base")
    assert [_said(here) for here in found.roles] == [[("b", "primary", "accepted")], []]


OVERRIDE = {"activity": "activity:make", "roles": [KEEPER], "because": "K. knows it"}


@pytest.mark.parametrize(
    ("ref", "overridden"),
    [
        ("activity:make", True),
        ("duty:maker/make", True),
        ("boundary:keeper/make", True),
        ("activity:ship", False),
        ("duty:maker/polish", False),
        ("boundary:keeper/sell", False),
        ("deliverable:maker/thing", False),
        ("handoff:ship", False),
        ("role:maker", False),
        ("title:wright", False),
        ("structure:near", False),
    ],
)
def test_override(ref: str, *, overridden: bool) -> None:
    """A team's override goes before the catalog, for the activity and what is a part of it."""
    where = acme(platform(), product(held("a"), held("b", KEEPER), overrides=[OVERRIDE]))
    found = _found(where, ref)
    parts = [(here.role, here.part) for here in found.roles]
    wanted = list(small().parts(ref))
    if overridden:
        wanted = [(KEEPER, "responsible"), *(one for one in wanted if one[1] != "responsible")]
    assert (found.override is not None) is overridden
    assert parts == wanted
    assert _found(where, ref, "base").override is None


def test_override_to_nobody() -> None:
    """An override without roles names nobody and keeps its reason."""
    rule = {"activity": "activity:make", "roles": [], "because": "too small"}
    found = _found(acme(platform(), product(held("a"), overrides=[rule])))
    assert not any(here.part == "responsible" for here in found.roles)
    assert found.override is not None
    assert found.override.because == "too small"


@pytest.mark.parametrize(
    ("rows", "gone", "status"),
    [
        ([], "", "waived"),
        ([held("a")], "", "filled"),
        ([held("a", state="pending")], "", "waived"),
        ([held("a")], "a", "waived"),
    ],
)
def test_waiver(rows: list[dict[str, object]], gone: str, status: str) -> None:
    """A role that a team doesn't need is no gap; whoever fills it all the same is named."""
    here = _maker(
        platform(), product(*rows, waived=[{"role": MAKER, "because": "bought"}]), gone=gone
    )
    assert here.status == status
    assert here.waiver is not None


def test_waiver_of_another_team() -> None:
    """A platform team's waiver doesn't hold for the product team."""
    here = _maker(platform(waived=[{"role": MAKER, "because": "bought"}]), product())
    assert (here.waiver, here.status) == (None, "unfilled")


def test_no_team() -> None:
    """Without any team, the roles are known and nobody fills them."""
    found = resolve("activity:ship", None, small(), acme(), TODAY)
    assert [(r.role, r.holders, r.status) for r in found.roles] == [
        (MAKER, (), "unfilled"),
        (KEEPER, (), "unfilled"),
    ]
    assert found.override is None


def test_signature() -> None:
    """Two teams are alike when the same people fill the same roles, wherever they sit."""
    rows = (held("a"), held("b", KEEPER))
    other = product(key="two", name="Two", structure="far")
    where = acme(platform(*rows), product(*rows), other)
    one, two = (_found(where, "activity:ship", key).signature for key in ("one", "two"))
    assert one == two
    assert one != _found(where, "activity:guess").signature


def test_signature_of_reasons() -> None:
    """Two teams with nobody differ when only one of them says why."""
    waived = [{"role": MAKER, "because": "bought"}, {"role": KEEPER, "because": "bought"}]
    other = product(key="two", name="Two", waived=waived)
    where = acme(platform(), product(), other)
    one, two = (_found(where, "activity:ship", key).signature for key in ("one", "two"))
    assert one != two
