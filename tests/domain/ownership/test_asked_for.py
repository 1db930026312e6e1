"""How often a role was asked for."""

from bot.domain.ownership.asked_for import asked_for
from bot.domain.ownership.gaps import Seat
from tests.example import KEEPER, MAKER, acme, platform, product, small

MAKE, SHIP, GUESS = "activity:make", "activity:ship", "activity:guess"


def test_counted_for_the_team() -> None:
    """What the role has a part in is counted where somebody of the team asked for it."""
    where = acme(product(), platform())
    asked = {
        (MAKE, "one"): 2,
        (SHIP, "one"): 3,
        (GUESS, "one"): 10,
        ("handoff:ship", "one"): 1,
        ("activity:gone", "one"): 10,
        (MAKE, "base"): 10,
        (MAKE, None): 10,
    }
    made = {
        role: asked_for(small(), Seat(small().role(role), where.team["one"]), asked)
        for role in (MAKER, KEEPER)
    }
    # The keeper is told of what is made, and that is a part in it too.
    assert made == {MAKER: 6, KEEPER: 6}
