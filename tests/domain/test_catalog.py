"""The catalog that ships: what it says; and any catalog: what makes it none."""

from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.catalog import Activity, Catalog, Entry, Place
from bot.errors import FileRefused, Flaws
from bot.files import read_model

SHIPPED = Path(__file__).parents[2] / "config" / "catalog.yaml"

PM = "role:product-manager"
DE = "role:data-engineer"
DS = "role:data-scientist"
MLE = "role:ml-engineer"
MLOPS = "role:mlops-engineer"
DEVOPS = "role:devops-engineer"
SWE = "role:software-engineer"
ROLES = (PM, DE, DS, MLE, MLOPS, DEVOPS, SWE)

MATRIX = {
    "Define requirements": (PM,),
    "Build data pipelines": (DE,),
    "Explore data": (DS,),
    "Build models": (DS, MLE),
    "Track experiments": (DS, MLE, MLOPS),
    "Optimize models": (MLE,),
    "Build training pipelines": (MLE, MLOPS),
    "Deploy models": (MLE, MLOPS),
    "Set up CI/CD": (MLOPS, DEVOPS),
    "Monitor models": (MLOPS,),
    "Manage infrastructure": (DEVOPS,),
    "Build applications": (SWE,),
    "Integrate predictions": (SWE,),
}

SMALL = """\
catalog: Small
caveat: Change it until it fits.
shared_names:
  - name: ship it
    claimed_by: [activity:ship, handoff:ship]
    because: People say it of both.
roles:
  - ref: role:maker
    name: Maker
    column: M
    aliases: [builder]
    summary: Makes
    description: Makes things.
    duties:
      - ref: duty:maker/make
        name: Make the thing
        activity: activity:make
      - ref: duty:maker/polish
        name: Polish the thing
    boundaries:
      - ref: boundary:maker/ship
        name: Ship the thing
        activity: activity:ship
      - ref: boundary:maker/sell
        name: Sell the thing
    deliverables:
      - ref: deliverable:maker/thing
        name: The thing
    interactions:
      - ref: interaction:maker/ask
        text: Asks what to make
        answered_by: [role:maker, role:keeper]
  - ref: role:keeper
    name: Keeper
    column: K
    summary: Keeps
    description: Keeps things.
activities:
  - ref: activity:make
    name: Make things
    description: Making.
    responsible: [role:maker]
    accountable: [role:keeper]
    consulted: [role:keeper, role:maker]
    informed: [role:maker]
  - ref: activity:ship
    name: Ship things
    aliases: [ship it]
    description: Shipping.
    responsible: [role:keeper, role:maker]
  - ref: activity:guess
    name: Guess things
    description: Guessing.
    nobody_because: We measure instead.
handoffs:
  - ref: handoff:ship
    name: The Handoff
    aliases: [Ship  IT]
    gives: role:maker
    receives: role:keeper
    problem: It gets lost.
    contract: It is signed for.
    checklist:
      gives: [Packed]
      receives: [Opened]
structures:
  - ref: structure:flat
    name: Flat
    description: All in one place.
    pros: [Short ways]
    cons: [Loud]
    seats:
      role:maker: [product]
      role:keeper: [platform, product]
titles:
  - ref: title:wright
    name: Wright
    role: role:maker
"""


SEATED = """\
      role:maker: [product]
      role:keeper: [platform, product]
"""
APART = f"""\
  - ref: structure:apart
    name: Apart
    description: All in places of their own.
    pros: [Quiet]
    cons: [Long ways]
    seats:
{SEATED}"""


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Read the catalog in config/."""
    return read_model(SHIPPED, Catalog)


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    """Read a catalog with an entry of each kind."""
    path = tmp_path / "catalog.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return read_model(path, Catalog)


def _refusal(tmp_path: Path, old: str, new: str) -> str:
    """Tell what is said of the small catalog after one change, without the path of each line."""
    assert SMALL.count(old) == 1
    path = tmp_path / "catalog.yaml"
    path.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        read_model(path, Catalog)
    return str(caught.value).replace(f"{path}:", "")


def _name(entry: Entry) -> str:
    return entry.name


def test_matrix(shipped: Catalog) -> None:
    """Who is responsible for what, 7 roles by 13 activities, is exactly the lecture's table."""
    table = {activity.name: activity.responsible for activity in shipped.activities}
    assert table == MATRIX
    assert list(table) == list(MATRIX)


def test_no_other_parts(shipped: Catalog) -> None:
    """The lecture says who is responsible and leaves the other three parts open."""
    assert all(part == "responsible" for a in shipped.activities for _, part in a.parts())
    assert sum(len(tuple(a.parts())) for a in shipped.activities) == 19


def test_roles(shipped: Catalog) -> None:
    """The seven roles stand in the lecture's order, under its names."""
    assert [(role.ref, role.name) for role in shipped.roles] == [
        (PM, "Product Manager"),
        (DE, "Data Engineer"),
        (DS, "Data Scientist"),
        (MLE, "Machine Learning Engineer"),
        (MLOPS, "MLOps Engineer"),
        (DEVOPS, "DevOps Engineer / SRE"),
        (SWE, "Software Engineer"),
    ]


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("duties", [5, 5, 5, 5, 7, 6, 4]),
        ("boundaries", [3, 3, 3, 3, 3, 3, 3]),
        ("deliverables", [3, 4, 4, 4, 5, 4, 3]),
        ("interactions", [2, 4, 4, 3, 4, 3, 4]),
    ],
)
def test_counts_in_roles(shipped: Catalog, field: str, counts: list[int]) -> None:
    """Each role has as many duties, boundaries, deliverables and interactions as were told."""
    assert [len(getattr(role, field)) for role in shipped.roles] == counts


def test_counts(shipped: Catalog) -> None:
    """Every entry of every kind can be looked up by its ref."""
    assert Counter(ref.partition(":")[0] for ref in shipped.by_ref) == {
        "role": 7,
        "duty": 37,
        "boundary": 21,
        "deliverable": 27,
        "interaction": 24,
        "activity": 13,
        "handoff": 3,
        "structure": 3,
        "title": 6,
    }
    assert all(entry.ref == ref for ref, entry in shipped.by_ref.items())


SEATS: dict[str, dict[str, tuple[Place, ...]]] = {
    "centralized": {MLE: ("platform",), MLOPS: ("platform",), DEVOPS: ("platform",)},
    "embedded": {MLE: ("product",), MLOPS: ("product",), DEVOPS: ("product",)},
    "hybrid": {MLE: ("platform",), MLOPS: ("product", "platform"), DEVOPS: ("platform",)},
}


def test_seats(shipped: Catalog) -> None:
    """Four roles sit in the product team everywhere, three where each structure puts them."""
    seats = {key: structure.seats for key, structure in shipped.structure_of.items()}
    everywhere: dict[str, tuple[Place, ...]] = dict.fromkeys((PM, DE, DS, SWE), ("product",))
    assert seats == {key: everywhere | some for key, some in SEATS.items()}


def test_handoffs(shipped: Catalog) -> None:
    """The three handoffs go between the roles that the lecture names."""
    assert [(h.name, h.gives, h.receives) for h in shipped.handoffs] == [
        ("The Data Handoff", DE, MLOPS),
        ("The Model Handoff", DS, MLOPS),
        ("The Deployment Handoff", MLOPS, SWE),
    ]


def test_titles(shipped: Catalog) -> None:
    """All six titles mean the MLOps Engineer here."""
    assert [(title.name, title.role) for title in shipped.titles] == [
        ("MLOps Engineer", MLOPS),
        ("ML Engineer", MLOPS),
        ("Data Engineer (but doing MLOps work)", MLOPS),
        ("Platform Engineer", MLOPS),
        ("Production ML Engineer", MLOPS),
        ("ML Infrastructure Engineer", MLOPS),
    ]


def test_shipped_shared_names(shipped: Catalog) -> None:
    """The names that several entries claim on purpose are these three."""
    assert {shared.name: shared.claimed_by for shared in shipped.shared_names} == {
        "MLOps Engineer": ("role:mlops-engineer", "title:mlops-engineer"),
        "ML Engineer": ("role:ml-engineer", "title:ml-engineer"),
        "ML infrastructure": ("duty:ml-engineer/infra", "duty:mlops-engineer/infra"),
    }


@pytest.mark.parametrize(
    ("ref", "parts"),
    [
        ("role:maker", [("role:maker", "responsible")]),
        ("duty:maker/make", [("role:maker", "responsible")]),
        ("duty:maker/polish", [("role:maker", "responsible")]),
        (
            "boundary:maker/ship",
            [("role:keeper", "responsible"), ("role:maker", "responsible")],
        ),
        ("boundary:maker/sell", []),
        ("deliverable:maker/thing", [("role:maker", "responsible")]),
        (
            "interaction:maker/ask",
            [("role:maker", "responsible"), ("role:keeper", "responsible")],
        ),
        (
            "activity:make",
            [
                ("role:maker", "responsible"),
                ("role:keeper", "accountable"),
                ("role:keeper", "consulted"),
                ("role:maker", "consulted"),
                ("role:maker", "informed"),
            ],
        ),
        ("activity:guess", []),
        ("handoff:ship", [("role:maker", "gives"), ("role:keeper", "receives")]),
        ("structure:flat", []),
        ("title:wright", [("role:maker", "responsible")]),
    ],
)
def test_parts(small: Catalog, ref: str, parts: list[tuple[str, str]]) -> None:
    """Every kind of entry leads to the roles that it is about, each with its part."""
    assert list(small.parts(ref)) == parts


def test_parts_of_a_boundary(shipped: Catalog) -> None:
    """What a Data Scientist doesn't do leads to those who do it."""
    parts = shipped.parts("boundary:data-scientist/deploy")
    assert parts == ((MLE, "responsible"), (MLOPS, "responsible"))


def test_parts_of_a_question(shipped: Catalog) -> None:
    """What is asked of several roles leads to all of them, not to the role it stands under."""
    parts = shipped.parts("interaction:software-engineer/sla")
    assert parts == ((MLOPS, "responsible"),)


def test_role_of(small: Catalog) -> None:
    """What stands under a role is traced back to it, and nothing else is."""
    assert small.role_of == dict.fromkeys(
        [
            "duty:maker/make",
            "duty:maker/polish",
            "boundary:maker/ship",
            "boundary:maker/sell",
            "deliverable:maker/thing",
            "interaction:maker/ask",
        ],
        "role:maker",
    )


def test_role(small: Catalog) -> None:
    """A role is found by its ref; neither another kind of entry nor an unknown ref is one."""
    assert small.role("role:maker").name == "Maker"
    for ref in ("title:wright", "role:nobody"):
        with pytest.raises(KeyError, match=ref):
            small.role(ref)


def test_unknown_entry(small: Catalog) -> None:
    """A ref that nothing has leads nowhere, and that is an error."""
    with pytest.raises(KeyError, match="duty:nothing"):
        small.parts("duty:nothing")


def test_names(small: Catalog) -> None:
    """Every entry has a name to show; a question's is its text."""
    assert _name(small.by_ref["interaction:maker/ask"]) == "Asks what to make"
    assert all(_name(entry) for entry in small.by_ref.values())


def test_caches_are_no_part_of_it(small: Catalog) -> None:
    """A catalog that was looked things up in still equals one that wasn't."""
    fresh = Catalog.model_validate(small.model_dump())
    assert small.by_ref
    assert small.structure_of
    assert small == fresh


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "ref: duty:maker/polish",
            "ref: duty:maker/make",
            (
                "18: roles[1].duties[2].ref: found “duty:maker/make” a second time,"
                " expected every ref once"
            ),
        ),
        (
            "ref: activity:guess",
            "ref: activity:make",
            "51: activities[3].ref: found “activity:make” a second time, expected every ref once",
        ),
    ],
)
def test_repeated_ref(tmp_path: Path, old: str, new: str, text: str) -> None:
    """A ref that two entries have is reported where it comes again."""
    assert _refusal(tmp_path, old, new) == text


@pytest.mark.parametrize(
    ("old", "new", "place", "ref"),
    [
        (
            "answered_by: [role:maker, role:keeper]",
            "answered_by: [role:maker, role:x]",
            "32: roles[1].interactions[1].answered_by[2]",
            "role:x",
        ),
        (
            "responsible: [role:maker]",
            "responsible: [role:x]",
            "42: activities[1].responsible[1]",
            "role:x",
        ),
        (
            "accountable: [role:keeper]",
            "accountable: [role:x]",
            "43: activities[1].accountable[1]",
            "role:x",
        ),
        (
            "consulted: [role:keeper, role:maker]",
            "consulted: [role:keeper, role:x]",
            "44: activities[1].consulted[2]",
            "role:x",
        ),
        (
            "informed: [role:maker]",
            "informed: [role:x]",
            "45: activities[1].informed[1]",
            "role:x",
        ),
        ("    gives: role:maker", "    gives: role:x", "59: handoffs[1].gives", "role:x"),
        ("receives: role:keeper", "receives: role:x", "60: handoffs[1].receives", "role:x"),
        (
            "role:maker: [product]",
            "role:maker: [product]\n      role:x: [product]",
            "74: structures[1].seats.role:x",
            "role:x",
        ),
        ("    role: role:maker", "    role: role:x", "78: titles[1].role", "role:x"),
        (
            "claimed_by: [activity:ship, handoff:ship]",
            "claimed_by: [activity:ship, handoff:ship, duty:x]",
            "5: shared_names[1].claimed_by[3]",
            "duty:x",
        ),
    ],
)
def test_unknown_ref(tmp_path: Path, old: str, new: str, place: str, ref: str) -> None:
    """A ref to an entry that isn't there is reported wherever one entry speaks of another."""
    kind = ref.partition(":")[0]
    assert _refusal(tmp_path, old, new) == (
        f"{place}: found “{ref}”, expected the ref of a {kind} in this catalog"
    )


@pytest.mark.parametrize(
    ("old", "line", "field"),
    [
        ("activity: activity:make", 17, "roles[1].duties[1].activity"),
        ("activity: activity:ship", 23, "roles[1].boundaries[1].activity"),
    ],
)
def test_unknown_activity(tmp_path: Path, old: str, line: int, field: str) -> None:
    """A duty or boundary that names an activity which isn't there is reported."""
    text = _refusal(tmp_path, old, "activity: activity:x")
    assert text.startswith(f"{line}: {field}: found “activity:x”, expected the ref of ")


def test_ref_of_another_kind(tmp_path: Path) -> None:
    """Where a role belongs, the ref of an existing entry of another kind is refused."""
    text = _refusal(tmp_path, "    gives: role:maker", "    gives: title:wright")
    assert text.startswith("59: handoffs[1].gives: found “title:wright”, expected ")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "name: Keeper",
            "name: BUILDER",
            (
                "34: roles[2].name: found “BUILDER”, which role:maker claims too,"
                " expected a name of its own, or the pair under shared_names"
            ),
        ),
        (
            "aliases: [Ship  IT]",
            "aliases: [ship it, make   THE thing]",
            (
                "58: handoffs[1].aliases[2]: found “make   THE thing”, which duty:maker/make claims"
                " too, expected a name of its own, or the pair under shared_names"
            ),
        ),
        (
            "name: Wright",
            "name: Ship it",
            (
                "77: titles[1].name: found “Ship it”, which activity:ship claims too,"
                " expected a name of its own, or the pair under shared_names"
            ),
        ),
    ],
)
def test_undeclared_shared_name(tmp_path: Path, old: str, new: str, text: str) -> None:
    """A name that two entries claim, in any case or spacing, is reported unless it is declared."""
    assert _refusal(tmp_path, old, new) == text


def test_shared_name_once_declared(tmp_path: Path) -> None:
    """Without its declaration, the name that two entries share is reported."""
    text = _refusal(tmp_path, "name: ship it\n", "name: mail it\n")
    assert text == (
        "58: handoffs[1].aliases[1]: found “Ship  IT”, which activity:ship claims too,"
        " expected a name of its own, or the pair under shared_names"
    )


def test_boundaries_claim_no_name(tmp_path: Path) -> None:
    """What a role doesn't do, and what is asked, may be called as the entry that it is about."""
    path = tmp_path / "catalog.yaml"
    text = SMALL.replace("name: Ship the thing", "name: Ship things")
    path.write_text(text.replace("text: Asks what to make", "text: Maker"), encoding="utf-8")
    assert read_model(path, Catalog).roles[0].boundaries[0].name == "Ship things"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("    nobody_because: We measure instead.\n", "", "neither"),
        (
            "nobody_because: We measure instead.",
            "nobody_because: We measure.\n    responsible: [role:maker]",
            "both",
        ),
        (
            "nobody_because: We measure instead.",
            "accountable: [role:maker]",
            "neither",
        ),
    ],
)
def test_unowned(tmp_path: Path, old: str, new: str, found: str) -> None:
    """An activity has responsible roles or says why it has none, and never both."""
    assert _refusal(tmp_path, old, new) == (
        f"51: activities[3]: found {found},"
        " expected responsible roles, or nobody_because with the reason"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (SEATED, "      role:keeper: [platform, product]\n", "role:maker"),
        (SEATED, "      role:maker: [product]\n      role:keeper: []\n", "role:keeper"),
        (SEATED, "      {}\n", "role:maker, role:keeper"),
    ],
)
def test_unseated(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """A structure without a place for a role that another one seats is reported with the role."""
    assert _refusal(tmp_path, f"{old}titles:", f"{new}{APART}titles:") == (
        f"72: structures[1].seats: found no place for every role, expected a place for {expected}"
    )


def test_seated_nowhere(small: Catalog) -> None:
    """A role that no structure speaks of needs no place in any."""
    new = small.roles[1].model_copy(
        update={"ref": "role:new", "name": "New", "boundaries": (), "aliases": ()}
    )
    made = Catalog.model_validate(small.model_dump() | {"roles": [*small.roles, new]})
    assert made.role("role:new") == new


def test_every_flaw_at_once(tmp_path: Path) -> None:
    """Flaws of several kinds are all reported, not just the first."""
    text = _refusal(tmp_path, "ref: role:keeper\n    name: Keeper", "ref: role:k\n    name: Wright")
    found = [line.split(" found ")[0] for line in text.splitlines()]
    assert found == [
        "32: roles[1].interactions[1].answered_by[2]:",
        "43: activities[1].accountable[1]:",
        "44: activities[1].consulted[1]:",
        "50: activities[2].responsible[1]:",
        "60: handoffs[1].receives:",
        "74: structures[1].seats.role:keeper:",
        "77: titles[1].name:",
    ]


def test_flaws_without_a_file() -> None:
    """A catalog that no file holds is checked just the same."""
    activity = Activity(ref="activity:x", name="X", description="X.")
    with pytest.raises(ValidationError) as caught:
        Catalog(catalog="x", caveat="x", roles=(), activities=(activity,))
    (error,) = caught.value.errors()
    assert isinstance(error["ctx"]["error"], Flaws)
