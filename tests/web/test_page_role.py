"""The page of a role."""

import pytest
from flask.testing import FlaskClient

from bot.wiring import Product
from tests.web.looks import links, main, next_door, seen_by, text


def test_what_it_does(both: FlaskClient) -> None:
    """A role is told with what it does, doesn't, delivers, and with whom it deals."""
    words = text(both, "/role/mlops-engineer")
    for part in (
        "Role MLOps Engineer Getting models live, watched and automated",
        "Does Bring CI/CD to ML projects part of Set up CI/CD",
        "Does not Create models from scratch (though they need to know how models work) see Build",
        "Delivers CI/CD pipelines for ML",
        "answered by Data Engineer",
        "The Model Handoff : takes over from Data Scientist",
        "On badges MLOps Engineer, ML Engineer,",
        "Has a part in",
    ):
        assert part in words


def test_who_fills_it(client: FlaskClient) -> None:
    """Each team that needs it is told with who fills it, those first where nobody does."""
    words = text(client, "/role/data-engineer")
    assert "Filled in 1, missing in 2 and not needed in 0 of 3 teams" in words
    assert words.index("Fraud ! nobody") < words.index("Search ? Felix Aubert")
    assert "Churn × Dana Kowalski (has left)" in words
    assert "not confirmed for long" in words


def test_waived(client: FlaskClient) -> None:
    """A team that doesn't need it is counted, with its reason."""
    words = text(client, "/role/product-manager")
    assert "Filled in 2, missing in 0 and not needed in 1 of 3 teams" in words
    assert "Fraud – not needed: the compliance office writes the requirements" in words


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to a page that is there."""
    found = links(main(client, "/role/mlops-engineer"))
    for address in ("/activity/deploy-models", "/team/search", "/person/jonas", "/handoff/model"):
        assert address in found
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("said", ["MLOps", "MLOps Engineer", "role:mlops-engineer", "ML Ops"])
def test_other_names(said: str, client: FlaskClient) -> None:
    """By another of its names it is found at its own address."""
    assert client.get(f"/role/{said}").headers["Location"] == "/role/mlops-engineer"


def test_unknown(client: FlaskClient) -> None:
    """A role that isn't there is told as that, with those that are called nearly so."""
    assert "/role/mlops-engineer" in links(main(client, "/role/mlop-enginer", 404))
    assert "Nothing here is called like that" in main(client, "/role/zzzzzz", 404)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace sees its own teams alone."""
    page = main(seen_by(product, next_door(product)), "/role/mlops-engineer")
    assert "No team needs it, and nobody fills it." in page
    assert "Jonas" not in page
