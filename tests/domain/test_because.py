"""Why an entry was found, in words for people."""

import pytest

from bot.domain.because import MOST_NAMED, Because, Clue, Way, details, sentence
from bot.domain.reply import Match

DEPLOY = Match(ref="activity:deploy", kind="activity", name="Deploy models", score=0.917)


def _clue(said: str, way: Way = "word", meant: str = "", read_as: str | None = None) -> Clue:
    return Clue(said, way, meant or said, read_as, 1.25)


def _sentence(*clues: Clue) -> str:
    return sentence(Because(clues, "Deploy models", is_name=True), DEPLOY)


@pytest.mark.parametrize(
    ("clues", "text"),
    [
        ([_clue("deploy")], "“deploy” speaks for the activity Deploy models"),
        (
            [_clue("deploy"), _clue("models")],
            "“deploy” and “models” speak for the activity Deploy models",
        ),
        (
            [_clue("deploy"), _clue("models"), _clue("fast", "examples")],
            "“deploy”, “models” and “fast” speak for the activity Deploy models",
        ),
        ([_clue("live", "examples")], "“live” speaks for the activity Deploy models"),
    ],
)
def test_words(clues: list[Clue], text: str) -> None:
    """Words that need no explanation are listed, with the verb for one or for several."""
    assert _sentence(*clues) == text


def test_read_as() -> None:
    """A mistyped word is told with what it was read as."""
    assert _sentence(_clue("deplyo", meant="deploy", read_as="deploy"), _clue("models")) == (
        "“deplyo” and “models” speak for the activity Deploy models; “deplyo” was read as “deploy”"
    )


def test_vocabulary() -> None:
    """Words of the vocabulary are told with their concept, those that share one together."""
    ship, launch = _clue("ship", "vocabulary", "deploy"), _clue("launch", "vocabulary", "deploy")
    net = _clue("net", "vocabulary", "model")
    speak = "speak for the activity Deploy models"
    assert _sentence(ship, net) == (
        f"“ship” and “net” {speak}; “ship” goes with “deploy”; “net” goes with “model”"
    )
    assert _sentence(ship, launch) == (
        f"“ship” and “launch” {speak}; “ship” and “launch” go with “deploy”"
    )


def test_read_as_and_vocabulary() -> None:
    """A mistyped word of the vocabulary is told with both."""
    assert _sentence(_clue("lauch", "vocabulary", "deploy", "launch")) == (
        "“lauch” speaks for the activity Deploy models; “lauch” was read as “launch”;"
        " “lauch” goes with “deploy”"
    )


def test_nothing() -> None:
    """Where no word stands out there is nothing to say."""
    assert _sentence() == ""


def test_most_named() -> None:
    """A sentence names the weightiest words, as they were said, and explains no others."""
    clues = [Clue(f"w{n}", "vocabulary", f"c{n}", None, n % 3) for n in range(MOST_NAMED + 2)]
    kept = [clue for clue in clues if clue.weight]
    assert len(kept) == MOST_NAMED
    told = _sentence(*clues)
    assert told == _sentence(*kept)
    assert told.startswith("“w1”, “w2”, “w4” and “w5” speak for ")


def test_details() -> None:
    """At length every clue has a line, with how it was known and what it weighed."""
    clues = (
        _clue("deplyo", meant="deploy", read_as="deploy"),
        _clue("net", "vocabulary", "model"),
        _clue("live", "examples"),
    )
    assert list(details(Because(clues, "model rollout", is_name=False), DEPLOY)) == [
        "activity Deploy models, 92% likely; nearest: its wording “model rollout”",
        "“deplyo”, read as “deploy”: the entry says so itself (1.2)",
        "“net”: goes with “model” in the vocabulary (1.2)",
        "“live”: said in messages like this one, in the examples (1.2)",
    ]


def test_details_of_nothing() -> None:
    """Without a clue there is still what was found and how likely that is."""
    assert list(details(Because((), "Deploy models", is_name=True), DEPLOY)) == [
        "activity Deploy models, 92% likely; nearest: its name “Deploy models”"
    ]
