"""The way in: whom a link lets in, once, and whom it doesn't, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from bot.domain.member import Member
from bot.search.finders import Finders
from bot.store import erasing
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from tests.slack.conftest import execute, outage
from tests.store.contents import contents
from tests.web.doors import (
    ADA,
    ANA,
    BEGAN,
    BO,
    DEE,
    FOREIGN,
    GUS,
    HERE,
    KEY,
    MEMBERS,
    NEXT_DOOR,
    OLA,
    OLD,
    ROB,
    Browser,
    Door,
    populate,
    told,
)

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
CLOSED = "This link doesn't open anything"
NOT_ANY_MORE = "no full member of this workspace any more"
ONCE = "each opens the pages once"
DAMAGED = "isn&#39;t whole, or isn&#39;t ours"
Given = Callable[[], None]


@pytest.fixture
def door(ledger: Ledger, finders: Finders) -> Door:
    """The pages of a workspace, on each database."""
    populate(ledger)
    return Door(ledger, finders)


@pytest.fixture
def browser(door: Door) -> Browser:
    """A browser that knows nothing yet."""
    return door.browser()


def _is_closed(answer: TestResponse, *words: str) -> None:
    """Nobody is let in by this, and nothing of the workspace is told."""
    assert answer.status_code == 403, answer.text
    assert all(word in answer.text for word in words), answer.text
    assert "__Host-rolecall=" not in str(answer.headers.getlist("Set-Cookie"))
    for inside in ("Harbour Goods", "Churn", "Ana Ivanova", HERE):
        assert inside not in answer.text
    _is_guarded(answer)


def _is_guarded(answer: TestResponse) -> None:
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"


def _nobody(browser: Browser) -> None:
    """The browser was let in nowhere."""
    _is_closed(browser.opens("/matrix"), "type /ownership pages in Slack")


def _spent(engines: Engines) -> int:
    return len(contents(engines)["spent_links"])


def test_a_link_is_followed(door: Door, browser: Browser, engines: Engines) -> None:
    """Who follows their link is asked who they are, says so, and looks at the page for hours."""
    token = door.token(page="/matrix?team=churn")
    asked = browser.follows(token)
    assert asked.status_code == 200
    assert "I am Ana Ivanova" in asked.text
    assert "Open the pages of Harbour Goods" in asked.text
    _is_guarded(asked)
    assert browser.cookie() is None
    _nobody(door.browser())
    entered = browser.sends(token)
    assert (entered.status_code, entered.location) == (303, "/matrix?team=churn")
    _is_guarded(entered)
    shown = browser.opens("/matrix?team=churn")
    assert shown.status_code == 200
    assert "Churn" in shown.text
    assert "Leave" in shown.text
    _is_guarded(shown)
    assert _spent(engines) == 1
    door.passes(hours=7, minutes=59)
    assert browser.opens("/matrix").status_code == 200
    door.passes(minutes=1)
    _nobody(browser)


def test_cookies(door: Door, browser: Browser) -> None:
    """No script reads the cookies, no other site brings them along, and https alone carries them.

    Their name tells browsers that this host alone sets and gets them.
    """
    asked = browser.follows(token := door.token())
    entered = browser.sends(token)
    [mark], [session] = (one.headers.getlist("Set-Cookie") for one in (asked, entered))
    for cookie, name, lasts in (
        (mark, "__Host-rolecall-asked", "Max-Age=600"),
        (session, "__Host-rolecall", "Max-Age=28800"),
    ):
        said = cookie.split("; ")
        assert said[0].startswith(f"{name}=")
        assert {"Secure", "HttpOnly", "Path=/", lasts} <= set(said)
        assert not [one for one in said if one.startswith("Domain")]
    assert "SameSite=Strict" in mark.split("; ")
    assert "SameSite=Lax" in session.split("; ")
    assert token not in mark + session


@ON_SQLITE
def test_cookies_over_http(ledger: Ledger, finders: Finders) -> None:
    """Over http, on a network of one's own, the cookies are there all the same."""
    populate(ledger)
    door = Door(ledger, finders, url="http://rolecall.internal:8080")
    browser = door.browser()
    entered = browser.enters(door.token())
    [session] = entered.headers.getlist("Set-Cookie")
    assert session.startswith("rolecall=")
    assert "Secure" not in session
    assert {"HttpOnly", "SameSite=Lax"} <= set(session.split("; "))
    assert browser.opens("/matrix").status_code == 200


def test_previews_use_nothing_up(door: Door, browser: Browser, engines: Engines) -> None:
    """Whatever fetches a link to show what is there lets nobody in and uses nothing up."""
    token = door.token()
    for method in ("GET", "HEAD", "GET", "HEAD", "OPTIONS"):
        answer = door.browser().follows(token, method)
        assert answer.status_code == 200
        assert "__Host-rolecall=" not in str(answer.headers)
    assert _spent(engines) == 0
    assert browser.enters(token).status_code == 303


def test_followed_twice(door: Door, browser: Browser, engines: Engines) -> None:
    """A link lets one browser in; for that one it leads to the page on, for all others nowhere."""
    token = door.token(page="/matrix")
    browser.enters(token)
    for again in (browser.follows(token), browser.sends(token)):
        assert (again.status_code, again.location) == (303, "/matrix")
        assert "Set-Cookie" not in again.headers
    other = door.browser()
    _is_closed(other.follows(token), CLOSED, ONCE)
    _is_closed(other.sends(token), CLOSED)
    _nobody(other)
    assert _spent(engines) == 1


def test_asked_in_two_browsers(door: Door) -> None:
    """Of two browsers in which the same link was opened, the first that answers is let in."""
    token = door.token()
    first, second = door.browser(), door.browser()
    for browser in (first, second):
        assert browser.follows(token).status_code == 200
    assert first.sends(token).status_code == 303
    _is_closed(second.sends(token), CLOSED, ONCE)
    _nobody(second)


def test_written_another_way(door: Door, engines: Engines) -> None:
    """However the letters of a link that was followed are changed, it isn't a new one."""
    token = door.token()
    door.browser().enters(token)
    signed, _, signature = token.rpartition(".")
    spare = chr(ord(signature[-1]) ^ 1), chr(ord(signature[-1]) ^ 2)
    ends = *(f"{signature[:-1]}{last}" for last in spare), f"{signature}=", f"!{signature}"
    for altered in (*(f"{signed}.{end}" for end in ends), f"{token} ", f" {token}"):
        browser = door.browser()
        _is_closed(browser.follows(altered), CLOSED)
        _is_closed(browser.sends(altered), CLOSED)
    assert _spent(engines) == 1


def test_expired(door: Door, browser: Browser, engines: Engines) -> None:
    """After ten minutes a link opens nothing, be it that the question was shown before."""
    token = door.token()
    browser.follows(token)
    door.passes(minutes=10)
    _is_closed(browser.sends(token), CLOSED, "ten minutes, and they are over")
    _is_closed(browser.follows(token), CLOSED, "ten minutes, and they are over")
    assert _spent(engines) == 0


@ON_SQLITE
@pytest.mark.parametrize("method", ["follows", "sends"])
def test_none_of_ours(method: str, door: Door, browser: Browser, finders: Finders) -> None:
    """Nonsense, nothing, and what another key has signed open nothing."""
    foreign = Door(door.ledger, finders, keys=(FOREIGN,)).token()
    token = door.token()
    halves = token[: len(token) // 2], token[len(token) // 2 :]
    for none in ("", "x", "a.b", "é\n\x00", "x" * 10_000, foreign, *halves, token.swapcase()):
        _is_closed(getattr(browser, method)(none), CLOSED, DAMAGED)


@ON_SQLITE
def test_no_link_at_all(browser: Browser) -> None:
    """The way in without a link leads nowhere, by either method."""
    _is_closed(browser.opens("/enter"), CLOSED, DAMAGED)
    _is_closed(browser.opens("/enter", "POST"), CLOSED, DAMAGED)
    assert browser.opens("/leave").status_code == 405


def test_somebody_elses(door: Door, engines: Engines) -> None:
    """Who is in as one member isn't made another by a link, and can leave first."""
    bo = door.browser()
    bo.enters(door.token(BO))
    token = door.token(ANA)
    for answer in (bo.follows(token), bo.sends(token)):
        _is_closed(answer, CLOSED, "made for somebody else than you", "Leave the pages")
    assert bo.opens("/matrix").status_code == 200
    assert _spent(engines) == 1
    assert bo.leaves().status_code == 200
    assert bo.enters(token).status_code == 303


@pytest.mark.parametrize("member", [GUS, DEE, ROB, OLA, "UNOBODY", ""])
def test_not_for_everybody(member: str, door: Door, browser: Browser, engines: Engines) -> None:
    """Guests, who left, bots, people of another organisation and unknown ones aren't let in."""
    token = door.token(member)
    _is_closed(browser.follows(token), NOT_ANY_MORE)
    browser.keeps(door.links.read(token, door.now).digest, "__Host-rolecall-asked")
    _is_closed(browser.sends(token), NOT_ANY_MORE)
    assert _spent(engines) == 0
    _nobody(browser)


@pytest.mark.parametrize(
    "differs",
    [{"deleted": True}, {"guest": True}, {"bot": True}, {"team": NEXT_DOOR}],
    ids=lambda differs: next(iter(differs)),
)
def test_not_any_more(
    differs: dict[str, Any], door: Door, browser: Browser, engines: Engines
) -> None:
    """Who is a full member no longer isn't let in by a link from before, nor stays inside."""
    browser.enters(door.token())
    token = door.token()
    waiting = door.browser()
    waiting.follows(token)
    told(door.ledger, MEMBERS[0], **differs)
    _is_closed(browser.opens("/matrix"), NOT_ANY_MORE)
    _is_closed(waiting.sends(token), NOT_ANY_MORE)
    assert _spent(engines) == 1


def _removes(ledger: Ledger) -> None:
    with ledger.open(HERE, BEGAN) as books:
        books.end()


def _erases(ledger: Ledger) -> None:
    with ledger.writing() as session:
        assert erasing.begin(session, HERE, BEGAN)


def test_workspace_that_removed_us(door: Door, browser: Browser) -> None:
    """Where the app was removed nobody looks at the pages from then on, and no link opens them."""
    browser.enters(door.token())
    token = door.token()
    _removes(door.ledger)
    _is_closed(browser.opens("/matrix"), NOT_ANY_MORE)
    _is_closed(door.browser().follows(token), NOT_ANY_MORE)
    _is_closed(door.browser().enters(token), CLOSED)


def test_workspace_that_is_being_erased(door: Door, browser: Browser) -> None:
    """Of a workspace that is being erased nothing is shown, and nothing is put into it."""
    browser.enters(door.token())
    waiting = door.browser()
    waiting.follows(token := door.token())
    _erases(door.ledger)
    for answer in (browser.opens("/matrix"), waiting.follows(token), waiting.sends(token)):
        assert answer.status_code == 503
        assert "try again in a minute" in answer.text
        assert "Churn" not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_workspace_that_is_gone(door: Door, browser: Browser) -> None:
    """A link into a workspace that isn't here opens nothing."""
    token = door.token(workspace="T0GONE")
    _is_closed(browser.follows(token), NOT_ANY_MORE)


def test_workspaces_apart(door: Door, engines: Engines) -> None:
    """A link and a session are for one workspace, also where another has the same member."""
    populate(door.ledger, NEXT_DOOR, [Member(BO, "Bo Next Door", NEXT_DOOR)])
    browser = door.browser()
    browser.enters(door.token(BO, workspace=NEXT_DOOR))
    _is_closed(browser.follows(door.token(BO)), CLOSED, "somebody else than you")
    [spent] = contents(engines)["spent_links"]
    assert NEXT_DOOR in spent
    told(door.ledger, Member(BO, "Bo Next Door", NEXT_DOOR), NEXT_DOOR, deleted=True)
    _is_closed(browser.opens("/matrix"), NOT_ANY_MORE)
    assert door.browser().enters(door.token(BO)).status_code == 303


@ON_SQLITE
def test_silenced(door: Door, finders: Finders) -> None:
    """Where a workspace is switched off its pages are too."""
    browser = door.browser()
    browser.enters(door.token())
    quiet = Door(door.ledger, finders, silenced=(HERE,))
    _is_closed(browser.goes_to(quiet).opens("/matrix"), "switched off")
    _is_closed(quiet.browser().follows(quiet.token()), "switched off")


@ON_SQLITE
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://rolecall.example"},
        {"Origin": "https://rolecall.example:8443"},
        {"Origin": "https://rolecall.example.evil.example"},
        {"Origin": "https://sub.rolecall.example"},
        {"Origin": "http://["},
        {"Origin": "https://rolecall.example:nonsense"},
        {"Origin": "nonsense"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_sent_from_elsewhere(
    headers: dict[str, str], door: Door, browser: Browser, engines: Engines
) -> None:
    """No other site's page makes a browser somebody, or nobody."""
    token = door.token()
    browser.follows(token)
    _is_closed(browser.sends(token, **headers), CLOSED, "wasn&#39;t sent from the page")
    assert _spent(engines) == 0
    browser.sends(token)
    assert browser.leaves(**headers).status_code == 403
    assert browser.opens("/matrix").status_code == 200


@ON_SQLITE
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "https://rolecall.example", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "https://rolecall.example:443"},
        {"Origin": "null"},
    ],
)
def test_sent_from_here(headers: dict[str, str], door: Door, browser: Browser) -> None:
    """Our own page's form is taken, whatever a browser says of where it is from."""
    token = door.token()
    browser.follows(token)
    assert browser.sends(token, **headers).status_code == 303
    assert browser.leaves(**headers).status_code == 200


@ON_SQLITE
def test_behind_a_proxy(door: Door) -> None:
    """What counts is the address that people know, and not what a proxy makes of the host."""
    client, inside = door.app.test_client(), "https://127.0.0.1:8080"
    token = door.token()
    client.get("/enter", base_url=inside, query_string={"link": token})
    for origin, status in ((inside, 403), ("https://rolecall.example", 303)):
        said = {"Origin": origin}
        sent = client.post("/enter", base_url=inside, data={"link": token}, headers=said)
        assert sent.status_code == status


@ON_SQLITE
def test_never_asked(door: Door, browser: Browser, engines: Engines) -> None:
    """A form that says nothing of where it is from counts only where that browser was asked.

    Another site's form brings no cookie of this one along: that is all that it lacks.
    """
    token, other = door.token(), door.token()
    _is_closed(browser.sends(token), CLOSED, "wasn&#39;t sent from the page")
    browser.follows(other)
    _is_closed(browser.sends(token), CLOSED, "wasn&#39;t sent from the page")
    for mark in ("", "x", "é"):
        browser.keeps(mark, "__Host-rolecall-asked")
        _is_closed(browser.sends(token), CLOSED)
    assert _spent(engines) == 0


def test_leaving(door: Door, browser: Browser) -> None:
    """Who leaves is nobody in that browser from then on."""
    browser.enters(token := door.token())
    left = browser.leaves()
    assert left.status_code == 200
    assert "You have left the pages" in left.text
    assert browser.cookie() is None
    _nobody(browser)
    _is_closed(browser.follows(token), ONCE)


@ON_SQLITE
def test_keys_change(door: Door, finders: Finders) -> None:
    """While the key is changed nobody is thrown out; afterwards what the old one signed is void."""
    before = Door(door.ledger, finders, keys=(OLD,))
    between = Door(door.ledger, finders, keys=(KEY, OLD))
    after = Door(door.ledger, finders, keys=(KEY,))
    browser = before.browser()
    browser.enters(before.token())
    assert browser.goes_to(between).opens("/matrix").status_code == 200
    _is_closed(browser.goes_to(after).opens("/matrix"), "type /ownership pages")
    token = before.token()
    assert between.browser().enters(token).status_code == 303
    _is_closed(before.browser().enters(token), CLOSED)
    _is_closed(after.browser().follows(before.token()), DAMAGED)


@pytest.fixture
def replica(engines: Engines) -> Iterator[Ledger]:
    """Another process on the same database."""
    url = engines.write.url.render_as_string(hide_password=False)
    with closing(Ledger(make_engines(url, engines.root))) as other:
        yield other


def test_two_replicas(door: Door, replica: Ledger, finders: Finders, engines: Engines) -> None:
    """Of two processes that are sent the same link at once, one lets in."""
    other = Door(replica, finders)
    for _ in range(5):
        token, start = door.token(), Barrier(2)
        browsers = door.browser(), other.browser()
        for browser in browsers:
            browser.follows(token)

        def send(browser: Browser, start: Barrier = start, token: str = token) -> int:
            start.wait(20)
            return browser.sends(token).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(send, browsers)) == [303, 403]
        assert sum(one.opens("/matrix").status_code == 200 for one in browsers) == 1
    assert _spent(engines) == 5


def test_database_away(door: Door, browser: Browser, engines: Engines) -> None:
    """Without the database nobody is let in, nothing is used up, and the link works later."""
    token = door.token()
    browser.follows(token)
    with outage(engines):
        for answer in (browser.follows(token), browser.sends(token)):
            assert answer.status_code == 503
            assert "try again in a minute" in answer.text
            assert str(engines.write.url.database) not in answer.text
            assert "Set-Cookie" not in answer.headers
    assert _spent(engines) == 0
    assert browser.sends(token).status_code == 303
    with outage(engines):
        assert browser.opens("/matrix").status_code == 503
    assert browser.opens("/matrix").status_code == 200


@ON_SQLITE
def test_tables_of_another_version(door: Door, engines: Engines) -> None:
    """What is wrong with the database isn't told as if the link were wrong."""
    execute(engines, "UPDATE alembic_version SET version_num = '0001'")
    later = Door(Ledger(engines), door.finders)
    answer = later.browser().follows(later.token())
    assert answer.status_code == 503
    assert "Not available" in answer.text


@ON_SQLITE
def test_markup_in_names(door: Door) -> None:
    """What somebody calls themselves is text on the page that asks."""
    named = replace(MEMBERS[0], name='<script>alert(1)</script>"', as_of=9.0)
    told(door.ledger, named)
    asked = door.browser().follows(door.token())
    assert "<script>alert" not in asked.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in asked.text


@ON_SQLITE
def test_no_page_elsewhere(door: Door, browser: Browser) -> None:
    """Where a link leads is a place on this host, whatever is asked for there."""
    entered = browser.enters(door.token(ADA, "/?q=https://evil.example//x&y=%0d%0a"))
    where = urlsplit(entered.location)
    assert (where.scheme, where.netloc, where.path) == ("", "", "/")
