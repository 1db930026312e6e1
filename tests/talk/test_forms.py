"""Forms: how they open, what stands in them, what is wrong, and what changed meanwhile."""

import threading
from collections.abc import Iterator

import pytest

from bot.domain.organisation import Team
from tests.fake_slack import Fault
from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots, Start, populated
from tests.talk.crew import Crew, chosen, crew_of
from tests.talk.organisation import BO, CHURN, INES, ORGANISATION
from tests.talk.talk import (
    NOTHING,
    Talk,
    again,
    clicks,
    dm,
    errors,
    fields,
    in_answer,
    owns,
    privately,
    shortcut,
    submits,
    view_text,
)

MLOPS, SCIENTIST = "role:mlops-engineer", "role:data-scientist"
WAIVE = "waive Data Scientist because we buy it"
MANY = 120


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def test_the_channel_says_which_team(crew: Crew) -> None:
    """In a team's channel the form has its team; it names every argument and what it is for."""
    talk = crew.talk
    talk.plays((crew.lead, owns("assign"), NOTHING))
    assert chosen(talk.view) == {"team": crew.code}
    assert fields(talk.view) == {
        "person": "Person",
        "role": "Role",
        "team": "Team",
        "backup": "As backup",
        "until": "Until",
    }
    assert "they accept or decline with one click" in view_text(talk.view)


def test_an_emptied_team_is_every_team(crew: Crew) -> None:
    """Who takes the channel's team out of a form looks at all; words in the channel mean its."""
    talk = crew.talk
    for cleared, told in (({"team": None}, "What is missing:"), ({}, f"missing in {crew.team}:")):
        talk.plays((crew.lead, owns(""), NOTHING), (crew.lead, submits({"verb": "gaps"}), NOTHING))
        assert chosen(talk.view) == {"team": crew.code}
        talk.plays((crew.lead, submits(cleared), NOTHING))
        assert told in view_text(talk.view)
    talk.plays((crew.lead, owns("gaps"), in_answer(f"What is missing in {crew.team}:")))


def test_another_channel_says_nothing(crew: Crew) -> None:
    """Where the channel is no team's the team has to be chosen, and the menu keeps the channel."""
    talk = crew.talk
    talk.plays((crew.lead, owns("assign", channel=talk.opens()), NOTHING))
    assert chosen(talk.view) == {}
    talk.plays((crew.lead, owns(""), NOTHING), (crew.lead, submits({"verb": "waive"}), NOTHING))
    assert chosen(talk.view) == {"team": crew.code}


def test_everything_at_once(crew: Crew) -> None:
    """What can be left out can be filled in: as backup, until a day."""
    talk, team = crew.talk, crew.team
    values = {"person": crew.member, "role": MLOPS, "backup": ["yes"], "until": "2999-12-31"}
    wanted = f"to be MLOps Engineer in {team} as backup until 2999-12-31."
    talk.plays(
        (crew.lead, owns("assign"), NOTHING),
        (crew.lead, submits(values), dm(crew.member, f"asks you {wanted}")),
    )
    assert f"I asked Mo {talk.here} {wanted}" in view_text(talk.view)


def test_what_is_wrong_stands_at_its_field(crew: Crew) -> None:
    """Each mistake is said at its field, what was filled in stays, and mended it is done."""
    talk = crew.talk
    machine = talk.joins("Rob Robot", is_bot=True)
    guest = talk.joins("Greta Guest", is_restricted=True)
    other = talk.joins("Otto Outside", team_id="T0OTHER")
    talk.plays((crew.lead, owns("assign"), NOTHING))
    for values, wrong in (
        ({"person": machine}, {"person": "Rob Robot is a bot, and only people can own something."}),
        ({"person": guest}, {"person": "Greta Guest is a guest, and guests can't own anything"}),
        ({"person": other}, {"person": "Otto Outside belongs to another organisation"}),
        (
            {"person": crew.member, "until": "2020-01-01"},
            {"until": "2020-01-01 is over; choose a day from today on."},
        ),
    ):
        talk.plays((crew.lead, submits({"role": MLOPS} | values), NOTHING))
        _is_wrong(talk, wrong)
    talk.plays((crew.lead, submits({"until": None}), dm(crew.member, "asks you to be")))
    assert "I asked" in view_text(talk.view)


@pytest.mark.parametrize(
    ("who", "verb", "values", "wrong"),
    [
        ("admin", "team add", {"name": "Churn"}, {"name": "There is a team “Churn” already"}),
        ("admin", "team add", {"name": "<!channel>"}, {"name": "A name can't have “<”"}),
        ("admin", "team add", {"name": "@here"}, {"name": "A name can't begin with “@”"}),
        (
            "admin",
            "team add",
            {"name": "New {here}", "channel": CHURN},
            {"channel": "#churn belongs to Churn"},
        ),
        (
            "admin",
            "team add",
            {"name": "New {here}", "platform": "team:churn"},
            {"platform": "Churn is no platform team"},
        ),
        ("lead", "team rename", {"team": "{code}", "name": "Search"}, {"name": "There is a team"}),
        ("lead", "team set", {"team": "{code}"}, {"team": "Say what of {team} shall be different"}),
        (
            "lead",
            "team retire",
            {"team": "{code}", "to": "{code}"},
            {"to": "{team} can't go to itself"},
        ),
        ("lead", "restore", {"what": SCIENTIST}, {"what": "{team} has decided nothing else"}),
        ("lead", "vacate", {"role": MLOPS}, {"role": "Nobody is MLOps Engineer"}),
    ],
)
def test_refused_at_a_field(
    crew: Crew, who: str, verb: str, values: dict[str, str], wrong: dict[str, str]
) -> None:
    """What can't be done is said at the field that it is about, and changes nothing."""
    talk, user = crew.talk, crew.names[who]
    talk.plays((user, owns(verb), NOTHING))
    before = crew.facts
    filled = {name: crew.filled(value) for name, value in values.items()}
    talk.plays((user, submits(filled), NOTHING))
    _is_wrong(talk, {name: crew.filled(text) for name, text in wrong.items()})
    assert crew.facts == before


def test_changed_meanwhile(crew: Crew) -> None:
    """What somebody else changed while a form was open shows it once more; then it is done."""
    talk = crew.talk
    other = talk.joins("Nia Next")
    talk.plays(
        (crew.lead, owns("assign"), NOTHING),
        (
            INES,
            crew.says("assign <@{member}> as MLOps Engineer"),
            (in_answer("I asked"), dm(crew.member, "asks you")),
        ),
        (crew.lead, submits({"person": other, "role": MLOPS}), NOTHING),
    )
    text = view_text(talk.view)
    assert "Changed meanwhile by Ines (#" in text
    assert f"+ Mo {talk.here} as MLOps Engineer in {crew.team}" in text
    assert "Look again at how it stands now." in text
    assert chosen(talk.view) == {"role": MLOPS, "team": crew.code}
    talk.plays((crew.lead, submits(), dm(other, "asks you to be MLOps Engineer")))
    assert f"I asked Nia Next to be MLOps Engineer in {crew.team}." in view_text(talk.view)


def test_something_else_changed_meanwhile(crew: Crew) -> None:
    """What others changed elsewhere, and what one changed of another role, is no matter."""
    talk = crew.talk
    talk.plays(
        (crew.lead, owns("waive"), NOTHING),
        (INES, owns("waive Data Engineer because we buy it"), in_answer("doesn't need")),
        (crew.lead, submits({"role": SCIENTIST, "because": "we buy it"}), NOTHING),
    )
    assert f"{crew.team} doesn't need Data Scientist from now on" in view_text(talk.view)


def test_retired_meanwhile(crew: Crew) -> None:
    """A team that was retired while a form with it was open is said at its field."""
    talk = crew.talk
    talk.plays(
        (INES, owns("assign"), NOTHING),
        (crew.lead, crew.says("team retire {team} anyway"), in_answer("is retired.")),
    )
    before = crew.facts
    talk.plays((INES, submits({"person": crew.member, "role": MLOPS}), NOTHING))
    _is_wrong(talk, {"team": "What was chosen for “Team” isn't here any more; choose again."})
    assert f"Changed meanwhile by Lea {talk.here} (#" in errors(talk.view)["team"]
    assert crew.facts == before


def test_a_submit_that_slack_repeats(crew: Crew) -> None:
    """The same submit once more does nothing more, and says so."""
    talk = crew.talk
    talk.plays(
        (crew.lead, owns("waive"), NOTHING),
        (crew.lead, submits({"role": SCIENTIST, "because": "we buy it"}), NOTHING),
    )
    before = crew.facts
    talk.plays((crew.lead, again(), NOTHING))
    assert "was sent before and is done only once" in view_text(talk.view)
    assert crew.facts == before


@pytest.mark.parametrize("name", ["refused", "unreachable", "too busy", "too slow"])
def test_form_that_does_not_open(name: str, crew: Crew) -> None:
    """Where Slack doesn't open a form in time, the acknowledgement says how to do without."""
    talk, hold = crew.talk, threading.Event()
    talk.slack.script("views.open", _faults(hold)[name])
    instead = "/ownership waive ROLE [in TEAM] because …"
    talk.plays((crew.lead, owns("waive"), in_answer("Slack didn't open the form", instead)))
    hold.set()
    assert talk.said[-1].in_time


def test_menu_that_does_not_open(crew: Crew) -> None:
    """Where Slack doesn't open the menu, the acknowledgement says where the verbs are listed."""
    crew.talk.slack.script("views.open", Fault(error="expired_trigger_id"))
    told = in_answer("Slack didn't open the form", "/ownership help")
    crew.talk.plays((crew.lead, owns(""), told))


@pytest.mark.parametrize("name", ["refused", "unreachable", "too busy", "too slow"])
def test_form_that_a_button_does_not_open(name: str, crew: Crew) -> None:
    """Where a button's form doesn't open, whoever clicked is told, and the next click opens it."""
    talk, hold = crew.talk, threading.Event()
    talk.plays((crew.lead, owns("assgin"), in_answer("did you mean assign?")))
    talk.slack.script("views.open", _faults(hold)[name])
    told = privately("Slack didn't open the form; click again, or write it as")
    talk.plays((crew.lead, clicks("assign"), told))
    hold.set()
    assert talk.said[-1].in_time
    talk.plays((crew.lead, clicks("assign"), NOTHING))
    assert talk.view.title == "Assign a role"


def _faults(hold: threading.Event) -> dict[str, Fault]:
    return {
        "refused": Fault(error="expired_trigger_id"),
        "unreachable": Fault(refuse=True),
        "too busy": Fault(status=429, retry_after=30),
        "too slow": Fault(hold=hold),
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_more_teams_than_a_menu_takes(start: Start) -> None:
    """With over 100 teams they are looked for as somebody types: how they begin, inside, nearly."""
    own = start(slack=populated())
    more = tuple(Team(key=f"t{number}", name=f"Squad {number}") for number in range(MANY))
    own.take_in(ORGANISATION.model_copy(update={"teams": (*ORGANISATION.teams, *more)}))
    own.start()
    own.wait_synced()
    talk = Talk(own, CHURN)
    talk.plays((INES, owns("assign"), NOTHING))
    assert chosen(talk.view) == {"team": "team:churn"}

    def found(typed: str) -> list[str]:
        options = own.slack.suggest(talk.view, "team", "value", typed)
        return [one["text"]["text"] for one in options]

    assert len(found("")) == 100
    assert found("squad 11") == ["Squad 11", *(f"Squad 11{digit}" for digit in range(10))]
    assert found("uad 7")[0] == "Squad 7"
    assert found("Serch") == ["Search"]
    assert found("xyzzy") == []
    submitted = {"person": BO, "role": MLOPS, "team": "team:t77"}
    assert "Squad 77" in found("squad 77")
    talk.plays((INES, submits(submitted), dm(BO, "asks you to be MLOps Engineer in Squad 77.")))
    assert "I asked Bo Chen to be MLOps Engineer in Squad 77." in view_text(talk.view)
    assert own.slack.violations == own.slack.pings == []


def test_find_an_owner(crew: Crew) -> None:
    """The shortcut asks for a question and answers it in its place, from anywhere."""
    talk = crew.talk
    talk.plays((crew.member, shortcut("find_owner"), NOTHING))
    assert talk.view.title == "Find an owner"
    question = {"question": "who deploys models?", "team": "team:churn"}
    talk.plays((crew.member, submits(question), NOTHING))
    text = view_text(talk.view)
    assert "Cy Mail" in text
    assert "Ana Ivanova, who leads Churn" in text
    assert "submit" not in talk.view.content


def test_find_an_owner_without_a_team(crew: Crew) -> None:
    """Without a team chosen, the one named in the question counts."""
    talk = crew.talk
    talk.plays((crew.member, shortcut("find_owner"), NOTHING))
    talk.plays((crew.member, submits({"question": "who deploys models in Search?"}), NOTHING))
    assert "Eva in Slack" in view_text(talk.view)


def test_find_an_owner_that_does_not_open(crew: Crew) -> None:
    """Where the form doesn't open the command is named, and the next time it opens."""
    talk = crew.talk
    talk.slack.script("views.open", Fault(error="expired_trigger_id"))
    said = "Slack didn't open the form; ask with /whoowns instead."
    talk.plays((crew.member, shortcut("find_owner"), dm(crew.member, said)))
    assert not talk.has_view
    talk.plays((crew.member, shortcut("find_owner"), NOTHING))
    assert talk.view.title == "Find an owner"


def test_find_an_owner_is_not_for_strangers(crew: Crew) -> None:
    """Somebody of another organisation gets no form, and no answer."""
    talk = crew.talk
    other = talk.joins("Otto Outside", team_id="T0OTHER")
    talk.plays((other, shortcut("find_owner"), NOTHING), (other, owns("assign"), NOTHING))
    assert not talk.has_view


def _is_wrong(talk: Talk, wrong: dict[str, str]) -> None:
    said = errors(talk.view)
    assert said.keys() == wrong.keys(), said
    for name, text in wrong.items():
        assert text in said[name]
