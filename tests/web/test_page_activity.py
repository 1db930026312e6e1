"""The page of an activity."""

import pytest
from flask.testing import FlaskClient

from bot.domain.fact import Change, Subject
from bot.wiring import Product
from tests.web.looks import (
    HOSTILE,
    SHOWN,
    changed,
    did,
    links,
    main,
    next_door,
    plain,
    seen_by,
    text,
)

MEI = Subject("person", ("mei",))
DEPLOYS = Subject("entry", ("base", "activity:deploy-models"))


def test_what_it_is(both: FlaskClient) -> None:
    """An activity is told with its words, its roles, and who fills these in each team."""
    words = text(both, "/activity/deploy-models")
    for part in (
        "Activity Deploy models Bringing a finished model into production",
        "Also called model deployment, deploy a model,",
        "Responsible Machine Learning Engineer , MLOps Engineer",
        "Churn Machine Learning Engineer ✓ Priya Raman from ML Platform, confirmed 14 days ago",
        "Search Machine Learning Engineer ✓ Priya Raman",
        "MLOps Engineer ✓ Jonas Weber from ML Platform, confirmed 14 days ago Priya Raman backup",
        "Data Engineer does not: Put models into production",
        "MLOps Engineer does: Build deployment pipelines and keep them working",
    ):
        assert part in words


def test_gaps_in_teams(client: FlaskClient) -> None:
    """Who left, was asked, or isn't needed is told in words beside a sign."""
    pipelines = text(client, "/activity/build-data-pipelines")
    assert "× Dana Kowalski (has left) nobody has taken over" in pipelines
    assert "Fraud Data Engineer ! nobody" in pipelines
    assert "… Noor Rahimi asked, not accepted yet" in text(client, "/activity/build-applications")
    assert "– not needed: the compliance office" in text(client, "/activity/define-requirements")


def test_rules_of_teams(client: FlaskClient) -> None:
    """A team's own rule is told with its reason, also where it is nobody by design."""
    assert "Search this team's own rule: Ruth reads the query logs" in text(
        client, "/activity/explore-data"
    )
    tracked = text(client, "/activity/track-experiments")
    assert "Search – nobody, by design: rankings are compared live" in tracked


def test_leads_on(client: FlaskClient) -> None:
    """Every role, team and person is a link to their page, and each page is there."""
    found = links(main(client, "/activity/deploy-models"))
    for address in ("/role/mlops-engineer", "/team/churn", "/person/omar"):
        assert address in found
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("activity:deploy-models", "/activity/deploy-models"),
        ("Deploy models", "/activity/deploy-models"),
        ("model deployment", "/activity/deploy-models"),
    ],
)
def test_other_names(said: str, leads_to: str, client: FlaskClient) -> None:
    """By its ref, its name or an alias an activity is found at its own address."""
    answer = client.get(f"/activity/{said}")
    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)


def test_renamed(product: Product, both: FlaskClient) -> None:
    """By a name that it had before it is found at its own address."""
    did(product, [changed(product, DEPLOYS, name="Roll models out")], verb="activity rename")
    did(product, [changed(product, DEPLOYS, name="Release models")], verb="activity rename")
    for said in ("Roll models out", "roll models OUT", "Release models"):
        assert both.get(f"/activity/{said}").headers["Location"] == "/activity/deploy-models"


def test_retired(product: Product, both: FlaskClient) -> None:
    """An activity that was retired is told as that: when, by whom, and what was done before."""
    own = Subject("entry", ("own", "activity:deploy-models"))
    number = did(product, [Change(own, None, {"over": True, "retired": True})], verb="retire it")
    page = main(both, "/activity/deploy-models", 410)
    assert "<h1>Deploy models is not here any more</h1>" in page
    assert f"This activity was retired on 23 Nov 2026, 09:00 UTC by U1 (#{number})." in page
    assert "+ activity Deploy models" in plain(page)


def test_history(product: Product, both: FlaskClient) -> None:
    """What was changed about it is told with who did it and when, the newest first, paged."""
    for n in range(30):
        did(product, [changed(product, DEPLOYS, description=f"Word {n}.")], verb=f"verb {n}")
    first = text(both, "/activity/deploy-models")
    assert "23 Nov 2026, 09:00 UTC · U1 · verb 29 ~ activity Deploy models" in first
    assert "verb 5 " in first
    assert "verb 4 " not in first
    earlier = [one for one in links(main(both, "/activity/deploy-models")) if "before=" in one]
    assert len(earlier) == 1
    rest = text(both, earlier[0])
    assert "verb 4 " in rest
    assert "verb 5 " not in rest
    assert "Newest" in rest


def test_markup(product: Product, both: FlaskClient) -> None:
    """What people are called is shown as the text that it is."""
    did(product, [changed(product, MEI, name=HOSTILE)])
    page = main(both, "/activity/explore-data")
    assert SHOWN in page
    assert "<i>" not in page


STRANGE = ("nothing", "x/y/z", "%00", "..%2F..", "deploy-models/", "%F0%9F%8E%89", "a" * 5000, "%")


@pytest.mark.parametrize("key", STRANGE)
def test_unknown(key: str, client: FlaskClient) -> None:
    """What isn't there is told as that, in the frame of the pages."""
    assert "There is no such activity here" in main(client, f"/activity/{key}", 404)


@pytest.mark.parametrize("dialect", ["postgresql"])
@pytest.mark.parametrize("key", STRANGE)
def test_strange(key: str, both: FlaskClient) -> None:
    """No key, however strange, breaks a page."""
    for page in ("activity", "role", "team", "person", "handoff", "checklist"):
        assert both.get(f"/{page}/{key}").status_code == 404


def test_near(client: FlaskClient) -> None:
    """What is called nearly so is offered."""
    page = main(client, "/activity/deploi-model", 404)
    assert "/activity/deploy-models" in links(page)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace sees its own teams alone."""
    page = main(seen_by(product, next_door(product)), "/activity/deploy-models")
    assert "There is no team yet whose matter this is." in page
    assert "Churn" not in page
