"""Whether a message arrived though nobody was told: it is looked for by the mark it carries."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.delivery import Taken
from bot.slack.web_api import Refused, SlackTrouble, WebApi

MARKER = "rolecall_delivery"
"""The metadata event type under which every post carries its delivery's id."""

PAGE = 100
MOST_PAGES = 5
EARLIER = timedelta(minutes=5)
"""How far our clock may be ahead of Slack's."""

_HIDDEN = ("missing_scope", "not_in_channel", "channel_not_found", "is_archived")


class CantTell(SlackTrouble):
    """Whether it arrived can't be looked up, so it is neither sent again nor taken for lost."""


def arrived(api: WebApi, taken: Taken) -> str | None:
    """Slack's stamp of the message, None where it isn't in its channel.

    CantTell where that can't be read; SlackTrouble where Slack doesn't answer.
    """
    since, cursor = (taken.created_at - EARLIER).timestamp(), None
    for _ in range(MOST_PAGES):
        try:
            answer = api.ask(
                "conversations.history",
                channel=taken.address["channel"],
                limit=PAGE,
                cursor=cursor,
                include_all_metadata=True,
            )
        except Refused as refused:
            if refused.error in _HIDDEN:
                raise CantTell(f"whether it arrived can't be looked up: {refused}") from refused
            raise
        page = [one for one in answer.get("messages") or () if isinstance(one, Mapping)]
        for message in page:
            if _mark(message) == taken.id:
                return str(message.get("ts"))
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor or _oldest(page) < since:
            return None
    raise CantTell("whether it arrived can't be told: too much was written there since")


def _mark(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != MARKER:
        return None
    payload = metadata.get("event_payload")
    found = payload.get("id") if isinstance(payload, Mapping) else None
    return found if isinstance(found, str) else None


def _oldest(page: Iterable[Mapping[str, Any]]) -> float:
    return min((float(one.get("ts") or 0) for one in page), default=0.0)
