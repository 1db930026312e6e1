"""How well a role is filled: each state, and which one wins."""

from datetime import timedelta

import pytest

from bot.domain.organisation import Organisation
from bot.domain.ownership.how_filled import how_filled
from bot.domain.routing import resolve
from tests.example import MAKER, TODAY, acme, held, product, small

OLD = (TODAY - timedelta(days=91)).isoformat()
LAST = (TODAY - timedelta(days=90)).isoformat()


def how(where: Organisation) -> str:
    """How the maker of team one is filled."""
    here = resolve(MAKER, where.team["one"], small(), where, TODAY).roles[0]
    return how_filled(here, TODAY, 90)


@pytest.mark.parametrize(
    ("assignments", "expected"),
    [
        ([], "unfilled"),
        ([held("a", confirmed=LAST)], "confirmed"),
        ([held("a", confirmed=OLD)], "unconfirmed"),
        ([held("a", since=LAST)], "confirmed"),
        ([held("a", since=LAST, confirmed=OLD)], "unconfirmed"),
        ([held("a")], "unconfirmed"),
        ([held("a"), held("b", confirmed=LAST)], "confirmed"),
        ([held("a", standing="backup", confirmed=LAST)], "backup"),
        ([held("a", standing="backup"), held("b")], "unconfirmed"),
        ([held("a", state="pending")], "pending"),
        ([held("f", confirmed=LAST)], "left"),
        ([held("f"), held("a", state="pending")], "left"),
    ],
)
def test_states(assignments: list[dict[str, object]], expected: str) -> None:
    """Whoever fills it counts first, the freshest of them; then who left, then who was asked."""
    assert how(acme(product(*assignments, platform=None), gone="f")) == expected


def test_waived() -> None:
    """What a team doesn't need is no gap, and is filled where somebody does it all the same."""
    waived = [{"role": MAKER, "because": "no need"}]
    assert how(acme(product(waived=waived, platform=None))) == "waived"
    assert (
        how(acme(product(held("a", confirmed=LAST), waived=waived, platform=None))) == "confirmed"
    )
