"""config/matching.yaml as tuning writes it."""

from pathlib import Path

import pytest

from bot.config import load_matching
from bot.domain.evaluation import Labelled
from bot.search.score import Judging, Matching
from bot.tuning.calibrate import NEAR, Weighed
from bot.tuning.tune import Tuned
from bot.tuning.write import fitted_on, matching_file
from tests.example import matching
from tests.tuning import bakery

JUDGING = Judging(answer_from=0.6, ask_back_from=0.5, right={"cover": 4.0}, answerable={"one": 1.0})


def _read(text: str, root: Path) -> Matching:
    (root / "config").mkdir()
    (root / "config" / "matching.yaml").write_text(text, "utf-8")
    return load_matching(root)


def _changed(**more: object) -> Matching:
    return bakery.MATCHING.model_copy(update=more)


@pytest.mark.parametrize(
    "one",
    [
        matching(),
        bakery.MATCHING,
        _changed(about_equal=1e-07, kinds={"role": -0.0}),
        _changed(rank=bakery.MATCHING.rank | {"cover": -1e-12, "both": 1e22, "solid": 0.1 + 0.2}),
        _changed(with_examples=JUDGING, words_alone=JUDGING),
    ],
)
def test_read_back(one: Matching, tmp_path: Path) -> None:
    """Whatever the weights, the file says exactly what it was written from."""
    assert _read(matching_file(one, ()), tmp_path) == one


def test_tuned(tuned: tuple[Tuned, int], tmp_path: Path) -> None:
    """So does what tuning gives, with a comment on what it was fitted on."""
    made, _ = tuned
    text = matching_file(made.matching, made.judged)
    assert _read(text, tmp_path) == made.matching
    for line in fitted_on(made.matching.with_examples, made.judged):
        assert f"# {line}" in text.splitlines()


def _weighed(
    kind: str, *expected: str, sure: float = 0.9, heard: float = 1.0, writer: str = "a"
) -> Weighed:
    """A message of which the entry x was found, as surely as that."""
    labelled = Labelled(text="-", expected=expected, kind=kind, writer=writer)
    return Weighed(labelled, [("x", {"cover": sure, "one": heard})])


def test_fitted_on() -> None:
    """What comes of the messages is told in shares of the questions and of all others."""
    messages = [
        _weighed("right and sure", "x"),
        _weighed("wrong and sure", "y", writer="b"),
        _weighed("right and refused", "x", heard=-1),
        _weighed("wrong and asked back", "y", sure=0.05),
        _weighed("talk that is refused", heard=-1),
        _weighed("talk that is answered"),
        _weighed("more talk that is refused", heard=-1),
        _weighed(NEAR),
    ]
    told = list(fitted_on(JUDGING, messages))
    assert "8 messages by 2 writers" in told[0]
    assert "50.0% of 4 questions" in told[1]
    assert "25.0% of them" in told[2]
    assert "25.0% of them" in told[3]
    assert "33.3% of 3 messages" in told[4]
    assert "100.0% of 1 messages" in told[5]


def test_fitted_on_nothing() -> None:
    """Where there was nothing of a sort, that is said."""
    told = list(fitted_on(JUDGING, ()))
    assert "0 messages" in told[0]
    assert all("none" in line for line in told[1:])
