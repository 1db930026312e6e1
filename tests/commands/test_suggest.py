"""Suggesting somebody for a role: whoever leads the team is told, and nothing changes."""

import pytest

from tests.commands.counter import ANA, CY, EVA, INES, SCIENTIST, Counter, told

SUGGEST = f"suggest <@{CY}> as Data Scientist in Churn"


def test_the_lead_asks_with_one_click(counter: Counter) -> None:
    """The suggestion changes nothing; the lead's click asks the person, who isn't it yet."""
    before = counter.facts
    heard = counter.says(EVA, SUGGEST)
    assert heard.reply.headline == (
        "I told Ana Ivanova that you suggest Cy Mail as Data Scientist in Churn."
    )
    assert told(heard) == {ANA: "Eva Lund suggests Cy Mail as Data Scientist in Churn."}
    assert (counter.facts, heard.act) == (before, 0)

    [ask] = heard.tells[0].reply.actions
    asked = counter.clicks(ANA, ask)
    assert counter.held("churn", SCIENTIST)["cy"].state == "pending"
    assert list(told(asked)) == [CY]


def test_who_leads_asks_at_once(counter: Counter) -> None:
    """Whoever looks after the team needs to suggest nothing to anybody."""
    for who in (ANA, INES):
        heard = counter.says(who, SUGGEST)
        assert heard.reply.headline == "You can ask Cy Mail to be Data Scientist in Churn yourself."
        assert ([one.label for one in heard.reply.actions], heard.tells) == (["Ask Cy Mail"], ())


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (f"suggest <@{CY}> as MLOps Engineer in Churn", "Cy Mail is MLOps Engineer in Churn"),
        ("suggest <@U6> as Data Scientist in Churn", "Gus Ray is a guest"),
        ("suggest <@U7> as Data Scientist in Churn", "has left"),
        ("suggest <@U0BOT> as Data Scientist in Churn", "is a bot"),
        ("suggest <@U8> as Data Scientist in Churn", "belongs to another organisation"),
    ],
)
def test_who_cannot_be_suggested(counter: Counter, words: str, because: str) -> None:
    """Whoever fills it already, or can't, is refused with why, and nobody is told."""
    heard = counter.says(EVA, words)
    assert because in heard.reply.headline
    assert (heard.done, heard.tells) == (False, ())
