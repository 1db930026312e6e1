"""Learning from examples without fooling oneself: a writer is judged by what others taught."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.domain.evaluation import Labelled
from bot.search.finder import Finder
from bot.search.learned import Learned
from bot.search.score import ALL_FIGURES, FIGURES, Matching
from bot.search.vocabulary import Vocabulary
from bot.tuning.calibrate import Weighed, judging
from bot.tuning.lessons import learned

FOLDS = 5
MANY = 500
"""A writer of more examples than this is a collection, no voice, and is split over all folds."""

ENOUGH = 1000
"""With fewer messages, what is judged by words alone stays as it was fitted on more."""

Advance = Callable[[], None]


@dataclass(frozen=True)
class Tuned:
    """What tuning gives, and the messages that it was fitted on, each judged by others' lessons."""

    learned: Learned
    matching: Matching
    judged: Sequence[Weighed]


def tune(
    examples: Sequence[Labelled],
    further: Sequence[Labelled],
    catalog: Catalog,
    vocabulary: Vocabulary,
    matching: Matching,
    advance: Advance,
) -> Tuned:
    """Learns from the examples; fits probabilities and thresholds on them and what is further.

    `further` are labelled messages that teach nothing and only say when to answer. `advance` is
    called `STEPS` times.
    """

    def weighed(rows: Sequence[Labelled], known: Learned | None) -> list[Weighed]:
        finder = Finder.over(catalog, vocabulary, matching, known)
        return [Weighed(row, finder.figures(row.text)) for row in rows]

    judged: list[Weighed] = []
    for mine, others in folds(examples):
        judged += weighed(mine, learned(others, catalog, vocabulary))
        advance()
    whole = learned(examples, catalog, vocabulary)
    advance()
    judged += weighed(further, whole)
    labelled = [*examples, *further]
    alone = matching.words_alone
    if len(labelled) >= ENOUGH:
        alone = judging(weighed(labelled, None), FIGURES)
    advance()
    taught = judging(judged, ALL_FIGURES)
    made = matching.model_copy(update={"words_alone": alone, "with_examples": taught})
    return Tuned(whole, made, judged)


STEPS = FOLDS + 2
"""How often `tune` says that it has come further."""


def folds(
    examples: Sequence[Labelled], count: int = FOLDS
) -> Iterator[tuple[list[Labelled], list[Labelled]]]:
    """(messages, those of other writers): every message once, none judged by its own writer.

    Where there are fewer writers than folds, each is split like a collection.
    """
    by_writer: dict[str, list[Labelled]] = {}
    for one in examples:
        by_writer.setdefault(one.writer, []).append(one)
    fold_of: dict[int, int] = {}
    voices = [rows for _, rows in sorted(by_writer.items()) if len(rows) <= MANY]
    if len(voices) < count:  # too few to hear the others
        voices = []
    for place, rows in enumerate(voices):
        fold_of |= {id(one): place % count for one in rows}
    for rows in by_writer.values():
        if id(rows[0]) not in fold_of:
            fold_of |= {id(one): place % count for place, one in enumerate(rows)}
    for fold in range(count):
        mine = [one for one in examples if fold_of[id(one)] == fold]
        yield mine, [one for one in examples if fold_of[id(one)] != fold]
