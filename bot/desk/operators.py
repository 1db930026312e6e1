"""What operators read of digests on the command line, and how they send one."""

from collections.abc import Iterator
from datetime import datetime

from bot.desk.rounds import subscription
from bot.domain.edition import Edition
from bot.errors import RolecallError
from bot.store.books import Books
from bot.store.due import DIGEST, SEND, Due


def coming(books: Books) -> Iterator[str]:
    """A line for each subscription that is due, the soonest first."""
    for one in books.coming():
        what, _, key = one.what.partition(" ")
        told = subscription(books, key) if what == DIGEST else None
        if told is not None and one.slot is not None:
            yield (
                f"{one.at:%Y-%m-%d %H:%M} UTC  digest {key}  {_channel(books, told.channel)}  "
                f"{', '.join(told.digests)}  ({one.slot.replace('T', ' ')} {told.rhythm.zone})"
            )


def past(books: Books, limit: int) -> Iterator[str]:
    """A line for each edition, the newest first, with what became of its message."""
    for one in books.editions(limit):
        where = _channel(books, one.channel)
        yield f"{one.at:%Y-%m-%d %H:%M} UTC  {_named(one)}  {where}  {_fate(books, one)}"


def send(books: Books, key: str, now: datetime) -> str:
    """Makes a subscription due at once; RolecallError where there is none, or it is paused."""
    told = subscription(books, key)
    if told is None:
        raise RolecallError(f"There is no digest {key}: `rolecall digest due` lists them.")
    if told.paused is not None:
        raise RolecallError(f"Digest {key} is paused ({told.paused}): resume it in Slack first.")
    books.set_due(Due(f"{SEND} {key}", now))
    return f"Digest {key} is on its way to {_channel(books, told.channel)}."


def _named(one: Edition) -> str:
    return f"{one.what}  for {one.slot.replace('T', ' ')}" if _is_digest(one) else one.what


def _is_digest(one: Edition) -> bool:
    return one.what.partition(" ")[0] == DIGEST


def _fate(books: Books, one: Edition) -> str:
    if one.state == "quiet":
        return "nothing new, nothing posted"
    sent = books.delivery(one.delivery) if one.delivery else None
    if one.state == "skipped":
        return (
            f"not told: {sent.state if sent else 'lost'}" if one.delivery else "skipped: too late"
        )
    state = sent.state if sent else "sent long ago"
    if not _is_digest(one):
        return state
    told = "1 matter" if len(one.matters) == 1 else f"{len(one.matters)} matters"
    return f"{told}{', late' if one.late else ''}: {state}"


def _channel(books: Books, channel: str) -> str:
    known = books.roster.channel_names([channel])
    return f"#{known[channel]}" if channel in known else channel
