"""Figures in columns, for a person."""

from collections.abc import Iterable, Sequence


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines with columns as wide as what is in them: the first to the left, the rest right."""
    cells = list(rows)
    first, *widths = (max(map(len, column)) for column in zip(*cells, strict=True))
    return [
        "  ".join(
            (name.ljust(first), *(c.rjust(width) for c, width in zip(rest, widths, strict=True)))
        ).rstrip()
        for name, *rest in cells
    ]


def percent(share: float | None) -> str:
    """A share with one decimal; a dash where there is none."""
    return "–" if share is None else f"{share:.1%}"


def decimal(figure: float | None) -> str:
    """A figure with three decimals; a dash where there is none."""
    return "–" if figure is None else f"{figure:.3f}"
