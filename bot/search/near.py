"""Names that are nearly what somebody wrote."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

NEAR = 70.0
"""Of 100; below it a name is another name, not a slip of the pen."""

_MOST_CHARACTERS = 120


def near(written: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The names most like what was written, best first; empty where none is."""
    wanted = written[:_MOST_CHARACTERS].casefold()
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name[:_MOST_CHARACTERS].casefold(), name)
    scored = process.extract(
        wanted, list(folded), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=limit
    )
    return tuple(folded[name] for name, _, _ in scored)
