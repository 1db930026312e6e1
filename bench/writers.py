"""Measures how Rolecall understands writers that it learned nothing from, never within a writer.

Usage: python bench/writers.py [--json] [--only N] [--unseen FILE] [PART ...]

    rotation  every writer of config/examples and of the unseen ones, judged by what others taught
    ablation  learned from config/examples without one part or another, on the unseen writers
    curve     learned from 1, 2, 4 … writers of config/examples, on the unseen writers

Unseen writers are those of tests/data/writers.jsonl, or of the FILEs given instead; what
config/examples holds by them is left out. Nothing that is in config/learned.npz is looked at.

As in `rolecall ask`, what isn't answerable is refused and what isn't sure is asked back. Its other
rules (rivals that fit as well, two things asked at once, people, roles, teams) are left out.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import ablation
import curve
import rotation
from asking import QUESTIONS
from taught import Learn, learning

from bot.config import load_examples
from bot.domain.evaluation import Labelled
from bot.files import read_json_lines
from bot.settings import ROOT

SEED = 1
FEWEST = 2
TALKERS = 4
"""For so many writers with questions, a quick look keeps one without."""

Measured = rotation.Rotation | ablation.Ablation | curve.Curve
PARTS: dict[str, Callable[[Sequence[Labelled], Sequence[Labelled], Learn], Measured]] = {
    "rotation": rotation.measured,
    "ablation": ablation.measured,
    "curve": curve.measured,
}


@dataclass(frozen=True)
class Timed:
    """What a part measured, and in how many seconds."""

    measured: Measured
    seconds: float


def main() -> None:
    """Measures and prints."""
    words = _words()
    unseen = [line for file in words.unseen for line in read_json_lines(file, Labelled)]
    if not unseen and set(words.parts) != {"rotation"}:
        raise SystemExit(
            f"{', '.join(map(str, words.unseen))} holds no messages: give a file of labelled ones "
            "with --unseen, or measure “rotation” alone."
        )
    theirs = {one.writer for one in unseen}
    examples = [one for one in load_examples(ROOT) if one.writer not in theirs]
    if words.only:
        examples = few(examples, words.only)
    found = {}
    with learning() as learn:
        for name in words.parts:
            found[name] = timed(name, examples, unseen, learn)
            if not words.json:
                print("\n".join((*told(name, found[name]), "")), flush=True)
    if words.json:
        print(json.dumps({name: asdict(one) for name, one in found.items()}))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures between writers.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--only", metavar="N", type=_several, help="for a quick look, N of the examples' writers"
    )
    parser.add_argument(
        "--unseen", metavar="FILE", type=Path, action="append", help="writers to judge on"
    )
    parser.add_argument("parts", metavar="PART", nargs="*", help=f"of {', '.join(PARTS)}; else all")
    words = parser.parse_args()
    for part in words.parts:
        if part not in PARTS:
            parser.error(f"“{part}” is no part: name some of {', '.join(PARTS)}.")
    words.parts = words.parts or list(PARTS)
    words.unseen = words.unseen or [QUESTIONS]
    return words


def _several(text: str) -> int:
    if not text.isdecimal() or int(text) < FEWEST:
        raise argparse.ArgumentTypeError(f"give {FEWEST} or more: one is judged by another")
    return int(text)


def few(examples: Sequence[Labelled], count: int) -> list[Labelled]:
    """What some writers with questions wrote, and a few without, for a quick look."""
    asking = {one.writer for one in examples if one.expected}
    silent = {one.writer for one in examples} - asking
    kept = _drawn(asking, count) | _drawn(silent, max(1, count // TALKERS))
    return [one for one in examples if one.writer in kept]


def _drawn(writers: set[str], count: int) -> set[str]:
    chance = random.Random(SEED)  # noqa: S311 - it must be repeatable
    return set(chance.sample(sorted(writers), min(count, len(writers))))


def timed(
    name: str, examples: Sequence[Labelled], unseen: Sequence[Labelled], learn: Learn
) -> Timed:
    """What a part measures."""
    sys.stderr.write(f"{name}\n")
    began = time.perf_counter()
    measured = PARTS[name](examples, unseen, learn)
    return Timed(measured, round(time.perf_counter() - began, 1))


def told(name: str, found: Timed) -> list[str]:
    """What a part measured, for a person."""
    return [f"{name}, {found.seconds:.0f} s", "", *found.measured.lines()]


if __name__ == "__main__":
    main()
