"""What would come of labelled messages, and the shares of it.

As in `rolecall ask`, refused is what isn't answerable, and what isn't sure is asked back. What else
decides there is left out: rivals that fit as well, two things asked at once, people, roles, teams.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.evaluation import Labelled
from bot.domain.reliability import bins, calibration_error
from bot.search.score import Judging, probability
from bot.tuning.calibrate import NEAR, Weighed

MOST = 3


@dataclass(frozen=True)
class Outcome:
    """A message with its best refs, whether they would be shown, and whether as if it were sure."""

    labelled: Labelled
    refs: tuple[str, ...]
    probability: float
    answerable: bool
    sure: bool

    def right_within(self, first: int) -> bool:
        """Whether one of the first refs is right, shown or not."""
        return not set(self.labelled.expected).isdisjoint(self.refs[:first])

    def kept_within(self, first: int) -> bool:
        """Whether one of the first refs is right and shown."""
        return self.answerable and self.right_within(first)

    @property
    def asked_back(self) -> bool:
        """Whether the answer would be a question back."""
        return self.answerable and not self.sure

    @property
    def confident_wrong(self) -> bool:
        """Whether a wrong answer would be given as if it were sure."""
        return self.answerable and self.sure and not self.right_within(1)


@dataclass(frozen=True)
class Shares:
    """How it went with some messages; a share is None where there is nothing to share.

    `best` is before refusing, the plain shares count a refusal as missed. The first ones are of the
    messages that have an answer; `talk` and `near` are shares answered of those that have none.
    `error` is the expected calibration error of what is shown, `error_all` that of all messages.
    """

    n_in: int
    n_off: int
    top1_best: float | None
    top3_best: float | None
    top1: float | None
    top3: float | None
    asked_back: float | None
    confident_wrong: float | None
    talk: float | None
    near: float | None
    error: float | None
    error_all: float | None


def outcome(message: Weighed, judging: Judging) -> Outcome:
    """What would come of a message, its candidates in the order that the finder gives them."""
    rated = [
        (ref, figures, probability(figures, judging.right)) for ref, figures in message.candidates
    ]
    # What was called by its whole name goes first, as it does in the finder.
    rated.sort(key=lambda one: (one[1].get("likeness", 0) < 1, -one[2], -one[1].get("rank", 0)))
    if not rated:
        return Outcome(message.labelled, (), 0.0, answerable=False, sure=False)
    refs = tuple(dict.fromkeys(ref for ref, _, _ in rated))[:MOST]
    likely = max(chance for _, _, chance in rated)
    there = probability(rated[0][1], judging.answerable) >= judging.ask_back_from
    sure = likely >= judging.answer_from
    return Outcome(message.labelled, refs, likely, answerable=there, sure=sure)


def shares(outcomes: Sequence[Outcome]) -> Shares:
    """The shares of what came of them."""
    inside = [one for one in outcomes if one.labelled.expected]
    off = [one for one in outcomes if not one.labelled.expected]
    return Shares(
        n_in=len(inside),
        n_off=len(off),
        top1_best=_share(one.right_within(1) for one in inside),
        top3_best=_share(one.right_within(MOST) for one in inside),
        top1=_share(one.kept_within(1) for one in inside),
        top3=_share(one.kept_within(MOST) for one in inside),
        asked_back=_share(one.asked_back for one in inside),
        confident_wrong=_share(one.confident_wrong for one in inside),
        talk=_share(one.answerable for one in off if one.labelled.kind != NEAR),
        near=_share(one.answerable for one in off if one.labelled.kind == NEAR),
        error=_error(one for one in outcomes if one.answerable),
        error_all=_error(outcomes),
    )


def _share(truths: Iterable[bool]) -> float | None:
    listed = list(truths)
    return round(sum(listed) / len(listed), 4) if listed else None


def _error(outcomes: Iterable[Outcome]) -> float | None:
    found = calibration_error(bins((one.probability, one.right_within(1)) for one in outcomes))
    return None if found is None else round(found, 4)
