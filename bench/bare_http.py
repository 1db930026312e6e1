"""The named peer over HTTP: slack-bolt's own Flask adapter under the same server, one constant.

Usage: SLACK_BOT_TOKEN=… SLACK_SIGNING_SECRET=… SLACK_API_URL=… python bench/bare_http.py
"""

import os
import sys
from typing import Any

from flask import Flask, Response, request
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from waitress.server import create_server

ANSWER = "Deploy models is shared by Machine Learning Engineer and MLOps Engineer."
THREADS = 8


def main() -> None:
    """Runs until it is stopped."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    bolt = App(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        token_verification_enabled=False,
    )

    @bolt.command("/whoowns")
    def commanded(ack: Ack) -> None:
        ack({"text": ANSWER})

    app, handler = Flask(__name__), SlackRequestHandler(bolt)

    @app.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    server: Any = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    sys.stdout.write(f"Rolecall is ready at http://127.0.0.1:{server.effective_port}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()
