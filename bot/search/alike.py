"""What questions are about, and which of them ask for the same in nearly the same words."""

import re
from collections.abc import Collection, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from bot.search.terms import FUNCTION
from bot.search.words import stem, words

MOST_TEXTS = 500
"""So many texts are compared with one another; those after them stand alone."""

_SAME = 85.0
_NEARLY_WHOLE = 60.0
_MOST_WORDS = 60
_WORD = re.compile(r"[^\W_]+(?:[-_'’.&/+#]+[^\W_]+)*")
_ASKING = frozenset(
    ("who", "whos", "whom", "whose", "which", "owner", "owners", "owns", "own", "responsible")
)
# Whoever maintains, handles or manages something is asked for as whoever owns it.
_KEEPING = frozenset(
    map(stem, ("maintain", "handle", "manage", "look", "take", "care", "deal", "belong"))
)


def asks(text: str) -> bool:
    """Whether a cleaned text surely asks for somebody, as talk of other things doesn't."""
    return "?" in text or not _ASKING.isdisjoint(words(text))


def topic(text: str) -> str:
    """What a cleaned text asks about, without the words around it that only ask; may be empty."""
    telling = [match for match in _WORD.finditer(text) if _telling(match.group())]
    if not telling:
        return ""
    return " ".join(text[telling[0].start() : telling[-1].end()].split())


def groups(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The places of cleaned texts, those together that ask for the same, each in order.

    A text belongs to a group if it is like any other one in it. The group of the first text comes
    first.
    """
    keys = _keys(texts)
    distinct = sorted(set(keys[:MOST_TEXTS]))
    leader = {key: key for key in (*distinct, *keys)}
    for one, other in combinations(distinct, 2):
        first, second = _found(leader, one), _found(leader, other)
        if first != second and _alike(one, other):
            leader[max(first, second)] = min(first, second)
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(_found(leader, key), []).append(place)
    return tuple(tuple(places) for places in found.values())


def like_any(text: str, others: Collection[str]) -> bool:
    """Whether a cleaned text asks for the same as any of these."""
    mine, *theirs = _keys([text, *others])
    return any(_alike(mine, one) for one in theirs)


def _alike(one: str, other: str) -> bool:
    """Whether nearly all of the shorter is in the longer, which says little more.

    Both are words with a space between them. A single word is like nothing but itself, a slip of
    the pen aside; what says nothing is like nothing but its like.
    """
    if one == other or not (one and other):
        return one == other
    if " " not in one or " " not in other:
        return fuzz.ratio(one, other) >= _SAME
    nearly = fuzz.token_sort_ratio(one, other, score_cutoff=_NEARLY_WHOLE)
    return bool(nearly) and fuzz.token_set_ratio(one, other) >= _SAME


def _found(leader: dict[str, str], key: str) -> str:
    while leader[key] != key:
        key = leader[key]
    return key


def _keys(texts: Sequence[str]) -> list[str]:
    """The stems that say something, sorted; two words that any writes as one are one in all."""
    rows = [[stem(word) for word in words(text)[:_MOST_WORDS]] for text in texts]
    whole = {one for row in rows for one in row}
    joined = [_joined(row, whole) for row in rows]
    return [" ".join(sorted(set(row) - FUNCTION - _KEEPING)) for row in joined]


def _joined(row: Sequence[str], whole: Collection[str]) -> list[str]:
    found: list[str] = []
    for one in row:
        if found and found[-1] + one in whole:
            found[-1] += one
        else:
            found.append(one)
    return found


def _telling(word: str) -> bool:
    return any(stem(part) not in FUNCTION for part in words(word))
