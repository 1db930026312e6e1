"""The matrix in a real browser: sifted, scrolled, by keyboard, without scripts, on paper."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.test_browser import CHROMIUM, FLAGS

PHONE, DESK = 360, 1280
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, fresh."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Opens the matrix in a window of its own; at the end nothing was complained of."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(asked: str = "", *, width: int = DESK, js: bool = True) -> Page:
        context = browser.new_context(
            base_url=served, java_script_enabled=js, viewport={"width": width, "height": 700}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/matrix{asked}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _rows(page: Page) -> list[str]:
    return page.locator("tbody tr:visible th").all_inner_texts()


def test_sifted_while_typing(visit: Open) -> None:
    """Rows that don't have what is typed go at once, the count follows, and they come back."""
    page = visit("?team=churn")
    everything = _rows(page)
    box = page.get_by_label("In the row")
    box.press_sequentially("dana LEFT")
    expect(page.get_by_role("status")).to_have_text("1 of 13 activities shown")
    assert _rows(page) == ["Build data pipelines"]
    box.fill("")
    expect(page.get_by_role("status")).to_have_text("13 of 13 activities shown")
    assert _rows(page) == everything


def test_sifted_by_the_server(visit: Open) -> None:
    """What was typed and sent is what the server shows, and the same as the browser's own."""
    page = visit("?team=churn")
    box = page.get_by_label("In the row")
    box.press_sequentially("priya models")
    typed = _rows(page)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=priya\+models"))
    assert _rows(page) == typed == ["Build models", "Optimize models", "Deploy models"]


@pytest.mark.parametrize("js", [True, False])
def test_teams_and_roles_by_keyboard(visit: Open, js: bool) -> None:  # noqa: FBT001
    """Teams and roles are chosen without a mouse, and without scripts."""
    page = visit("?team=churn", js=js)
    for summary, choice in (("Teams:", "Fraud"), ("Roles:", "MLOps Engineer")):
        opener = page.locator("summary", has_text=summary)
        opener.focus()
        page.keyboard.press("Enter")
        box = page.get_by_label(choice, exact=True)
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who does what in Churn and Fraud")
    heads = page.locator("thead tr").last.locator("th").all_inner_texts()
    assert heads == ["Activity", "MLOps", "MLOps"]
    page.get_by_role("link", name="Show everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who does what in Churn")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_heads_stay(width: int, visit: Open) -> None:
    """However far the matrix is scrolled, the roles stay above it and the activities beside it."""
    page = visit("?team=churn&team=search", width=width)
    region = page.get_by_role("region", name="Matrix of activities and roles")
    region.evaluate("one => one.scrollTo(10000, 10000)")
    moved = region.evaluate("one => [one.scrollLeft > 0, one.scrollTop > 0]")
    assert moved == [True, True]
    page.locator("tbody th").last.scroll_into_view_if_needed()
    frame = region.bounding_box()
    last_role = page.locator("thead tr").last.locator("th").last.bounding_box()
    activity = page.locator("tbody th").last.bounding_box()
    assert frame
    assert last_role
    assert activity
    assert 0 <= last_role["y"] - frame["y"] <= 80
    assert 0 <= activity["x"] - frame["x"] <= 2
    on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('th').innerText",
        [activity["x"] + 8, activity["y"] + 8],
    )
    assert on_top == "Integrate predictions"


def test_on_paper(visit: Open) -> None:
    """Printed, the matrix is all there, in its full length, without what only a screen needs."""
    page = visit("?team=churn")
    page.emulate_media(media="print")
    region = page.locator(".matrix")
    heights = region.evaluate("one => [one.scrollHeight, one.clientHeight]")
    assert heights[0] <= heights[1]
    expect(page.locator("form")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.locator(".legend")).to_be_visible()


def test_saved(visit: Open) -> None:
    """A click on a kind of file saves what is shown."""
    page = visit("?team=churn&q=deploy")
    with page.expect_download() as saving:
        page.get_by_role("link", name="CSV").click()
    assert saving.value.suggested_filename == "who-does-what-in-churn.csv"
    assert "Deploy models" in saving.value.path().read_text()
