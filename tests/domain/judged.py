"""A labelled question with what was replied, in few words."""

from bot.domain.evaluation import Judged, Labelled
from bot.domain.reply import Match, Outcome, Reply


def judged(
    outcome: Outcome, matches: str, expected: str, score: float = 0.5, **more: str
) -> Judged:
    """Each letter of `matches` and `expected` is a ref; `more` are further fields of the label."""
    found = tuple(Match(ref=ref, kind="x", name=ref, score=score) for ref in matches)
    labelled = Labelled.model_validate({"text": "q", "expected": tuple(expected)} | more)
    return Judged(labelled, Reply(outcome=outcome, headline="h", matches=found), 1.0)
