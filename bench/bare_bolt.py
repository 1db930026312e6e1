"""The named peer: slack-bolt's own Socket Mode handler, answering a constant.

Usage: SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… SLACK_API_URL=… python bench/bare_bolt.py
"""

import os
from typing import Any

from slack_bolt import Ack, App, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

ANSWER = "Deploy models is shared by Machine Learning Engineer and MLOps Engineer."


def main() -> None:
    """Runs until it is stopped."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, token_verification_enabled=False)

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say(ANSWER, thread_ts=event["ts"])

    @app.command("/whoowns")
    def commanded(ack: Ack) -> None:
        ack(ANSWER)

    handler = SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client)
    handler.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
