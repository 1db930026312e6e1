"""What the texts of errors say."""

import pytest

from bot.errors import (
    MOST_LISTED,
    FileRefused,
    Flaw,
    Flaws,
    Fleeting,
    NotKnown,
    PortTaken,
    Problem,
    RolecallError,
    SchemaBehind,
    StoreUnavailable,
)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (
            Problem("org.yaml", 7, "teams[2].name", "nothing", "a name"),
            "org.yaml:7: teams[2].name: found nothing, expected a name",
        ),
        (
            Problem("org.yaml", 7, "", "the anchor &x", "no anchors"),
            "org.yaml:7: found the anchor &x, expected no anchors",
        ),
        (
            Problem("org.yaml", None, "name", "nothing", "a name"),
            "org.yaml: name: found nothing, expected a name",
        ),
        (
            Problem("org.yaml", None, "", "a larger file", "at most 8192 KiB"),
            "org.yaml: found a larger file, expected at most 8192 KiB",
        ),
    ],
)
def test_problem_text(problem: Problem, text: str) -> None:
    """A problem names path, line and field where there are any, what is there and what belongs."""
    assert str(problem) == text


def _problems(count: int) -> list[Problem]:
    return [Problem("a.yaml", n, "f", "x", "y") for n in range(1, count + 1)]


def test_refusal_lists_every_problem() -> None:
    """A refused file's text has one line for each problem, in their order."""
    text = "a.yaml:1: f: found x, expected y\na.yaml:2: f: found x, expected y"
    assert str(FileRefused(_problems(2))) == text


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (MOST_LISTED, f"a.yaml:{MOST_LISTED}: f: found x, expected y"),
        (MOST_LISTED + 1, "and 1 more of this kind"),
        (MOST_LISTED + 480, "and 480 more of this kind"),
    ],
)
def test_refusal_stops_listing(count: int, last: str) -> None:
    """A refused file's text lists so many problems, counts the rest, and keeps them all."""
    refused = FileRefused(iter(_problems(count)))
    lines = str(refused).splitlines()
    listed = [str(problem) for problem in _problems(min(count, MOST_LISTED))]
    assert lines[:MOST_LISTED] == listed
    assert lines[-1] == last
    assert len(lines) == min(count, MOST_LISTED + 1)
    assert refused.problems == tuple(_problems(count))


def test_flaws_text() -> None:
    """Flaws say each in turn what was found and expected, and keep where it was."""
    listed = [Flaw(("roles", 0), "a", "b"), Flaw((), "c", "d")]
    flaws = Flaws(iter(listed))
    assert str(flaws) == "found a, expected b; found c, expected d"
    assert flaws.flaws == tuple(listed)


def test_flaws_pass_through_pydantic() -> None:
    """Flaws are a ValueError, the one kind that a pydantic validator may raise."""
    assert issubclass(Flaws, ValueError)
    assert not issubclass(Flaws, RolecallError)


@pytest.mark.parametrize(
    "kind", [NotKnown, StoreUnavailable, Fleeting, SchemaBehind, PortTaken, FileRefused]
)
def test_one_root(kind: type[Exception]) -> None:
    """Every error that is written for a person can be caught by its one root."""
    assert issubclass(kind, RolecallError)
