"""The Home tab: what members, leads, stewards and guests find there, and what its buttons do."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.organisation import Organisation
from tests.fake_slack import Envelope, Fault, View
from tests.fake_slack.limits import broken
from tests.fake_slack.traffic import Json
from tests.talk.bot import Bot, until
from tests.talk.conftest import DIALECTS, Bots, Start, populated
from tests.talk.crew import Crew, chosen, crew_of
from tests.talk.organisation import ANA, INES, ORGANISATION
from tests.talk.talk import (
    NOTHING,
    Says,
    Talk,
    again,
    clicks_at_home,
    commands,
    dm,
    happens,
    in_answer,
    opens_home,
    owns,
    submits,
    view_text,
)

MLOPS = "MLOps Engineer"


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def _asks(crew: Crew) -> None:
    """The lead asks the member to fill the role."""
    asks = (in_answer("I asked"), dm(crew.member, "asks you to be"))
    crew.talk.plays((crew.lead, owns(f"assign <@{crew.member}> as {MLOPS}"), asks))


def _published(bot: Bot, user: str) -> int:
    """How often a tab was shown."""
    return sum(1 for one in bot.slack.calls_of("views.publish") if one.args["user_id"] == user)


def _written(bot: Bot, user: str) -> int:
    """How often it was decided to show a tab."""
    with bot.ledger.read(bot.workspace) as books:
        newest = books.deliveries(100)
    return sum(1 for one in newest if (one.kind, one.address.get("user")) == ("home", user))


def test_a_member(crew: Crew) -> None:
    """Who is asked for something finds it there, answers with a click, and then owns it."""
    talk, team = crew.talk, crew.team
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "Nothing waits for you.", "You fill no role yet")
    _asks(crew)
    talk.sees(crew.member, f"Lea {talk.here} asks you to be {MLOPS} in {team}")
    accepts = dm(crew.lead, f"Mo {talk.here} accepted")
    talk.plays((crew.member, clicks_at_home("Accept"), accepts))
    told = talk.sees(crew.member, "Nothing waits for you.", f"{MLOPS} in {team}; confirmed today")
    assert f"You are {MLOPS} in {team} from now on." in told
    assert f"{MLOPS}: Mo {talk.here}" in told


def test_what_is_undone_at_home(crew: Crew) -> None:
    """What was done stands above the tab until it changes again, with a button that undoes it."""
    talk = crew.talk
    _asks(crew)
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "asks you to be")
    talk.plays((crew.member, clicks_at_home("Accept"), dm(crew.lead, "accepted")))
    talk.sees(crew.member, "Undo", "Still right")
    talk.plays((crew.member, clicks_at_home("Undo"), dm(crew.lead, "takes back")))
    talk.sees(crew.member, "asks you to be", without=("Still right",))


def test_what_is_confirmed_at_home(crew: Crew) -> None:
    """A role is confirmed where it stands; a second time the same day it is said that it was."""
    talk = crew.talk
    _asks(crew)
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "Accept")
    talk.plays((crew.member, clicks_at_home("Accept"), dm(crew.lead, "accepted")))
    talk.sees(crew.member, "Still right")
    talk.plays((crew.member, clicks_at_home("Still right"), NOTHING))
    assert "You confirmed that today already." in view_text(talk.view)


def test_a_lead(crew: Crew) -> None:
    """Who leads a team finds its gaps, and the verbs as buttons with what they are about."""
    talk, team = crew.talk, crew.team
    talk.plays((crew.lead, opens_home(), NOTHING))
    talk.sees(crew.lead, f"{team}, which you lead", "Product Manager: nobody fills this role")
    talk.plays((crew.lead, clicks_at_home("Assign somebody"), NOTHING))
    assert chosen(talk.view) == {"team": crew.code, "role": "role:product-manager"}
    asked = dm(crew.member, "asks you to be Product Manager")
    talk.plays((crew.lead, submits({"person": crew.member}), asked))
    talk.sees(crew.lead, f"Product Manager: nobody yet; Mo {talk.here} was asked")


@pytest.mark.parametrize(
    ("label", "filled"),
    [
        ("Not needed", {"role", "team"}),
        ("Assign a role", {"team"}),
        ("Decide who does what", {"team"}),
        ("Decide who does it", {"team", "activity"}),
        ("Start a handoff", {"team"}),
        ("Tell a channel", {"team"}),
        ("Choose what to do", set()),
        ("Ask who owns something", set()),
    ],
)
def test_the_forms_of_a_lead(crew: Crew, label: str, filled: set[str]) -> None:
    """Each verb opens its form, filled in with the team that it stands under."""
    talk = crew.talk
    talk.plays((crew.lead, opens_home(), NOTHING))
    talk.sees(crew.lead, crew.team)
    talk.plays((crew.lead, clicks_at_home(label), NOTHING))
    assert set(chosen(talk.view)) == filled


def test_a_question_at_home(crew: Crew) -> None:
    """A question can be asked there, and what was asked lately stands there with what came."""
    talk = crew.talk
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, without=("You asked lately",))
    talk.plays(
        (crew.member, clicks_at_home("Ask who owns something"), NOTHING),
        (crew.member, submits({"question": "who deploys models?", "team": None}), NOTHING),
    )
    assert "Deploy models" in view_text(talk.view)
    talk.plays((crew.member, commands("who feeds the dragon of tulsa?"), in_answer("")))
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(
        crew.member,
        "You asked lately",
        "“who deploys models?” – ",
        "“who feeds the dragon of tulsa?” – not known",
    )


def test_a_steward(talk: Talk) -> None:
    """Who looks after the workspace finds how far its set-up is, and steps that tick themselves."""
    talk.plays((INES, opens_home(), NOTHING))
    talk.sees(INES, "Set-up", "✓ 2. Name teams", "3. Tell a channel", "Fraud", "no lead")
    talk.plays((INES, clicks_at_home("Show all gaps"), NOTHING))
    assert "What is missing" in view_text(talk.view)


def test_handoffs(crew: Crew) -> None:
    """Each open line of a handoff stands with whoever ticks it, who ticks it there."""
    talk = crew.talk
    start = f"handoff start model “v3” from <@{crew.lead}> to <@{crew.member}> in <#{talk.here}|x>"
    talk.plays((crew.lead, opens_home(), NOTHING))
    talk.says(crew.lead, owns(start))
    told = talk.sees(crew.lead, "Tick it", "“v3”: ")
    _, came = talk.says(crew.lead, clicks_at_home("Tick it"))
    assert talk.sees(crew.lead, "“v3”", "Undo") != told
    assert [one for one in came if not talk.is_edition(one)] == []


def test_an_offer(crew: Crew) -> None:
    """Who offers to fill a role does so with a click, and whoever leads the team agrees so."""
    talk = crew.talk
    _asks(crew)
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "Accept")
    talk.plays((crew.member, clicks_at_home("Accept"), dm(crew.lead, "accepted")))
    talk.sees(crew.member, "I'll take it")
    talk.plays((crew.member, clicks_at_home("I'll take it"), dm(crew.lead, "offers to be")))
    talk.plays((crew.lead, opens_home(), NOTHING))
    talk.sees(crew.lead, f"Mo {talk.here} offers to be Product Manager in {crew.team}.")
    talk.plays((crew.lead, clicks_at_home("Approve"), dm(crew.member, "You are now")))
    talk.sees(crew.lead, f"Product Manager: Mo {talk.here}", without=("offers to be",))


def test_shown_anew_where_it_differs(crew: Crew) -> None:
    """A change that somebody doesn't see on their tab leaves it as it is."""
    talk, bot = crew.talk, crew.talk.bot
    other = talk.joins("Olga Other")
    talk.plays((other, opens_home(), NOTHING), (crew.member, opens_home(), NOTHING))
    talk.sees(other, "Nothing waits")
    talk.sees(crew.member, "Nothing waits")
    bot.settles()
    before = _published(bot, other)
    _asks(crew)
    talk.sees(crew.member, "asks you to be")
    bot.settles()
    assert _published(bot, other) == before


def test_an_hour_later(start: Start) -> None:
    """Who opened the tab longer than an hour ago sees what changed when they open it again."""
    bot = start(slack=populated())
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    talk = Talk(bot, here="C1")
    talk.plays((ANA, opens_home(), NOTHING))
    talk.sees(ANA, "Churn, which you lead")
    bot.settles()
    bot.clock.move(minutes=61)
    before = _published(bot, ANA)
    waived = "waive Data Scientist in Churn because we buy it"
    talk.plays((INES, owns(waived), (in_answer("doesn't need"),)))
    bot.settles()
    assert _published(bot, ANA) == before
    talk.plays((ANA, opens_home(), NOTHING))
    talk.sees(ANA, "Data Scientist: not needed here")


def test_the_pages(start: Start) -> None:
    """Where there are pages the tab leads to them, by a link for whoever clicks alone."""
    slack = populated()
    slack.add_user("UGUEST", "Greta Guest", is_restricted=True)
    bot = start(slack=slack, linked=True)
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    talk = Talk(bot, here="C1")
    talk.plays((ANA, opens_home(), NOTHING), ("UGUEST", opens_home(), NOTHING))
    talk.sees(ANA, "Open in the browser")
    talk.sees("UGUEST", "As a guest", without=("Open in the browser",))
    talk.plays((ANA, clicks_at_home("Open in the browser"), NOTHING))
    assert "Open the matrix" in view_text(talk.view)
    assert "works once" in view_text(talk.view)


def test_guests(crew: Crew) -> None:
    """Guests find how to ask, and can; nothing of who owns what, and nothing to change it."""
    talk = crew.talk
    guest = talk.joins("Greta Guest", is_restricted=True)
    talk.plays((guest, opens_home(), NOTHING))
    told = talk.sees(guest, "As a guest you can ask")
    assert "You own" not in told
    assert crew.team not in told
    labels = [one["text"]["text"] for one in talk.slack.homes[guest].elements]
    assert labels == ["Ask who owns something"]
    talk.plays((guest, clicks_at_home("Ask who owns something"), NOTHING))
    assert talk.view.callback_id == "find_owner"


def test_guests_turned_away(start: Start) -> None:
    """Where guests may not ask, their tab says so and has no buttons."""
    slack = populated()
    slack.add_user("UGUEST", "Greta Guest", is_restricted=True)
    bot = start(slack=slack, guests_ask=False)
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    talk = Talk(bot, here="C1")
    talk.plays(("UGUEST", opens_home(), NOTHING))
    talk.sees("UGUEST", "Guests can't ask here")
    assert talk.slack.homes["UGUEST"].elements == []


@pytest.mark.parametrize(
    "who",
    [{"team_id": "T0OTHER"}, {"is_bot": True}, {"deleted": True}],
    ids=["of another organisation", "a bot", "deactivated"],
)
def test_strangers(who: dict[str, object], talk: Talk) -> None:
    """Nobody who isn't a member of this workspace is shown anything, or written down."""
    user = talk.joins("Otto Other", **who)
    talk.plays((user, opens_home(), NOTHING))
    assert _written(talk.bot, user) == 0
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        since = talk.bot.clock.now() - timedelta(hours=1)
        assert user not in [one.member for one in books.open_homes(since)]


def test_deactivated_meanwhile(crew: Crew) -> None:
    """Who was deactivated since they opened the tab is shown nothing more."""
    talk, bot = crew.talk, crew.talk.bot
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "Nothing waits")
    user = talk.slack.user(crew.member)
    assert user is not None
    talk.tells({"type": "user_change", "user": user | {"deleted": True}})
    before = _published(bot, crew.member)
    talk.says(crew.lead, crew.says(f"waive Data Scientist in “{crew.team}” because we buy it"))
    bot.settles()
    assert _published(bot, crew.member) == before


def test_somebody_whom_nobody_knows(talk: Talk) -> None:
    """Of whom Slack hasn't told us yet sees that, and nothing of who owns what."""
    talk.slack.add_user("UNEW", "Nell New")
    talk.plays(("UNEW", opens_home(), NOTHING))
    told = talk.sees("UNEW", "I don't know your account yet")
    assert "You own" not in told


def test_other_tabs(talk: Talk) -> None:
    """The other tabs of the app are none of ours."""
    user = talk.joins("Mia Messages")
    for tab in ("messages", "about", None):
        talk.plays((user, opens_home(tab=tab), NOTHING))
    assert _written(talk.bot, user) == 0


def test_a_repetition(talk: Talk) -> None:
    """What Slack sends a second time shows the tab once."""
    user = talk.joins("Rita Again")
    talk.plays((user, opens_home(), NOTHING), (user, again(), NOTHING))
    talk.sees(user, "Nothing waits")
    assert _written(talk.bot, user) == 1


def test_what_is_stale(crew: Crew) -> None:
    """A button on a tab that isn't so any more changes nothing, and it is said why."""
    talk = crew.talk
    _asks(crew)
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "asks you to be")
    accept = _button(talk.slack.homes[crew.member], "Accept")
    talk.says(crew.lead, owns(f"vacate {MLOPS} <@{crew.member}>"))
    talk.sees(crew.member, "Nothing waits for you.")
    before = crew.facts
    talk.plays((crew.member, _presses(accept), NOTHING))
    assert "There is nothing to accept" in view_text(talk.view)
    assert crew.facts == before


def test_pressed_twice(crew: Crew) -> None:
    """What Slack sends a second time is done once."""
    talk = crew.talk
    _asks(crew)
    talk.plays((crew.member, opens_home(), NOTHING))
    talk.sees(crew.member, "asks you to be")
    talk.plays(
        (crew.member, clicks_at_home("Accept"), dm(crew.lead, "accepted")),
        (crew.member, again(), NOTHING),
    )


@pytest.mark.parametrize(
    "told",
    [
        "",
        "{}",
        "not json",
        '{"verb": "menu", "given": {}}',
        '{"verb": "no such verb", "given": {}}',
        '{"verb": "accept", "given": {"team": ["team:of-others"], "role": ["role:none"]}}',
        '{"verb": "handoff tick", "given": {"number": ["99999"], "line": ["1"]}}',
        '{"verb": "undo", "given": {"number": ["99999999999999999999"]}}',
        '{"verb": "show", "given": {"what": ["<!channel>"]}}',
    ],
)
@pytest.mark.parametrize("left_out", [(), ("view",), ("container",), ("trigger_id",)])
def test_buttons_that_say_anything(told: str, left_out: tuple[str, ...], talk: Talk) -> None:
    """Whatever a button on a tab carries, and whatever its payload lacks, changes nothing."""
    user = talk.joins("Ed Edit")
    talk.plays((user, opens_home(), NOTHING))
    talk.sees(user, "Nothing waits")
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        before = books.facts()
    made = _button(talk.slack.homes[user], "Choose what to do") | {"value": told}
    talk.says(user, _presses(made, **dict.fromkeys(left_out)))
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        assert books.facts() == before


@pytest.mark.parametrize("lacks", ["user", "channel", "event_ts", "view"])
def test_events_that_lack_something(lacks: str, talk: Talk) -> None:
    """An event in which something is missing is acknowledged; without a user nothing is shown."""
    user = talk.joins("Lars Lacks")
    event: Json = {"type": "app_home_opened", "tab": "home", "user": user, "channel": f"D{user}"}
    event |= {"event_ts": "1.1", "view": {"type": "home"}}
    talk.plays((user, happens({key: event[key] for key in event if key != lacks}), NOTHING))
    assert _written(talk.bot, user) == (0 if lacks == "user" else 1)


def test_who_may_not(crew: Crew) -> None:
    """A button of somebody else's tab is refused, and that is written down."""
    talk = crew.talk
    talk.plays((crew.lead, opens_home(), NOTHING), (crew.member, opens_home(), NOTHING))
    talk.sees(crew.lead, "Assign somebody")
    talk.sees(crew.member, "Nothing waits")
    waive = _button(talk.slack.homes[crew.lead], "Not needed")
    done = waive["value"].replace('"form":true', '"form":false')
    before = crew.facts
    talk.plays((crew.member, _presses(waive | {"value": done}), NOTHING))
    assert f"Only Lea {talk.here}, who leads {crew.team}" in view_text(talk.view)
    assert crew.facts == before


def _button(home: View, label: str) -> Json:
    """A button as it stands on a tab."""
    return next(one for one in home.elements if one["text"]["text"] == label)


def _presses(button: Json, **fields: Any) -> Says:
    """Clicks on a button of a Home tab as it was, whatever became of it."""

    def say(talk: Talk, who: str) -> Envelope:
        told = talk.slack.told(talk.slack.homes[who])
        place = {"container": {"type": "view", "view_id": told["id"]}, "view": told}
        no_message = dict.fromkeys(("channel", "message", "response_url"))
        given: Json = {**place, **fields}
        return talk.slack._interactive(  # noqa: SLF001 the fake's own click is one in a message
            "block_actions",
            who,
            {"actions": [button], "trigger_id": talk.slack.new_trigger(who), **no_message},
            given,
        )

    return say


def test_no_form_opens(crew: Crew) -> None:
    """Where Slack opens no form, it is said in the direct conversation how to do without."""
    talk = crew.talk
    talk.plays((crew.lead, opens_home(), NOTHING))
    talk.sees(crew.lead, crew.team)
    talk.slack.script("views.open", Fault(error="expired_trigger_id"))
    words = "Slack didn't open the form; click again, or write it as /ownership assign"
    talk.plays((crew.lead, clicks_at_home("Assign a role"), dm(crew.lead, words)))


def test_no_answer_opens(talk: Talk) -> None:
    """Where Slack shows no answer over the tab, it is written to them."""
    talk.plays((INES, opens_home(), NOTHING))
    talk.sees(INES, "Show all gaps")
    talk.slack.script("views.open", Fault(error="expired_trigger_id"))
    talk.plays((INES, clicks_at_home("Show all gaps"), dm(INES, "What is missing")))


def test_slack_is_unsure(talk: Talk) -> None:
    """A tab of which nobody knows whether it was shown is simply shown again."""
    user = talk.joins("Una Unsure")
    talk.slack.script("views.publish", Fault(drop=True))
    talk.plays((user, opens_home(), NOTHING))
    until(lambda: _published(talk.bot, user) > 1, "It was not shown again")
    talk.sees(user, "Nothing waits")


MANY_TEAMS, MANY_PEOPLE = 500, 5_000


def _large() -> Organisation:
    roles = ["mlops-engineer", "devops-engineer", "data-scientist", "ml-engineer", "data-engineer"]
    names = [
        f"Person {number} with a rather long name for a person" for number in range(MANY_PEOPLE)
    ]
    people = [{"key": f"p{n}", "name": name, "slack": f"UP{n}"} for n, name in enumerate(names)]
    teams = [
        {
            "key": f"t{n}",
            "name": f"Team {n} of the very large organisation",
            "structure": "hybrid",
            "platform": "platform",
            "leads": ["p0", f"p{n}"] if n else ["p0"],
            "assignments": [
                *(
                    {"role": f"role:{role}", "person": f"p{n * 10 + k}"}
                    for k, role in enumerate(roles[: n % 6])
                ),
                {"role": "role:product-manager", "person": "p1"},
            ],
        }
        for n in range(MANY_TEAMS)
    ]
    platform = {"key": "platform", "name": "ML Platform", "kind": "platform", "leads": ["p2"]}
    given = {"organisation": "Large", "people": people, "teams": [platform, *teams]}
    return Organisation.model_validate(given)


def test_a_large_organisation(start: Start) -> None:
    """With 5,000 people in 500 teams every tab is within Slack's limits."""
    slack = populated()
    for number in (0, 1, 2, 7):
        slack.add_user(f"UP{number}", f"Person {number}")
    bot = start(slack=slack)
    bot.take_in(_large())
    bot.start()
    bot.wait_synced()
    talk = Talk(bot, here="C1")
    for user, words in {
        "UP0": "and 492 more",
        "UP1": "and 494 more",
        "UP2": "ML Platform, which you lead",
        "UP7": "You own",
        INES: "You look after this",
    }.items():
        talk.plays((user, opens_home(), NOTHING))
        talk.sees(user, words if user != INES else "Set-up")
        assert broken(talk.slack.homes[user].content, "view") == []
        assert len(talk.slack.homes[user].blocks) <= 100
    assert talk.slack.violations == []
