"""Accepting: whose word it is, which request is meant, and who may say yes for whom."""

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

ASK_EVA = f"assign <@{EVA}> as Data Scientist in Churn"


@pytest.mark.parametrize("who", [INES, ANA, BO, CY])
@pytest.mark.parametrize("whom", [f"<@{EVA}>", "@Eva Lund", "eva lund"])
def test_not_for_somebody_else(counter: Counter, who: str, whom: str) -> None:
    """Only who was asked says yes, not even who asked; that is said, and written down."""
    counter.says(ANA, ASK_EVA)
    facts = counter.facts

    heard = counter.says(who, f"accept Data Scientist in Churn for {whom}")

    assert (heard.done, heard.tells, counter.facts) == (False, (), facts)
    assert heard.reply.headline == (
        "Eva Lund was asked, so only Eva Lund can say yes to that; to withdraw it, use "
        "`/ownership decline`."
    )
    [refused] = counter.refusals
    assert (refused.actor, refused.how.verb) == (who, "accept")
    assert refused.because == heard.reply.headline


@pytest.mark.parametrize("who", [BO, CY, DEE])
def test_not_an_offer_to_others(counter: Counter, who: str) -> None:
    """To an offer whoever leads the team says yes, or a steward; they are named to the others."""
    counter.says(EVA, "take Data Scientist in Churn")

    heard = counter.says(who, f"accept for <@{EVA}>")

    assert heard.reply.headline == (
        "Only whoever it concerns, or Ana Ivanova, who leads Churn, or Ines Prado or the "
        "workspace's admins and owners can do that."
    )
    assert counter.held("churn", SCIENTIST)["U5"].state == "pending"
    assert [(one.actor, one.how.verb) for one in counter.refusals] == [(who, "accept")]


def test_not_ones_own_offer(counter: Counter) -> None:
    """Who offered can't agree to it themselves."""
    counter.says(EVA, "take Data Scientist in Churn")
    assert "Ana Ivanova, who leads Churn" in counter.says(EVA, "accept").reply.headline
    assert counter.held("churn", SCIENTIST)["U5"].state == "pending"


@pytest.mark.parametrize("who", [ANA, INES])
def test_an_offer(counter: Counter, who: str) -> None:
    """Whoever leads the team, or a steward, agrees; who offered is told, and undoing asks again."""
    counter.says(EVA, "take Data Scientist in Churn")
    before = counter.facts

    heard = counter.says(who, f"accept for <@{EVA}>")

    held = counter.held("churn", SCIENTIST)["U5"]
    assert (held.state, held.since, held.confirmed) == ("accepted", TODAY, TODAY)
    assert heard.reply.headline == "Eva Lund is Data Scientist in Churn from now on."
    assert "You are now Data Scientist in Churn" in told(heard)[EVA]
    assert counter.clicks(who, button(heard, "Undo")).done
    assert held.person in counter.held("churn", SCIENTIST)
    assert counter.held("churn", SCIENTIST)["U5"].state == "pending"
    entered = {one for one in counter.facts.keys() ^ before.keys() if one.kind != "person"}
    assert entered == set()


def test_which_one(counter: Counter) -> None:
    """With several requests each is a button, and the role or the team says which as well."""
    counter.says(ANA, ASK_EVA)
    counter.says(BO, f"assign <@{EVA}> as Data Engineer in Search")

    heard = counter.says(EVA, "accept")
    assert heard.reply.headline == "Which one do you accept?"
    labels = [one.label for one in heard.reply.actions]
    assert labels == ["Data Scientist in Churn", "Data Engineer in Search"]

    assert counter.clicks(EVA, button(heard, "Data Scientist in Churn")).done
    assert counter.says(EVA, "accept in Search").done
    assert {one.state for one in counter.team("search").assignments} == {"accepted"}


def test_nobody_was_asked(counter: Counter) -> None:
    """Where nothing waits for an answer that is said of whom it was asked."""
    for words, whom in (("accept", "you were"), ("accept for Pat Paper", "Pat Paper was")):
        heard = counter.says(ANA, words)
        assert heard.reply.headline.startswith(f"There is nothing to accept: {whom} not asked")
    assert counter.says(GUS, "accept").reply.headline.startswith("Guests can look")
    assert [one.actor for one in counter.refusals] == [GUS]


def test_not_needed_by_now(counter: Counter) -> None:
    """What the team said since that it doesn't need can't be accepted; what comes first is said."""
    counter.says(ANA, ASK_EVA)
    declined = counter.says(EVA, "decline")
    counter.says(ANA, "waive Data Scientist in Churn because the models are bought")
    assert counter.says(EVA, f"undo {declined.act}").done

    heard = counter.says(EVA, "accept")

    assert heard.reply.headline == (
        "Churn doesn't need Data Scientist, because the models are bought; where that is over, "
        "`/ownership restore Data Scientist in Churn` comes first."
    )
    assert counter.held("churn", SCIENTIST)["U5"].state == "pending"
    assert counter.says(ANA, "restore Data Scientist in Churn").done
    assert counter.says(EVA, "accept").done


HAND_OVER = f"assign <@{EVA}> as MLOps Engineer in Churn"


def _requests(counter: Counter) -> dict[str, str | None]:
    """Who is asked to be MLOps Engineer in Churn, and by whom."""
    held = counter.held("churn", MLOPS)
    return {key: one.asked_by for key, one in held.items() if one.waits}


def test_what_an_owner_asked_ends_with_their_part(counter: Counter) -> None:
    """Once another accepted, nobody can accept what the one before had asked; they are told."""
    asked = counter.says(CY, HAND_OVER)
    counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn")
    before = counter.facts

    accepted = counter.says(DEE, "accept")

    assert accepted.reply.headline == (
        "You are MLOps Engineer in Churn from now on. Cy Mail no longer is."
    )
    assert (
        told(accepted)[EVA] == "You are no longer asked to be MLOps Engineer in Churn (Dee Novak)."
    )
    assert set(counter.held("churn", MLOPS)) == {"dee"}
    late = counter.clicks(EVA, asked.tells[0].reply.actions[0])
    assert not late.done
    assert set(counter.held("churn", MLOPS)) == {"dee"}
    assert counter.says(DEE, "undo").done
    assert counter.facts == before


def test_of_two_whom_an_owner_asked_one_accepts(counter: Counter) -> None:
    """Whoever accepts first has it, and the other isn't asked any more."""
    counter.says(CY, HAND_OVER)
    counter.says(CY, f"assign <@{BO}> as MLOps Engineer in Churn")

    accepted = counter.says(EVA, "accept")

    assert accepted.reply.headline.endswith("Cy Mail handed it over.")
    assert "no longer asked" in told(accepted)[BO]
    assert _requests(counter) == {}


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (CY, "vacate MLOps Engineer in Churn"),
        (ANA, f"vacate MLOps Engineer in Churn <@{CY}>"),
        (CY, "assign me as MLOps Engineer in Churn as backup"),
        (ANA, "take MLOps Engineer in Churn"),
        (ANA, "assign Pat Paper as MLOps Engineer in Churn"),
    ],
)
@pytest.mark.parametrize("whom", [EVA, DEE])
def test_however_their_part_ends(counter: Counter, who: str, words: str, whom: str) -> None:
    """What the owner asked for is over in the same deed, and comes back when that is undone."""
    counter.says(CY, f"assign <@{whom}> as MLOps Engineer in Churn")
    before = counter.facts
    assert set(_requests(counter).values()) == {"cy"}

    ended = counter.says(who, words)

    assert (ended.done, _requests(counter)) == (True, {})
    said = [tell.reply.text for tell in ended.tells if tell.user == whom]
    assert any("no longer asked to be MLOps Engineer in Churn" in one for one in said)
    assert not counter.says(whom, "accept").done
    assert counter.says(who, "undo").done
    assert counter.facts == before


def test_a_backup_agrees_to_be_one(counter: Counter) -> None:
    """Who accepts to be backup from now on isn't primary, so what they asked is over."""
    counter.says(CY, HAND_OVER)
    counter.says(ANA, f"assign <@{CY}> as MLOps Engineer in Churn as backup")

    assert "no longer asked" in told(counter.says(CY, "accept"))[EVA]
    assert _requests(counter) == {}


@pytest.mark.parametrize("asker", [ANA, INES])
def test_what_a_lead_asked_stays(counter: Counter, asker: str) -> None:
    """Who is in charge goes on asking, also where they filled the role until now."""
    counter.says(asker, "take MLOps Engineer in Churn")
    counter.says(asker, HAND_OVER)
    counter.says(asker, f"assign <@{DEE}> as MLOps Engineer in Churn")

    counter.says(DEE, "accept")

    assert list(_requests(counter)) == ["U5"]
    assert counter.says(EVA, "accept").done
    assert set(counter.held("churn", MLOPS)) == {"U5"}


def test_a_request_whose_owner_is_none_any_more(counter: Counter) -> None:
    """Where the owner's time is over, so is their say; whoever may ask anew is named."""
    counter.says(CY, HAND_OVER)
    counter.says(CY, "assign me as MLOps Engineer in Churn until 2026-11-24")
    counter.passes(days=2)
    before = counter.facts

    heard = counter.says(EVA, "accept")

    assert (heard.done, counter.facts) == (False, before)
    assert heard.reply.headline == (
        "Cy Mail asked you, and has no say any more in who is MLOps Engineer in Churn; ask "
        "Ana Ivanova to ask you anew."
    )
    anew = counter.says(ANA, HAND_OVER)
    assert "asks you to be MLOps Engineer in Churn" in told(anew)[EVA]
    assert counter.clicks(EVA, anew.tells[0].reply.actions[0]).done


@pytest.mark.parametrize(
    "before", [(), ("take MLOps Engineer in Churn", "vacate MLOps Engineer in Churn")]
)
def test_who_asked_leads_no_more(counter: Counter, before: tuple[str, ...]) -> None:
    """What a lead asked holds though somebody else leads the team, and fills the role, by now."""
    for words in (*before, HAND_OVER):
        assert counter.says(ANA, words).done
    counter.says(INES, f"team set Churn led by <@{BO}>")
    counter.says(BO, "take MLOps Engineer in Churn")

    assert counter.says(EVA, "accept").done
    assert set(counter.held("churn", MLOPS)) == {"U5", "dee"}


def test_who_asked_is_no_admin_any_more(counter: Counter) -> None:
    """What an admin asked holds, though they filled nothing there and their account is gone."""
    counter.says(INES, HAND_OVER)
    counter.leaves(INES)

    assert counter.says(EVA, "accept").done
    assert set(counter.held("churn", MLOPS)) == {"U5", "dee"}
