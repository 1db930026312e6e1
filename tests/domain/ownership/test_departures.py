"""Who is told of people who left, once, and what they can do about it."""

from collections.abc import Collection

import pytest

from bot.domain.organisation import Organisation
from bot.domain.ownership.departures import Departures, departures, leavers
from bot.domain.ownership.handing_over import MOST_MATTERS
from bot.domain.reply import Action, Reply
from tests.example import KEEPER, TODAY, acme, held, platform, product, small

AS_BACKUP = {"standing": "backup"}
ASKED = {"state": "pending", "asked_by": "f"}


def _found(where: Organisation, told: Collection[str] = ()) -> Departures:
    return departures(where, small(), TODAY, frozenset(told))


def _told(where: Organisation, told: Collection[str] = ()) -> dict[str, str]:
    """What who is told, by user id."""
    return {tell.user: tell.reply.text for tell in _found(where, told).tells}


def _lines(reply: Reply) -> list[str]:
    return ["".join(span.text for span in line) for one in reply.sections for line in one.lines]


def _actions(where: Organisation) -> list[Action]:
    [tell] = _found(where).tells
    return [action for section in tell.reply.sections for action in section.actions]


def test_whoever_leads_the_team_is_told() -> None:
    """The lead gets what the leaver held there, each matter with a button to hand it over."""
    where = acme(platform(leads=["e"]), product(held("a"), leads=["b"]), stewards=["f"], gone="a")
    found = _found(where)
    assert found.departed == {"a"}
    [tell] = found.tells
    assert (tell.user, tell.reply.headline) == ("Ub", "A has left. To hand over:")
    assert _lines(tell.reply) == ["Maker in One (primary)"]
    hand_over, leave = _actions(where)
    given = {"role": ("role:maker",), "team": ("team:one",)}
    assert hand_over == Action(label="Hand over Maker", verb="assign", given=given, form=True)
    assert (leave.label, leave.verb, leave.form) == ("Leave it unfilled", "vacate", False)
    assert leave.given == given | {"person": ("Ua",)}
    assert leave.confirm == "Is A no longer Maker in One?"


@pytest.mark.parametrize(
    ("leads", "stewards", "gone", "told"),
    [
        ("bc", "d", "a", ["Ub", "Uc"]),
        ("bc", "d", "ab", ["Uc"]),
        ("ab", "d", "ab", ["Ud"]),
        ("a", "d", "a", ["Ud"]),
        ("", "de", "ad", ["Ue"]),
        ("", "", "a", ["Uf"]),
        ("", "", "af", []),
    ],
)
def test_who_is_in_charge(leads: str, stewards: str, gone: str, told: list[str]) -> None:
    """Active leads, else active stewards, else who comes nearest; never somebody who left."""
    where = acme(
        platform(leads=["f"]),
        product(held("a"), leads=list(leads)),
        stewards=list(stewards),
        gone=gone,
    )
    users = [tell.user for tell in _found(where).tells if "Maker in One" in tell.reply.text]
    assert users == told
    assert ("a" in _found(where).departed) == bool(told)


def test_a_lead_without_an_account_cannot_be_told() -> None:
    """Where whoever leads the team has no account, the stewards are told."""
    where = acme(product(held("a"), leads=["b"], platform=None), stewards=["c"], gone="a")
    people = [p.model_copy(update={"slack": None}) if p.key == "b" else p for p in where.people]
    assert list(_told(where.model_copy(update={"people": tuple(people)}))) == ["Uc"]


@pytest.mark.parametrize(
    ("assignments", "line", "labels"),
    [
        (
            [held("a"), held("d", **AS_BACKUP)],
            "Maker in One (primary); D is backup and fills in",
            ["Ask D", "Hand over Maker"],
        ),
        (
            [held("a"), held("d"), held("e", **AS_BACKUP)],
            "Maker in One (primary); D fills it too",
            ["Hand over Maker", "Leave it unfilled"],
        ),
        (
            [held("a"), held("d", until="2026-11-30", **AS_BACKUP)],
            "Maker in One (primary)",
            ["Hand over Maker", "Leave it unfilled"],
        ),
        (
            [held("a"), held("d", **ASKED), held("e", KEEPER)],
            "Maker in One (primary); D was asked already",
            ["Hand over Maker", "Leave it unfilled"],
        ),
        (
            [held("a", **AS_BACKUP), held("d")],
            "Maker in One (backup); D fills it",
            ["Hand over Maker", "Leave it unfilled"],
        ),
        (
            [held("a", **ASKED), held("d")],
            "Maker in One (asked, and hadn't accepted); D fills it",
            ["Hand over Maker", "Drop the request"],
        ),
        (
            [held("a", since="2027-01-01")],
            "Maker in One (primary)",
            ["Hand over Maker", "Leave it unfilled"],
        ),
    ],
)
def test_a_role(assignments: list[dict[str, object]], line: str, labels: list[str]) -> None:
    """Who else fills it is said; a backup who is there can be asked with one click."""
    where = acme(product(*assignments, leads=["b"], platform=None), gone="a")
    [tell] = _found(where).tells
    assert _lines(tell.reply) == [line]
    assert [action.label for action in _actions(where)] == labels


def test_the_backup_is_asked() -> None:
    """What ends it for the leaver asks the backup; the form for a backup's role says it is one."""
    backup = held("d", **AS_BACKUP)
    ask, _ = _actions(acme(product(held("a"), backup, leads=["b"], platform=None), gone="a"))
    given = {"role": ("role:maker",), "team": ("team:one",)}
    assert ask == Action(
        label="Ask D",
        verb="vacate",
        given=given | {"person": ("Ua",)},
        style="primary",
        confirm="A is no longer Maker in One, and D is asked to take over.",
    )
    hand_over, _ = _actions(acme(product(backup, leads=["b"], platform=None), gone="d"))
    assert hand_over.given == given | {"backup": ("yes",)}


def test_a_backup_without_an_account_is_named_alone() -> None:
    """Somebody without an account can't be asked, so there is no button for it."""
    where = acme(product(held("a"), held("d", **AS_BACKUP), leads=["b"], platform=None), gone="a")
    people = [p.model_copy(update={"slack": None}) if p.key == "d" else p for p in where.people]
    where = where.model_copy(update={"people": tuple(people)})
    assert [action.label for action in _actions(where)] == ["Hand over Maker", "Leave it unfilled"]


def test_leads_and_stewards() -> None:
    """Leading a team and looking after the workspace are handed over too."""
    where = acme(product(leads=["a", "b"], platform=None), stewards=["a", "c"], gone="a")
    assert "leads One; B leads it too" in _told(where)["Ub"]
    assert "looks after ownership here" in _told(where)["Uc"]
    assert [a for t in _found(where).tells for s in t.reply.sections for a in s.actions] == [
        Action(
            label="Choose who leads One", verb="team set", given={"team": ("team:one",)}, form=True
        ),
        Action(label="Choose another steward", verb="steward add", form=True),
    ]


def test_one_message_for_several_leavers() -> None:
    """Whoever is in charge gets one message, in which what each of them held stands together."""
    where = acme(
        platform(held("c", KEEPER), held("a", KEEPER), leads=["b"]),
        product(held("a"), held("d"), leads=["b"]),
        gone="acd",
    )
    [tell] = _found(where).tells
    assert tell.reply.headline == "A, C and D have left. To hand over:"
    assert _lines(tell.reply) == [
        "From A:",
        "Keeper in Base (primary)",
        "Maker in One (primary)",
        "From C:",
        "Keeper in Base (primary)",
        "From D:",
        "Maker in One (primary)",
    ]
    everybody = acme(*(_team(n, held("abde"[n])) for n in range(4)), stewards=["f"], gone="abde")
    assert _told(everybody)["Uf"].startswith("4 people have left. To hand over:")


def test_each_lead_reads_of_their_own_team() -> None:
    """Of what one person held in two teams each lead is told what was in theirs."""
    where = acme(
        platform(held("a", KEEPER), leads=["c"]), product(held("a"), leads=["b"]), gone="a"
    )
    told = _told(where)
    assert set(told) == {"Ub", "Uc"}
    assert "Maker in One" in told["Ub"]
    assert "Base" not in told["Ub"]


def test_many_matters() -> None:
    """A message has as many matters as it has room for, and says where the others are."""
    for more in (0, 1, 2):
        teams = [_team(number, held("a")) for number in range(MOST_MATTERS + more)]
        where = acme(*teams, stewards=["f"], gone="a")
        [tell] = _found(where).tells
        lines = _lines(tell.reply)
        assert len([line for line in lines if "(primary)" in line]) == MOST_MATTERS
        rest = [f"… and {more} more: `/ownership gaps`"] if more else []
        assert lines[MOST_MATTERS:] == rest


def test_told_once() -> None:
    """Who was told of stays so as long as they hold something, and nobody is told again."""
    where = acme(product(held("a"), held("c"), leads=["b"], platform=None), gone="ac")
    first = _found(where)
    assert first.departed == {"a", "c"} == leavers(where, TODAY)
    assert _found(where, first.departed) == Departures((), first.departed)
    assert "C has left" in _told(where, "a")["Ub"]


@pytest.mark.parametrize(
    ("assignment", "gone"),
    [
        (held("a"), ""),
        (held("a", until="2026-11-30"), "a"),
        (held("d"), "a"),
    ],
)
def test_who_is_forgotten(assignment: dict[str, object], gone: str) -> None:
    """Of who came back or holds nothing any more nobody is told, until they leave again."""
    where = acme(product(assignment, leads=["b"], platform=None), gone=gone)
    assert _found(where) == Departures((), frozenset())
    assert _found(where, "a") == Departures((), frozenset())


def test_long_names() -> None:
    """What stands on a button is cut so that it still says what the button does."""
    long = "x" * 200
    where = acme(product(leads=["a"], platform=None, name=long), stewards=["f"], gone="a")
    [choose] = _actions(where)
    assert len(choose.label) <= 75
    assert choose.label.endswith("…")


def _team(number: int, *assignments: dict[str, object]) -> dict[str, object]:
    key = f"t{number}"
    return product(*assignments, key=key, name=key.upper(), platform=None)
