"""What a team has to do with a question: the words of all that belongs to it, added up."""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.search.index import Index
from bot.search.postings import Figures
from bot.search.terms import Term

HALF = 2.0
"""So many of a team's entries with a word say half of what all could."""


class Owners:
    """The teams of all that the indexes hold, with what each has to do with a question."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        teams = sorted({team for index in indexes for team in index.owned.teams})
        self._numbers = {team: number for number, team in enumerate(teams)}
        self._indexes = tuple(
            (index, np.array([self._numbers[team] for team in index.owned.teams], np.int64))
            for index in indexes
        )

    def shares(self, asked: Sequence[Term]) -> Figures:
        """How much of what was asked the words of each team explain, rare words more."""
        teams = len(self._numbers)
        found, total = np.zeros(teams), 0.0
        for term in asked:
            used = self._used(term)
            using = np.count_nonzero(used)
            rarity = float(np.log(1 + (teams - using + 0.5) / (using + 0.5)))
            total += rarity
            found += rarity * used / (used + HALF)
        return found / (total or 1.0)

    def best(self, homes: frozenset[str], shares: Figures) -> float:
        """The share of that team of an entry which has the most; none without a team."""
        return max((float(shares[self._numbers[home]]) for home in homes), default=0.0)

    def _used(self, term: Term) -> Figures:
        """For each team how often it uses a word, or what a strange word may have been."""
        used = np.zeros(len(self._numbers))
        for feature, sure in self._meant(term):
            for index, numbers in self._indexes:
                teams, counts = index.owned.by(index.number(feature))
                used[numbers[teams]] += counts * sure
        return used

    def _meant(self, term: Term) -> Iterator[tuple[str, float]]:
        if any(index.knows(term.stem) for index, _ in self._indexes):
            yield term.stem, 1.0
        else:
            yield from term.features.items()
