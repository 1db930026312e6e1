"""Gaps as they are told: a section for each kind, with what can be done at once."""

from bot.domain.fact import Body, Change, Subject
from bot.domain.reply import Section
from bot.store.ledger import Ledger
from tests.commands.counter import (
    ANA,
    BO,
    DEE,
    DEVOPS,
    EVA,
    GUS,
    INES,
    MLOPS,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
    button,
)


def told(counter: Counter, words: str, place: str | None = None) -> dict[str, list[str]]:
    """The lines of each section, by its heading."""
    sections = counter.says(GUS, words, place=place).reply.sections
    return {section.heading or "": _lines(section) for section in sections}


def _lines(section: Section) -> list[str]:
    return ["".join(span.text for span in line) for line in section.lines]


def test_a_request_that_is_over(counter: Counter) -> None:
    """What an owner asked for whose own time is over isn't waited for: nobody fills the role."""
    seat = "Data Scientist in Churn"
    counter.says(ANA, f"assign <@{DEE}> as {seat}")
    counter.says(DEE, "accept")
    counter.says(DEE, f"assign <@{EVA}> as {seat}")
    assert counter.says(DEE, f"assign me as {seat} until 2026-11-24").done
    counter.passes(days=8)

    shown = told(counter, "gaps")

    assert seat in shown["Nobody fills"]
    assert "Asked over 7 days ago, no answer yet" not in shown
    assert seat in told(counter, "gaps Churn")["Nobody fills"]


def test_by_kind(counter: Counter) -> None:
    """Unfilled, asked too long ago, not confirmed, left: each under its heading."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    counter.says(DEE, "take Product Manager in Churn")
    counter.passes(days=8)
    counter.leaves(ANA)
    counter.says(BO, "assign me as Data Engineer in Search")
    shown = told(counter, "gaps Churn")

    assert shown["Nobody fills"] == ["Data Engineer in Churn", "Software Engineer in Churn"]
    assert shown["Asked over 7 days ago, no answer yet"] == [
        "Data Scientist in Churn: Eva Lund, asked 8 days ago",
        "Product Manager in Churn: Dee Novak, offered 8 days ago; Ines Prado has to approve",
    ]
    assert shown["Not confirmed for 90 days"] == [
        "MLOps Engineer in Churn: Cy Mail, never",
        "MLOps Engineer in Churn: Dee Novak, never",
    ]
    assert told(counter, "gaps", "churn") == shown
    counter.leaves(DEE)
    assert (
        "MLOps Engineer in Churn: Dee Novak" in told(counter, "gaps")["Whoever fills it has left"]
    )


def test_all_teams(counter: Counter) -> None:
    """Outside of a team's channel it is all teams; ten of a kind, and how many more."""
    unfilled = told(counter, "gaps")["Nobody fills"]
    assert unfilled[0] == "Machine Learning Engineer in ML Platform"
    assert (len(unfilled), unfilled[-1]) == (11, "… and 1 more")


def test_nobody_is_responsible(counter: Counter) -> None:
    """An activity is named whose only roles the team doesn't need."""
    counter.says(ANA, "waive Product Manager in Churn because sales decides")
    shown = told(counter, "gaps Churn")
    assert shown["Nobody is responsible, for no such role is needed"] == [
        "Define requirements in Churn"
    ]


def test_who_led_a_team_and_left(counter: Counter) -> None:
    """Who left and led a team is told; the form opens in which who leads it is said."""
    counter.says(INES, f"team set Search led by <@{BO}>, <@{EVA}>")
    for user in (ANA, EVA):
        counter.leaves(user)
    heard = counter.says(GUS, "gaps")
    shown = told(counter, "gaps")

    assert shown["Nobody leads"] == ["Churn"]
    assert shown["Leads and stewards who have left"] == [
        "Ana Ivanova, who leads Churn, has left",
        "Eva Lund, who leads Search, has left",
    ]
    for name, key in (("Churn", "churn"), ("Search", "search")):
        say = button(heard, f"Say who leads {name}")
        assert (say.verb, say.form, say.given) == ("team set", True, {"team": (f"team:{key}",)})
    assert counter.says(INES, f"team set Churn led by <@{DEE}>").done
    assert "Nobody leads" not in told(counter, "gaps")


def test_who_looked_after_the_workspace_and_left(counter: Counter) -> None:
    """A steward who left is told among all teams, and can be taken off, or another one added."""
    counter.says(INES, f"steward add <@{EVA}>")
    counter.leaves(EVA)
    heard = counter.says(INES, "gaps")
    assert told(counter, "gaps")["Leads and stewards who have left"] == [
        "Eva Lund, who looks after ownership here, has left"
    ]
    assert "Leads and stewards who have left" not in told(counter, "gaps Churn")

    assert button(heard, "Choose another steward").form
    take_off = button(heard, "Take Eva Lund off")
    assert take_off.confirm
    assert counter.clicks(INES, take_off).done
    assert "Leads and stewards who have left" not in told(counter, "gaps")


def test_too_many_roles(counter: Counter) -> None:
    """Who fills more roles than the rules allow is named with all of them."""
    for role in ("Data Engineer", "Data Scientist", "Software Engineer"):
        counter.says(BO, f"assign me as {role} in Search")
    [line] = told(counter, "gaps Search")["More than 3 roles"]
    assert line.startswith("Bo Chen: 4, DevOps Engineer / SRE in ML Platform, Data Engineer in")


def test_in_the_catalog(counter: Counter, ledger: Ledger) -> None:
    """What is odd about who is responsible and accountable, where all teams are looked at."""
    assert "In the catalog" not in told(counter, "gaps")
    with ledger.open(WORKSPACE, NOW) as books:
        changes = []
        for one in books.catalog().activities:
            subject = Subject("entry", ("base", one.ref))
            before = books.fact(subject)
            assert before is not None
            more: Body = {"informed": [SCIENTIST]}
            if one.ref == "activity:deploy-models":
                more |= {"accountable": [MLOPS, DEVOPS]}
            if one.ref == "activity:explore-data":
                more |= {"responsible": [], "nobody_because": "The data is known."}
            changes.append(Change(subject, before, before | more))
        books.record(changes, actor="import", source="file:raci.csv")

    shown = told(counter, "gaps")
    undone, overseen, everywhere = shown["In the catalog"]
    assert list(shown)[-1] == "In the catalog"
    assert undone.startswith("Nobody is responsible for “Explore data”, but “Data Scientist” is")
    assert overseen.startswith("“MLOps Engineer” and “DevOps Engineer / SRE” are accountable")
    assert everywhere.startswith("“Data Scientist” has a part in 13 of 13 activities")
    assert "In the catalog" not in told(counter, "gaps Churn")
    assert "In the catalog" not in told(counter, "gaps", "churn")


def test_one_click_away(counter: Counter) -> None:
    """Buttons open the form to assign or to waive with role and team filled in, or confirm."""
    counter.says(ANA, f"assign <@{DEE}> as Product Manager in Churn")
    heard = counter.says(ANA, "gaps Churn")
    given = {"role": (SCIENTIST,), "team": ("team:churn",)}
    assign = button(heard, "Assign Data Scientist in Churn")
    waive = button(heard, "Not needed: Data Scientist in Churn")

    assert (assign.verb, assign.form, assign.given) == ("assign", True, given)
    assert (waive.verb, waive.form, waive.given) == ("waive", True, given)
    assert counter.clicks(ANA, button(heard, "Confirm Churn")).done


def test_nothing_missing(counter: Counter) -> None:
    """It is said that nothing is."""
    for who, role in (
        (ANA, "Product Manager"),
        (ANA, "Data Engineer"),
        (INES, "Data Scientist"),
        (INES, "Software Engineer"),
    ):
        counter.says(who, f"assign me as {role} in Churn")
    counter.says(ANA, "confirm Churn all")
    reply = counter.says(GUS, "gaps Churn").reply
    assert reply.headline == "Nothing is missing in Churn: every role is filled and confirmed."
    assert reply.sections == ()
