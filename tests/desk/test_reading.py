"""Reading a command: what is nearly right is offered, and nothing is guessed in silence."""

import pytest

from tests.commands.counter import ANA, INES, Counter, button

DEVOPS = "DevOps Engineer / SRE"


def offered(counter: Counter, words: str) -> list[str]:
    """The labels of what is offered instead, after a command that did nothing."""
    heard = counter.says(INES, words)
    assert not heard.done
    return [one.label for one in heard.reply.actions]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("team set Search served by ML Platfrm", ["ML Platform"]),
        ("override Deploy models to DevOps in Chrn because they own it", ["Churn"]),
        ("confirm Churn for MLOp", ["MLOps Engineer"]),
        ("vacate DevOps in Churn @bo", ["Bo Chen"]),
        ("show Chrun", ["Churn"]),
    ],
)
def test_one_slip_of_the_pen(counter: Counter, words: str, labels: list[str]) -> None:
    """What is close to the one thing that nothing fits is offered, and nothing for the rest."""
    assert offered(counter, words) == labels


def test_the_rest_is_kept(counter: Counter) -> None:
    """With the right name in its place the command does what it would have done."""
    heard = counter.says(INES, f"assign <@{ANA}> as DevOops in Churn as backup")
    assert heard.wrong == {"role": f"There is no role “DevOops” here. Did you mean {DEVOPS}?"}
    assert counter.clicks(INES, button(heard, DEVOPS)).done
    assert counter.held("churn", "role:devops-engineer")["ana"].standing == "backup"


def test_two_slips_of_the_pen(counter: Counter) -> None:
    """Where two names are wrong the whole command is offered with both put right."""
    heard = counter.says(INES, "preview hybird in Serach")
    meant = button(heard, "preview “Hybrid” in “Search”")
    assert "There is no structure “hybird” here." in heard.reply.headline
    assert counter.clicks(INES, meant).reply.headline.startswith("If Search")


@pytest.mark.parametrize("words", ["assign <@U1> as DevOps until tomorow", "undo x", "show xyzzy"])
def test_nothing_close(counter: Counter, words: str) -> None:
    """Where nothing is called nearly so only the form is offered, with what is known."""
    assert offered(counter, words) == ["Fill in the form"]


@pytest.mark.parametrize(
    ("words", "field", "after", "known"),
    [
        ("waive DevOps in Churn because", "because", "because", {"role", "team"}),
        (f"assign <@{ANA}> as DevOps in Churn until", "until", "until", {"person", "role", "team"}),
        ("team set Churn served by", "platform", "served by", {"team"}),
        ("team rename Churn to", "name", "to", {"team"}),
        ("team add Pricing in", "channel", "in", {"name"}),
        ("assign as", "role", "as", set()),
    ],
)
def test_nothing_after_a_word(
    counter: Counter, words: str, field: str, after: str, known: set[str]
) -> None:
    """A word that leads to something, at the very end: it is said that something is missing."""
    heard = counter.says(INES, words)
    assert not heard.done
    assert heard.wrong[field].startswith(f"Something is missing after “{after}”")
    assert set(button(heard, "Fill in the form").given) == known


@pytest.mark.parametrize(
    "words",
    ["waive DevOps in Churn because it is what we believe in", 'team add "Opt in"'],
)
def test_own_words_may_end_as_they_like(counter: Counter, words: str) -> None:
    """A reason, and a name in quotes, may end with a word that else leads to something."""
    assert counter.says(INES, words).done


def test_a_name_that_ends_so(counter: Counter) -> None:
    """What exists under a name that ends with such a word is found by it."""
    counter.says(INES, 'team add "Opt in" as embedded')
    assert counter.says(INES, "take DevOps in Opt in").done
