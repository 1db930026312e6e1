"""History: what was done, about what and by whom, and what can be undone from there."""

from itertools import pairwise

import pytest

from tests.commands.counter import ANA, BO, CY, DEE, EVA, GUS, INES, Counter, button


def asked_and_accepted(counter: Counter) -> tuple[int, int]:
    """Eva is asked and accepts; gives the numbers of both acts."""
    asked = counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")
    return asked.act, counter.says(EVA, "accept").act


def headings(counter: Counter, words: str) -> list[str]:
    """The headings of what comes of these words."""
    sections = counter.says(GUS, words).reply.sections
    return [section.heading or "" for section in sections]


def test_newest_first_with_what_changed(counter: Counter) -> None:
    """An act a section: number, time, who, with what; its changes under it."""
    asked, accepted = asked_and_accepted(counter)
    [newest, older, first] = counter.says(GUS, "history").reply.sections

    assert newest.heading == f"#{accepted} · 23 Nov 2026, 09:30 UTC · Eva Lund · accept"
    assert older.heading == f"#{asked} · 23 Nov 2026, 09:30 UTC · Ana Ivanova · assign"
    told = ["".join(span.text for span in line) for line in newest.lines]
    assert told[0].startswith("~ Eva Lund as MLOps Engineer in Churn: state pending → accepted")
    assert told[1].startswith("- Cy Mail as MLOps Engineer in Churn")
    assert first.heading == "#1 · 23 Nov 2026, 09:30 UTC · import · file:harbour.yaml"
    assert len(first.lines) == 6
    assert first.actions == ()


def test_undoing_from_there(counter: Counter) -> None:
    """A click undoes; then both acts say so, and only the undoing can be undone."""
    asked, accepted = asked_and_accepted(counter)
    undo = button(counter.says(EVA, "history"), f"Undo #{accepted}")
    undone = counter.clicks(EVA, undo).act

    heard = counter.says(EVA, "history")
    labels = [action.label for section in heard.reply.sections for action in section.actions]
    assert labels == [f"Undo #{undone}", f"Undo #{asked}"]
    assert f"Undone by #{undone}" in heard.reply.text
    assert f"Undoes #{accepted}" in heard.reply.text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("of Churn", [1, 0]),
        ("of Search", []),
        ("of MLOps", [1, 0]),
        (f"of <@{EVA}>", [1, 0]),
        (f"of <@{CY}>", [1]),
        (f"by <@{ANA}>", [0]),
        (f"of Churn by <@{EVA}>", [1]),
        (f"by <@{BO}>", []),
        ("of Deploy models", []),
    ],
)
def test_of_and_by(counter: Counter, words: str, found: list[int]) -> None:
    """Only what names the team, role or person in a key, or what somebody did."""
    numbers = asked_and_accepted(counter)
    shown = [one.split(" ")[0] for one in headings(counter, f"history {words}")]
    assert [one for one in shown if one != "#1"] == [f"#{numbers[place]}" for place in found]


def test_nothing_there(counter: Counter) -> None:
    """It is said that there is nothing."""
    heard = counter.says(ANA, f"history by <@{DEE}>")
    assert heard.reply.headline == "Nothing was changed by Dee Novak."
    assert heard.reply.sections == ()


def test_a_large_act_tells_what_was_asked(counter: Counter) -> None:
    """Of an import, what it said of the thing asked about comes first, where that is at hand."""
    asked_and_accepted(counter)
    told = counter.says(ANA, "history of Product Manager").reply.sections[0]
    assert "Product Manager" in "".join(span.text for span in told.lines[0])


def test_earlier(counter: Counter) -> None:
    """Ten at a time; a button, or words, lead to those before."""
    numbers = [counter.says(ANA, "assign me as Data Scientist in Churn").act]
    for _ in range(10):
        numbers.append(counter.says(ANA, f"undo {numbers[-1]}").act)

    heard = counter.says(ANA, f"history by <@{ANA}>")
    assert len(heard.reply.sections) == 10
    earlier = counter.clicks(ANA, button(heard, "Earlier"))
    assert (earlier.reply.sections[0].heading or "").startswith(f"#{numbers[0]} ")
    assert earlier == counter.says(ANA, f"history by <@{ANA}> before {numbers[1]}")
    assert "before #1" in counter.says(ANA, "history before 1").reply.headline


def test_somebody_without_an_account(counter: Counter) -> None:
    """They can't have done anything here."""
    heard = counter.submits(ANA, "history", {"by": ("person:paper",)})
    assert "Pat Paper has no Slack account" in heard.wrong["by"]


def test_a_role_that_an_override_names(counter: Counter) -> None:
    """Where a role is only made responsible for something, its history tells of it."""
    own = counter.says(ANA, "override Deploy models to DevOps in Churn").act
    other = counter.says(ANA, "override Deploy models to Data Scientist in Churn").act
    counter.says(ANA, "override Explore data to nobody in Churn because we buy it")

    assert headings(counter, "history of DevOps")[:2] == [
        f"#{other} · 23 Nov 2026, 09:30 UTC · Ana Ivanova · override",
        f"#{own} · 23 Nov 2026, 09:30 UTC · Ana Ivanova · override",
    ]
    told = counter.says(GUS, "history of DevOps").reply.sections[0].lines[0]
    assert "DevOps Engineer / SRE → Data Scientist" in "".join(span.text for span in told)
    numbers = [one.split(" ")[0] for one in headings(counter, "history of Data Scientist")]
    assert [one for one in numbers if one != "#1"] == [f"#{other}"]


def test_teams_that_are_gone_keep_their_last_name(counter: Counter) -> None:
    """What was done about a team is told with what it was called last, never with its key."""
    counter.says(ANA, "override Deploy models to DevOps in Churn")
    counter.says(ANA, "team rename Churn to Retention")
    counter.says(INES, "team retire Retention anyway")

    told = counter.says(GUS, f"history of <@{CY}>").reply.text
    assert "- Cy Mail as MLOps Engineer in Retention: primary, accepted" in told
    assert "who is responsible for Deploy models in Retention" in (
        counter.says(GUS, "history of DevOps").reply.text
    )
    assert "in churn" not in counter.says(GUS, "history").reply.text


@pytest.mark.parametrize("name", ["Retention", "retention", "Churn", "the Churn team", "churn"])
def test_a_retired_team(counter: Counter, name: str) -> None:
    """Its history is found by its last name and by those before, and can be undone from there."""
    before = counter.facts
    renamed = counter.says(ANA, "team rename Churn to Retention").act
    retired = counter.says(ANA, "team retire Retention anyway").act
    heard = counter.says(GUS, f"history of {name}")

    assert heard.reply.headline == (
        "What was done about the retired team Retention, the newest first:"
    )
    shown = [one.split(" ")[0] for one in headings(counter, f"history of {name}")]
    assert shown == [f"#{retired}", f"#{renamed}", "#1"]
    assert counter.clicks(ANA, button(heard, f"Undo #{retired}")).done
    assert counter.says(INES, f"undo {renamed}").done
    assert counter.facts == before


def rename(counter: Counter, who: str, *names: str) -> int:
    """A team is called one after the other; gives the number of the last act."""
    acts = [counter.says(who, f"team rename {old} to {new}").act for old, new in pairwise(names)]
    assert all(acts)
    return acts[-1]


def test_a_team_by_its_former_name(counter: Counter) -> None:
    """Who remembers only an old name finds the team; a team that has the name now comes first."""
    renamed = rename(counter, ANA, "Churn", "Retention", "Loyalty")
    heard = counter.says(GUS, "history of Retention")
    assert heard.reply.headline == "What was done about Loyalty, the newest first:"
    assert (heard.reply.sections[0].heading or "").startswith(f"#{renamed} ")

    rename(counter, BO, "Search", "Retention")
    heard = counter.says(GUS, "history of Retention")
    assert heard.reply.headline == "What was done about Retention, the newest first:"


def test_two_teams_that_had_a_name(counter: Counter) -> None:
    """Where several teams were called so before, it is asked which one is meant."""
    rename(counter, ANA, "Churn", "Retention", "Loyalty")
    rename(counter, BO, "Search", "Retention", "Finding")

    offers = counter.says(GUS, "history of Retention").reply.actions
    assert [one.given for one in offers] == [{"of": ("team:churn",)}, {"of": ("team:search",)}]


def test_earlier_of_a_retired_team(counter: Counter) -> None:
    """The button to what was before knows the team too, which no other verb finds any more."""
    rename(counter, ANA, "Churn", *(f"C{number}" for number in range(10)))
    counter.says(ANA, "team retire C9 anyway")

    heard = counter.says(GUS, "history of C5")
    earlier = counter.clicks(GUS, button(heard, "Earlier"))
    assert (earlier.reply.sections[-1].heading or "").startswith("#1 ")
    shown = counter.submits(GUS, "show", {"what": ("team:churn",)})
    assert "isn't here any more" in shown.reply.headline


def test_what_never_was_a_team(counter: Counter) -> None:
    """A name that nothing ever had is none; what is called nearly so is offered."""
    counter.says(ANA, "team retire Churn anyway")

    heard = counter.says(GUS, "history of Serch")
    assert "There is no team, role, person or activity “Serch” here." in heard.reply.headline
    assert button(heard, "Search").given == {"of": ("team:search",)}
    gone = counter.submits(GUS, "history", {"of": ("team:never",)})
    assert "isn't here any more" in gone.wrong["of"]
