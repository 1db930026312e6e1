"""What a message is for, where that is no question about an owner."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalog import Interaction
from bot.domain.purpose import Purpose, follow_up, purpose
from tests.example import acme, catalog, organisation, platform, product, small


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "…",
        "help",
        "HELP!",
        "hi",
        "Hello there",
        "hey, hi",
        "good morning",
        "thanks",
        "Thank you so much!",
        "thx :)",
        "ok great",
        "got it, thanks",
        "cool, cheers",
        "bye",
        "what can you do?",
        "how do I use this?",
        "menu",
        "usage",
        "commands",
        "help please",
        "hey bot",
        "help me",
        "thanks a lot, that helped",
        "I need help",
        "what do you do?",
        "how does this work?",
        "never mind",
        "can you help me?",
        "that's great, thanks",
        "thanks, that helps",
        "cheers 🎉",
        "what can you do for me?",
    ],
)
def test_help(text: str) -> None:
    """A greeting, thanks, and a cry for help ask about nothing."""
    assert purpose(text) == "help"


@pytest.mark.parametrize(
    "text",
    [
        "this",
        "who owns this?",
        "Who owns this",
        "whose is this?",
        "whos this",
        "who's the owner of this thing",
        "who is responsible for that thread?",
        "who should I ask about this?",
        "who do I ping about this bug",
        "who fixes it",
        "what is this",
        "anybody know who owns this?",
        "can someone take a look at this please",
        "who handles the alert above?",
        "who looks after it",
        "which team owns this?",
        "do you know who owns this?",
        "any idea who owns this?",
        "who is the right person for this?",
        "who's the DRI for this?",
        "who can help with this?",
        "where does this belong?",
        "what's this",
        "what’s that?",
        "who’s on it?",
        "who is in charge of this?",
        "who can I ask about this please?",
        "whose problem is this",
    ],
)
def test_pointing(text: str) -> None:
    """Who asks about “this” and says nothing else names nothing that can be owned."""
    assert purpose(text) == "pointing"


@pytest.mark.parametrize(
    "text",
    [
        "who owns this model?",
        "who deploys it to production?",
        "thanks, who deploys models?",
        "hi, who monitors models",
        "help with deploying models",
        "who owns #churn",
        "who",
        "who owns the bug tracker",
        "deploy",
        "ok deploy",
        "good data",
        "who do I ask about data?",
        "the owner",
        "person",
        "no",
        "谁负责部署模型?",
        "هذا",
        "42",
        "help me with churn",
        "good morning team, who owns the data?",
        "thanks " * 13,
    ],
)
def test_question(text: str) -> None:
    """Whatever names anything, and whatever isn't understood, is a question."""
    assert purpose(text) == "question"


def _names() -> list[str]:
    entries = [entry for of in (catalog(), small()) for entry in of.by_ref.values()]
    names = [entry.text if isinstance(entry, Interaction) else entry.name for entry in entries]
    return sorted(
        {*names, *(alias for entry in entries for alias in getattr(entry, "aliases", ()))}
    )


@pytest.mark.parametrize(
    "around", ["{}", "who owns {}?", "hi, {} please", "this: {}", "thanks! {}?"]
)
def test_what_the_catalog_has_is_a_question(around: str) -> None:
    """No name or alias of the catalog, alone or among social words, is taken for anything else."""
    names = _names()
    assert len(names) > 100
    found = {name for name in names if purpose(around.format(name)) != "question"}
    assert found == set()


@given(st.text())
def test_anything(text: str) -> None:
    """Any text at all has a purpose, and is about a team that is there or about none."""
    assert purpose(text) in get_args(Purpose)
    assert follow_up(text, organisation()) in (None, *organisation().teams)


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("and in Churn?", "churn"),
        ("And churn?", "churn"),
        ("and  in\nCHURN ?!", "churn"),
        ("what about Search", "search"),
        ("how about fraud", "fraud"),
        ("or in Fraud", "fraud"),
        ("but what about fraud?", "fraud"),
        ("then fraud?", "fraud"),
        ("so, Churn?", "churn"),
        ("Also for search!", "search"),
        ("churn", "churn"),
        ("Churn.", "churn"),
        ("#churn", "churn"),
        ("in #churn", "churn"),
        ("team:churn", "churn"),
        ("and for the Churn team?", "churn"),
        ("in the ML Platform", "platform"),
        ("and at #ml-platform?", "platform"),
        ("ok, and in search?", "search"),
        ("and in Churn, please?", "churn"),
        ("and for Churn too?", "churn"),
        ("same for Churn?", "churn"),
        ("and who in Churn?", "churn"),
        ("thanks, and Churn?", "churn"),
        ("and in “Churn”?", "churn"),
        ("sorry, I meant Churn", "churn"),
        ("and in churn now?", "churn"),
    ],
)
def test_follow_up(text: str, team: str) -> None:
    """“And in Churn?” is about the team alone."""
    found = follow_up(text, organisation())
    assert found
    assert found.key == team


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "and",
        "and in",
        "and in the",
        "what about",
        "and in Payments?",
        "who deploys in Churn?",
        "and who deploys in churn?",
        "and in Churn and Search?",
        "not churn, search",
        "the churn model",
        "and the churn model?",
        "churning",
        "research",
        "what about the data scientist?",
        "thanks",
    ],
)
def test_no_follow_up(text: str) -> None:
    """What asks anything of its own, or about no team that is there, is no follow-up."""
    assert follow_up(text, organisation()) is None


def test_team_called_like_the_words_before_it() -> None:
    """A team whose name begins like the words that lead to a team is found by its whole name."""
    where = acme(platform(), product(name="And So On", key="on"), product(key="for", name="For"))
    for text, key in (("And So On?", "on"), ("and in And So On?", "on"), ("for", "for")):
        found = follow_up(text, where)
        assert found
        assert found.key == key


@pytest.mark.parametrize("text", ["inform", "Orbit?", "online"])
def test_words_that_end_like_a_team(text: str) -> None:
    """A word that only ends in a team's name is a word of its own."""
    names = ("Form", "Bit", "Line")
    where = acme(platform(), *(product(key=name.lower(), name=name) for name in names))
    assert follow_up(text, where) is None
