"""What `/ownership` sends to others, and what the buttons in its messages do."""

import re
from collections.abc import Iterator

import pytest

from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, chosen, clicks_on, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    NOTHING,
    Talk,
    again,
    changed,
    changed_privately,
    clicks,
    commands,
    dm,
    dm_of,
    in_answer,
    owns,
    privately,
    submits,
    view_text,
    visible,
)

MLOPS = "MLOps Engineer"
ANSWER = ("Accept", "Decline")
DEPLOYS = "who deploys models?"


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def _fills(crew: Crew, user: str, name: str, *, more: str = "") -> None:
    """Somebody is asked by the lead to fill the role, and accepts with one click."""
    asks = (in_answer(f"I asked {name}"), dm(user, "asks you to be", buttons=ANSWER))
    crew.talk.plays((crew.lead, owns(f"assign <@{user}> as {MLOPS}{more}"), asks))
    _, came = crew.talk.says(user, clicks("Accept", where=dm_of(user)))
    assert dm_of(user) in [one.channel for one in came if one.kind == "update"]


def test_asked_and_accepts(crew: Crew) -> None:
    """Who is asked accepts with one click: their message and the answer say so, the lead hears."""
    talk, team = crew.talk, crew.team
    asks = (
        in_answer(f"I asked Mo {talk.here} to be {MLOPS} in {team}.", buttons=("Undo",)),
        dm(crew.member, f"Lea {talk.here} asks you to be {MLOPS} in {team}.", buttons=ANSWER),
    )
    talk.plays((crew.lead, crew.says(f"assign <@{{member}}> as {MLOPS}"), asks))
    asked, _ = talk.find("Accept", where=dm_of(crew.member))
    yes = (
        changed(f"You are {MLOPS} in {team} from now on.", buttons=("Undo",)),
        dm(crew.lead, f"Mo {talk.here} accepted: they are {MLOPS} in {team}."),
    )
    sentence = "There is nothing to accept: you were not asked"
    talk.plays(
        (crew.member, clicks("Accept", where=dm_of(crew.member)), yes),
        (crew.member, clicks_on(asked, "Accept"), privately(sentence, "answered")),
        (crew.member, clicks_on(asked, "Decline"), privately("nothing to decline")),
        (crew.member, commands(DEPLOYS), in_answer(f"{MLOPS}: Mo {talk.here}")),
    )


def test_asked_and_declines(crew: Crew) -> None:
    """Who declines with one click fills nothing, and whoever asked hears of it."""
    talk, team = crew.talk, crew.team
    asks = (in_answer("I asked"), dm(crew.member, buttons=ANSWER))
    no = (
        changed(f"You declined to be {MLOPS} in {team}."),
        dm(crew.lead, f"Mo {talk.here} declined to be {MLOPS} in {team}."),
    )
    talk.plays(
        (crew.lead, crew.says(f"assign <@{{member}}> as {MLOPS}"), asks),
        (crew.member, clicks("Decline", where=dm_of(crew.member)), no),
        (crew.member, commands(DEPLOYS), in_answer(f"{MLOPS}: nobody fills this role")),
    )


def test_asked_by_somebody_else_than_the_lead(crew: Crew) -> None:
    """Both who asked and who leads the team hear what came of it."""
    talk = crew.talk
    asks = (in_answer("I asked"), dm(crew.member, "Ines asks you to be", buttons=ANSWER))
    yes = (changed("You are"), dm(crew.lead, "accepted"), dm(INES, "accepted"))
    talk.plays(
        (INES, crew.says(f"assign <@{{member}}> as {MLOPS}"), asks),
        (crew.member, clicks("Accept", where=dm_of(crew.member)), yes),
    )


def test_the_one_before_is_told(crew: Crew) -> None:
    """Whoever filled it stays until the next one accepts, and then is told that they don't."""
    talk, team = crew.talk, crew.team
    _fills(crew, crew.member, f"Mo {talk.here}")
    next_one = talk.joins("Nia Next")
    stays = f"Mo {talk.here} stays until they accept."
    asks = (in_answer("I asked Nia Next", stays), dm(next_one, buttons=ANSWER))
    yes = (
        changed(f"Mo {talk.here} no longer is."),
        dm(crew.member, f"You are no longer {MLOPS} in {team} (Nia Next)."),
        dm(crew.lead, f"Nia Next accepted: they are {MLOPS} in {team}."),
    )
    talk.plays(
        (crew.lead, owns(f"assign <@{next_one}> as {MLOPS}"), asks),
        (crew.lead, commands(DEPLOYS), in_answer(f"{MLOPS}: Mo {talk.here}")),
        (next_one, clicks("Accept", where=dm_of(next_one)), yes),
        (crew.lead, commands(DEPLOYS), in_answer(f"{MLOPS}: Nia Next", without=("Mo ",))),
    )


def test_the_backup_takes_over(crew: Crew) -> None:
    """When the primary leaves the role, the backup is asked, and has it with one click."""
    talk, team = crew.talk, crew.team
    backup = talk.joins("Bea Backup")
    _fills(crew, crew.member, f"Mo {talk.here}")
    _fills(crew, backup, "Bea Backup", more=" as backup")
    gives_up = (
        in_answer("I asked the backup, Bea Backup, to take over."),
        dm(backup, f"Nobody is {MLOPS} in {team} any more", buttons=("Take over",)),
        dm(crew.lead, f"Mo {talk.here} gave up being {MLOPS} in {team}."),
    )
    takes = (
        changed(f"You are {MLOPS} in {team} from now on."),
        dm(crew.lead, f"Bea Backup took over as {MLOPS} in {team}."),
    )
    talk.plays((crew.member, owns(f"vacate {MLOPS}"), gives_up))
    asked, _ = talk.find("Take over", where=dm_of(backup))
    talk.plays(
        (backup, clicks("Take over", where=dm_of(backup)), takes),
        (backup, clicks_on(asked, "Take over"), privately(f"You are {MLOPS} in {team} alr")),
        (crew.lead, commands(DEPLOYS), in_answer(f"{MLOPS}: Bea Backup")),
    )


def test_a_volunteer_is_approved(crew: Crew) -> None:
    """Whoever leads the team approves a volunteer with one click; another lead sees that it is."""
    talk, team = crew.talk, crew.team
    other = talk.joins("Ola Otherlead")
    both = crew.says(f"team set “{{team}}” led by <@{{lead}}>, <@{other}>")
    offer = f"Mo {talk.here} offers to be {MLOPS} in {team}."
    to_leads = [dm(one, offer, buttons=("Approve", "Decline")) for one in (crew.lead, other)]
    yes = (
        changed(f"Mo {talk.here} is {MLOPS} in {team} from now on."),
        dm(crew.member, f"You are now {MLOPS} in {team} (Lea {talk.here})."),
    )
    talk.plays(
        (crew.lead, both, in_answer("Ola Otherlead")),
        (crew.member, owns(f"take {MLOPS}"), (in_answer("You offer to be"), *to_leads)),
        (crew.lead, clicks("Approve", where=dm_of(crew.lead)), yes),
        (
            other,
            clicks("Approve", where=dm_of(other)),
            privately("There is nothing to accept", "answered or withdrawn already"),
        ),
        (crew.member, commands(DEPLOYS), in_answer(f"{MLOPS}: Mo {talk.here}")),
    )


def test_a_volunteer_is_declined(crew: Crew) -> None:
    """A volunteer who isn't taken is told by whom."""
    talk, team = crew.talk, crew.team
    offers = (in_answer("You offer"), dm(crew.lead, buttons=("Approve", "Decline")))
    no = (
        changed(f"You declined Mo {talk.here}, who offered to be {MLOPS} in {team}."),
        dm(crew.member, f"Declined: your offer to be {MLOPS} in {team} (Lea {talk.here})."),
    )
    talk.plays(
        (crew.member, owns(f"take {MLOPS}"), offers),
        (crew.lead, clicks("Decline", where=dm_of(crew.lead)), no),
        (crew.member, commands(DEPLOYS), in_answer(f"{MLOPS}: nobody fills this role")),
    )


def test_nobody_answers_for_somebody_else(crew: Crew) -> None:
    """The payload says who clicks: a request for another is nothing for whoever got hold of it."""
    talk, stranger = crew.talk, crew.talk.joins("Sam Stranger")
    outside = talk.joins("Otto Outside", team_id="T0OTHER")
    asks = (in_answer("I asked"), dm(crew.member, buttons=ANSWER))
    talk.plays((crew.lead, crew.says(f"assign <@{{member}}> as {MLOPS}"), asks))
    asked, _ = talk.find("Accept", where=dm_of(crew.member))
    talk.plays(
        (
            stranger,
            clicks_on(asked, "Accept"),
            privately("There is nothing to accept: you were not asked"),
        ),
        (outside, clicks_on(asked, "Accept"), NOTHING),
        (stranger, commands(DEPLOYS), in_answer(f"{MLOPS}: nobody yet")),
    )


def test_undo_takes_it_back(crew: Crew) -> None:
    """Undo under what was done takes it back in the same place, and so does Undo under that."""
    talk = crew.talk
    waive = owns("waive Data Scientist because we buy it")
    talk.plays(
        (crew.lead, waive, in_answer("doesn't need", buttons=("Undo",))),
        (crew.lead, clicks("Undo"), changed_privately("is undone.", buttons=("Undo",))),
        (crew.lead, owns("show"), in_answer(without=("not needed",))),
        (crew.lead, clicks("Undo"), changed_privately("holds again.", buttons=("Undo",))),
        (crew.lead, owns("show"), in_answer("Data Scientist: not needed")),
    )


def test_undo_of_an_answer(crew: Crew) -> None:
    """Who undoes that they accepted is asked again, as before."""
    talk = crew.talk
    _fills(crew, crew.member, f"Mo {talk.here}")
    talk.says(crew.member, clicks("Undo", where=dm_of(crew.member)))
    talk.plays((crew.lead, owns("show"), in_answer(f"nobody yet; Mo {talk.here} was asked")))


def test_undo_once(crew: Crew) -> None:
    """A click on Undo that Slack sends again, or that is made again, undoes nothing more."""
    talk = crew.talk
    talk.plays((crew.lead, owns("waive Data Scientist because we buy it"), in_answer("Change #")))
    done, _ = talk.find("Undo")
    talk.plays(
        (crew.lead, clicks("Undo"), changed_privately("is undone.")),
        (crew.lead, again(), NOTHING),
        (crew.lead, clicks_on(done, "Undo"), privately("is undone already, with #")),
        (crew.lead, owns("show"), in_answer(without=("not needed",))),
    )


def test_undo_of_others(crew: Crew) -> None:
    """Undo in the history is for whoever may do the thing itself; who may is said to the others."""
    talk = crew.talk
    talk.plays((crew.lead, owns("waive Data Scientist because we buy it"), in_answer("Change #")))
    talk.plays((crew.member, crew.says("history of {team}"), in_answer("no need for Data")))
    history = talk.last
    newest = next(one for one in history.elements if one["text"]["text"].startswith("Undo #"))
    undo = newest["text"]["text"]
    may = privately(f"Only whoever it concerns, or Lea {talk.here}, who leads {crew.team},")
    talk.plays(
        (crew.member, clicks(undo), may),
        (crew.lead, crew.says("history of {team}"), in_answer("no need for Data")),
        (crew.lead, clicks(undo), privately("is undone.", buttons=("Undo",))),
        (crew.lead, owns("show"), in_answer(without=("not needed",))),
    )


def test_did_you_mean(crew: Crew) -> None:
    """A name that is nearly one comes back as a button, which does what was meant in its place."""
    talk = crew.talk
    near = in_answer("There is no role “Data Scientst” here.", "Did you mean Data Scientist")
    talk.plays(
        (crew.lead, owns("waive Data Scientst because we buy it"), near),
        (crew.lead, clicks("Data Scientist"), changed_privately("doesn't need Data Scientist")),
        (crew.lead, owns("show"), in_answer("Data Scientist: not needed, because we buy it")),
    )


def test_did_you_mean_that_verb(crew: Crew) -> None:
    """A verb that is nearly one comes back as a button, which opens its form."""
    talk = crew.talk
    talk.plays(
        (crew.lead, owns("assgin"), in_answer("There is no “assgin” here; did you mean assign?")),
        (crew.lead, clicks("assign"), NOTHING),
    )
    assert talk.view.title == "Assign a role"


def test_which_team(crew: Crew) -> None:
    """Where no team was said and the channel has none, those of the actor are offered."""
    talk, elsewhere = crew.talk, crew.talk.opens()
    which = in_answer("Which team? Say it with “in TEAM”", buttons=(crew.team, "Fill in the form"))
    talk.plays(
        (crew.lead, owns("waive Data Scientist because we buy it", channel=elsewhere), which),
        (crew.lead, clicks(crew.team), changed_privately(f"{crew.team} doesn't need Data")),
        (crew.lead, owns("show"), in_answer("Data Scientist: not needed")),
    )


def test_confirm_line_by_line(crew: Crew) -> None:
    """Each line can be confirmed by itself; the list stays, and the answer has the new date."""
    talk = crew.talk
    _fills(crew, crew.member, f"Mo {talk.here}")
    lines = in_answer(
        f"Is this still right in {crew.team}?",
        f"Mo {talk.here}: {MLOPS} in {crew.team}, primary; confirmed by Mo {talk.here} today",
        buttons=("Still right", "Not any more", "All still right"),
    )
    talk.plays(
        (crew.lead, owns("confirm"), lines),
        (crew.lead, clicks("Still right"), privately(f"Confirmed: Mo {talk.here} as {MLOPS}")),
        (crew.lead, commands(DEPLOYS), in_answer(f"Confirmed by Lea {talk.here} today")),
    )


def test_confirm_all_at_once(crew: Crew) -> None:
    """All still right confirms every line in the list's place."""
    talk = crew.talk
    _fills(crew, crew.member, f"Mo {talk.here}")
    talk.plays(
        (crew.lead, owns("confirm"), in_answer("Is this still right")),
        (crew.lead, clicks("All still right"), changed_privately("Confirmed: ", buttons=("Undo",))),
        (crew.lead, commands(DEPLOYS), in_answer(f"Confirmed by Lea {talk.here} today")),
    )


def test_not_any_more(crew: Crew) -> None:
    """Not any more asks once more, ends the line, and its person is told."""
    talk = crew.talk
    _fills(crew, crew.member, f"Mo {talk.here}")
    talk.plays((crew.lead, owns("confirm"), in_answer("Is this still right")))
    _, button = talk.find("Not any more")
    assert button["confirm"]["text"]["text"] == (
        f"Is Mo {talk.here} no longer {MLOPS} in {crew.team}?"
    )
    ends = (privately(f"Mo {talk.here} is no longer {MLOPS}"), dm(crew.member, "no longer"))
    talk.plays(
        (crew.lead, clicks("Not any more"), ends),
        (crew.lead, commands(DEPLOYS), in_answer(f"{MLOPS}: nobody fills this role")),
    )


def test_gap_to_form(crew: Crew) -> None:
    """What is missing has a button that opens the form with the role and the team filled in."""
    talk = crew.talk
    assign = f"Assign Data Scientist in {crew.team}"
    talk.plays(
        (crew.member, owns("gaps"), in_answer(f"What is missing in {crew.team}:")),
        (crew.lead, clicks(assign), NOTHING),
    )
    text = view_text(talk.view)
    assert "Assign a role" in text
    assert chosen(talk.view) == {"role": "role:data-scientist", "team": crew.code}
    asked = dm(crew.member, f"asks you to be Data Scientist in {crew.team}.", buttons=ANSWER)
    talk.plays((crew.lead, submits({"person": crew.member}), asked))
    assert f"I asked Mo {talk.here} to be Data Scientist in {crew.team}." in view_text(talk.view)


def test_gap_that_is_none(crew: Crew) -> None:
    """A role that isn't needed leaves the gaps with a reason, from the form under them."""
    talk = crew.talk
    not_needed = f"Not needed: Data Scientist in {crew.team}"
    talk.plays(
        (crew.lead, owns("gaps"), in_answer(not_needed)),
        (crew.lead, clicks(not_needed), NOTHING),
        (crew.lead, submits({"because": "we buy it"}), NOTHING),
        (crew.lead, owns("gaps"), in_answer(without=("Data Scientist",))),
    )


def test_retire_asks_first(crew: Crew) -> None:
    """A team that has something is retired by a button that asks once more; undone, all is back."""
    talk = crew.talk
    _fills(crew, crew.member, f"Mo {talk.here}")
    anyway = "Retire it with all of this"
    asks = in_answer("isn't retired yet", buttons=("Choose where it goes", anyway))
    talk.plays((crew.lead, crew.says("team retire {team}"), asks))
    _, button = talk.find(anyway)
    assert "Undo brings it back." in button["confirm"]["text"]["text"]
    gone = (changed_privately(f"{crew.team} is retired."), dm(crew.member, "no longer"))
    back = (in_answer("is undone."), dm(crew.member, f"You are now {MLOPS}"))
    talk.plays(
        (crew.lead, clicks(anyway), gone),
        (crew.lead, crew.says("show {team}"), in_answer("There is no team")),
    )
    [number] = re.findall(r"Change #(\d+)", visible(talk.heard[-3]) + visible(talk.heard[-2]))
    talk.plays(
        (INES, owns(f"undo {number}"), back),
        (crew.lead, commands(DEPLOYS), in_answer(f"{MLOPS}: Mo {talk.here}")),
    )
