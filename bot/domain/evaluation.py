"""How good answers are, measured on labelled questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from pydantic import ConfigDict

from bot.domain.reply import Reply
from bot.domain.value import Value


class Labelled(Value):
    """A question with the refs that are right for it; none means “must not be answered”.

    What else a line says is passed over.
    """

    model_config = ConfigDict(extra="ignore")

    id: Any = None
    text: str
    expected: tuple[str, ...]
    kind: str = ""
    difficulty: str = ""
    writer: str = ""


@dataclass(frozen=True)
class Judged:
    """One labelled question, what was replied, and how long that took."""

    labelled: Labelled
    reply: Reply
    milliseconds: float

    def right_within(self, first: int) -> bool:
        """Whether one of the first matches is right, whatever the outcome."""
        return any(m.ref in self.labelled.expected for m in self.reply.matches[:first])

    @property
    def confident_wrong(self) -> bool:
        """Whether a wrong answer was given as if it were sure."""
        sure = self.reply.outcome not in ("choose", "unknown")
        return sure and not self.right_within(1)


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures as other programs rely on them; shares are None where there is nothing to share.

    `refused_in` and `refused_off` are shares of the in-scope and off-topic questions.
    """
    inside = [one for one in judged if one.labelled.expected]
    off = [one for one in judged if not one.labelled.expected]
    times = sorted(one.milliseconds for one in judged)
    return {
        "n_in": len(inside),
        "n_off": len(off),
        "top1": _share(one.right_within(1) for one in inside),
        "top3": _share(one.right_within(3) for one in inside),
        "asked_back": _share(one.reply.outcome == "choose" for one in inside),
        "refused_in": _share(one.reply.outcome == "unknown" for one in inside),
        "confident_wrong": _share(one.confident_wrong for one in inside),
        "refused_off": _share(one.reply.outcome == "unknown" for one in off),
        "p50_ms": _at(times, 0.50),
        "p99_ms": _at(times, 0.99),
    }


def by_field(judged: Sequence[Judged], field: str) -> dict[str, dict[str, Any]]:
    """A summary for each value of a field of the labels."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(getattr(one.labelled, field), []).append(one)
    return {name or "(none)": summary(group) for name, group in sorted(groups.items())}


def mean_share(groups: Iterable[Mapping[str, Any]], name: str) -> float | None:
    """A share's mean over summaries, each counting once, however many questions it is of.

    Those without that share are passed over; None where all are.
    """
    shares = [group[name] for group in groups if group[name] is not None]
    return fmean(shares) if shares else None


def _share(truths: Iterable[bool]) -> float | None:
    listed = list(truths)
    return round(sum(listed) / len(listed), 4) if listed else None


def _at(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)
