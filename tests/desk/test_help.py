"""Help: every verb is told of, each in full, and the handbook is made of the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.desk import Desk
from bot.desk.handbook import as_markdown
from bot.desk.help import help_all, help_on
from bot.domain.ownership.verb import WHO
from tests.commands.counter import ANA, GUS, INES, Counter, button

REWRITE = (
    "docs/ownership.md isn't what the verbs declare; rewrite it with: python -c \"from pathlib "
    "import Path; from bot import wiring; from bot.desk.handbook import as_markdown; "
    "Path('docs/ownership.md').write_text(as_markdown(wiring.desk().verbs), encoding='utf-8')\""
)


def test_every_verb_in_a_line(desk: Desk) -> None:
    """Each verb, help too, stands once with its usage and sentence, under who may."""
    sections = {one.heading: one.lines for one in help_all(desk.verbs).sections}
    for verb in desk.verbs.values():
        told = ["".join(span.text for span in line) for line in sections[f"For {WHO[verb.who]}"]]
        assert told.count(f"{verb.usage} — {verb.help}") == 1
    assert sum(map(len, sections.values())) == len(desk.verbs) + 1
    assert "help [VERB] — " in help_all(desk.verbs).text


def test_one_verb(desk: Desk) -> None:
    """Usage, arguments, who may, examples, and the form where there is something to fill in."""
    assign = desk.verbs["assign"]
    reply = help_on(assign)
    assert reply.headline.startswith(f"`/ownership {assign.usage}` asks somebody")
    assert "[in TEAM] — Team. Left out, it is the channel's team." in reply.text
    assert "Whoever it concerns, whoever leads the team, and stewards" in reply.text
    assert f"/ownership {assign.examples[0]}" in reply.text
    assert [(one.verb, one.form) for one in reply.actions] == [("assign", True)]
    assert help_on(replace(assign, arguments=())).actions == ()


@pytest.mark.parametrize("who", [GUS, ANA, INES])
@pytest.mark.parametrize("words", ["help", "?", " HELP "])
def test_everybody_may_ask(counter: Counter, desk: Desk, who: str, words: str) -> None:
    """Without a verb it is all of them, for guests too."""
    assert counter.says(who, words).reply == help_all(desk.verbs)


@pytest.mark.parametrize("words", ["help team add", "?  Team  ADD"])
def test_asked_about_one(counter: Counter, desk: Desk, words: str) -> None:
    """With a verb it is that one, in any case."""
    assert counter.says(GUS, words).reply == help_on(desk.verbs["team add"])


@pytest.mark.parametrize(
    ("words", "close"),
    [
        ("help asign", ["assign"]),
        ("help assign @ana", ["assign"]),
        ("help steward", ["steward add", "steward remove"]),
        ("help xyzzy", []),
    ],
)
def test_no_such_verb(counter: Counter, desk: Desk, words: str, close: list[str]) -> None:
    """What is called nearly so is offered; a click tells of it."""
    heard = counter.says(GUS, words)
    assert [one.label for one in heard.reply.actions] == close
    for name in close:
        assert counter.clicks(GUS, button(heard, name)).reply == help_on(desk.verbs[name])


def test_help_written_wrongly(counter: Counter, desk: Desk) -> None:
    """Help is offered where a command is nearly that."""
    heard = counter.says(GUS, "hepl")
    assert counter.clicks(GUS, button(heard, "help")).reply == help_all(desk.verbs)


def test_the_handbook(desk: Desk, root: Path) -> None:
    """`docs/ownership.md` is what the verbs declare; a failure says how to rewrite it."""
    written = (root / "docs" / "ownership.md").read_text(encoding="utf-8")
    assert written == as_markdown(desk.verbs), REWRITE
