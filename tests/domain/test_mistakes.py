"""What went wrong on labelled questions."""

from bot.domain.mistakes import MOST_CONFUSIONS, MOST_WORST, Confusion, confusions, worst
from tests.domain.judged import judged


def test_confusions() -> None:
    """The first expected and the first matched ref are a pair; the commonest comes first."""
    rows = [
        judged("answered", "xa", "ab"),
        judged("answered", "z", "c"),
        judged("choose", "zc", "c"),
        judged("unfilled", "z", "cd"),
    ]
    assert confusions(rows) == (Confusion("c", "z", 3), Confusion("a", "x", 1))


def test_no_confusions() -> None:
    """What is right, refused or off topic is mistaken for nothing."""
    rows = [
        judged("answered", "b", "ab"),
        judged("choose", "ax", "a"),
        judged("unknown", "", "a"),
        judged("unknown", "x", "a"),
        judged("answered", "x", ""),
    ]
    assert confusions(rows) == ()


def test_most_confusions() -> None:
    """No more than ten pairs are told, and those are the commonest."""
    pairs = [judged("answered", ref, "a") for ref in "bcdefghijkl"]
    found = confusions([*pairs, pairs[-1]])
    assert [one.matched for one in found] == list("lbcdefghij")
    assert len(found) == MOST_CONFUSIONS


def test_worst() -> None:
    """Only wrong answers count, of any outcome and off topic too, the surest first."""
    rows = [
        judged("answered", "x", "a", 0.7),
        judged("nobody", "xa", "a", 0.9),
        judged("left", "x", "", 0.8),
        judged("answered", "a", "a", 0.99),
        judged("choose", "x", "a", 0.99),
        judged("choose", "x", "", 0.99),
        judged("unknown", "x", "a", 0.99),
        judged("unknown", "", "", 0.99),
    ]
    assert worst(rows) == (rows[1], rows[2], rows[0])


def test_most_worst() -> None:
    """No more than twenty are told; on a tie what was asked first comes first."""
    rows = [judged("answered", "x", "a", 0.6, text=str(place)) for place in range(21)]
    surest = judged("answered", "x", "a", 0.7)
    assert worst([*rows, surest]) == (surest, *rows[: MOST_WORST - 1])
    assert MOST_WORST == 20
