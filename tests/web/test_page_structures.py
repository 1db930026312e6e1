"""The page of structures."""

import pytest
from flask.testing import FlaskClient

from bot.wiring import Product
from tests.web.looks import links, main, next_door, seen_by, text


def test_side_by_side(both: FlaskClient) -> None:
    """Where each role sits is told for each structure, and which teams are arranged so."""
    words = text(both, "/structures")
    assert "DevOps Engineer / SRE platform team product team platform team" in words
    assert "MLOps Engineer platform team product team product team, then platform team" in words
    assert "Teams arranged so (1) Churn" in words
    assert "changes" not in words


def test_of_a_team(client: FlaskClient) -> None:
    """For a team it is told who would fill what in each, and what that changes."""
    words = text(client, "/structures?team=search")
    assert "Structures side by side for Search" in words
    assert (
        "DevOps Engineer / SRE platform team ML Platform : Sam Adeyemi "
        "product team changes: Search : nobody , Sam Adeyemi from elsewhere "
        "platform team ML Platform : Sam Adeyemi"
    ) in words
    assert "as it is now" in words


@pytest.mark.parametrize("team", ["platform", "nowhere", "x" * 500])
def test_no_product_team(team: str, client: FlaskClient) -> None:
    """A team that can't be arranged, or isn't there, is as good as none."""
    words = text(client, f"/structures?team={team}")
    assert "Structures side by side A structure" in words
    assert "There is no such team here." in words


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to a page that is there."""
    found = links(main(client, "/structures?team=search"))
    assert {"/role/devops-engineer", "/team/platform", "/person/sam"} <= set(found)
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace has its own teams alone."""
    page = main(seen_by(product, next_door(product)), "/structures?team=search")
    assert "Search" not in page
    assert "Teams arranged so (0)" in page
