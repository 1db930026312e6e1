"""Links in a real browser: followed, expired, used, somebody else's, and sent from elsewhere."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.search.finders import Finders
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from bot.web.server import Server
from tests.web.doors import ANA, BO, Door, populate
from tests.web.test_browser import CHROMIUM, FLAGS

HOST = "127.0.0.1"
ELSEWHERE = "http://prizes.example/"
LURE = """<!doctype html><title>Prizes</title><meta name="referrer" content="no-referrer">
<form action="{url}/enter" method="post"><input type="hidden" name="link" value="{token}">
<button>Win a prize</button></form>"""
REFUSED = "Failed to load resource: the server responded with a status of 403"
Window = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with a user data directory that it is given fresh."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def door(migrated_file: Path, finders: Finders, root: Path, tmp_path: Path) -> Iterator[Door]:
    """The pages of a workspace, served."""
    path = shutil.copy(migrated_file, tmp_path / "rolecall.db")
    with closing(Ledger(make_engines(f"sqlite:///{path}", root))) as ledger:
        populate(ledger)
        with socket.create_server((HOST, 0)) as free:
            port = free.getsockname()[1]
        door = Door(ledger, finders, url=f"http://{HOST}:{port}")
        server = Server(door.app, HOST, port)
        server.start()
        yield door
        server.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of, but for pages that were refused as they should be."""
    return []


@pytest.fixture
def window(browser: Browser, complaints: list[str]) -> Iterator[Window]:
    """Opens browsers, each with cookies of its own."""
    contexts: list[BrowserContext] = []

    def opened(*, js: bool = True) -> Page:
        contexts.append(browser.new_context(java_script_enabled=js))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if not one.startswith(REFUSED)] == []


def _link(door: Door, member: str = ANA, page: str = "/matrix") -> str:
    return f"{door.url}/enter?link={door.token(member, page)}"


def _is_inside(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Inside")
    expect(page.locator("main")).to_contain_text("Churn")
    expect(page.get_by_role("button", name="Leave")).to_be_visible()


def _is_closed(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text("This link doesn't open anything")
    expect(page.locator("main")).to_contain_text(words)
    assert "Churn" not in page.content()


@pytest.mark.parametrize("js", [True, False])
def test_followed(js: bool, door: Door, window: Window, complaints: list[str]) -> None:  # noqa: FBT001
    """Somebody follows their link, says who they are by keyboard, looks round, and leaves."""
    page = window(js=js)
    page.goto(_link(door))
    expect(page.locator("h1")).to_have_text("Open the pages of Harbour Goods")
    button = page.get_by_role("button", name="I am Ana Ivanova")
    button.focus()
    page.keyboard.press("Enter")
    _is_inside(page)
    assert page.url == f"{door.url}/matrix"
    page.get_by_role("link", name="Ask", exact=True).click()
    _is_inside(page)
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("h1")).to_have_text("You have left the pages")
    assert complaints == []
    assert page.goto(f"{door.url}/matrix").status == 403  # type: ignore[union-attr]


def test_no_script_reads_the_cookie(door: Door, window: Window) -> None:
    """The browser keeps the cookies to itself, and sends the session to this host alone."""
    page = window()
    page.goto(_link(door))
    page.get_by_role("button", name="I am").click()
    _is_inside(page)
    assert page.evaluate("document.cookie") == ""
    kept = {one["name"]: (one["httpOnly"], one["sameSite"]) for one in page.context.cookies()}
    assert kept == {"rolecall": (True, "Lax"), "rolecall-asked": (True, "Strict")}


def test_expired(door: Door, window: Window) -> None:
    """A link that was left for ten minutes opens nothing, and says where to get another."""
    page, address = window(), _link(door)
    door.passes(minutes=10)
    page.goto(address)
    _is_closed(page, "/ownership pages")
    expect(page.get_by_role("button")).to_have_count(0)


def test_used(door: Door, window: Window) -> None:
    """A link that was followed leads its own browser on, and no other anywhere."""
    address = _link(door)
    page, other = window(), window()
    page.goto(address)
    page.get_by_role("button", name="I am").click()
    _is_inside(page)
    page.goto(address)
    _is_inside(page)
    other.goto(address)
    _is_closed(other, "followed before")


def test_somebody_elses(door: Door, window: Window) -> None:
    """Who is in as Bo isn't made Ana by her link, and can leave right there to be let in."""
    page, anas = window(), _link(door, ANA)
    page.goto(_link(door, BO))
    page.get_by_role("button", name="I am Bo Chen").click()
    _is_inside(page)
    page.goto(anas)
    _is_closed(page, "made for somebody else")
    page.get_by_role("button", name="Leave the pages").click()
    page.goto(anas)
    page.get_by_role("button", name="I am Ana Ivanova").click()
    _is_inside(page)


@pytest.mark.parametrize("seen", [True, False])
def test_lured(seen: bool, door: Door, window: Window) -> None:  # noqa: FBT001
    """Another site's form makes nobody Bo, even where his question was shown in that browser."""
    page, token = window(), door.token(BO)
    if seen:
        page.goto(f"{door.url}/enter?link={token}")
    lure = LURE.format(url=door.url, token=token)
    page.route(ELSEWHERE, lambda route: route.fulfill(body=lure, content_type="text/html"))
    page.goto(ELSEWHERE)
    page.get_by_role("button", name="Win a prize").click()
    _is_closed(page, "wasn't sent from the page")
    assert "rolecall" not in {one["name"] for one in page.context.cookies()}
