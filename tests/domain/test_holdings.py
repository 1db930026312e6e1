"""What files of owned things hold, among the people and teams that others told of; its answers."""

from typing import Any

import pytest

from bot.domain.answer import Matter, answered
from bot.domain.catalog import OWNER, Activity, Catalog
from bot.domain.concerns import concerning
from bot.domain.fact import (
    FILES,
    Subject,
    applied,
    catalog_facts,
    catalog_of,
    holdings_facts,
    needs,
    organisation_facts,
    organisation_of,
    plan,
)
from bot.domain.holdings import Holdings
from bot.domain.matrix import matrix
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.gaps import gaps
from bot.domain.ownership.rules import Rules
from bot.domain.person_reply import about_people
from bot.domain.reply import Match, Reply
from tests.example import MAKER, TODAY, small

RULES = Rules(pending_days=7, confirm_days=90, most_roles=3)
GATEWAY = "activity:path/gateway"


def _thing(**more: Any) -> Activity:
    body = {"ref": GATEWAY, "name": "gateway", "description": "Path /gateway/."}
    return Activity.model_validate(body | {"responsible": [OWNER], "homes": ["edge"]} | more)


def _organisation(**team: Any) -> Organisation:
    people = [
        {"key": "gh-ada", "name": "ada"},
        {"key": "bo-x-example", "email": "Bo@x.example"},
        {"key": "gh-cy", "name": "cy", "slack": "U3"},
    ]
    edge = {"key": "edge", "name": "x/Edge", "channel": "#edge"} | team
    return Organisation.model_validate(
        {"organisation": "x", "people": people, "teams": [edge, {"key": "core", "name": "Core"}]}
    )


def _holdings(*things: Activity, **team: Any) -> Holdings:
    return Holdings(things or (_thing(),), _organisation(**team))


def _asked(*things: Activity, ref: str = GATEWAY, team: str | None = None, **more: Any) -> Reply:
    """The answer about a thing to somebody who asks from a team."""
    facts = catalog_facts(small()) | holdings_facts(_holdings(*things, **more))
    catalog, organisation = catalog_of(facts), organisation_of("x", facts)
    teams = (organisation.team[team],) if team else organisation.teams
    name = catalog.by_ref[ref].name
    matter = Matter(catalog, organisation, teams, TODAY, f"who owns {name}")
    return answered(matter, [Match(ref=ref, kind="activity", name=name, score=0.9)])


def _people(reply: Reply) -> list[tuple[str, str]]:
    return [(one.name, one.team) for one in reply.people]


def _text(reply: Reply) -> str:
    spans = [span.text for one in reply.sections for line in one.lines for span in line]
    return " ".join(" ".join((reply.headline, *spans)).split())


def test_whoever_asks() -> None:
    """A thing answers with the team that it belongs to, also to whoever asks from another one."""
    holder = {"role": OWNER, "person": "gh-cy"}
    for team in (None, "core", "edge"):
        reply = _asked(team=team, assignments=[holder], leads=["gh-ada"])
        assert reply.headline == "gateway belongs to x/Edge."
        assert _people(reply) == [("cy", "x/Edge")]
        assert (reply.outcome, reply.channel) == ("answered", "#edge")
        assert "Led by ada" in _text(reply)


def test_its_own_owners() -> None:
    """Whom a file names for the thing itself comes before who owns all of the team's."""
    thing = _thing(owners=["bo-x-example", "gh-cy"])
    reply = _asked(
        thing, assignments=[{"role": OWNER, "person": key} for key in ("gh-ada", "gh-cy")]
    )
    assert [name for name, _ in _people(reply)] == ["bo-x-example", "cy", "ada"]


def test_several_homes() -> None:
    """A thing of several teams answers with all of them; its own owners are told once."""
    thing = _thing(homes=["edge", "core"], owners=["gh-ada"])
    reply = _asked(thing)
    assert reply.headline == "gateway belongs to x/Edge and Core."
    assert _people(reply) == [("ada", "x/Edge")]


def test_nobody_by_name() -> None:
    """A team of which nobody is known by name is still the answer, with its channel."""
    reply = _asked()
    assert reply.headline == "gateway belongs to x/Edge, of which nobody is known by name."
    assert (reply.outcome, reply.channel) == ("unfilled", "#edge")


def test_nobody_by_design() -> None:
    """What a file says that nobody owns is nobody's, with the reason."""
    thing = _thing(responsible=[], homes=[], nobody_because="the file says so")
    reply = _asked(thing)
    assert reply.outcome == "nobody"
    assert reply.headline == "Nobody owns gateway, by design: the file says so."


def test_source_is_the_file() -> None:
    """The answer says that a file said it, and not that companies differ."""
    told = " ".join(_asked().trust)
    assert "a file" in told
    assert "companies differ" not in told


def test_built_in_role() -> None:
    """The role Owner is there where something is owned, and in no file of its own."""
    facts = catalog_facts(small()) | holdings_facts(_holdings())
    catalog = catalog_of(facts)
    assert catalog.role(OWNER).name == "Owner"
    assert OWNER not in small().by_ref
    assert not [one for one in facts if one.key[-1] == OWNER]
    assert Catalog.model_validate(catalog.model_dump()) == catalog
    again = {one for one in catalog_facts(catalog) if one.key[-1] == OWNER}
    assert again == set()


def test_alike_names() -> None:
    """Things from files may be called alike, and like an activity: nobody curates names there."""
    other = _thing(ref="activity:path/other/gateway", homes=["core"])
    like = _thing(ref="activity:path/make", name=small().activities[0].name)
    facts = catalog_facts(small()) | holdings_facts(_holdings(_thing(), other, like))
    assert len(catalog_of(facts).activities) == len(small().activities) + 3


def test_what_a_thing_needs() -> None:
    """A thing speaks of its teams and its people, and of nothing else."""
    thing = _thing(homes=["edge", "core"], owners=["gh-ada"])
    facts = holdings_facts(_holdings(thing))
    [(subject, body)] = [(one, facts[one]) for one in facts if one.kind == "entry"]
    assert subject == Subject("entry", (FILES, GATEWAY))
    expected = [("team", "edge"), ("team", "core"), ("person", "gh-ada")]
    assert [(one.kind, *one.key) for one in needs(subject, body)] == expected


def test_homeless_bodies() -> None:
    """An activity without a home is written down as it always was."""
    body = catalog_facts(small())[Subject("entry", ("base", small().activities[0].ref))]
    assert not {"homes", "owners"} & body.keys()


KNOWN = (
    Person(key="p1", name="Ada Real", email="ada@x.example"),
    Person(key="p2", name="Bo Real", email="bo@X.example"),
    Person(key="p3", name="Cy Real", slack="U3"),
)


def test_people_known_by_address_or_account() -> None:
    """Who has the address or the account of somebody who is known is that one, everywhere."""
    thing = _thing(owners=["bo-x-example", "gh-ada"])
    holders = [{"role": OWNER, "person": "gh-cy"}, {"role": OWNER, "person": "bo-x-example"}]
    told = _holdings(thing, assignments=holders, leads=["gh-cy"]).among(KNOWN, {})
    assert told.activities[0].owners == ("p2", "gh-ada")
    [edge, _] = told.organisation.teams
    assert [one.person for one in edge.assignments] == ["p3", "p2"]
    assert edge.leads == ("p3",)
    assert [one.key for one in told.organisation.people] == ["gh-ada", "p2", "p3"]


def test_teams_known_by_name() -> None:
    """A team that is called like one that is known is that one; its things are at home there."""
    told = _holdings(_thing(homes=["edge", "core"])).among((), {"t1": "X/edge", "t2": "Other"})
    assert told.activities[0].homes == ("t1", "core")
    assert [team.key for team in told.organisation.teams] == ["t1", "core"]


def test_nobody_known() -> None:
    """Without anybody who is known before, what a file holds stays as it is."""
    holdings = _holdings()
    assert holdings.among((), {"other": "Other"}) == holdings


@pytest.mark.parametrize("gone", ["gateway", "edge"])
def test_file_again(gone: str) -> None:
    """What a file has no more is retired, the thing or all of it, and no other file's."""
    before = catalog_facts(small()) | holdings_facts(_holdings())
    ours = [one for one in before if one.key[0] != "base"]
    left = {} if gone == "edge" else organisation_facts(_organisation())
    after = applied(before, plan(before, left, ours))
    assert Subject("entry", (FILES, GATEWAY)) not in after
    assert {one for one in after if one.key[0] == "base"} == set(catalog_facts(small()))


def _whole(*things: Activity, **team: Any) -> tuple[Catalog, Organisation]:
    facts = catalog_facts(small()) | holdings_facts(_holdings(*things, **team))
    return catalog_of(facts), organisation_of("x", facts)


def test_matrix_of_owners() -> None:
    """A team that only owns things is concerned by these alone; others by what all teams do."""
    holder = {"role": OWNER, "person": "gh-cy"}
    catalog, organisation = _whole(assignments=[holder])
    edge = matrix(catalog, organisation, organisation.team["edge"], TODAY)
    assert [row.activity.ref for row in edge.rows] == [GATEWAY]
    assert [role.ref for role in edge.roles] == [OWNER]
    for team in (organisation.team["core"], None):
        shown = matrix(catalog, organisation, team, TODAY)
        assert shown.rows
        assert not [row for row in shown.rows if row.activity.homes]
        assert OWNER not in [role.ref for role in shown.roles]


def test_team_with_both() -> None:
    """A team that is arranged as the catalog says, and owns things, is concerned by both."""
    catalog, organisation = _whole(assignments=[{"role": MAKER, "person": "gh-cy"}])
    told = concerning(catalog, organisation.team["edge"])
    assert [one.ref for one in told] == [*(one.ref for one in small().activities), GATEWAY]


def test_no_gaps_of_others() -> None:
    """A team that only owns things has no gap in roles that it never heard of."""
    catalog, organisation = _whole(assignments=[{"role": OWNER, "person": "gh-cy"}])
    found = gaps(catalog, organisation, [organisation.team["edge"]], TODAY, RULES)
    assert found.unfilled == ()


def test_what_somebody_is_named_for() -> None:
    """Who is asked what somebody owns hears of the things for which a file names them."""
    catalog, organisation = _whole(_thing(owners=["gh-ada"]))
    matter = Matter(catalog, organisation, organisation.teams, TODAY, "what does ada own")
    reply = about_people(matter, [organisation.person["gh-ada"]])
    assert reply.headline == "ada is named as an owner of one thing."
    assert "Named as an owner of" in [one.heading for one in reply.sections]
    assert "gateway" in _text(reply)
