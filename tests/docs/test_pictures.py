"""The pictures of the documentation, made of what the product shows: in Slack and on its pages."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot import wiring
from bot.cli import rolecall
from bot.commands.take_in import apply, planned
from bot.settings import Settings
from tests.docs.examples import PAGES
from tests.docs.harbour import Harbour, example, harbour
from tests.docs.scenes import SCENES, first_steps
from tests.web.test_browser import CHROMIUM, FLAGS

WIDE, HIGH = 900, 480
PICTURE = re.compile(r"var/docs-pictures/([\w-]+\.png)")


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    """Where the pictures go, and where the pages look for them."""
    folder = root / "var" / "docs-pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A window in Chromium, light, with two dots a pixel."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(
            viewport={"width": WIDE, "height": HIGH}, device_scale_factor=2, color_scheme="light"
        )
        yield context.new_page()
        chromium.close()


@pytest.fixture(scope="module")
def story(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Harbour]:
    """The example organisation in Slack."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("pictures") / "rolecall.db")
    with harbour(f"sqlite:///{path}", root) as story:
        yield story


@pytest.fixture(scope="module")
def new(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Harbour]:
    """The same people on the day on which Rolecall is new to them."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("new") / "rolecall.db")
    with harbour(f"sqlite:///{path}", root, new=True) as story:
        yield story


@pytest.fixture(scope="module")
def settings(migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A local run with the example organisation."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("local") / "rolecall.db")
    settings = Settings(_env_file=None, database_url=f"sqlite:///{path}", port=0)
    with wiring.build(settings, root) as product:
        here = wiring.workspace(product, None, example=False)
        with product.ledger.open(here, wiring.now()) as books:
            apply(books, planned(books, example(root), "file:example.yaml"), "terminal")
    return settings


@pytest.fixture(scope="module")
def served(settings: Settings, root: Path) -> Iterator[str]:
    """The address of its pages."""
    with wiring.build(settings, root) as product:
        server = wiring.server(product, None, None, example=False)
        server.start()
        try:
            yield server.url
        finally:
            server.close()


def test_every_picture(story: Harbour, new: Harbour, served: str, page: Page, folder: Path) -> None:
    """Each picture that the pages show is made, of what happens now, and no other is."""

    def drawn(name: str, html: str) -> None:
        page.set_content(html)
        page.locator("main").screenshot(path=folder / f"{name}.png")

    for old in folder.iterdir():
        old.unlink()
    for scene in SCENES:
        scene(story, drawn)
    first_steps(new, drawn)
    pages(served, page, folder)
    drawings(story, folder)
    assert {one.name for one in folder.iterdir()} == shown()


def shown() -> set[str]:
    """The names of the pictures that the pages show."""
    return {name for path in PAGES for name in PICTURE.findall(path.read_text(encoding="utf-8"))}


def pages(served: str, page: Page, folder: Path) -> None:
    """A question on the page, and the matrix of a team."""
    page.goto(f"{served}/?{urlencode({'q': 'who deploys models?', 'team': 'churn'})}")
    expect(page.get_by_role("article", name="Answer")).to_be_visible()
    page.screenshot(path=folder / "page-answer.png", full_page=True)
    page.set_viewport_size({"width": 1360, "height": 1100})
    page.goto(f"{served}/matrix?team=churn")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.screenshot(path=folder / "page-matrix.png", full_page=True)


def drawings(story: Harbour, folder: Path) -> None:
    """What `rolecall picture` draws of the organisation, as it is after all that was done."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATABASE_URL", story.url)
        for kind, *more in (("matrix", "--team", "churn"), ("handoffs",), ("structures",)):
            out = folder / f"picture-{kind}.png"
            where = ["--workspace", story.bot.workspace]
            rolecall(["picture", kind, "--out", str(out), *where, *more], standalone_mode=False)
