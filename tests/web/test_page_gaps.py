"""The page of gaps."""

import pytest
from flask.testing import FlaskClient

from bot.domain.fact import Subject
from bot.store.questions import Question
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.looks import did, gone, links, main, next_door, seen_by, text


def test_of_all(both: FlaskClient) -> None:
    """All that is missing is told kind by kind, each with how much of it there is."""
    words = text(both, "/gaps")
    for part in (
        "What is missing",
        "Nobody fills (2) Software Engineer in Search Data Engineer in Fraud",
        "Whoever fills it has left (1) Data Engineer in Churn : Dana Kowalski (has left)",
        "Software Engineer in Churn : Noor Rahimi (asked 21 days ago)",
        "DevOps Engineer / SRE in ML Platform : Sam Adeyemi (confirmed on 17 August 2026)",
        "MLOps Engineer in ML Platform : Priya Raman (there on 2 February 2026)",
        "Define requirements in Fraud",
    ):
        assert part in words


def test_of_a_team(client: FlaskClient) -> None:
    """Of a team only its own gaps are told; the team stays chosen."""
    page = main(client, "/gaps?team=fraud")
    assert "<h1>What is missing in Fraud</h1>" in page
    assert '<option value="fraud" selected>Fraud</option>' in page
    assert "Dana" not in page
    assert "There is no such team here." in main(client, "/gaps?team=nowhere")


def test_since_and_asked(product: Product, both: FlaskClient) -> None:
    """Of a role that nobody fills it is told since when, and how often it was asked for."""
    held = Subject("assignment", ("churn", "role:data-engineer", "dana"))
    did(product, [gone(product, held)], verb="vacate")
    asked = Question("mei", "mention", "who builds data pipelines?", "churn",
                     "activity:build-data-pipelines", "unfilled", 0.9)  # fmt: skip
    with product.ledger.open(LOCAL, NOW) as books:
        for _ in range(3):
            books.note_question(asked)
    words = text(both, "/gaps?team=churn")
    assert "Data Engineer in Churn (since today, asked for 3 times in 30 days)" in words


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to a page that is there."""
    found = links(main(client, "/gaps"))
    assert {"/role/data-engineer", "/team/fraud", "/person/dana"} <= set(found)
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace has its own gaps alone."""
    browser = seen_by(product, next_door(product))
    assert "Nothing is missing" in main(browser, "/gaps")
    assert "There is no such team here." in main(browser, "/gaps?team=fraud")
