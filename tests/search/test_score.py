"""How well an entry fits, and how sure that makes it."""

import pytest
from pydantic import ValidationError

from bot.search.asked import Reader
from bot.search.index import Index
from bot.search.labels import findables
from bot.search.score import Asked, Fit, Matching, figures_of, fit, joined, probability
from bot.search.spelling import Spelling
from bot.search.terms import Term
from tests.example import catalog, matching, vocabulary

INDEX = Index(findables(catalog()), vocabulary())
READER = Reader((INDEX,), vocabulary(), Spelling(INDEX.words))


def _fit(text: str, ref: str = "activity:deploy-models") -> tuple[Fit, Asked]:
    (document,) = (one for one in INDEX.documents if one.found.ref == ref)
    asked = next(READER.read(text))
    return fit(document, asked, vocabulary(), matching()), asked


def _sure(text: str, ref: str = "activity:deploy-models") -> float:
    return probability(*_fit(text, ref), matching())


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
    assert set(matching().probability) <= set(figures)
    assert set(matching().rank) <= set(fitted.figures)
    assert all(0 <= value <= 1.0000001 for value in fitted.figures.values())
    assert 0 < probability(fitted, asked, matching()) < 1


@pytest.mark.parametrize(("weight", "sure"), [(1e9, 1.0), (-1e9, 0.0), (0.0, 0.5)])
def test_extreme_weights(weight: float, sure: float) -> None:
    """However steep the weights, a probability stays one."""
    made = matching().model_copy(update={"probability": {"one": weight}})
    assert probability(*_fit("deploy models"), made) == pytest.approx(sure)


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


@pytest.mark.parametrize(
    "wrong",
    [{"answer_from": 0}, {"answer_from": 1}, {"ask_back_from": 1.5}, {"about_equal": -1}, {"x": 1}],
)
def test_matching(wrong: dict[str, float]) -> None:
    """Thresholds that can't be probabilities, and unknown fields, are refused."""
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Matching.model_validate(matching().model_dump() | wrong)
