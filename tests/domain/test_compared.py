"""Questions for the difference between two roles."""

import pytest

from bot.domain.compared import compared
from bot.domain.roles_named import marked
from tests.example import catalog

DS, MLE, MLOPS = "role:data-scientist", "role:ml-engineer", "role:mlops-engineer"


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("difference between ML engineer and MLOps engineer?", (MLE, MLOPS)),
        ("What's the difference between an MLOps engineer and an ML engineer", (MLOPS, MLE)),
        ("data scientist vs. ml engineer", (DS, MLE)),
        ("mle vs mlops whats the diffrence", (MLE, MLOPS)),
        ("compare the DS with the MLE please", (DS, MLE)),
        ("how does a data scientist differ from an ml engineer", (DS, MLE)),
        ("ML engineer or MLOps engineer?", (MLE, MLOPS)),
        ("DS or MLE, what does an MLE do", (DS, MLE)),
        ("data scientist vs platform engineer", (DS, MLOPS)),
    ],
)
def test_compared(text: str, pair: tuple[str, str]) -> None:
    """Two roles and a word that compares are a comparison, in the order of the text."""
    assert compared(marked(text, catalog())) == pair


@pytest.mark.parametrize(
    "text",
    [
        "ML engineer and MLOps engineer",
        "should the ML engineer or the MLOps engineer deploy?",
        "difference between DS and MLE when deploying",
        "DS vs MLE vs MLOps",
        "is MLE the same job as mlops?",
        "what is the difference between a DS and a dentist",
        "MLOps engineer vs platform engineer",
        "xgboost vs lightgbm",
        "",
    ],
)
def test_not_compared(text: str) -> None:
    """A third matter, a third role, one role under two names or no such word is none."""
    assert compared(marked(text, catalog())) is None
