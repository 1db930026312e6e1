"""Adding an example: a message from then on asks for an activity."""

import pytest

from bot.domain.catalog import Activity
from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, Counter, button

DEPLOY = "activity:deploy-models"
MESSAGE = "who pushes the button on release day"
ADD = f"example add {MESSAGE} for Deploy models"


def test_what_is_asked_so(counter: Counter, asks: Asks) -> None:
    """The message and ones like it lead there; it is no name; undone, it is forgotten."""
    before = counter.facts
    assert asks(f"{MESSAGE}?").outcome == "unknown"
    heard = counter.says(INES, ADD)
    activity = counter.catalog.by_ref[DEPLOY]
    assert isinstance(activity, Activity)
    assert activity.examples == (MESSAGE,)
    assert MESSAGE not in activity.aliases
    for asked in (f"{MESSAGE}?", "who is pushing the button for release day?"):
        assert asks(asked).matches[0].ref == DEPLOY
    told = counter.says(INES, "history of Deploy models").reply.text
    assert f"+ example “{MESSAGE}”" in told

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    codes = {"message": (f"{MESSAGE}",), "activity": (DEPLOY,)}
    assert counter.submits(INES, "example add", codes).done


def test_as_slack_sends_it(counter: Counter) -> None:
    """Only the words are kept: no mention, no markup, and on one line."""
    codes = {
        "message": ("<@U1> *who*  keeps\nthe zebra :zebra: &amp; cart?",),
        "activity": (DEPLOY,),
    }
    assert counter.submits(INES, "example add", codes).done
    own = counter.own(DEPLOY)
    assert own is not None
    assert own["more"]["examples"] == ["who keeps the zebra & cart?"]


def test_a_correction(counter: Counter, asks: Asks) -> None:
    """What led elsewhere until now leads there, and that is said."""
    message = "who keeps an eye on the models in production"
    assert asks(message).matches[0].ref == "activity:monitor-models"
    heard = counter.says(INES, f"example add {message} for Build models")
    assert heard.reply.headline.endswith("Until now, that led to Monitor models.")
    assert asks(message).matches[0].ref == "activity:build-models"
    assert asks("who monitors models?").matches[0].ref == "activity:monitor-models"


def test_a_name_of_something_else(counter: Counter) -> None:
    """It is told; an example of something else too, and the same again."""
    assert (
        "There is an activity “Build models” already"
        in counter.says(INES, "example add build models for Deploy models").wrong["message"]
    )
    counter.says(INES, ADD)
    assert "already" in counter.says(INES, ADD).wrong["message"]
    assert (
        "Deploy models already"
        in counter.says(INES, f"example add {MESSAGE} for Build models").wrong["message"]
    )


@pytest.mark.parametrize("message", ["???", "<@U1>", "word " * 61])
def test_no_example(counter: Counter, message: str) -> None:
    """What has no words in it, or too many, teaches nothing."""
    before = counter.facts
    heard = counter.submits(INES, "example add", {"message": (message,), "activity": (DEPLOY,)})
    assert set(heard.wrong) == {"message"}
    assert counter.facts == before


def test_who_may(counter: Counter) -> None:
    """Whoever leads the team that has it, else stewards alone."""
    assert not counter.says(ANA, ADD).done
    counter.says(ANA, "activity add Call customers back to MLOps Engineer in Churn")
    assert counter.says(ANA, "example add who rings them up for Call customers back").done
