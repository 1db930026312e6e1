"""What was asked and not answered, or wrongly: grouped, proposed, settled."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

import pytest

from bot.domain.reply import Verdict
from bot.domain.value import MOST_NAME
from bot.store.questions import CHOICE, MESSAGE, PICKED, Question
from tests.commands.counter import ANA, BO, CY, DEE, EVA, INES, WORKSPACE, Counter
from tests.digests.conftest import Channel

OFFERS = ["Alias of …", "Create activity", "Example for …", "Not for us", "Snooze"]
DEPLOY, PIPELINES = "activity:deploy-models", "activity:build-data-pipelines"
ASKED = Question(None, "command", "", None, None, "unknown", None, CY, "C2")
ZEBRA = replace(ASKED, text="who owns the zebra parade?")
CHOOSE = replace(ZEBRA, ref=PIPELINES, outcome="choose")
Notes = Callable[..., str]


@pytest.fixture
def channel(counter: Counter) -> Channel:
    """A channel that hears of questions."""
    return Channel(counter, "questions")


@pytest.fixture
def notes(counter: Counter) -> Notes:
    """Notes a question, by somebody, with what is thought of its answer by whom; gives its id."""

    def note(question: Question, who: str | None = CY, /, **said: Verdict) -> str:
        counter.passes(seconds=1)
        with counter.ledger.open(WORKSPACE, counter.now) as books:
            key = books.note_question(replace(question, member=who))
            for member, verdict in said.items():
                books.record_verdict(key, member, verdict)
        return key

    return note


def test_grouped_by_likeness(channel: Channel, notes: Notes) -> None:
    """Who asked the same in other words is counted once each, the most asked about comes first."""
    notes(replace(ASKED, text="who owns the Badge printer?"))
    for who in (ANA, BO, CY, CY):
        notes(replace(ASKED, text="who owns zebra bookings?"), who)
    notes(replace(ASKED, text="who has the booking of zebras?"), DEE)
    paper = channel.reads()
    assert paper.lines == [
        "4 people asked 5 times about “zebra bookings”",
        "Somebody asked about “Badge printer”",
    ]
    assert paper.buttons == [OFFERS, OFFERS]
    assert [one.about for one in paper.matters] == [("zebra bookings",), ("badge printer",)]
    assert paper.button("Create activity").given == {"name": ("Zebra bookings",)}
    assert paper.button("Alias of …").given == {"words": ("zebra bookings",)}
    assert paper.button("Example for …").given == {"message": ("who owns zebra bookings?",)}


def test_nobody_is_named(channel: Channel, notes: Notes) -> None:
    """No asker is told of, nor what mentions somebody, has an address, or was written to others."""
    notes(replace(ASKED, text=f"who replaces <@{DEE}> at the zebra parade?"))
    notes(replace(ASKED, text="who answers zebra@parade.example?"))
    notes(replace(ASKED, text="who answers <mailto:z@p.example|z@p.example>?"))
    notes(replace(ZEBRA, surface=MESSAGE))
    assert channel.reads().matters == ()
    notes(replace(ZEBRA, text="<@UBOT> who owns the zebra parade?", surface="mention"))
    [line] = channel.reads().lines
    assert line == "Somebody asked about “zebra parade”"


@pytest.mark.parametrize("surface", ["mention", "direct message"])
def test_talk_is_no_question(channel: Channel, notes: Notes, surface: str) -> None:
    """What is written to us and asks for nobody is left out; what can only ask is not."""
    for words in ("the zebra parade was great", "who is that?", "zebra", "?!", ""):
        notes(replace(ASKED, text=words, surface=surface))
    assert channel.reads().matters == ()
    notes(replace(ASKED, text="zebra parade"))
    notes(replace(ASKED, text="who owns a llama ride?", surface=surface))
    assert sorted(one.found["text"] for one in channel.reads().matters) == [
        "llama ride",
        "zebra parade",
    ]


def test_the_team_is_no_part_of_it(channel: Channel, notes: Notes) -> None:
    """A channel that hears of one team hears what was asked for it, or by who is in it."""
    notes(replace(ZEBRA, text="who owns the zebra parade in Churn?", team="churn"))
    notes(replace(ASKED, text="who owns the llama ride?", team="search"))
    notes(replace(ASKED, text="who owns the ferret race?", asker="cy"))
    lines = channel.reads(team="churn").lines
    assert [line.partition("“")[2] for line in lines] == ["ferret race”", "zebra parade”"]
    assert len(channel.reads().matters) == 3


def test_as_long_as_it_is_new(counter: Counter, channel: Channel, notes: Notes) -> None:
    """A question counts for thirty days, or for as long as the channel wasn't told anything."""
    channel.was_told()
    counter.passes(days=1)
    notes(ZEBRA)
    counter.passes(days=29)
    assert len(channel.reads().matters) == 1
    counter.passes(days=3)
    assert len(channel.reads().matters) == 1
    channel.was_told()
    assert channel.reads().matters == ()


def test_choosing_resolves_it(channel: Channel, notes: Notes) -> None:
    """Asked back, it is open until the asker, or somebody in that channel, chose."""
    notes(CHOOSE)
    [matter] = channel.reads().matters
    assert matter.found["near"] == PIPELINES
    assert channel.reads().button("Alias of …").given["entry"] == (PIPELINES,)
    notes(replace(CHOOSE, surface=PICKED, outcome="answered", channel="C3"), BO)
    assert len(channel.reads().matters) == 1
    notes(replace(CHOOSE, surface=PICKED, outcome="answered", channel="C2"), BO)
    assert channel.reads().matters == ()
    notes(CHOOSE, DEE)
    assert len(channel.reads().matters) == 1
    notes(replace(CHOOSE, surface=CHOICE, outcome="answered"), DEE)
    assert channel.reads().matters == ()


def test_agreement_proposes(counter: Counter, channel: Channel, notes: Notes) -> None:
    """Once three different people meant the same, one click makes it an alias, until undone."""
    notes(ZEBRA)
    picked = replace(CHOOSE, surface=PICKED, outcome="answered")
    for who in (ANA, ANA, BO):
        notes(CHOOSE, who)
        notes(picked, who)
    assert "proposal" not in channel.reads().matters[0].found
    notes(picked, DEE)
    before = channel.reads()
    line = "3 people asked 4 times about “zebra parade”; 3 meant Build data pipelines"
    assert before.lines == [line]
    assert before.buttons == [["Alias of Build data pipelines", *OFFERS[1:]]]
    alias = before.button("Alias of Build data pipelines")
    assert not alias.form

    done = counter.clicks(INES, alias)
    assert done.done
    assert channel.reads().matters == ()
    after = channel.reads(before.matters)
    assert after.lines == ["✓ “zebra parade” is answered now: Build data pipelines"]
    assert (after.buttons, after.told.open) == ([[]], frozenset())

    [undo] = [one for one in done.reply.actions if one.label == "Undo"]
    assert counter.clicks(INES, undo).done
    assert channel.reads().lines == [line]


def test_saying_right_counts_and_wrong_takes_it_back(channel: Channel, notes: Notes) -> None:
    """*Right* on an answer agrees with it; whoever chose it and found it wrong agrees no more."""
    picked = replace(CHOOSE, surface=PICKED, outcome="answered")
    notes(ZEBRA)
    notes(picked, CY, U1="right", U2="right")
    assert channel.reads().matters[0].found["proposal"] == PIPELINES
    notes(picked, CY, U3="wrong")
    assert "proposal" not in channel.reads().matters[0].found


def test_what_they_agree_on_may_be_a_part(channel: Channel, notes: Notes) -> None:
    """A duty of an activity stands for the activity; what can have no other words for nothing."""
    duty = replace(CHOOSE, ref="duty:mlops-engineer/deploy", surface=PICKED, outcome="answered")
    notes(ZEBRA)
    for who in (ANA, BO, DEE):
        notes(duty, who)
    assert channel.reads().matters[0].found["proposal"] == DEPLOY
    llama = replace(ASKED, text="who owns the llama ride?")
    notes(llama)
    part = replace(llama, ref="deliverable:mlops-engineer/deploy", surface=PICKED)
    for who in (ANA, BO, DEE):
        notes(replace(part, outcome="answered"), who)
    [told] = [one for one in channel.reads().matters if one.found["text"] == "llama ride"]
    assert "proposal" not in told.found


def test_a_wrong_answer(counter: Counter, channel: Channel, notes: Notes) -> None:
    """What was answered wrongly is told with how many say so, until it leads somewhere else."""
    assert counter.says(INES, "alias add zebra parade for Build data pipelines").done
    answered = replace(ZEBRA, ref=PIPELINES, outcome="answered")
    notes(answered, CY)
    assert channel.reads().matters == ()
    notes(answered, EVA, U1="wrong", U5="wrong", U2="right")
    before = channel.reads()
    assert before.lines == [
        "Somebody asked about “zebra parade”; 2 said that Build data pipelines is wrong"
    ]
    assert counter.says(INES, "alias remove zebra parade for Build data pipelines").done
    assert counter.says(INES, "alias add zebra parade for Deploy models").done
    assert channel.reads().matters == ()
    assert channel.reads(before.matters).lines == [
        "✓ “zebra parade” is answered now: Deploy models"
    ]


def test_what_is_answered_by_now_is_left_out(
    counter: Counter, channel: Channel, notes: Notes
) -> None:
    """Of a group those stay whose words still lead nowhere."""
    for _ in range(2):
        notes(ZEBRA)
    notes(replace(ASKED, text="who handles the zebra parade?"))
    assert channel.reads().matters[0].found["text"] == "zebra parade"
    assert counter.says(INES, "alias add zebra parade for Deploy models").done
    [line] = channel.reads().lines
    assert line == "Somebody asked about “handles the zebra parade”"


def test_set_aside(counter: Counter, channel: Channel, notes: Notes) -> None:
    """A question that is for nobody doesn't come again, in whatever words; undone it does."""
    notes(replace(ASKED, text="who owns the coffee machine?"))
    before = channel.reads()
    done = counter.clicks(INES, before.button("Not for us"))
    assert done.done
    notes(replace(ASKED, text="Who owns the Coffee Machines??"), DEE)
    assert channel.reads().matters == ()
    assert channel.reads(before.matters).lines == [
        "✓ “coffee machine” is for nobody here, says Ines Prado"
    ]
    [undo] = [one for one in done.reply.actions if one.label == "Undo"]
    assert counter.clicks(INES, undo).done
    assert channel.reads().lines == ["2 people asked about “coffee machine”"]


def test_of_this_workspace_alone(counter: Counter, channel: Channel, notes: Notes) -> None:
    """What was asked in another workspace is told there."""
    notes(ZEBRA)
    with counter.ledger.open("T0OTHER", counter.now) as books:
        books.create("Other")
        books.note_question(replace(ASKED, text="who owns the llama ride?"))
    assert [one.found["text"] for one in channel.reads().matters] == ["zebra parade"]


def test_bounded(counter: Counter, channel: Channel, notes: Notes) -> None:
    """However much was asked, only so much is told, the newest questions of all."""
    with counter.ledger.open(WORKSPACE, counter.now) as books:
        for number in range(600):
            words = f"who owns {blake2b(bytes(number), digest_size=12).hexdigest()}?"
            books.note_question(replace(ASKED, text=words))
    counter.passes(minutes=1)
    notes(ZEBRA)
    notes(ZEBRA, DEE)
    paper = channel.reads()
    assert len(paper.matters) == 30
    assert paper.lines[0] == "2 people asked about “zebra parade”"


def test_a_long_question(channel: Channel, notes: Notes) -> None:
    """What is too long for a name is left to whoever fills in the form."""
    long = "zebra " + "parade of very many animals " * 20
    notes(replace(ASKED, text=f"who owns {long}?"))
    paper = channel.reads()
    assert paper.lines[0].endswith("…”")
    assert paper.button("Alias of …").given == {}
    assert paper.button("Create activity").given == {}
    assert len(paper.button("Example for …").given["message"][0]) == 300
    assert len(paper.button("Not for us").given["words"][0]) <= MOST_NAME
