"""The page of a team."""

import pytest
from flask.testing import FlaskClient

from bot.domain.fact import Change, Kind, Subject
from bot.domain.member import Channel
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
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

FRAUD = Subject("team", ("fraud",))


def test_what_it_is(both: FlaskClient) -> None:
    """A team is told with how it is arranged, who leads it, and who fills which role."""
    words = text(both, "/team/churn")
    for part in (
        "Product team Churn Led by Lucía Fernández Channel #churn",
        "Arranged as Hybrid",
        "Platform team ML Platform",
        "Data Engineer × Dana Kowalski (has left) nobody has taken over",
        "MLOps Engineer ✓ Omar Haddad confirmed 7 days ago",
        "Software Engineer … Noor Rahimi asked, not accepted yet",
    ):
        assert part in words


def test_platform(client: FlaskClient) -> None:
    """A platform team is told with the teams that it serves, and the roles that it fills."""
    words = text(client, "/team/platform")
    assert "Platform team ML Platform Led by Tomas Lind" in words
    assert "Serves Churn , Search , Fraud" in words
    assert "Data Scientist" not in words.partition("History")[0]


def test_decided(client: FlaskClient) -> None:
    """What it decided for itself is told with the reason."""
    words = text(client, "/team/search")
    assert "Explore data : Product Manager , Data Scientist – Ruth reads the query logs" in words
    assert "Track experiments : nobody, by design – rankings are compared live" in words
    assert "Product Manager : not needed – the compliance office" in text(client, "/team/fraud")


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to a page that is there."""
    found = links(main(client, "/team/churn"))
    for address in (
        "/person/lucia",
        "/team/platform",
        "/structures?team=churn",
        "/matrix?team=churn",
        "/gaps?team=churn",
        "/role/data-engineer",
    ):
        assert address in found
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("said", ["Churn", "team:churn", "CHURN"])
def test_other_names(said: str, client: FlaskClient) -> None:
    """By its name it is found at its own address."""
    assert client.get(f"/team/{said}").headers["Location"] == "/team/churn"


def test_former_name(product: Product, both: FlaskClient) -> None:
    """By a name that it had before it is found at its own address."""
    did(product, [changed(product, FRAUD, name="Payments")], verb="team rename")
    assert both.get("/team/Payments").headers["Location"] == "/team/fraud"
    did(product, [changed(product, FRAUD, name="Trust")], verb="team rename")
    assert both.get("/team/Payments").headers["Location"] == "/team/fraud"


def test_retired(product: Product, both: FlaskClient) -> None:
    """A team that was retired is told as that: when, by whom, and what was done before."""
    kinds: tuple[Kind, ...] = ("assignment", "lead", "waiver", "team")
    with product.ledger.read(LOCAL) as books:
        facts = [one for one in books.facts(set(kinds)) if one.key[0] == "fraud"]
    steps = [gone(product, one) for kind in kinds for one in facts if one.kind == kind]
    number = did(product, steps, verb="team retire")
    page = main(both, "/team/fraud", 410)
    assert "<h1>Fraud is not here any more</h1>" in page
    assert f"retired on 23 Nov 2026, 09:00 UTC by U1 (#{number})." in page
    assert "team retire" in page


def test_what_its_channel_hears(product: Product, both: FlaskClient) -> None:
    """What the team's own channel hears is told, and nothing of other channels."""
    rhythm = Rhythm(days=Days(every="week", days=(0,)), at=NOW.time(), zone="UTC")
    with product.ledger.open(LOCAL, NOW) as books:
        told = [Channel("C1", "churn", shared=False), Channel("C2", "secret", shared=False)]
        books.roster.save_channels(told)
        for key, channel, what in (("1", "C1", "unfilled"), ("2", "C2", "questions")):
            one = Subscription(channel=channel, digests=(what,), rhythm=rhythm, by="U1")
            change = Change(Subject("digest", (key,)), None, one.model_dump(mode="json"))
            books.record([change], actor="U1", source="slack")
    words = text(both, "/team/churn")
    assert "What its channel hears unfilled" in words
    assert "questions" not in words
    assert "secret" not in words


def test_large_act(both: FlaskClient) -> None:
    """Of an act that changed much else too it is told what it did to this team."""
    words = text(both, "/team/fraud").partition("History")[2]
    assert "+ team Fraud: kind product" in words
    assert "+ Omar Haddad as lead of Fraud" in words
    assert "Churn" not in words


def test_markup(product: Product, both: FlaskClient) -> None:
    """What a team is called is shown as the text that it is."""
    did(product, [changed(product, FRAUD, name=HOSTILE)])
    page = both.get("/team/fraud").text
    assert SHOWN in page
    assert "<i>" not in page


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """A team of another workspace isn't there, and nothing tells that it is anywhere."""
    browser = seen_by(product, next_door(product))
    page = main(browser, "/team/churn", 404)
    assert "Did you mean" not in page
    assert "Churn" not in page
