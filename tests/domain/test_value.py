"""What text the domain's values take, and what all values have in common."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.domain.catalog import Activity, Handoff, Role, Structure, Title
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team, Waiver
from bot.domain.value import (
    MANAGED,
    MOST_NAME,
    Day,
    Key,
    Name,
    Prose,
    RoleRef,
    Value,
    as_name,
    kind_of,
)


class Line(Value):
    """A value with one field of each common kind."""

    name: Name = "x"
    prose: Prose = "x"
    key: Key = "x"
    day: Day | None = None
    role: RoleRef | None = None


def _message(**fields: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Line.model_validate(fields)
    (error,) = caught.value.errors()
    return error["msg"]


def _kind(**fields: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Line.model_validate(fields)
    (error,) = caught.value.errors()
    return error["type"]


def test_frozen() -> None:
    """A value can't be changed."""
    line = Line(name="a")
    with pytest.raises(ValidationError, match="frozen"):
        line.name = "b"  # type: ignore[misc]
    assert line.name == "a"


def test_equal_to_its_like() -> None:
    """Values that hold the same are equal and one in a set; others are not."""
    assert Line(name="a") == Line(name="a")
    assert len({Line(name="a"), Line(name="a"), Line(name="b")}) == 2


def test_complete() -> None:
    """A field that a value doesn't have is refused."""
    assert _kind(colour="red") == "extra_forbidden"


def test_stripped() -> None:
    """Space around text is no part of it."""
    line = Line(name="  Ana María\n", prose="\tx y ", key=" p1 ", role=" role:x ")
    assert line == Line(name="Ana María", prose="x y", key="p1", role="role:x")


@pytest.mark.parametrize(
    "text",
    [
        "Zoë O'Neill-García",
        "李小龍",
        "עברית",
        "👩\u200d💻 team",
        "नमस्\u200cते",
        "1 < 2 > 0 & so on",
        "x" * 200,
    ],
)
def test_names(text: str) -> None:
    """A name may hold the letters of any script, emoji with their joiners, and signs."""
    assert Line(name=text, prose=text).name == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a\nb", "000A"),
        ("a\tb", "0009"),
        ("a\x00b", "0000"),
        ("a\x1b[31mb", "001B"),
        ("a\x85b", "0085"),
        ("a\u00adb", "00AD"),
        ("a\u200bb", "200B"),
        ("a\u202eb", "202E"),
        ("a\u2028b", "2028"),
        ("a\u2029b", "2029"),
        ("a\u2066b", "2066"),
        ("a\ufeffb", "FEFF"),
        ("a\ue000b", "E000"),
        ("a\U000e0041b", "E0041"),
    ],
)
@pytest.mark.parametrize("field", ["name", "prose"])
def test_unseen_characters(field: str, text: str, number: str) -> None:
    """Characters that show nothing are refused by their number, in names and prose alike."""
    wanted = f"Value error, text without the unseen character U+{number}"
    assert _message(**{field: text}) == wanted


@pytest.mark.parametrize("text", ["<!here>", "hi <!channel>", "<@U012AB>", "a<!b"])
@pytest.mark.parametrize("field", ["name", "prose"])
def test_slack_mentions(field: str, text: str) -> None:
    """Text that Slack would read as a call to somebody or everybody is refused."""
    assert _message(**{field: text}) == "Value error, text without “<!” or “<@”"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"name": ""}, "string_too_short"),
        ({"name": "   "}, "string_too_short"),
        ({"name": "x" * 201}, "string_too_long"),
        ({"prose": ""}, "string_too_short"),
        ({"prose": "x" * 2001}, "string_too_long"),
        ({"name": 5}, "string_type"),
        ({"name": None}, "string_type"),
    ],
)
def test_lengths(fields: dict[str, object], kind: str) -> None:
    """Empty text, text that is too long, and what is no text are refused."""
    assert _kind(**fields) == kind


def test_longest_prose() -> None:
    """Prose may be ten times as long as a name."""
    assert len(Line(prose="x" * 2000).prose) == 2000


@pytest.mark.parametrize("key", ["p", "9", "U012AB", "ana.maria", "a-b_c.d", "x" * 100])
def test_keys(key: str) -> None:
    """A key is Latin letters, digits, dots, dashes and underscores."""
    assert Line(key=key).key == key


@pytest.mark.parametrize(
    "key", ["", "-a", ".a", "_a", "a b", "a/b", "a:b", "é", "a\nb", "٣", "x" * 101]
)
def test_no_keys(key: str) -> None:
    """A key that begins with a sign, holds any other character or is too long is refused."""
    assert _kind(key=key) == "string_pattern_mismatch"


@pytest.mark.parametrize(
    "ref", ["role:x", "role:data-scientist", "role:9", "role:a.b_c", "role:a/b/c-d"]
)
def test_refs(ref: str) -> None:
    """A ref is its kind and a lower-case path."""
    assert Line(role=ref).role == ref


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "role:",
        "role",
        "data-scientist",
        "title:data-scientist",
        "Role:x",
        "role:X",
        "role:-x",
        "role:a b",
        "role:a/",
        "role:/a",
        "role:a//b",
        "xrole:a",
        "role:a\nrole:b",
    ],
)
def test_no_refs(ref: str) -> None:
    """A ref of another kind or another shape is refused."""
    assert _kind(role=ref) == "string_pattern_mismatch"


def test_longest_ref() -> None:
    """A ref has at most two hundred characters."""
    assert _kind(role="role:" + "x" * 196) == "string_too_long"
    assert Line(role="role:" + "x" * 195).role == "role:" + "x" * 195


@pytest.mark.parametrize("given", ["2026-01-05", date(2026, 1, 5)])
def test_days(given: str | date) -> None:
    """A day is a date, or its ISO text."""
    assert Line(day=given).day == date(2026, 1, 5)


@pytest.mark.parametrize(
    "text", ["", "today", "2026-1-5", "2026-02-30", "05.01.2026", "2026-01-05T10:00", "2026"]
)
def test_no_days(text: str) -> None:
    """Text that is no day of the calendar is refused with an example of one."""
    assert _message(day=text) == "Value error, a date such as 2026-01-31"


@pytest.mark.parametrize(
    ("ref", "kind"),
    [
        ("activity:deploy-models", "activity"),
        ("duty:ml-engineer/infra", "duty"),
        ("role:a:b", "role"),
    ],
)
def test_kind_of(ref: str, kind: str) -> None:
    """The kind is what stands before the first colon."""
    assert kind_of(ref) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zoë O'Neill-García", "Zoë O'Neill-García"),
        ("  Ana \t María\n", "Ana María"),
        ("a\u2028b\u3000c", "a b c"),
        ("a\u202eb\u200bc\x00d\x1b[31m", "abcd[31m"),
        ("👩\u200d💻 team", "👩\u200d💻 team"),
        ("<!channel>", "!channel>"),
        ("<@U012AB> <!here>", "@U012AB> !here>"),
        ("a<b", "a b"),
        ("<<<", "somebody"),
        ("", "somebody"),
        (" \n\u200b\ufeff", "somebody"),
        ("\ud800", "somebody"),
        ("x" * 300, "x" * 200),
        ("x" * 199 + " y", "x" * 199),
        ("\u200d", "somebody"),
        ("\u200c\u200d\u200d", "somebody"),
        ("\u200d \u200c", "somebody"),
    ],
)
def test_as_name(text: str, name: str) -> None:
    """Anybody's text becomes one visible line that calls nobody, or the name given instead."""
    assert as_name(text, "somebody") == name


@given(st.text())
def test_as_name_is_a_name(text: str) -> None:
    """Whatever somebody calls themselves can be a name, and is left alone the second time."""
    name = as_name(text, "somebody")
    assert Line(name=name).name == name
    assert len(name) <= MOST_NAME
    assert "<" not in name
    assert as_name(name, "nobody") == name


@given(st.from_regex(r"[A-Za-z][A-Za-z .'-]{0,80}[A-Za-z]", fullmatch=True))
def test_as_name_keeps_names(text: str) -> None:
    """A name that is one already stays as it is, but for doubled spaces."""
    assert as_name(text, "somebody") == " ".join(text.split())


OF_ORGANISATION: dict[str, type[BaseModel]] = {
    "person": Person,
    "team": Team,
    "assignment": Assignment,
    "override": Override,
    "waiver": Waiver,
}
OF_CATALOG: dict[str, type[BaseModel]] = {
    "role": Role,
    "activity": Activity,
    "handoff": Handoff,
    "structure": Structure,
    "title": Title,
}
KEYS = {"key", "ref", "person", "leads", "assignments", "overrides", "waived"}
"""What says which fact it is, or is a fact of its own."""


def test_what_can_be_managed() -> None:
    """Each kind of fact, and each field of it that people can change, and nothing else."""
    of = OF_ORGANISATION | OF_CATALOG
    assert MANAGED.keys() == {*of, "lead", "steward"}
    for kind, model in of.items():
        keys = KEYS | ({"role"} if kind in ("assignment", "waiver") else set())
        keys |= {"activity"} if kind == "override" else set()
        assert set(MANAGED[kind].split()) == model.model_fields.keys() - keys
        for field in MANAGED[kind].split():
            assert Organisation(organisation="x", managed=(f"{kind}.{field}",)).managed


@pytest.mark.parametrize(
    ("managed", "expected"),
    [
        ("activity.nonsense", "activity, or activity.FIELD with one of name, aliases, description"),
        ("team.leads", "team, or team.FIELD with one of name, kind, platform, structure, channel"),
        ("lead.person", "lead"),
        ("waiver.", "waiver, or waiver.FIELD with one of because"),
        ("nonsense", "one of person, team, lead, steward, assignment"),
        ("", "one of person, team, lead, steward, assignment"),
    ],
)
def test_what_cannot_be_managed(managed: str, expected: str) -> None:
    """One error says what can be."""
    with pytest.raises(ValidationError) as caught:
        Organisation.model_validate({"organisation": "x", "managed": ["lead", managed]})
    (error,) = caught.value.errors()
    assert error["msg"].startswith(f"Value error, {expected}")
    assert error["loc"] == ("managed", 1)
