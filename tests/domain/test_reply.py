"""A reply as plain text."""

import pytest
from pydantic import ValidationError

from bot.domain.reply import Match, NextPerson, Reply, Section, Span
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
    """There are six outcomes and no other."""
    with pytest.raises(ValidationError, match="outcome"):
        Reply.model_validate({"outcome": outcome, "headline": "x"})


def test_survives_json() -> None:
    """A reply read back from its data equals it."""
    reply = Reply(
        outcome="choose",
        headline="Which?",
        matches=(Match(ref="activity:x", kind="activity", name="X", score=0.5),),
        next=NEXT,
        teams=("One", "Two"),
        sections=(Section(heading="One", lines=((Span(text=" a ", user="U1"),),)),),
    )
    assert Reply.model_validate_json(reply.model_dump_json()) == reply
