"""A message as deliveries hold it."""

import json

import pytest
from pydantic import ValidationError

from bot.commands.ask import reply_to
from bot.domain.answer import how_to_ask, notice, what_is_this
from bot.domain.call import Call
from bot.domain.reply import Reply, Span
from bot.slack.message import Directory, Message
from tests.example import TODAY, catalog, finder, organisation


def _asked(text: str, team: str | None = None) -> Reply:
    call = Call(text=text, today=TODAY, surface="mention", team=team)
    return reply_to(call, catalog(), organisation(), finder())


@pytest.mark.parametrize(
    "reply",
    [
        _asked("who deploys models?"),
        _asked("who builds data pipelines and who deploys models?"),
        _asked("who builds data pipelines?", "churn"),
        _asked("who builds data pipelines?", "fraud"),
        _asked("who tracks experiments?", "search"),
        _asked("what does an MLOps engineer do?"),
        _asked("how is the model handed over?"),
        _asked("who feeds the cat?"),
        how_to_ask(catalog()),
        what_is_this(),
        notice("Something."),
    ],
    ids=lambda reply: reply.headline[:30],
)
def test_comes_back_as_it_was(reply: Reply) -> None:
    """Every kind of answer, with all that can stand around it, survives the queue's JSON."""
    around = (Span(text=" Ana ", user="U1"), Span(text=" asked"))
    whole = Message(
        reply=reply,
        question="q1",
        buttons=("share", "verdict"),
        lead=around,
        note=around,
        private=True,
    )
    for message in (whole, Message(reply=reply)):
        stored = json.loads(json.dumps(message.model_dump(mode="json")))
        assert Message.model_validate(stored) == message


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reply": None},
        {"reply": {"outcome": "answered"}},
        {"reply": {"outcome": "guessed", "headline": "H."}},
        {"reply": {"outcome": "answered", "headline": "H."}, "buttons": ["delete"]},
        {"reply": {"outcome": "answered", "headline": "H."}, "blocks": []},
    ],
)
def test_other_data_is_no_message(body: dict[str, object]) -> None:
    """Data with parts missing, or with parts that nobody knows, is refused and not guessed at."""
    with pytest.raises(ValidationError):
        Message.model_validate(body)


def test_directory_is_empty_at_first() -> None:
    """Without a workspace's address and channels nothing is linked, and no two share a table."""
    assert (Directory().url, Directory().channels) == (None, {})
    assert Directory().channels is not Directory().channels
