"""Editing a handoff: what each side ticks, what goes wrong, and what prevents it."""

import pytest

from bot.domain.catalog import Catalog, Handoff
from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, Counter, button

MODEL = "handoff:model"
GIVES = "handoff edit The Model Handoff gives The weights are in the registry; A test has run"


@pytest.fixture
def shipped(shipped_catalog: Catalog) -> Handoff:
    """The handoff as it ships."""
    handoff = shipped_catalog.by_ref[MODEL]
    assert isinstance(handoff, Handoff)
    return handoff


def test_one_side(counter: Counter, asks: Asks, shipped: Handoff) -> None:
    """Its lines are new, all else stays; answers show it; undone, it is as it shipped."""
    heard = counter.says(INES, GIVES)
    lines = ("The weights are in the registry", "A test has run")
    now = counter.catalog.by_ref[MODEL]
    assert isinstance(now, Handoff)
    assert now.checklist.gives == lines
    assert now.checklist.receives == shipped.checklist.receives
    assert now.problem == shipped.problem
    assert lines[0] in asks("what is the model handoff?").text
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.catalog.by_ref[MODEL] == shipped


@pytest.mark.parametrize(
    ("words", "field"), [("goes wrong", "problem"), ("prevented by", "contract")]
)
def test_a_sentence(counter: Counter, words: str, field: str) -> None:
    """It goes to the end of what was said."""
    said = "nobody knows; who gives what to whom"
    assert counter.says(INES, f"handoff edit The Model Handoff {words} {said}").done
    assert counter.own(MODEL) == {"over": True, field: said}


def test_the_form_has_what_holds_now(counter: Counter, shipped: Handoff) -> None:
    """Once a handoff is chosen; handed in as it is, it changes nothing."""
    heard = counter.says(INES, "handoff edit The Model Handoff")
    assert shipped.problem in heard.reply.text
    edit = button(heard, "Edit it")
    form = counter.form(INES, "handoff edit", codes=edit.given)
    codes = {one.argument.name: one.codes for one in form.fields}
    assert codes == {
        "handoff": (MODEL,),
        "gives": ("\n".join(shipped.checklist.gives),),
        "receives": ("\n".join(shipped.checklist.receives),),
        "problem": (shipped.problem,),
        "contract": (shipped.contract,),
    }
    assert "like that already" in counter.submits(INES, "handoff edit", codes).reply.headline

    changed = codes | {"receives": ("- It loads\n\n☐ It answers; twice",)}
    heard = counter.submits(INES, "handoff edit", changed, form.version)
    assert heard.done
    now = counter.catalog.by_ref[MODEL]
    assert isinstance(now, Handoff)
    assert now.checklist.receives == ("It loads", "It answers; twice")
    assert counter.own(MODEL) == {
        "over": True,
        "checklist": {
            "gives": list(shipped.checklist.gives),
            "receives": ["It loads", "It answers; twice"],
        },
    }
    told = counter.says(INES, "history").reply.text
    assert "handoff The Model Handoff: checklist → other lines" in told


def test_an_empty_form(counter: Counter) -> None:
    """Nothing is filled in before a handoff is chosen; what is left empty stays."""
    form = counter.form(INES, "handoff edit")
    assert not any(one.codes for one in form.fields)
    heard = counter.submits(INES, "handoff edit", {"handoff": (MODEL,)})
    assert button(heard, "Edit it").form
    assert counter.own(MODEL) is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("gives", " ; ;"),
        ("gives", "x" * 201),
        ("receives", "\n".join(f"line {n}" for n in range(31))),
        ("receives", "fine\n<!channel>"),
        ("problem", "x" * 2001),
        ("contract", "\u202e hidden"),
    ],
)
def test_what_cannot_be_ticked(counter: Counter, field: str, text: str) -> None:
    """The field says what is wrong, and nothing is changed."""
    before = counter.facts
    heard = counter.submits(INES, "handoff edit", {"handoff": (MODEL,), field: (text,)})
    assert set(heard.wrong) == {field}
    assert counter.facts == before


def test_who_may(counter: Counter) -> None:
    """Stewards alone."""
    assert not counter.says(ANA, GIVES).done
    assert counter.own(MODEL) is None
    assert counter.refusals[0].actor == ANA
