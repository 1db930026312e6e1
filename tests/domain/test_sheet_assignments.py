"""The list of assignments: whom and which team its rows mean, and what is wrong in them."""

from typing import Any

import pytest

from bot.domain.fact import Body, Facts, Subject, applied, organisation_facts, plan
from bot.domain.organisation import Organisation
from bot.domain.sheet import Known, Row, Sheet
from bot.domain.sheet_assignments import assignment_rows, listed_facts
from bot.errors import Flaws
from tests.example import KEEPER, MAKER, small

HEADER = ("team", "role", "person")
ACME = Organisation.model_validate(
    {
        "organisation": "Acme",
        "people": [
            {"key": "ana", "name": "Ana Ito", "email": "ana@x.example", "slack": "U1"},
            {"key": "bo", "name": "Bo Lind"},
            {"key": "bo-2", "name": "Bo Lind", "email": "bo@x.example"},
        ],
        "teams": [
            {
                "key": "churn",
                "name": "Customer churn",
                "assignments": [
                    {"role": MAKER, "person": "ana", "standing": "backup", "since": "2026-01-05"}
                ],
            }
        ],
    }
)
STORED = organisation_facts(ACME)


def _sheet(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Sheet:
    cells = [Row(line, row) for line, row in enumerate(rows, start=2)]
    return Sheet("list", "assignments", header, tuple(cells))


def _facts(sheet: Sheet, facts: Facts | None = None, said: Facts | None = None) -> Facts:
    known = Known(STORED if facts is None else facts, said or {})
    return listed_facts(sheet, small(), known).facts


def _flaws(sheet: Sheet, facts: Facts | None = None) -> list[tuple[Any, ...]]:
    with pytest.raises(Flaws) as refused:
        _facts(sheet, facts)
    return [(flaw.where, flaw.found, flaw.expected) for flaw in refused.value.flaws]


def _of(facts: Facts, kind: str) -> dict[tuple[str, ...], Body]:
    return {subject.key: body for subject, body in facts.items() if subject.kind == kind}


def _held(**fields: str | None) -> Body:
    empty = dict.fromkeys(("since", "until", "confirmed", "confirmed_by", "asked", "asked_by"))
    return {"standing": "primary", "state": "accepted"} | empty | fields


@pytest.mark.parametrize("team", ["Customer churn", "customer  CHURN", "churn", "Churn"])
@pytest.mark.parametrize("role", ["Keeper", "k", KEEPER])
@pytest.mark.parametrize("person", ["ana", "ANA ITO", "Ana@x.example"])
def test_known_by(team: str, role: str, person: str) -> None:
    """A team is known by name or key, a role by any of its names, a person by address too."""
    wanted = _facts(_sheet((team, role, person)))
    assert wanted == {Subject("assignment", ("churn", KEEPER, "ana")): _held()}


def test_the_same_name_twice() -> None:
    """Of two people of one name an address or a key tells which is meant; a name alone doesn't."""
    header = (*HEADER, "email", "person_key")
    rows = (
        ("churn", "K", "Bo Lind", "bo@x.example", ""),
        ("churn", "M", "Bo Lind", "", "bo"),
        ("churn", "K", "Bo Lind", "else@x.example", ""),
    )
    wanted = _facts(_sheet(*rows, header=header))
    assert [key[1:] for key in _of(wanted, "assignment")] == [
        (KEEPER, "bo-2"),
        (MAKER, "bo"),
        (KEEPER, "bo"),
    ]
    assert _flaws(_sheet(("churn", "K", "bo lind"))) == [
        (("rows", 0, "person"), "“bo lind”, which several have", "bo or bo-2")
    ]


def test_only_what_it_has_columns_for() -> None:
    """An assignment that is there keeps what the list has no column for."""
    [(subject, body)] = _facts(_sheet(("churn", "maker", "ana"))).items()
    assert STORED[subject] == body == _held(standing="backup", since="2026-01-05")
    until = _sheet(("churn", "maker", "ana", "2026-02-01", ""), header=(*HEADER, "until", "since"))
    assert _facts(until)[subject] == _held(standing="backup", until="2026-02-01")


def test_all_columns() -> None:
    """Every column says its part; an empty cell says what is usual."""
    about = ("standing", "state", "since", "until", "confirmed", "confirmed_by", "asked")
    header = (*HEADER, *about, "asked_by")
    days = ("2026-01-05", "2026-02-05", "2026-01-06", "bo@x.example", "2026-01-07", "Ana Ito")
    full = ("churn", "K", "bo", "Backup", "PENDING", *days)
    bare = ("churn", "M", "bo", *[""] * 8)
    wanted = _facts(_sheet(full, bare, header=header))
    assert list(_of(wanted, "assignment").values()) == [
        {"standing": "backup", "state": "pending", "since": "2026-01-05", "until": "2026-02-05"}
        | {"confirmed": "2026-01-06", "confirmed_by": "bo-2"}
        | {"asked": "2026-01-07", "asked_by": "ana"},
        _held(),
    ]


def test_new_people_and_teams() -> None:
    """Whom nobody knows comes with a key made of the name or address, and with what rows say."""
    rows = (
        ("Ölmühle", "M", "Zoë", "zoe@x.example", "U7"),
        ("Customer churn", "K", "Zoë", "other@x.example", ""),
        ("Ölmühle", "K", "Tom", "", ""),
        ("Ölmühle", "M", "tom", "tom@x.example", ""),
        ("olmuhle", "K", "new@x.example", "", ""),
    )
    wanted = _facts(_sheet(*rows, header=(*HEADER, "email", "slack")))
    assert _of(wanted, "team") == {
        ("olmuhle",): {"name": "Ölmühle", "kind": "product", "platform": None}
        | {"structure": None, "channel": None}
    }
    assert _of(wanted, "person") == {
        ("zoe",): {"name": "Zoë", "email": "zoe@x.example", "slack": "U7", "active": True},
        ("other-x-example",): {"name": "Zoë", "email": "other@x.example", "slack": None}
        | {"active": True},
        ("tom",): {"name": "Tom", "email": "tom@x.example", "slack": None, "active": True},
        ("new-x-example",): {"name": None, "email": "new@x.example", "slack": None}
        | {"active": True},
    }


def test_keys() -> None:
    """A key that the list names is the key, and says nothing of the name."""
    header = (*HEADER, "team_key", "person_key")
    rows = (
        ("Bakery", "K", "Tom", "bake.1", "T-1"),
        ("", "M", "", "bake.1", "T-1"),
        ("", "M", "", "mill", "t-1"),
    )
    wanted = _facts(_sheet(*rows, header=header))
    assert {key: body["name"] for key, body in _of(wanted, "team").items()} == {
        ("bake.1",): "Bakery",
        ("mill",): "mill",
    }
    assert {key: body["name"] for key, body in _of(wanted, "person").items()} == {
        ("T-1",): "Tom",
        ("t-1",): None,
    }
    assert len(_of(wanted, "assignment")) == 3


def test_who_confirmed_is_a_person() -> None:
    """Whoever confirmed or asked comes as well where nobody knows them."""
    wanted = _facts(_sheet(("churn", "K", "bo", "Eve"), header=(*HEADER, "asked_by")))
    assert list(_of(wanted, "person")) == [("eve",)]
    assert _of(wanted, "assignment")[("churn", KEEPER, "bo")]["asked_by"] == "eve"


def _taken(sheet: Sheet, facts: Facts, said: Facts) -> Facts:
    """What the sheet's source says now, once it was taken in beside what was there."""
    after = applied(facts, plan(facts, _facts(sheet, facts, said), said))
    again = _facts(sheet, after, _facts(sheet, facts, said))
    assert again == _facts(sheet, facts, said)
    return again


def test_twice_is_once() -> None:
    """People and teams that the list brought are the same the next time, in any order of rows."""
    rows = [
        ("Ölmühle", "M", "Zoë", "zoe@x.example"),
        ("OLMUHLE!", "K", "Zoe", ""),
        ("Ölmühle", "K", "Zoë", "two@x.example"),
    ]
    header = (*HEADER, "email")
    first = _taken(_sheet(*rows, header=header), STORED, {})
    turned = _facts(_sheet(*rows[::-1], header=header), STORED | first, first)
    assert turned == first
    assert list(turned) != list(first)


def test_changed_words() -> None:
    """A list's own people and teams follow its word, as far as it has columns."""
    header = (*HEADER, "email", "team_key")
    old = ("Mill", "K", "Tom", "tom@x.example", "mill")
    first = _taken(_sheet(old, header=header), STORED, {})
    new = ("Great mill", "K", "Tom", "new@x.example", "mill")
    changed = _facts(_sheet(new, header=header), STORED | first, first)
    assert _of(changed, "team")[("mill",)]["name"] == "Great mill"
    assert _of(changed, "person") == {
        ("tom",): {"name": "Tom", "email": "new@x.example", "slack": None, "active": True}
    }
    less = _facts(_sheet(("Mill", "K", "Tom")), STORED | first, first)
    assert less == first
    none = _facts(_sheet(("Mill", "K", "Tom", "", "mill"), header=header), STORED | first, first)
    assert _of(none, "person")[("tom",)]["email"] is None


def test_edited_here() -> None:
    """Whom people here gave another name is still known by what the list calls them."""
    first = _taken(_sheet(("Mill", "K", "Tom")), STORED, {})
    edited = {
        Subject("person", ("tom",)): {"name": "Thomas", "email": None, "slack": None}
        | {"active": True},
        Subject("team", ("mill",)): first[Subject("team", ("mill",))] | {"name": "Great mill"},
    }
    assert _facts(_sheet(("Mill", "K", "Tom")), STORED | first | edited, first) == first
    both = _sheet(("Great mill", "K", "Thomas"))
    assert _facts(both, STORED | first | edited, first) == first | edited


@pytest.mark.parametrize(
    ("header", "row", "flaw"),
    [
        ((), ("churn", "Pilot", "ana"), ("role", "“Pilot”", "a role, such as Maker or Keeper")),
        ((), ("", "K", "ana"), ("team", "nothing", "a team's name or key")),
        (
            (),
            ("churn", "K", ""),
            ("person", "nothing", "a name, an e-mail address or a key"),
        ),
        ((), ("<!channel>", "K", "ana"), ("team", "“<!channel>”", "text without “<!” or “<@”")),
        ((), ("churn", "K", "<@U1>"), ("person", "“<@U1>”", "text without “<!” or “<@”")),
        (
            ("team_key",),
            ("New", "K", "ana", "a b"),
            ("team_key", "“a b”", "letters, digits, . _ and -"),
        ),
        (
            ("team_key",),
            ("Customer churn", "K", "ana", "new"),
            ("team", "“Customer churn”, which is the team churn", "what new is called"),
        ),
        (
            ("person_key",),
            ("churn", "K", "Eve", "e v"),
            ("person_key", "“e v”", "letters, digits, . _ and -"),
        ),
        (
            ("person_key", "email"),
            ("churn", "K", "Eve", "eve", "ANA@x.example"),
            ("email", "“ANA@x.example”, which is ana’s", "one of eve’s own"),
        ),
        (
            ("person_key", "slack"),
            ("churn", "K", "", "bo", "U1"),
            ("slack", "“U1”, which is ana’s", "one of bo’s own"),
        ),
        (("email",), ("churn", "K", "Eve", "nowhere"), ("email", "“nowhere”", "an e-mail address")),
        (
            ("slack",),
            ("churn", "K", "Eve", "<@U7>"),
            ("slack", "“<@U7>”", "letters, digits, . _ and -"),
        ),
        (
            ("standing",),
            ("churn", "K", "ana", "third"),
            ("standing", "“third”", "primary or backup"),
        ),
        (("state",), ("churn", "K", "ana", "no"), ("state", "“no”", "pending or accepted")),
        (
            ("since",),
            ("churn", "K", "ana", "5/1/2026"),
            ("since", "“5/1/2026”", "a date such as 2026-01-31"),
        ),
        (
            ("since", "until"),
            ("churn", "K", "ana", "2026-02-02", "2026-01-31"),
            ("until", "2026-01-31", "a day from 2026-02-02 on"),
        ),
    ],
)
def test_flaws(header: tuple[str, ...], row: tuple[str, ...], flaw: tuple[str, str, str]) -> None:
    """What a row can't mean is a flaw at its column."""
    column, found, expected = flaw
    good = ("churn", "M", "bo", *[""] * len(header))
    sheet = _sheet(good, row, header=(*HEADER, *header))
    assert _flaws(sheet) == [(("rows", 1, column), found, expected)]


def test_rows_that_disagree() -> None:
    """The same assignment twice, or two addresses for one key, are flaws of the later row."""
    sheet = _sheet(
        ("churn", "K", "eve", "eve", "eve@x.example"),
        ("Customer churn", "Keeper", "", "eve", "EVE@x.example"),
        ("churn", "M", "", "eve", "other@x.example"),
        header=(*HEADER, "person_key", "email"),
    )
    assert _flaws(sheet) == [
        (("rows", 1, "person"), "the same assignment a second time (first on line 2)", "it once"),
        (
            ("rows", 2, "email"),
            "“other@x.example”",
            "“eve@x.example”, as another row has for eve",
        ),
    ]


def test_all_flaws_in_order() -> None:
    """Everything that is wrong is told at once, row by row."""
    sheet = _sheet(("", "Pilot", ""), ("churn", "K", "<@U1>"), ("<!here>", "X", "ana"))
    assert [where[1:] for where, _, _ in _flaws(sheet)] == [
        (0, "role"),
        (0, "team"),
        (0, "person"),
        (1, "person"),
        (2, "team"),
        (2, "role"),
    ]


def test_all_that_is_wrong_in_a_row() -> None:
    """A row that doesn't tell whose assignment it is still has its other cells looked at."""
    header = (*HEADER, "standing", "since", "until")
    sheet = _sheet(
        ("churn", "Pilot", "ana", "chief", "5/1/2026", ""),
        ("", "K", "", "", "2026-02-02", "2026-01-31"),
        header=header,
    )
    assert [where[1:] for where, _, _ in _flaws(sheet)] == [
        (0, "role"),
        (0, "standing"),
        (0, "since"),
        (1, "team"),
        (1, "person"),
        (1, "until"),
    ]


def test_where_each_fact_is_said() -> None:
    """Each fact is said in the first row that says it."""
    sheet = _sheet(("churn", "K", "ana"), ("Mill", "K", "Tom"), ("Mill", "M", "Tom"))
    assert listed_facts(sheet, small(), Known(STORED, {})).places == {
        Subject("assignment", ("churn", KEEPER, "ana")): ("rows", 0),
        Subject("person", ("tom",)): ("rows", 1),
        Subject("team", ("mill",)): ("rows", 1),
        Subject("assignment", ("mill", KEEPER, "tom")): ("rows", 1),
        Subject("assignment", ("mill", MAKER, "tom")): ("rows", 2),
    }


def test_written_and_read() -> None:
    """An organisation's own list says nothing that isn't there."""
    header, *rows = assignment_rows(ACME)
    assert header[3:] == ("person", "person_key", "email", "slack", "standing", "since")
    wanted = _facts(_sheet(*rows, header=header))
    assert wanted == {subject: STORED[subject] for subject in wanted}
