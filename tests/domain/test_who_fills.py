"""The sentence that says who fills a role."""

from typing import Any

import pytest

from bot.domain.answer import Matter, filled
from bot.domain.reply import Reply
from tests.example import KEEPER, MAKER, TODAY, acme, held, match, platform, product, small

WAIVED = [{"role": MAKER, "because": "All is bought."}]


def _filled(*teams: dict[str, Any], ref: str = MAKER, asked: str = "") -> Reply:
    where = acme(platform(held("f")), *teams, gone="d")
    wanted = tuple(team for team in where.teams if team.kind == "product" and asked in team.key)
    return filled(Matter(small(), where, wanted, TODAY, "q"), match(ref, small()))


def _two(**more: object) -> dict[str, Any]:
    return product(held("b"), key="two", name="Two", **more)


@pytest.mark.parametrize(
    ("teams", "outcome", "headline"),
    [
        ([product(held("a"))], "answered", "A is the Maker for One."),
        ([product()], "answered", "F is the Maker for One."),
        ([product(held("a"), held("c"))], "answered", "A and C share the role Maker for One."),
        ([product(held("c", standing="backup"), held("a"))], "answered", "A is the Maker for One."),
        ([product(held("c", standing="backup"))], "answered", "C is the Maker for One."),
        (
            [product(held("a"), held("b", state="pending"))],
            "answered",
            "A is the Maker for One.",
        ),
        ([product(held("a")), _two()], "answered", "A is the Maker for One; B for Two."),
        (
            [product(held("b")), _two()],
            "answered",
            "B is the Maker for every team.",
        ),
        (
            [product(platform=None), _two()],
            "answered",
            "B is the Maker for Two.",
        ),
        ([product(platform=None)], "unfilled", "Nobody fills the role Maker for One yet."),
        (
            [product(platform=None), product(key="two", name="Two", platform=None)],
            "unfilled",
            "Nobody fills the role Maker there yet.",
        ),
        (
            [product(held("a", state="pending"), platform=None)],
            "unfilled",
            "Nobody fills the role Maker for One yet.",
        ),
        (
            [product(held("d"), platform=None)],
            "left",
            "Whoever filled the role Maker for One has left, and nobody has taken over.",
        ),
        (
            [product(waived=WAIVED, platform=None)],
            "nobody",
            "Nobody fills the role Maker for One, by design: All is bought.",
        ),
    ],
)
def test_headline(teams: list[dict[str, Any]], outcome: str, headline: str) -> None:
    """One sentence names whoever is to be asked first in each team, or says why nobody is."""
    found = _filled(*teams)
    assert (found.outcome, found.headline) == (outcome, headline)
    assert [one.ref for one in found.matches] == [MAKER]


def test_people() -> None:
    """Backups and whoever was asked are named below, and among the people of the answer."""
    found = _filled(product(held("a"), held("c", standing="backup"), held("b", state="pending")))
    assert [(one.name, one.standing, one.state) for one in found.people] == [
        ("A", "primary", "accepted"),
        ("C", "backup", "accepted"),
        ("B", "primary", "pending"),
    ]
    assert "Maker: A (backup: C); B was asked and hasn't accepted yet" in found.text


def test_title() -> None:
    """Of a title it is whoever fills the role that it means, which is said."""
    found = _filled(product(held("a")), ref="title:wright")
    assert found.headline == "A is the Maker for One."
    assert "“Wright” is a job title; here it means the Maker." in found.text


def test_many_teams() -> None:
    """Where more than five teams differ the team is asked for."""
    teams = [
        product(held(one), key=f"t{one}", name=f"T{one}", platform=None) for one in "abcef"
    ] + [product(held("a", KEEPER), key="t6", name="T6", platform=None)]
    found = _filled(*teams)
    assert found.outcome == "choose"
    assert len(found.teams) == 6
    assert _filled(*teams, asked="tb").headline == "B is the Maker for Tb."


def test_no_teams() -> None:
    """Without a team nobody can be named."""
    found = filled(Matter(small(), acme(), (), TODAY, "q"), match(MAKER, small()))
    assert (found.outcome, found.headline) == ("unfilled", "Nobody fills the role Maker there yet.")
