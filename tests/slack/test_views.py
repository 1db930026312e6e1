"""Forms as Slack shows them: within its limits, and whatever comes back is read or passed over."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.forms import Field, Form, Option
from bot.domain.ownership.verb import Argument, Kind
from bot.domain.reply import Table
from bot.slack import limits, views
from bot.slack.views import FORM, VALUE, Submitted, as_lines, errors, failed, metadata, submitted
from bot.slack.views import view as shown
from tests.fake_slack.limits import broken, broken_submission

Json = dict[str, Any]
ROLE = Argument("role", "role", "Role")
LONG = "Who does <!channel> & co. " * 200
TWO = (Option("team:a", "A"), Option("team:b", "B"))
LABELS = {one.code: one.label for one in TWO}
KINDS: tuple[Kind, ...] = ("person", "channel", "day", "number", "name", "text", "flag", "role")
FILLED: dict[Kind, tuple[str, ...]] = {
    "person": ("U1",),
    "channel": ("C1",),
    "day": ("2026-12-31",),
    "number": ("57",),
    "name": ("Pricing",),
    "text": ("It is late.",),
    "flag": ("yes",),
    "role": ("team:a",),
}


def _form(*fields: Field, **more: Any) -> Form:
    given: Json = {"verb": "assign", "title": "Assign a role", "help": "Asks somebody.", **more}
    return Form(**{"fields": fields, "version": 7, **given})


def _element(field: Field) -> Json:
    """The element of a form's only field, in a form that Slack takes."""
    made = shown(_form(field))
    assert broken(made, "view") == []
    element: Json = made["blocks"][-1]["element"]
    return element


def _chosen(codes: tuple[str, ...] = (), *, many: bool = False, **more: Any) -> Json:
    argument = Argument("team", "team", "Team", many=many)
    return _element(Field(argument, codes, **{"options": TWO, "labels": LABELS, **more}))


def test_form() -> None:
    """A form says what it is for, has a field an argument, and keeps what it was opened for."""
    optional = Argument("until", "day", "Until", optional=True, hint="The last day.")
    made = shown(_form(Field(ROLE, options=TWO), Field(optional), place="C1"))
    assert broken(made, "view") == []
    assert (made["title"]["text"], made["callback_id"]) == ("Assign a role", FORM)
    about, role, until = made["blocks"]
    assert about["text"]["text"] == "Asks somebody."
    assert [one["block_id"] for one in (role, until)] == ["role", "until"]
    assert [one["optional"] for one in (role, until)] == [False, True]
    assert until["hint"]["text"] == "The last day."
    assert "hint" not in role
    assert metadata(made) == {"verb": "assign", "version": 7, "place": "C1"}


def test_notice() -> None:
    """What to know before filling it in stands where otherwise the help is."""
    made = shown(_form(Field(ROLE), notice="Changed meanwhile."))
    assert made["blocks"][0]["text"]["text"] == "Changed meanwhile."
    assert "Asks somebody." not in str(made)


def test_long_words() -> None:
    """Whatever is too long for its place is cut to it, and read by Slack as plain words."""
    about = Argument("x" * 255, "name", LONG)
    for words in ({"help": LONG}, {"notice": LONG}):
        made = shown(_form(Field(about), title=LONG, place="C" * 500, **words))
        assert broken(made, "view") == []
        assert len(made["title"]["text"]) <= limits.VIEW_TITLE
        assert len(made["private_metadata"]) <= limits.METADATA
        assert "mrkdwn" not in json.dumps(made)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("filled", [False, True])
def test_kinds(kind: Kind, *, filled: bool) -> None:
    """Each kind of argument has a field of its own, empty or with what is known already."""
    codes = FILLED[kind] if filled else ()
    element = _element(Field(Argument(kind, kind, "It"), codes, TWO, LABELS))
    assert element["action_id"] == VALUE
    assert any(name.startswith("initial") for name in element) is filled


@pytest.mark.parametrize(("kind", "most"), [("text", views.MOST_REASON), ("name", views.MOST_NAME)])
def test_words_that_are_too_long_for_their_field(kind: Kind, most: int) -> None:
    """A field holds no more at first than can be typed into it."""
    element = _element(Field(Argument("words", kind, "Words"), ("x\n" * 2_000,)))
    assert len(element["initial_value"]) <= element["max_length"] == most
    assert (kind == "text") == ("\n" in element["initial_value"])


def test_choice() -> None:
    """What is chosen at first is one of the options, exactly; nothing of what isn't known is."""
    one = _chosen(("team:b",))
    assert one["initial_option"] == one["options"][1]
    several = _chosen(("team:b", "team:gone", "team:a"), many=True)
    assert several["type"] == "multi_static_select"
    assert several["initial_options"] == several["options"][::-1]
    for nothing in (_chosen(("team:gone",)), _chosen(("team:gone",), many=True)):
        assert not [name for name in nothing if name.startswith("initial")]


def test_options() -> None:
    """Labels are cut to what Slack shows; what can't come back whole can't be chosen."""
    odd = (
        Option("team:long", LONG),
        Option("x" * limits.OPTION_VALUE, "Just fits"),
        Option("x" * (limits.OPTION_VALUE + 1), "Too long"),
        Option("team:none", " \0"),
        Option("a\nb", "Two lines"),
    )
    labels = {one.code: one.label for one in odd}
    element = _chosen(tuple(labels), many=True, options=odd, labels=labels)
    assert [one["value"] for one in element["options"]] == ["team:long", "x" * limits.OPTION_VALUE]
    assert element["initial_options"] == element["options"]
    assert "initial_option" not in _chosen((odd[2].code,), options=odd, labels=labels)
    assert [views.option(one) is None for one in odd] == [False, False, True, True, True]


def test_more_than_a_list_holds() -> None:
    """What is too much for a list is looked for as somebody types, with what is chosen known."""
    for many, kind in ((False, "external_select"), (True, "multi_external_select")):
        element = _chosen(("team:a",), many=many, options=None)
        assert element["type"] == kind
        assert element["min_query_length"] == 0
        first = element["initial_options"][0] if many else element["initial_option"]
        assert (first["value"], first["text"]["text"]) == ("team:a", "A")
    assert _chosen(options=())["type"] == "external_select"


def test_people() -> None:
    """People are chosen with Slack's own picker, where who has no account can't stand."""
    for many, field, expected in ((False, "initial_user", "U1"), (True, "initial_users", ["U1"])):
        argument = Argument("person", "person", "Person", many=many)
        assert _element(Field(argument, ("person:paper", "U1")))[field] == expected
        assert field not in _element(Field(argument, ("person:paper",)))


def test_answer_in_place() -> None:
    """An answer stands in a form's place even where there is nothing to say."""
    for made in (views.answer_view(LONG, []), failed("Something broke.")["view"]):
        assert broken(made, "view") == []
        assert "submit" not in made
    before = shown(_form(Field(ROLE, options=TWO)))
    assert broken_submission(failed("Something broke."), before) == []


def test_errors() -> None:
    """A sentence stands at its field; one about no field, or about none here, at the first."""
    fields = ("person", "role")
    assert errors({"role": "No."}, "All.", fields) == {"role": "No."}
    assert errors({"role": "No.", "team": "Gone."}, "All.", fields) == {"role": "No."}
    assert errors({"team": "Gone."}, "All.", fields) == {"person": "All."}
    assert errors({}, "All.", fields) == {"person": "All."}
    assert errors({"role": "No."}, "All.", ()) == {}


def test_table_as_lines() -> None:
    """Each row is a section with its first cell above and the others named; empty ones aren't."""
    table = Table(header=("Role", "Ana", "Bo"), rows=(("Maker", "R", ""), ("Keeper", "", "")))
    first, second = as_lines(table)
    assert (first.heading, second.heading) == ("Maker", "Keeper")
    assert [span.text for line in first.lines for span in line] == ["Ana: R"]
    assert second.lines == ()


def _filled(**states: Json) -> Json:
    """A view of ours as Slack sends it, with these states by the arguments' names."""
    values = {name: {VALUE: state} for name, state in states.items()}
    told = json.dumps({"verb": "assign", "version": 7, "place": "C1"})
    return {"private_metadata": told, "state": {"values": values}}


def test_submitted() -> None:
    """What stands in each kind of field comes back as codes; empty fields are left out."""
    found = submitted(
        _filled(
            because={"value": "  It is late. "},
            until={"selected_date": "2026-12-31"},
            person={"selected_user": "U1"},
            channel={"selected_conversation": "C1"},
            leads={"selected_users": ["U1", "U2"]},
            role={"selected_option": {"value": "role:maker"}},
            roles={"selected_options": [{"value": "role:maker"}, {"value": "role:keeper"}]},
            blank={"value": " "},
            nobody={"selected_users": []},
            none={"selected_options": []},
            empty={"selected_option": None},
        )
    )
    codes = {
        "because": ("It is late.",),
        "until": ("2026-12-31",),
        "person": ("U1",),
        "channel": ("C1",),
        "leads": ("U1", "U2"),
        "role": ("role:maker",),
        "roles": ("role:maker", "role:keeper"),
    }
    assert found == Submitted("assign", codes, 7, "C1")


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        7,
        "x",
        "[]",
        "null",
        '{"verb": "assign"}',
        '{"version": 7}',
        '{"verb": 7, "version": 7}',
        '{"verb": "assign", "version": "7"}',
        "[" * limits.METADATA,
    ],
)
def test_not_ours(written: object) -> None:
    """A view that doesn't say which verb it is for, and since when, is none of ours."""
    assert submitted(_filled() | {"private_metadata": written}) is None


def test_place_of_nonsense() -> None:
    """A place is an id or nothing."""
    told = json.dumps({"verb": "x", "version": 0, "place": ["C1"]})
    found = submitted({"private_metadata": told})
    assert found == Submitted("x", {}, 0, None)


JUNK: tuple[Any, ...] = (
    None,
    0,
    7,
    1.5,
    True,
    "",
    "x",
    [],
    [None],
    [[]],
    {},
    {"value": 1},
    {"": 7},
)
NAMES = st.sampled_from(
    ["value", "selected_options", "selected_option", "selected_users", "selected_date", VALUE, "x"]
)
ANYTHING = st.recursive(
    st.sampled_from(JUNK),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, ANYTHING, max_size=4) | ANYTHING)
def test_any_state_at_all(state: Any) -> None:
    """Whatever stands where Slack has what was filled in, codes are text, and nothing fails."""
    whole = _filled()
    for values in (state, {"role": state}, {"role": {VALUE: state}}):
        found = submitted(copy.deepcopy(whole) | {"state": {"values": values}})
        assert found is not None
        for name, several in found.codes.items():
            assert isinstance(name, str)
            assert several
            assert all(isinstance(code, str) for code in several)
    assert submitted(whole | {"state": state}) is not None


def test_comes_back() -> None:
    """A form that is filled in comes back with the verb, the change and the place it was for."""
    made = shown(_form(Field(ROLE, options=TWO), verb="team set", version=41, place=None))
    assert submitted(made) == Submitted("team set", {}, 41, None)
