"""Which team a question is about."""

import pytest

from bot.domain.call import Call
from bot.domain.meant import asked_about, named_team
from bot.domain.organisation import Organisation
from tests.example import TODAY, acme, held, organisation, platform, product


@pytest.mark.parametrize(
    ("text", "team", "rest"),
    [
        ("who deploys models in Churn", "churn", "who deploys models"),
        ("who deploys models in churn?", "churn", "who deploys models ?"),
        ("who deploys models IN CHURN", "churn", "who deploys models"),
        ("who is the data scientist of the churn team", "churn", "who is the data scientist"),
        ("who deploys models for our churn squad", "churn", "who deploys models"),
        ("who deploys for team churn", "churn", "who deploys"),
        ("the churn team: who deploys?", "churn", ": who deploys?"),
        ("which crew member of the search crew trains", "search", "which crew member trains"),
        ("#churn who deploys", "churn", "who deploys"),
        ("who deploys in the ML Platform", "platform", "who deploys"),
        ("who deploys at platform", "platform", "who deploys"),
        ("who tracks experiments within search", "search", "who tracks experiments"),
        ("who ships in search for fraud", "fraud", "who ships in search"),
        ("who needs it: #ml-platform", "platform", "who needs it:"),
        ("in Churn, who deploys?", "churn", "who deploys?"),
        ("who deploys for Churn today", "churn", "who deploys today"),
        ("who deploys for the #churn team", "churn", "who deploys"),
    ],
)
def test_named(text: str, team: str, rest: str) -> None:
    """“in Churn”, “the churn team” and “#churn” are the team, and are taken out of the question."""
    found, left = named_team(text, organisation())
    assert (found and found.key, left) == (team, rest)


@pytest.mark.parametrize(
    "text",
    [
        "who makes the features for churn predictions",
        "who ships the churn model",
        "churn",
        "the churn",
        "search",
        "who does search",
        "who looks into fraud in transactions",
        "who is in the churning team",
        "#churning who deploys",
        "who works on platform engineering",
        "in",
        "",
        "?!",
    ],
)
def test_not_named(text: str) -> None:
    """A bare name is what a team works on, and the question stays as it is."""
    assert named_team(text, organisation()) == (None, text)


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("who deploys in churn europe", "two"),
        ("who deploys in churn", "one"),
        ("the churn europe team, who deploys", "two"),
        ("#churn-europe who deploys", "two"),
        ("#churn who deploys", "one"),
        ("who deploys in Équipe d’été", "three"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_longest_name(text: str, team: str, *, turned: bool) -> None:
    """Where one team's name begins another's, the longest that was said wins."""
    teams = [
        product(name="Churn", channel="#churn"),
        product(key="two", name="Churn Europe", channel="#churn-europe"),
        product(key="three", name="Équipe d’été"),
    ]
    where = acme(platform(), *(reversed(teams) if turned else teams))
    found, _ = named_team(text, where)
    assert found
    assert found.key == team


def test_nameless() -> None:
    """A team whose name has no word in it is never named by accident."""
    where = acme(product(key="x", name="???", platform=None))
    assert named_team("who deploys in ???", where) == (None, "who deploys in ???")


def _asked(
    where: Organisation,
    named: str | None,
    chosen: str | None,
    asker: str | None,
    remembered: str | None = None,
) -> list[str]:
    team = where.team[named] if named else None
    call = Call(
        text="who?",
        today=TODAY,
        surface="test",
        team=chosen,
        asker=asker,
        remembered=remembered,
    )
    return [one.key for one in asked_about(where, team, call)]


@pytest.mark.parametrize(
    ("named", "chosen", "asker", "teams"),
    [
        ("fraud", "search", "lucia", ["fraud"]),
        (None, "search", "lucia", ["search"]),
        (None, "platform", None, ["platform"]),
        (None, None, "lucia", ["churn"]),
        (None, None, "jonas", ["platform"]),
        (None, "gone", "lucia", ["churn"]),
        (None, None, "mei", ["churn", "search", "fraud"]),  # fills roles in two teams
        (None, None, "tomas", ["churn", "search", "fraud"]),  # leads, fills nothing
        (None, None, "stranger", ["churn", "search", "fraud"]),
        (None, None, None, ["churn", "search", "fraud"]),
    ],
)
def test_asked_about(
    named: str | None, chosen: str | None, asker: str | None, teams: list[str]
) -> None:
    """Named, else chosen, else the only team in which the asker fills a role, else all."""
    assert _asked(organisation(), named, chosen, asker) == teams


@pytest.mark.parametrize(
    ("named", "chosen", "asker", "teams"),
    [
        ("churn", "search", "lucia", ["churn"]),
        (None, "search", None, ["search"]),
        (None, None, "lucia", ["churn"]),
        (None, "gone", "lucia", ["churn"]),
        (None, None, "mei", ["fraud"]),
        (None, None, "tomas", ["fraud"]),
        (None, None, None, ["fraud"]),
        (None, "gone", None, ["fraud"]),
    ],
)
def test_remembered(
    named: str | None, chosen: str | None, asker: str | None, teams: list[str]
) -> None:
    """The team chosen last counts where nothing else tells one, and comes before all teams."""
    assert _asked(organisation(), named, chosen, asker, "fraud") == teams


def test_remembered_and_gone() -> None:
    """A team that was chosen and is there no more is as good as none."""
    everywhere = ["churn", "search", "fraud"]
    assert _asked(organisation(), None, None, "mei", "payments") == everywhere
    assert _asked(acme(), None, None, None, "churn") == []


def test_two_roles_in_one_team() -> None:
    """Somebody who fills two roles in one team still fills roles in one team only."""
    where = acme(platform(), product(held("a"), held("a", "role:keeper")))
    assert _asked(where, None, None, "a") == ["one"]


def test_platform_alone() -> None:
    """Where there is no product team, the platform teams answer; where no team, none."""
    assert _asked(acme(platform()), None, None, None) == ["base"]
    assert _asked(acme(), None, None, "a") == []
