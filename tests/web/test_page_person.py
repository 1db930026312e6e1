"""The page of a person."""

import pytest
from flask.testing import FlaskClient

from bot.domain.fact import Change, Subject
from bot.web.visitors import Visitor
from bot.wiring import LOCAL, Product
from tests.web.looks import (
    HOSTILE,
    SHOWN,
    changed,
    did,
    gone,
    links,
    main,
    next_door,
    seen_by,
    text,
)

MEI = Subject("person", ("mei",))
NOOR = Subject("person", ("noor",))
MEMBER = Visitor(LOCAL, "U1", "mei")
LEAD = Visitor(LOCAL, "U2", "lucia", frozenset({"churn"}))
STEWARD = Visitor(LOCAL, "U3", "ines", steward=True)


def test_what_they_have(both: FlaskClient) -> None:
    """A person is told with the roles they fill, where, as what, since when, and who says so."""
    words = text(both, "/person/priya")
    assert "Machine Learning Engineer ML Platform primary 2025-03-03 14 days ago by Tomas" in words
    assert "MLOps Engineer ML Platform backup 2026-02-02 never" in words
    assert "Leads Churn" in text(both, "/person/lucia")
    assert "Steward looks after" in text(both, "/person/ines")


def test_asked(client: FlaskClient) -> None:
    """Who was asked and hasn't answered isn't told as filling it."""
    words = text(client, "/person/noor")
    assert "Software Engineer Churn asked to be primary" in words
    assert "Software Engineer Fraud backup" in words


def test_who_left(client: FlaskClient) -> None:
    """Of somebody who left it is told at once."""
    words = text(client, "/person/dana")
    assert "Person Dana Kowalski Dana Kowalski has left." in words
    assert "Filled Role" in words


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to a page that is there."""
    found = links(main(client, "/person/priya"))
    assert {"/role/ml-engineer", "/team/platform", "/person/tomas"} <= set(found)
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("visitor", "sees"), [(MEMBER, False), (LEAD, False), (STEWARD, True), (Visitor(LOCAL), True)]
)
def test_addresses(visitor: Visitor, *, sees: bool, product: Product) -> None:
    """E-mail addresses are shown to stewards alone, and nobody is found by one."""
    did(product, [changed(product, MEI, email="quokka@example.com")])
    browser = seen_by(product, visitor)
    assert ("quokka@example.com" in main(browser, "/person/mei")) is sees
    absent = main(browser, "/person/quokka@example.com", 404)
    assert "/person/mei" not in links(absent)


def test_joined(product: Product, both: FlaskClient) -> None:
    """By a key that somebody had before they were joined they are found under the present one."""
    did(product, [changed(product, MEI, slack="UMEI")])
    body = {"name": "Mei T.", "email": None, "slack": "UMEI2", "active": True}
    other = Subject("person", ("mei.t",))
    did(product, [Change(other, None, body)])
    assert both.get("/person/mei.t").status_code == 200
    did(product, [gone(product, other), changed(product, MEI, slack="UMEI2")], verb="person join")
    assert both.get("/person/mei.t").headers["Location"] == "/person/mei"
    assert "person join" in text(both, "/person/mei")


def test_erased(product: Product, both: FlaskClient) -> None:
    """Somebody who isn't here any more is told as that."""
    other = Subject("person", ("zed",))
    body = {"name": "Zed", "email": "zed@example.com", "slack": None, "active": True}
    did(product, [Change(other, None, body)])
    did(product, [gone(product, other)])
    page = main(both, "/person/zed", 410)
    assert "Zed is not here any more" in page
    assert "zed@example.com" not in page


def test_history(product: Product, both: FlaskClient) -> None:
    """What was changed about what they fill is told, and whether it was undone."""
    held = Subject("assignment", ("fraud", "role:software-engineer", "noor"))
    first = did(product, [changed(product, held, standing="primary")], verb="take")
    with product.ledger.read(LOCAL) as books:
        assert books.act(first) is not None
    words = text(both, "/person/noor")
    assert "take ~ Noor Rahimi as Software Engineer in Fraud: standing backup → primary" in words


def test_markup(product: Product, both: FlaskClient) -> None:
    """What a person is called is shown as the text that it is."""
    did(product, [changed(product, MEI, name=HOSTILE)])
    page = both.get("/person/mei").text
    assert SHOWN in page
    assert "<i>" not in page


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Somebody of another workspace isn't there, and nothing tells that they are anywhere."""
    page = main(seen_by(product, next_door(product)), "/person/mei", 404)
    assert "Did you mean" not in page
    assert "Mei" not in page
