"""How well an entry fits, and how sure that makes it."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.search.asked import Reader
from bot.search.index import Index
from bot.search.labels import findables
from bot.search.score import (
    FIGURES,
    TAUGHT,
    Asked,
    Fit,
    Matching,
    figures_of,
    fit,
    joined,
    probability,
)
from bot.search.spelling import Spelling
from bot.search.terms import Term
from tests.example import catalog, matching, vocabulary
from tests.search.things import THINGS, with_things

INDEX = Index(findables(catalog()), vocabulary())
READER = Reader((INDEX,), vocabulary(), Spelling(INDEX.words))


def _fit(text: str, ref: str = "activity:deploy-models") -> tuple[Fit, Asked]:
    (document,) = (one for one in INDEX.documents if one.found.ref == ref)
    asked = next(READER.read(text))
    return fit(document, asked, vocabulary(), matching()), asked


def _sure(text: str, ref: str = "activity:deploy-models") -> float:
    return probability(figures_of(*_fit(text, ref)), matching().words_alone.right)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("who deploys models?", "who deploys?"),
        ("who deploys models?", "deploys models"),
        ("who deploys models?", "who deploys models to the moon base?"),
        ("who deploys models?", "who explores data?"),
        ("who ships the model to production?", "who eats the model?"),
    ],
)
def test_better(better: str, worse: str) -> None:
    """What says more of an entry, and less besides, is surer."""
    assert _sure(better) > _sure(worse)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("deploy models", "Deploy models"),
        ("model rollout", "model rollout"),
    ],
)
def test_wording(text: str, wording: str) -> None:
    """The wording that fits best is told."""
    assert _fit(text)[0].wording.text == wording


@pytest.mark.parametrize("text", ["deploy models", "who?", "model " * 300, "lunch", ""])
def test_figures(text: str) -> None:
    """Every figure lies between 0 and 1, and those that the weights ask for are all there."""
    fitted, asked = _fit(text)
    figures = figures_of(fitted, asked)
    judging = matching().words_alone
    assert set(FIGURES) == set(figures)
    assert set(matching().rank) == set(fitted.figures)
    assert all(0 <= value <= 1.0000001 for value in fitted.figures.values())
    for weights in (judging.right, judging.answerable):
        assert 0 < probability(figures, weights) < 1


@pytest.mark.parametrize(("weight", "sure"), [(1e9, 1.0), (-1e9, 0.0), (0.0, 0.5)])
def test_extreme_weights(weight: float, sure: float) -> None:
    """However steep the weights, a probability stays one."""
    assert probability({"one": 1.0}, {"one": weight}) == pytest.approx(sure)


def test_only_what_is_weighed_counts() -> None:
    """Figures without a weight change nothing, and no weights at all leave it open."""
    assert probability({"one": 1.0, "cover": 0.9}, {"one": 2.0}) == probability(
        {"one": 1.0}, {"one": 2.0}
    )
    assert probability({"one": 1.0}, {}) == 0.5


def test_kind_counts() -> None:
    """What an entry gains by its kind moves its rank and nothing else."""
    fitted, asked = _fit("deploy models")
    (document,) = (one for one in INDEX.documents if one.found.ref == "activity:deploy-models")
    other = fit(document, asked, vocabulary(), matching().model_copy(update={"kinds": {}}))
    assert other.figures == fitted.figures
    assert fitted.rank - other.rank == pytest.approx(matching().kinds["activity"])


def test_joined() -> None:
    """A question speaks for each concept as strongly as its strongest word."""
    rows = (Term("a", 1, {"a": 1.0, "x": 0.2}), Term("b", 1, {"x": 0.7, "a": 0.1}))
    assert joined(rows) == {"a": 1.0, "x": 0.7}
    assert joined(()) == {}


def _changed(*way: str, to: object) -> dict[str, Any]:
    """What the shipped file holds, with one value changed or added."""
    whole = matching().model_dump()
    part = whole
    for name in way[:-1]:
        part = part[name]
    part[way[-1]] = to
    return whole


@pytest.mark.parametrize("judging", ["words_alone", "with_examples"])
@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("answer_from",), 0),
        (("answer_from",), 1),
        (("answer_from",), "often"),
        (("ask_back_from",), 1.5),
        (("ask_back_from",), float("nan")),
        (("right", "one"), float("inf")),
        (("answerable", "weather"), 1.0),
        (("right", "weather"), 1.0),
        (("wrong",), {}),
    ],
)
def test_judging_refused(judging: str, way: tuple[str, ...], value: object) -> None:
    """Thresholds that can't be probabilities and figures that there are none of are refused."""
    with pytest.raises(ValidationError, match=way[-1]):
        Matching.model_validate(_changed(judging, *way, to=value))


@pytest.mark.parametrize(
    ("way", "value"),
    [(("about_equal",), -1), (("x",), 1), (("rank", "share"), 1.0), (("kinds", "boundary"), 1.0)],
)
def test_matching_refused(way: tuple[str, ...], value: object) -> None:
    """So are unknown fields, figures that don't rank, and kinds that are never found."""
    with pytest.raises(ValidationError, match=way[-1]):
        Matching.model_validate(_changed(*way, to=value))


@pytest.mark.parametrize("name", TAUGHT)
def test_only_examples_tell(name: str) -> None:
    """What only examples tell is weighed where there are examples, and refused elsewhere."""
    made = Matching.model_validate(_changed("with_examples", "right", name, to=1.0))
    assert made.with_examples.right[name] == 1
    with pytest.raises(ValidationError, match=name):
        Matching.model_validate(_changed("words_alone", "right", name, to=1.0))


def test_every_rank_is_needed() -> None:
    """What ranks entries has a weight for everything that does."""
    kept = {name: weight for name, weight in matching().rank.items() if name != "solid"}
    with pytest.raises(ValidationError, match="a weight for solid"):
        Matching.model_validate(_changed("rank", to=kept))


@pytest.mark.parametrize(
    ("text", "exact", "named"),
    [
        ("who owns the kestrel gateway?", True, True),
        ("who owns the kestrel?", False, False),
        ("the kestrel gateway was slow after the parcels came in from the harbour", False, True),
    ],
)
def test_thing_named(text: str, *, exact: bool, named: bool) -> None:
    """Who says a thing's whole name names it, and has called it that if little else is said."""
    index = Index(findables(with_things(*THINGS)), vocabulary())
    asked = next(Reader.of((index,), vocabulary()).read(text))
    fitted = fit(index.document(THINGS[0].ref), asked, vocabulary(), matching())
    assert (fitted.exact, fitted.named) == (exact, named)
    assert figures_of(fitted, asked)["likeness"] < 1 or exact


def test_more_speaks_for_it() -> None:
    """What speaks for an entry besides its figures makes it likelier."""
    assert probability({"one": 1.0}, {"one": 0.0}, 2.0) > probability({"one": 1.0}, {"one": 0.0})
