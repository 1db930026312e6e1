"""What each part is worth: without it, on writers that nothing was learned from or tuned on.

Every row has its own probabilities and thresholds, fitted on the examples, each judged by what
other writers taught, so that the same share of talk is answered there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from columns import aligned, decimal, percent
from outcomes import Shares, outcome, shares
from taught import Learn, Lesson, Part

from bot.domain.evaluation import Labelled
from bot.search.score import ALL_FIGURES, FIGURES, TAUGHT
from bot.tuning.calibrate import Weighed, judging
from bot.tuning.tune import folds

HEADINGS = (
    ("", "best guess", "best guess", "kept", "kept", "talk", "near", "", "talk of examples"),
    ("", "top-1", "top-3", "top-1", "top-3", "answered", "answered", "ECE", "answered"),
)
TRAITS, LESSONS = "bot.search.traits", "bot.tuning.lessons"

NO_WORDINGS = ((LESSONS, "FRAMES", ()), (LESSONS, "ROLE_FRAMES", ()))
NEXT_TO_NOTHING = 1e-6
"""What a further right answer counts; at 0, one whose first can't be learned would have none."""

Figures = Sequence[str]


@dataclass(frozen=True)
class Way:
    """A way of learning, and the rows that come of it, each by the figures that it judges by."""

    rows: Mapping[str, Figures]
    parts: tuple[Part, ...] = ()
    taught: bool = True
    collections: bool = True
    """Whether writers who ask nothing teach."""


WAYS = (
    Way({"everything": ALL_FIGURES, "examples alone": ("one", *TAUGHT)}),
    Way({"without examples": FIGURES}, taught=False),
    Way({"without pieces of words": ALL_FIGURES}, ((TRAITS, "PIECE", 0.0),)),
    Way({"without pairs of words": ALL_FIGURES}, ((TRAITS, "PAIR", 0.0),)),
    Way({"without concepts in traits": ALL_FIGURES}, ((TRAITS, "CONCEPT", 0.0),)),
    Way({"without the catalog's wordings": ALL_FIGURES}, NO_WORDINGS),
    Way({"without off-topic collections": ALL_FIGURES}, collections=False),
    Way({"with one answer a message": ALL_FIGURES}, ((LESSONS, "BESIDE", NEXT_TO_NOTHING),)),
)


@dataclass(frozen=True)
class Row:
    """What came of the unseen writers, and of the examples that the thresholds were fitted on."""

    name: str
    unseen: Shares
    fitted_on: Shares
    answer_from: float
    ask_back_from: float


@dataclass(frozen=True)
class Ablation:
    """The rows, everything first."""

    rows: list[Row]

    def lines(self) -> list[str]:
        """The rows for a person."""
        return aligned((*HEADINGS, *((row.name, *_cells(row)) for row in self.rows)))


def measured(examples: Sequence[Labelled], unseen: Sequence[Labelled], learn: Learn) -> Ablation:
    """How it goes without one part or another."""
    every = [_lessons(way, examples, unseen) for way in WAYS]
    judged = learn([lesson for lessons in every for lesson in lessons])
    rows: list[Row] = []
    for way, lessons in zip(WAYS, every, strict=True):
        *fitted_on, asked = islice(judged, len(lessons))
        known = [one for fold in fitted_on for one in fold]
        rows += [_row(name, names, known, asked) for name, names in way.rows.items()]
    return Ablation(rows)


def _lessons(way: Way, examples: Sequence[Labelled], unseen: Sequence[Labelled]) -> list[Lesson]:
    """The examples by folds, as tuning does it, then the unseen ones."""
    asking = {one.writer for one in examples if one.expected}

    def lesson(given: Sequence[Labelled], asked: Sequence[Labelled]) -> Lesson:
        kept = [one for one in given if way.collections or one.writer in asking]
        return Lesson(kept if way.taught else None, asked, way.parts)

    within = [lesson(others, mine) for mine, others in folds(examples) if mine]
    return [*within, lesson(examples, unseen)]


def _row(name: str, names: Figures, known: Sequence[Weighed], asked: Sequence[Weighed]) -> Row:
    fitted_on, told = _by(names, known), _by(names, asked)
    made = judging(fitted_on, names)
    return Row(
        name,
        shares([outcome(one, made) for one in told]),
        shares([outcome(one, made) for one in fitted_on]),
        made.answer_from,
        made.ask_back_from,
    )


def _by(names: Figures, messages: Sequence[Weighed]) -> list[Weighed]:
    """The messages with those figures alone."""
    return [
        Weighed(
            one.labelled,
            [(ref, {name: figures[name] for name in names}) for ref, figures in one.candidates],
        )
        for one in messages
    ]


def _cells(row: Row) -> tuple[str, ...]:
    one = row.unseen
    told = (one.top1_best, one.top3_best, one.top1, one.top3, one.talk, one.near)
    return (*map(percent, told), decimal(one.error), percent(row.fitted_on.talk))
