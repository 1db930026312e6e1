"""Removing other words: of what they are a name is said, and asked where it is several."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, Counter, button

DEPLOY = "activity:deploy-models"


def test_of_the_file(counter: Counter) -> None:
    """It is hidden here; undone, it is a name again."""
    before = counter.facts
    heard = counter.says(INES, "alias remove Deployment Handoff")
    assert heard.reply.headline == (
        "“Deployment Handoff” is no name of the handoff The Deployment Handoff any more."
    )
    aliases = getattr(counter.catalog.by_ref["handoff:deployment"], "aliases", ())
    assert "deployment handoff" not in aliases
    assert "deployment handover" in aliases
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_of_its_own(counter: Counter, asks: Asks) -> None:
    """What was added here is gone, and isn't found any more."""
    counter.says(INES, "alias add go live party for Deploy models")
    heard = counter.says(INES, "alias remove go live party for Deploy models")
    assert heard.done
    assert not asks("who does the go live party?").matches
    told = counter.says(INES, "history of Deploy models").reply.text
    assert told.count("- alias “go live party”") == 1


def test_where_several_have_it(counter: Counter) -> None:
    """It asks which one; a click takes it from that one alone."""
    for team in ("Churn", "Search"):
        counter.says(INES, f"activity add Feed the cat to MLOps Engineer in {team}")
    first, second = [one for one in counter.catalog.activities if one.homes]
    for one in (first, second):
        codes = {"words": ("pager duty",), "entry": (one.ref,), "anyway": ("yes",)}
        assert counter.submits(INES, "alias add", codes).done
    heard = counter.says(INES, "alias remove pager duty")
    assert "which one shall lose it?" in heard.wrong["words"]
    [_, offer] = heard.reply.actions
    assert counter.clicks(INES, offer).done
    left = [one.ref for one in counter.catalog.activities if "pager duty" in one.aliases]
    assert left == [first.ref]


def test_what_is_no_alias(counter: Counter) -> None:
    """A name itself stays, what is written nearly so is offered, and the rest isn't known."""
    assert (
        "the name of the activity itself"
        in counter.says(INES, "alias remove Deploy models").wrong["words"]
    )
    counter.says(INES, "alias add go live party for Deploy models")
    heard = counter.says(INES, "alias remove go live partly")
    assert counter.clicks(INES, button(heard, "go live party")).done
    assert counter.says(INES, "alias remove xyzzy").wrong["words"] == (
        "“xyzzy” is no other name of anything here."
    )
    assert counter.says(INES, "alias remove hybrid team for Deploy models").wrong["words"] == (
        "“hybrid team” is no other name of Deploy models."
    )


def test_who_may(counter: Counter) -> None:
    """Stewards, where it is everybody's."""
    assert not counter.says(ANA, "alias remove deployment handoff").done
    assert counter.refusals[0].actor == ANA


def test_an_example(counter: Counter) -> None:
    """It is no other name; how to take it back is said."""
    counter.says(INES, "example add who leads the zebra parade for Deploy models")
    heard = counter.says(INES, "alias remove Who leads the zebra parade")
    assert heard.wrong["words"].startswith(
        "“Who leads the zebra parade” is an example of asking for Deploy models, and no other name"
    )
    assert "`/ownership history of Deploy models`" in heard.wrong["words"]
