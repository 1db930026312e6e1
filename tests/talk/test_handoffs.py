"""Handoffs: a checklist in a channel that both sides tick, from the start to both accepting."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.checklist import MOST_LINES, Checklist
from bot.domain.ownership.checklists import subject
from tests.fake_slack import Posted
from tests.talk.bot import Bot, until
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.crew import Crew, crew_of
from tests.talk.organisation import INES
from tests.talk.talk import (
    NOTHING,
    Says,
    Talk,
    changed,
    changed_privately,
    clicks,
    dm,
    dm_of,
    errors,
    in_answer,
    labels,
    links,
    owns,
    privately,
    submits,
    view_text,
    visible,
)

NUMBER = re.compile(r"[Hh]andoff (\d+)")
START = "handoff start model “fraud v3” from <@{lead}> to <@{member}>"
GIVES, RECEIVES = range(1, 7), range(7, 11)
"""The lines of the model handoff."""


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for they change who owns what."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def crew(talk: Talk) -> Crew:
    """A team of the dialogue's own."""
    return crew_of(talk)


def started(crew: Crew, words: str = START, *, by: str | None = None) -> tuple[str, Posted]:
    """A handoff from the lead to the member, with its message; the number."""
    _, came = crew.talk.says(by or crew.lead, crew.says(words))
    found = NUMBER.search(visible(came[0]))
    assert found is not None, visible(came[0])
    return found[1], crew.talk.hears(f"Handoff {found[1]}: ")


def presses(posted: Posted, verb: str, line: int | None = None) -> Says:
    """Clicks on the button for a verb, of a line, in a message as it was when it came."""
    for one in posted.elements:
        told = json.loads(one.get("value", "{}"))
        lines = told["given"].get("line")
        if told["verb"] == verb and lines == (None if line is None else [str(line)]):
            found = one
            break
    else:
        raise AssertionError(f"no button for {verb} {line} in {labels(posted)}")
    return lambda talk, who: talk.slack.click(
        found, user=who, channel=posted.channel, message=posted
    )


def stands(crew: Crew, number: str) -> Checklist:
    """The checklist as it is recorded."""
    return Checklist.model_validate(crew.facts[subject(int(number))])


def test_from_the_start_to_both_accepting(crew: Crew) -> None:
    """Both are told, each ticks their own in the one message, both accept, and it is kept."""
    talk, lead, member = crew.talk, crew.lead, crew.member
    goes = f"(The Model Handoff) goes from Lea {talk.here} to Mo {talk.here}, due on "
    came = (
        in_answer(goes, f"I post its checklist in #{talk.here.casefold()}."),
        dm(member, f"Lea {talk.here} started handoff", "it comes to you from Lea"),
    )
    talk.plays((lead, crew.says(f"{START} due friday"), came))
    card = talk.hears(
        f"What Lea {talk.here} gives",
        f"What Mo {talk.here} takes over",
        "0 of 6 ticked",
        "What goes wrong: The model works in its author's notebook",
        "What prevents it: Clear model interface requirements",
    )
    found = NUMBER.search(visible(card))
    assert found is not None
    number = found[1]
    assert labels(card)[:3] == ("Tick", "Not applicable", "Give to…")
    assert labels(card).count("Tick") == len(GIVES) + len(RECEIVES)

    for line in GIVES[:-1]:
        talk.plays((lead, presses(card, "handoff tick", line), privately(f"Line {line} of")))
    now = talk.hears("5 of 6 ticked", "☑ 5. A few example inputs", kind="update")
    assert now.ts == card.ts
    talk.plays((lead, presses(card, "handoff skip", 6), NOTHING))
    talk.plays((lead, submits({"because": "there are no metrics yet"}), NOTHING))
    talk.hears("6 of 6 ticked", "not applicable: there are no metrics yet", kind="update")
    for line in RECEIVES[:-1]:
        talk.plays((member, presses(card, "handoff tick", line), privately(f"Line {line} of")))
    asked = (
        privately("is ticked.", buttons=("Accept", "Show it", "Undo")),
        dm(lead, "is ticked. Accept it", buttons=("Accept", "Show it")),
    )
    talk.plays((member, presses(card, "handoff tick", 10), asked))
    ticked = talk.hears("All is ticked; both sides accept it now.", kind="update")

    says = dm(lead, f"Mo {talk.here} accepted handoff {number}")
    waits = privately(f"it waits for Lea {talk.here}")
    talk.plays(
        (member, presses(ticked, "handoff accept"), (waits, says)),
        (member, presses(ticked, "handoff accept"), privately("You accepted", "already")),
        (
            lead,
            owns(f"handoff accept {number}"),
            (in_answer("is done: both sides accepted it."), dm(member, "is done")),
        ),
    )
    done = talk.hears("It is done: both sides accepted it", kind="update")
    assert (done.ts, labels(done)) == (card.ts, ("Reopen",))
    talk.plays((lead, owns("handoff list"), in_answer(f"{number}. fraud v3", "done on")))


def test_a_click_by_the_wrong_side(crew: Crew) -> None:
    """It is refused kindly, with whose line it is, and nothing is changed."""
    talk = crew.talk
    _, card = started(crew)
    before = crew.facts
    kindly = privately(f"is for Lea {talk.here} to tick, who gives.", buttons=("Show it",))
    talk.plays((crew.member, presses(card, "handoff tick", 1), kindly))
    stranger = talk.joins("Sol Else")
    kindly = privately(f"is for Mo {talk.here} to tick, who takes over", f"Lea {talk.here} can")
    talk.plays((stranger, presses(card, "handoff tick", 7), kindly))
    assert crew.facts == before


def test_whoever_leads_helps(crew: Crew) -> None:
    """Whoever leads the team ticks for a side, and a steward for either."""
    _, card = started(crew)
    ticked = privately("is ticked.")
    crew.talk.plays(
        (crew.lead, presses(card, "handoff tick", 7), ticked),
        (INES, presses(card, "handoff tick", 1), ticked),
    )


def test_two_at_once(crew: Crew) -> None:
    """Two click on the same message at the same moment: both ticks count, the same one once."""
    talk = crew.talk
    number, card = started(crew)
    turns = [(crew.lead, 1), (crew.member, 7), (crew.lead, 2), (crew.member, 8), (crew.lead, 1)]
    with ThreadPoolExecutor(len(turns)) as pool:
        clicked = [
            pool.submit(presses(card, "handoff tick", line), talk, who) for who, line in turns
        ]
    for one in clicked:
        one.result().answer()
    talk.bot.settles()
    catches_up(talk)
    done = [one.number for one in stands(crew, number).lines if one.state == "done"]
    assert done == [1, 2, 7, 8]
    told = [visible(one) for one in talk.heard if one.ephemeral]
    assert len([one for one in told if "is ticked." in one]) == len(done)
    assert len([one for one in told if "Line 1 was ticked by" in one]) == 1
    shown = [one for one in talk.heard if one.kind == "update"][-1]
    assert shown.ts == card.ts
    assert all(words in visible(shown) for words in ("2 of 6 ticked", "2 of 4 ticked"))


def catches_up(talk: Talk) -> None:
    """All that came by now was heard."""
    first = next(at for at, one in enumerate(talk.slack.messages) if one is talk.heard[0])
    talk.heard[:] = talk.slack.messages[first:]


def test_cancelled(crew: Crew) -> None:
    """A click on a cancelled checklist says who cancelled it, and why; reopened it goes on."""
    talk, lead, member = crew.talk, crew.lead, crew.member
    number, card = started(crew)
    talk.plays((lead, presses(card, "handoff tick", 1), privately("is ticked.")))
    over = (in_answer("is cancelled, because we stop"), dm(member, "cancelled", "because we stop"))
    talk.plays((lead, owns(f"handoff cancel {number} because we stop"), over))
    gone = talk.hears("It was cancelled by", "because we stop", kind="update")
    assert labels(gone) == ("Reopen",)
    why = privately(
        "Nothing was changed",
        f"was cancelled by Lea {talk.here}",
        "because we stop",
        buttons=("Reopen it", "Show it"),
    )
    talk.plays((member, presses(card, "handoff tick", 7), why))
    again = (privately("is open again, as it was."), dm(lead, f"Mo {talk.here} reopened"))
    talk.plays((member, clicks("Reopen it", where=talk.here), again))
    shown = talk.hears("☑ 1. The model is saved", "1 of 6 ticked", kind="update")
    assert shown.ts == card.ts
    talk.plays((member, presses(card, "handoff tick", 7), privately("is ticked.")))


def test_lines_added_given_and_opened_again(crew: Crew) -> None:
    """Lines are added by form, given to somebody who ticks them, and opened again."""
    talk, lead, member = crew.talk, crew.lead, crew.member
    number, card = started(crew)
    dee = talk.joins("Dee Third")
    talk.plays((member, presses(card, "handoff line"), NOTHING))
    talk.plays((member, submits({"receives": "The pager is set\nThe costs are known"}), NOTHING))
    assert "Lines 11 to 12 are added" in view_text(talk.view)
    shown = talk.hears("☐ 11. The pager is set", "☐ 12. The costs are known", kind="update")
    talk.plays((member, presses(shown, "handoff give", 11), NOTHING))
    told = dm(dee, f"Mo {talk.here} gives you line 11", buttons=("Tick", "Show it"))
    talk.plays((member, submits({"person": dee}), told))
    talk.hears("☐ 11. The pager is set (for Dee Third)", kind="update")
    refused = privately("is for Dee Third to tick")
    talk.plays((member, presses(shown, "handoff tick", 11), (refused,)))
    talk.plays((dee, clicks("Tick", where=dm_of(dee)), changed("Line 11 of handoff")))
    talk.hears("☑ 11. The pager is set (Dee Third", kind="update")
    talk.plays((lead, owns(f"handoff untick {number} 11"), in_answer("is open again.")))


@pytest.mark.parametrize(
    ("link", "because"),
    [
        ("http://x.example/contract", "Attach a link that begins with https://"),
        ("https://me:secret@x.example/contract", "can't have a name or password in it"),
        ("javascript:alert(1)", "Attach a link that begins with https://"),
        ("https://", "Attach a link that begins with https://"),
        (f"https://x.example/{'a' * 400}", "characters; attach one of at most 300"),
    ],
)
def test_no_evidence(crew: Crew, link: str, because: str) -> None:
    """What is no link of the web, or holds a password, is refused."""
    number, _ = started(crew)
    crew.talk.plays((crew.lead, owns(f"handoff link {number} to {link}"), in_answer(because)))


def test_evidence(crew: Crew) -> None:
    """A link is attached with what it is, and can be followed from the checklist."""
    number, _ = started(crew)
    words = f"handoff link {number} to <https://x.example/c?a=1&amp;b=2|x.example> the contract"
    crew.talk.plays((crew.lead, owns(words), in_answer("The contract is attached")))
    shown = crew.talk.hears("Evidence", "the contract", kind="update")
    assert links(shown)["the contract"] == "https://x.example/c?a=1&b=2"


def test_undone(crew: Crew) -> None:
    """A tick undone is open again; a start undone says so in its place, and comes back."""
    talk = crew.talk
    _, card = started(crew)
    talk.plays(
        (crew.member, presses(card, "handoff tick", 7), privately("is ticked.")),
        (
            crew.member,
            clicks("Undo", where=talk.here),
            privately("is undone.", "line 7 open again"),
        ),
    )
    talk.plays((crew.lead, crew.says("undo"), in_answer("is undone.")))
    gone = talk.hears("was taken back", kind="update")
    assert (gone.ts, labels(gone)) == (card.ts, ())
    talk.plays((crew.member, presses(card, "handoff tick", 7), privately("was taken back")))
    talk.plays((crew.lead, clicks("Undo", where=talk.here), privately("holds again.")))
    assert talk.hears("0 of 6 ticked", kind="update").ts == card.ts


def test_who_leaves_is_replaced(crew: Crew) -> None:
    """Who fills the role takes the place of a receiver who left, and is asked; the giver hears."""
    talk = crew.talk
    dee, member = talk.joins("Dee Third"), crew.member
    for words in (f"assign <@{dee}> as MLOps Engineer",):
        talk.says(crew.lead, crew.says(words))
    talk.says(dee, crew.says("accept MLOps Engineer in {team}"))
    number, card = started(crew)
    talk.plays((member, presses(card, "handoff tick", 7), privately("is ticked.")))
    leaves(talk, member)
    shown = talk.hears("What Dee Third takes over", "1 of 4 ticked", kind="update")
    assert shown.ts == card.ts
    asked = told_alone(talk, dee)
    assert "You take over in handoff" in asked
    assert f"instead of Mo {talk.here}" in asked
    assert f"Mo {talk.here} has left: Dee Third takes over" in told_alone(talk, crew.lead)
    talk.plays((dee, presses(shown, "handoff tick", 8), privately("is ticked.")))
    talk.plays((crew.lead, crew.says("history"), in_answer(f"receives Mo {talk.here} → Dee Third")))
    assert stands(crew, number).line(7).word is not None  # type: ignore[union-attr]


def test_nobody_takes_the_place(crew: Crew) -> None:
    """Where nobody fills the role of who left, whoever leads the team is told, and chooses."""
    talk = crew.talk
    number, card = started(crew)
    leaves(talk, crew.member)
    talk.hears("they left, and nobody fills the role", kind="update")
    assert "Choose who takes their place." in told_alone(talk, crew.lead)
    dee = talk.joins("Dee Third")
    talk.plays((crew.lead, clicks("Choose somebody", where=dm_of(crew.lead)), NOTHING))
    talk.plays((crew.lead, submits({"person": dee}), dm(dee, "You take over in handoff")))
    assert talk.hears("What Dee Third takes over", kind="update").ts == card.ts
    assert stands(crew, number).orphaned == ()


def leaves(talk: Talk, user: str) -> None:
    """Somebody is deactivated in Slack."""
    [found] = [one for one in talk.slack.users if one["id"] == user]
    gone = found | {"deleted": True, "updated": found["updated"] + 1}
    talk.tells({"type": "user_change", "user": gone})
    talk.bot.settles()


def told_alone(talk: Talk, user: str) -> str:
    """All that somebody was told alone by now."""
    talk.bot.settles()
    catches_up(talk)
    return "\n".join(visible(one) for one in talk.heard if one.channel == dm_of(user))


def test_by_the_shortcut(crew: Crew) -> None:
    """The form begins with the message's channel and a link to it, which becomes evidence."""
    talk = crew.talk
    ts = talk.slack.next_ts()
    talk.plays((crew.lead, begins(crew, ts), NOTHING))
    filled = {"handoff": "handoff:model", "name": "fraud v3", "giver": crew.lead}
    came = [dm(crew.member, "it comes to you")]
    talk.plays((crew.lead, submits(filled | {"receiver": crew.member}), came))
    card = talk.hears("Evidence", "where it began")
    address = links(card)["where it began"]
    assert address.endswith(f"/archives/{talk.here}/p{ts.replace('.', '')}")


def test_a_guest_uses_the_shortcut(crew: Crew) -> None:
    """A guest is told who can do it; somebody of another organisation hears nothing."""
    talk = crew.talk
    guest = talk.joins("Gil Guest", is_restricted=True)
    talk.plays((guest, begins(crew, talk.slack.next_ts()), privately("Guests can look but")))
    other = talk.joins("Ola Outside", team_id="T0OTHER")
    talk.plays((other, begins(crew, talk.slack.next_ts()), NOTHING))
    assert not talk.has_view


def begins(crew: Crew, ts: str) -> Says:
    """Uses “Start a handoff” on a message in the team's channel."""
    message = {"text": "v3 is ready", "user": crew.lead, "ts": ts}
    where = {"channel": crew.talk.here, "callback_id": "start_handoff"}
    return lambda talk, who: talk.slack.shortcut(message, user=who, **where)


def test_too_many_lines(crew: Crew) -> None:
    """Two hundred lines are refused with how many there may be, and nothing is added."""
    talk = crew.talk
    number, card = started(crew)
    talk.plays((crew.lead, presses(card, "handoff line"), NOTHING))
    many = "\n".join(f"Line no. {n}" for n in range(200))
    talk.says(crew.lead, submits({"gives": many[:2000]}))
    assert f"nobody ticks more than {MOST_LINES}" in errors(talk.view)["gives"]
    assert len(stands(crew, number).lines) == len(GIVES) + len(RECEIVES)


def test_bad_starts(crew: Crew) -> None:
    """What can't be begun is refused with what to do instead."""
    before = crew.facts
    refused = {
        f"{START} due 2020-01-31": "Friday 31 January 2020 is past; say a day from today on.",
        f"{START} due someday": "“someday” is no date that I can read",
        "handoff start model “x” from <@{lead}> to <@{lead}>": "can't be both sides",
        "handoff start model “x” from <@{lead}>": "Say who takes over: nobody fills MLOps",
        "handoff start nothing “x” from <@{lead}> to <@{member}>": "There is no handoff “nothing",
        "handoff tick 999 line 1": "Handoff 999 isn't here",
    }
    for words, because in refused.items():
        crew.talk.plays((crew.lead, crew.says(words), in_answer(because)))
    assert crew.facts == before


def test_nowhere_to_post(crew: Crew) -> None:
    """Without a team and a channel the checklist goes to both, each in their own conversation."""
    talk = crew.talk
    talk.here, there = talk.opens("nowhere-in-particular-" + talk.here.casefold()), talk.here
    _, came = talk.says(INES, crew.says(START))
    assert "I write its checklist to both." in visible(came[0])
    talk.bot.settles()
    for user in (crew.lead, crew.member):
        assert "0 of 6 ticked" in told_alone(talk, user)
    card = talk.find("Tick", who=crew.lead, where=dm_of(crew.lead))[0]
    _, came = talk.says(crew.lead, presses(card, "handoff tick", 1))
    # The answer and the message that changes go ways of their own, in any order.
    said = {one.kind: visible(one) for one in came}
    assert "is ticked." in said["respond"]
    assert "1 of 6 ticked" in said["update"]
    assert "☑ 1. The model is saved" in said["update"]
    talk.here = there


def test_open_for_long(crew: Crew) -> None:
    """A checklist's message is kept true for as long as it is open, and a while after its end."""
    talk, bot = crew.talk, crew.talk.bot
    number, card = started(crew)
    tidied(bot, days=40)
    talk.plays((crew.member, presses(card, "handoff tick", 7), privately("is ticked.")))
    assert talk.hears("1 of 4 ticked", kind="update").ts == card.ts
    over = (in_answer("is cancelled"), dm(crew.member, "cancelled"))
    talk.plays((crew.lead, owns(f"handoff cancel {number} because we stop"), over))
    assert talk.hears("It was cancelled", kind="update").ts == card.ts
    undone = (privately("is undone."),)
    talk.plays((crew.lead, clicks("Undo", where=talk.here), undone))
    assert talk.hears("1 of 4 ticked", kind="update").ts == card.ts


def test_reopened_after_long(crew: Crew) -> None:
    """Reopened long after its end it is posted anew, for its first message isn't known any more."""
    talk, bot = crew.talk, crew.talk.bot
    number, card = started(crew)
    talk.says(crew.lead, owns(f"handoff cancel {number} because we stop"))
    talk.hears("It was cancelled", kind="update")
    bot.clock.move(days=20)
    talk.says(crew.lead, crew.says("waive Data Scientist because we buy it"))
    bot.settles()
    tidied(bot, days=10)
    again = (in_answer("is open again"), dm(crew.member, "reopened"))
    talk.plays((crew.lead, owns(f"handoff reopen {number}"), again))
    anew = talk.hears(f"Handoff {number}: ", "0 of 6 ticked")
    assert anew.ts != card.ts
    talk.plays((crew.member, presses(anew, "handoff tick", 7), privately("is ticked.")))
    assert talk.hears("1 of 4 ticked", kind="update").ts == anew.ts


def tidied(bot: Bot, *, days: int) -> None:
    """So many days pass, and what was settled before is forgotten."""
    bot.settles()
    bot.clock.move(days=days)
    with bot.ledger.queue() as queue:
        queue.forget(bot.clock.now())


def test_slack_does_not_take_it(crew: Crew) -> None:
    """Where Slack lets us post nothing both sides get the checklist, and why."""
    talk = crew.talk
    closed = talk.opens(f"closed-{talk.here.casefold()}", is_member=False)
    talk.says(crew.lead, crew.says(f"{START} in <#{closed}|closed>"))
    until(lambda: "0 of 6 ticked" in told_alone(talk, crew.member), "The checklist didn't come")
    for user in (crew.lead, crew.member):
        told = told_alone(talk, user)
        assert "for Slack doesn't let me write in #closed-" in told
        assert "(not_in_channel)" in told
        assert "0 of 6 ticked" in told


def test_a_form_on_an_older_state(crew: Crew) -> None:
    """A form that was opened before somebody ticked another line is taken as it was filled in."""
    talk = crew.talk
    _, card = started(crew)
    talk.plays((crew.lead, presses(card, "handoff skip", 1), NOTHING))
    form = talk.view
    talk.plays((crew.member, presses(card, "handoff tick", 7), privately("is ticked.")))
    talk.plays((crew.lead, submits({"because": "there is none"}, view=form), NOTHING))
    assert "doesn't apply, because there is none" in view_text(talk.view)


def test_shown_to_oneself(crew: Crew) -> None:
    """Shown to one person alone, a checklist is ticked there, and shown as it stands by then."""
    talk = crew.talk
    number, card = started(crew)
    talk.plays((crew.member, owns(f"handoff show {number}"), in_answer("0 of 4 ticked")))
    both = (privately("is ticked."), changed_privately("1 of 4 ticked", "☑ 7. The required"))
    talk.plays((crew.member, presses(talk.last, "handoff tick", 7), both))
    assert talk.hears("1 of 4 ticked", kind="update").ts == card.ts
