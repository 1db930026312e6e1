"""A reply as plain text."""

import pytest
from pydantic import ValidationError

from bot.domain.reply import Match, NextPerson, Reply, Section, Span, TeamName
from bot.domain.wording import bullets, lines

NEXT = NextPerson(user="U1", name="Ada", because="leads One")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "Head."),
        ({"channel": "#one"}, "Head.\nChannel: #one."),
        ({"next": NEXT}, "Head.\nIf that doesn't help, ask Ada, who leads One."),
        ({"why": "so"}, "Head.\nWhy: so."),
        ({"trust": ("Source: s.", "Confirmed.")}, "Head.\nSource: s.\nConfirmed."),
        (
            {
                "sections": (
                    Section(heading="One", lines=bullets(("a", "b"))),
                    Section(heading=None, lines=lines("c")),
                )
            },
            "Head.\nOne\n  - a\n  - b\n- c",
        ),
        (
            {
                "channel": "#one",
                "next": NEXT,
                "trust": ("T.",),
                "why": "so",
                "sections": (Section(heading=None, lines=lines("c")),),
            },
            (
                "Head.\n- c\nChannel: #one.\n"
                "If that doesn't help, ask Ada, who leads One.\nT.\nWhy: so."
            ),
        ),
    ],
)
def test_text(fields: dict[str, object], text: str) -> None:
    """The text is the headline, the sections, where to reach them, whom to ask, source, why."""
    reply = Reply.model_validate({"outcome": "answered", "headline": "Head."} | fields)
    assert reply.text == text
    assert reply.as_json()["text"] == text
    assert text.endswith("\n".join(reply.after))


def test_spans_keep_their_spaces() -> None:
    """Pieces of a line are joined as they are, spaces and all."""
    line = (Span(text="A: "), Span(text="Ada", user="U1"), Span(text=" and "), Span(text="Bo"))
    section = Section(heading=None, lines=(line,))
    reply = Reply(outcome="answered", headline="Head.", sections=(section,))
    assert reply.text == "Head.\n- A: Ada and Bo"


@pytest.mark.parametrize("outcome", ["Answered", "maybe", ""])
def test_outcomes(outcome: str) -> None:
    """There are six outcomes of a question, and the notice, and no other."""
    with pytest.raises(ValidationError, match="outcome"):
        Reply.model_validate({"outcome": outcome, "headline": "x"})


def test_survives_json() -> None:
    """A reply read back from its data equals it."""
    reply = Reply(
        outcome="choose",
        headline="Which?",
        matches=(Match(ref="activity:x", kind="activity", name="X", score=0.5),),
        next=NEXT,
        teams=(TeamName(key="one", name="One"), TeamName(key="two", name="Two")),
        corrects=NextPerson(user=None, name="Bo", because="leads Two"),
        examples=("Deploy models",),
        sections=(Section(heading="One", lines=((Span(text=" a ", user="U1"),),)),),
    )
    assert Reply.model_validate_json(reply.model_dump_json()) == reply


def _teams(count: int) -> tuple[TeamName, ...]:
    return tuple(TeamName(key=f"t{n}", name=f"Team {n}") for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (1, "- Team 1"),
        (20, "- Team 20"),
        (21, "- and 1 more"),
        (300, "- and 280 more"),
    ],
)
def test_teams_to_choose(count: int, last: str) -> None:
    """Teams to choose are listed by name before the small print, and cut after twenty."""
    reply = Reply(outcome="choose", headline="Which?", teams=_teams(count), why="so")
    head, *names, end = reply.text.splitlines()
    assert (head, names[-1], end) == ("Which?", last, "Why: so.")
    assert names[:20] == [f"- Team {n}" for n in range(1, min(count, 20) + 1)]
    assert len(names) == min(count, 21)


def test_examples_of_a_notice() -> None:
    """A notice lists its examples as questions; a refusal has them in its headline already."""
    fields = {"headline": "Head.", "examples": ("Make things", "Ship things")}
    notice = Reply.model_validate({"outcome": "notice"} | fields)
    refusal = Reply.model_validate({"outcome": "unknown"} | fields)
    assert notice.text == "Head.\n- who owns “Make things”?\n- who owns “Ship things”?"
    assert refusal.text == "Head."


def test_what_other_programs_see() -> None:
    """The JSON names teams to choose by name alone, and says nothing of who may correct it."""
    reply = Reply(
        outcome="choose",
        headline="Which?",
        teams=_teams(2),
        corrects=NEXT,
        examples=("Make things",),
    )
    found = reply.as_json()
    assert found["teams"] == ["Team 1", "Team 2"]
    assert {"corrects", "examples"}.isdisjoint(found)
    assert "Ada" not in found["text"]
