"""Links: what is signed counts to the letter, for a while, under any of the keys."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.web.links import LASTS, LinkRefused, Links, is_page
from bot.web.signed import Signed
from tests.web.doors import ANA, BEGAN, FOREIGN, HERE, KEY, OLD, URL

ELSEWHERE = (
    "",
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/matrix\r\nSet-Cookie: rolecall=1",
    "\n/matrix",
    " /matrix",
    "/\u202ematrix",
    "/\x00",
)
LETTERS = "Aa0-_.~=+/é \n\x00\ud800"


def _links(*keys: str) -> Links:
    return Links(lambda: keys or (KEY,), URL)


def _token(links: Links, page: str = "/matrix") -> str:
    return parse_qs(urlsplit(links.to(HERE, ANA, BEGAN, page)).query)["link"][0]


def test_what_it_says() -> None:
    """A link leads to us, and says whom it is for, where it leads, and until when."""
    links = _links()
    address = links.to(HERE, ANA, BEGAN, "/matrix?team=churn&roles=a%2Fb")
    assert address.startswith(f"{URL}/enter?link=")
    link = links.read(parse_qs(urlsplit(address).query)["link"][0], BEGAN)
    assert (link.workspace, link.member) == (HERE, ANA)
    assert link.page == "/matrix?team=churn&roles=a%2Fb"
    assert link.until == BEGAN + LASTS == BEGAN + timedelta(minutes=10)


def test_each_is_another() -> None:
    """Two links to the same page for the same person at the same moment are two."""
    links = _links()
    first, second = (links.read(_token(links), BEGAN) for _ in range(2))
    assert first.digest != second.digest


def test_ends() -> None:
    """A link counts until its last second and not in the next, and says what to do then."""
    links = _links()
    token = _token(links)
    assert links.read(token, BEGAN + LASTS - timedelta(microseconds=1)).member == ANA
    for late in (timedelta(), timedelta(seconds=1), timedelta(days=400)):
        with pytest.raises(LinkRefused, match=r"ten minutes, and they are over: .*/ownership page"):
            links.read(token, BEGAN + LASTS + late)


def test_every_letter_counts() -> None:
    """A link with any letter changed, left out or put in is none of ours."""
    links = _links()
    token = _token(links)
    for place in range(len(token)):
        before, letter, after = token[:place], token[place], token[place + 1 :]
        # In the last letter of a signature not every bit counts: its neighbours mean the same.
        others = {*LETTERS, chr(ord(letter) ^ 1), chr(ord(letter) ^ 2)} - {letter}
        changed = [f"{before}{other}{after}" for other in others]
        longer = [f"{before}{other}{letter}{after}" for other in LETTERS]
        for altered in (*changed, *longer, before + after, before):
            if altered != token:
                with pytest.raises(LinkRefused, match="isn't whole, or isn't ours"):
                    links.read(altered, BEGAN)
    for altered in (token + "=", token + "A", token + "\n", " " + token, token * 2, "." + token):
        with pytest.raises(LinkRefused):
            links.read(altered, BEGAN)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "é", "\ud800", "x" * 100_000, "." * 10_000])
def test_nonsense(text: str) -> None:
    """What never was a link is refused like one that was altered."""
    with pytest.raises(LinkRefused, match="isn't whole, or isn't ours"):
        _links().read(text, BEGAN)


@pytest.mark.parametrize(
    "values",
    [
        (),
        (HERE, ANA, "/matrix", 1),
        (HERE, ANA, "/matrix", 2_000_000_000, "x", "y"),
        (HERE, ANA, "/matrix", "soon", "x"),
        (HERE, ANA, "/matrix", 10**30, "x"),
        (HERE, ANA, "/matrix", "1e9", "x"),
    ],
)
def test_another_shape(values: tuple[str | int, ...]) -> None:
    """What we signed in another shape, as an older version may have, is refused, and no crash."""
    token = Signed([KEY], "rolecall link").write(*values)
    with pytest.raises(LinkRefused, match="isn't whole, or isn't ours"):
        _links().read(token, BEGAN)


def test_another_key() -> None:
    """What another key has signed is none of ours."""
    with pytest.raises(LinkRefused, match="isn't ours"):
        _links(KEY).read(_token(_links(FOREIGN)), BEGAN)


def test_keys_change() -> None:
    """While a key is changed links of both count, and the newest signs; then the old ones don't."""
    before, between, after = _links(OLD), _links(KEY, OLD), _links(KEY)
    old, new = _token(before), _token(between)
    assert between.read(old, BEGAN).digest == before.read(old, BEGAN).digest
    assert after.read(new, BEGAN).member == ANA
    for links, token in ((after, old), (before, new)):
        with pytest.raises(LinkRefused):
            links.read(token, BEGAN)


def test_no_session_is_a_link() -> None:
    """What was signed for a cookie opens nothing as a link, and the other way round."""
    values = (HERE, ANA, "/matrix", int((BEGAN + LASTS).timestamp()), "x")
    for purpose in ("rolecall session", "rolecall", ""):
        with pytest.raises(LinkRefused):
            _links().read(Signed([KEY], purpose).write(*values), BEGAN)


@pytest.mark.parametrize("page", ELSEWHERE)
def test_leads_nowhere_else(page: str) -> None:
    """No link is made to anything but a page here."""
    assert not is_page(page)
    with pytest.raises(ValueError, match="is no path of a page here"):
        _links().to(HERE, ANA, BEGAN, page)


@pytest.mark.parametrize("page", ["/", "/matrix", "/team/a%2Fb", "/?q=who%3F&x=//y", "/é"])
def test_leads_to_a_page(page: str) -> None:
    """A link may lead to any page here, with what is asked for there."""
    links = _links()
    assert links.read(_token(links, page), BEGAN).page == page


def test_keys_are_asked_for_late() -> None:
    """Who makes no link needs no key."""

    def none() -> list[str]:
        raise AssertionError

    links = Links(none, URL)
    with pytest.raises(AssertionError):
        links.to(HERE, ANA, BEGAN, "/")
