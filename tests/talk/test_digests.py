"""What channels hear regularly: set up, told, acted on in its place, on both databases."""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, clicks_on, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    Talk,
    changed,
    clicks,
    commands,
    dm,
    dm_of,
    errors,
    in_answer,
    labels,
    owns,
    privately,
    submits,
    visible,
)

OFFERS = ("I'll take it", "Suggest someone", "Not needed here", "Snooze")
MANAGER = "Product Manager"
DIGEST = re.compile(r"as digest (\d+)")


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def subscribes(crew: Crew, what: str = "unfilled", *, more: str = "") -> str:
    """The lead lets the channel hear something every day, two minutes from now; its number."""
    at = crew.talk.bot.clock.now().astimezone(UTC) + timedelta(minutes=2)
    words = f"digest add {what} in <#{{here}}|x> every day at {at:%H:%M} UTC{more}"
    _, [answer] = crew.talk.says(crew.lead, crew.says(words))
    found = DIGEST.search(visible(answer))
    assert found is not None, visible(answer)
    return found[1]


def refused(crew: Crew, words: str, *because: str, by: str | None = None) -> None:
    """Something is refused, and no channel hears anything of it."""
    crew.talk.plays((by or crew.lead, crew.says(words), in_answer(*because)))


def test_unfilled_is_told_and_kept_true(crew: Crew) -> None:
    """A role is taken from the channel, the lead agrees, the line changes, the answer names who."""
    talk, team = crew.talk, crew.team
    subscribes(crew)
    talk.bot.clock.move(minutes=2)
    told = talk.hears(f"Who owns what in {team}", "Nobody fills (5)")
    assert labels(told)[:4] == OFFERS

    offers = (privately(f"You offer to be {MANAGER}"), dm(crew.lead, "offers to be"))
    talk.plays((crew.member, clicks_on(told, "I'll take it", first=True), offers))
    waits = talk.hears(f"{MANAGER} in {team}: Mo {talk.here} offers to take it", kind="update")
    assert waits.ts == told.ts

    talk.says(crew.lead, clicks("Approve", where=dm_of(crew.lead)))
    done = talk.hears(f"✓ {MANAGER} in {team}: Mo {talk.here}", "Nobody fills (4)", kind="update")
    assert done.ts == told.ts
    assert labels(done)[: len(OFFERS)] == OFFERS
    talk.plays((crew.member, commands("who is the product manager?"), in_answer(f"Mo {talk.here}")))


def test_a_member_suggests_somebody(crew: Crew) -> None:
    """Who doesn't lead the team names somebody in the form; the lead asks them with one click."""
    talk, team = crew.talk, crew.team
    subscribes(crew)
    talk.bot.clock.move(minutes=2)
    told = talk.hears("Nobody fills (5)")
    next_one = talk.joins("Nia Next")
    heard = dm(crew.lead, f"Mo {talk.here} suggests Nia Next as {MANAGER} in {team}.")
    talk.plays(
        (crew.member, clicks_on(told, "Suggest someone", first=True), ()),
        (crew.member, submits({"person": next_one}), heard),
    )
    asks = (changed("I asked Nia Next"), dm(next_one, "asks you to be"))
    talk.plays((crew.lead, clicks("Ask Nia Next", where=dm_of(crew.lead)), asks))


def test_what_a_channel_knows_is_not_told_again(crew: Crew) -> None:
    """What nobody has seen to is posted once; what was settled and is open again, once more."""
    talk, team = crew.talk, crew.team
    number = subscribes(crew)
    talk.bot.clock.move(minutes=2)
    talk.hears("Nobody fills (5)")
    talk.bot.clock.move(days=1)
    assert states(crew, number) == ["sent", "quiet"]

    talk.says(crew.lead, crew.says("waive Data Scientist because we buy it"))
    talk.bot.clock.move(days=1)
    assert states(crew, number) == ["sent", "quiet", "quiet"]
    talk.says(crew.lead, crew.says("restore Data Scientist"))
    talk.bot.clock.move(days=1)
    talk.hears(f"Data Scientist in {team}", "Nobody fills (5)")


def test_unconfirmed_is_confirmed_in_its_place(crew: Crew) -> None:
    """What nobody confirmed for long is confirmed with one click, and the message says by whom."""
    talk, team = crew.talk, crew.team
    talk.says(crew.lead, crew.says("assign me as MLOps Engineer"))
    talk.bot.clock.move(days=100)
    subscribes(crew, "unconfirmed")
    talk.bot.clock.move(minutes=2)
    told = talk.hears(f"Lea {talk.here}: MLOps Engineer in {team}, primary; confirmed by Lea")
    assert labels(told) == ("Still right", "Not any more", "Snooze", "All still right")
    talk.plays((crew.lead, clicks_on(told, "All still right"), privately("Confirmed: Lea")))
    done = talk.hears(f"✓ Lea {talk.here}: MLOps Engineer in {team}", "today", kind="update")
    assert (done.ts, labels(done)) == (told.ts, ())


def test_changes_since_the_last_time(crew: Crew) -> None:
    """A channel hears what was changed since, by whom, and the next time only what came after."""
    talk = crew.talk
    subscribes(crew, "changes")
    talk.says(crew.lead, crew.says("waive Data Scientist because we buy it"))
    talk.bot.clock.move(minutes=2)
    talk.hears(f"Lea {talk.here}", "no need for Data Scientist")
    talk.says(crew.lead, crew.says("waive Data Engineer because we buy it"))
    talk.bot.clock.move(days=1)
    told = talk.hears("no need for Data Engineer")
    assert "Data Scientist" not in visible(told)


def test_handoffs_that_are_going_on(crew: Crew) -> None:
    """A channel hears whose side is stuck, sees it move, and hears anew once it is overdue."""
    talk = crew.talk
    due = (talk.bot.clock.now() + timedelta(days=1)).date()
    start = f"handoff start model “fraud v3” from <@{{lead}}> to <@{{member}}> due {due}"
    _, came = talk.says(crew.lead, crew.says(start))
    found = re.search(r"[Hh]andoff (\d+)", visible(came[0]))
    assert found is not None
    subscribes(crew, "handoffs")
    talk.bot.clock.move(minutes=2)
    told = talk.hears("fraud v3", f"Mo {talk.here} has 4 lines to tick")
    talk.says(crew.member, owns(f"handoff tick {found[1]} 7"))
    moved = talk.hears(f"Mo {talk.here} has 3 lines to tick", "Who owns what", kind="update")
    assert moved.ts == told.ts
    talk.bot.clock.move(days=2)
    talk.hears("Who owns what", "fraud v3", "overdue")


def states(crew: Crew, number: str) -> list[str]:
    """How the editions of a digest ended, the first first, once the last that is due is made."""
    bot = crew.talk.bot
    bot.settles()
    with bot.ledger.read(bot.workspace) as books:
        return [one.state for one in reversed(books.editions()) if one.what == f"digest {number}"]


def test_all_is_well(crew: Crew) -> None:
    """A channel that asked for it hears also that there is nothing to see to."""
    talk = crew.talk
    for role in ("Product Manager", "Data Engineer", "Data Scientist", "MLOps Engineer"):
        talk.says(crew.lead, crew.says(f"waive {role} because we buy it"))
    talk.says(crew.lead, crew.says("waive Software Engineer because we buy it"))
    subscribes(crew, more=" even if all is well")
    talk.bot.clock.move(minutes=2)
    talk.hears("all is well, there is nothing to see to.")


def test_late_and_skipped(crew: Crew) -> None:
    """What is a little late is sent and says so; what is much later is noted as skipped."""
    talk = crew.talk
    number = subscribes(crew, more=" even if all is well")
    talk.bot.clock.move(hours=3)
    talk.hears("This comes late: it was due on")
    talk.bot.clock.move(days=3, hours=6)
    talk.bot.settles()
    assert states(crew, number)[1:] == ["skipped", "skipped", "skipped"]


def test_a_pause_brings_nothing_back(crew: Crew) -> None:
    """While it is paused nothing comes, and once resumed nothing of what was missed."""
    talk = crew.talk
    number = subscribes(crew, more=" even if all is well")
    talk.plays(
        (crew.lead, owns(f"digest pause {number}"), in_answer("hears nothing of digest")),
        (crew.lead, owns(f"digest pause {number}"), in_answer("is paused already: Lea")),
        (crew.lead, owns(f"digest send {number}"), in_answer("is paused", "resume it")),
    )
    talk.bot.clock.move(days=3)
    talk.plays((crew.lead, clicks("Resume"), privately("again; the next time is")))
    assert states(crew, number) == []
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what")
    assert states(crew, number) == ["sent"]


def test_sent_at_once(crew: Crew) -> None:
    """Sent out of turn it is posted at once, twice in a minute once, and its own time stays."""
    talk = crew.talk
    number = subscribes(crew)
    talk.plays((crew.lead, clicks("Send now"), privately("On its way to #")))
    talk.hears("Nobody fills")
    talk.plays((crew.lead, owns("digest list"), in_answer("next on")))
    talk.bot.clock.move(minutes=2)
    assert states(crew, number) == ["sent", "quiet"]


def test_a_preview_posts_nothing(crew: Crew) -> None:
    """Whoever previews reads what the channel would, and it stays news to the channel."""
    talk = crew.talk
    number = subscribes(crew)
    talk.plays((crew.lead, clicks("Preview"), privately("Who owns what in", "Nobody fills (5)")))
    assert states(crew, number) == []
    talk.bot.clock.move(minutes=2)
    talk.hears("Nobody fills (5)")


def test_undone_and_back_again(crew: Crew) -> None:
    """A subscription undone is told no more; the undoing undone, it is."""
    talk = crew.talk
    number = subscribes(crew, more=" even if all is well")
    talk.plays(
        (crew.lead, clicks("Undo"), privately("is undone.")),
        (crew.lead, owns("digest list"), in_answer("No channel hears anything regularly")),
    )
    talk.bot.clock.move(days=1)
    assert states(crew, number) == []
    talk.plays((crew.lead, clicks("Undo"), privately("holds again.")))
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what")


def test_by_form(crew: Crew) -> None:
    """What is wrong in the form is said at its field; mended there, the channel is subscribed."""
    talk = crew.talk
    filled = {"digests": ["unfilled"], "channel": talk.here, "days": "blue moon", "at": "9:00"}
    talk.plays((crew.lead, owns("digest add"), ()))
    talk.says(crew.lead, submits(filled))
    assert "are no days that I know; say “every day”" in errors(talk.view)["days"]
    talk.says(crew.lead, submits({"days": "weekday", "at": "25:00"}))
    assert "is no time" in errors(talk.view)["at"]
    talk.says(crew.lead, submits({"at": "9:00 Europe/Atlantis"}))
    assert "There is no time zone “Europe/Atlantis”" in errors(talk.view)["at"]
    talk.says(crew.lead, submits({"at": "9:00"}))
    assert not errors(talk.view)
    shown = ("every weekday at 09:00 (Europe/Berlin)",)
    talk.plays((crew.lead, owns("digest list"), in_answer(*shown)))


def test_bad_input(crew: Crew) -> None:
    """What can't be told is refused with what to do instead, and nothing is changed."""
    before = crew.facts
    refused(
        crew, "digest add unfiled in <#{here}|x> every day", "There is nothing called “unfiled”"
    )
    refused(crew, "digest add unfilled in <#{here}|x> every blue moon", "“blue moon” are no days")
    refused(crew, "digest add unfilled in <#{here}|x> every day at 25:00", "“25:00” is no time")
    refused(
        crew, "digest add unfilled in <#{here}|x> every day at 9:00 Mars", "no time zone “Mars”"
    )
    refused(crew, "digest add unfilled in #nowhere every day", "is no channel that I know")
    refused(crew, "digest pause 4711", "There is no digest 4711")
    refused(crew, "digest add unfilled for all in <#{here}|x> every day", "Only Ines")
    assert crew.facts == before


def test_days_that_not_every_month_has(crew: Crew) -> None:
    """The 31st of every month is the last day of the shorter ones, and said so."""
    told = in_answer("every month on the 31st", "In a shorter month it comes on the last day.")
    words = "digest add unfilled in <#{here}|x> every month on the 31st at 9:00"
    crew.talk.plays((crew.lead, crew.says(words), told))


def test_a_time_that_a_night_leaves_out(crew: Crew) -> None:
    """02:30 of every day is a time like any other."""
    words = "digest add unfilled in <#{here}|x> every day at 02:30 America/New_York"
    crew.talk.plays((crew.lead, crew.says(words), in_answer("at 02:30 (America/New_York)")))


def test_the_same_twice(crew: Crew) -> None:
    """What a channel hears already of a team it can't hear again; the one there can be changed."""
    subscribes(crew)
    words = "digest add unfilled in <#{here}|x> every Monday at 9:00"
    told = in_answer("hears of unfilled already every day at", buttons=("Change it",))
    crew.talk.plays((crew.lead, crew.says(words), told))


def test_a_shared_channel(crew: Crew) -> None:
    """Where people of other organisations read along nothing is told."""
    talk = crew.talk
    shared = talk.opens(is_ext_shared=True)
    talk.tells({"type": "channel_shared", "channel": shared})
    refused(
        crew, f"digest add unfilled in <#{shared}|x> every day", "People of other organisations"
    )


def test_an_empty_team_is_told_too(crew: Crew) -> None:
    """A team with nobody in it lacks all that it needs, and its channel hears of it."""
    subscribes(crew)
    crew.talk.bot.clock.move(minutes=2)
    crew.talk.hears("Nobody fills (5)")


def test_a_steward_for_all_teams(crew: Crew) -> None:
    """Who looks after all teams lets a channel hear of all of them."""
    words = "digest add unfilled for all in <#{here}|x> every last working day at 16:00 UTC"
    told = in_answer("unfilled in all teams every last working day of the month at 16:00 (UTC)")
    crew.talk.plays((INES, crew.says(words), told))
