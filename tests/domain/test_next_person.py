"""Whom to ask next."""

from itertools import chain, combinations

import pytest

from bot.domain.next_person import next_person, who_corrects
from bot.domain.organisation import Organisation
from bot.domain.reply import NextPerson
from tests.example import acme, organisation, platform, product

LEADS, STEWARD, WORKS = "leads One", "looks after who owns what here", "works at Acme"


def _next(where: Organisation, *teams: str, named: str = "") -> tuple[str, str] | None:
    found = next_person(where, [where.team[key] for key in teams], list(named))
    return (found.name, found.because) if found else None


WHERE = acme(
    platform(leads=["b"]),
    product(leads=["a"]),
    product(key="two", name="Two", platform=None, leads=["d"]),
    stewards=["c"],
)


@pytest.mark.parametrize(
    ("teams", "named", "expected"),
    [
        (["one"], "", ("A", LEADS)),
        (["one"], "a", ("B", "leads Base")),
        (["one"], "ab", ("C", STEWARD)),
        (["one"], "abc", ("D", "leads Two")),
        (["one"], "abcd", ("E", WORKS)),
        (["one"], "abcdef", ("A", LEADS)),
        (["base"], "", ("B", "leads Base")),
        (["two"], "d", ("C", STEWARD)),
        (["one", "two"], "", ("C", STEWARD)),
        (["one", "two"], "c", ("A", LEADS)),
        ([], "", ("C", STEWARD)),
        ([], "c", ("B", "leads Base")),
    ],
)
def test_order(teams: list[str], named: str, expected: tuple[str, str]) -> None:
    """Who leads the one team, its platform's lead, a steward, any lead, anybody."""
    assert _next(WHERE, *teams, named=named) == expected


def test_never_named_already() -> None:
    """Somebody already named comes only where there is nobody else."""
    subsets = chain.from_iterable(combinations("abcdef", n) for n in range(6))
    for named in map("".join, subsets):
        for teams in ([], ["one"], ["two"], ["one", "two", "base"]):
            found = _next(WHERE, *teams, named=named)
            assert found
            assert found[0].lower() not in named


@pytest.mark.parametrize("gone", ["a", "ab", "abc", "abcd", "abcde"])
def test_active(gone: str) -> None:
    """Nobody who left is ever next."""
    where = acme(platform(leads=["b"]), product(leads=["a"]), gone=gone, stewards=["c"])
    for named in ("", "f", "abcdef"):
        found = _next(where, "one", named=named)
        assert found
        assert found[0].lower() not in gone


def test_nobody() -> None:
    """Next is None only where nobody is active."""
    everyone = acme(product(leads=["a"], platform=None), gone="abcdef", stewards=["a"])
    assert _next(everyone, "one") is None
    assert _next(Organisation(organisation="Empty")) is None
    assert _next(acme(gone="abcde")) == ("F", WORKS)


def test_example() -> None:
    """The next person has their Slack account, or none, and a name."""
    where = organisation()
    found = next_person(where, [where.team["churn"]], [])
    assert found == NextPerson(user=None, name="Lucía Fernández", because="leads Churn")
    assert next_person(WHERE, [], []) == NextPerson(user="Uc", name="C", because=STEWARD)


def _corrects(where: Organisation, *teams: str) -> tuple[str, str] | None:
    found = who_corrects(where, [where.team[key] for key in teams])
    return (found.name, found.because) if found else None


@pytest.mark.parametrize(
    ("teams", "expected"),
    [
        (["one"], ("A", LEADS)),
        (["base"], ("B", "leads Base")),
        (["two"], ("D", "leads Two")),
        (["one", "two"], ("C", STEWARD)),
        ([], ("C", STEWARD)),
    ],
)
def test_who_corrects(teams: list[str], expected: tuple[str, str]) -> None:
    """An answer for one team is put right by who leads it, one for several by a steward."""
    assert _corrects(WHERE, *teams) == expected


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ("a", ("B", "leads Base")),
        ("ab", ("C", STEWARD)),
        ("abc", ("D", "leads Two")),
        ("abcd", None),
    ],
)
def test_who_corrects_when_they_are_gone(gone: str, expected: tuple[str, str] | None) -> None:
    """Then it is the platform's lead, a steward, any lead; nobody who is in charge of nothing."""
    where = acme(
        platform(leads=["b"]),
        product(leads=["a"]),
        product(key="two", name="Two", platform=None, leads=["d"]),
        stewards=["c"],
        gone=gone,
    )
    assert _corrects(where, "one") == expected


def test_who_corrects_has_an_account() -> None:
    """Whoever corrects comes with their Slack account, or with none."""
    assert who_corrects(WHERE, []) == NextPerson(user="Uc", name="C", because=STEWARD)
    assert who_corrects(Organisation(organisation="Empty"), []) is None
