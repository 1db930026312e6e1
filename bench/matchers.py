"""The named peers of the search, each over the same entries of the shipped catalog."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import bm25s  # type: ignore[import-untyped]
import snowballstemmer
from rapidfuzz import process, utils

from bot.domain.catalog import Entry

MOST = 3
PROSE = ("summary", "description", "problem", "contract")
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Hit:
    """An entry that a peer found, with the peer's own score, over 0; more is better."""

    ref: str
    score: float


@dataclass(frozen=True)
class Missing:
    """Why a peer can't be measured here."""

    missing: str


Peer = Callable[[str], list[Hit]]
"""A question to the three best entries, best first."""


def by_spelling(entries: Sequence[Entry], scorer: Callable[..., float]) -> Peer:
    """RapidFuzz over names and aliases: an entry is as close as the closest of them."""
    named = [(entry.ref, name) for entry in entries for name in _names(entry)]
    refs = [ref for ref, _ in named]
    plain = [utils.default_process(name) for _, name in named]

    def ask(text: str) -> list[Hit]:
        asked = utils.default_process(text)
        best: dict[str, float] = {}
        # No limit of three here: the best three may be names of one entry.
        for _, score, place in process.extract(asked, plain, scorer=scorer, limit=None):
            best.setdefault(refs[place], score)
        return [Hit(ref, score) for ref, score in islice(best.items(), MOST) if score > 0]

    return ask


def by_fts5(entries: Sequence[Entry], database: sqlite3.Connection) -> Peer | Missing:
    """SQLite's full-text search, asked for any of the question's words."""
    try:
        database.execute(
            "CREATE VIRTUAL TABLE entries USING fts5(ref UNINDEXED, words, tokenize = 'porter')"
        )
    except sqlite3.OperationalError:
        return Missing(f"FTS5 isn't compiled into this Python's SQLite {sqlite3.sqlite_version}")
    rows = [(entry.ref, _document(entry)) for entry in entries]
    database.executemany("INSERT INTO entries VALUES (?, ?)", rows)

    def ask(text: str) -> list[Hit]:
        words = WORD.findall(text)
        if not words:
            return []
        found = database.execute(
            "SELECT ref, -bm25(entries) FROM entries WHERE entries MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), MOST),
        )
        return [Hit(ref, score) for ref, score in found]

    return ask


def by_bm25s(entries: Sequence[Entry]) -> Peer:
    """The package bm25s as it comes, with its own stop words and an English stemmer."""
    stemmer = snowballstemmer.stemmer("english")
    index = bm25s.BM25()

    def tokens(texts: list[str]) -> list[list[str]]:
        found: list[list[str]] = bm25s.tokenize(
            texts, stemmer=stemmer, return_ids=False, show_progress=False
        )
        return found

    def ask(text: str) -> list[Hit]:
        places, scores = index.retrieve(tokens([text]), k=MOST, show_progress=False)
        ranked = zip(places[0].tolist(), scores[0].tolist(), strict=True)
        return [Hit(entries[place].ref, score) for place, score in ranked if score > 0]

    index.index(tokens([_document(entry) for entry in entries]), show_progress=False)
    return ask


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *getattr(entry, "aliases", ()))


def _document(entry: Entry) -> str:
    """What an entry is called and what is said about it."""
    return ". ".join((*_names(entry), *(getattr(entry, field, "") for field in PROSE)))
