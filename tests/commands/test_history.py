"""History: what was done, about what and by whom, and what can be undone from there."""

import pytest

from tests.commands.counter import ANA, BO, CY, DEE, EVA, GUS, Counter, button


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
    assert "role:product-manager" in "".join(span.text for span in told.lines[0])


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
