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
    assert heard.reply.headline == (
        "There is nothing to accept: you were asked to be Data Scientist in Churn until "
        "2026-11-24, and that day has passed; Ana Ivanova can ask anew."
    )


UNTIL = "as Data Scientist in Churn until 2026-12-31"


def _until_the_end_of_the_year(counter: Counter) -> None:
    """Eva is Data Scientist in Churn until then, as the lead said."""
    counter.says(ANA, f"assign <@{EVA}> {UNTIL}")
    counter.says(EVA, "accept")


@pytest.mark.parametrize(
    ("more", "end", "stay"),
    [
        ("", None, "without an end"),
        (" until 2027-06-30", date(2027, 6, 30), "until 2027-06-30"),
    ],
)
def test_longer_than_the_lead_said(
    counter: Counter, more: str, end: date | None, stay: str
) -> None:
    """Who fills a role until a day asks whoever leads the team for longer; one click agrees."""
    _until_the_end_of_the_year(counter)
    before = counter.facts

    heard = counter.says(EVA, f"assign me as Data Scientist in Churn{more}")

    assert counter.facts == before
    assert heard.reply.headline == (
        "You are Data Scientist in Churn until 2026-12-31; I asked Ana Ivanova whether you may "
        f"stay {stay}."
    )
    assert told(heard) == {
        ANA: f"Eva Lund is Data Scientist in Churn until 2026-12-31, and asks to stay {stay}."
    }
    [approve] = heard.tells[0].reply.actions
    assert not counter.clicks(DEE, approve).done
    agreed = counter.clicks(ANA, approve)
    assert counter.held("churn", SCIENTIST)["U5"].until == end
    assert told(agreed) == {EVA: f"You are now Data Scientist in Churn {stay} (Ana Ivanova)."}


def test_an_old_wish_for_longer(counter: Counter) -> None:
    """Agreeing does nothing once the part that was to be longer is another."""
    _until_the_end_of_the_year(counter)
    asked = counter.says(EVA, "assign me as Data Scientist in Churn")
    [approve] = asked.tells[0].reply.actions
    counter.says(EVA, "vacate Data Scientist in Churn")

    late = counter.clicks(ANA, approve)

    assert not late.done
    assert late.reply.headline.startswith("Changed meanwhile by Eva Lund")
    assert counter.held("churn", SCIENTIST) == {}


def test_handing_over_no_longer_than_ones_own(counter: Counter) -> None:
    """Whoever gets a role from somebody who fills it until a day has it until then, at most."""
    _until_the_end_of_the_year(counter)

    longer = counter.says(EVA, f"assign <@{CY}> as Data Scientist in Churn until 2027-06-30")
    assert list(longer.wrong) == ["until"]
    assert longer.reply.headline == (
        "You are Data Scientist in Churn until 2026-12-31, so only Ana Ivanova can let Cy Mail "
        "have it for longer."
    )
    asked = counter.says(EVA, f"assign <@{CY}> as Data Scientist in Churn")
    assert "until 2026-12-31" in told(asked)[CY]
    assert counter.says(CY, "accept").done
    assert counter.held("churn", SCIENTIST)["cy"].until == date(2026, 12, 31)


def test_handing_over_for_less_long(counter: Counter) -> None:
    """An earlier end than one's own is one's own to say, and a lead says any."""
    _until_the_end_of_the_year(counter)
    hand_over = f"assign <@{CY}> as Data Scientist in Churn"

    assert counter.says(EVA, f"{hand_over} until 2026-11-30").done
    assert counter.held("churn", SCIENTIST)["cy"].until == date(2026, 11, 30)
    assert counter.says(ANA, hand_over).done
    assert counter.held("churn", SCIENTIST)["cy"].until is None


def test_handing_over_what_was_asked_for_longer(counter: Counter) -> None:
    """What the lead asked somebody without an end, who fills it until a day doesn't cut short."""
    _until_the_end_of_the_year(counter)
    counter.says(ANA, f"assign <@{CY}> as Data Scientist in Churn")

    heard = counter.says(EVA, f"assign <@{CY}> as Data Scientist in Churn")

    assert "was asked already" in heard.reply.headline
    assert counter.held("churn", SCIENTIST)["cy"].until is None


def test_handing_over_to_a_backup_without_an_end(counter: Counter) -> None:
    """Who fills a role until a day can't make its backup primary for longer than that."""
    _until_the_end_of_the_year(counter)
    counter.says(ANA, f"assign <@{CY}> as Data Scientist in Churn as backup")
    counter.says(CY, "accept")

    heard = counter.says(EVA, f"assign <@{CY}> as Data Scientist in Churn")

    assert "only Ana Ivanova can let Cy Mail have it for longer" in heard.reply.headline
    assert not counter.held("churn", SCIENTIST)["cy"].waits


def test_less_long_is_ones_own(counter: Counter) -> None:
    """Whoever fills a role ends it earlier by themselves, and a lead stays for longer."""
    _until_the_end_of_the_year(counter)
    assert counter.says(EVA, "assign me as Data Scientist in Churn until 2026-11-30").done
    assert counter.held("churn", SCIENTIST)["U5"].until == date(2026, 11, 30)

    counter.says(ANA, f"assign me {UNTIL}")
    assert counter.says(ANA, "assign me as Data Scientist in Churn").done
    assert counter.held("churn", SCIENTIST)["ana"].until is None


def test_no_longer_by_stepping_back(counter: Counter) -> None:
    """Who steps back to backup keeps the day on which it ends."""
    _until_the_end_of_the_year(counter)
    back = "assign me as Data Scientist in Churn as backup"

    heard = counter.says(EVA, back)
    assert (heard.done, list(heard.wrong)) == (False, ["until"])
    assert counter.says(EVA, f"{back} until 2026-12-31").done
    held = counter.held("churn", SCIENTIST)["U5"]
    assert (held.standing, held.until) == ("backup", date(2026, 12, 31))


@pytest.mark.parametrize("more", ["", " as backup", " until 2026-12-31"])
def test_asked_already(counter: Counter, more: str) -> None:
    """Who was asked and assigns themselves is offered to accept, as what they were asked."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn{more}")

    heard = counter.says(EVA, "assign me as Data Scientist in Churn")

    assert heard.reply.headline == (
        f"You were asked already to be Data Scientist in Churn{more}; accept it and it is yours."
    )
    assert counter.clicks(EVA, button(heard, "Accept")).done
    assert counter.held("churn", SCIENTIST)["U5"].state == "accepted"


def test_a_backup_who_was_asked(counter: Counter) -> None:
    """A backup who was asked to be primary is offered to accept, too."""
    counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn")

    heard = counter.says(DEE, "assign me as MLOps Engineer in Churn")

    assert counter.clicks(DEE, button(heard, "Accept")).done
    assert counter.held("churn", MLOPS)["dee"].standing == "primary"
