"""Makes the faults happen and prints what came of them; `--rounds N`, and the faults by number."""

import argparse
import os
import sys
from typing import Any

import pytest

from tests.faults.tally import ROUNDS

HEADS = ("fault", "", "rounds", "lost", "doubled", "unknown", "longest recovery")
ELSEWHERE = """
unknown: Rolecall says honestly that it can't tell whether it arrived, and doesn't send it again.
Also: a channel archived, the bot removed from it: tests/talk/test_digest_channels.py; two leads:
tests/soak/soak_two_leads.py; an import killed half-way: tests/acceptance/test_import_killed.py;
a year of digests: tests/soak/soak_year.py.
"""


class Table:
    """Takes from the tests what each has counted."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes a test's counts once it is over, and whether it failed."""
        if report.when == "teardown":
            for name, value in report.user_properties:
                if name == "fault" and isinstance(value, dict):
                    self.rows.append(value)
        if report.failed:
            self.failed.append(report.nodeid)

    def lines(self) -> list[str]:
        """The table."""
        ordered = sorted(self.rows, key=lambda row: row["number"])
        cells = [HEADS, *(_cells(row) for row in ordered)]
        widths = [max(len(row[place]) for row in cells) for place in range(len(HEADS))]
        return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    counts = (str(row[name]) for name in ("rounds", "lost", "doubled", "unknown"))
    return (str(row["number"]), row["name"], *counts, f"{row['longest']:.1f} s")


class Chosen:
    """Leaves out all faults but some."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keeps the tests of these faults."""
        kept = [one for one in items if self._wants(one)]
        items[:] = kept

    def _wants(self, item: pytest.Item) -> bool:
        marker = item.get_closest_marker("fault")
        return marker is not None and marker.args[0] in self.numbers


def main() -> int:
    """The tests' exit code, after the table was printed."""
    parser = argparse.ArgumentParser("python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("numbers", type=int, nargs="*", metavar="N")
    given = parser.parse_args()
    os.environ[ROUNDS] = str(given.rounds)
    table = Table()
    plugins: list[object] = [table]
    if given.numbers:
        plugins.append(Chosen(given.numbers))
    code = pytest.main(["tests/faults"], plugins=plugins)
    lost = any(row["lost"] or row["doubled"] for row in table.rows)
    sys.stdout.write("\n".join([*table.lines(), ELSEWHERE, *table.failed]) + "\n")
    return int(code) or int(lost)


if __name__ == "__main__":
    sys.exit(main())
