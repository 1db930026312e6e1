"""Long lists, a page at a time."""

import pytest
from flask import Flask

from bot.web.paging import Paged, address, paged

LONG = list(range(250))


def look(query: str) -> Paged[int]:
    """The page of a long list under an address."""
    app = Flask(__name__)
    app.add_url_rule("/list/<key>", "list", lambda key: key)
    with app.test_request_context(f"/list/one?{query}"):
        return paged(LONG)


@pytest.mark.parametrize(
    ("query", "first", "last", "before", "after"),
    [
        ("", 1, 100, None, "/list/one?page=2"),
        ("page=1", 1, 100, None, "/list/one?page=2"),
        ("page=2", 101, 200, "/list/one", "/list/one?page=3"),
        ("page=3&team=a", 201, 250, "/list/one?page=2&team=a", None),
        ("page=4", 201, 250, "/list/one?page=2", None),
        ("page=99999999999", 1, 100, None, "/list/one?page=2"),
        ("page=0", 1, 100, None, "/list/one?page=2"),
        ("page=-1", 1, 100, None, "/list/one?page=2"),
        ("page=two", 1, 100, None, "/list/one?page=2"),
        ("page=²", 1, 100, None, "/list/one?page=2"),
        ("page=3&page=1", 201, 250, "/list/one?page=2", None),
    ],
)
def test_pages(query: str, first: int, last: int, before: str | None, after: str | None) -> None:
    """A page has its part of the list and leads to the others; one too far is the last."""
    found = look(query)
    assert (found.first, found.last, found.count) == (first, last, 250)
    assert list(found.items) == LONG[first - 1 : last]
    assert (found.before, found.after) == (before, after)
    assert not found.whole


@pytest.mark.parametrize("name", ["_external", "_scheme", "_anchor", "_method", "endpoint", "key"])
def test_names_that_mean_more(name: str) -> None:
    """Whatever else an address asks for, its pages are where it is."""
    found = look(f"{name}=javascript&_external=1")
    assert (found.after or "").startswith("/list/one?")
    assert found.before is None


def test_short() -> None:
    """A list that fits on one page is whole."""
    app = Flask(__name__)
    app.add_url_rule("/", "list", lambda: "")
    with app.test_request_context("/"):
        assert paged([1, 2]).whole
        nothing: Paged[int] = paged([])
    assert nothing.whole
    assert (nothing.before, nothing.after) == (None, None)


def test_each() -> None:
    """What is made of each thing on a page stands on the same page."""
    found = look("page=3").each(str)
    assert found.items[0] == "200"
    assert (found.first, found.last, found.count) == (201, 250, 250)
    assert found.before == "/list/one?page=2"


def test_address() -> None:
    """An address keeps what it asks for but what is changed; nothing in it is taken as code."""
    app = Flask(__name__)
    app.add_url_rule("/list/<key>", "list", lambda key: key)
    with app.test_request_context("/list/one?team=%22%3E%3Cb&page=2&empty="):
        assert address(page=None) == "/list/one?team=%22%3E%3Cb"
        assert address(team="x") == "/list/one?team=x&page=2"
