"""Every writer judged by what the others taught, with the thresholds that fit the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from columns import aligned, decimal, percent
from outcomes import Outcome, Shares, outcome, shares
from taught import Learn, Lesson

from bot.domain.evaluation import Labelled
from bot.search.score import ALL_FIGURES
from bot.tuning.calibrate import Weighed, judging

FOLDS = 6
SHOWN = ("top1", "top3", "asked_back", "confident_wrong", "talk", "near")
HEADINGS = (
    ("", "in", "off-", "", "", "asked", "confident", "talk", "near"),
    ("", "scope", "topic", "top-1", "top-3", "back", "wrong", "answered", "answered"),
)


@dataclass(frozen=True)
class Spread:
    """The mean over writers, each counting once, and their standard deviation."""

    mean: float | None
    deviation: float | None


@dataclass(frozen=True)
class Rotation:
    """The shares of every writer and of all messages; the spread is over writers with questions."""

    writers: dict[str, Shares]
    spread: dict[str, Spread]
    all: Shares

    def lines(self) -> list[str]:
        """The rotation for a person."""
        asking = sum(one.n_in > 0 for one in self.writers.values())
        rows = [
            *(
                (name, str(one.n_in), str(one.n_off), *_cells(one))
                for name, one in self.writers.items()
            ),
            (f"mean of {asking} with questions", "", "", *self._spreads("mean")),
            ("standard deviation", "", "", *self._spreads("deviation")),
        ]
        errors = f"{decimal(self.all.error)} of what is shown, {decimal(self.all.error_all)} of all"
        return [*aligned((*HEADINGS, *rows)), f"Expected calibration error: {errors}"]

    def _spreads(self, name: str) -> list[str]:
        return [percent(getattr(one, name)) for one in self.spread.values()]


def measured(examples: Sequence[Labelled], unseen: Sequence[Labelled], learn: Learn) -> Rotation:
    """How it goes with each of the writers when nothing was learned from them."""
    every = [*examples, *unseen]
    fold_of = _dealt(every)
    lessons = [
        Lesson(
            [one for one in every if fold_of[one.writer] != fold],
            [one for one in every if fold_of[one.writer] == fold],
        )
        for fold in sorted(set(fold_of.values()))
    ]
    outcomes = _judged(list(learn(lessons)))
    by_writer: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by_writer.setdefault(one.labelled.writer, []).append(one)
    writers = {name: shares(heard) for name, heard in sorted(by_writer.items())}
    return Rotation(writers, _spread(list(writers.values())), shares(outcomes))


def _dealt(examples: Sequence[Labelled]) -> dict[str, int]:
    """Each writer's fold; those with and those without questions are dealt out evenly."""
    asking = {one.writer for one in examples if one.expected}
    writers = sorted({one.writer for one in examples}, key=lambda name: (name not in asking, name))
    return {name: place % FOLDS for place, name in enumerate(writers)}


def _judged(folds: Sequence[Sequence[Weighed]]) -> list[Outcome]:
    """What comes of each fold's messages by the probabilities that fit the other folds."""
    outcomes = []
    for fold, mine in enumerate(folds):
        others = [one for place, rest in enumerate(folds) if place != fold for one in rest]
        fitted = judging(others, ALL_FIGURES)
        outcomes += [outcome(one, fitted) for one in mine]
    return outcomes


def _spread(writers: Sequence[Shares]) -> dict[str, Spread]:
    return {name: _spread_of([getattr(one, name) for one in writers if one.n_in]) for name in SHOWN}


def _spread_of(given: Sequence[float | None]) -> Spread:
    found = [one for one in given if one is not None]
    return Spread(
        round(fmean(found), 4) if found else None,
        round(stdev(found), 4) if len(found) > 1 else None,
    )


def _cells(found: Shares) -> list[str]:
    return [percent(getattr(found, share)) for share in SHOWN]
