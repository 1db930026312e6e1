"""What a running process tells of itself: its figures, and its log."""

import json
from urllib.error import HTTPError

import pytest

from bot.store.engine import Engines
from tests.acceptance.running import Running, environment, get

BOT, SIGNING, TOKEN = "xoxb-1-abcdefgh", "signing-0a1b2c3d4e", "metrics-9f8e7d6c5b"
NOBODY = "http://127.0.0.1:9/api/"
"""Where no Slack answers."""


def _running(engines: Engines, *words: str) -> Running:
    url = engines.write.url.render_as_string(hide_password=False)
    return Running(
        *words,
        env=environment(
            url,
            SLACK_BOT_TOKEN=BOT,
            SLACK_SIGNING_SECRET=SIGNING,
            SLACK_API_URL=NOBODY,
            ROLECALL_METRICS_TOKEN=TOKEN,
            ROLECALL_LOG="json",
        ),
    )


@pytest.mark.parametrize(
    ("dialect", "words"),
    [("sqlite", ()), ("postgresql", ("--only", "web")), ("postgresql", ("--only", "worker"))],
)
def test_process(words: tuple[str, ...], engines: Engines) -> None:
    """Each kind of process tells its figures, and logs in JSON without a secret."""
    with _running(engines, *words) as process:
        url = f"{process.url()}/metrics"
        assert "rolecall_queue_deliveries" in get(url)
        forwarded = {"X-Forwarded-For": "192.0.2.7"}
        assert "rolecall_info" in get(url, Authorization=f"Bearer {TOKEN}", **forwarded)
        with pytest.raises(HTTPError) as refused:
            get(url, **forwarded)
        assert refused.value.code == 401
        refused.value.close()
        process.process.terminate()
        code, _, written = process.end()
    assert code == 0
    lines = [json.loads(line) for line in written.splitlines()]
    assert "WARNING" in {one["level"] for one in lines}
    assert any("Connecting to Slack failed" in one["message"] for one in lines)
    for secret in (BOT, SIGNING, TOKEN):
        assert secret not in written
