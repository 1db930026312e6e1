"""Whatever is handed in wrongly gets one clear sentence where the person is; nothing changes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.fake_slack import Envelope, Posted
from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, clicks_on, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    NOTHING,
    Json,
    Says,
    Talk,
    Turn,
    again,
    clicks,
    dm,
    dm_of,
    errors,
    in_answer,
    owns,
    privately,
    submits,
)
from tests.talk.test_bad_input import TEXTS

MLOPS = "role:mlops-engineer"
ASSIGN = "assign <@{member}> as MLOps Engineer"
REASON = "because we buy it"
LONG = 40_000
BROKE = ("Something broke", "Traceback", "can't be used right now")


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, whose facts nobody else changes."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture(scope="module")
def founded(bot: Bot) -> Crew:
    """A team that is there before anything is handed in wrongly."""
    talk = Talk(bot, here="")
    talk.here = talk.opens()
    return crew_of(talk)


@pytest.fixture
def crew(founded: Crew, talk: Talk) -> Crew:
    """That team, for dialogues that change nothing about it."""
    talk.here = founded.talk.here
    return replace(founded, talk=talk)


@pytest.fixture
def fresh(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


NOT_UNDERSTOOD = {
    "no such verb": ("frobnicate xyzzy", "There is no “frobnicate xyzzy” here"),
    "nearly a verb": ("assgin", "There is no “assgin” here; did you mean assign?"),
    "nearly a verb of two words": ("team retrie {team}", "did you mean team retire"),
    "half a verb": ("team", "There is no “team” here"),
    "punctuation": ("!!!", "There is no “!!!” here; type"),
    "a broadcast": ("<!channel>", "here"),
    "something missing": (
        "assign <@{member}> in {team}",
        "Assign a role needs “Role”: write it as",
    ),
    "most of it missing": ("assign in {team}", "needs “Person” and “Role”: write it as"),
    "no reason": ("waive Data Scientist", "Waive a role needs “Because”"),
    "no such role": (
        "assign <@{member}> as Xyzzy Quux in {team}",
        "There is no role “Xyzzy Quux” here.",
    ),
    "nearly a role": ("waive Data Scientst " + REASON, "Did you mean Data Scientist"),
    "no such team": ("show Xyzzy", "There is no team, role, person or activity “Xyzzy” here."),
    "nearly a team": ("gaps Chrun", "There is no team “Chrun” here. Did you mean Churn?"),
    "no such person": ("show <@U404AB>", "I don't know that person in this workspace yet"),
    "nobody of that name": (
        "assign @xyzzy as MLOps Engineer",
        "There is no person “@xyzzy” here.",
    ),
    "no such structure": (
        "team set “{team}” as xyzzy",
        "There is no structure “xyzzy” here.",
    ),
    "no such channel": ("team set “{team}” in #xyzzy", "“#xyzzy” is no channel that I know"),
    "no such activity": ("restore Xyzzy in {team}", "There is no role or activity “Xyzzy” here."),
    "no such change": ("undo 2147483999", "There is no change #2147483999"),
    "change nought": ("undo 0", "There is no change #0"),
    "a change before the first": ("undo -7", "There is no change #-7"),
    "no number": ("undo soon", "“soon” is no number; write it as 57."),
    "a day that is over": (ASSIGN + " until 2020-01-01", "2020-01-01 is over; choose a day"),
    "a day that isn't": (ASSIGN + " until 2030-02-30", "is no date that I can read"),
    "nobody to say yes to": ("accept", "There is nothing to accept: you were not asked"),
    "nobody in the role": ("vacate MLOps Engineer", "Nobody is MLOps Engineer in {team} already"),
    "as the catalog says": (
        "override Deploy models to Machine Learning Engineer, MLOps Engineer",
        "That is so already",
    ),
    "nothing decided": ("restore Deploy models", "{team} has decided nothing else"),
    "serves itself": ("team set “{team}” served by {team}", "is no platform team"),
    "a taken name": ("team rename “{team}” to Churn", "There is a team “Churn” already"),
    "its own name": ("team rename “{team}” to “{team}”", "is called that already"),
    "a long name": ("team rename “{team}” to “" + "x" * 80 + "”", "That name has 80 characters"),
    "a name that mentions": ("team rename “{team}” to <@{member}>", "A name can't have “<”"),
    "a name that calls all": ("team rename “{team}” to <!channel>", "A name can't have “<”"),
    "a name with an at": ("team rename “{team}” to @here", "A name can't begin with “@”"),
    "a name of markup": ("team rename “{team}” to *bold*", "A name can't have “<”"),
    "a name with entities": ("team rename “{team}” to &lt;b&gt;", "A name can't have “<”"),
    "a name of nothing": ("team rename “{team}” to “\u200b”", "It needs a name that people can"),
    "a name with an override": ("team rename “{team}” to “a\u202eb”", "a character that nobody"),
    "a reason that calls all": (
        "waive Data Scientist because <!channel> said so",
        "Write the reason in at most 2,000 plain characters",
    ),
    "an open quote": ("gaps “{team}", "There is no team “"),
    "quotes around nothing": ("gaps “”", "There is no team “” here."),
    "commas": ("gaps ,,,", "There is no team"),
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_words(name: str, crew: Crew) -> None:
    """What can't be done as it was said is answered with a sentence that says what is wrong."""
    words, told = NOT_UNDERSTOOD[name]
    answer = in_answer(crew.filled(told), without=BROKE)
    _changes_nothing(crew, (crew.lead, crew.says(words), answer))


@pytest.mark.parametrize("verb", ["", "show ", "waive Data Scientist because <!here> "])
def test_any_text(verb: str, crew: Crew) -> None:
    """Any text is answered with one message, as a verb, as a name and as a reason."""
    answer = in_answer(without=BROKE)
    texts = [text for text in TEXTS.values() if text.strip() and "\ud83d" not in text]
    _changes_nothing(crew, *((crew.lead, owns(f"{verb}{text}"), answer) for text in texts))


def test_any_text_of_a_guest(crew: Crew) -> None:
    """What a guest may not is refused and kept, whatever it says."""
    guest = crew.talk.joins("Gunda Guest", is_restricted=True)
    answer = in_answer("Guests can look but change nothing")
    _changes_nothing(crew, *((guest, owns(f"waive {text}"), answer) for text in TEXTS.values()))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"is_bot": True}, "is a bot, and only people can own something."),
        ({"is_restricted": True}, "is a guest, and guests can't own anything"),
        ({"team_id": "T0OTHER"}, "belongs to another organisation; choose somebody of yours."),
        ({"deleted": True}, "has left, so choose somebody who is here."),
    ],
    ids=["a bot", "a guest", "another organisation", "somebody who left"],
)
def test_nobody_who_can_own(fields: Json, told: str, crew: Crew) -> None:
    """Only full members who are there can be asked, lead a team, or be stewards."""
    user = crew.talk.joins("Xaver Unfit", **fields)
    for who, words in (
        (crew.lead, f"assign <@{user}> as MLOps Engineer"),
        (crew.lead, f"team set “{{team}}” led by <@{user}>"),
        (INES, f"steward add <@{user}>"),
    ):
        _changes_nothing(crew, (who, crew.says(words), in_answer(f"Xaver Unfit {told}")))


def test_guests_change_nothing(crew: Crew) -> None:
    """A guest may look, and is told so where they want to change something."""
    guest = crew.talk.joins("Greta Guest", is_restricted=True)
    _changes_nothing(
        crew,
        (guest, owns("show"), in_answer(f"{crew.team} is a product team")),
        (guest, owns("take MLOps Engineer"), in_answer("Guests can look but change nothing")),
        (guest, owns("take"), in_answer("Guests can look but change nothing")),
    )


def test_strangers_get_nothing(crew: Crew) -> None:
    """Somebody of another organisation isn't answered at all."""
    other = crew.talk.joins("Otto Outside", team_id="T0OTHER")
    _changes_nothing(crew, *((other, owns(text), NOTHING) for text in ("", "show", "xyzzy")))


def test_more_than_one_reading(fresh: Crew) -> None:
    """A name that two people have isn't guessed at: each reading is a button."""
    talk = fresh.talk
    first, second = talk.joins("Twin"), talk.joins("Twin")
    led = fresh.says(f"team set “{{team}}” led by <@{{lead}}>, <@{first}>, <@{second}>")
    talk.plays((fresh.lead, led, in_answer("Twin and Twin")))
    several = in_answer("That can be understood in more than one way; which one do you mean?")
    _changes_nothing(fresh, (fresh.lead, owns("assign @Twin as MLOps Engineer"), several))
    assert len(talk.last.elements) == 2


def test_the_same_twice(fresh: Crew) -> None:
    """Who was asked isn't asked again; who accepted isn't either."""
    talk = fresh.talk
    talk.plays(
        (fresh.lead, fresh.says(ASSIGN), (in_answer("I asked"), dm(fresh.member, "asks you to be")))
    )
    again_asked = in_answer(f"Mo {talk.here} was asked already to be", "hasn't answered yet.")
    _changes_nothing(fresh, (fresh.lead, fresh.says(ASSIGN), again_asked))
    talk.says(fresh.member, clicks("Accept", where=dm_of(fresh.member)))
    is_already = in_answer(f"Mo {talk.here} is MLOps Engineer in {fresh.team} already;")
    _changes_nothing(fresh, (fresh.lead, fresh.says(ASSIGN), is_already))


def test_command_that_slack_repeats(fresh: Crew) -> None:
    """A command that comes three times is done and told once."""
    asks = (in_answer("I asked"), dm(fresh.member, "asks you to be"))
    fresh.talk.plays((fresh.lead, fresh.says(ASSIGN), asks))
    _changes_nothing(fresh, (fresh.lead, again(), NOTHING), (fresh.lead, again(), NOTHING))


def test_click_that_slack_repeats(fresh: Crew) -> None:
    """A click that comes three times is done and told once."""
    talk = fresh.talk
    talk.plays(
        (fresh.lead, fresh.says(ASSIGN), (in_answer("I asked"), dm(fresh.member, "asks you to be")))
    )
    talk.says(fresh.member, clicks("Accept", where=dm_of(fresh.member)))
    _changes_nothing(fresh, (fresh.member, again(), NOTHING), (fresh.member, again(), NOTHING))


def test_click_for_a_team_that_is_gone(fresh: Crew) -> None:
    """A request in an old message about a team that was retired says that it isn't here."""
    talk = fresh.talk
    asked = _asked(fresh)
    retires = (in_answer("is retired."), dm(fresh.member, "no longer"))
    talk.plays((fresh.lead, fresh.says("team retire “{team}” anyway"), retires))
    gone = privately("What was chosen for “Team” isn't here any more; choose again.")
    for label in ("Accept", "Decline"):
        _changes_nothing(fresh, (fresh.member, clicks_on(asked, label), gone))


def test_click_for_a_request_that_was_withdrawn(fresh: Crew) -> None:
    """A request in an old message that was taken back says that there is nothing to answer."""
    talk = fresh.talk
    asked = _asked(fresh)
    withdraws = fresh.says("decline MLOps Engineer in {team} for <@{member}>")
    told = (in_answer("is no longer asked to be"), dm(fresh.member, "You are no longer asked"))
    talk.plays((fresh.lead, withdraws, told))
    for label in ("Accept", "Decline"):
        gone = privately(f"There is nothing to {label.lower()}: you were not asked", "withdrawn")
        _changes_nothing(fresh, (fresh.member, clicks_on(asked, label), gone))


def test_click_a_year_later(fresh: Crew) -> None:
    """Whoever got a message long ago may be a guest by now, and is told that they can't."""
    talk, asked = fresh.talk, _asked(fresh)
    member = talk.slack.user(fresh.member)
    assert member is not None
    talk.tells({"type": "user_change", "user": member | {"is_restricted": True, "updated": 2e9}})
    guests = privately("Guests can look but change nothing")
    _changes_nothing(fresh, (fresh.member, clicks_on(asked, "Accept"), guests))


def _asked(crew: Crew) -> Posted:
    asks = (in_answer("I asked"), dm(crew.member, "asks you to be"))
    crew.talk.plays((crew.lead, crew.says(ASSIGN), asks))
    return crew.talk.find("Accept", where=dm_of(crew.member))[0]


def _value(verb: object, **given: object) -> str:
    return json.dumps({"verb": verb, "given": given}, ensure_ascii=False)


VALUES = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a number": "7",
    "no verb": '{"given": {}}',
    "a verb of another kind": _value(7),
    "a verb that is gone": _value("xyzzy"),
    "given of another kind": '{"verb": "take", "given": 7}',
    "an argument of another kind": '{"verb": "take", "given": {"role": 7}}',
    "a role that is gone": _value("take", role=["role:xyzzy"]),
    "a role of another kind": _value("take", role=["team:churn"]),
    "a role that is nothing": _value("take", role=[""]),
    "no role": _value("take", role=[]),
    "another argument": _value("take", xyzzy=["role:mlops-engineer"]),
    "a person who is gone": _value("assign", role=[MLOPS], person=["U404"]),
    "half a person": '{"verb": "assign", "given": {"person": ["\\ud83d"]}}',
    "a day that isn't": _value("assign", role=[MLOPS], until=["soon"]),
    "a number that isn't": _value("undo", number=["soon"]),
    "a number too large": _value("undo", number=["9" * 300]),
    "a number before the first": _value("undo", number=["-1"]),
    "nested": '{"verb": "take", "given": {"role": ' + "[" * 300,
    "too long": _value("take", role=["x" * 1900]),
}


@pytest.mark.parametrize("name", VALUES)
def test_button_with_another_value(name: str, crew: Crew) -> None:
    """A click that none of our buttons makes is answered with one sentence, and does nothing."""
    talk = crew.talk
    talk.plays((crew.lead, owns("assgin"), in_answer(buttons=("assign",))))
    message, button = talk.find("assign")
    for action in ("do_1", "line_1", "do_", "line_99"):
        changed = button | {"action_id": action, "value": VALUES[name]}
        given: Json = {"user": crew.lead, "channel": talk.here, "message": message}
        clicked = partial(_clicked, changed, given)
        _changes_nothing(crew, (crew.lead, clicked, privately(without=BROKE)))
        assert talk.said[-1].answer() == {}


def _clicked(button: Json, given: Json, talk: Talk, _who: str) -> Envelope:
    return talk.slack.click(button, **given)


def _told(**more: object) -> Json:
    return {"private_metadata": json.dumps({"verb": "take", "version": 1, "place": None} | more)}


def _state(**values: object) -> Json:
    return {"state": {"values": {name: {"value": value} for name, value in values.items()}}}


VIEWS: dict[str, Json] = {
    "no metadata": {"private_metadata": ""},
    "metadata of another kind": {"private_metadata": 7},
    "metadata that is no JSON": {"private_metadata": "{"},
    "metadata that is a list": {"private_metadata": "[]"},
    "a verb of another kind": _told(verb=["take"]),
    "a verb that is gone": _told(verb="xyzzy"),
    "no version": _told(version=None),
    "a version to come": _told(version=10**6),
    "a version too large": _told(version=10**30),
    "a version before the first": _told(version=-7),
    "a place of another kind": _told(place=7),
    "a place that is gone": _told(place="C404"),
    "no state": {"state": None},
    "a state of another kind": {"state": 7},
    "values of another kind": {"state": {"values": 7}},
    "a block of another kind": {"state": {"values": {"role": 7}}},
    "a field of another kind": _state(role=7),
    "a choice of another kind": _state(role={"selected_option": 7}),
    "a choice without a value": _state(role={"selected_option": {"text": "x"}}),
    "a value of another kind": _state(role={"selected_option": {"value": 7}}),
    "several choices": _state(role={"selected_options": [{"value": MLOPS}, {"value": "x"}]}),
    "a role that is gone": _state(role={"selected_option": {"value": "role:xyzzy"}}),
    "a role with a NUL": _state(role={"selected_option": {"value": "\0"}}),
    "half a character": _state(role={"selected_option": {"value": "\ud83d"}}),
    "a person as role": _state(role={"selected_user": "U1"}),
    "the menu, nothing chosen": _told(verb="menu") | _state(verb=None),
    "the menu, of another kind": _told(verb="menu") | _state(verb={"selected_option": 7}),
    "the menu, a verb that is gone": _told(verb="menu")
    | _state(verb={"selected_option": {"value": "xyzzy"}}),
}


@pytest.mark.parametrize("name", VIEWS)
def test_form_with_something_else_in_it(name: str, crew: Crew) -> None:
    """A submit that none of our forms makes is acknowledged, with sentences that people can use."""
    talk = crew.talk
    talk.plays((crew.lead, owns("take"), NOTHING))
    before = crew.facts
    envelope, came = talk.says(crew.lead, _interacts("view_submission", VIEWS[name]))
    answer = json.dumps(envelope.answer())
    assert came == []
    assert not any(words in answer for words in BROKE), answer
    assert crew.facts == before


@pytest.mark.parametrize("name", VIEWS)
def test_suggestion_for_something_else(name: str, crew: Crew) -> None:
    """Options for a form that isn't ours are none, or what fits."""
    talk = crew.talk
    talk.plays((crew.lead, owns("take"), NOTHING))
    for block in ("role", "xyzzy", ""):
        says = _interacts("block_suggestion", VIEWS[name], block_id=block, value="\0mlops")
        envelope, came = talk.says(crew.lead, says)
        assert came == []
        assert envelope.answer().keys() <= {"options"}


def test_form_for_what_was_asked_already(fresh: Crew) -> None:
    """A form that was filled in for what holds already says so at the field."""
    talk = fresh.talk
    _asked(fresh)
    _changes_nothing(
        fresh,
        (fresh.lead, owns("assign"), NOTHING),
        (fresh.lead, submits({"person": fresh.member, "role": MLOPS}), NOTHING),
    )
    assert "was asked already to be MLOps Engineer" in errors(talk.view)["person"]


def _interacts(kind: str, change: Json, **fields: Any) -> Says:
    """Something done in the open form, with other things in it than Slack would send."""

    def say(talk: Talk, who: str) -> Envelope:
        team = {"id": talk.slack.team.id, "domain": talk.slack.team.domain}
        around = {
            "type": kind,
            "team": team,
            "user": {"id": who, "team_id": team["id"]},
            "view": talk.slack.told(talk.view) | change,
            "action_id": "value",
            "trigger_id": talk.slack.new_trigger(who),
        }
        return talk.slack.send("interactive", around | fields, accepts_response=True)

    return say


def _changes_nothing(crew: Crew, *turns: Turn) -> None:
    before = crew.facts
    crew.talk.plays(*turns)
    assert crew.facts == before
