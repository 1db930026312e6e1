"""Waiving: a team says that it doesn't need a role, with the reason."""

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import (
    ANA,
    CY,
    DEE,
    EVA,
    MLOPS,
    SCIENTIST,
    Counter,
    button,
    told,
)

WAIVE = "waive Data Scientist in Churn because the models are bought"
WAIVER = Subject("waiver", ("churn", SCIENTIST))


def test_a_role_that_is_not_needed(counter: Counter) -> None:
    """The reason is kept and said; undoing forgets it, and codes do the same as words."""
    before = counter.facts
    heard = counter.says(ANA, WAIVE)
    assert counter.facts[WAIVER] == {"because": "the models are bought"}
    assert heard.reply.headline == (
        "Churn doesn't need Data Scientist from now on, because the models are bought."
    )

    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == before

    codes = {"role": (SCIENTIST,), "team": ("team:churn",), "because": ("the models are bought",)}
    assert counter.submits(ANA, "waive", codes).done
    assert counter.facts[WAIVER] == {"because": "the models are bought"}


def test_another_reason_but_not_the_same(counter: Counter) -> None:
    """The reply says the reason before."""
    counter.says(ANA, WAIVE)

    assert "already" in counter.says(ANA, WAIVE).reply.headline
    heard = counter.says(ANA, "waive Data Scientist in Churn because Search does it")
    assert "Before, the reason was: the models are bought." in heard.reply.headline
    assert counter.facts[WAIVER] == {"because": "Search does it"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<#C1|general> said so", "#general said so"),
        ("of <#C3> &amp; <#C404|secret>", "of #search & #secret"),
        ("“we asked in <#C1|general>”", "we asked in #general"),
    ],
)
def test_a_reason_that_names_a_channel(counter: Counter, said: str, kept: str) -> None:
    """A channel in it is kept as people read it, whether it is known or not."""
    heard = counter.says(ANA, f"waive Data Scientist in Churn because {said}")
    assert counter.facts[WAIVER] == {"because": kept}
    assert kept in heard.reply.headline


@pytest.mark.parametrize("reason", [(), ("",), ("  \n ",)])
def test_not_without_a_reason(counter: Counter, reason: tuple[str, ...]) -> None:
    """Neither left out nor blank."""
    codes = {"role": (SCIENTIST,), "team": ("team:churn",), "because": reason}

    assert "because" in counter.submits(ANA, "waive", codes).wrong
    assert WAIVER not in counter.facts


def test_not_while_somebody_fills_it(counter: Counter) -> None:
    """They are named, and can be taken off; then it can be waived."""
    heard = counter.says(ANA, "waive MLOps Engineer in Churn because of the platform")

    assert "Cy Mail and Dee Novak fill MLOps Engineer in Churn" in heard.reply.headline
    for label in ("Take Cy Mail off", "Take Dee Novak off"):
        assert button(heard, label).confirm
        counter.clicks(ANA, button(heard, label))
    assert counter.held("churn", MLOPS) == {}
    assert counter.says(ANA, "waive MLOps Engineer in Churn because of the platform").done


def test_who_was_asked_no_longer_is(counter: Counter) -> None:
    """Nobody can accept a role that isn't needed; they are told why."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")

    heard = counter.says(ANA, WAIVE)

    assert counter.held("churn", SCIENTIST) == {}
    assert "no longer asked to be Data Scientist in Churn, because the models" in told(heard)[EVA]


@pytest.mark.parametrize("who", [CY, DEE])
def test_leads_alone(counter: Counter, who: str) -> None:
    """A member of the team may not; it is written down."""
    assert "Ana Ivanova, who leads Churn" in counter.says(who, WAIVE).reply.headline
    assert WAIVER not in counter.facts
    assert [one.how.verb for one in counter.refusals] == ["waive"]
