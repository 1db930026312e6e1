"""Why an entry was found: which words of a message spoke for it, and how."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.because import Because, Clue
from bot.search.asked import Reader, kept
from bot.search.clean import clean
from bot.search.index import Document
from bot.search.terms import FUNCTION, spoken_for
from bot.search.traits import numbers_of
from bot.search.words import stem, words

MOST_CLUES = 6
LEAST_PULL = 0.15
"""What a word must add to the log-odds to be named."""


def because(
    text: str, document: Document, wording: str, reader: Reader, taught: Mapping[int, float] | None
) -> Because:
    """Why the message found the entry; `taught` holds each trait's pull, where examples taught."""
    plain = list(dict.fromkeys(kept(words(clean(text)))))
    spelt = [reader.spelt(word) for word in plain]
    clues = list(_clues(plain, spelt, document, reader, taught or {}))
    weightiest = sorted(clues, key=lambda clue: -clue.weight)[:MOST_CLUES]
    told = tuple(clue for clue in clues if clue in weightiest)
    return Because(told, wording, wording == document.found.name)


def _clues(
    plain: Sequence[str],
    spelt: Sequence[str],
    document: Document,
    reader: Reader,
    taught: Mapping[int, float],
) -> Iterator[Clue]:
    row = [stem(word) for word in spelt]
    spoken = spoken_for(row, reader.vocabulary)
    for word, read, one, (said, _) in zip(plain, spelt, row, spoken, strict=True):
        if one in FUNCTION:
            continue
        read_as = None if word.startswith(read) else read
        pull = max(sum(taught.get(number, 0.0) for number in numbers_of(read)), 0.0)
        shared = {concept: said[concept] for concept in said.keys() & document.features.keys()}
        if one in shared:
            yield Clue(word, "word", read, read_as, shared[one] + pull)
        elif shared:
            concept = max(shared, key=lambda each: (shared[each], each))
            meant = reader.vocabulary.called(concept)
            yield Clue(word, "vocabulary", meant, read_as, shared[concept] + pull)
        elif pull >= LEAST_PULL:
            yield Clue(word, "examples", "", read_as, pull)
