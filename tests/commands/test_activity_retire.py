"""Retiring an activity: nothing leads to it any more."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, Counter, button

TRACK = "activity:track-experiments"
DEPLOY = "activity:deploy-models"


def test_one_of_the_file(counter: Counter, asks: Asks) -> None:
    """It goes with its parts; what keeps out of it stays; undone, all is as before."""
    before, catalog = counter.facts, counter.catalog
    parts = {one.ref for role in catalog.roles for one in role.duties if one.activity == DEPLOY}
    assert parts
    heard = counter.says(INES, "activity retire Deploy models")
    assert heard.reply.headline.startswith("Deploy models is retired, with its parts: ")

    left = counter.catalog
    assert counter.own(DEPLOY) == {"over": True, "retired": True}
    assert not {DEPLOY, *parts} & left.by_ref.keys()
    assert not {DEPLOY, *parts} & {one.ref for one in asks("who deploys models?").matches}
    assert {one.ref for role in catalog.roles for one in role.boundaries} <= left.by_ref.keys()

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    assert counter.catalog == catalog


def test_one_of_its_own(counter: Counter) -> None:
    """What was added here leaves nothing behind, and comes back whole."""
    counter.says(ANA, "activity add Call customers back to MLOps Engineer in Churn")
    before, [activity] = counter.facts, [one for one in counter.catalog.activities if one.homes]
    heard = counter.says(ANA, "activity retire Call customers back")
    assert heard.done
    assert counter.own(activity.ref) is None
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == before


def test_not_while_a_team_decides(counter: Counter) -> None:
    """The team is named, and what it decided can be ended with one click."""
    counter.says(ANA, "override Track experiments to nobody in Churn because we do none")
    heard = counter.says(INES, "activity retire Track experiments")
    assert heard.wrong["activity"].startswith("Churn decides who is responsible for it") is False
    assert "Churn decides who is responsible for Track experiments" in heard.wrong["activity"]
    counter.clicks(INES, button(heard, "Restore it in Churn"))
    assert counter.says(INES, "activity retire Track experiments").done


def test_a_team_with_things_of_its_own(counter: Counter) -> None:
    """A team isn't retired over what belongs to it alone; that says what to do."""
    counter.says(INES, "activity add Walk the dog to MLOps Engineer in Search")
    heard = counter.says(INES, "team retire Search anyway")
    assert "Walk the dog would belong to nobody" in heard.reply.headline
    assert "activity retire" in heard.reply.headline
    counter.says(INES, "activity retire Walk the dog")
    assert counter.says(INES, "team retire Search anyway").done


def test_who_may(counter: Counter) -> None:
    """Stewards, where it is everybody's."""
    assert not counter.says(ANA, "activity retire Track experiments").done
    assert TRACK in counter.catalog.by_ref
    assert counter.refusals[0].actor == ANA
