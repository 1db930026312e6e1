"""Words that were written as one: PersistentVolume, kubeproxy."""

import re
from collections.abc import Callable, Iterator

SHORTEST_PART, LONGEST_COMPOUND = 3, 24

# Begins with a capital, for most texts have few.
_HUMP = re.compile(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z]{2})")
_COMPOUND = re.compile(r"[A-Za-z0-9]*(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z]{2})[A-Za-z0-9]*")
_PART = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def parts_in(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of a text with capitals inside, in lower case, with the parts they mark."""
    if _HUMP.search(text) is None:
        return
    for compound in _COMPOUND.findall(text):
        parts = tuple(part.lower() for part in _PART.findall(compound) if len(part) > 1)
        if len(parts) > 1:
            yield compound.lower(), parts


def halves(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The two known words that a word is made of; empty where it isn't, or in several ways."""
    if not 2 * SHORTEST_PART < len(word) <= LONGEST_COMPOUND:
        return ()
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    found = [place for place in places if known(word[:place]) and known(word[place:])]
    return (word[: found[0]], word[found[0] :]) if len(found) == 1 else ()
