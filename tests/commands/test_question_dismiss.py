"""Setting a question aside: what is kept, said and refused."""

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, INES, Counter, button

COFFEE = Subject("dismissal", ("the coffee machine",))


def test_a_question_for_nobody(counter: Counter) -> None:
    """Its words are kept in any case, with who said so; undoing forgets them."""
    before = counter.facts
    heard = counter.says(INES, "question dismiss the Coffee  machine?")
    assert heard.reply.headline == (
        "“the Coffee machine” is for nobody here; no channel hears of it from now on."
    )
    steward = counter.organisation.account[INES].key
    assert counter.facts[COFFEE] == {"words": "the Coffee machine", "by": steward}
    assert heard.tells == ()

    again = counter.says(INES, "question dismiss THE COFFEE MACHINE")
    assert not again.done
    assert again.reply.headline == "“THE COFFEE MACHINE” was set aside already."

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


@pytest.mark.parametrize("words", ["who owns the", "?!", "<@U1>", "“ ”"])
def test_words_that_say_nothing(counter: Counter, words: str) -> None:
    """What tells of nothing is refused, for it would set everything aside, or nothing."""
    heard = counter.says(INES, f"question dismiss {words}")
    assert not heard.done
    assert heard.reply.headline == (
        "That doesn't tell what the question is about; use the words that do."
    )


def test_long_words(counter: Counter) -> None:
    """Words are cut to what a name has room for, and nobody is mentioned in them."""
    assert counter.says(INES, f"question dismiss coffee for <@U1> {'and tea ' * 60}").done
    [words] = [body["words"] for one, body in counter.facts.items() if one.kind == "dismissal"]
    assert words.startswith("coffee for and tea")
    assert len(words) <= 200


def test_a_lead_may_not(counter: Counter) -> None:
    """What nobody in the workspace owns is for those to say who look after all of it."""
    heard = counter.says(ANA, "question dismiss the coffee machine")
    assert not heard.done
    assert heard.reply.headline.startswith("Only ")
    assert COFFEE not in counter.facts
