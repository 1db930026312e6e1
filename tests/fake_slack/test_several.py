"""Several workspaces are apart behind one address, and install the app by Slack's OAuth."""

from collections.abc import Iterator
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from tests.fake_slack import FakeSlacks, FakeTeam, Fault, HttpSlack
from tests.fake_slack.app_server import AppServer, Asked
from tests.fake_slack.browser import Browser, Page
from tests.fake_slack.over_http import Reply
from tests.fake_slack.several import FakeApp
from tests.fake_slack.speaking import error_of
from tests.fake_slack.traffic import EVERY

HARBOUR = FakeTeam()
TIDE = FakeTeam("T0TIDE", "Tide", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE")
BACK = "https://rolecall.example/slack/oauth_redirect"
APP = FakeApp(redirect_urls=("https://rolecall.example/",))
ASKED = {
    "client_id": APP.client_id,
    "scope": "chat:write,commands",
    "state": "s&1",
    "redirect_uri": BACK,
}


@pytest.fixture
def slacks(app: AppServer) -> Iterator[FakeSlacks]:
    """Workspaces to install the app in."""
    with FakeSlacks(app.url, app=APP) as slacks:
        yield slacks


@pytest.fixture
def harbour(slacks: FakeSlacks) -> HttpSlack:
    """A workspace that the app is in."""
    return slacks.add(HARBOUR)


@pytest.fixture
def tide(slacks: FakeSlacks) -> HttpSlack:
    """Another one."""
    return slacks.add(TIDE)


def client_of(slack: HttpSlack, token: str | None = None) -> WebClient:
    """A client with the bot's token, or another."""
    return WebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def visit(slacks: FakeSlacks, **changed: Any) -> Page:
    """What a browser gets at the authorize page."""
    return Browser().get(f"{slacks.authorize_url}?{urlencode(ASKED | changed)}")


def told(page: Page) -> dict[str, str]:
    """What the app is told by where the browser is sent."""
    return {key: value for key, [value] in parse_qs(urlsplit(page.location).query).items()}


def exchange(slacks: FakeSlacks, code: str, **changed: str) -> SlackResponse:
    """What Slack gives for a code."""
    given = {"client_id": APP.client_id, "client_secret": APP.client_secret}
    given |= {"redirect_uri": BACK}
    client = WebClient(base_url=slacks.api_url, retry_handlers=[])
    return client.oauth_v2_access(code=code, **(given | changed))


def install(slacks: FakeSlacks, team: FakeTeam) -> str:
    """The token that the app has after an install."""
    return str(exchange(slacks, told(visit(slacks, team=team.id))["code"])["access_token"])


def test_apart(slacks: FakeSlacks, harbour: HttpSlack, tide: HttpSlack) -> None:
    """A token tells the workspace: its name, people, channels and messages are its own."""
    tide.add_user("U7", "Tom")
    assert harbour.api_url == tide.api_url == slacks.api_url
    ours, theirs = client_of(harbour), client_of(tide)
    assert [one.auth_test()["team_id"] for one in (ours, theirs)] == [HARBOUR.id, TIDE.id]
    assert theirs.users_info(user="U7")["user"]["team_id"] == TIDE.id
    assert error_of(lambda: ours.users_info(user="U7")) == "user_not_found"
    ours.chat_postMessage(channel="C1", text="ours")
    theirs.chat_postMessage(channel="C1", text="theirs")
    assert [one.text for one in harbour.messages] == ["ours"]
    assert [one.text for one in tide.messages] == ["theirs"]
    assert [len(one.calls) for one in (harbour, tide, slacks)] == [3, 3, 0]


def test_nobody(slacks: FakeSlacks, harbour: HttpSlack) -> None:
    """A token of nobody, none at all, and a response URL of nobody are refused, and on record."""
    assert error_of(client_of(harbour, "xoxb-stranger").auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=slacks.api_url).auth_test) == "not_authed"
    url = harbour.response_url()
    stray = url.rpartition("/")[0] + "/stray"
    assert WebhookClient(stray, retry_handlers=[]).send(text="x").status_code == 404
    assert harbour.calls == []
    assert [one.method for one in slacks.calls] == ["auth.test", "auth.test", "response_url"]


def test_response_urls(harbour: HttpSlack, tide: HttpSlack) -> None:
    """What is said over a response URL is seen in its own workspace."""
    WebhookClient(tide.response_url()).send(text="theirs")
    WebhookClient(harbour.response_url()).send(text="ours")
    assert [one.text for one in harbour.messages] == ["ours"]
    assert [one.text for one in tide.messages] == ["theirs"]


def test_events(app: AppServer, slacks: FakeSlacks, harbour: HttpSlack, tide: HttpSlack) -> None:
    """All send to the same addresses, with the ids of their own workspace, and no id is in two."""
    sent = [slack.command("churn") for slack in (harbour, tide)]
    sent += [slack.mention("churn") for slack in (harbour, tide)]
    for each in sent:
        each.answer()
    assert [each.payload["team_id"] for each in sent] == [HARBOUR.id, TIDE.id] * 2
    ours, theirs = sent[0].payload, sent[1].payload
    assert ours["trigger_id"] != theirs["trigger_id"]
    assert ours["response_url"] != theirs["response_url"]
    assert sent[2].payload["event_id"] != sent[3].payload["event_id"]
    assert len(app.asked) == 4
    slacks.urls[:] = []
    mention = tide.mention("churn")
    mention.wait_over()
    assert mention.failure == "connection_failed"


def test_faults_of_one_workspace(harbour: HttpSlack, tide: HttpSlack) -> None:
    """What goes wrong in one workspace, with one method or all, leaves the others alone."""
    harbour.always(EVERY, Fault(status=503, html=True))
    harbour.script("auth.test", Fault(status=429, retry_after=30))
    for status in (429, 503):
        with pytest.raises(SlackApiError) as caught:
            client_of(harbour).auth_test()
        assert caught.value.response.status_code == status
    assert client_of(tide).auth_test()["ok"]
    harbour.clear(EVERY)
    assert client_of(harbour).auth_test()["ok"]


def test_install(slacks: FakeSlacks) -> None:
    """Who consents is sent back with a code, for which there is a token that works."""
    tide = slacks.add(TIDE, installed=False)
    page = visit(slacks, user="U2")
    assert page.status == 302
    assert page.location.startswith(f"{BACK}?")
    assert told(page).keys() == {"code", "state"}
    assert told(page)["state"] == "s&1"
    answer = exchange(slacks, told(page)["code"])
    assert answer.data == {
        "ok": True,
        "access_token": tide.bot_token,
        "app_id": TIDE.app_id,
        "authed_user": {"id": "U2"},
        "scope": "chat:write,commands",
        "token_type": "bot",
        "bot_user_id": TIDE.bot_user,
        "team": {"id": TIDE.id, "name": TIDE.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    introduced = client_of(tide).auth_test()
    assert introduced["team_id"] == TIDE.id
    assert introduced.headers["x-oauth-scopes"] == "chat:write,commands"


def test_before_the_install(slacks: FakeSlacks) -> None:
    """Where the app isn't installed, no token works, not even an empty one."""
    tide = slacks.add(TIDE, installed=False)
    assert error_of(client_of(tide, "xoxb-fake").auth_test) == "invalid_auth"
    assert error_of(WebClient("", base_url=slacks.api_url).auth_test) == "not_authed"
    assert tide.calls == []


def test_denied(slacks: FakeSlacks, harbour: HttpSlack) -> None:
    """Who doesn't consent is sent back with that, and no code."""
    slacks.denying.add(HARBOUR.id)
    assert told(visit(slacks)) == {"error": "access_denied", "state": "s&1"}
    assert harbour.bot_token.endswith(HARBOUR.id)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"client_id": "1.2"}, "client_id"),
        ({"redirect_uri": "https://evil.example/"}, "redirect_uri"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"scope": ""}, "permissions"),
    ],
)
def test_nobody_is_sent_astray(
    changed: dict[str, str], why: str, slacks: FakeSlacks, harbour: HttpSlack
) -> None:
    """A page that asks wrongly is an error, and sends nobody anywhere."""
    page = visit(slacks, **changed)
    assert (page.status, page.location) == (400, "")
    assert why in page.text
    assert harbour.calls == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"redirect_uri": f"{BACK}/"}, "bad_redirect_uri"),
    ],
)
def test_codes_are_for_who_asked(
    changed: dict[str, str], error: str, slacks: FakeSlacks, harbour: HttpSlack
) -> None:
    """There is no token for another app, or for another address than the code was sent to."""
    code = told(visit(slacks))["code"]
    assert error_of(lambda: exchange(slacks, code, **changed)) == error
    assert exchange(slacks, code)["team"]["id"] == harbour.team.id


def test_codes_work_once_and_soon(slacks: FakeSlacks, harbour: HttpSlack) -> None:
    """A code is good for one token, within its time, and one that nobody was given for none."""
    code = told(visit(slacks))["code"]
    token = exchange(slacks, code)["access_token"]
    assert error_of(lambda: exchange(slacks, code)) == "invalid_code"
    assert error_of(lambda: exchange(slacks, "guess")) == "invalid_code"
    slacks.code_seconds = -1.0
    late = told(visit(slacks))["code"]
    assert error_of(lambda: exchange(slacks, late)) == "invalid_code"
    assert harbour.bot_token == token


def test_credentials_in_a_form(slacks: FakeSlacks, harbour: HttpSlack) -> None:
    """The app may say who it is in fields too, instead of by HTTP Basic."""
    fields = {"client_id": APP.client_id, "client_secret": APP.client_secret}
    fields |= {"code": told(visit(slacks))["code"], "redirect_uri": BACK}
    answer = WebClient(base_url=slacks.api_url).api_call("oauth.v2.access", data=fields)
    assert answer["access_token"] == harbour.bot_token


def test_reinstall(slacks: FakeSlacks, harbour: HttpSlack, tide: HttpSlack) -> None:
    """Another install gives another token; the one before works no longer, and others do."""
    old, theirs = harbour.bot_token, tide.bot_token
    new = install(slacks, HARBOUR)
    assert client_of(harbour, new).auth_test()["team_id"] == HARBOUR.id
    assert error_of(client_of(harbour, old).auth_test) == "token_revoked"
    assert client_of(tide, theirs).auth_test()["team_id"] == TIDE.id


@pytest.mark.parametrize(
    "order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")]
)
def test_removed(
    order: tuple[str, str], app: AppServer, slacks: FakeSlacks, harbour: HttpSlack
) -> None:
    """The app is told in either order that it is removed, and its token works no longer."""
    for kind in order:
        for envelope in harbour.revoke(kind):
            envelope.answer()
    told_of = [one.json["event"] for one in app.asked]
    assert [one["type"] for one in told_of] == list(order)
    [revoked] = [one for one in told_of if one["type"] == "tokens_revoked"]
    assert revoked["tokens"] == {"oauth": [], "bot": [HARBOUR.bot_user]}
    assert error_of(client_of(harbour).auth_test) == "token_revoked"
    assert client_of(harbour, install(slacks, HARBOUR)).auth_test()["ok"]


def test_removed_at_once(harbour: HttpSlack) -> None:
    """Without an order it is told both."""
    kinds = [one.payload["event"]["type"] for one in harbour.revoke()]
    assert kinds == ["app_uninstalled", "tokens_revoked"]


def test_oauth_goes_wrong_too(slacks: FakeSlacks, harbour: HttpSlack) -> None:
    """Calls of OAuth get their faults as others do."""
    code = told(visit(slacks))["code"]
    slacks.script("oauth.v2.access", Fault(status=500, html=True), Fault(drop=True))
    with pytest.raises(SlackApiError):
        exchange(slacks, code)
    assert harbour.revoked == set()
    with pytest.raises(RemoteDisconnected):
        exchange(slacks, code)
    assert harbour.revoked == {f"xoxb-fake-{HARBOUR.id}"}


def test_browser(app: AppServer, slacks: FakeSlacks, tide: HttpSlack) -> None:
    """A browser begins at the app, consents at Slack, and comes back with its cookie."""
    back = f"{app.url}/back"
    slacks.app = FakeApp()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/install":
            where = f"{slacks.authorize_url}?{urlencode(ASKED | {'redirect_uri': back})}"
            return Reply(302, headers={"Location": where, "Set-Cookie": "mine=1; Path=/"})
        return Reply(200, asked.headers.get("cookie", "").encode())

    app.answer = answer
    page = Browser().installs(f"{app.url}/install", TIDE.id)
    assert (page.status, page.text) == (200, "mine=1")
    assert app.asked[-1].path.startswith("/back?code=")
    assert Browser().get(f"{app.url}/back").text == ""
    assert [one.method for one in slacks.calls] == ["/oauth/v2/authorize"]
    assert tide.calls == []
