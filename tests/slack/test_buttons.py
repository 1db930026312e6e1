"""Buttons of verbs: what they carry comes back, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reply import Action
from bot.slack.buttons import MOST_ACTIONS, Pressed, Where, confirm, pressed, rows
from bot.slack.limits import BUTTON_VALUE
from tests.fake_slack.limits import broken, mentions

PLACES: tuple[Where, ...] = ("below", "line")
KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
HOSTILE = (
    "",
    "x",
    "7",
    "null",
    "[]",
    "{}",
    '"verb"',
    '{"verb": "assign"}',
    '{"given": {}}',
    '{"verb": 7, "given": {}}',
    '{"verb": "assign", "given": []}',
    '{"verb": "assign", "given": null}',
    '{"verb": "assign", "given": {"role": 7}}',
    '{"verb": "assign", "given": {"role": null}}',
    "[" * BUTTON_VALUE,
    '{"verb": "assign", "given": ' * 50,
    "9" * 5_000,
)


def _broken(*actions: Action) -> list[str]:
    return broken({"text": "x", "blocks": rows(actions, "below")}, "message")


@given(
    verb=st.text(min_size=1, max_size=20),
    codes=st.dictionaries(st.text(max_size=9), st.lists(KEPT).map(tuple)),
    form=st.booleans(),
    where=st.sampled_from(PLACES),
)
def test_comes_back(
    verb: str, codes: dict[str, tuple[str, ...]], where: Where, *, form: bool
) -> None:
    """A verb, its codes and whether it is to be filled in come back, whatever stands in them."""
    action = Action.model_construct(label="Do", verb=verb, given=codes, form=form)
    for block in rows([action], where):
        [button] = block["elements"]
        found = pressed(button["action_id"], button["value"])
        assert found == Pressed(where, verb, codes, form)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values(value: str) -> None:
    """What can't be read as a verb and its codes is no button of ours."""
    for action_id in ("do_1", "line_2"):
        assert pressed(action_id, value) is None


def test_other_buttons() -> None:
    """Only our own action ids are buttons of verbs, whatever their value says."""
    value = '{"verb":"assign","given":{}}'
    assert pressed("do_1", value) == Pressed("below", "assign", {}, form=False)
    for action_id in ("", "right", "pick_1", "_1", "below_1", "Do_1", "undo_1"):
        assert pressed(action_id, value) is None


def test_form_is_said_with_true_alone() -> None:
    """Nothing that only looks true opens a form."""
    for said in ("1", '"true"', "null", "[0]"):
        found = pressed("do_1", f'{{"verb":"x","given":{{}},"form":{said}}}')
        assert found is not None
        assert not found.form


def test_codes_that_are_no_text() -> None:
    """Codes are text, whatever the button says."""
    found = pressed("do_1", '{"verb":"undo","given":{"number":[57,null,{"a":1}]}}')
    assert found is not None
    assert found.codes == {"number": ("57", "None", "{'a': 1}")}


def test_codes_that_no_database_holds() -> None:
    """Codes come back without what can't be stored."""
    found = pressed("do_1", '{"verb":"x","given":{"because":["a\\u0000b","\\ud800"]}}')
    assert found is not None
    assert found.codes == {"because": ("ab", "?")}


def test_too_much_to_carry() -> None:
    """What a button can't carry whole it doesn't carry: there is no button then."""
    for length, count in ((BUTTON_VALUE - 100, 1), (BUTTON_VALUE, 0)):
        action = Action(label="Do", verb="waive", given={"because": ("x" * length,)})
        assert len(rows([action], "below")) == count
        assert _broken(action) == []
    wide = Action(label="Do", verb="waive", given={"because": ("工" * (BUTTON_VALUE // 2),)})
    assert rows([wide], "below") == []


@pytest.mark.parametrize("label", ["", " ", "\0", "\n\u200b"])
def test_nothing_to_read(label: str) -> None:
    """An action that nobody can read has no button."""
    assert rows([Action.model_construct(label=label, verb="x")], "line") == []


def test_rows() -> None:
    """More actions than a row holds go into further rows, each button under a number of its own."""
    actions = [Action(label=f"B{number}", verb="x") for number in range(2 * MOST_ACTIONS + 1)]
    blocks = rows(actions, "line")
    assert [len(block["elements"]) for block in blocks] == [MOST_ACTIONS, MOST_ACTIONS, 1]
    names = [one["action_id"] for block in blocks for one in block["elements"]]
    assert names == [f"line_{number}" for number in range(1, 2 * MOST_ACTIONS + 2)]
    assert rows([], "line") == []


def test_looks() -> None:
    """A button shows its style, and asks before it acts where that is wanted; labels are cut."""
    long = "<!channel> & " * 100
    actions = [
        Action(label=long, verb="x", style="danger", confirm=long),
        Action(label="Plain", verb="x"),
    ]
    assert _broken(*actions) == []
    [block] = rows(actions, "below")
    first, second = block["elements"]
    assert first["style"] == "danger"
    assert first["confirm"] == confirm(first["text"]["text"], long)
    assert not {"style", "confirm"} & second.keys()
    assert mentions({"text": "x", "blocks": [block]}) == []
    assert "mrkdwn" not in json.dumps(block)
