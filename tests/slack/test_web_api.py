"""Calls to Slack, each made once, and what is surely known when they fail."""

import socket
import traceback
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RolecallError
from bot.slack.web_api import (
    LONGEST_PAUSE,
    Limited,
    Refused,
    SlackTrouble,
    Unavailable,
    Undecided,
    Unreached,
    WebApi,
    granted,
    is_about_the_token,
    respond,
)
from tests.fake_slack import FakeSlack, Fault
from tests.slack.conftest import TEAM

POST = "chat.postMessage"
USUAL = 30.0
LONGEST = LONGEST_PAUSE.total_seconds()


@pytest.fixture
def closed_port() -> str:
    """The address of a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


def _trouble(api: WebApi) -> SlackTrouble:
    with pytest.raises(SlackTrouble) as caught:
        api.call(POST, channel="C1", text="x")
    return caught.value


def _responding(url: str, body: dict[str, Any] | None = None) -> SlackTrouble:
    with pytest.raises(SlackTrouble) as caught:
        respond(url, body or {"text": "x"})
    return caught.value


def _all_told(trouble: SlackTrouble) -> str:
    """The whole of an error, as the most talkative log would have it."""
    return "".join(traceback.format_exception(trouble))


def test_call(slack: FakeSlack, api: WebApi) -> None:
    """A good answer comes back as it is; what is None isn't sent."""
    answer = api.call(POST, channel="C1", text="x", thread_ts=None)
    assert answer["ts"] == slack.messages[0].ts
    assert slack.calls[0].args == {"channel": "C1", "text": "x"}


def test_ask(slack: FakeSlack, api: WebApi) -> None:
    """A method that reads gets its arguments in the form that it takes."""
    answer = api.ask("users.list", limit=2, cursor=None)
    assert [user["id"] for user in answer["members"]] == ["U1", "U2"]
    assert slack.calls[0].args == {"limit": "2"}


def test_scopes(slack: FakeSlack, api: WebApi) -> None:
    """The granted scopes come sorted with the answer, and none where Slack names none."""
    slack.scopes = ["im:history", "chat:write"]
    data, headers = api.introduction()
    scopes = granted(headers)
    assert (data["team_id"], scopes) == (TEAM.id, ["chat:write", "im:history"])
    slack.scopes = []
    assert granted(api.introduction()[1]) == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=429), Limited),
        (Fault(status=429, html=True), Limited),
        (Fault(error="ratelimited"), Limited),
        (Fault(error="rate_limited"), Limited),
        (Fault(status=500), Unavailable),
        (Fault(status=502), Unavailable),
        (Fault(status=503), Unavailable),
        (Fault(status=500, html=True), Unavailable),
        (Fault(status=502, html=True), Unavailable),
        (Fault(status=503, html=True), Unavailable),
        (Fault(error="service_unavailable"), Unavailable),
        (Fault(error="request_timeout"), Unavailable),
        (Fault(error="fatal_error"), Undecided),
        (Fault(error="internal_error"), Undecided),
        (Fault(html=True), Undecided),
        (Fault(status=403, html=True), Undecided),
        (Fault(half=True), Undecided),
        (Fault(half=True, html=True), Undecided),
        (Fault(drop=True), Undecided),
        (Fault(refuse=True), Undecided),
        (Fault(error="channel_not_found"), Refused),
        (Fault(error="invalid_auth"), Refused),
        (Fault(error="invalid_blocks"), Refused),
        (Fault(error="message_limit_exceeded"), Refused),
        (Fault(status=400, error="invalid_arguments"), Refused),
    ],
    ids=str,
)
def test_kinds_of_trouble(
    fault: Fault, kind: type[SlackTrouble], slack: FakeSlack, api: WebApi
) -> None:
    """Each failure is what it is: made once, told without the token, and never surely untaken
    where the message is there.
    """  # noqa: D205
    slack.script(POST, fault)
    trouble = _trouble(api)
    assert type(trouble) is kind
    assert isinstance(trouble, RolecallError)
    assert len(slack.calls) == 1
    assert kind is Undecided or slack.messages == []
    assert slack.bot_token not in _all_told(trouble)
    assert api.call(POST, channel="C1", text="y")["ok"]


def test_words_of_a_refusal(slack: FakeSlack, api: WebApi) -> None:
    """A refusal keeps Slack's word for why."""
    slack.script(POST, Fault(error="is_archived"))
    trouble = _trouble(api)
    assert isinstance(trouble, Refused)
    assert trouble.error == "is_archived"
    wrong = _trouble(WebApi(slack.api_url, "xoxb-wrong"))
    assert isinstance(wrong, Refused)
    assert wrong.error == "invalid_auth"
    assert "xoxb-wrong" not in _all_told(wrong)


@pytest.mark.parametrize(
    ("trouble", "about"),
    [
        (Refused("invalid_auth"), True),
        (Refused("not_authed"), True),
        (Refused("account_inactive"), True),
        (Refused("token_revoked"), True),
        (Refused("token_expired"), True),
        (Refused("not_allowed_token_type"), True),
        (Refused("missing_scope"), False),
        (Refused("channel_not_found"), False),
        (Undecided("invalid_auth"), False),
        (Limited(timedelta(seconds=1)), False),
    ],
    ids=str,
)
def test_about_the_token(trouble: SlackTrouble, *, about: bool) -> None:
    """Only Slack's own refusals of a token say that the token is no good."""
    assert is_about_the_token(trouble) == about


PAUSES = [
    (None, USUAL),
    (30, 30.0),
    (1, 1.0),
    (0, 1.0),
    (0.2, 1.0),
    ("7", 7.0),
    (" 7 ", 7.0),
    (-5, USUAL),
    ("soon", USUAL),
    ("", USUAL),
    ("nan", USUAL),
    ("Wed, 21 Oct 2026 07:28:00 GMT", USUAL),
    (86_400, LONGEST),
    (10**30, LONGEST),
    ("inf", LONGEST),
    ("1e400", LONGEST),
]


@pytest.mark.parametrize(("retry_after", "pause"), PAUSES)
def test_pauses(
    retry_after: float | str | None, pause: float, slack: FakeSlack, api: WebApi
) -> None:
    """The pause is what Slack asks for, at least a second, at most an hour; nonsense is usual."""
    slack.always(POST, Fault(status=429, retry_after=retry_after))
    slack.always("response_url", Fault(status=429, retry_after=retry_after))
    for trouble in (_trouble(api), _responding(slack.response_url())):
        assert isinstance(trouble, Limited)
        assert trouble.pause == timedelta(seconds=pause)
    assert len(slack.calls) == 2


def test_a_pause_in_a_good_status(slack: FakeSlack, api: WebApi) -> None:
    """A limit that Slack words in an ordinary answer keeps its pause too."""
    slack.script(POST, Fault(error="ratelimited", retry_after=12))
    trouble = _trouble(api)
    assert isinstance(trouble, Limited)
    assert trouble.pause == timedelta(seconds=12)


def test_too_late(slack: FakeSlack) -> None:
    """An answer that doesn't come in time is given up, and nobody knows whether it was taken."""
    slack.script(POST, Fault(delay=30))
    trouble = _trouble(WebApi(slack.api_url, slack.bot_token, timeout=1))
    assert type(trouble) is Undecided
    assert len(slack.calls) == 1
    assert slack.bot_token not in _all_told(trouble)


def test_nobody_listens(closed_port: str) -> None:
    """Where no connection is made, Slack surely took nothing."""
    for trouble in (
        _trouble(WebApi(closed_port + "api/", "xoxb-secret")),
        _responding(closed_port + "respond/secret"),
    ):
        assert type(trouble) is Unreached
        assert "secret" not in str(trouble)
    assert "xoxb-secret" not in _all_told(_trouble(WebApi(closed_port + "api/", "xoxb-secret")))


def test_respond(slack: FakeSlack) -> None:
    """A response URL takes what it is sent, as it is."""
    respond(slack.response_url(channel="C2"), {"text": "x", "response_type": "in_channel"})
    [posted] = slack.messages
    assert (posted.channel, posted.text, posted.ephemeral) == ("C2", "x", False)


def test_used_up(slack: FakeSlack) -> None:
    """A response URL that was used five times refuses the sixth, and isn't tried again."""
    url = slack.response_url()
    for _ in range(5):
        respond(url, {"text": "x"})
    trouble = _responding(url)
    assert isinstance(trouble, Refused)
    assert trouble.error == "used_url"
    assert len(slack.calls) == 6
    assert url not in _all_told(trouble)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=429), Limited),
        (Fault(status=500), Unavailable),
        (Fault(status=502, html=True), Unavailable),
        (Fault(status=503), Unavailable),
        (Fault(drop=True), Undecided),
        (Fault(half=True), Undecided),
        (Fault(refuse=True), Undecided),
        (Fault(error="expired_url"), Refused),
    ],
    ids=str,
)
def test_responding_in_vain(fault: Fault, kind: type[SlackTrouble], slack: FakeSlack) -> None:
    """What goes wrong with a response URL is told apart as with any other call."""
    slack.script("response_url", fault)
    url = slack.response_url()
    trouble = _responding(url)
    assert type(trouble) is kind
    assert len(slack.calls) == 1
    assert kind is Undecided or slack.messages == []
    assert url not in str(trouble)


def test_refused_by_a_response_url(slack: FakeSlack) -> None:
    """A response URL that answers that it took nothing has refused the message."""
    trouble = _responding(slack.response_url(), {"text": "x", "blocks": [{"type": "no"}]})
    assert isinstance(trouble, Refused)
    assert trouble.error == "invalid_blocks"


def test_a_page_is_no_answer(slack: FakeSlack) -> None:
    """A page of HTML where a response URL should say “ok” decides nothing."""
    slack.script("response_url", Fault(html=True))
    assert type(_responding(slack.response_url())) is Undecided


def test_an_address_that_is_none() -> None:
    """An address that can't be posted to is a trouble like any other, and opens no file."""
    for url in ("file:///etc/passwd", "", "not an address"):
        assert isinstance(_responding(url), SlackTrouble)
