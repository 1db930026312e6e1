"""What examples taught: which entry a message is like, and whether it is like any."""

import hashlib
import math
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain.evaluation import Labelled
from bot.search.traits import WIDTH, Traits, Weights

FULL = 127
"""The largest weight of a row as it is kept, in one byte."""

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, KeyError, EOFError)

LEAST_SHARE = 1e-4
MOST_CONCERNED = 30.0

Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a message looks beside the examples.

    `shares` says for each ref how likely it is, if it is any: they sum to 1. `concerns` is the
    log-odds that it is about what the catalog is about at all.
    """

    shares: Mapping[str, float]
    concerns: float

    def figures(self, ref: str) -> dict[str, float]:
        """What the examples say of one entry, by name; as logarithms, which add up."""
        return {
            "share": math.log(max(self.shares[ref], LEAST_SHARE)),
            "concerns": -math.log1p(math.exp(-self.concerns)),
            "clear": max(self.shares.values()),
        }


@dataclass(frozen=True, eq=False)
class Learned:
    """Weights of traits for each ref, and in the last column for “is about any of them”.

    `weights` holds bytes, `scales` what a row's bytes are worth, `rarity` how rare each trait was.
    `taught_by` is the fingerprint of the examples.
    """

    refs: tuple[str, ...]
    weights: Bytes
    scales: Weights
    rarity: Weights
    taught_by: str

    def likeness(self, seen: Traits) -> Likeness:
        """What a message with these traits is like."""
        numbers, values = seen.weighed(self.rarity)
        scores = (values * self.scales[numbers]) @ self.weights[numbers].astype(np.float32)
        powers = np.exp(scores[:-1] - scores[:-1].max())
        shares = powers / powers.sum()
        return Likeness(
            dict(zip(self.refs, shares.tolist(), strict=True)), _bounded(float(scores[-1]))
        )

    def only(self, refs: Collection[str]) -> "Learned":
        """What was learned of these refs, as if there were no others."""
        places = [place for place, ref in enumerate(self.refs) if ref in refs]
        if len(places) == len(self.refs):
            return self
        kept = self.weights[:, [*places, -1]]
        return replace(self, refs=tuple(self.refs[place] for place in places), weights=kept)

    def pulls(self, seen: Traits, ref: str, other: str | None) -> dict[int, float]:
        """How much each trait pulls towards a ref and away from another, or all, in log-odds."""
        numbers, values = seen.weighed(self.rarity)
        kept = self.weights[numbers].astype(np.float32)
        away = kept[:, :-1].mean(axis=1) if other is None else kept[:, self.refs.index(other)]
        pulls: dict[int, float] = defaultdict(float)
        for number, pull in zip(
            numbers.tolist(),
            (values * self.scales[numbers] * (kept[:, self.refs.index(ref)] - away)).tolist(),
            strict=True,
        ):
            pulls[number] += pull
        return pulls

    def save(self, path: Path) -> None:
        """Writes the file that `read` takes back."""
        np.savez_compressed(
            path,
            refs=np.array(self.refs),
            weights=self.weights,
            scales=self.scales,
            rarity=self.rarity.astype(np.float16),
            taught_by=np.array(self.taught_by),
        )

    @classmethod
    def read(cls, path: Path) -> "Learned":
        """The file's weights. Raises ValueError or OSError for what is no such file."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                found = cls(
                    tuple(file["refs"].tolist()),
                    file["weights"],
                    file["scales"],
                    file["rarity"].astype(np.float32),
                    str(file["taught_by"]),
                )
        except (*_BROKEN, TypeError, AttributeError) as error:
            raise ValueError(f"it is not what `rolecall tune` writes: {error}") from None
        sizes = found.weights.shape, found.scales.shape, found.rarity.shape
        if sizes != ((WIDTH, len(found.refs) + 1), (WIDTH,), (WIDTH,)):
            raise ValueError("it was written by another version of `rolecall tune`")
        if found.weights.dtype != np.int8 or not np.isfinite(found.scales).all():
            raise ValueError("its weights are none that `rolecall tune` writes")
        return found

    @classmethod
    def packed(
        cls,
        refs: Iterable[str],
        weights: NDArray[np.float32],
        rarity: Weights,
        taught_by: str,
    ) -> "Learned":
        """Weights as they are kept: a byte each, with a scale for each trait."""
        scales = np.abs(weights).max(axis=1) / FULL + np.float32(1e-9)
        small = np.round(weights / scales[:, None]).astype(np.int8)
        kept = scales.astype(np.float32), rarity.astype(np.float16).astype(np.float32)
        return cls(tuple(refs), small, *kept, taught_by)


def fingerprint(examples: Iterable[Labelled]) -> str:
    """What tells one set of examples from another, whatever their order."""
    digest = hashlib.sha256()
    for line in sorted(f"{one.text}\t{' '.join(one.expected)}\n" for one in examples):
        digest.update(line.encode())
    return digest.hexdigest()[:16]


def _bounded(logit: float) -> float:
    return max(-MOST_CONCERNED, min(MOST_CONCERNED, logit))
