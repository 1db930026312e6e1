"""A workspace removes us: everything stops there at once, and its data waits for the grace."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import App, BoltContext

from bot.slack.incoming import Payload
from bot.store.installations import Installation
from bot.store.ledger import Ledger

Body = dict[str, Any]

log = logging.getLogger(__name__)

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"
EVENTS = (UNINSTALLED, REVOKED)


@dataclass(frozen=True)
class Removed:
    """Hears that a workspace has removed the app, or taken its token away."""

    ledger: Ledger
    now: Callable[[], datetime]

    def register(self, app: App) -> None:
        """Tells Bolt who listens to what."""
        for name in EVENTS:
            app.event(name)(self.told)

    def told(self, body: Body, context: BoltContext) -> None:
        """Ends our work there, unless it was installed again since Slack said so."""
        with self.ledger.open(context.team_id or "", self.now()) as books:
            here = books.roster.installation()
            if here is not None and here.ended_at is None and is_removed(body, here):
                books.end()
                log.warning("the workspace %s removed the app", here.workspace_id)


def is_removed(body: Payload, here: Installation) -> bool:
    """Whether an event says that the installation as we know it is over.

    Slack sends both events, in no promised order, and perhaps after a reinstall.
    """
    event, at, app = body.get("event"), body.get("event_time"), body.get("api_app_id")
    if not isinstance(event, dict) or (None not in (app, here.app) and app != here.app):
        return False
    if isinstance(at, int | float) and at < int(here.connected_at.timestamp()):
        return False
    if event.get("type") == UNINSTALLED:
        return True
    tokens = event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    return isinstance(bots, list) and here.bot_user in bots
