"""Words and their stems."""

import threading

import pytest

from bot.search.words import stem, stems, stems_of, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Who owns CI/CD?", ["who", "owns", "ci", "cd"]),
        ("the team's model", ["the", "team", "model"]),
        ("the team’s model", ["the", "team", "model"]),
        ("don't can’t", ["dont", "cant"]),
        ("teams' models", ["teams", "models"]),
        ("snake_case and kebab-case", ["snake", "case", "and", "kebab", "case"]),
        ("k8s S3 3am", ["k8s", "s3", "3am"]),
        ("Straße Ñandú", ["straße", "ñandú"]),
        ("x" * 100, ["x" * 40]),
        ("?! … --", []),
        ("", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    """Words come in lower case, without possessives, apostrophes and punctuation."""
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("production", "product"),
        ("experience", "experiment"),
        ("container", "contain"),
        ("embedding", "embedded"),
        ("engineer", "engine"),
        ("developer", "develop"),
        ("university", "universal"),
        ("model", "mode"),
        ("training", "train station"),
    ],
)
def test_apart(one: str, other: str) -> None:
    """Words that mean something else have stems of their own."""
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    "forms",
    [
        "deploy deploys deployed deploying",
        "model models",
        "pipeline pipelines",
        "experiment experiments",
        "experience experiences experienced",
        "production productions",
        "engineer engineers",
        "container containers",
        "embedding embeddings",
        "train trains training trained",
        "monitor monitors monitoring monitored",
    ],
)
def test_together(forms: str) -> None:
    """The forms of one word share a stem."""
    assert len(set(stems(forms))) == 1


def test_stems_of() -> None:
    """Words that were taken apart already have the same stems as in their text."""
    text = "Who's deploying the team's Models?"
    assert stems_of(words(text)) == stems(text)


def test_threads() -> None:
    """Threads that stem at the same time get what one alone would."""
    made = [
        f"{start}{end}" for start in ("deploy", "monitor", "load") for end in ("s", "ed", "ing")
    ]
    found: list[tuple[str, ...]] = []

    def work() -> None:
        stem.cache_clear()
        found.append(tuple(stem(word) for word in made * 50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = tuple(word for word in ("deploy", "monitor", "load") for _ in range(3)) * 50
    assert found == [expected] * 8


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x" * 50, ["x" * 40]),
        ("the " + "y" * 60 + "'s end", ["the", "y" * 40, "end"]),
    ],
)
def test_long_words(text: str, plain: list[str]) -> None:
    """A word is cut where it gets too long to be one, wherever it stands."""
    assert words(text) == plain
