"""The pages in a real browser: by keyboard, without JavaScript, on a phone, light and dark."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from bot.web.matrix.box import SIGNS

CHROMIUM = shutil.which("chromium") or ""
MISSING = "no Chromium was found: install the Debian package `chromium`"
if not CHROMIUM and os.environ.get("CI"):
    pytest.fail(MISSING, pytrace=False)
if not CHROMIUM:
    pytest.skip(MISSING, allow_module_level=True)

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE, DESK = 360, 1280
READABLE = 4.5
ASKED = "/?" + urlencode({"q": "who deploys models?"})
ANSWERS = (
    ("who deploys models?", ""),
    ("who builds data pipelines and who deploys models?", ""),
    ("who builds data pipelines?", "fraud"),
    ("who tracks experiments?", "search"),
    ("who builds data pipelines?", "churn"),
    ("what's for lunch?", ""),
)
ADDRESSES = [
    "/",
    "/matrix",
    "/nothing",
    *("/?" + urlencode({"q": q, "team": t}) for q, t in ANSWERS),
]
Open = Callable[..., Page]

# What each visible text is painted with: its colour, how opaque it is, and the grounds behind it
# from the nearest outwards.
PAINTED = """(elements) => elements.filter((one) => one.checkVisibility()).map((one) => {
  const grounds = [];
  let opacity = 1;
  for (let at = one; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    grounds.push(style.backgroundColor);
    opacity *= Number(style.opacity);
  }
  return {text: one.innerText.trim(), color: getComputedStyle(one).color, opacity, grounds};
})"""
SCROLLED = """(one) => ({seen: new Promise((tell) => {
  one.addEventListener("scroll", () => tell(true), {once: true});
  setTimeout(() => tell(false), 10000);
})})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with a user data directory that it is given fresh."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of while a test had pages open."""
    return []


@pytest.fixture
def visit(browser: Browser, served: str, complaints: list[str]) -> Iterator[Open]:
    """Opens a page of the server in a browser window of its own."""
    contexts: list[BrowserContext] = []

    def opened(path: str, *, width: int = DESK, scheme: str = "light", js: bool = True) -> Page:
        context = browser.new_context(
            base_url=served,
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=js,
            viewport={"width": width, "height": 740},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: _failed(request, complaints))
        page.on("request", lambda request: _only(request.url, served, complaints))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def _failed(request: Request, complaints: list[str]) -> None:
    # An icon that is still on its way when the page is left is given up; nothing is wrong then.
    if request.failure != "net::ERR_ABORTED":
        complaints.append(f"failed: {request.url} {request.failure}")


def _only(url: str, served: str, complaints: list[str]) -> None:
    if not url.startswith(served):
        complaints.append(f"elsewhere: {url}")


def _rgba(css: str) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in re.findall(r"[\d.]+", css)]
    assert css.startswith("rgb"), css
    red, green, blue, *alpha = numbers
    return red, green, blue, alpha[0] if alpha else 1.0


def _over(
    top: tuple[float, float, float], share: float, ground: tuple[float, float, float]
) -> tuple[float, float, float]:
    mixed = [share * a + (1 - share) * b for a, b in zip(top, ground, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _brightness(color: tuple[float, float, float]) -> float:
    parts = []
    for value in color:
        share = value / 255
        parts.append(share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(page: Page, selector: str) -> dict[str, float]:
    """By text: how it stands out from its ground, as WCAG counts it."""
    ratios: dict[str, float] = {}
    for painted in page.locator(selector).evaluate_all(PAINTED):
        ground = (255.0, 255.0, 255.0)
        for css in reversed(painted["grounds"]):
            red, green, blue, alpha = _rgba(css)
            ground = _over((red, green, blue), alpha, ground)
        red, green, blue, alpha = _rgba(painted["color"])
        shown = _over((red, green, blue), alpha * painted["opacity"], ground)
        dark, light = sorted((_brightness(shown), _brightness(ground)))
        text = painted["text"]
        ratios[text] = min((light + 0.05) / (dark + 0.05), ratios.get(text, 99))
    ratios.pop("", None)
    return ratios


def _too_faint(page: Page, selector: str) -> dict[str, float]:
    ratios = _contrast(page, selector)
    assert ratios
    return {text: ratio for text, ratio in ratios.items() if ratio < READABLE}


def test_ask_by_keyboard(visit: Open) -> None:
    """A question is typed and answered without touching a mouse or looking for the box."""
    page = visit("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("who deploys models?")
    page.keyboard.press("Enter")
    answer = page.get_by_role("article", name="Answer")
    expect(answer).to_contain_text("Deploy models is shared by")
    expect(page.locator("#q")).to_have_value("who deploys models?")


def test_choose_a_team_by_keyboard(visit: Open) -> None:
    """Tab goes from the question to the team and on to the button; each shows its focus."""
    page = visit("/")
    page.keyboard.type("who builds data pipelines?")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Team")).to_be_focused()
    page.keyboard.type("Fr")
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Ask")
    expect(button).to_be_focused()
    assert button.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".answer .outcome")).to_have_text("Unfilled")
    expect(page.get_by_label("Team")).to_have_value("fraud")


def test_answer_is_next(visit: Open) -> None:
    """Beside an answer the keyboard begins at the top, where a link skips what every page has."""
    page = visit("/?" + urlencode({"q": "who builds data pipelines and who deploys models?"}))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_matrix_by_keyboard(visit: Open) -> None:
    """On a narrow screen the matrix is reached with Tab and scrolled with the arrow keys."""
    page = visit("/matrix", width=PHONE)
    region = page.get_by_role("region", name="Matrix of activities and roles")
    for _ in range(40):
        page.keyboard.press("Tab")
        if region.evaluate("one => one === document.activeElement"):
            break
    expect(region).to_be_focused()
    assert region.evaluate("one => one.scrollLeft") == 0
    scrolled = region.evaluate_handle(SCROLLED)
    page.keyboard.press("ArrowRight")
    assert scrolled.evaluate("one => one.seen")


def test_without_javascript(visit: Open) -> None:
    """Everything works in a browser that runs no scripts."""
    page = visit("/", js=False)
    page.get_by_label("Ask in your own words").fill("who builds data pipelines?")
    page.get_by_label("Team").select_option("Churn")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".answer .outcome")).to_have_text("Owner left")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Matrix").click()
    page.get_by_role("navigation", name="Teams").get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who does what in Search")
    page.get_by_role("link", name="Explore data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Explore data")


def test_choices_can_be_clicked(visit: Open) -> None:
    """Where Rolecall asks back, one click answers."""
    page = visit("/?" + urlencode({"q": "who builds data pipelines and who deploys models?"}))
    page.locator(".answer").get_by_role("link", name="Build data pipelines").click()
    expect(page.locator(".answer h2")).to_contain_text("Build data pipelines")
    expect(page.locator(".answer .outcome")).not_to_have_text("Which one?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_complaints(scheme: str, visit: Open, complaints: list[str]) -> None:
    """The browser has nothing to complain of: no errors, nothing blocked, nothing from outside."""
    page = visit("/", scheme=scheme)
    for path in ADDRESSES:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    missing = [one for one in complaints if "404 (NOT FOUND)" in one]
    assert [one for one in complaints if one not in missing] == []
    assert len(missing) == 1


@pytest.mark.parametrize("width", [PHONE, 768, DESK])
def test_fits(width: int, visit: Open) -> None:
    """No page is wider than the screen, however long the words in it."""
    long = "/?" + urlencode({"q": "deploys" * 40 + " models"})
    page = visit("/", width=width)
    for path in (*ADDRESSES, long, "/matrix?team=fraud"):
        page.goto(path)
        size = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert size[0] <= size[1] == width, path


def test_matrix_scrolls_inside(visit: Open) -> None:
    """On a phone the matrix scrolls in its region, and the activity stays in sight."""
    page = visit("/matrix", width=PHONE)
    region = page.locator(".wide")
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
    region.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
    assert region.evaluate("one => one.scrollLeft") > 0
    first = page.locator("tbody th").first
    left = first.evaluate(
        "one => one.getBoundingClientRect().left - "
        "one.closest('.wide').getBoundingClientRect().left"
    )
    assert 0 <= left <= 2


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_can_be_hit(width: int, visit: Open) -> None:
    """What is clicked to ask is large enough for a thumb."""
    page = visit("/", width=width)
    for part in ("#q", "#team", "button"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["height"] >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_answers(scheme: str, visit: Open) -> None:
    """Every word of every kind of answer stands out from its ground, in light and in dark."""
    outcomes = set()
    page = visit("/", scheme=scheme)
    assert _too_faint(page, "body :is(h1, p, a, label, button, select)") == {}
    for text, team in ANSWERS:
        page.goto("/?" + urlencode({"q": text, "team": team}))
        assert _too_faint(page, ".answer :is(h2, h3, p, li, a, .kind)") == {}
        outcomes.add(page.locator(".answer .outcome").inner_text())
    assert len(outcomes) == len(ANSWERS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_the_matrix(scheme: str, visit: Open) -> None:
    """Every kind of cell, and what stands around it, can be read in light and in dark."""
    seen = set()
    page = visit("/matrix", scheme=scheme)
    for team in ("churn", "fraud", "search", "all"):
        page.goto(f"/matrix?team={team}")
        for state in SIGNS:
            if page.locator(f"td.{state}").count():
                assert _too_faint(page, f"td.{state} :is(.who, .who a, .tick, .word)") == {}
                seen.add(state)
        around = "thead th a, tbody th a, .note, .hint, nav a, .legend li, .count, label, summary"
        assert _too_faint(page, around) == {}
    assert seen == SIGNS.keys() - {"ticked"}


def test_light_and_dark_differ(visit: Open) -> None:
    """A person's choice of light or dark is followed."""
    grounds = []
    for scheme in ("light", "dark"):
        page = visit("/", scheme=scheme)
        css = page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
        *color, _ = _rgba(css)
        grounds.append(_brightness((color[0], color[1], color[2])))
        page.context.close()
    assert grounds[0] > 0.8
    assert grounds[1] < 0.05


def test_injection_does_nothing(visit: Open, complaints: list[str]) -> None:
    """Markup in a question is text on the page and runs nothing."""
    hostile = '"><img src=x onerror="document.title=1"><script>document.title=1</script>'
    page = visit("/?" + urlencode({"q": hostile}))
    expect(page.locator("#q")).to_have_value(hostile)
    assert page.title() != "1"
    assert page.locator("main img, main script").count() == 0
    assert complaints == []
