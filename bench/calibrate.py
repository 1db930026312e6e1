"""Fits the `probability` weights of config/matching.yaml on labelled questions and prints them.

Usage: python bench/calibrate.py FILE [FILE ...]

Each file holds JSON Lines `{"text", "expected"}`, an empty list meaning “must not be answered”.
The best match of every question is one sample: right where its ref is expected.
"""

import json
import math
import sys
from pathlib import Path

from bot.config import load_matching, load_vocabulary
from bot.domain.catalog import Catalog
from bot.files import read_model
from bot.search.finder import Finder

ROOT = Path(__file__).resolve().parents[1]
STEPS, RATE, SHRINK = 3000, 0.8, 0.0005


def samples(finder: Finder, paths: list[str]) -> list[tuple[dict[str, float], bool]]:
    """The figures of each question's best match, and whether it was right."""
    out = []
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            best = finder.best_figures(row["text"])
            if best is not None:
                ref, figures = best
                out.append((figures, ref in row["expected"]))
    return out


def fitted(rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Logistic weights by gradient descent, shrunk a little towards zero."""
    names = list(rows[0][0])
    weights = dict.fromkeys(names, 0.0)
    for _ in range(STEPS):
        slope = dict.fromkeys(names, 0.0)
        for figures, right in rows:
            logit = sum(weights[name] * figures[name] for name in names)
            miss = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))) - right
            for name in names:
                slope[name] += miss * figures[name]
        for name in names:
            weights[name] -= RATE * (slope[name] / len(rows) + SHRINK * weights[name])
    return weights


def main() -> None:
    """Prints weights to paste."""
    catalog = read_model(ROOT / "config" / "catalog.yaml", Catalog)
    finder = Finder.over(catalog, load_vocabulary(ROOT), load_matching(ROOT))
    rows = samples(finder, sys.argv[1:])
    right = sum(ok for _, ok in rows)
    print(f"# {len(rows)} best matches, {right} of them right")
    for name, weight in fitted(rows).items():
        print(f"  {name}: {weight:.2f}")


main()
