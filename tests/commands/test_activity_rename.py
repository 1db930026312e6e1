"""Renaming an activity: it stays the same, and is found by its new name at once."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, Counter, button

TRACK = "activity:track-experiments"
RENAME = "activity rename Track experiments to Keep the lab book"


def test_another_name(counter: Counter, asks: Asks) -> None:
    """Only the name is said over the file; history tells it; undone, the file's name holds."""
    before = counter.facts
    heard = counter.says(INES, RENAME)
    assert counter.own(TRACK) == {"over": True, "name": "Keep the lab book"}
    assert counter.catalog.by_ref[TRACK].name == "Keep the lab book"
    assert asks("who keeps the lab book?").matches[0].ref == TRACK
    told = counter.says(INES, "history of Keep the lab book").reply.text
    assert "activity Keep the lab book: name → Keep the lab book" in told

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_the_old_name_can_be_kept(counter: Counter, asks: Asks) -> None:
    """One click makes it another name."""
    heard = counter.says(INES, "activity rename Deploy models to Launch things")
    assert counter.clicks(INES, button(heard, "Find it as “Deploy models” too")).done
    assert asks("who deploys models?").matches[0].name == "Launch things"


def test_back_and_forth(counter: Counter) -> None:
    """It may be called by a name of its own, and as before; the same name again is none."""
    assert (
        "called that already"
        in counter.says(INES, "activity rename Track experiments to Track experiments").wrong[
            "name"
        ]
    )
    counter.says(INES, RENAME)
    assert counter.says(INES, "activity rename Keep the lab book to Track experiments").done
    assert counter.catalog.by_ref[TRACK].name == "Track experiments"


def test_not_as_another(counter: Counter) -> None:
    """What is called so is said."""
    heard = counter.says(INES, "activity rename Track experiments to Deploy models")
    assert heard.wrong["name"] == (
        "There is an activity “Deploy models” already; choose other words."
    )


def test_who_may(counter: Counter) -> None:
    """A team's own is that of who leads the team; the others are the stewards'."""
    assert not counter.says(ANA, RENAME).done
    assert counter.refusals[0].actor == ANA
    counter.says(ANA, "activity add Call customers back to MLOps Engineer in Churn")
    assert counter.says(ANA, "activity rename Call customers back to Win customers back").done


def test_found_as_before(counter: Counter) -> None:
    """The old name isn't offered where it is found so still."""
    heard = counter.says(INES, "activity rename Track experiments to track EXPERIMENTS")
    assert [one.label for one in heard.reply.actions] == ["Undo"]


def test_words_of_another(counter: Counter) -> None:
    """What leads elsewhere all the same is told with the name that it has now."""
    heard = counter.says(INES, "activity rename Deploy models to Monitoring of models")
    assert heard.wrong["name"] == (
        "“Monitoring of models” leads to Monitor models, and still would as a name of Deploy "
        "models; choose other words."
    )
