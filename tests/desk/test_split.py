"""Every way to share words out, and no more of them than anybody could mean."""

import pytest

from bot.desk.split import MOST_WAYS, ways
from bot.desk.tokens import MOST_CHARACTERS, tokens
from bot.domain.ownership.verb import Argument

PERSON = Argument("person", "person", "Person")
ROLE = Argument("role", "role", "Role", after="as")
TEAM = Argument("team", "team", "Team", after="in", here=True)
BACKUP = Argument("backup", "flag", "As backup", after="as backup", optional=True)
ANYWAY = Argument("anyway", "flag", "Anyway", after="anyway", optional=True)
UNTIL = Argument("until", "day", "Until", after="until", optional=True)
ASSIGN = (PERSON, ROLE, TEAM, BACKUP, UNTIL)
WHAT = Argument("activity", "activity", "Activity")
TO = Argument("roles", "role", "Roles", after="to", many=True)
BECAUSE = Argument("because", "text", "Because", after="because", optional=True)
OVERRIDE = (WHAT, TO, TEAM, BECAUSE)
CONFIRM = (Argument("role", "role", "Role", optional=True), PERSON)


def _read(text: str, *arguments: Argument) -> list[dict[str, str]]:
    """The ways, each with the words of every argument; a flag has none."""
    words = tokens(text)
    return [
        {name: " ".join(word.text for word in words[a:b]) for name, (a, b) in way.spans.items()}
        for way in ways(words, arguments)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U1> as Maker in One", {"person": "U1", "role": "Maker", "team": "One"}),
        ("<@U1> in One as Maker", {"person": "U1", "role": "Maker", "team": "One"}),
        ("<@U1> AS Maker", {"person": "U1", "role": "Maker"}),
        ("<@U1> as Maker as backup", {"person": "U1", "role": "Maker", "backup": ""}),
        ("<@U1> as backup as Maker", {"person": "U1", "role": "Maker", "backup": ""}),
        ("<@U1> until 2026-12-31", {"person": "U1", "until": "2026-12-31"}),
        ("as Maker", {"role": "Maker"}),
        ("as backup", {"backup": ""}),
        ("", {}),
    ],
)
def test_order(text: str, expected: dict[str, str]) -> None:
    """The words that lead to an argument say which it is, in any order; what isn't said isn't."""
    assert expected in _read(text, *ASSIGN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model fraud v3 from <@U1>", {"handoff": "model", "name": "fraud v3", "giver": "U1"}),
        ("The Model x", {"handoff": "The Model", "name": "x"}),
        ("model “from a” from <@U1>", {"handoff": "model", "name": "from a", "giver": "U1"}),
        ("model from <@U1>", {"handoff": "model", "giver": "U1"}),
    ],
)
def test_a_name_behind_what_is_first(text: str, expected: dict[str, str]) -> None:
    """What something is to be called comes right behind what it is, and needs no word before it."""
    handoff = Argument("handoff", "handoff", "Handoff")
    name = Argument("name", "name", "Name")
    giver = Argument("giver", "person", "Giver", after="from", optional=True)
    assert expected in _read(text, handoff, name, giver)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 line 2", {"number": "4", "line": "2"}),
        ("4 2", {"number": "4", "line": "2"}),
        ("#4 #2", {"number": "#4", "line": "#2"}),
        ("4", {"number": "4"}),
        ("4 2 because 3 said so", {"number": "4", "line": "2", "because": "3 said so"}),
    ],
)
def test_a_number_behind_another(text: str, expected: dict[str, str]) -> None:
    """A further number needs no word that leads to it."""
    number = Argument("number", "number", "Number")
    line = Argument("line", "number", "Line", after="line")
    assert expected in _read(text, number, line, BECAUSE)


def test_every_way() -> None:
    """Words that lead to an argument may as well belong to a name: all of it is tried."""
    assert _read("Work in progress in One", *OVERRIDE) == [
        {"activity": "Work", "team": "progress in One"},
        {"activity": "Work in progress", "team": "One"},
        {"activity": "Work in progress in One"},
    ]
    assert _read("“Work in progress” in One", *OVERRIDE) == [
        {"activity": "Work in progress", "team": "One"},
        {"activity": "Work in progress in One"},
    ]


def test_quoted_words_lead_nowhere() -> None:
    """What is quoted is a name, also where it is called like a word that leads somewhere."""
    assert _read("“in”", *OVERRIDE) == [{"activity": "in"}]
    assert _read("x “because” y", *OVERRIDE) == [{"activity": "x because y"}]


def test_nothing_after() -> None:
    """A word that leads to an argument and has nothing after it is part of what is before it."""
    assert _read("x in", *OVERRIDE) == [{"activity": "x in"}]
    assert _read("in", *OVERRIDE) == [{"activity": "in"}]


def test_flag_has_no_words() -> None:
    """After a flag comes another argument or the end: else it isn't one."""
    found = _read("Churn anyway today", WHAT, TO, ANYWAY)
    assert found == [{"activity": "Churn anyway today"}]
    assert {"activity": "Churn", "anyway": ""} in _read("Churn anyway", WHAT, TO, ANYWAY)


def test_flag_that_begins_like_another_argument() -> None:
    """Right behind such a flag may stand what its first words lead to as well."""
    found = _read("<@U1> as backup Maker in One", *ASSIGN)
    assert {"person": "U1", "backup": "", "role": "Maker", "team": "One"} in found
    assert {"person": "U1", "role": "backup Maker", "team": "One"} in found
    both = [one for one in _read("<@U1> as x as backup Maker", *ASSIGN) if "backup" in one]
    assert both == [{"person": "U1 as x", "backup": "", "role": "Maker"}]


def test_person_needs_no_word() -> None:
    """A person is known by the @, before or after what else there is."""
    assert {"role": "Maker", "person": "U1"} in _read("Maker <@U1>", *CONFIRM)
    assert {"role": "Maker", "person": "@ada"} in _read("Maker @ada", *CONFIRM)
    assert {"person": "U1"} in _read("<@U1>", *CONFIRM)


def test_no_place_for_words() -> None:
    """Where nothing comes first, words before what leads to something belong nowhere."""
    assert _read("x in One", TEAM) == []
    assert _read("x", BACKUP) == []
    assert _read("", BACKUP) == [{}]
    assert _read("x") == []


@pytest.mark.parametrize(
    "words",
    [
        "in ",
        "in x ",
        "as in until ",
        "as backup ",
        "as in as backup until x ",
        "to in because ",
        "to x in x because ",
        "<@U1> ",
        "@a ",
        "as <@U1> in ",
        "x, ",
    ],
)
@pytest.mark.parametrize("arguments", [ASSIGN, OVERRIDE, CONFIRM])
def test_no_more_ways_than_anybody_means(words: str, arguments: tuple[Argument, ...]) -> None:
    """However often leading words are repeated, only so many ways are tried, each another one."""
    text = words * (MOST_CHARACTERS // len(words))
    found = ways(tokens(text), arguments)
    assert len(found) <= MOST_WAYS
    assert len({tuple(sorted(way.spans.items())) for way in found}) == len(found)


@pytest.mark.parametrize(
    "reason",
    [
        "we moved to Search in May",
        "in One it is done as backup until 2026-12-31",
        "because of that",
        "<@U1> said to",
        "as backup",
        "in",
    ],
)
def test_all_that_follows_is_the_reason(reason: str) -> None:
    """After “because” no word leads to anything else; what stands before it is as it was."""
    arguments = (*ASSIGN, BECAUSE)
    before = _read("<@U1> as Maker in Two", *arguments)
    words = " ".join(token.text for token in tokens(reason))
    found = _read(f"<@U1> as Maker in Two because {reason}", *arguments)
    told = [one for one in found if "because" in one]
    assert told == [one | {"because": words} for one in before]
    assert {"person": "U1", "role": "Maker", "team": "Two", "because": words} in told


def test_a_long_reason() -> None:
    """A reason in which every leading word occurs often is still read as one."""
    reason = " ".join(["in fact, to us, because it is so"] * 30)
    text = f"Make things to Maker in One because {reason}"
    found = _read(text, *OVERRIDE)
    said = {"activity": "Make things", "roles": "Maker", "team": "One"}
    assert any(said.items() <= one.items() and one["because"].endswith("so") for one in found)
    assert found[0]["because"] == " ".join(token.text for token in tokens(reason))
