"""The organisation with Slack's word on its people."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.member import Channel, Member, joined
from bot.domain.next_person import next_person
from bot.domain.organisation import Organisation, Person
from bot.domain.value import as_name
from tests.example import acme, organisation, platform, product

OWNER = Member(id="U9", name="Ola Owner", primary_owner=True)


def _people(*people: dict[str, Any], **more: Any) -> Organisation:
    return Organisation.model_validate({"organisation": "Acme", "people": list(people)} | more)


def _joined(where: Organisation, *members: Member, stewards: tuple[str, ...] = ()) -> Organisation:
    return joined(where, members, stewards)


def _person(where: Organisation, *members: Member, key: str = "ana") -> Person:
    return _joined(where, *members).person[key]


ANA = {"key": "ana", "name": "Ana", "email": "ana@example.org", "slack": "U1"}


def test_nobody_in_slack() -> None:
    """Without members the organisation is as the file told it."""
    where = organisation()
    assert _joined(where) == where


def test_all_but_people_stays() -> None:
    """Teams, names and the stewards of the file stay as they are, whoever is in Slack."""
    where = acme(product(leads=["a"]), platform(), stewards=["b"])
    found = _joined(where, *(Member(id=f"U{k}", name=f"S {k}") for k in "abcdef"), OWNER)
    assert found == where
    named = _joined(where, OWNER, Member(id="U8", name="Other"), stewards=("U8",))
    assert named.stewards == ("b",)


@pytest.mark.parametrize(
    ("person", "members", "slack"),
    [
        (ANA, [Member(id="U1", name="A"), Member(id="U2", name="B", email=ANA["email"])], "U1"),
        (ANA, [Member(id="U2", name="B", email=ANA["email"])], "U1"),
        (ANA | {"slack": None}, [Member(id="U2", name="B", email=ANA["email"])], "U2"),
        (ANA | {"slack": None}, [Member(id="U2", name="B", email="ANA@Example.ORG")], "U2"),
        (ANA | {"slack": None}, [Member(id="U2", name="Ana", email=None)], None),
        (ANA | {"slack": None}, [Member(id="U2", name="Ana", email="bo@example.org")], None),
        (ANA | {"slack": None}, [Member(id="U2", name="B", email=ANA["email"], bot=True)], None),
        ({"key": "ana"}, [Member(id="U2", name="ana", email="ana@example.org")], None),
        ({"key": "U2"}, [Member(id="U2", name="B")], None),
    ],
)
def test_account(person: dict[str, Any], members: list[Member], slack: str | None) -> None:
    """An account is the id in the file, else the one with the address there; no bot's, ever."""
    key = person["key"]
    for order in (members, members[::-1]):
        assert _person(_people(person), *order, key=key).slack == slack


def test_account_of_one_person_only() -> None:
    """An account that the file gives to one person goes to no other by an address."""
    where = _people({"key": "bo", "email": "ana@example.org"}, {"key": "ana", "slack": "U1"})
    found = _joined(where, Member(id="U1", name="Ana", email="ana@example.org"))
    assert {key: person.slack for key, person in found.person.items()} == {"bo": None, "ana": "U1"}


@pytest.mark.parametrize("given", ["Ana from the file", None])
def test_name(given: str | None) -> None:
    """A person is called as the file says, and as Slack does where it says nothing."""
    where = _people(ANA | {"name": given})
    found = _person(where, Member(id="U1", name="Ana in Slack"))
    assert found.called == (given or "Ana in Slack")


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize("deleted", [True, False])
def test_active(*, in_file: bool, deleted: bool) -> None:
    """Whoever was deactivated in Slack has left, and so has whoever left by the file."""
    where = _people(ANA | {"active": in_file})
    found = _person(where, Member(id="U1", name="Ana", deleted=deleted))
    assert found.active is (in_file and not deleted)


def test_deactivated_by_address() -> None:
    """Whoever is known by the address alone has left, too, once the account is deactivated."""
    where = _people(ANA | {"slack": None})
    here = Member(id="U2", name="Ana", email="ana@example.org")
    assert _person(where, here).active
    assert not _person(where, replace(here, deleted=True)).active


def test_address_that_went_to_a_new_account() -> None:
    """Of several accounts with one address it is the one that is there, in whatever order."""
    where = _people(ANA | {"slack": None})
    old = Member(id="U2", name="Ana", email="ana@example.org", deleted=True)
    new = Member(id="U3", name="Ana", email="ana@example.org")
    for members in ((old, new), (new, old)):
        found = _person(where, *members)
        assert (found.slack, found.active) == ("U3", True)


BO = Member(id="U2", name="Bo", email="bo@example.org")


@pytest.mark.parametrize(
    ("members", "named", "stewards"),
    [
        ([OWNER, BO], (), ["U9"]),
        ([OWNER, BO], ("U2",), ["U2"]),
        ([OWNER, BO], ("BO@example.org",), ["U2"]),
        ([OWNER, BO], ("U2", "U9"), ["U2", "U9"]),
        ([OWNER, BO], ("U9", "bo@example.org"), ["U9", "U2"]),
        ([OWNER, BO], ("U5", "nobody@example.org"), ["U9"]),
        ([OWNER, BO], ("U5", "U2"), ["U2"]),
        ([OWNER, replace(BO, deleted=True)], ("U2",), ["U9"]),
        ([OWNER, replace(BO, bot=True)], ("U2", "bo@example.org"), ["U9"]),
        ([OWNER, replace(BO, guest=True)], ("U2",), ["U9"]),
        ([OWNER, replace(BO, guest=True)], ("bo@example.org", "U9"), ["U9"]),
        ([replace(OWNER, deleted=True), BO], (), []),
        ([replace(OWNER, deleted=True), replace(BO, primary_owner=True)], (), ["U2"]),
        ([BO], (), []),
        ([], ("U2",), []),
    ],
)
def test_first_stewards(members: list[Member], named: tuple[str, ...], stewards: list[str]) -> None:
    """Where the file names none it is who config names, else the owner; no guest, none who left."""
    found = _joined(_people(), *members, stewards=named)
    assert [found.person[key].slack for key in found.stewards] == stewards
    assert len(found.people) == len(stewards)


@pytest.mark.parametrize("named", [("U2", "bo@example.org"), ("U2", "U2")])
def test_steward_named_twice(named: tuple[str, ...]) -> None:
    """Config may name one person by id and by address: it is one person."""
    found = _joined(_people(), OWNER, BO, stewards=named)
    assert [found.person[key].slack for key in found.stewards] == ["U2"]


def test_steward_who_is_in_the_file() -> None:
    """A steward whom the file knows, by id or by address, is that person and no second one."""
    known = _people(ANA, {"key": "bo", "name": "Bo B.", "email": "bo@example.org"})
    ana = Member(id="U1", name="A")
    found = _joined(known, ana, BO, OWNER, stewards=("U2", "U1"))
    assert found.stewards == ("bo", "ana")
    assert [person.key for person in found.people] == ["ana", "bo"]
    assert found.person["bo"].called == "Bo B."


@pytest.mark.parametrize(
    ("taken", "key"),
    [((), "U9"), (("U9",), "slack-U9"), (("slack-U9",), "U9"), (("u9",), "U9")],
)
def test_key_of_a_newcomer(taken: tuple[str, ...], key: str) -> None:
    """Somebody in no file gets a key that is free, and is the next person for what nobody owns."""
    found = _joined(_people(*({"key": one, "active": False} for one in taken)), OWNER)
    assert found.person[key] == Person(key=key, name="Ola Owner", slack="U9")
    assert found.stewards == (key,)
    whom = next_person(found, (), ())
    assert whom
    assert (whom.user, whom.name) == ("U9", "Ola Owner")


def test_key_of_a_newcomer_whose_keys_are_taken() -> None:
    """However people in the file are called, every newcomer is found a key of their own."""
    found = _joined(_people({"key": "U9"}, {"key": "slack-U9"}), OWNER)
    assert found.account["U9"].called == "Ola Owner"
    assert len(found.person) == 3
    other = Member(id="slack-U9", name="Odd")
    found = _joined(_people({"key": "U9"}), OWNER, other, stewards=("U9", "slack-U9"))
    assert [found.person[key].slack for key in found.stewards] == ["U9", "slack-U9"]


IDS = st.sampled_from(["U1", "U2", "U3", "W4", "USLACKBOT"])
ADDRESSES = st.sampled_from(["ana@example.org", "ANA@example.org", "bo@example.org", "ß@x.org"])
KEYS = st.sampled_from(["ana", "bo", "U1", "U2", "slack-U3"])
MEMBERS = st.builds(
    Member,
    id=IDS,
    name=st.text().map(lambda text: as_name(text, "somebody")),
    team=st.none() | st.text(),
    email=st.none() | ADDRESSES | st.text(),
    zone=st.none() | st.text(),
    admin=st.booleans(),
    primary_owner=st.booleans(),
    guest=st.booleans(),
    bot=st.booleans(),
    deleted=st.booleans(),
    as_of=st.floats(),
)
PEOPLE = st.fixed_dictionaries(
    {
        "key": KEYS,
        "name": st.none() | st.just("Ana"),
        "email": st.none() | ADDRESSES,
        "slack": st.none() | IDS,
        "active": st.booleans(),
    }
)


def _key(person: dict[str, Any]) -> str:
    return str(person["key"])


def _address(person: dict[str, Any]) -> str:
    return str(person["email"] or f"none of {_key(person)}").casefold()


def _account(person: dict[str, Any]) -> str:
    return str(person["slack"] or f"none of {_key(person)}")


@given(
    people=st.lists(
        PEOPLE,
        unique_by=(_key, _address, _account),
    ),
    members=st.lists(MEMBERS, unique_by=lambda one: one.id),
    named=st.lists(IDS | st.just("nobody@example.org"), unique=True),
    steward=st.booleans(),
)
def test_whoever_is_in_slack(
    people: list[dict[str, Any]], members: list[Member], named: list[str], *, steward: bool
) -> None:
    """Whatever the members, there is an organisation with all its people, and no bot in it."""
    stewards = [people[0]["key"]] if people and steward else []
    where = _people(*people, stewards=stewards)
    found = joined(where, members, named)
    keys = [person.key for person in found.people]
    assert keys[: len(people)] == [one["key"] for one in people]
    known = {member.id: member for member in members}
    for person in found.people[len(people) :]:
        assert person.slack in known
        assert not known[person.slack].bot
        assert person.key in found.stewards
    for key in found.stewards:
        assert key in found.person


CHANNEL = Channel("C1", "churn", shared=False)


@pytest.mark.parametrize(
    ("channel", "writable"),
    [
        (CHANNEL, True),  # nobody said whether we are in it
        (replace(CHANNEL, ours=True, ours_as_of=1.0), True),
        (replace(CHANNEL, ours=False, ours_as_of=1.0), False),
        (replace(CHANNEL, ours=True, ours_as_of=1.0, shared=True), False),
        (replace(CHANNEL, ours=True, ours_as_of=1.0, gone=True), False),
    ],
)
def test_writable(channel: Channel, *, writable: bool) -> None:
    """We write in a channel that is there and that others don't see, unless we aren't in it."""
    assert channel.writable == writable
