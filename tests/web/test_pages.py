"""Ask: what the page shows, what it escapes, and that questions are noted."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from bot.commands.take_in import apply
from bot.config import load_catalog
from bot.domain.organisation import Assignment
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.organisation import plan_organisation
from bot.web.app import make_app
from bot.web.health import Health
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.sites import local_site

TAGS = re.compile(r"<[^>]+>")


def _ask(client: FlaskClient, text: str, team: str = "") -> str:
    answer = client.get("/?" + urlencode({"q": text, "team": team}))
    assert answer.status_code == 200
    return answer.text


def _plain(html: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", html)).split())


def test_start(client: FlaskClient) -> None:
    """The page begins with a box to ask in, every team to choose, and something to try."""
    text = client.get("/").text
    assert "<h1>Who owns this?</h1>" in text
    assert '<label for="q">' in text
    for team in ("Any team", "ML Platform", "Churn", "Search", "Fraud"):
        assert f">{team}</option>" in text
    assert "Define requirements</a>" in text
    assert 'class="answer' not in text


@pytest.mark.parametrize(
    ("outcome", "shown", "text", "team", "said"),
    [
        ("answered", "Answer", "who deploys models?", "", "Omar Haddad"),
        (
            "choose",
            "Which one?",
            "who builds data pipelines and who deploys models?",
            "",
            "Did you mean",
        ),
        ("unfilled", "Unfilled", "who builds data pipelines?", "fraud", "nobody fills this role"),
        ("unfilled", "Unfilled", "who builds applications?", "churn", "Noor Rahimi was asked"),
        ("nobody", "Nobody, by design", "who tracks experiments?", "search", "by design"),
        ("left", "Owner left", "who builds data pipelines?", "churn", "filled it and left"),
        ("unknown", "Not known", "what's for lunch?", "", "I don't know who owns that"),
    ],
)
def test_six_outcomes(
    outcome: str, shown: str, text: str, team: str, said: str, client: FlaskClient
) -> None:
    """Each outcome is marked as what it is, and worded for a person."""
    page = _ask(client, text, team)
    assert f'<article class="answer {outcome}"' in page
    assert f'<p class="outcome">{shown}</p>' in page
    assert said in _plain(page)


def test_same_answer_as_in_a_terminal(client: FlaskClient) -> None:
    """A page shows the whole of the answer: roles, people, channel, next, source and why."""
    words = _plain(_ask(client, "who deploys models?", "search"))
    for part in (
        "Deploy models is shared by Machine Learning Engineer and MLOps Engineer.",
        "MLOps Engineer: Jonas Weber (backup: Priya Raman), from ML Platform",
        "Channel: #ml-platform.",
        "If that doesn't help, ask Ruth Mensah, who leads Search.",
        "Source: the catalog “Who does what in machine learning”",
        "Why: “deploys” and “models” speak for the activity Deploy models.",
    ):
        assert part in words


def test_leads_on(client: FlaskClient) -> None:
    """An answer leads to the page of what it is about, and an error to where all is."""
    assert '<a href="/activity/deploy-models">Deploy models</a>' in _ask(
        client, "who deploys models?"
    )
    assert '<a href="/role/data-scientist">' in _ask(client, "what does a data scientist do?")
    assert "All about" not in _ask(client, "what's for lunch?")
    page = client.get("/nothing").text
    assert "There is nothing at this address" in page


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_nothing_asked(text: str, client: FlaskClient) -> None:
    """An empty question is no question: the page starts over."""
    assert 'class="answer' not in _ask(client, text)


@pytest.mark.parametrize("team", ["churn", "Churn", "#churn", "team:churn"])
def test_team_stays_chosen(team: str, client: FlaskClient) -> None:
    """The team that was asked for is still chosen beside the answer, and so is the question."""
    page = _ask(client, "who deploys models?", team)
    assert '<option value="churn" selected>Churn</option>' in page
    assert page.count(" selected") == 1
    assert 'value="who deploys models?"' in page


def test_unknown_team(client: FlaskClient) -> None:
    """A team that isn't there is as good as none."""
    page = _ask(client, "who deploys models?", "nowhere")
    assert " selected" not in page
    assert "<h3>Fraud</h3>" in page


def test_choices_lead_on(client: FlaskClient) -> None:
    """What is asked back can be followed with a click, which keeps the team."""
    page = _ask(client, "who builds data pipelines and who deploys models?", "churn")
    link = re.search(r'<a href="([^"]+)">Build data pipelines</a>', page)
    assert link
    assert 'class="answer left"' in client.get(unescape(link[1])).text


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_teams_lead_on(product: Product) -> None:
    """Where teams differ too much for one answer, each can be chosen and then answers."""
    with product.ledger.open(LOCAL, NOW) as books:
        given = books.organisation()
        fraud = given.team["fraud"]
        more = tuple(
            fraud.model_copy(
                update={
                    "key": f"more{n}",
                    "name": f"More {n}",
                    "channel": None,
                    "leads": (),
                    "waived": (),
                    "overrides": (),
                    "assignments": (Assignment(role="role:data-engineer", person=person.key),),
                }
            )
            for n, person in enumerate(given.people[:3])
        )
        many = given.model_copy(update={"teams": (*given.teams, *more)})
        apply(books, plan_organisation(books, many, "test"), "U1")
    client = _client_of(product, LOCAL)
    page = _ask(client, "who builds data pipelines?")
    assert 'class="answer choose"' in page
    link = re.search(r'<a href="([^"]+)">Fraud</a>', page)
    assert link
    answer = client.get(unescape(link[1])).text
    assert 'class="answer unfilled"' in answer
    assert '<option value="fraud" selected>Fraud</option>' in answer


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_workspace_known_later(product: Product) -> None:
    """Pages show the workspace that there is when they are asked for, and note questions there."""
    with product.ledger.open("T1", NOW) as books:
        books.create("Slack's")
        apply(books, plan_catalog(books, load_catalog(product.root), "file"), "U1")
    shown = [LOCAL]
    site = local_site(product.ledger, product.finders, lambda: shown[-1], lambda: NOW)
    client = make_app(site, _health(product)).test_client()
    assert "Churn" in _ask(client, "who deploys models?")
    shown.append("T1")
    assert "Churn" not in _ask(client, "who monitors models?")
    with product.ledger.read("T1") as books:
        assert [one.question.text for one in books.questions()] == ["who monitors models?"]


INJECTIONS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "who deploys models? <b>bold</b>",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_injection(text: str, client: FlaskClient) -> None:
    """HTML in a question, alone or in a real one, is shown as the text that it is."""
    for page in (_ask(client, text), _ask(client, f"who deploys models? {text}")):
        assert "<script" not in page
        assert "<img" not in page
        assert "<b>" not in page
        assert "onfocus='" not in page
        assert "49" not in page
        box = re.search(r'<input id="q"[^>]* value="([^"]*)"', page)
        assert box
        assert text in unescape(box[1])


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("path", ["/?q=who+deploys+models&", "/matrix?", "/nothing?"])
def test_injection_elsewhere(path: str, text: str, client: FlaskClient) -> None:
    """HTML in the name of a team, or in an address, doesn't get into a page."""
    page = client.get(path + urlencode({"team": text})).text
    assert "alert(1)" not in page
    assert "alert(1)" not in client.get("/" + urlencode({text: ""})).text.replace("%", "")


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_injection_from_the_organisation(product: Product) -> None:
    """HTML in what was imported is shown as the text that it is."""
    with product.ledger.open(LOCAL, NOW) as books:
        given = books.organisation()
        hostile = "<i>Mei</i> & “Tanaka”"
        people = tuple(
            one.model_copy(update={"name": hostile}) if one.key == "mei" else one
            for one in given.people
        )
        changed = given.model_copy(update={"people": people})
        apply(books, plan_organisation(books, changed, "test"), "U1")
    site = local_site(product.ledger, product.finders, lambda: LOCAL, lambda: NOW)
    app = make_app(site, _health(product))
    for path in ("/?q=who+explores+data%3F", "/matrix?team=churn"):
        page = app.test_client().get(path).text
        assert "&lt;i&gt;Mei&lt;/i&gt; &amp; “Tanaka”" in page
        assert "<i>" not in page


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 100_000,
        "q=" + "who+deploys+models+" * 5_000,
        "q=" + "%F0%9F%8E%89" * 8_000,
        "q=%00%01%7F",
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=%E2%80%AEsledom+syolped+ohw",
        "q=a&q=b&team=churn&team=fraud",
        "q=who+deploys+models%3F&team=" + "x" * 10_000,
        "q=who+deploys+models%3F&team=%00",
        "q[]=a&" + "&".join(f"x{n}=1" for n in range(2_000)),
        "%",
    ],
)
def test_strange_questions(query: str, both: FlaskClient) -> None:
    """No question, however long or strange, breaks the page or what notes it."""
    answer = both.get(f"/?{query}")
    assert answer.status_code == 200
    assert "Who owns this?" in answer.text
    assert both.get(f"/matrix?{query}").status_code == 200


def test_questions_are_noted(product: Product, both: FlaskClient) -> None:
    """What is asked on the page is noted with what it was about and how it went."""
    _ask(both, "who tracks experiments?", "search")
    _ask(both, "who tracks experiments in Search?")
    _ask(both, "  what's for lunch?  ")
    _ask(both, "")
    both.get("/matrix")
    with product.ledger.read(LOCAL) as books:
        asked = [one.question for one in books.questions()]
        assert {one.at for one in books.questions()} == {NOW}
    tracked = ("page", None, "search", "activity:track-experiments", "nobody")
    noted = {one.text: (one.surface, one.asker, one.team, one.ref, one.outcome) for one in asked}
    assert noted == {
        "who tracks experiments?": tracked,
        "who tracks experiments in Search?": tracked,
        "what's for lunch?": ("page", None, None, None, "unknown"),
    }
    assert len(asked) == 3
    scores = {one.text: one.score for one in asked}
    assert (scores["who tracks experiments?"] or 0) > 0.5
    assert scores["what's for lunch?"] is None


def _health(product: Product) -> Health:
    return Health(product.ledger, lambda: "off", lambda: None)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_without_an_organisation(product: Product) -> None:
    """Without anybody an answer still names the roles that are responsible."""
    with product.ledger.open("empty", NOW) as books:
        books.create("Empty")
        with_catalog = load_catalog(product.root)
        apply(books, plan_catalog(books, with_catalog, "file"), "U1")
    client = _client_of(product, "empty")
    assert "Machine Learning Engineer" in _ask(client, "who deploys models?")


def _client_of(product: Product, workspace_id: str) -> FlaskClient:
    site = local_site(product.ledger, product.finders, lambda: workspace_id, lambda: NOW)
    return make_app(site, _health(product)).test_client()
