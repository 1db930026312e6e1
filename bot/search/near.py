"""Names that are nearly what somebody wrote."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

NEAR = 70.0
"""Of 100; below it a name is another name, not a slip of the pen."""

_MOST_CHARACTERS = 120
_SAME = 88.0
_SAME_WORD = 65.0
_MARKS = re.compile(r"^\W+|\W+$")
_ARTICLES = ("the", "a", "an")


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


def covers(name: str, written: str) -> bool:
    """Whether nothing was written that isn't in the name: each word nearly, or all at once."""
    mine, theirs = _words(written), _words(name)
    if fuzz.ratio("".join(mine), "".join(theirs)) >= _SAME:
        return True
    return all(any(_stands_for(word, one) for one in theirs) for word in mine)


def _stands_for(word: str, other: str) -> bool:
    return other.startswith(word) or fuzz.ratio(word, other) >= _SAME_WORD


def _words(text: str) -> list[str]:
    """The words that say something, without the marks around them."""
    words = (_MARKS.sub("", word) for word in text[:_MOST_CHARACTERS].casefold().split())
    return [word for word in words if word not in ("", *_ARTICLES)]
