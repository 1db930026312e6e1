"""Words and their stems."""

import re
import threading
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s$")

# Snowball folds these into words that mean something else.
_KEPT = {
    "production": "production",
    "productions": "production",
    "experience": "experience",
    "experiences": "experience",
    "experienced": "experience",
    "container": "container",
    "containers": "container",
    "embedding": "embedding",
    "embeddings": "embedding",
    "engineer": "engineer",
    "engineers": "engineer",
    "developer": "developer",
    "developers": "developer",
    "universal": "universal",
    "university": "university",
}
_LONGEST = 40

_local = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem that a lower-case word shares with its other forms."""
    if word in _KEPT:
        return _KEPT[word]
    if not hasattr(_local, "stemmer"):
        # A stemmer keeps the word it works on in itself, so each thread has its own.
        _local.stemmer = snowballstemmer.stemmer("english")
    stemmed: str = _local.stemmer.stemWord(word)
    return stemmed


def words(text: str) -> list[str]:
    """The words of a cleaned text in lower case, possessives and apostrophes dropped."""
    text = text.lower()
    found: list[str] = _WORD.findall(text)
    if "'" in text or "’" in text:
        found = [_POSSESSIVE.sub("", word).replace("'", "").replace("’", "") for word in found]
    if len(text) > _LONGEST:
        found = [word[:_LONGEST] for word in found]
    return found


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order."""
    return tuple(stem(word) for word in words(text))


def stems_of(plain: Iterable[str]) -> tuple[str, ...]:
    """The stems of words that were taken apart already."""
    return tuple(stem(word) for word in plain)
