"""Whoever asks too much at once, and a workspace that is switched off, before the whole product."""

from bot.domain.answer import notice
from bot.domain.operations import Limit, Limits
from bot.slack import outgoing
from bot.slack.message import Message
from tests.acceptance.unlimited import PLENTY
from tests.talk.bot import Bot
from tests.talk.conftest import Start, populated
from tests.talk.organisation import ANA, BO, ORGANISATION
from tests.talk.talk import (
    NOTHING,
    Talk,
    alone,
    commands,
    dm,
    in_answer,
    in_thread,
    mentions,
    owns,
    shortcut,
    submits,
    view_text,
    writes,
)

ASKED = "who deploys models?"
TOO_MUCH = "That was too much at once from you, so nothing was done; please try again in"
# A token comes back once in an hour: nothing here depends on how long it takes.
FEW = Limits(person=Limit(burst=2, per_minute=1 / 60), channel=PLENTY, workspace=PLENTY)


def _started(start: Start, **operations: object) -> Bot:
    bot = start(slack=populated(), operations=operations)
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    return bot


def test_too_much(start: Start) -> None:
    """One who asked too much is told so wherever they ask, and others are answered as ever."""
    talk = Talk(_started(start, limits=FEW), here="C1")
    talk.plays(
        (ANA, mentions(ASKED), in_thread("Deploy models")),
        (BO, shortcut("find_owner"), NOTHING),
        (ANA, commands(ASKED), in_answer("Deploy models")),
        (ANA, commands(ASKED), in_answer(TOO_MUCH, without=("Deploy models",))),
        (ANA, owns("add"), in_answer(TOO_MUCH)),
        (ANA, mentions(ASKED), alone(TOO_MUCH)),
        (ANA, mentions(ASKED), NOTHING),
        (ANA, writes(ASKED), NOTHING),
        (BO, mentions(ASKED), in_thread("Deploy models")),
        (BO, submits({"question": ASKED}), NOTHING),
    )
    assert TOO_MUCH in view_text(talk.view)
    assert talk.slack.violations == talk.slack.pings == []
    labels = {"kind": "mention", "became": "limited"}
    registry = talk.bot.meter.registry
    assert registry.get_sample_value("rolecall_received_total", labels) == 2


def test_told_again(start: Start) -> None:
    """In a direct message it is said there."""
    talk = Talk(_started(start, limits=FEW), here="C1")
    talk.plays(
        (ANA, commands(ASKED), in_answer("Deploy models")),
        (ANA, commands(ASKED), in_answer("Deploy models")),
        (ANA, writes(ASKED), dm(ANA, TOO_MUCH)),
        (ANA, writes(ASKED), NOTHING),
    )


def test_switched_off(start: Start) -> None:
    """In a silenced workspace nobody hears anything, and what was to be sent waits."""
    slack = populated()
    bot = start(slack=slack, operations={"silenced": (slack.team.id,)})
    bot.take_in(ORGANISATION)
    bot.start()
    for envelope in (slack.mention(ASKED), slack.command(ASKED), slack.dm(ASKED)):
        assert envelope.answer() == {}
    with bot.ledger.open(bot.workspace, bot.clock.now()) as books:
        books.send(outgoing.post("C1", None, Message(reply=notice("Hello"))))
    bot.connection.look()
    bot.connection.stop()
    with bot.ledger.read(bot.workspace) as books:
        assert [one.state for one in books.deliveries()] == ["waiting"]
    assert slack.messages == []
