"""The page of the audit."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.domain.act import How
from bot.domain.fact import Subject
from bot.domain.member import Channel
from bot.web.visitors import Visitor
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.looks import HOSTILE, SHOWN, changed, did, links, main, next_door, seen_by, text

CHURN = Subject("team", ("churn",))
SEARCH = Subject("team", ("search",))
MEI = Subject("person", ("mei",))


def test_newest_first(product: Product, both: FlaskClient) -> None:
    """Acts are told the newest first with who, when and what, so many a page."""
    for n in range(30):
        did(product, [changed(product, CHURN, name=f"Churn {n}")], verb=f"verb {n}")
    page = main(both, "/audit")
    assert "verb 29" in page
    assert "verb 4 " not in page
    assert "name Churn 28 → Churn 29" in page
    (earlier,) = [one for one in links(page) if "before=" in one]
    rest = text(both, earlier)
    assert "verb 4 " in rest
    assert "verb 5 " not in rest
    assert "example" in rest


def test_who(product: Product, both: FlaskClient) -> None:
    """What somebody did is found by their name, or by their account."""
    did(product, [changed(product, MEI, slack="UMEI")], actor="UADA", verb="person join")
    did(product, [changed(product, CHURN, name="Churning")], actor="UMEI", verb="team rename")
    for who in ("Mei Tanaka", "mei", "UMEI"):
        words = text(both, f"/audit?who={who}")
        assert "Mei Tanaka · team rename" in words
        assert "person join" not in words
    assert "UADA · person join" in text(both, "/audit?who=UADA")
    assert "Nothing was changed that fits." in text(both, "/audit?who=nobody")


def test_what(product: Product, both: FlaskClient) -> None:
    """What was done about something is found by what it is called now, or was."""
    did(product, [changed(product, CHURN, name="Churning")], verb="team rename")
    did(product, [changed(product, SEARCH, name="Finding")], verb="team rename")
    for what in ("Churning", "churn", "team:churn", "Churn"):
        words = text(both, f"/audit?what={what}")
        assert "name Churn → Churning" in words
        assert "Finding" not in words
    role = text(both, "/audit?what=MLOps Engineer")
    assert "MLOps Engineer" in role
    assert "Churning" not in role


def test_when(product: Product, both: FlaskClient) -> None:
    """What was done is found by its days, the first and the last counted."""
    at = NOW + timedelta(days=40)
    for days in range(3):
        change = changed(product, CHURN, name=f"Churn {days}")
        how = How(verb=f"verb {days}", surface="command")
        with product.ledger.open(LOCAL, at + timedelta(days=days)) as books:
            books.record([change], actor="U1", source="slack", how=how)
    day = [(at + timedelta(days=n)).date().isoformat() for n in range(3)]
    told = {
        f"since={day[1]}": {1, 2},
        f"until={day[1]}": {0, 1},
        f"since={day[1]}&until={day[1]}": {1},
        "since=2030-01-01": set(),
        "until=9999-12-31": {0, 1, 2},
        "since=nonsense": {0, 1, 2},
    }
    for query, shown in told.items():
        words = text(both, f"/audit?{query}")
        assert {n for n in range(3) if f"verb {n}" in words} == shown
    assert "A day is written as 2026-01-31" in text(both, "/audit?since=nonsense")


def test_refusals(product: Product, both: FlaskClient) -> None:
    """What was refused is told with who wanted what, why not and from where, so many a page."""
    with product.ledger.open(LOCAL, NOW) as books:
        books.roster.save_channels([Channel("C1", "churn", shared=False)])
    for n in range(60):
        with product.ledger.open(LOCAL, NOW + timedelta(minutes=n)) as books:
            how = How(verb="team retire", surface="command", place="C1")
            books.refuse("U1", how, f"retire number {n}.", HOSTILE)
    page = main(both, "/audit?show=refused")
    assert "retire number 59." in page
    assert "retire number 9." not in page
    assert "command in #churn" in page
    assert SHOWN in page
    assert "<i>" not in page
    (earlier,) = [one for one in links(page) if "moment=" in one]
    rest = main(both, earlier)
    assert "retire number 9." in rest
    assert "retire number 10." not in rest


def test_from_where(product: Product, both: FlaskClient) -> None:
    """It is told on which surface something was done, and in which channel."""
    with product.ledger.open(LOCAL, NOW) as books:
        books.roster.save_channels([Channel("C1", "lobby", shared=False)])
        how = How(verb="team rename", surface="button", place="C1")
        change = changed(product, CHURN, name="Churning")
        books.record([change], actor="U1", source="slack", how=how)
    assert "team rename · button in #lobby" in text(both, "/audit")
    assert "lobby" not in text(both, "/team/churn")


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        (Visitor(LOCAL, "U1", "mei"), 403),
        (Visitor(LOCAL, "U2", "lucia", frozenset({"churn"})), 403),
        (Visitor(LOCAL, "U3", "ines", steward=True), 200),
        (Visitor(LOCAL), 200),
    ],
)
def test_for_stewards(visitor: Visitor, status: int, product: Product) -> None:
    """Stewards see it, and nobody else; to others nothing leads there."""
    browser = seen_by(product, visitor)
    assert browser.get("/audit").status_code == status
    assert ('href="/audit"' in browser.get("/gaps").text) is (status == 200)


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", f"before={10**40}", "before=0", "moment=x", "moment=2026-01-01",
     "show=refused&moment=2026-11-23T09:00", "until=0001-01-01", "since=9999-12-31",
     "who=%00", "what=%00", "what=" + "x" * 5000, "who=%F0%9F%8E%89"],
)  # fmt: skip
def test_strange(query: str, both: FlaskClient) -> None:
    """No filter, however strange, breaks it."""
    assert both.get(f"/audit?{query}").status_code == 200


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace has its own audit alone."""
    neighbour = next_door(product)
    browser = seen_by(product, Visitor(neighbour.workspace, "U2", steward=True))
    page = main(browser, "/audit")
    assert "Churn" not in page
    assert "Nothing was refused." in main(browser, "/audit?show=refused")
