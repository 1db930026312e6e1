"""An evaluation as a person reads it."""

from collections.abc import Sequence

import pytest

from bot.domain.evaluation import Judged, summary
from bot.domain.evaluation_lines import evaluation_lines
from tests.domain.judged import judged

ROWS = (
    judged("answered", "a", "a", 0.75, kind="duty", difficulty="easy", writer="Ada"),
    judged("answered", "x", "abc", 0.875, kind="duty", difficulty="hard", writer="Ada"),
    judged("choose", "xya", "a", 0.5, kind="activity", difficulty="easy", writer="Bo"),
    judged("unknown", "", "d", kind="duty", difficulty="easy", writer="Ada"),
    judged("answered", "z", "", 0.625, kind="off", difficulty="hard", writer="Cy"),
    judged("unknown", "", "", kind="off", writer="Ada"),
)
ALL = """\
n_in             4
n_off            2
top1             0.250
top3             0.500
asked_back       0.250
refused_in       0.250
confident_wrong  0.250
refused_off      0.500
p50_ms           1.000
p99_ms           1.000

kind      n_in  n_off   top1   top3  refused_off
activity     1      0  0.000  1.000            -
duty         3      0  0.333  0.333            -
off          0      2      -      -        0.500

difficulty  n_in  n_off   top1   top3  refused_off
(none)         0      1      -      -        1.000
easy           3      0  0.333  0.667            -
hard           1      1  0.000  0.000        0.000

expected → matched  count
a → x                   2

Wrong answers given with the highest probability:
0.875  “q”
       matched x, expected a or 2 more
0.625  “q”
       matched z, expected nothing

probability  n   mean  right
0.0–0.1      0      -      -
0.1–0.2      0      -      -
0.2–0.3      0      -      -
0.3–0.4      0      -      -
0.4–0.5      0      -      -
0.5–0.6      1  0.500  0.000
0.6–0.7      1  0.625  0.000
0.7–0.8      1  0.750  1.000
0.8–0.9      1  0.875  0.000
0.9–1.0      0      -      -
Expected calibration error: 0.562
Refused, so of unknown probability: 2
"""
BY_WRITER = """\
writer     n_in  n_off   top1   top3  confident_wrong  refused_off
Ada           3      1  0.333  0.333            0.333        1.000
Bo            1      0  0.000  1.000            0.000            -
Cy            0      1      -      -                -        0.000
mean of 2               0.167  0.667            0.167        1.000
"""


def _sections(rows: Sequence[Judged], field: str | None = None) -> list[str]:
    return "\n".join((*evaluation_lines(rows, field), "")).split("\n\n")


def test_all() -> None:
    """Figures, tables, what went wrong and the calibration follow each other."""
    assert "\n".join((*evaluation_lines(ROWS), "")) == ALL


def test_by_writer() -> None:
    """Groups come after the figures, and last the mean of those with questions in scope."""
    figures, groups, *rest = _sections(ROWS, "writer")
    assert [figures, *rest] == ALL.split("\n\n")
    assert groups + "\n" == BY_WRITER


@pytest.mark.parametrize("field", ["kind", "difficulty"])
def test_a_field_comes_once(field: str) -> None:
    """The groups that were asked for take the place of their smaller table."""
    heads = [section.split()[0] for section in _sections(ROWS, field)]
    assert heads[1] == field
    assert heads.count(field) == 1
    assert len(heads) == len(ALL.split("\n\n"))


def test_labels_that_say_little() -> None:
    """Without kinds and difficulties their tables are left out, unless one is asked for."""
    rows = [judged("answered", "a", "a")]
    assert [section.split()[0] for section in _sections(rows)] == ["n_in", "probability"]
    assert _sections(rows, "kind")[1].splitlines()[1:] == [
        "(none)        1      0  1.000  1.000            0.000            -",
        "mean of 1               1.000  1.000            0.000            -",
    ]


def test_only_in_scope() -> None:
    """Where nothing is off topic, no column speaks of it."""
    rows = [judged("choose", "a", "a", kind="role")]
    assert _sections(rows)[1].splitlines() == [
        "kind  n_in   top1   top3",
        "role     1  1.000  1.000",
    ]


def test_only_off_topic() -> None:
    """Where nothing is in scope there is no mean and nothing confused; answers are still wrong."""
    rows = [judged("unknown", "", "", writer="Ada"), judged("choose", "x", "", 0.75, writer="Ada")]
    figures, groups, reliability = _sections(rows, "writer")
    assert figures.splitlines()[2:4] == ["top1             -", "top3             -"]
    assert groups.splitlines()[1:] == [
        "Ada        0      2     -     -                -        0.500"
    ]
    assert "0.7–0.8      1  0.750  0.000" in reliability.splitlines()
    assert reliability.splitlines()[-2:] == [
        "Expected calibration error: 0.750",
        "Refused, so of unknown probability: 1",
    ]


def test_all_refused() -> None:
    """Where nothing was matched there is no calibration to tell."""
    assert _sections([judged("unknown", "", "a")])[1:] == [
        "Refused, so of unknown probability: 1\n"
    ]


@pytest.mark.parametrize("field", [None, "writer"])
def test_nothing(field: str | None) -> None:
    """Of no questions there are figures alone."""
    lines = [line.split() for line in evaluation_lines([], field)]
    assert [name for name, _ in lines] == list(summary([]))
    assert {value for _, value in lines} == {"0", "-"}


def test_other_peoples_words() -> None:
    """What labels say stays on its line, and a long question is cut."""
    text = "who\x1b[2J\nowns it? " + "x" * 90
    row = judged("answered", "x", "", text=text, writer="A\nB")
    _, groups, wrong, _ = _sections([row], "writer")
    assert groups.splitlines()[1].startswith("A B ")
    quoted = wrong.splitlines()[1].partition("“")[2]
    assert quoted.startswith("who [2J owns it? xxx")
    assert (len(quoted), quoted[-2:]) == (81, "…”")
