"""What one person owns."""

from datetime import date

import pytest

from bot.domain.answer import Matter
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.domain.person_reply import MOST_ACTIVITIES, about_people
from bot.domain.reply import Reply
from tests.example import (
    KEEPER,
    MAKER,
    SMALL,
    TODAY,
    acme,
    catalog,
    held,
    organisation,
    platform,
    product,
    small,
)


def _about(where: Organisation, *people: str, teams: tuple[str, ...] = ()) -> Reply:
    asked = tuple(where.team[key] for key in teams) or where.teams
    matter = Matter(small(), where, asked, TODAY, "q")
    return about_people(matter, [where.person[key] for key in people])


def _lines(found: Reply) -> dict[str | None, list[str]]:
    return {s.heading: ["".join(p.text for p in line) for line in s.lines] for s in found.sections}


RULE = {"activity": "activity:make", "roles": [KEEPER]}
WHERE = acme(
    platform(held("b"), held("c", standing="backup")),
    product(held("a"), held("a", KEEPER, state="pending"), held("d", KEEPER), channel="#one"),
    product(held("a", KEEPER, standing="backup"), key="two", name="Two", overrides=[RULE]),
    product(key="far", name="Far", structure="far"),
    gone="d",
    stewards=["e"],
)


@pytest.mark.parametrize(
    ("person", "headline"),
    [
        (
            "a",
            (
                "A is Maker in One and Keeper (backup) in Two"
                " and was asked to be Keeper in One and hasn't accepted yet."
            ),
        ),
        ("b", "B is Maker in Base."),
        ("d", "D has left; before that: Keeper in One."),
        ("e", "E fills no role that I know of, but looks after who owns what here."),
        ("f", "F fills no role that I know of."),
    ],
)
def test_headline(person: str, headline: str) -> None:
    """The headline says which roles somebody fills where, backups and what is pending said so."""
    found = _about(WHERE, person)
    assert found.headline == headline
    assert found.matches[0].ref == f"person:{person}"
    assert found.next is not None
    assert found.next.name != person.upper()


def test_activities() -> None:
    """A role comes with what it is responsible for in that very team, by its own rule."""
    assert _lines(_about(WHERE, "a")) == {
        "One": [
            "Maker: Make things and Ship things",
            "Keeper (asked, not accepted yet): Ship things",
        ],
        "Two": ["Keeper (backup): Make things and Ship things"],
    }


def test_covering() -> None:
    """Whoever sits in a platform team hears for which product teams they are asked first."""
    assert _lines(_about(WHERE, "b"))["Base"][-1] == "Also for Two and Far"


def test_one_team() -> None:
    """In one team it is what they have there, with where they have more."""
    here = _about(WHERE, "a", teams=("two",))
    assert here.headline == "A is Keeper (backup) in Two."
    assert _lines(here)[None] == ["Has a role in One."]
    nothing = _about(WHERE, "b", teams=("one",))
    assert nothing.headline == "B fills no role in One that I know of."
    assert _lines(nothing) == {None: ["Has a role in Base."]}


def test_as_other_programs_see_it() -> None:
    """The JSON names the person, their roles and each place that they fill."""
    found = _about(WHERE, "a").as_json()
    assert found["outcome"] == "answered"
    assert found["matches"] == [
        {"ref": "person:a", "kind": "person", "name": "A", "score": 1.0},
    ]
    assert [role["ref"] for role in found["roles"]] == [MAKER, KEEPER]
    assert [(p["team"], p["role"], p["standing"], p["state"]) for p in found["people"]] == [
        ("One", MAKER, "primary", "accepted"),
        ("One", KEEPER, "primary", "pending"),
        ("Two", KEEPER, "backup", "accepted"),
    ]
    assert _about(WHERE, "a", teams=("one",)).channel == "#one"


def test_left() -> None:
    """Somebody who has left is never named as owner of anything."""
    found = _about(WHERE, "d")
    assert found.outcome == "left"
    assert [one.state for one in found.people] == ["left"]


def test_day_counts() -> None:
    """What begins tomorrow or ended yesterday is not theirs today."""
    rows = [
        held("a", since="2026-12-02"),
        held("b", until="2026-11-30"),
        held("c", until="2026-12-01"),
    ]
    where = acme(product(*rows, platform=None))
    assert [len(_about(where, key).people) for key in "abc"] == [0, 0, 1]
    tomorrow = Matter(small(), where, where.teams, date(2026, 12, 2), "q")
    assert len(about_people(tomorrow, [where.person["a"]]).people) == 1


def test_leads() -> None:
    """Somebody without a role who leads a team is told as that."""
    where = acme(product(leads=["f"], platform=None))
    assert _about(where, "f").headline == "F fills no role in One that I know of, but leads One."


def test_trust() -> None:
    """The answer says who confirmed it, and nothing of a source where there is nothing to say."""
    where = organisation()
    matter = Matter(catalog(), where, where.teams, date(2026, 11, 23), "q")
    assert (
        "Confirmed by Tomas Lind 14 days ago."
        in about_people(matter, [where.person["jonas"]]).trust
    )
    assert about_people(matter, [where.person["ines"]]).trust == ()


def test_several() -> None:
    """People of one name are asked back; those of the same whole name by their address."""
    people = [
        {"key": "p1", "name": "Ana Silva", "email": "a@example.com"},
        {"key": "p2", "name": "Ana Costa"},
        {"key": "p3", "name": "Ana Silva"},
    ]
    where = Organisation.model_validate({"organisation": "Acme", "people": people})
    found = _about(where, "p1", "p2", "p3")
    assert found.outcome == "choose"
    assert (
        found.headline
        == "Did you mean “Ana Silva (a@example.com)”, “Ana Costa” or “Ana Silva (p3)”?"
    )
    assert [one.ref for one in found.matches] == ["person:p1", "person:p2", "person:p3"]


def test_nobody() -> None:
    """An account that isn't here is nobody that we know."""
    found = _about(WHERE)
    assert (found.outcome, found.matches) == ("unknown", ())
    assert found.headline == "I don't know that person; nobody in Acme has that account."
    assert found.next is not None


def test_many_activities() -> None:
    """A role with very many activities is told by the first of them and how many more there are."""
    more = [
        SMALL["activities"][0] | {"ref": f"activity:a{n}", "name": f"A{n}"}
        for n in range(MOST_ACTIVITIES)
    ]
    much = Catalog.model_validate(SMALL | {"activities": [*SMALL["activities"], *more]})
    where = acme(product(held("a"), platform=None))
    found = about_people(Matter(much, where, where.teams, TODAY, "q"), [where.person["a"]])
    (line,) = _lines(found)["One"]
    assert line.startswith("Maker: Make things, Ship things, A0, ")
    assert line.endswith(f"A{MOST_ACTIVITIES - 3} and 2 more")
