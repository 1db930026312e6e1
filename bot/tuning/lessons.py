"""Labelled messages to what is learned from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from bot.domain.catalog import Boundary, Catalog
from bot.domain.evaluation import Labelled
from bot.search.asked import Reader
from bot.search.index import Index
from bot.search.labels import Findable, findables
from bot.search.learned import Learned, fingerprint
from bot.search.traits import traits
from bot.search.vocabulary import Vocabulary
from bot.tuning.fit import Matrix, fitted, matrix, rarity

SHRINK = 1e-5
FRAMES = ("{}", "who owns {}?", "who do I ask about {}?", "{} owner")
"""How the catalog's own wordings are asked for, before anybody gave an example."""

ROLE_FRAMES = ("{}", "what does a {} do?", "what are {}s responsible for?", "{} meaning")
"""The same for a role or a title."""

BESIDE = 0.5
"""What a further right answer counts beside the first one that a writer named."""


def learned(examples: Sequence[Labelled], catalog: Catalog, vocabulary: Vocabulary) -> Learned:
    """What the examples teach; those that name nothing teach what isn't about the catalog."""
    refs = tuple(ref for ref, one in catalog.by_ref.items() if not isinstance(one, Boundary))
    places = {ref: place for place, ref in enumerate(refs)}
    entries = tuple(findables(catalog))
    given = [one for one in examples if not one.expected or _answers(one, catalog)]
    kept = [*_own_wordings(entries), *given]
    reader = Reader.of((Index(entries, vocabulary),), vocabulary)
    seen = [traits(reader.spelt_words(one.text), vocabulary) for one in kept]
    inside = [place for place, one in enumerate(kept) if one.expected]
    rare = rarity([seen[place] for place in inside])
    rows = matrix(seen, rare)
    wanted = np.stack([_shares(_answers(kept[place], catalog), places) for place in inside])
    each = fitted(rows[inside], wanted, SHRINK)
    both = fitted(rows, _inside(kept), SHRINK)
    weights = np.hstack([each, both[:, 1:] - both[:, :1]])
    return Learned.packed(refs, weights, rare, fingerprint(examples))


def _own_wordings(entries: Iterable[Findable]) -> Iterator[Labelled]:
    for entry in entries:
        frames = ROLE_FRAMES if entry.kind in ("role", "title") else FRAMES
        for label in entry.labels:
            for frame in frames:
                yield Labelled(text=frame.format(label.text), expected=(label.ref,))


def _answers(example: Labelled, catalog: Catalog) -> dict[str, float]:
    """The refs that can be the answer, with their weights; a boundary's activity stands for it."""
    weights: dict[str, float] = {}
    for ref in example.expected:
        entry = catalog.by_ref.get(ref)
        answer = entry.activity if isinstance(entry, Boundary) else ref
        if answer is not None and entry is not None:
            weights.setdefault(answer, BESIDE if weights else 1.0)
    return weights


def _shares(weights: Mapping[str, float], places: Mapping[str, int]) -> Matrix:
    row = np.zeros(len(places), np.float32)
    for ref, weight in weights.items():
        row[places[ref]] = weight
    shares: Matrix = row / row.sum()
    return shares


def _inside(examples: Sequence[Labelled]) -> Matrix:
    return np.array([[not one.expected, bool(one.expected)] for one in examples], np.float32)
