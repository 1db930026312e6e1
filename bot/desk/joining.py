"""What a channel is told once we are in it: what we read there, what we don't, what we keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.edition import Edition
from bot.domain.reply import Reply, Section
from bot.domain.wording import bullets
from bot.store.books import Books
from bot.store.due import JOINED, Due

WAIT = timedelta(seconds=5)
"""So often we look whether a channel that isn't known is by now."""

PATIENCE = timedelta(hours=1)
"""After so long a channel that we can't read is told nothing."""

HELLO = Reply(
    outcome="notice",
    headline="I answer “who owns this?” here: mention me, or type `/whoowns` and what it is about.",
    sections=(
        Section(
            heading="What I read here",
            lines=bullets(
                (
                    "messages that mention me",
                    "what somebody types after `/whoowns` or `/ownership`",
                    "a message on which somebody uses one of my shortcuts",
                )
            ),
        ),
        Section(
            heading="What I don't read",
            lines=bullets(
                (
                    "anything else that is said here: Slack doesn't send it to me",
                    "only where it is unclear whether a message of mine arrived, I look for it",
                )
            ),
        ),
        Section(
            heading="What I keep",
            lines=bullets(
                (
                    "questions, with who asked them where and what I answered",
                    "changes that people make with my help, with who made them",
                    "the name of this channel, and no other message",
                )
            ),
        ),
    ),
    trust=("`/ownership help` lists all that I can do.",),
)


@dataclass(frozen=True)
class Hello:
    """What the channel of an edition is told."""

    edition: Edition
    reply: Reply


def enter(books: Books, channel: str, once: str, now: datetime) -> None:
    """Has a channel told that we are in it; `once` tells this time from every other."""
    books.set_due(Due(f"{JOINED} {channel}", now, f"{once} {now.isoformat()}"))


def told(books: Books, channel: str, due: Due, now: datetime) -> Iterator[Hello]:
    """The message for a channel that we are in, once each time; outsiders are told nothing."""
    once, _, since = (due.slot or "").partition(" ")
    known = books.roster.channel(channel)
    if known is None:
        # Until it was read nobody knows who reads along there.
        if now - datetime.fromisoformat(since) < PATIENCE:
            books.set_due(Due(due.what, now + WAIT, due.slot))
        return
    if not (known.writable and known.ours):
        return
    edition = Edition(what=due.what, slot=once, at=now, state="sent", channel=channel)
    if books.claim_edition(edition):
        yield Hello(edition, HELLO)
