"""An evaluation as lines of plain text for a person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.domain.evaluation import Judged, Labelled, by_field, mean_share, summary
from bot.domain.mistakes import confusions, worst
from bot.domain.reliability import bins, calibration_error
from bot.domain.wording import short

SHARES = ("top1", "top3", "confident_wrong", "refused_off")


def evaluation_lines(judged: Sequence[Judged], field: str | None = None) -> Iterator[str]:
    """The figures, in groups where a field is given, then what went wrong, then calibration.

    Shares and probabilities have three decimals. What there is nothing to say about is left out.
    """
    yield from _figures(judged)
    sections = (
        _groups(judged, field) if field else (),
        *(_accuracy(judged, name) for name in ("kind", "difficulty") if name != field),
        _confusions(judged),
        _worst(judged),
        _reliability(judged),
    )
    for section in sections:
        lines = list(section)
        yield from ("", *lines) if lines else ()


def _figures(judged: Sequence[Judged]) -> Iterator[str]:
    for name, value in summary(judged).items():
        yield f"{name:<16} {_cell(value)}"


def _groups(judged: Sequence[Judged], field: str) -> Iterator[str]:
    groups = by_field(judged, field)
    rows = _rows(groups, ("n_in", "n_off", *SHARES))
    inside = [one for one in groups.values() if one["n_in"]]
    if inside:
        means = (mean_share(inside, share) for share in SHARES)
        rows.append([f"mean of {len(inside)}", "", "", *means])
    return _table((field, "n_in", "n_off", *SHARES), rows) if rows else iter(())


def _accuracy(judged: Sequence[Judged], field: str) -> Iterator[str]:
    if not any(getattr(one.labelled, field) for one in judged):
        return iter(())
    off = any(not one.labelled.expected for one in judged)
    columns = ("n_in", "n_off", "top1", "top3", "refused_off") if off else ("n_in", "top1", "top3")
    return _table((field, *columns), _rows(by_field(judged, field), columns))


def _rows(groups: dict[str, dict[str, Any]], columns: Sequence[str]) -> list[list[Any]]:
    return [[short(name), *(one[column] for column in columns)] for name, one in groups.items()]


def _confusions(judged: Sequence[Judged]) -> Iterator[str]:
    found = confusions(judged)
    rows = [[f"{short(one.expected)} → {one.matched}", one.count] for one in found]
    return _table(("expected → matched", "count"), rows) if rows else iter(())


def _worst(judged: Sequence[Judged]) -> Iterator[str]:
    found = worst(judged)
    if found:
        yield "Wrong answers given with the highest probability:"
    for one in found:
        match = one.reply.matches[0]
        yield f"{match.score:.3f}  “{short(one.labelled.text)}”"
        yield f"       matched {match.ref}, expected {_expected(one.labelled)}"


def _expected(labelled: Labelled) -> str:
    if not labelled.expected:
        return "nothing"
    first, *others = labelled.expected
    return short(first) + (f" or {len(others)} more" if others else "")


def _reliability(judged: Sequence[Judged]) -> Iterator[str]:
    matched = [one for one in judged if one.reply.matches]
    if matched:
        found = bins((one.reply.matches[0].score, one.right_within(1)) for one in matched)
        rows = [[f"{b.start:.1f}–{b.end:.1f}", b.n, b.probability, b.right] for b in found]
        yield from _table(("probability", "n", "mean", "right"), rows)
        yield f"Expected calibration error: {_cell(calibration_error(found))}"
    if judged:
        yield f"Refused, so of unknown probability: {len(judged) - len(matched)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Columns as wide as what is in them: the first to the left, figures to the right."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    first, *widths = (max(map(len, column)) for column in zip(*cells, strict=True))
    for name, *figures in cells:
        right = (figure.rjust(width) for figure, width in zip(figures, widths, strict=True))
        yield "  ".join((name.ljust(first), *right)).rstrip()


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
