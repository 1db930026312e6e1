"""Taking a role: an offer, the lead's answer, a backup who takes over, and what is objected to."""

import pytest

from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    GUS,
    INES,
    MLOPS,
    SCIENTIST,
    TODAY,
    Counter,
    button,
    told,
)

TAKE = "take Data Scientist in Churn"


def test_an_offer_waits_for_the_lead(counter: Counter) -> None:
    """It is pending, asked by themselves; one click of the lead's accepts it."""
    heard = counter.says(EVA, TAKE)

    offer = counter.held("churn", SCIENTIST)["U5"]
    assert (offer.state, offer.asked, offer.offered) == ("pending", TODAY, True)
    assert "I asked Ana Ivanova to agree" in heard.reply.headline
    assert told(heard) == {ANA: "Eva Lund offers to be Data Scientist in Churn."}

    approve, _ = heard.tells[0].reply.actions
    agreed = counter.clicks(ANA, approve)
    held = counter.held("churn", SCIENTIST)["U5"]
    assert (held.state, held.confirmed_by, held.since) == ("accepted", "ana", TODAY)
    assert list(told(agreed)) == [EVA]


def test_codes_do_the_same_and_undo_gives_it_back(counter: Counter) -> None:
    """What a form submits is what the words say."""
    before = counter.facts
    heard = counter.says(EVA, TAKE)
    after = counter.facts
    counter.clicks(EVA, button(heard, "Undo"))
    assert counter.facts == before

    counter.submits(EVA, "take", {"role": (SCIENTIST,), "team": ("team:churn",)})
    assert counter.facts == after


@pytest.mark.parametrize("who", [ANA, INES])
def test_who_decides_has_agreed(counter: Counter, who: str) -> None:
    """A lead and a steward fill it at once; whoever was primary ends and is told."""
    heard = counter.says(who, "take MLOps Engineer in Churn")

    states = {one.state for one in counter.held("churn", MLOPS).values()}
    assert states == {"accepted"}
    assert "cy" not in counter.held("churn", MLOPS)
    assert set(told(heard)) == {CY, ANA} - {who}


def test_the_one_before_stays_until_then(counter: Counter) -> None:
    """An offer takes nothing from whoever fills the role."""
    heard = counter.says(EVA, "take MLOps Engineer in Churn")

    assert "Cy Mail stays until then." in heard.reply.headline
    assert counter.held("churn", MLOPS)["cy"].state == "accepted"


def test_a_backup_takes_over(counter: Counter) -> None:
    """Nobody has to agree once nobody is primary, also where the primary left; the lead is told."""
    assert "Cy Mail is primary" in counter.says(DEE, "take MLOps Engineer in Churn").reply.headline
    counter.leaves(CY)

    heard = counter.says(DEE, "take MLOps Engineer in Churn")

    [(key, held)] = counter.held("churn", MLOPS).items()
    assert (key, held.standing, held.since, held.confirmed) == ("dee", "primary", TODAY, TODAY)
    assert told(heard) == {ANA: "Dee Novak took over as MLOps Engineer in Churn."}


def test_nothing_twice(counter: Counter) -> None:
    """Primary already, offered already."""
    counter.says(EVA, TAKE)

    assert "waits for Ana Ivanova" in counter.says(EVA, TAKE).reply.headline
    assert "You are MLOps Engineer in Churn already" in (
        counter.says(CY, "take MLOps Engineer", place="churn").reply.headline
    )


def test_asked_already(counter: Counter) -> None:
    """Who was asked is offered to accept instead, with one click."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")

    heard = counter.says(EVA, TAKE)

    assert not heard.done
    assert counter.clicks(EVA, button(heard, "Accept")).done
    assert counter.held("churn", SCIENTIST)["U5"].state == "accepted"


def test_not_what_is_waived(counter: Counter) -> None:
    """It says why, and what comes first."""
    counter.says(ANA, "waive Data Scientist in Churn because the models are bought")

    heard = counter.says(EVA, TAKE)

    assert "because the models are bought" in heard.reply.headline
    assert "/ownership restore Data Scientist in Churn" in heard.reply.headline


@pytest.mark.parametrize("who", [GUS, "U8"])
def test_full_members_alone(counter: Counter, who: str) -> None:
    """Neither a guest nor somebody of another organisation, in a shared channel."""
    before = counter.facts

    assert not counter.says(who, TAKE).done
    assert counter.facts == before


def test_where_nobody_leads(counter: Counter) -> None:
    """A steward is asked where the lead has left."""
    counter.leaves(BO)

    assert list(told(counter.says(EVA, "take Data Scientist in Search"))) == [INES]
