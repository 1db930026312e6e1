"""What went wrong on labelled questions: what is taken for what, and the surest wrong answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.evaluation import Judged

MOST_CONFUSIONS = 10
MOST_WORST = 20


@dataclass(frozen=True)
class Confusion:
    """The first ref that was expected, the one that was matched first, and how often."""

    expected: str
    matched: str
    count: int


def confusions(judged: Iterable[Judged]) -> tuple[Confusion, ...]:
    """The commonest of what was matched wrongly for questions in scope, commonest first.

    What was refused isn't taken for anything.
    """
    pairs = Counter(
        (one.labelled.expected[0], one.reply.matches[0].ref)
        for one in judged
        if one.labelled.expected and _matched_wrongly(one)
    )
    return tuple(Confusion(*pair, count) for pair, count in pairs.most_common(MOST_CONFUSIONS))


def worst(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """Wrong answers given with the highest probability, highest first.

    To a question that must not be answered every answer is wrong.
    """
    wrong = [one for one in judged if one.confident_wrong and one.reply.matches]
    ordered = sorted(wrong, key=lambda one: one.reply.matches[0].score, reverse=True)
    return tuple(ordered[:MOST_WORST])


def _matched_wrongly(one: Judged) -> bool:
    given = one.reply.outcome != "unknown" and bool(one.reply.matches)
    return given and not one.right_within(1)
