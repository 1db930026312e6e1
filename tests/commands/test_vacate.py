"""Vacating: who ends, who may, and what the backup is asked."""

import pytest

from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    DEVOPS,
    EVA,
    MLOPS,
    SCIENTIST,
    Counter,
    button,
    told,
)

VACATE = "vacate MLOps Engineer in Churn"


def test_the_backup_is_asked(counter: Counter) -> None:
    """The primary ends and is told; the backup takes over with one click."""
    heard = counter.says(ANA, VACATE)

    assert set(counter.held("churn", MLOPS)) == {"dee"}
    assert heard.reply.headline == (
        "Cy Mail is no longer MLOps Engineer in Churn. I asked the backup, Dee Novak, to take over."
    )
    assert set(told(heard)) == {CY, DEE}
    assert told(heard)[DEE] == (
        "Nobody is MLOps Engineer in Churn any more; you are the backup. Will you take over?"
    )
    [ask] = [tell.reply for tell in heard.tells if tell.user == DEE]
    assert counter.clicks(DEE, ask.actions[0]).done
    assert counter.held("churn", MLOPS)["dee"].standing == "primary"


def test_codes_do_the_same_and_undo_gives_it_back(counter: Counter) -> None:
    """What a form submits is what the words say."""
    before = counter.facts
    heard = counter.says(ANA, f"{VACATE} @cy mail")
    after = counter.facts
    counter.clicks(ANA, button(heard, "Undo"))
    assert counter.facts == before

    codes = {"role": (MLOPS,), "team": ("team:churn",), "person": (CY,)}
    counter.submits(ANA, "vacate", codes)
    assert counter.facts == after


@pytest.mark.parametrize(
    ("who", "stays", "was"), [(CY, "dee", "MLOps"), (DEE, "cy", "the backup for MLOps")]
)
def test_ones_own_goes_first(counter: Counter, who: str, stays: str, was: str) -> None:
    """Without a name it is the actor's own, as primary or as backup; the lead is told."""
    heard = counter.says(who, "vacate MLOps Engineer", place="churn")

    assert set(counter.held("churn", MLOPS)) == {stays}
    assert told(heard)[ANA].endswith(f" gave up being {was} Engineer in Churn.")
    assert (DEE in told(heard)) == (who == CY)


@pytest.mark.parametrize("who", [BO, EVA])
def test_not_by_others(counter: Counter, who: str) -> None:
    """Neither another team's lead nor a plain member; it is written down, and nobody is asked."""
    heard = counter.says(who, VACATE)

    assert not heard.done
    assert heard.tells == ()
    assert set(counter.held("churn", MLOPS)) == {"cy", "dee"}
    [refused] = counter.refusals
    assert (refused.actor, refused.how.verb) == (who, "vacate")


def test_where_nobody_is_left(counter: Counter) -> None:
    """Somebody can be chosen at once, in a form that knows role and team."""
    heard = counter.says(BO, "vacate role:devops-engineer in ML Platform")

    assert "Nobody fills it now." in heard.reply.headline
    choose = button(heard, "Assign somebody")
    assert choose.form
    assert choose.given == {"role": (DEVOPS,), "team": ("team:platform",)}


def test_a_backup_who_does_it_or_has_no_account(counter: Counter) -> None:
    """A lead who is backup themselves gets the button here; on paper nobody can be asked."""
    counter.says(ANA, "assign @Pat Paper as Data Scientist in Churn as backup")
    counter.says(ANA, f"assign <@{ANA}> as Data Scientist in Churn")
    on_paper = counter.says(ANA, "vacate Data Scientist in Churn")
    assert "The backup is Pat Paper, whom I can't ask in Slack." in on_paper.reply.headline
    assert on_paper.tells == ()

    counter.says(DEE, VACATE)
    counter.says(ANA, "assign me as MLOps Engineer in Churn as backup")
    heard = counter.says(ANA, f"{VACATE} @Cy Mail")
    assert counter.clicks(ANA, button(heard, "Take over")).done
    assert set(counter.held("churn", MLOPS)) == {"ana"}


def test_one_of_several_and_requests(counter: Counter) -> None:
    """A request ends like a role does, and whoever fills the role stays."""
    counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")

    heard = counter.says(ANA, f"{VACATE} <@{EVA}>")

    assert heard.reply.headline == "Eva Lund is no longer asked to be MLOps Engineer in Churn."
    assert set(counter.held("churn", MLOPS)) == {"cy", "dee"}
    assert list(told(heard)) == [EVA]


def test_nothing_to_end(counter: Counter) -> None:
    """It says so, and who is only backup is named."""
    assert "Eva Lund is not MLOps" in counter.says(ANA, f"{VACATE} <@{EVA}>").reply.headline
    empty = counter.says(ANA, "vacate Data Scientist in Churn")
    assert button(empty, "Assign somebody").given["role"] == (SCIENTIST,)
    counter.says(CY, VACATE)
    assert "(Dee Novak as backup" in counter.says(ANA, VACATE).reply.headline
