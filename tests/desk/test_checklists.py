"""Checklists whose people leave: sides and lines are handed on, once, and somebody is told."""

from collections.abc import Sequence

from bot.desk.checklists import LEAVERS
from bot.domain.ownership.deed import Tell
from bot.store.due import Due
from tests.commands.counter import ANA, BO, CY, DEE, EVA, INES, WORKSPACE, Counter
from tests.commands.going import START, begun, checklist


def looked(counter: Counter) -> dict[str, str]:
    """Who is told what once somebody may have left."""
    with counter.ledger.open(WORKSPACE, counter.now) as books:
        due = Due(LEAVERS, counter.now)
        found: Sequence[object] = list(counter.desk.rounds.done(books, due, counter.now))
    return {one.user: one.reply.headline for one in found if isinstance(one, Tell)}


def test_whoever_fills_the_role(counter: Counter) -> None:
    """The receiver's place is taken by who fills the role now, and both sides are told, once."""
    begun(counter)
    assert counter.says(EVA, "handoff tick 1 7").done
    counter.leaves(EVA)
    told = looked(counter)
    assert set(told) == {DEE, CY}
    assert looked(counter) == {}
    now = checklist(counter)
    assert now.receiver == "dee"
    assert "instead of Eva Lund" in told[DEE]
    line = now.line(7)
    assert line is not None
    assert line.state == "done"
    [act] = [one for one in counter.acts if one.actor == "rolecall"]
    assert (act.how.verb, act.how.surface) == ("handoff give", "schedule")
    assert counter.says(INES, f"undo {act.number}").done


def test_nobody_fills_it(counter: Counter) -> None:
    """Whoever leads the team is told once; when somebody fills the role they take the place."""
    begun(counter)
    counter.leaves(CY)
    told = looked(counter)
    assert set(told) == {ANA}
    assert "nobody fills that role now. Choose who takes their place." in told[ANA]
    assert checklist(counter).orphaned == ("gives",)
    assert looked(counter) == {}
    assert counter.says(ANA, f"assign <@{BO}> as Data Scientist in Churn").done
    assert counter.says(BO, "accept Data Scientist in Churn").done
    assert set(looked(counter)) == {BO, EVA}
    assert (checklist(counter).giver, checklist(counter).orphaned) == ("bo", ())


def test_who_comes_back(counter: Counter) -> None:
    """Whoever comes back before somebody took their place goes on as if nothing was."""
    begun(counter)
    before = checklist(counter)
    counter.leaves(CY)
    looked(counter)
    counter.comes_back(CY)
    assert looked(counter) == {}
    assert checklist(counter) == before


def test_a_line_of_somebody_who_left(counter: Counter) -> None:
    """A line that was given to somebody who left is its side's again, who is told."""
    begun(counter)
    assert counter.says(EVA, f"handoff give 1 line 7 to <@{DEE}>").done
    counter.leaves(DEE)
    assert looked(counter) == {
        EVA: "Dee Novak has left: line 7 of handoff 1 “fraud v3” is yours again."
    }
    assert checklist(counter).people == {"cy", EVA}


def test_what_is_over_stays(counter: Counter) -> None:
    """Of a handoff that is over nobody is replaced."""
    begun(counter)
    assert counter.says(CY, "handoff cancel 1 because we stop").done
    before = checklist(counter)
    counter.leaves(CY)
    assert (looked(counter), checklist(counter)) == ({}, before)


def test_of_no_team(counter: Counter) -> None:
    """Without a team nobody fills its roles, so whoever looks after the workspace chooses."""
    assert counter.says(ANA, START.removesuffix(" for Churn")).done
    counter.leaves(EVA)
    assert set(looked(counter)) == {INES}
