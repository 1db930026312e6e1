"""Adding other words: they are found at once, and pull nothing away from anything else."""

import pytest

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, MLOPS, Counter, button

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
