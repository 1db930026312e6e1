"""What questions are about, and which ask for the same."""

from itertools import permutations

import pytest

from bot.search.alike import asks, groups, like_any, topic


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Who owns model rollback?", "model rollback"),
        ("who do I ask about the flux capacitor, please?", "flux capacitor"),
        ("hey, who can roll back the model?", "roll back the model"),
        ("who owns CI/CD?", "CI/CD"),
        ("who's the person for R&D\nbudgets", "R&D budgets"),
        ("who is that?", ""),
        ("", ""),
    ],
)
def test_topic(text: str, about: str) -> None:
    """The words around it that only ask are left out, those in between stay."""
    assert topic(text) == about


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("who owns that", True),
        ("gpu quota?", True),
        ("I need the owner of the printer", True),
        ("my cat likes cheese", False),
        ("the whole house", False),
        ("", False),
    ],
)
def test_asks(text: str, *, sure: bool) -> None:
    """It asks who says who, or owner, or ends in a question mark."""
    assert asks(text) is sure


def test_groups() -> None:
    """Nearly the same words are together, in any order, form and spelling as one word or two."""
    texts = [
        "who owns model rollback?",
        "gpu quota",
        "who can roll back the model",
        "who handles rollback of models?",
        "who gives me GPU quotas?",
        "who deploys models",
    ]
    assert groups(texts) == ((0, 2, 3), (1, 4), (5,))


def test_one_word_is_no_likeness() -> None:
    """What has a word in common, or is one word of it, is something else; a slip is not."""
    assert groups(["models", "model rollback", "deploy models"]) == ((0,), (1,), (2,))
    assert groups(["the dashboard", "dashbord"]) == ((0, 1),)


def test_like_by_another() -> None:
    """Two that differ are together where one between them is like both."""
    between = "new zebra parade insurance"
    ends = ["zebra parade", "insurance new zebra parade costs abroad"]
    assert len(groups(ends)) == 2
    assert groups([*ends, between]) == ((0, 1, 2),)


def test_the_order_does_not_matter() -> None:
    """The same texts make the same groups in whatever order they come."""
    texts = ["model rollback", "roll back models", "gpu quota", "quota for the gpu", "zebra"]

    def made(order: tuple[str, ...]) -> set[frozenset[str]]:
        return {frozenset(order[place] for place in places) for places in groups(order)}

    assert {frozenset(made(order)) for order in permutations(texts)} == {
        frozenset(made(tuple(texts)))
    }


def test_many_texts() -> None:
    """Past the first 500 different ones only those are compared that say the same."""
    texts = [f"zebra {number} parade {number * 7919}" for number in range(700)]
    found = groups([*texts, texts[650]])
    assert sorted(place for places in found for place in places) == list(range(701))
    assert any({650, 700} <= set(places) for places in found)


def test_nothing_said() -> None:
    """Texts that say nothing are together, and like nothing else."""
    assert groups(["who is that", "zebra", "?"]) == ((0, 2), (1,))
    assert groups([]) == ()


def test_like_any() -> None:
    """A text is like any of several, or of none."""
    assert like_any("who owns the coffee machines?", ["zebra", "coffee machine"])
    assert not like_any("coffee beans", ["coffee machine"])
    assert not like_any("coffee", [])
