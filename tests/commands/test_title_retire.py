"""Retiring a title: it means no role any more, and the role stays."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, MLOPS, Counter, button

TITLE = "title:platform-engineer"
RETIRE = "title retire Platform Engineer"


def test_it_means_nothing_any_more(counter: Counter, asks: Asks) -> None:
    """Who asks for the title gets its role no more; undone, it is as it was."""
    before = counter.facts
    assert "Cy Mail" in asks("who is the platform engineer in Churn?").text
    heard = counter.says(INES, RETIRE)
    assert heard.reply.headline == (
        "The title Platform Engineer is retired, and means MLOps Engineer no more."
    )
    assert TITLE not in counter.catalog.by_ref
    assert MLOPS in counter.catalog.by_ref
    assert "Cy Mail" not in asks("who is the platform engineer in Churn?").text
    told = counter.says(INES, "history").reply.text
    assert "- title Platform Engineer: retired" in told

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_codes_do_the_same(counter: Counter) -> None:
    """A form says the same as words, in any case."""
    assert counter.submits(INES, "title retire", {"title": ("platform  ENGINEER",)}).done
    assert TITLE not in counter.catalog.by_ref


def test_every_title_can_go(counter: Counter) -> None:
    """Also one that shares its name with a role on purpose."""
    titles = counter.catalog.titles
    assert titles
    for title in titles:
        assert counter.says(INES, f"title retire {title.name}").done
    assert counter.catalog.titles == ()


def test_it_means_another_role(counter: Counter, asks: Asks) -> None:
    """Retired and added again it is the same title, for the role that is said then."""
    counter.says(INES, RETIRE)
    assert counter.says(INES, "title add Platform Engineer for DevOps Engineer").done
    assert TITLE in counter.catalog.by_ref
    assert "Bo Chen" in asks("who is the platform engineer in Churn?").text


def test_no_such_title(counter: Counter) -> None:
    """What is nearly called so is one click; what is no title isn't taken for one."""
    heard = counter.says(INES, "title retire Platform Enginer")
    assert heard.wrong["title"].startswith("There is no title “Platform Enginer” here. Did you")
    assert counter.clicks(INES, button(heard, "Platform Engineer")).done
    assert counter.says(INES, "title retire Deploy models").wrong["title"] == (
        "There is no title “Deploy models” here."
    )


def test_who_may(counter: Counter) -> None:
    """Stewards alone."""
    assert not counter.says(ANA, RETIRE).done
    assert counter.refusals[0].actor == ANA
