"""Questions that ask two things at once."""

import pytest

from bot.domain.two_asked import MOST_WORDS, two_asked


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        (
            "who deploys and monitors the models?",
            ("who deploys models", "who monitors the models"),
        ),
        ("who trains the model and who ships it", ("who trains the model", "who ships model")),
        ("who deploys models, who monitors them?", ("who deploys models", "who monitors models")),
        ("Hi, who bakes bread & sells cakes", ("Hi who bakes bread", "who sells cakes")),
        ("who does EDA or builds dashboards", ("who does EDA", "who builds dashboards")),
        ("who bakes, and also sells bread", ("who bakes bread", "who sells bread")),
        ("who owns salt and pepper and who the oven", ("who owns salt and pepper", "who the oven")),
    ],
)
def test_two(text: str, halves: tuple[str, str]) -> None:
    """Each half is made whole with what the other says."""
    assert two_asked(text) == halves


@pytest.mark.parametrize(
    "text",
    [
        "who deploys models?",
        "who owns CI/CD",
        "who bakes and sells",
        "who bakes bread and cakes",
        "hi, who bakes",
        "the oven is broken, who repairs it",
        "does the baker bake and the driver drive?",
        "who bakes bread, salty or sweet",
        "who bakes the bread and sells it " + "to the people " * MOST_WORDS,
        "and and and",
        "",
    ],
)
def test_one(text: str) -> None:
    """A single word, no “who” in front or a long story is no second question."""
    assert two_asked(text) is None
