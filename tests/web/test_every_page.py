"""Every page there is, in a real browser: for everybody, on any screen, and nothing goes wrong."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bot import wiring
from bot.domain.fact import Subject
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.server import Server
from bot.wiring import LOCAL
from tests.web.conftest import NOW
from tests.web.crawl import addresses
from tests.web.looks import changed, did
from tests.web.sites import local_site
from tests.web.test_browser import CHROMIUM, FLAGS
from tests.web.test_page_handoff import started

FILES = {"matrix_file", "picture_file"}
PHONE, DESK = 360, 1280
MOST_SENT = 100_000
SHOTS = Path("var", "screenshots")
FURTHER = {
    "answer": "/?" + urlencode({"q": "who deploys models?"}),
    "choice": "/?" + urlencode({"q": "who builds data pipelines and who deploys models?"}),
    "unknown": "/?" + urlencode({"q": "what's for lunch?"}),
    "matrix-beside": "/matrix?team=churn&team=search",
    "matrix-all": "/matrix?team=all",
    "matrix-nothing": "/matrix?q=nothing",
    "matrix-waived": "/matrix?team=fraud",
    "nowhere": "/nowhere",
    "no-person": "/person/nobody",
}
"""What the pages show when something else is asked for."""

# What a person on a phone would have to push sideways, and headings that leave a step out.
ODD = """() => {
  const root = document.documentElement;
  const steps = [...document.querySelectorAll("h1, h2, h3, h4")].map((one) => +one.tagName[1]);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return {
    sideways: root.scrollWidth - root.clientWidth,
    first: steps.filter((step) => step === 1).length,
    skipped: steps.filter((step, at) => at && step > steps[at - 1] + 1).length,
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    title: document.title,
  };
}"""


@dataclass(frozen=True)
class World:
    """Where the pages are, and the addresses of all of them by name."""

    url: str
    client: FlaskClient
    addresses: Mapping[str, str]
    pages: frozenset[str]


@pytest.fixture(scope="module")
def world(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The example organisation, where something was changed, asked and handed over."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("pages") / "rolecall.db")
    with wiring.build(Settings(database_url=f"sqlite:///{path}"), root) as built:
        wiring.workspace(built, None)
        held = Subject("assignment", ("churn", "role:mlops-engineer", "omar"))
        did(built, [changed(built, held, standing="backup")])
        started(built, 1)
        site = local_site(built.ledger, built.finders, lambda: LOCAL, lambda: NOW)
        app = make_app(site, Health(built.ledger, lambda: "off", lambda: None))
        client = app.test_client()
        for one in ("answer", "unknown"):
            client.get(FURTHER[one])
        found = addresses(app, client, site.pages)
        shown = {name: path for name, path in found.items() if name not in FILES}
        server = Server(app, "127.0.0.1", 0)
        server.start()
        try:
            yield World(server.url, client, shown | FURTHER, frozenset(site.pages))
        finally:
            server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, fresh."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser: Browser, world: World) -> Iterator[Callable[[int, str], Page]]:
    """Opens a window of a width, light or dark."""
    opened: list[Page] = []

    def open_one(width: int, scheme: str) -> Page:
        context = browser.new_context(
            base_url=world.url,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 800},
        )
        opened.append(context.new_page())
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()


def test_every_page_is_reached(world: World) -> None:
    """Links lead to every page there is."""
    assert world.pages - FILES - world.addresses.keys() == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page(
    width: int, scheme: str, world: World, window: Callable[[int, str], Page], root: Path
) -> None:
    """Every page has one heading and a title, fits the screen, and gives no cause to complain."""
    page = window(width, scheme)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(f"{one.type}: {one.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda request: _elsewhere(request, world, complaints))
    (root / SHOTS).mkdir(parents=True, exist_ok=True)
    odd = {}
    for name, path in world.addresses.items():
        complaints.clear()
        answer = page.goto(path)
        assert answer is not None
        found = page.evaluate(ODD)
        # That a page isn't there is told once, as it should be.
        expected = [] if answer.ok else [one for one in complaints if "404" in one][:1]
        wrong = [one for one in complaints if one not in expected]
        if wrong or (found | {"title": ""}) != _NOTHING or not found["title"]:
            odd[name] = wrong, found
        page.screenshot(path=root / SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
    assert odd == {}


# Each width and each scheme once: what is too faint depends on one of them, what overlaps on the
# other.
@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_for_everybody(
    width: int, scheme: str, world: World, window: Callable[[int, str], Page]
) -> None:
    """Nothing is found by axe in any page that would keep anybody from reading or using it."""
    page, axe, found = window(width, scheme), Axe(), {}
    for name, path in world.addresses.items():
        page.goto(path)
        results = axe.run(page)
        if results.violations_count:
            found[name] = [
                (one["id"], [node["html"] for node in one["nodes"]][:3])
                for one in results.response["violations"]
            ]
    assert found == {}


def test_sent(world: World) -> None:
    """No page is more than a hundred kilobytes with its style and script, packed."""
    packed = {"Accept-Encoding": "gzip"}
    frame = sum(
        len(world.client.get(f"/static/{one}", headers=packed, buffered=True).data)
        for one in ("rolecall.css", "rolecall.js")
    )
    for one in world.addresses.values():
        assert frame + len(world.client.get(one, headers=packed).data) <= MOST_SENT


_NOTHING = {"sideways": 0, "first": 1, "skipped": 0, "twice": [], "title": ""}


def _elsewhere(request: Request, world: World, complaints: list[str]) -> None:
    if not request.url.startswith(world.url):
        complaints.append(f"elsewhere: {request.url}")
