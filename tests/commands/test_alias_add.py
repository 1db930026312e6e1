"""Adding other words: they are found at once, and pull nothing away from anything else."""

import pytest

from bot.domain.fact import FILES, Change, Subject
from tests.commands.conftest import Asks
from tests.commands.counter import ANA, BO, CY, INES, MLOPS, WORKSPACE, Counter, button

DEPLOY = "activity:deploy-models"
ADD = "alias add go live party for Deploy models"


def test_found_at_once(counter: Counter, asks: Asks) -> None:
    """The next question in these words leads there; undone, it doesn't."""
    before = counter.facts
    assert not asks("who does the go live party?").matches
    heard = counter.says(INES, ADD)
    assert heard.reply.headline == "Deploy models is called “go live party” too from now on."
    assert counter.own(DEPLOY) == {
        "over": True,
        "more": {"aliases": ["go live party"]},
        "fewer": {"aliases": []},
    }
    assert asks("who does the go live party?").matches[0].ref == DEPLOY
    told = counter.says(INES, "history of Deploy models").reply.text
    assert "activity Deploy models: + alias “go live party”" in told

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    assert not asks("who does the go live party?").matches


@pytest.mark.parametrize(
    ("entry", "ref"),
    [
        ("MLOps Engineer", MLOPS),
        ("The Data Handoff", "handoff:data"),
        ("Hybrid", "structure:hybrid"),
        ("Platform Engineer", MLOPS),
    ],
)
def test_whatever_has_names(counter: Counter, asks: Asks, entry: str, ref: str) -> None:
    """Roles, also by a title of theirs, handoffs and structures as well; codes do the same."""
    assert counter.says(INES, f"alias add zebra parade for {entry}").done
    assert asks("zebra parade").matches[0].ref == ref
    counter.says(INES, "undo")
    codes = {"words": ("zebra parade",), "entry": (ref,)}
    assert counter.submits(INES, "alias add", codes).done
    assert "zebra parade" in getattr(counter.catalog.by_ref[ref], "aliases", ())


def test_the_name_of_something_else(counter: Counter) -> None:
    """What is called so is said; what is called so itself knows it."""
    heard = counter.says(INES, "alias add build models for Deploy models")
    assert heard.wrong["words"] == (
        "There is an activity “Build models” already; choose other words."
    )
    assert (
        "already" in counter.says(INES, "alias add deploy models for Deploy models").wrong["words"]
    )


def test_words_that_cannot_be_told_apart(counter: Counter) -> None:
    """What would lead elsewhere in spite of it is refused, whoever insists."""
    words = "alias add deploying the model for Build models"
    for said in (words, f"{words} anyway"):
        assert counter.says(INES, said).wrong["words"] == (
            "“deploying the model” leads to Deploy models, and still would as a name of Build "
            "models; choose other words."
        )


def test_words_that_lead_elsewhere(counter: Counter, asks: Asks) -> None:
    """It says where they lead today; whoever insists pulls them away, and reads it."""
    words = "who will monitor models in prod?"
    assert asks(words).matches[0].ref == "activity:monitor-models"
    heard = counter.says(INES, "alias add monitor models in prod for Build models")
    assert "leads to Monitor models today" in heard.wrong["words"]
    assert asks(words).matches[0].ref == "activity:monitor-models"

    sure = counter.clicks(INES, button(heard, "Do it anyway"))
    assert sure.reply.headline.endswith("Until now, that led to Monitor models.")
    assert asks("monitor models in prod").matches[0].ref == "activity:build-models"


def test_a_name_that_would_be_pulled_away(counter: Counter, asks: Asks) -> None:
    """The name and whose it is are the evidence."""
    counter.says(INES, "activity add Paint zebras to Data Scientist")
    counter.says(INES, "alias add zebra painting day for Paint zebras")
    assert asks("zebra painting days").matches[0].name == "Paint zebras"
    heard = counter.says(INES, "alias add zebras painting day for Build models")
    assert "Paint zebras" in heard.wrong["words"]
    assert asks("zebra painting day").matches[0].name == "Paint zebras"


def test_everyday_words(counter: Counter) -> None:
    """What is too little to be answered by itself is taken, and told."""
    heard = counter.says(INES, "alias add ship it for Deploy models")
    assert heard.done
    assert heard.reply.headline == (
        "Deploy models is called “ship it” too from now on. By itself, that says too little to be "
        "answered; with more words it counts."
    )


def test_who_may(counter: Counter) -> None:
    """Whoever leads the team that has it, else stewards alone."""
    assert not counter.says(ANA, ADD).done
    counter.says(ANA, "activity add Call customers back to MLOps Engineer in Churn")
    assert counter.says(ANA, "alias add win back hour for Call customers back").done
    assert counter.says(ANA, "alias remove win back hour").done


def test_a_form_that_was_filled_in_meanwhile(counter: Counter) -> None:
    """What somebody else changed since the form was opened is looked at again."""
    codes = {"words": ("go live party",), "entry": (DEPLOY,)}
    version = counter.version
    counter.says(INES, "alias add zebra parade for Deploy models")
    heard = counter.submits(INES, "alias add", codes, version)
    assert not heard.done
    assert "You changed this meanwhile" in heard.reply.headline


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Churn", "“Churn” is what the team Churn is called"),
        ("the churn team", "“the churn team” is what the team Churn is called"),
        ("bo  chen", "“bo chen” is what somebody here is called"),
        ("who owns the", "“who owns the” doesn't tell what it is about"),
        ("owner", "“owner” doesn't tell what it is about"),
        ("🎂", "“🎂” doesn't tell what it is about"),
    ],
)
def test_words_that_mean_no_entry(counter: Counter, asks: Asks, words: str, told: str) -> None:
    """What a team or a person is called, and what any question has, stays so, whoever insists."""
    before = counter.facts
    for said in (words, f"{words} anyway"):
        heard = counter.says(INES, f"alias add {said} for Build models")
        assert heard.wrong["words"].startswith(told)
    assert counter.facts == before
    assert not asks("who is in Churn?").matches


def test_of_what_a_file_gave_to_a_team(counter: Counter) -> None:
    """Whoever leads the team changes it and takes that back, and so do stewards alone else."""
    feed = Subject("entry", (FILES, "activity:feed"))
    body = {"name": "Feed the cat", "description": "d", "responsible": [MLOPS], "homes": ["churn"]}
    with counter.ledger.open(WORKSPACE, counter.now) as books:
        books.record([Change(feed, None, body)], actor="import", source="file:cats.yaml")
    for words in (
        "alias add zebra parade for Feed the cat",
        "example add who brings the bowl at noon for Feed the cat",
        "activity rename Feed the cat to Feed the cats",
        "activity retire Feed the cats",
    ):
        now = counter.facts
        act = counter.says(ANA, words).act
        assert act
        for somebody in (BO, CY):
            refused = counter.says(somebody, f"undo {act}").reply.headline
            assert "or Ana Ivanova, who leads Churn, or" in refused
        assert counter.says(ANA, f"undo {act}").done
        assert counter.facts == now
        assert counter.says(ANA, f"undo {counter.version}").done


def test_undone_only_by_who_may(counter: Counter) -> None:
    """What is everybody's stays the stewards' to undo."""
    act = counter.says(INES, ADD).act
    refused = counter.says(ANA, f"undo {act}").reply.headline
    assert refused.startswith("Only whoever it concerns, Ines Prado or ")
