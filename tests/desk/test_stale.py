"""Buttons that were made before somebody changed what they decide: nothing is done by them."""

import pytest

from bot.desk.stale import dated, told_at
from bot.domain.answer import notice
from bot.domain.ownership.deed import Tell
from bot.domain.reply import Action, Section
from tests.commands.counter import ANA, BO, CY, DEE, EVA, INES, MLOPS, Counter, button

ASK_EVA = f"assign <@{EVA}> as MLOps Engineer in Churn"


def asked(counter: Counter, label: str) -> Action:
    """A button of the message in which Eva is asked."""
    [tell] = counter.says(ANA, ASK_EVA).tells
    [found] = [one for one in tell.reply.actions if one.label == label]
    return found


@pytest.mark.parametrize("label", ["Accept", "Decline"])
@pytest.mark.parametrize(
    "words",
    [
        f"{ASK_EVA} as backup",
        f"{ASK_EVA} until 2026-12-31",
        f"vacate MLOps Engineer in Churn <@{CY}>",
        f"assign <@{DEE}> as MLOps Engineer in Churn",
    ],
)
def test_what_was_asked_is_another(counter: Counter, label: str, words: str) -> None:
    """Who was asked answers what they were told, not what became of it; then they may look."""
    old = asked(counter, label)
    changed = counter.says(INES, words)
    facts = counter.facts

    heard = counter.clicks(EVA, old)

    assert (heard.done, heard.act, heard.tells, counter.facts) == (False, 0, (), facts)
    said = heard.reply.headline
    assert said.startswith(f"Changed meanwhile by Ines Prado (#{changed.act}: ")
    assert said.endswith("Look again at how it stands now.")
    [again] = heard.reply.actions
    assert (again.verb, again.given, again.version) == (old.verb, old.given, counter.version)
    assert counter.clicks(EVA, again).done


@pytest.mark.parametrize("label", ["Accept", "Decline"])
def test_what_was_withdrawn(counter: Counter, label: str) -> None:
    """Where there is nothing to answer any more, it is said first who took it back."""
    old = asked(counter, label)
    gone = counter.says(ANA, f"decline MLOps Engineer in Churn for <@{EVA}>")
    facts = counter.facts

    heard = counter.clicks(EVA, old)

    before = f"Changed meanwhile by Ana Ivanova (#{gone.act}). There is nothing to {old.verb}: "
    assert heard.reply.headline.startswith(before)
    assert (heard.done, counter.facts) == (False, facts)


@pytest.mark.parametrize(
    "words",
    [
        f"assign <@{DEE}> as Data Scientist in Churn",
        "team rename Churn to Retention",
        f"assign <@{EVA}> as MLOps Engineer in Search",
        f"steward add <@{BO}>",
    ],
)
def test_another_matter(counter: Counter, words: str) -> None:
    """What doesn't touch what the button decides leaves it as good as before."""
    old = asked(counter, "Accept")
    assert counter.says(INES, words).done
    assert counter.clicks(EVA, old).done
    assert set(counter.held("churn", MLOPS)) == {"U5", "dee"}


def test_a_list_of_long_ago(counter: Counter) -> None:
    """All still right confirms what was listed: with somebody else in it, it is listed anew."""
    listed = counter.says(ANA, "confirm Churn")
    changed = counter.says(CY, f"assign <@{EVA}> as MLOps Engineer in Churn")
    counter.says(EVA, "accept")
    facts = counter.facts

    heard = counter.clicks(ANA, button(listed, "All still right"))

    assert (heard.done, counter.facts) == (False, facts)
    assert heard.reply.headline.startswith(f"Changed meanwhile by Eva Lund (#{changed.act + 2}: ")
    assert heard.reply.headline.endswith("Is this still right in Churn?")
    assert "Eva Lund: MLOps Engineer in Churn" in heard.reply.text
    assert counter.clicks(ANA, button(heard, "All still right")).done
    assert counter.held("churn", MLOPS)["U5"].confirmed_by == "ana"


def test_a_team_that_has_more_by_now(counter: Counter) -> None:
    """A team is retired with what was listed: with something else in it, it is listed anew."""
    listed = counter.says(ANA, "team retire Churn")
    counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")
    facts = counter.facts

    heard = counter.clicks(ANA, button(listed, "Retire it with all of this"))

    assert (heard.done, counter.facts) == (False, facts)
    assert heard.reply.headline.startswith("You changed this meanwhile (#")
    assert "Eva Lund" in heard.reply.text
    assert counter.clicks(ANA, button(heard, "Retire it with all of this")).done
    assert "churn" not in counter.organisation.team


ANEW = (f"vacate MLOps Engineer in Churn <@{CY}>", f"assign <@{CY}> as MLOps Engineer in Churn")


def _again(counter: Counter) -> None:
    """Cy ends, is asked anew and agrees: who fills the role is another matter by then."""
    for words in ANEW:
        assert counter.says(INES, words).done
    assert counter.says(CY, "accept").done


@pytest.mark.parametrize(
    ("who", "words", "label"),
    [
        (ANA, "confirm Churn", "Not any more"),
        (ANA, "waive MLOps Engineer in Churn because we buy it", "Take Cy Mail off"),
    ],
)
def test_an_old_button_ends_nothing_new(counter: Counter, who: str, words: str, label: str) -> None:
    """A button that takes somebody off is about the part that was shown, not what they have now."""
    shown = counter.says(who, words)
    actions = [*shown.reply.actions, *(a for one in shown.reply.sections for a in one.actions)]
    off = next(one for one in actions if one.label == label and CY in one.given["person"])
    _again(counter)
    facts = counter.facts

    heard = counter.clicks(who, off)

    assert (heard.done, heard.tells, counter.facts) == (False, (), facts)
    assert heard.reply.headline.startswith("Changed meanwhile by Cy Mail (#")
    [again] = heard.reply.actions
    assert again.confirm
    assert counter.clicks(who, again).done
    assert "cy" not in counter.held("churn", MLOPS)


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_steward_who_is_another_matter_by_now(counter: Counter, *, comes_back: bool) -> None:
    """The button for a steward who left takes off neither one who is back nor one named anew."""
    counter.says(INES, f"steward add <@{EVA}>")
    counter.leaves(EVA)
    old = button(counter.says(INES, "gaps"), "Take Eva Lund off")
    assert old.version == counter.version
    if comes_back:
        counter.comes_back(EVA)
    else:
        assert counter.says(INES, "steward remove Eva Lund").done
        assert counter.says(INES, "undo").done
    facts = counter.facts

    heard = counter.clicks(INES, old)

    assert (heard.done, heard.tells, counter.facts) == (False, (), facts)
    [again] = heard.reply.actions
    assert again.confirm
    assert again.version == counter.version
    assert counter.clicks(INES, again).done
    assert "U5" not in counter.organisation.stewards


def test_line_by_line(counter: Counter) -> None:
    """That one line of a list was confirmed is no reason to look at another one again."""
    shown = counter.says(ANA, "confirm Churn")
    actions = [action for one in shown.reply.sections for action in one.actions]
    right = next(a for a in actions if a.label == "Still right" and CY in a.given["person"])
    off = next(a for a in actions if a.label == "Not any more" and DEE in a.given["person"])

    assert counter.clicks(ANA, right).done
    assert counter.clicks(ANA, off).done
    assert set(counter.held("churn", MLOPS)) == {"cy"}


def test_which_buttons_are_dated() -> None:
    """Those that decide on what is shown with them, wherever they stand, and no others."""
    deciding = (
        Action(label="Accept", verb="accept"),
        Action(label="Decline", verb="decline"),
        Action(label="Not any more", verb="vacate"),
        Action(label="Take off", verb="steward remove"),
        Action(label="All", verb="confirm", given={"all": ("yes",)}),
        Action(label="Retire", verb="team retire", given={"anyway": ("yes",)}),
    )
    asked = Action(label="Approve", verb="assign")
    others = (
        asked,
        Action(label="Form", verb="accept", form=True),
        Action(label="Confirm", verb="confirm", given={"team": ("team:churn",)}),
        Action(label="Ask", verb="team retire", given={"team": ("team:churn",)}),
        Action(label="Undo", verb="undo", given={"number": ("7",)}),
    )
    both = (*deciding, *others)
    sections = (Section(heading=None, lines=(), actions=both), Section(heading=None, lines=()))
    reply = notice("Look.").model_copy(update={"actions": both, "sections": sections})
    made = dated(reply, 7)
    for shown in (made.actions, made.sections[0].actions):
        assert [one.version for one in shown] == [7] * len(deciding) + [None] * len(others)
        assert [one.model_copy(update={"version": None}) for one in shown] == list(both)
    assert made.sections[1] == reply.sections[1]
    tell = told_at(Tell("U1", notice("Look.").model_copy(update={"actions": others})), 7)
    assert [one.label for one in tell.reply.actions if one.version == 7] == [asked.label]
