"""Names that are nearly what somebody wrote."""

import pytest

from bot.search.near import covers, near

NAMES = ("Churn", "Search", "ML Platform", "MLOps Engineer", "Machine Learning Engineer", "Fraud")


@pytest.mark.parametrize(
    ("written", "best"),
    [
        ("chrun", "Churn"),
        ("CHURN", "Churn"),
        ("Serch", "Search"),
        ("ml platfrom", "ML Platform"),
        ("mlops enginer", "MLOps Engineer"),
        ("platform", "ML Platform"),
    ],
)
def test_slips(written: str, best: str) -> None:
    """A slip of the pen leads to the name that was meant, as it is spelt."""
    assert near(written, NAMES)[0] == best


@pytest.mark.parametrize("written", ["", " ", "zzzz", "工程师", "?", "\0"])
def test_other_names(written: str) -> None:
    """What is like none of the names leads to none."""
    assert near(written, NAMES) == ()


def test_no_names() -> None:
    """Among nothing there is nothing near."""
    assert near("churn", []) == ()


def test_best_first_and_no_more_than_wanted() -> None:
    """The most alike comes first, and only as many as are wanted."""
    names = [f"Team {number}" for number in range(9)]
    assert near("team 4", names)[0] == "Team 4"
    assert len(near("team 4", names)) == 3
    assert len(near("team 4", names, limit=5)) == 5


def test_same_in_another_case() -> None:
    """Names that differ in case alone are one, spelt as the first of them."""
    assert near("churn", ["Churn", "CHURN"]) == ("Churn",)


def test_no_pattern() -> None:
    """Signs that mean something to a machine mean themselves."""
    assert near("c++", ["C++", "ccc"])[0] == "C++"
    assert near(".*", ["Churn", "a.*"]) == ("a.*",)


def test_long_words() -> None:
    """Names and words of any length are compared by how they begin."""
    long = "Pricing " * 5_000
    assert near(long, [long, "Search"]) == (long,)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Go to Markt", "Go to Market"),
        ("Dev Ops", "DevOps"),
        ("MLPlatfrm", "ML Platform"),
        ("the churrn", "Churn"),
        ("@bo", "Bo Chen"),
    ],
)
def test_every_word_is_in_the_name(written: str, name: str) -> None:
    """A name stands for what was written where each word of it is nearly in there."""
    assert covers(name, written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("backup data engineer", "Data Engineer"),
        ("Chrun to Growth", "Churn"),
    ],
)
def test_words_that_are_not_in_the_name(written: str, name: str) -> None:
    """A name that is much like the words leaves one of them out, so it isn't what was meant."""
    assert near(written, [name])
    assert not covers(name, written)
