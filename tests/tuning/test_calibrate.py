"""From what speaks for a candidate to the probability that it is right, and when to answer."""

import math
import random
from collections.abc import Callable, Sequence

import pytest

from bot.domain.evaluation import Labelled
from bot.domain.reliability import bins, calibration_error
from bot.search.score import Judging
from bot.tuning.calibrate import MOST_TALK, MOST_WRONG, NEAR, Judged, Weighed, judging
from bot.tuning.tune import Tuned

NAMES = ("one", "cover", "share", "concerns")
IN = ("a",)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _figures(cover: float, share: float, concerns: float) -> dict[str, float]:
    return {"one": 1.0, "cover": cover, "share": share, "concerns": concerns}


def _message(chance: random.Random) -> Weighed:
    """A message with three candidates; how surely the first is right is what `share` says.

    Messages on other matters concern the catalog less, near ones nearly as much as questions.
    """
    kind = chance.choice(["activity", "activity", "talk", NEAR])
    middle = {"activity": 2.0, "talk": -2.0, NEAR: 1.0}[kind]
    share, concerns = chance.gauss(0.5, 1.5), chance.gauss(middle, 1)
    right = chance.random() < _share(2 * share)
    expected = () if kind in ("talk", NEAR) else IN if right else ("z",)
    labelled = Labelled(text="-", expected=expected, kind=kind, writer="w")
    others = [(ref, _figures(chance.random(), share - 4, concerns)) for ref in "bc"]
    return Weighed(labelled, [("a", _figures(chance.random(), share, concerns)), *others])


def _many(seed: int, count: int = 3000) -> list[Weighed]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [_message(chance) for _ in range(count)]


@pytest.fixture(scope="module")
def messages() -> list[Weighed]:
    """Messages to fit on."""
    return _many(1)


@pytest.fixture(scope="module")
def fitted(messages: list[Weighed]) -> Judging:
    """What was fitted on them."""
    return judging(messages, NAMES)


def _refused(judging: Judging, one: Judged) -> bool:
    return one.answerable < judging.ask_back_from


def _confident(judging: Judging, one: Judged) -> bool:
    return not _refused(judging, one) and one.probability >= judging.answer_from


def _talk(judged: Sequence[Judged]) -> list[Judged]:
    return [m for m in judged if not m.labelled.expected and m.labelled.kind != NEAR]


def _inside(judged: Sequence[Judged]) -> list[Judged]:
    return [m for m in judged if m.labelled.expected]


def _lower(judging: Judging, name: str) -> Judging:
    return judging.model_copy(update={name: getattr(judging, name) - 0.01})


def _talked_to(judging: Judging, messages: Sequence[Weighed]) -> float:
    """The share of messages on other matters that isn't refused."""
    talk = _talk([m.judged(judging) for m in messages])
    return sum(not _refused(judging, one) for one in talk) / len(talk)


def _mistaken(judging: Judging, messages: Sequence[Weighed]) -> float:
    """The share of questions that is answered wrongly as if it were sure."""
    inside = _inside([m.judged(judging) for m in messages])
    return sum(_confident(judging, one) and not one.right for one in inside) / len(inside)


Share = Callable[[Judging, Sequence[Weighed]], float]


@pytest.mark.parametrize(
    ("name", "share", "most"),
    [("ask_back_from", _talked_to, MOST_TALK), ("answer_from", _mistaken, MOST_WRONG)],
)
def test_thresholds(
    name: str, share: Share, most: float, fitted: Judging, messages: list[Weighed]
) -> None:
    """Mistakes are as rare as they have to be, and a hundredth lower they wouldn't be."""
    assert share(fitted, messages) <= most < share(_lower(fitted, name), messages)


def test_thresholds_in_the_bakery(tuned: tuple[Tuned, int]) -> None:
    """So on what the messages of a bakery gave."""
    made, _ = tuned
    for share, most in ((_talked_to, MOST_TALK), (_mistaken, MOST_WRONG)):
        assert share(made.matching.with_examples, made.judged) <= most


def test_near_is_let_through(fitted: Judging, messages: list[Weighed]) -> None:
    """What only sounds as if it were about the catalog says nothing of when to refuse."""
    assert _talked_to(fitted, messages) < 0.01
    all_near = [
        Weighed(m.labelled.model_copy(update={"kind": NEAR}), m.candidates)
        if not m.labelled.expected
        else m
        for m in messages
    ]
    assert judging(all_near, NAMES).ask_back_from == 0.5


def test_calibrated(fitted: Judging) -> None:
    """On messages that it wasn't fitted on, what is given a probability is right that often."""
    judged = [m.judged(fitted) for m in _many(2)]
    for given in (
        [(m.probability, m.right) for m in judged],
        [(m.answerable, bool(m.labelled.expected)) for m in judged],
    ):
        error = calibration_error(bins(given))
        assert error is not None
        assert error < 0.04


def test_best(fitted: Judging, messages: list[Weighed]) -> None:
    """The candidate that more speaks for comes first, wherever it stands."""
    for message in messages[:200]:
        turned = Weighed(message.labelled, message.candidates[::-1])
        for one in (message, turned):
            best = one.best(fitted.right)
            assert best
            assert best[0] == "a"
        assert turned.judged(fitted) == message.judged(fitted)


def test_weights(fitted: Judging, messages: list[Weighed]) -> None:
    """Only what was named is weighed, to a thousandth, and the same each time."""
    assert set(fitted.right) == set(fitted.answerable) == set(NAMES)
    for weight in (*fitted.right.values(), *fitted.answerable.values()):
        assert weight == round(weight, 3)
    assert judging(messages, NAMES) == fitted
    assert fitted.right["share"] > abs(fitted.right["cover"])
    assert fitted.answerable["concerns"] > abs(fitted.answerable["cover"])


def test_no_candidate(fitted: Judging) -> None:
    """A message that nothing speaks for is refused, and nothing of it is right."""
    message = Weighed(Labelled(text="-", expected=IN), [])
    assert message.best(fitted.right) is None
    judged = message.judged(fitted)
    assert (judged.probability, judged.answerable, judged.right) == (0, 0, False)
    assert judging([*_many(3, 200), message], NAMES).right


def _only(kind: str) -> list[Weighed]:
    return [m for m in _many(4, 200) if (m.labelled.kind == kind)]


@pytest.mark.parametrize("kind", ["activity", "talk", NEAR])
def test_one_sort_of_messages(kind: str) -> None:
    """Questions alone, or talk alone, still give thresholds that can be written."""
    made = judging(_only(kind), NAMES)
    assert 0.01 <= made.ask_back_from <= 0.99
    assert 0.01 <= made.answer_from <= 0.99
