"""Questions that ask two things at once: “who trains the model and who ships it?”."""

import re
from collections.abc import Sequence

MOST_WORDS = 16
"""A longer text tells a story, whose “and” joins no two questions."""

_WHO_FIRST = re.compile(r"\W*(?:(?:hi|hey|hello|so|ok|pls|please)\b\W*)*who", re.IGNORECASE)
_WHO = re.compile(r"who", re.IGNORECASE)
_JOIN = re.compile(
    r"[,;?]?\s+(?:and|or|plus|&)\s+(?:also\s+|then\s+)?|[,;?]\s+(?=who)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")
_ASKS = """
who whom whose who's whos is are was should can will would must which what person team role
here the a an our my we i to be also usually actually
"""
_ASKING = frozenset(_ASKS.split())
_POINTING = frozenset(("it", "them", "this", "that", "these", "those"))


def two_asked(text: str) -> tuple[str, str] | None:
    """The two questions that a text joins, each made whole by what the other says.

    “who deploys and monitors models” asks who deploys models and who monitors models; in “who
    ships it” the thing is what the first half names.
    """
    if not _WHO_FIRST.match(text) or len(_WORD.findall(text)) > MOST_WORDS:
        return None
    for join in sorted(_JOIN.finditer(text), key=lambda one: not _WHO.match(text, one.end())):
        first, second = _WORD.findall(text[: join.start()]), _WORD.findall(text[join.end() :])
        if len(first) > 1 and len(second) > 1:
            return " ".join(_whole(first, second)), " ".join(_pointed(second, first))
    return None


def _whole(first: Sequence[str], second: Sequence[str]) -> Sequence[str]:
    """The first half; with what the second is about where it is no more than a verb."""
    return first if _thing(first) else [*first, *_thing(second)]


def _pointed(second: Sequence[str], first: Sequence[str]) -> Sequence[str]:
    """The second half as a question, with what it points to by its name."""
    named = " ".join(_thing(first))
    said = [named if named and word.lower() in _POINTING else word for word in second]
    return said if _WHO.match(said[0]) else ["who", *said]


def _thing(words: Sequence[str]) -> Sequence[str]:
    """What follows the verb."""
    return [word for word in words if word.lower() not in _ASKING][1:]
