"""How good answers are."""

from dataclasses import replace

import pytest

from bot.commands.ask import reply_to
from bot.domain.call import Call
from bot.domain.evaluation import Judged, Labelled, by_field, mean_share, summary
from bot.domain.reply import Outcome
from tests.domain.judged import judged
from tests.example import ROOT, TODAY, catalog, finder, organisation

QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"


def test_nothing() -> None:
    """Where there is nothing to share, shares are None."""
    figures = summary([])
    assert (figures.pop("n_in"), figures.pop("n_off")) == (0, 0)
    assert set(figures) == {
        "top1",
        "top3",
        "asked_back",
        "refused_in",
        "confident_wrong",
        "refused_off",
        "p50_ms",
        "p99_ms",
    }
    assert set(figures.values()) == {None}


@pytest.mark.parametrize(
    ("outcome", "matches", "figures"),
    [
        ("answered", "abc", (1, 1, 0, 0, 0)),
        ("answered", "bac", (0, 1, 0, 0, 1)),
        ("answered", "bca", (0, 1, 0, 0, 1)),
        ("left", "bcd", (0, 0, 0, 0, 1)),
        ("unfilled", "b", (0, 0, 0, 0, 1)),
        ("nobody", "a", (1, 1, 0, 0, 0)),
        ("choose", "abc", (1, 1, 1, 0, 0)),
        ("choose", "bcd", (0, 0, 1, 0, 0)),
        ("choose", "bcda", (0, 0, 1, 0, 0)),
        ("unknown", "", (0, 0, 0, 1, 0)),
    ],
)
def test_inside(outcome: Outcome, matches: str, figures: tuple[int, ...]) -> None:
    """top1 and top3 look at matches whatever the outcome; asking back is never confident."""
    names = ("top1", "top3", "asked_back", "refused_in", "confident_wrong")
    found = summary([judged(outcome, matches, "a")])
    assert tuple(found[name] for name in names) == figures
    assert (found["n_in"], found["n_off"], found["refused_off"]) == (1, 0, None)


def test_off_topic() -> None:
    """Only `unknown` counts as refused, and off-topic questions touch no other share."""
    found = summary(
        [judged("unknown", "", ""), judged("choose", "a", ""), judged("answered", "a", "")]
    )
    assert (found["n_off"], found["refused_off"]) == (3, 0.3333)
    assert (found["n_in"], found["top1"], found["confident_wrong"]) == (0, None, None)


def test_shares() -> None:
    """Shares are of all in-scope questions."""
    rows = [judged("answered", "a", "ab"), judged("answered", "b", "a")]
    found = summary([*rows, *rows[:1], judged("unknown", "", "a"), judged("unknown", "", "")])
    assert (found["top1"], found["confident_wrong"], found["refused_in"]) == (0.5, 0.25, 0.25)


@pytest.mark.parametrize(
    ("times", "p50", "p99"),
    [([5.0], 5.0, 5.0), ([3.0, 1.0, 2.0], 2.0, 3.0), (list(range(200)), 100, 198)],
)
def test_times(times: list[float], p50: float, p99: float) -> None:
    """The middle time and the one that a hundredth exceeds, in whatever order they came."""
    found = summary([replace(judged("unknown", "", ""), milliseconds=time) for time in times])
    assert (found["p50_ms"], found["p99_ms"]) == (p50, p99)


def test_by_field() -> None:
    """A summary for each value of a field, those without one together."""
    rows = [judged("unknown", "", "a", kind=kind) for kind in ("x", "", "x", "b")]
    assert {name: one["n_in"] for name, one in by_field(rows, "kind").items()} == {
        "(none)": 1,
        "b": 1,
        "x": 2,
    }


def test_mean_share() -> None:
    """Every group counts once, however many questions it has; one without the share doesn't."""
    right, wrong = judged("answered", "a", "a"), judged("answered", "b", "a")
    groups = [summary([right]), summary([right, *[wrong] * 3]), summary([judged("left", "a", "")])]
    assert mean_share(groups, "top1") == 0.625
    assert mean_share(groups, "refused_off") == 0
    assert mean_share(groups[:2], "refused_off") is None


def _labelled() -> list[Labelled]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [Labelled.model_validate_json(line) for line in lines]


def test_labels() -> None:
    """The labelled questions name entries of the catalog only, and none comes twice."""
    rows = _labelled()
    assert {ref for row in rows for ref in row.expected} <= set(catalog().by_ref)
    assert len({row.id for row in rows}) == len({row.text for row in rows}) == len(rows)


def test_shipped() -> None:
    """On the labelled questions Rolecall is often right, and refuses what isn't its matter."""
    rows = []
    for row in _labelled():
        call = Call(text=row.text, today=TODAY, surface="test")
        rows.append(Judged(row, reply_to(call, catalog(), organisation(), finder()), 0.0))
    found = summary(rows)
    assert min(found["n_in"], found["n_off"]) >= 50
    assert found["top1"] >= 0.45
    assert found["refused_off"] >= 0.9
