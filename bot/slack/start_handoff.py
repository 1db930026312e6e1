"""The shortcut “Start a handoff” on a message: what its form is filled in with."""

import re

from bot.domain.ownership.codes import Codes
from bot.slack.incoming import Incoming
from bot.store.books import Books

START_HANDOFF = "start_handoff"
"""The callback id of the shortcut."""

TITLE = "Start a handoff"
VERB = "handoff start"
NOT_FOR_GUESTS_TO_CHANGE = (
    "Guests can look but change nothing; ask somebody who is a full member to start the handoff."
)
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,30}")
_STAMP = re.compile(r"([0-9]{1,12})\.([0-9]{6})")


def codes_for(books: Books, asked: Incoming) -> Codes:
    """A link to the message as evidence, and its channel; nothing of a direct conversation."""
    channel = books.roster.channel(asked.channel) if _CHANNEL.fullmatch(asked.channel) else None
    if channel is None:
        return {}
    there: Codes = {"channel": (channel.id,)} if channel.writable else {}
    link = _permalink(books, asked)
    return {**there, "link": (f"{link} where it began",)} if link else there


def _permalink(books: Books, asked: Incoming) -> str | None:
    """Where Slack shows the message; None where its address can't be told."""
    here, stamp = books.roster.installation(), _STAMP.fullmatch(asked.ts)
    if here is None or here.url is None or stamp is None:
        return None
    thread = f"?thread_ts={asked.thread}&cid={asked.channel}" if asked.thread else ""
    return f"{here.url.rstrip('/')}/archives/{asked.channel}/p{stamp[1]}{stamp[2]}{thread}"
