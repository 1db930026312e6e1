"""What examples teach, found out in processes of their own, with parts of the product left out."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from multiprocessing import get_context

from bot.config import load_catalog, load_matching, load_vocabulary
from bot.domain.catalog import Catalog
from bot.domain.evaluation import Labelled
from bot.search import finder
from bot.search.finder import Finder
from bot.search.score import Matching
from bot.search.traits import Traits, traits
from bot.search.vocabulary import Vocabulary
from bot.settings import ROOT
from bot.tuning import lessons
from bot.tuning.calibrate import Weighed

MOST_PROCESSES = 8

Part = tuple[str, str, object]
"""A module, the name of something in it, and what stands there instead."""

Candidates = list[tuple[str, Mapping[str, float]]]


@dataclass(frozen=True)
class Lesson:
    """Examples to learn from, and messages of others to find candidates for; None teaches nothing.

    Meanwhile the parts stand instead of what is there.
    """

    examples: Sequence[Labelled] | None
    asked: Sequence[Labelled]
    parts: tuple[Part, ...] = ()


Learn = Callable[[Sequence[Lesson]], Iterator[list[Weighed]]]
"""Lessons to their messages, each with its candidates, in the order of the lessons."""


@contextmanager
def learning() -> Iterator[Learn]:
    """What learns, on all cores; it says on stderr how far it has come."""
    # A process does one lesson at a time: threads within it would only be in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Sets of words are then in the same order in every process and run.
    os.environ.setdefault("PYTHONHASHSEED", "0")
    many = min(os.cpu_count() or 1, MOST_PROCESSES)
    with ProcessPoolExecutor(many, mp_context=get_context("spawn")) as processes:

        def learn(given: Sequence[Lesson]) -> Iterator[list[Weighed]]:
            under_way = [(one, processes.submit(_candidates, one)) for one in given]
            # What was handed out is let go of as soon as it was taken.
            under_way.reverse()
            while under_way:
                one, future = under_way.pop()
                found = zip(one.asked, future.result(), strict=True)
                _told(len(given) - len(under_way), len(given))
                yield [Weighed(message, candidates) for message, candidates in found]

        yield learn


def _told(done: int, of: int) -> None:
    sys.stderr.write(f"\rlearned {done} of {of}" + "\n" * (done == of))
    sys.stderr.flush()


@dataclass(frozen=True)
class _Product:
    catalog: Catalog
    vocabulary: Vocabulary
    matching: Matching


@cache
def _product() -> _Product:
    return _Product(load_catalog(ROOT), load_vocabulary(ROOT), load_matching(ROOT))


def _candidates(lesson: Lesson) -> list[Candidates]:
    """For each message of a lesson what it may be about, by what the examples teach."""
    product = _product()
    catalog, vocabulary = product.catalog, product.vocabulary
    with ExitStack() as stack:
        for place, name, other in lesson.parts:
            stack.enter_context(_instead(place, name, other))
        for place in (lessons.__name__, finder.__name__):
            stack.enter_context(_instead(place, traits.__name__, _remembering(lesson.parts)))
        taught = None
        if lesson.examples is not None:
            taught = lessons.learned(lesson.examples, catalog, vocabulary)
        known = Finder.over(catalog, vocabulary, product.matching, taught)
        return [list(known.figures(one.text)) for one in lesson.asked]


@contextmanager
def _instead(place: str, name: str, other: object) -> Iterator[None]:
    """Something else under a module's name, for as long as it lasts."""
    module = import_module(place)
    before = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, before)


@lru_cache(maxsize=1)
def _remembering(_parts: tuple[Part, ...]) -> Callable[[Sequence[str], Vocabulary], Traits]:
    """What gives the traits of words and makes them once; for other parts it begins anew."""
    made: dict[tuple[str, ...], Traits] = {}

    def remembered(spelt: Sequence[str], vocabulary: Vocabulary) -> Traits:
        words = tuple(spelt)
        if words not in made:
            made[words] = _counting(traits(words, vocabulary))
        return made[words]

    return remembered


def _counting(seen: Traits) -> Traits:
    """The traits without kinds that count nothing: kinds share numbers, and with them rarity."""
    return Traits(tuple(kind for kind in seen.kinds if kind[0]))
