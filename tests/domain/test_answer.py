"""Answers and refusals: outcome, headline, who is named, what other programs get."""

from typing import Any

import pytest

from bot.domain.answer import Matter, choose, how_to_ask, notice, unknown, what_is_this
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.domain.reply import NextPerson, Reply, TeamName
from tests.example import (
    KEEPER,
    MAKER,
    TODAY,
    acme,
    catalog,
    held,
    match,
    organisation,
    platform,
    product,
    reply,
    small,
)

LEFT = "; whoever filled that in Churn has left, and nobody has replaced them."
CASES = [
    (
        "churn",
        "activity:deploy-models",
        "answered",
        "Deploy models is shared by Machine Learning Engineer and MLOps Engineer.",
    ),
    (
        "churn",
        "activity:monitor-models",
        "answered",
        "Monitor models belongs to the MLOps Engineer.",
    ),
    (
        "search",
        "activity:explore-data",
        "answered",
        "In Search, Explore data is shared by Product Manager and Data Scientist.",
    ),
    (
        "fraud",
        "activity:integrate-predictions",
        "answered",
        "Integrate predictions belongs to the Software Engineer.",
    ),
    (
        "churn",
        "deliverable:product-manager/stories",
        "answered",
        "User stories and acceptance criteria: delivered by the Product Manager.",
    ),
    (
        "churn",
        "activity:build-data-pipelines",
        "left",
        f"Build data pipelines belongs to the Data Engineer{LEFT}",
    ),
    (
        "churn",
        "activity:build-applications",
        "unfilled",
        "Build applications belongs to the Software Engineer, but nobody fills that in Churn yet.",
    ),
    (
        "search",
        "activity:integrate-predictions",
        "unfilled",
        (
            "Integrate predictions belongs to the Software Engineer,"
            " but nobody fills that in Search yet."
        ),
    ),
    (
        "search",
        "activity:track-experiments",
        "nobody",
        (
            "Nobody owns Track experiments in Search, by design:"
            " rankings are compared live, so there are no offline runs to track."
        ),
    ),
    (
        "fraud",
        "activity:define-requirements",
        "nobody",
        (
            "Nobody owns Define requirements in Fraud, by design:"
            " the compliance office writes the requirements."
        ),
    ),
]


@pytest.mark.parametrize(("team", "ref", "outcome", "headline"), CASES)
def test_one_team(team: str, ref: str, outcome: str, headline: str) -> None:
    """One team of the example organisation: the outcome and its exact headline."""
    found = reply(ref, catalog(), organisation(), team)
    assert (found.outcome, found.headline) == (outcome, headline)
    assert found.next is not None
    assert found.matches[0].ref == ref


def test_unknown() -> None:
    """What isn't known is said so, with what could be asked and whom."""
    where = organisation()
    found = unknown(Matter(catalog(), where, where.teams, TODAY, "who bakes?"))
    assert found.outcome == "unknown"
    assert found.headline == (
        "I don't know who owns that."
        " Try asking about “Define requirements”, “Build data pipelines” or “Explore data”."
    )
    assert found.examples == ("Define requirements", "Build data pipelines", "Explore data")
    assert found.matches == ()
    assert found.next
    assert found.next.name == "Ines Okafor"


def test_choose() -> None:
    """What fits several things is asked back with all of them."""
    refs = ("activity:deploy-models", "activity:build-models", "handoff:model")
    where = organisation()
    matches = [match(ref, catalog()) for ref in refs]
    found = choose(Matter(catalog(), where, where.teams, TODAY, "models"), matches)
    assert found.outcome == "choose"
    assert found.headline == (
        "Did you mean “Deploy models”, “Build models” or “The Model Handoff”?"
    )
    assert found.matches == tuple(matches)
    assert found.people == ()
    assert found.next is not None


PEOPLE: dict[str, dict[str, Any]] = {
    "answered": product(held("a")),
    "left": product(held("f")),
    "unfilled": product(),
    "pending": product(held("b", state="pending")),
    "nobody": product(waived=[{"role": "role:maker", "because": "bought"}]),
}


def _teams(*states: str) -> Organisation:
    teams = [
        {**PEOPLE[state], "key": f"t{n}", "name": f"T{n}", "platform": None}
        for n, state in enumerate(states)
    ]
    return acme(*teams, gone="f")


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        (["nobody", "unfilled", "left", "answered"], "answered"),
        (["answered", "left"], "answered"),
        (["nobody", "unfilled", "left"], "left"),
        (["left", "pending"], "left"),
        (["nobody", "unfilled"], "unfilled"),
        (["nobody", "pending"], "unfilled"),
        (["nobody", "nobody"], "nobody"),
        (["pending"], "unfilled"),
        (["left"], "left"),
    ],
)
def test_several_teams(states: list[str], outcome: str) -> None:
    """Over several teams answered wins, then left, unfilled, nobody."""
    for order in (states, states[::-1]):
        assert reply("activity:make", small(), _teams(*order)).outcome == outcome


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([held("a"), held("f", KEEPER)], "answered"),
        ([held("f")], "left"),
        ([held("a", state="pending")], "unfilled"),
        ([held("b", KEEPER, standing="backup")], "answered"),
    ],
)
def test_several_roles(rows: list[dict[str, object]], outcome: str) -> None:
    """Over several roles the same order holds, and a backup counts."""
    where = acme(product(*rows, platform=None), gone="f")
    assert reply("activity:ship", small(), where).outcome == outcome


def test_informed_owns_nothing() -> None:
    """Somebody who is only told about a thing doesn't make it owned."""
    found = reply("activity:make", small(), acme(product(held("a", KEEPER), platform=None)))
    assert found.outcome == "unfilled"
    assert [(r.ref, r.part) for r in found.roles] == [
        ("role:maker", "responsible"),
        (KEEPER, "informed"),
    ]


def test_every_part_is_told() -> None:
    """Who is accountable, consulted and informed is told beside who is responsible, in all shapes.

    Where they are reached is where those sit who are responsible.
    """
    data = small().model_dump(mode="json")
    data["activities"][0] |= {"accountable": [KEEPER], "consulted": [MAKER], "informed": []}
    raci = type(small()).model_validate(data)
    where = acme(
        platform(held("b", KEEPER), channel="#base"),
        product(held("a"), channel="#one"),
    )
    found = reply("activity:make", raci, where, "one")
    assert found.headline == "Make things belongs to the Maker."
    assert "Maker, responsible and consulted: A" in found.text
    assert "Keeper, accountable: B, from Base" in found.text
    assert [(one["ref"], one["part"]) for one in found.as_json()["roles"]] == [
        (MAKER, "responsible"),
        (KEEPER, "accountable"),
        (MAKER, "consulted"),
    ]
    assert [one.name for one in found.people] == ["A", "B"]
    assert found.channel == "#one"


def _many(count: int, *, alike: bool) -> Organisation:
    people = ["a"] * count if alike else list("abcdef")[:count]
    return acme(
        *(
            product(held(p), key=f"t{n}", name=f"T{n}", platform=None, channel=f"#t{n}")
            for n, p in enumerate(people)
        )
    )


def test_asks_which_team() -> None:
    """More than five teams that differ are asked back with their names."""
    found = reply("activity:make", small(), _many(6, alike=False))
    assert found.outcome == "choose"
    assert found.headline == ("Make things differs from team to team. Which one do you mean?")
    assert found.as_json()["teams"] == ["T0", "T1", "T2", "T3", "T4", "T5"]
    assert found.teams[1] == TeamName(key="t1", name="T1")
    assert len(found.teams) == 6
    assert [one.ref for one in found.matches] == ["activity:make"]
    assert found.people == ()
    assert found.corrects is None


def test_five_teams() -> None:
    """Five teams that differ are listed, each under its name."""
    found = reply("activity:make", small(), _many(5, alike=False))
    assert found.outcome == "answered"
    assert [s.heading for s in found.sections] == ["T0", "T1", "T2", "T3", "T4"]
    assert [(p.team, p.name) for p in found.people] == list(
        zip(("T0", "T1", "T2", "T3", "T4"), "ABCDE", strict=True)
    )
    assert found.channel is None
    assert "teams" not in found.as_json()


def test_many_alike() -> None:
    """However many teams, one answer suffices where all have the same people."""
    found = reply("activity:make", small(), _many(12, alike=True))
    assert found.outcome == "answered"
    assert [s.heading for s in found.sections] == ["Every team"]
    assert [p.name for p in found.people] == ["A"]
    assert found.teams == ()


@pytest.mark.parametrize("ref", ["role:maker", "title:wright", "handoff:ship", "structure:near"])
def test_cards_ask_no_team(ref: str) -> None:
    """What a role, title, handoff or structure is doesn't depend on the team."""
    found = reply(ref, small(), _many(6, alike=False))
    assert found.outcome == "answered"
    assert found.people == ()
    assert reply(ref, small(), acme()).outcome == "answered"


def test_nobody_in_the_catalog() -> None:
    """What the catalog gives to nobody says why, in one team, in many and in none."""
    for where in (acme(), acme(platform(), product()), acme(product(platform=None))):
        found = reply("activity:guess", small(), where)
        assert found.outcome == "nobody"
        assert found.headline.startswith("Nobody owns Guess")
        assert found.headline.endswith(", by design: We measure instead.")


def test_no_teams() -> None:
    """An organisation without teams still hears which role it is, and whom to ask."""
    found = reply("activity:make", small(), acme())
    assert found.outcome == "unfilled"
    assert found.headline == "Make things belongs to the Maker, but nobody fills that there yet."
    assert found.next is not None


@pytest.mark.parametrize("ref", sorted(catalog().by_ref))
def test_next(ref: str) -> None:
    """Every answer names a next person, and nobody whom it names already as an owner."""
    where = organisation()
    for teams in (["churn"], ["search"], ["fraud"], ["platform"], ["churn", "search", "fraud"]):
        found = reply(ref, catalog(), where, *teams)
        assert found.next is not None
        assert found.next.name not in {one.name for one in found.people}
        assert "Dana" not in found.next.name
        assert all(one.state == "left" for one in found.people if "Dana" in one.name)


def test_next_of_nobody() -> None:
    """Next is None only in an organisation with nobody active."""
    for where in (acme(gone="abcdef"), Organisation(organisation="Empty")):
        assert reply("activity:make", small(), where).next is None
        matter = Matter(small(), where, where.teams, TODAY, "q")
        assert unknown(matter).next is None
        assert choose(matter, [match("activity:make", small())]).next is None
    assert reply("activity:make", small(), acme(gone="abcde")).next is not None


@pytest.mark.parametrize(
    ("rows", "channel"),
    [
        ({"near": [held("a")], "far": []}, "#one"),
        ({"near": [], "far": [held("b")]}, "#base"),
        ({"near": [], "far": []}, "#one"),
        ({"near": [held("f")], "far": []}, "#one"),
    ],
)
def test_channel(rows: dict[str, list[dict[str, object]]], channel: str) -> None:
    """The channel is that of the team the owner sits in, else that of the team asked about."""
    where = acme(
        platform(*rows["far"], channel="#base"),
        product(*rows["near"], channel="#one"),
        gone="f",
    )
    assert reply("activity:make", small(), where, "one").channel == channel


def test_who_left_stands_last() -> None:
    """People are named accepted first."""
    rows = [held("f"), held("c", KEEPER), held("b", KEEPER, state="pending")]
    found = reply("activity:ship", small(), acme(product(*rows, platform=None), gone="f"))
    assert next((p.name, p.state) for p in found.people) == ("C", "accepted")
    assert {p.name: p.state for p in found.people} == {
        "C": "accepted",
        "B": "pending",
        "F": "left",
    }


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return type(value).__name__


STR = "str"
CONTRACT = {
    "outcome": STR,
    "matches": [{"ref": STR, "kind": STR, "name": STR, "score": "float"}],
    "roles": [{"ref": STR, "name": STR, "part": STR}],
    "people": [{"team": STR, "role": STR, "user": STR, "name": STR, "standing": STR, "state": STR}],
    "next": {"user": STR, "name": STR, "because": STR},
    "channel": STR,
    "why": STR,
    "text": STR,
}


def test_json() -> None:
    """The JSON has exactly the keys and types that other programs rely on, in their order."""
    where = acme(platform(), product(held("a"), channel="#one"))
    found = reply("activity:make", small(), where, "one").as_json()
    assert _shape(found) == CONTRACT
    assert list(found) == list(CONTRACT)
    asked = reply("activity:make", small(), _many(6, alike=False)).as_json()
    assert set(asked) == {*CONTRACT, "teams"}
    assert _shape(asked["teams"]) == [STR]


@pytest.mark.parametrize(
    ("of", "where"),
    [(small(), Organisation(organisation="Empty")), (catalog(), organisation())],
)
def test_json_of_refusals(of: Catalog, where: Organisation) -> None:
    """A refusal has the same keys, with nothing in them."""
    refused: Reply = unknown(Matter(of, where, where.teams, TODAY, "q"))
    found = refused.as_json()
    assert list(found) == list(CONTRACT)
    assert [found[key] for key in ("matches", "roles", "people", "channel")] == [[], [], [], None]


def test_people_without_slack() -> None:
    """Somebody without a Slack account is named with `user` null."""
    found = reply("activity:deploy-models", catalog(), organisation(), "churn").as_json()
    assert found["people"] == [
        {
            "team": "Churn",
            "role": "role:ml-engineer",
            "user": None,
            "name": "Priya Raman",
            "standing": "covering",
            "state": "accepted",
        },
        {
            "team": "Churn",
            "role": "role:mlops-engineer",
            "user": None,
            "name": "Omar Haddad",
            "standing": "primary",
            "state": "accepted",
        },
    ]
    assert found["why"] == "“my question” is the activity Deploy models"
    assert found["channel"] == "#churn"


def test_overrides_in_every_team() -> None:
    """Where every team decided otherwise, the headline and roles are theirs, not the catalog's."""
    rule = {"activity": "activity:ship", "roles": [KEEPER]}
    teams = [
        product(held("a", KEEPER), overrides=[rule]),
        product(held("b", KEEPER), key="two", name="Two", overrides=[rule]),
    ]
    found = reply("activity:ship", small(), acme(*teams, platform()), "one", "two")
    keeper = small().role(KEEPER).name
    assert found.headline.endswith(f" belongs to the {keeper}.")
    assert [role.ref for role in found.roles] == [KEEPER]


def test_how_to_ask() -> None:
    """Whoever asked nothing gets questions to try, from this catalog, at most three."""
    found = how_to_ask(catalog())
    assert (found.outcome, found.matches, found.people) == ("notice", (), ())
    assert found.examples == ("Define requirements", "Build data pipelines", "Explore data")
    assert found.text.splitlines() == [
        "Ask me who owns something, in your own words.",
        "- who owns “Define requirements”?",
        "- who owns “Build data pipelines”?",
        "- who owns “Explore data”?",
    ]


EMPTY = Catalog(catalog="Empty", caveat="Fill it.", roles=(), activities=())


def test_how_to_ask_without_activities() -> None:
    """A catalog that has nothing to ask about gives no examples."""
    assert how_to_ask(EMPTY).examples == ()
    assert how_to_ask(EMPTY).text == "Ask me who owns something, in your own words."


def test_unknown_without_activities() -> None:
    """A catalog that has nothing to ask about still says that it doesn't know."""
    where = acme()
    refused = unknown(Matter(EMPTY, where, where.teams, TODAY, "q"))
    assert (refused.headline, refused.examples) == ("I don't know who owns that.", ())


def test_what_is_this() -> None:
    """Whoever asks about “this” is told why that can't be known, and of the shortcut."""
    found = what_is_this()
    assert found.outcome == "notice"
    assert "what “this” is" in found.headline
    assert "choose “Who owns this?”" in found.text
    assert "name the thing" in found.text
    assert found.examples == ()


def test_notice() -> None:
    """A notice is its text and nothing else."""
    found = notice("Guests can't ask here.")
    assert (found.outcome, found.text) == ("notice", "Guests can't ask here.")
    assert (found.next, found.corrects, found.trust) == (None, None, ())


def test_who_corrects_an_answer() -> None:
    """An answer names who can put it right, also where they are in the answer already."""
    where = acme(
        product(held("a"), leads=["a"], platform=None),
        product(held("b"), key="two", name="Two", platform=None, leads=["b"]),
        stewards=["c"],
    )
    one = reply("activity:make", small(), where, "one")
    both = reply("activity:make", small(), where)
    assert one.corrects == NextPerson(user="Ua", name="A", because="leads One")
    assert one.next
    assert one.next.name != "A"
    assert both.corrects == NextPerson(
        user="Uc", name="C", because="looks after who owns what here"
    )
    assert reply("activity:make", small(), acme(product(held("a"), platform=None))).corrects is None
