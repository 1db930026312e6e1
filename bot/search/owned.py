"""Which teams use which words, in the entries of one index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.postings import Uses

Teams = NDArray[np.int32]
Counts = NDArray[np.float32]

_NO_TEAMS, _NO_COUNTS = np.empty(0, np.int32), np.empty(0, np.float32)


class Owned:
    """For each stem the teams whose entries use it, with in how many, by the teams' numbers."""

    def __init__(self, homes: Sequence[frozenset[str]], uses: Uses) -> None:
        self.teams = tuple(sorted(frozenset().union(*homes)))
        numbers = {team: number for number, team in enumerate(self.teams)}
        pairs: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        counts: list[NDArray[np.float64]] = [np.empty(0)]
        for nth in range(max(map(len, homes), default=0)):
            home = np.fromiter((_nth(one, nth, numbers) for one in homes), np.int64, len(homes))
            mine = home[uses.places]
            there = mine >= 0
            pairs.append(uses.stems[there] * np.int64(len(numbers)) + mine[there])
            counts.append(uses.strengths[there])
        unique, of = np.unique(np.concatenate(pairs), return_inverse=True)
        added = np.bincount(of, np.concatenate(counts), len(unique))
        stems, teams = np.divmod(unique, max(len(numbers), 1))
        self._counts: Counts = added.astype(np.float32)
        self._teams: Teams = teams.astype(np.int32)
        self._bounds = np.searchsorted(stems, np.arange(uses.different + 1))

    def by(self, number: int | None) -> tuple[Teams, Counts]:
        """(team, in how many of its entries) of the stem with this number, if it has one."""
        if number is None:
            return _NO_TEAMS, _NO_COUNTS
        start, end = self._bounds[number : number + 2]
        return self._teams[start:end], self._counts[start:end]


def _nth(homes: frozenset[str], nth: int, numbers: dict[str, int]) -> int:
    """The number of one of an entry's teams; -1 where it has fewer."""
    return sorted(numbers[home] for home in homes)[nth] if nth < len(homes) else -1
