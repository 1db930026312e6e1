"""Many workspaces in one process: how long questions take, and how much memory stays; PostgreSQL.

Usage: python bench/workspaces.py [--json] [--plot FILE] [--workspaces N] [--warm N]

Each workspace has 1,000 activities and 200 people in 20 teams. They are gone through one after
the other: the first question to each is a cold one, those that follow are warm. As many stay in
memory as `warm_workspaces` says. A question is a transaction, from the ledger to the answer.
"""

import argparse
import json
import os
import random
import resource
import sys
import threading
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import chain, cycle, islice
from pathlib import Path
from time import perf_counter, thread_time

import filled
from asking import percentile
from columns import aligned
from filled import Made

from bot import config, wiring
from bot.commands.ask import ask
from bot.domain.call import Call
from bot.search.finders import Finders
from bot.settings import ROOT
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from bot.store.schema import migrate

WORKSPACES = 1000
STEP = 100
EACH = 20
"""Warm questions to each workspace while it is gone through."""

AROUND, IN_TURN = 5, 2000
"""One of so many warm workspaces is asked in turn with others, so many questions in all."""

SMALL = 20
"""So many workspaces have the shipped catalog and the example organisation alone."""

BAR = 50


@dataclass(frozen=True)
class Took:
    """Milliseconds of one question: until it was answered, and of our processor."""

    waited: float
    worked: float


@dataclass(frozen=True)
class Times:
    """Milliseconds of many; `worked` are of our processor alone, so what else runs counts less."""

    p50: float
    p99: float
    worst: float
    worked_p50: float
    worked_p99: float

    @classmethod
    def of(cls, took: Sequence[Took]) -> "Times":
        """The times of these questions."""
        waited, worked = [one.waited for one in took], [one.worked for one in took]
        return cls(
            percentile(waited, 50),
            percentile(waited, 99),
            round(max(waited), 1),
            percentile(worked, 50),
            percentile(worked, 99),
        )


@dataclass(frozen=True)
class Step:
    """After so many workspaces: MiB resident, and the milliseconds of the last questions."""

    asked: int
    warm: int
    resident_mb: float
    cold_p50: float
    cold_p99: float
    warm_p50: float
    warm_p99: float


@dataclass(frozen=True)
class Figures:
    """All that was measured; times in milliseconds, memory in MiB."""

    workspaces: int
    warm: int
    steps: tuple[Step, ...]
    cold: Times
    later: Times
    turn: Times
    beside: Times
    a_warm_workspace_mb: float
    a_small_one_mb: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures one process with many workspaces.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--plot", metavar="FILE", help="draw memory and times into this file")
    parser.add_argument("--workspaces", metavar="N", type=int, default=WORKSPACES)
    warm = config.load_operations(ROOT).warm_workspaces
    parser.add_argument("--warm", metavar="N", type=int, default=warm)
    said = parser.parse_args()
    found = measured(said.workspaces, said.warm)
    print(json.dumps(asdict(found)) if said.json else table(found))
    if said.plot and not plotted(found, said.plot):
        print(columns(found))


def measured(workspaces: int, warm: int) -> Figures:
    """The figures of one process that keeps so many workspaces warm."""
    with filled.postgresql() as url, closing(make_engines(url, ROOT)) as engines:
        migrate(engines, ROOT)
        kinds = filled.made(filled.KINDS)
        large = [f"T{number:05d}" for number in range(workspaces)]
        small = [f"S{number:05d}" for number in range(SMALL)]
        filled.fill(Ledger(engines), engines, large, kinds)
        filled.fill_small(Ledger(engines), engines, small)
        asking = _Asking(Ledger(engines, warm=warm), warm, kinds)
        return _gone_through(asking, large, small, warm)


def _gone_through(
    asking: "_Asking", large: Sequence[str], small: Sequence[str], warm: int
) -> Figures:
    asking.ask(large[0], 0)  # what is read once for a process is read before
    before = resident_mb()
    steps: list[Step] = []
    cold: list[Took] = []
    later: list[Took] = []
    for start in range(0, len(large), STEP):
        times = [asking.visited(large[n], n) for n in range(start, min(start + STEP, len(large)))]
        some = [first for first, _ in times]
        others = list(chain.from_iterable(rest for _, rest in times))
        cold, later = cold + some, later + others
        steps.append(_step(min(start + STEP, len(large)), warm, some, others))
    full = next((one for one in steps if one.asked >= warm), steps[-1])
    turn, beside = asking.turns(large), asking.turns(large, beside=True)
    small_mb = asking.held_mb(small)
    return Figures(
        len(large),
        warm,
        tuple(steps),
        Times.of(cold),
        Times.of(later),
        Times.of(turn),
        Times.of(beside),
        # Those that came before made room for these, or are still there.
        round((full.resident_mb - before) / min(full.asked, warm), 2),
        round(small_mb, 2),
    )


def _step(asked: int, warm: int, cold: Sequence[Took], later: Sequence[Took]) -> Step:
    first, rest = Times.of(cold), Times.of(later)
    memory = round(resident_mb(), 1)
    return Step(asked, min(asked, warm), memory, first.p50, first.p99, rest.p50, rest.p99)


class _Asking:
    """Asks workspaces what their own people would ask."""

    def __init__(self, ledger: Ledger, warm: int, kinds: Sequence[Made]) -> None:
        self._ledger = ledger
        self._warm = warm
        self._finders = Finders(
            config.load_vocabulary(ROOT),
            config.load_matching(ROOT),
            config.load_learned(ROOT),
            warm=warm,
        )
        dice, written = random.Random(3), filled.written()  # noqa: S311 - no secret
        self._texts = [cycle(one.questions(20 * EACH, dice, written)) for one in kinds]

    def ask(self, workspace: str, place: int) -> Took:
        """How long one question takes."""
        text = next(self._texts[place % len(self._texts)])
        began, worked = perf_counter(), thread_time()
        with self._ledger.read(workspace) as books:
            call = Call(
                text=text, today=wiring.now().date(), surface="bench", asker=f"p{place % 9}"
            )
            ask(call, books, self._finders)
        return Took((perf_counter() - began) * 1000, (thread_time() - worked) * 1000)

    def visited(self, workspace: str, place: int) -> tuple[Took, list[Took]]:
        """(the first question's time, those of the others)."""
        return self.ask(workspace, place), [self.ask(workspace, place) for _ in range(EACH)]

    def held_mb(self, workspaces: Sequence[str]) -> float:
        """MiB of Python's own that each of these takes once it was asked."""
        tracemalloc.start()
        for place, workspace in enumerate(workspaces):
            self.visited(workspace, place)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return held / len(workspaces) / 2**20

    def turns(self, workspaces: Sequence[str], *, beside: bool = False) -> list[Took]:
        """The times of warm ones asked in turn; `beside` cold ones where that is wanted."""
        around = min(self._warm // AROUND + 1, len(workspaces))
        places = range(len(workspaces) - around, len(workspaces))
        others = cycle(range(places.start)) if beside else iter(())
        over = threading.Event()

        def cold() -> None:
            for place in others:
                if over.is_set():
                    return
                self.ask(workspaces[place], place)

        thread = threading.Thread(target=cold)
        thread.start()
        times = [self.ask(workspaces[n], n) for n in islice(cycle(places), IN_TURN)]
        over.set()
        thread.join()
        return times


def resident_mb() -> float:
    """MiB of memory that the process holds now; on other systems than Linux at most until now."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def table(found: Figures) -> str:
    """The figures for a person."""
    head = ("workspaces asked", "warm", "MiB", "cold p50 ms", "p99", "warm p50 ms", "p99")
    rows = [head, *(tuple(_cells(one)) for one in found.steps)]
    kinds = {
        "cold": found.cold,
        "warm": found.later,
        "warm ones in turn": found.turn,
        "the same beside cold ones": found.beside,
    }
    names = ("milliseconds", "p50", "p99", "worst", "of our processor p50", "p99")
    times = [names, *((name, *map(str, asdict(one).values())) for name, one in kinds.items())]
    memory = (
        ("a warm workspace", f"{found.a_warm_workspace_mb} MiB"),
        ("one of the shipped size", f"{found.a_small_one_mb} MiB"),
    )
    return "\n".join((*aligned(rows), "", *aligned(times), "", *aligned(memory)))


def _cells(one: Step) -> Iterator[str]:
    for value in asdict(one).values():
        yield f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def columns(found: Figures) -> str:
    """Memory by the number of workspaces that were asked, drawn in letters."""
    most = max(one.resident_mb for one in found.steps)
    return "\n".join(
        f"{one.asked:>6,}  {'#' * round(BAR * one.resident_mb / most)}  {one.resident_mb:,.0f} MiB"
        for one in found.steps
    )


def plotted(found: Figures, file: str) -> bool:
    """Memory and times drawn into a file; False where no library for that is installed."""
    try:
        figure = import_module("matplotlib.figure").Figure(figsize=(8, 6), layout="constrained")
    except ImportError:
        return False
    upper, lower = figure.subplots(2, sharex=True)
    asked = [one.asked for one in found.steps]
    upper.plot(asked, [one.resident_mb for one in found.steps], marker="o")
    upper.axvline(found.warm, linestyle="--", color="grey")
    upper.set_ylabel("MiB resident")
    upper.set_ylim(bottom=0)
    for name in ("cold_p99", "warm_p99"):
        lower.plot(asked, [getattr(one, name) for one in found.steps], marker="o", label=name)
    lower.set_yscale("log")
    lower.set_ylabel("milliseconds")
    lower.set_xlabel(f"workspaces asked; the last {found.warm:,} of them are kept")
    lower.legend()
    figure.savefig(file)
    return True


if __name__ == "__main__":
    main()
