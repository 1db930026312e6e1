"""The organisation without requests that hold no longer, which every look at gaps begins with."""

from datetime import date

from bot.domain.organisation import Organisation
from bot.domain.ownership.requests import in_force
from tests.domain.ownership.scenes import scene_of


def asked(*assignments: dict[str, object]) -> Organisation:
    """A team with these assignments, which Lea leads."""
    people = [
        {"key": key, "name": key.title(), "slack": f"U{key.upper()}"} for key in ("mo", "lea")
    ]
    team = {"key": "bread", "name": "Bread", "leads": ["lea"], "assignments": assignments}
    return Organisation.model_validate({"organisation": "Acme", "people": people, "teams": [team]})


def test_nothing_to_leave_out() -> None:
    """It is the organisation itself, which nobody has to check again."""
    told = asked({"role": "role:baker", "person": "mo"})
    scene = scene_of(told, "ULEA")
    assert in_force(scene) is scene.organisation


def test_a_request_that_holds() -> None:
    """What a lead asked for stays as it was asked."""
    waits = {"state": "pending", "asked": date(2026, 11, 1), "asked_by": "lea"}
    told = asked({"role": "role:baker", "person": "mo", **waits})
    assert in_force(scene_of(told, "ULEA")) == told
