"""Changes in words, with the names that things have, or had."""

import pytest

from bot.domain.fact import Body, Change, Kind, Subject
from bot.domain.member import Member
from bot.domain.ownership.telling import Names, names_in, told, told_all
from tests.domain.ownership.scenes import scene_of
from tests.example import KEEPER, MAKER, acme, platform, product, small

ACME = acme(platform(), product())
MEMBERS = {"UN": Member("UN", "New Here")}
FILED = {Subject("entry", ("base", "activity:gone")): {"name": "Go"}}
NAMES = Names(small(), ACME, MEMBERS.get, FILED.get)
HELD: Body = {
    "standing": "primary",
    "state": "pending",
    "since": None,
    "until": None,
    "confirmed": None,
    "confirmed_by": None,
    "asked": "2026-12-01",
    "asked_by": "b",
}


def _told(kind: Kind, key: tuple[str, ...], before: Body | None, after: Body | None) -> str:
    return told(Change(Subject(kind, key), before, after), NAMES)


@pytest.mark.parametrize(
    ("kind", "key", "body", "line"),
    [
        (
            "assignment",
            ("one", MAKER, "a"),
            HELD,
            "A as Maker in One: primary, pending, asked by B",
        ),
        (
            "waiver",
            ("one", KEEPER),
            {"because": "We buy it."},
            "no need for Keeper in One: because",
        ),
        ("lead", ("one", "a"), {}, "A as lead of One"),
        ("steward", ("a",), {}, "A as steward"),
        (
            "person",
            ("UN",),
            {"name": None, "slack": "UN", "active": True},
            "person New Here",
        ),
        ("person", ("nobody",), {"name": "No Body"}, "person nobody"),
        ("team", ("one",), {"name": "One", "kind": "product"}, "team One: kind product"),
        ("entry", ("role:x",), {"name": "X"}, "role X"),
        (
            "dismissal",
            ("coffee",),
            {"words": "Coffee", "by": "a"},
            "“coffee” as a question for nobody here",
        ),
        ("catalog", ("catalog",), {"name": "X"}, "catalog catalog"),
    ],
)
def test_kinds(kind: Kind, key: tuple[str, ...], body: Body, line: str) -> None:
    """Each kind of fact is told as people speak of it, there or gone."""
    assert _told(kind, key, None, body).startswith(f"+ {line}")
    assert _told(kind, key, body, None).startswith(f"- {line}")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"state": "accepted"}, "state pending → accepted"),
        ({"asked_by": None}, "asked by B → –"),
        ({"asked_by": "gone"}, "asked by B → gone"),
        ({"confirmed_by": "UN"}, "confirmed by – → New Here"),
        ({"standing": "backup", "until": "2026-12-31"}, "standing primary → backup, until – →"),
    ],
)
def test_before_and_after(change: Body, line: str) -> None:
    """Of a fact that changed, what is different is told with before and after, and nothing else."""
    said = _told("assignment", ("one", MAKER, "a"), HELD, HELD | change)
    assert said.startswith(f"~ A as Maker in One: {line}")
    assert said.count("→") == len(change)


WHOLE: Body = {"name": "Tidy", "column": "T", "responsible": [MAKER], "aliases": [], "homes": []}


@pytest.mark.parametrize(
    ("ref", "before", "after", "line"),
    [
        ("activity:tidy", None, WHOLE, "+ activity Tidy: responsible Maker"),
        ("activity:tidy", WHOLE, None, "- activity Tidy"),
        (
            "activity:tidy",
            None,
            WHOLE | {"homes": ["one"]},
            "+ activity Tidy: in One, responsible Maker",
        ),
        ("activity:tidy", WHOLE, WHOLE | {"homes": ["one"]}, "~ activity Tidy: in One"),
        (
            "activity:tidy",
            WHOLE,
            WHOLE | {"name": "Clean", "aliases": ["mop"]},
            "~ activity Clean: name Tidy → Clean, aliases – → mop",
        ),
        ("title:x", None, {"name": "X", "role": MAKER}, "+ title X: role Maker"),
        (
            "activity:make",
            None,
            {"over": True, "name": "Build things"},
            "~ activity Build things: name → Build things",
        ),
        (
            "activity:make",
            {"over": True, "name": "Build things"},
            {"over": True, "retired": True},
            "- activity Build things: retired",
        ),
        (
            "activity:make",
            {"over": True, "more": {"aliases": ["mop"]}},
            {"over": True, "more": {"aliases": []}, "fewer": {"aliases": ["mop"]}},
            "~ activity Make things: - alias “mop”",
        ),
        (
            "activity:make",
            None,
            {"over": True, "more": {"examples": ["who mops"]}},
            "~ activity Make things: + example “who mops”",
        ),
        (
            "activity:make",
            {"over": True, "retired": True},
            None,
            "+ activity Make things: here again",
        ),
        ("activity:gone", None, {"over": True, "retired": True}, "- activity Go: retired"),
        (
            "handoff:ship",
            None,
            {"over": True, "checklist": {"gives": list("abcde"), "receives": []}},
            "~ handoff The Passing: gives → “a”, “b”, “c” and 2 more",
        ),
        (
            "handoff:ship",
            {"over": True, "checklist": {"gives": ["a", "b"], "receives": ["c", "d"]}},
            {"over": True, "checklist": {"gives": ["b", "a"], "receives": ["d", "e"]}},
            "~ handoff The Passing: gives in another order, receives + “e”, - “c”",
        ),
        (
            "handoff:ship",
            {"over": True, "checklist": {"gives": ["a"], "receives": ["c"]}},
            None,
            "~ handoff The Passing: checklist as in the file",
        ),
    ],
)
def test_what_the_workspace_says_itself(
    ref: str, before: Body | None, after: Body | None, line: str
) -> None:
    """Part by part, of what was added, changed, retired or given other words here."""
    assert _told("entry", ("own", ref), before, after) == line


def test_overrides() -> None:
    """Roles are named in an override, and none of them is nobody."""
    before: Body = {"roles": [MAKER, KEEPER], "because": None}
    after: Body = {"roles": [], "because": "We  buy\nit. " + "x" * 200}
    line = _told("override", ("one", "activity:make"), before, after)
    assert line.startswith(
        "~ who is responsible for Make things in One: roles Maker and Keeper → nobody, "
        "because – → We buy it. xx"
    )
    assert line.endswith("…")
    assert "\n" not in line


def test_platform_and_yes() -> None:
    """Another team is called by its name, and what is true or false is yes or no."""
    assert _told("team", ("one",), {"platform": None}, {"platform": "base"}).endswith(
        "platform – → Base"
    )
    assert _told("person", ("a",), {"active": True}, {"active": False}).endswith("active yes → no")


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (None, {"name": "Gone"}, "team Gone"),
        ({"name": "Gone"}, None, "team Gone"),
        ({"name": "Was"}, {"name": "Is"}, "team Is"),
        ({"kind": "product"}, None, "team gone"),
    ],
)
def test_team_that_is_gone(before: Body | None, after: Body | None, name: str) -> None:
    """A team that is gone has the name that it had, else its key."""
    assert name in _told("team", ("gone",), before, after)


def test_names_of_what_is_gone() -> None:
    """What is in neither catalog nor organisation is called by its key, people by Slack's name."""
    assert NAMES.of("role:odd") == "odd"
    assert NAMES.of("odd") == "odd"
    assert NAMES.team("odd") == "odd"
    assert (NAMES.person("a"), NAMES.person("UN"), NAMES.person("odd")) == ("A", "New Here", "odd")
    assert (NAMES.account("Ua"), NAMES.account("UN")) == ("A", "New Here")
    assert NAMES.account("import") == "import"
    assert Names(small(), ACME).person("UN") == "UN"


def test_names_in_a_scene() -> None:
    """In a scene names are those of its catalog, organisation and members."""
    names = names_in(scene_of(ACME, members=MEMBERS.values()))
    assert (names.of(MAKER), names.team("one"), names.person("UN")) == ("Maker", "One", "New Here")


def test_several() -> None:
    """The first few are told, and how many more there are of all."""
    change = Change(Subject("steward", ("a",)), None, {})
    lines = told_all([change] * 3, 2_005, NAMES, 2)
    assert lines == ("+ A as steward", "+ A as steward", "… and 2,003 more")
    assert told_all([change], 1, NAMES, 5) == ("+ A as steward",)
    assert told_all([], 0, NAMES, 5) == ()
