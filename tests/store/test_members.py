"""Slack's members and channels: the newest word counts."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy.orm import Session

from bot.domain.member import Channel, Member
from bot.domain.organisation import Person
from bot.store import members, workspaces
from bot.store.engine import Engines
from bot.store.tables import PersonRow
from tests.store.sample import NOW

ANA = Member(
    id="U1",
    name="Ana",
    team="T1",
    email="ana@example.org",
    zone="Europe/Madrid",
    admin=True,
    primary_owner=True,
    guest=True,
    bot=True,
    deleted=True,
    as_of=1_790_000_000.123456,
)
BO = Member(id="U2", name="Bo")
GENERAL = Channel("C1", "general", True, True, 5.0, 6.0, 7.0)  # noqa: FBT003 every field
CHURN = Channel("C2", "churn", shared=False, as_of=5.0, shared_as_of=5.0, gone_as_of=5.0)
CHANGED = {
    "name": "Anna",
    "team": "T2",
    "email": "anna@example.org",
    "zone": "Asia/Tokyo",
    "admin": False,
    "primary_owner": False,
    "guest": False,
    "bot": False,
    "deleted": False,
}
TELLING = {"name", "team", "email", "primary_owner", "guest", "bot", "deleted"}
OF_ANA = Person(key="ana", name="Ana", email="Ana@Example.org", slack="U1")


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which two workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        yield session


def _save(session: Session, workspace_id: str, told: Sequence[Member], *stewards: str) -> bool:
    return members.save(session, workspace_id, told, stewards)


def _add_person(session: Session, person: Person, workspace_id: str = "W1") -> None:
    row = {"position": 0, "source": "file", "retired_at": None}
    session.add(PersonRow(workspace_id=workspace_id, **row, **vars(person)))
    session.flush()


def test_members_come_back_as_they_went_in(session: Session) -> None:
    """Every field survives, and everybody is listed by id."""
    assert _save(session, "W1", [BO, ANA])
    assert members.find(session, "W1", "U1") == ANA
    assert members.find(session, "W1", "U3") is None
    assert members.everybody(session, "W1") == (ANA, BO)


def test_only_what_tells_something_may_change_answers(session: Session) -> None:
    """A newer word is stored; answers may differ only by who it is, and whether they are here."""
    assert CHANGED.keys() == vars(ANA).keys() - {"id", "as_of"}
    for number, (field, value) in enumerate(CHANGED.items()):
        before = replace(ANA, id=f"U{number}")
        _save(session, "W1", [before], before.id)
        newer = replace(before, **{field: value}, as_of=ANA.as_of + 1)  # type: ignore[arg-type]
        assert _save(session, "W1", [newer], before.id) is (field in TELLING), field
        assert members.find(session, "W1", before.id) == newer


def test_same_again_tells_nothing(session: Session) -> None:
    """Nobody, and what is known, leave answers as they are; somebody new may change them."""
    assert not _save(session, "W1", [])
    assert _save(session, "W1", [ANA])
    assert not _save(session, "W1", [ANA])
    assert not _save(session, "W1", [replace(ANA, as_of=ANA.as_of + 1)])
    assert _save(session, "W1", [ANA, BO], "U2")


ELSE = Member(id="U7", name="Eve", email="eve@example.org", as_of=1.0)


@pytest.mark.parametrize(
    ("before", "after", "stewards", "matters"),
    [
        (None, ELSE, (), False),
        (ELSE, replace(ELSE, deleted=True), (), False),
        (ELSE, replace(ELSE, deleted=True), ("U8", "other@example.org"), False),
        (None, ELSE, ("U7",), True),
        (None, ELSE, ("EVE@example.org",), True),
        (ELSE, replace(ELSE, email=None), ("eve@example.org",), True),
        (None, replace(ELSE, primary_owner=True), (), True),
        (replace(ELSE, primary_owner=True), ELSE, (), True),
        (None, replace(ELSE, id="U1"), (), True),
        (None, replace(ELSE, email="ana@example.org"), (), True),
        (replace(ELSE, email="ana@example.org"), ELSE, (), True),
    ],
)
def test_who_matters(
    before: Member | None,
    after: Member,
    stewards: tuple[str, ...],
    matters: bool,  # noqa: FBT001 - a column of the table
    session: Session,
) -> None:
    """Answers differ only by who is in the organisation, may be a steward, or was either."""
    _add_person(session, OF_ANA)
    _add_person(session, Person(key="eve", email="eve@example.org", slack="U7"), "W2")
    _save(session, "W1", [before] if before else [], *stewards)
    assert _save(session, "W1", [after], *stewards) is matters
    assert members.find(session, "W1", after.id) == after


@pytest.mark.parametrize("address", ["ANA@EXAMPLE.ORG", "Żaneta@example.org"])
def test_address_however_written(address: str, session: Session) -> None:
    """Whoever is known by the address alone matters, however the file writes it."""
    person = Person(key="x", email=address)
    _add_person(session, person)
    member = replace(BO, email=address.casefold())
    assert _save(session, "W1", [member])
    assert members.telling(session, "W1", [person], ()) == (member,)


def test_telling(session: Session) -> None:
    """Loaded are those who say something of somebody listed, and who may look after it."""
    by_id = replace(BO, id="U1")
    by_address = replace(BO, id="U3", email="ana@example.org")
    owner = replace(BO, id="U4", primary_owner=True)
    steward = replace(BO, id="U5", email="sam@example.org")
    _save(session, "W1", [by_id, by_address, owner, steward, replace(BO, id="U6"), ELSE])
    _save(session, "W2", [replace(BO, id="U5")])

    def ids(people: Sequence[Person], *stewards: str) -> list[str]:
        return [one.id for one in members.telling(session, "W1", people, stewards)]

    assert ids([]) == ["U4"]
    assert ids([OF_ANA]) == ["U1", "U3", "U4"]
    assert ids([Person(key="ana")]) == ["U4"]
    assert ids([], "U5") == ids([], "SAM@example.org") == ["U4", "U5"]
    assert members.telling(session, "W1", [OF_ANA], ("U5",)) == (by_id, by_address, owner, steward)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_telling_of_very_many(session: Session) -> None:
    """More people than a statement takes parameters are looked up all the same."""
    most = 5_500
    raw = session.connection().connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)
    people = [Person(key=f"k{n}", slack=f"U{n}", email=f"{n}@x.org") for n in range(most + 1)]
    first, last = replace(BO, id="U0"), replace(BO, id="X", email=f"{most}@x.org")
    _save(session, "W1", [first, last])
    assert members.telling(session, "W1", people, ()) == (first, last)


def test_older_word_changes_nothing(session: Session) -> None:
    """What Slack said before what is stored is passed over; the others beside it are stored."""
    _save(session, "W1", [ANA])
    old = replace(ANA, name="Old", deleted=False, as_of=ANA.as_of - 0.001)
    assert not _save(session, "W1", [old])
    assert members.find(session, "W1", "U1") == ANA
    assert not _save(session, "W1", [old, BO])
    assert members.everybody(session, "W1") == (ANA, BO)


def test_same_stamp_counts(session: Session) -> None:
    """Of two words with the same stamp the one that came later counts."""
    _save(session, "W1", [ANA])
    other = replace(ANA, name="Other")
    assert _save(session, "W1", [other])
    assert members.find(session, "W1", "U1") == other


def test_newest_wins_in_any_order(session: Session) -> None:
    """However events arrive, what is stored in the end is what Slack said last."""
    for number, order in enumerate(permutations(range(3))):
        person = replace(ANA, id=f"U{number}")
        for stamp in order:
            told = replace(person, name=f"Name {stamp}", as_of=float(stamp))
            _save(session, "W1", [told])
        newest = replace(person, name="Name 2", as_of=2.0)
        assert members.find(session, "W1", person.id) == newest


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_somebody_told_twice_at_once(session: Session) -> None:
    """Of two words on one member in one list the newer counts, in whichever order they stand."""
    old = replace(ANA, name="Old", as_of=ANA.as_of - 1)
    _save(session, "W1", [ANA, old])
    assert members.find(session, "W1", "U1") == ANA


def test_workspaces_are_apart(session: Session) -> None:
    """The same ids in two workspaces are different members and channels."""
    _save(session, "W1", [ANA])
    members.save_channels(session, "W1", [CHURN])
    assert members.find(session, "W2", "U1") is None
    assert members.everybody(session, "W2") == ()
    assert members.channel(session, "W2", "C2") is None
    assert members.channels_called(session, "W2", ["churn"]) == {}

    _save(session, "W2", [replace(BO, id="U1")])
    members.save_channels(session, "W2", [replace(CHURN, name="other")])
    members.drop_channels(session, "W2", 100.0)
    assert members.everybody(session, "W1") == (ANA,)
    assert members.channel(session, "W1", "C2") == CHURN


def test_channels_come_back_as_they_went_in(session: Session) -> None:
    """Every field of a channel survives, its stamps too."""
    members.save_channels(session, "W1", [])
    members.save_channels(session, "W1", [GENERAL, CHURN])
    assert members.channel(session, "W1", "C1") == GENERAL
    assert members.channel(session, "W1", "C2") == CHURN
    assert members.channel(session, "W1", "C3") is None


RENAMED = {"name": "renamed", "as_of": 8.0}
SHARED = {"shared": True, "shared_as_of": 8.0}
ARCHIVED = {"gone": True, "gone_as_of": 8.0}


def test_newest_word_on_each_part_of_a_channel(session: Session) -> None:
    """Events that tell of one part each leave the same channel, in whatever order they come."""
    for number, order in enumerate(permutations((RENAMED, SHARED, ARCHIVED))):
        before = replace(CHURN, id=f"C{number}")
        members.save_channels(session, "W1", [before])
        for part in order:
            members.save_channels(session, "W1", [replace(before, **part)])  # type: ignore[arg-type]
        after = replace(before, **(RENAMED | SHARED | ARCHIVED))  # type: ignore[arg-type]
        assert members.channel(session, "W1", before.id) == after


@pytest.mark.parametrize("part", [RENAMED, SHARED, ARCHIVED])
def test_older_word_on_a_part_of_a_channel(part: dict[str, object], session: Session) -> None:
    """An older word on a part changes nothing of it; one with the same stamp does."""
    stamp = next(name for name in part if name.endswith("as_of"))
    members.save_channels(session, "W1", [CHURN])
    old = replace(CHURN, **(part | {stamp: 4.9}))  # type: ignore[arg-type]
    members.save_channels(session, "W1", [old])
    assert members.channel(session, "W1", "C2") == CHURN
    same = replace(CHURN, **(part | {stamp: 5.0}))  # type: ignore[arg-type]
    members.save_channels(session, "W1", [same])
    assert members.channel(session, "W1", "C2") == same


def test_channels_by_name(session: Session) -> None:
    """Ids are found by exact names; of two channels of a name the one that is gone isn't."""
    old = Channel("C0", "churn", shared=False, gone=True)
    members.save_channels(session, "W1", [GENERAL, CHURN, old])
    wanted = ["churn", "general", "chur", "CHURN", ""]
    assert members.channels_called(session, "W1", wanted) == {"churn": "C2"}
    assert members.channels_called(session, "W1", []) == {}


def test_names_of_channels(session: Session) -> None:
    """Channels that are known are called by name, also those that are gone; others aren't."""
    members.save_channels(session, "W1", [GENERAL, CHURN])
    members.save_channels(session, "W2", [replace(CHURN, id="C3", name="other")])
    wanted = ["C1", "C2", "C3", ""]
    assert members.channel_names(session, "W1", wanted) == {"C1": "general", "C2": "churn"}
    assert members.channel_names(session, "W1", ()) == {}


def test_channels_of_which_nothing_was_heard(session: Session) -> None:
    """What a complete list no longer names is gone, until something newer is said of it."""
    private = Channel("C3", "private", shared=False, as_of=4.9, gone_as_of=4.9)
    back = replace(private, id="C4", gone_as_of=5.1)
    members.save_channels(session, "W1", [CHURN, private, back])
    members.drop_channels(session, "W1", 5.0)
    assert members.channel(session, "W1", "C2") == CHURN
    assert members.channel(session, "W1", "C4") == back
    assert members.channel(session, "W1", "C3") == replace(private, gone=True, gone_as_of=5.0)
    members.save_channels(session, "W1", [replace(private, gone_as_of=4.95)])
    found = members.channel(session, "W1", "C3")
    assert found
    assert found.gone
    members.save_channels(session, "W1", [again := replace(private, as_of=6.0, gone_as_of=6.0)])
    assert members.channel(session, "W1", "C3") == again


def test_many_at_once(session: Session) -> None:
    """A page of a list is stored whole, known and new members alike."""
    everybody = [replace(BO, id=f"U{n:04}", name=f"Zoë {n}") for n in range(500)]
    _save(session, "W1", everybody[:250])
    _save(session, "W1", everybody)
    assert members.everybody(session, "W1") == tuple(everybody)
