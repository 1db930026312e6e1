"""Adding stewards: nobody who looked after ownership before loses it."""

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, DEE, EVA, INES, Counter, button


def test_the_first(counter: Counter) -> None:
    """The workspace's owner, whom nobody had named, stays a steward beside the first named one."""
    before = counter.facts
    assert not counter.says(EVA, "team add Pricing").done
    heard = counter.says(INES, f"steward add <@{EVA}>")

    assert set(counter.organisation.stewards) == {"U5", INES}
    assert "Ines Prado, whom nobody had named so far, goes on" in heard.reply.headline
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    counter.says(INES, f"steward add <@{EVA}>")
    assert counter.says(EVA, "team add Pricing").done


def test_form_and_words_alike(counter: Counter) -> None:
    """What the form sends names one as the words do; the second adds no more than itself."""
    counter.says(INES, f"steward add <@{EVA}>")
    heard = counter.submits(EVA, "steward add", {"person": (DEE,)})

    assert Subject("steward", ("dee",)) in counter.facts
    assert heard.reply.headline == "Dee Novak looks after ownership here from now on."
    assert "already" in counter.says(INES, f"steward add <@{DEE}>").wrong["person"]
    counter.clicks(INES, button(heard, "Undo"))
    assert Subject("steward", ("dee",)) not in counter.facts


def test_naming_the_owner(counter: Counter) -> None:
    """Whoever is steward without being named can be named, once."""
    assert counter.says(INES, "steward add me").done
    assert "already" in counter.says(INES, "steward add me").wrong["person"]


@pytest.mark.parametrize("who", ["<@U6>", "<@U0BOT>", "<@U7>", "<@U8>", "Pat Paper"])
def test_who_cannot(counter: Counter, who: str) -> None:
    """Guests, bots, leavers, outsiders and people without an account can't."""
    before = counter.version

    assert "person" in counter.says(INES, f"steward add {who}").wrong
    assert counter.version == before


def test_not_by_a_lead(counter: Counter) -> None:
    """Who leads a team makes nobody a steward, and that they wanted to is noted."""
    assert not counter.says(ANA, "steward add me").done
    assert len(counter.refusals) == 1
