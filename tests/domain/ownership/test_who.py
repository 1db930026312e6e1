"""Whom a verb speaks of, and who can own something."""

import pytest

from bot.domain.fact import Change, Subject
from bot.domain.member import Member
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.who import by_account, entering, fit, newcomer
from tests.domain.ownership.scenes import HERE, scene_of
from tests.example import acme, platform

ACME = acme(platform(), gone="f")
NEW = Member("UN", "New Here", team=HERE)


def test_by_account() -> None:
    """An account is the person who has it here, else the member who may become one."""
    scene = scene_of(ACME, members=[NEW, Member("Ua", "Other Name")])
    assert by_account(scene, "Ua") is ACME.person["a"]
    assert by_account(scene, "UN") == Person(key="UN", name="New Here", slack="UN")
    with pytest.raises(Objection, match="don't know that person in this workspace yet"):
        by_account(scene, "U404")


def test_oneself() -> None:
    """Whoever acts is somebody, also before Slack told of them."""
    assert by_account(scene_of(ACME, "UX"), "UX") == Person(key="UX", slack="UX")


def test_a_key_that_is_taken() -> None:
    """Somebody new gets a key that nobody has."""
    people = [{"key": "UN"}, {"key": "slack-UN"}]
    taken = Organisation.model_validate({"organisation": "Acme", "people": people})
    assert newcomer(taken, "UN", NEW).key == "slack-slack-UN"
    assert newcomer(ACME, "UN", None) == Person(key="UN", slack="UN")


@pytest.mark.parametrize(
    ("member", "told"),
    [
        (Member("Ua", "A", bot=True), "is a bot"),
        (Member("Ua", "A", deleted=True), "has left"),
        (Member("Ua", "A", team="T0ELSE"), "belongs to another organisation"),
        (Member("Ua", "A", guest=True), "is a guest"),
    ],
)
def test_unfit(member: Member, told: str) -> None:
    """A bot, a guest, a stranger and who has left own nothing; it is said at the field."""
    with pytest.raises(Objection, match=f"A {told}") as caught:
        fit(scene_of(ACME, "Ub", members=[member]), ACME.person["a"], "person")
    assert caught.value.field == "person"


def test_who_left_by_the_file() -> None:
    """Who isn't active any more owns nothing, whatever Slack says."""
    with pytest.raises(Objection, match="F has left"):
        fit(scene_of(ACME, members=[Member("Uf", "F")]), ACME.person["f"], "person")


def test_fit() -> None:
    """A member can own something, whether Slack says the workspace or not; so can a name."""
    a, paper = ACME.person["a"], Person(key="paper", name="Pat")
    for members in ([], [Member("Ua", "A")], [Member("Ua", "A", team=HERE, admin=True)]):
        assert fit(scene_of(ACME, "Ub", members=members), a, "person") is a
    assert fit(scene_of(ACME), paper, "person") is paper


def test_entering() -> None:
    """Who isn't in the organisation enters it once, under no name of our own; others are in it."""
    new = Person(key="UN", name="New Here", slack="UN")
    body = {"name": None, "email": None, "slack": "UN", "active": True}
    assert entering(scene_of(ACME), new, ACME.person["a"], new) == [
        Change(Subject("person", ("UN",)), None, body)
    ]
    assert entering(scene_of(ACME)) == []
