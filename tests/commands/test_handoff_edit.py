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
    assert "receives → “It loads”, “It answers; twice”" in told


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


def test_several_at_once(counter: Counter) -> None:
    """Where words lead to something else in the middle, it is asked whether they are meant so."""
    before = counter.facts
    heard = counter.says(
        INES,
        "handoff edit The Model Handoff gives A one; B two goes wrong it burns prevented by a "
        "review; receives C three",
    )
    assert heard.wrong["gives"] == (
        "Is “it burns” what goes wrong, “a review” what prevents it and “C three” what the "
        "receiving side ticks, or is it all what the giving side ticks? Say which, or fill in the "
        "form."
    )
    assert counter.facts == before
    assert counter.clicks(INES, button(heard, "Each by itself")).done
    now = counter.catalog.by_ref[MODEL]
    assert isinstance(now, Handoff)
    assert (now.checklist.gives, now.checklist.receives) == (("A one", "B two"), ("C three",))
    assert (now.problem, now.contract) == ("it burns", "a review")
    form = button(heard, "Fill in the form")
    held = {
        one.argument.name: one.codes
        for one in counter.form(INES, form.verb, codes=form.given).fields
    }
    assert held["problem"] == ("it burns",)


def test_all_one(counter: Counter, shipped: Handoff) -> None:
    """What is one line all the same is taken so with one click, and nothing else changes."""
    heard = counter.says(INES, "handoff edit The Model Handoff gives The model receives its name")
    assert counter.clicks(INES, button(heard, "It is all one")).done
    now = counter.catalog.by_ref[MODEL]
    lines = {"gives": ("The model receives its name",)}
    checklist = shipped.checklist.model_copy(update=lines)
    assert now == shipped.model_copy(update={"checklist": checklist})


def test_a_line_twice(counter: Counter) -> None:
    """It is ticked once."""
    assert counter.says(INES, "handoff edit The Model Handoff gives A one; B two; A one").done
    now = counter.catalog.by_ref[MODEL]
    assert isinstance(now, Handoff)
    assert now.checklist.gives == ("A one", "B two")


def test_history_tells_the_lines(counter: Counter) -> None:
    """Those that are new, and those that are gone."""
    counter.says(INES, "handoff edit The Model Handoff gives A one; B two")
    counter.says(INES, "handoff edit The Model Handoff gives A one; C three")
    told = counter.says(INES, "history").reply.text
    assert "handoff The Model Handoff: gives + “C three”, - “B two”" in told
    assert "gives → “A one”, “B two”, receives → “" in told
    counter.says(INES, "undo")
    assert "checklist as in the file" in counter.says(INES, "undo").reply.text
