"""Assigning: who is asked, who stays until they accept, and what is refused."""

from datetime import date

import pytest

from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    INES,
    MLOPS,
    SCIENTIST,
    TODAY,
    Counter,
    button,
    told,
)


def test_somebody_is_asked(counter: Counter) -> None:
    """They are pending and are told; whoever fills the role stays the answer, and isn't told."""
    heard = counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")

    held = counter.held("churn", MLOPS)
    assert (held["U5"].state, held["U5"].asked, held["U5"].asked_by) == ("pending", TODAY, "ana")
    assert held["cy"].state == "accepted"
    assert "Cy Mail stays until they accept" in heard.reply.headline
    assert list(told(heard)) == [EVA]
    assert "asks you to be MLOps Engineer in Churn" in told(heard)[EVA]


def test_accepting_ends_the_one_before(counter: Counter) -> None:
    """One click: the new one is confirmed, the one before ends and is told, and so is the lead."""
    asked = counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")
    [accept] = [one for one in asked.tells[0].reply.actions if one.label == "Accept"]

    heard = counter.clicks(EVA, accept)

    held = counter.held("churn", MLOPS)
    assert set(held) == {"U5", "dee"}
    assert (held["U5"].state, held["U5"].confirmed, held["U5"].since) == ("accepted", TODAY, TODAY)
    assert set(told(heard)) == {ANA, CY}
    assert "no longer MLOps Engineer in Churn" in told(heard)[CY]


def test_oneself_at_once(counter: Counter) -> None:
    """Who assigns themselves has accepted."""
    heard = counter.says(ANA, "assign me as data scientist", place="churn")

    assert counter.held("churn", SCIENTIST)["ana"].state == "accepted"
    assert heard.tells == ()


@pytest.mark.parametrize("who", [BO, EVA])
def test_not_by_others(counter: Counter, who: str) -> None:
    """Another team's lead and a plain member may not; it is said who may, and written down."""
    heard = counter.says(who, f"assign <@{DEE}> as Data Scientist in Churn")

    assert not heard.done
    assert "Ana Ivanova, who leads Churn" in heard.reply.headline
    assert counter.held("churn", SCIENTIST) == {}
    [refused] = counter.refusals
    assert (refused.actor, refused.how.verb) == (who, "assign")


def test_handing_over_ones_own(counter: Counter) -> None:
    """Whoever fills a role may hand it over."""
    assert counter.says(CY, f"assign <@{EVA}> as MLOps Engineer in Churn").done


def test_undo_takes_it_back(counter: Counter) -> None:
    """The button under what was done takes it back."""
    before = counter.facts
    heard = counter.says(INES, f"assign <@{CY}> as Data Scientist in Churn until 2026-12-31")

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_a_backup_stays_one_until_they_agree(counter: Counter) -> None:
    """Asked to be primary, a backup goes on as backup; agreed, they are primary."""
    before = counter.held("churn", MLOPS)
    asked = counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn")

    assert counter.held("churn", MLOPS)["dee"].standing == "backup"
    assert "asks you to be MLOps Engineer in Churn" in told(asked)[DEE]
    assert not counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn").done

    declined = counter.says(DEE, "decline")
    assert counter.held("churn", MLOPS) == before
    assert "declined" in told(declined)[ANA]

    counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn")
    accepted = counter.says(DEE, "accept")
    held = counter.held("churn", MLOPS)
    assert list(held) == ["dee"]
    assert (held["dee"].standing, held["dee"].asked_by) == ("primary", None)
    assert "no longer" in told(accepted)[CY]


def test_over_is_nothing(counter: Counter) -> None:
    """Who was primary until a day that has passed has no say in it any more."""
    counter.says(CY, "assign me as MLOps Engineer in Churn until 2026-11-24")
    counter.passes(days=30)

    assert not counter.says(CY, "assign me as MLOps Engineer in Churn").done
    assert not counter.says(CY, "assign Pat Paper as MLOps Engineer in Churn").done
    asked = counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")
    assert "stays" not in asked.reply.headline
    accepted = counter.says(EVA, "accept")
    assert CY not in told(accepted)


def test_only_ones_own(counter: Counter) -> None:
    """Who fills a role may hand it over, but not say who backs them up, nor end anybody else."""
    late = f"assign <@{DEE}> as MLOps Engineer in Churn as backup until 2026-11-23"
    assert not counter.says(CY, late).done
    assert not counter.says(CY, "assign Pat Paper as MLOps Engineer in Churn as backup").done

    assert counter.says(CY, "assign me as MLOps Engineer in Churn until 2026-12-31").done
    held = counter.held("churn", MLOPS)
    assert (held["cy"].until, held["dee"].standing) == (date(2026, 12, 31), "backup")


def test_a_volunteer_is_approved(counter: Counter) -> None:
    """Asking somebody who offers it already is answered with the button that agrees."""
    counter.says(EVA, "take Data Scientist in Churn")
    heard = counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")

    assert not heard.done
    assert counter.clicks(ANA, button(heard, "Approve")).done
    assert counter.held("churn", SCIENTIST)["U5"].state == "accepted"


def test_stepping_back(counter: Counter) -> None:
    """A primary may go on as backup; the lead hears that nobody is primary."""
    heard = counter.says(CY, "assign me as MLOps Engineer in Churn as backup")

    assert heard.reply.headline.endswith("as backup from now on. Nobody is primary now.")
    assert "steps back" in told(heard)[ANA]


def test_a_request_that_is_over(counter: Counter) -> None:
    """A request whose last day has passed can't be accepted any more."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn until 2026-11-24")
    counter.passes(days=30)

    heard = counter.says(EVA, "accept")
    assert not heard.done
    assert "There is nothing to accept" in heard.reply.headline
