"""Retiring a team: what it leaves behind, where that goes, and that nothing is lost."""

import pytest

from bot.desk.desk import Heard
from bot.domain.fact import Change, Subject
from bot.domain.ownership.codes import YES
from bot.store.ledger import Ledger
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    DEVOPS,
    EVA,
    INES,
    MLOPS,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
    button,
    told,
)

CY_IN_CHURN = Subject("assignment", ("churn", MLOPS, "cy"))


def lines(heard: Heard) -> list[str]:
    """The lines under the headline."""
    return ["".join(s.text for s in line) for one in heard.reply.sections for line in one.lines]


def record(ledger: Ledger, change: Change) -> None:
    """A file says so."""
    with ledger.open(WORKSPACE, NOW) as books:
        books.record([change], actor="import", source="file:harbour.yaml")


def test_asks_where_it_goes(counter: Counter) -> None:
    """A team that has something isn't retired yet: what it has is listed, with two ways on."""
    before = counter.version
    heard = counter.says(ANA, "team retire Churn")

    assert (heard.act, counter.version) == (0, before)
    assert "Cy Mail, MLOps Engineer" in heard.reply.text
    assert "Dee Novak, MLOps Engineer as backup" in heard.reply.text
    choose = button(heard, "Choose where it goes")
    assert (choose.form, choose.given) == (True, {"team": ("team:churn",)})
    anyway = button(heard, "Retire it with all of this")
    assert anyway.style == "danger"
    assert anyway.confirm


def test_anyway(counter: Counter) -> None:
    """All of it ends at once, who had a role is told, and one undo brings everything back."""
    asked, before = counter.says(ANA, "team retire Churn"), counter.facts
    heard = counter.clicks(ANA, button(asked, "Retire it with all of this"))

    assert "churn" not in counter.organisation.team
    assert not [subject for subject in counter.facts if "churn" in subject.key]
    assert "no longer MLOps Engineer in Churn" in told(heard)[CY]
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_to_another_team(counter: Counter) -> None:
    """People and rules move; what the other team has said for itself stays its own."""
    for text in (
        "assign <@U3> as DevOps in Search",
        f"assign <@{EVA}> as MLOps Engineer in Search",
        "override Deploy models in Churn to DevOps because they have the keys",
        "waive Data Scientist in Churn because the models are bought",
        "waive Data Engineer in Churn because there is no data",
        "waive Data Engineer in Search because it is bought",
    ):
        assert counter.says(INES, text).done, text
    counter.says(EVA, "accept")
    before = counter.facts

    heard = counter.says(INES, "team retire Churn to Search")

    search = counter.team("search")
    held = {key: (one.standing, one.state) for key, one in counter.held("search", MLOPS).items()}
    assert held == {
        "U5": ("primary", "accepted"),
        "cy": ("backup", "accepted"),
        "dee": ("backup", "accepted"),
    }
    assert [one.because for one in search.overrides] == ["they have the keys"]
    assert [one.because for one in search.waived] == [
        "it is bought",
        "the models are bought",
    ]
    assert "MLOps Engineer: backup there, for Eva Lund fills it first" in heard.reply.text
    assert "Search has said that for itself" in heard.reply.text
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


@pytest.mark.parametrize(
    ("there", "here", "held", "said"),
    [
        (
            ["assign <@U3> as MLOps Engineer in Search"],
            CY,
            ("primary", "accepted"),
            "MLOps Engineer: the request there is over",
        ),
        (
            ["assign <@U3> as MLOps Engineer in Search as backup", "<@U3> accept"],
            CY,
            ("primary", "accepted"),
            "MLOps Engineer: primary there, no longer backup",
        ),
        (
            ["assign <@U3> as MLOps Engineer in Search until 2026-11-25", "<@U3> accept"],
            CY,
            ("primary", "accepted"),
            "MLOps Engineer: there without an end, no longer until 2026-11-25",
        ),
        (
            ["assign <@U3> as MLOps Engineer in Search", "<@U3> accept"],
            CY,
            ("primary", "accepted"),
            "MLOps Engineer: has that role there already",
        ),
        (
            ["assign <@U4> as MLOps Engineer in Search", "<@U4> accept"],
            DEE,
            ("primary", "accepted"),
            "MLOps Engineer as backup: has that role there already",
        ),
        (
            [
                "assign <@U5> as MLOps Engineer in Search",
                "<@U5> accept",
                "assign <@U3> as MLOps Engineer in Search",
            ],
            CY,
            ("backup", "accepted"),
            "MLOps Engineer: backup there, for Eva Lund fills it first; the request there is over",
        ),
    ],
)
def test_who_has_it_there_already(
    counter: Counter, there: list[str], here: str, held: tuple[str, str], said: str
) -> None:
    """Nobody has the same role twice: what is accepted, primary and longer stays, and is told."""
    for text in there:
        who, words = (text[2:4], text[6:]) if text.startswith("<@") else (INES, text)
        assert counter.says(who, words).done, text
    before = counter.facts
    heard = counter.says(INES, "team retire Churn to Search")

    key = counter.organisation.account[here].key
    one = counter.held("search", MLOPS)[key]
    assert (one.standing, one.state, one.until) == (*held, None)
    assert any(line.endswith(f", {said}") for line in lines(heard))
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_who_was_asked_in_both(counter: Counter) -> None:
    """A request stays where the same was asked there too; an offer there gives way to a role."""
    for team in ("Churn", "Search"):
        assert counter.says(INES, f"assign <@{EVA}> as Data Engineer in {team}").done
    assert counter.says(CY, "take MLOps Engineer in Search").done
    assert counter.says(DEE, "take Data Scientist in Churn").done
    assert counter.says(DEE, "take Data Scientist in Search").done
    told_of = lines(counter.says(INES, "team retire Churn to Search"))

    asked = ", asked and not accepted yet"
    assert f"Eva Lund, Data Engineer{asked}: was asked for that there already" in told_of
    assert "Cy Mail, MLOps Engineer: what they offered there is over" in told_of
    assert f"Dee Novak, Data Scientist{asked}: has offered that there already" in told_of
    assert counter.held("search", "role:data-engineer")["U5"].state == "pending"


def test_what_begins_there_later(counter: Counter, ledger: Ledger) -> None:
    """Who has it today has it there today too, though it was to begin there only later."""
    body = {**counter.facts[CY_IN_CHURN], "since": "2027-01-01"}
    record(ledger, Change(Subject("assignment", ("search", MLOPS, "cy")), None, body))
    heard = counter.says(INES, "team retire Churn to Search")

    assert counter.held("search", MLOPS)["cy"].since is None
    assert "Cy Mail, MLOps Engineer: there from now on, not from 2027-01-01" in lines(heard)


def test_whose_time_was_over_there(counter: Counter) -> None:
    """A role that ended there by its last day is nothing: the current one moves, and is told."""
    counter.says(INES, f"assign <@{CY}> as MLOps Engineer in Search until 2026-11-25")
    counter.says(CY, "accept")
    counter.passes(days=5)
    heard = counter.says(INES, "team retire Churn to Search")

    cy = counter.held("search", MLOPS)["cy"]
    assert (cy.standing, cy.state, cy.until) == ("primary", "accepted", None)
    assert "already" not in heard.reply.text
    assert "You are now MLOps Engineer in Search" in told(heard)[CY]


@pytest.mark.parametrize("way", ["over", "left"])
def test_nobody_goes_behind_somebody_who_is_gone(counter: Counter, way: str) -> None:
    """Who is primary stays so where the primary there has left, or had until a day that passed."""
    until = " until 2026-11-25" if way == "over" else ""
    counter.says(INES, f"assign <@{EVA}> as MLOps Engineer in Search{until}")
    counter.says(EVA, "accept")
    counter.passes(days=5)
    if way == "left":
        counter.leaves(EVA)
    heard = counter.says(INES, "team retire Churn to Search")

    assert counter.held("search", MLOPS)["cy"].standing == "primary"
    assert "fills it first" not in heard.reply.text


def test_nobody_goes_behind_somebody_who_has_yet_to_begin(counter: Counter, ledger: Ledger) -> None:
    """Who is primary today stays so where the primary there begins only later."""
    body = {**counter.facts[CY_IN_CHURN], "since": "2027-01-01"}
    record(ledger, Change(Subject("assignment", ("search", MLOPS, "bo")), None, body))
    counter.says(INES, "team retire Churn to Search")

    assert counter.held("search", MLOPS)["cy"].standing == "primary"


def test_what_is_over_stays_behind(counter: Counter) -> None:
    """What had its last day before isn't left over, nor handed over, nor told of; undo has it."""
    counter.says(INES, f"assign <@{EVA}> as Data Engineer in Search until 2026-11-25")
    counter.says(EVA, "accept")
    counter.passes(days=5)
    before = counter.facts
    counter.says(BO, f"assign <@{EVA}> as Data Scientist in Search")
    assert "Data Engineer" not in counter.says(BO, "team retire Search").reply.text
    counter.says(BO, "undo")

    heard = counter.says(INES, "team retire Search to Churn")
    assert counter.held("churn", "role:data-engineer") == {}
    assert told(heard) == {}
    undone = counter.clicks(INES, button(heard, "Undo"))
    assert told(undone) == {}
    assert counter.facts == before


def test_whose_request_becomes_what_they_are(counter: Counter) -> None:
    """Who was asked to be backup, and is that there, isn't asked to be primary instead."""
    for who, text in (
        (INES, f"assign <@{EVA}> as MLOps Engineer in Search"),
        (EVA, "accept"),
        (ANA, f"assign <@{CY}> as MLOps Engineer in Churn as backup"),
        (INES, "team retire Churn to Search"),
    ):
        assert counter.says(who, text).done, text

    cy = counter.held("search", MLOPS)["cy"]
    assert (cy.standing, cy.waits) == ("backup", False)


def test_a_role_that_is_not_needed_there(counter: Counter) -> None:
    """Nobody fills a role that the other team said it doesn't need: that ends, with the reason."""
    assert counter.says(INES, "waive MLOps Engineer in Search because it is bought").done
    before = counter.facts
    heard = counter.says(INES, "team retire Churn to Search")

    assert counter.held("search", MLOPS) == {}
    [waiver] = counter.team("search").waived
    assert waiver.because == "it is bought"
    assert (
        "Cy Mail, MLOps Engineer: ended, for Search doesn't need that role, because it is bought"
    ) in lines(heard)
    assert "no longer MLOps Engineer in Churn" in told(heard)[CY]
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_a_role_that_somebody_is_to_fill_there(counter: Counter) -> None:
    """That a role isn't needed doesn't move to where somebody was asked to fill it."""
    for text in (
        "waive Data Scientist in Churn because the models are bought",
        f"assign <@{EVA}> as Data Scientist in Search",
    ):
        assert counter.says(INES, text).done, text
    heard = counter.says(INES, "team retire Churn to Search")

    assert counter.team("search").waived == ()
    assert "No need for a Data Scientist: somebody is to fill it in Search" in lines(heard)
    assert counter.says(EVA, "accept").done


def test_not_needed_and_filled_until_a_day_that_passed(counter: Counter) -> None:
    """That a role isn't needed moves to where nobody fills it any more."""
    counter.says(INES, f"assign <@{EVA}> as Data Scientist in Search until 2026-11-25")
    counter.says(EVA, "accept")
    counter.passes(days=5)
    counter.says(ANA, "waive Data Scientist in Churn because it is bought")
    counter.says(INES, "team retire Churn to Search")

    assert [one.because for one in counter.team("search").waived] == ["it is bought"]


def test_not_needed_and_filled_by_somebody_who_left(counter: Counter) -> None:
    """Who left doesn't fill a role, so that it isn't needed goes with them."""
    counter.leaves(CY)
    counter.leaves(DEE)
    assert counter.says(ANA, "waive MLOps Engineer in Churn because it is bought").done
    counter.says(INES, "team retire Churn to Search")

    assert [one.because for one in counter.team("search").waived] == ["it is bought"]


def test_platform_team(counter: Counter) -> None:
    """Only a platform team takes over the teams that one serves; without one they have none."""
    wrong = counter.says(BO, "team retire ML Platform to Search").wrong
    assert "serves Churn and Search" in wrong["to"]
    counter.says(INES, "team add Base as platform")
    before = counter.facts

    heard = counter.says(INES, "team retire ML Platform to Base")
    assert {counter.team(key).platform for key in ("churn", "search")} == {"base"}
    assert set(counter.held("base", DEVOPS)) == {"bo"}
    counter.clicks(INES, button(heard, "Undo"))
    assert counter.facts == before

    codes = {"team": ("team:platform",), "anyway": (YES,)}
    assert counter.submits(BO, "team retire", codes).done
    assert {counter.team(key).platform for key in ("churn", "search")} == {None}


@pytest.mark.parametrize("words", ["anyway", "to Base"])
def test_who_retired_a_platform_team_undoes_it(counter: Counter, words: str) -> None:
    """Doing and undoing need the same right, though a team that it served isn't theirs."""
    counter.says(INES, f"team add Base as platform led by <@{BO}>")
    before = counter.facts
    heard = counter.says(BO, f"team retire ML Platform {words}")
    assert heard.done
    undone = counter.clicks(BO, button(heard, "Undo"))
    assert (undone.done, counter.facts) == (True, before)

    again = counter.clicks(BO, button(undone, "Undo"))
    assert again.done
    assert "platform" not in counter.organisation.team
    assert not counter.clicks(ANA, button(again, "Undo")).done


def test_teams_are_not_taken_back_by_one_platform_team_alone(counter: Counter) -> None:
    """Teams that moved between platform teams move again only by who leads both, as they did."""
    counter.says(INES, f"team add Core as platform led by <@{CY}>")
    counter.says(INES, "team add Pricing as embedded in #pricing served by Core")
    retired = counter.says(INES, "team retire Core to ML Platform")
    undone = counter.clicks(INES, button(retired, "Undo"))
    assert undone.done

    for lead in (CY, BO):
        assert not counter.says(lead, f"undo {undone.act}").done
    assert counter.team("pricing").platform == "core"
    assert counter.says(INES, f"undo {undone.act}").done


def test_a_request_goes_along(counter: Counter) -> None:
    """Who was asked can accept: whoever retired the team asks them for the one it went to."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    before = counter.facts

    heard = counter.says(INES, "team retire Churn to Search")

    assert "Ines Prado asks you to be Data Scientist in Search." in told(heard)[EVA]
    assert counter.says(EVA, "accept").done
    assert counter.held("search", SCIENTIST)["U5"].state == "accepted"
    assert counter.says(EVA, "undo").done
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


@pytest.mark.parametrize("whom", [EVA, DEE])
def test_what_an_owner_asked_for_ends(counter: Counter, whom: str) -> None:
    """Who is primary no more in the other team asks nobody there; whoever was asked is told."""
    counter.says(BO, "assign me as MLOps Engineer in Search")
    counter.says(CY, f"assign <@{whom}> as MLOps Engineer in Churn")

    heard = counter.says(INES, "team retire Churn to Search")

    assert heard.done
    assert not [one for one in counter.team("search").assignments if one.waits]
    assert "no longer" in told(heard)[whom]
    assert "asks you" not in told(heard)[whom]


def test_what_an_owner_asked_for_goes_along(counter: Counter) -> None:
    """Who is primary in the other team too goes on handing it over."""
    counter.says(CY, f"assign <@{EVA}> as MLOps Engineer in Churn")
    counter.says(INES, "team retire Churn to Search")

    assert counter.says(EVA, "accept").done
    assert set(counter.held("search", MLOPS)) == {"U5", "dee"}


def test_an_offer_goes_along(counter: Counter) -> None:
    """Who offered is told where it waits for an answer now, and again when that is undone."""
    counter.says(EVA, "take Data Scientist in Churn")

    heard = counter.says(INES, "team retire Churn to Search")

    assert told(heard)[EVA] == (
        "Your offer to be Data Scientist in Churn goes to Search now, and waits for an answer "
        "there (Ines Prado)."
    )
    assert "Eva Lund offers to be Data Scientist in Search" in told(heard)[BO]
    undone = counter.clicks(INES, button(heard, "Undo"))
    assert told(undone)[EVA].startswith("Your offer to be Data Scientist in Search goes to Churn")


def test_served_teams_are_told(counter: Counter) -> None:
    """Who leads a team hears that another platform team serves it, none does, or does again."""
    counter.says(INES, "team add Base as platform")
    heard = counter.says(INES, "team retire ML Platform to Base")
    assert told(heard)[ANA] == (
        "Churn is served by Base from now on, no longer by ML Platform (Ines Prado)."
    )
    both = [tell.reply.text for tell in heard.tells if tell.user == BO]
    assert "Search is served by Base from now on, no longer by ML Platform (Ines Prado)." in both
    undone = counter.clicks(INES, button(heard, "Undo"))
    assert told(undone)[ANA].startswith("Churn is served by ML Platform from now on")

    counter.says(INES, f"team set Search led by <@{ANA}>")
    heard = counter.says(BO, "team retire ML Platform anyway")
    assert told(heard)[ANA] == (
        "Churn and Search have no platform team any more: ML Platform is retired (Bo Chen)."
    )
    undone = counter.clicks(BO, button(heard, "Undo"))
    assert told(undone)[ANA] == (
        "Churn and Search are served by ML Platform from now on (Bo Chen)."
    )


def test_setting_the_platform_is_no_following(counter: Counter) -> None:
    """Which platform team serves a team is otherwise its own matter: its lead alone may undo."""
    counter.says(INES, f"team add Base as platform led by <@{BO}>")
    chosen = counter.says(ANA, "team set Churn served by Base")

    assert not counter.says(BO, f"undo {chosen.act}").done
    assert counter.says(ANA, f"undo {chosen.act}").done


def test_nothing_left_over(counter: Counter) -> None:
    """A team that has nothing is retired at once, and its name is offered no more."""
    assert counter.says(BO, "team retire Search").act

    assert "There is no team “Search” here" in counter.says(BO, "team retire Search").reply.headline


@pytest.mark.parametrize(
    ("text", "field"),
    [("Churn to Churn", "to"), ("Churn to Search anyway", "anyway")],
)
def test_what_cannot_be(counter: Counter, text: str, field: str) -> None:
    """A team goes to another one, or ends; not both."""
    assert list(counter.says(INES, f"team retire {text}").wrong) == [field]


@pytest.mark.parametrize(
    ("who", "text"),
    [(BO, "Churn anyway"), (CY, "Churn"), (ANA, "Churn to Search")],
)
def test_not_by_others(counter: Counter, who: str, text: str) -> None:
    """Only who leads the team, and the one that takes it over, may; a refusal is noted."""
    assert not counter.says(who, f"team retire {text}").done
    assert "churn" in counter.organisation.team
    assert [refused.how.verb for refused in counter.refusals] == ["team retire"]
