"""The matrix: what each place says, what can be left out of it, and where it leads."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from bot.commands.take_in import apply
from bot.config import load_catalog
from bot.domain.matrix import matrix
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.organisation import plan_organisation
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.matrix.asked import SHOWN, asked
from bot.web.matrix.box import SIGNS
from bot.web.pages import matrix as page_of_matrix
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.sites import local_site
from tests.web.tables import Place, rows_of

COUNT = re.compile(r'<p class="count" role="status"><span id="count">([\d,]+)</span> (.+)</p>')
ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
FILLED = {"confirmed", "unconfirmed", "backup"}
Cells = dict[tuple[str, str], Place]


def _page(client: FlaskClient, **asked_for: str | list[str]) -> str:
    answer = client.get("/matrix?" + urlencode(asked_for, doseq=True))
    assert answer.status_code == 200
    return answer.text


def _cells(page: str) -> Cells:
    """By activity and column what stands there; empty places are left out."""
    heads, *rows = rows_of(page)
    found = {}
    for name, *cells in rows:
        activity = name.links[0].removeprefix("/activity/")
        assert sum(one.spans for one in cells) == len(heads) - 1
        places = [one for one in cells for _ in range(one.spans)]
        for head, one in zip(heads[1:], places, strict=True):
            if one.classes:
                found[activity, head.words] = one
    return found


def _activities(page: str) -> list[str]:
    return [row[0].links[0].removeprefix("/activity/") for row in rows_of(page)[1:]]


def _count(page: str) -> str:
    found = COUNT.search(page)
    assert found
    return f"{found[1]} {found[2]}"


def _client_of(product: Product, workspace_id: str = LOCAL) -> FlaskClient:
    site = local_site(product.ledger, product.finders, lambda: workspace_id, lambda: NOW)
    return make_app(site, Health(product.ledger, lambda: "off", lambda: None)).test_client()


@ON_SQLITE
def test_as_ticked(client: FlaskClient, product: Product) -> None:
    """The matrix has the catalog's activities and roles, and says something where one is ticked."""
    with product.ledger.read(LOCAL) as books:
        catalog, organisation = books.catalog(), books.organisation()
    whole = matrix(catalog, organisation, organisation.team["churn"], NOW.date())
    expected = {
        (row.activity.ref.partition(":")[2], role.column): cell.here.status
        for row in whole.rows
        for role, cell in zip(whole.roles, row.cells, strict=True)
        if cell
    }
    cells = _cells(_page(client, team="churn"))
    shown = {where: "filled" if c.classes in FILLED else c.classes for where, c in cells.items()}
    assert shown == expected


@pytest.mark.parametrize(
    ("team", "activity", "column", "state", "words"),
    [
        ("churn", "deploy-models", "MLOps", "confirmed", "✓ Omar Haddad"),
        ("search", "deploy-models", "MLOps", "confirmed", "✓ Jonas Weber from ML Platform"),
        ("platform", "deploy-models", "MLOps", "confirmed", "✓ Jonas Weber Priya Raman backup"),
        ("churn", "set-up-cicd", "DevOps", "unconfirmed", "? Sam Adeyemi from ML Platform"),
        ("churn", "build-data-pipelines", "Data Eng", "left", "× Dana Kowalski left"),
        ("churn", "build-applications", "SW Eng", "pending", "… Noor Rahimi pending"),
        ("fraud", "build-data-pipelines", "Data Eng", "unfilled", "! unfilled"),
        ("fraud", "define-requirements", "PM", "waived", "– not needed"),
        ("search", "track-experiments", "PM", "nobody", "∅ nobody, by design: "),
        ("search", "explore-data", "PM", "confirmed", "✓ Ruth Mensah"),
    ],
)
def test_places(
    team: str, activity: str, column: str, state: str, words: str, client: FlaskClient
) -> None:
    """A place says who fills the role, or why nobody does, with a sign, in words and by colour."""
    place = _cells(_page(client, team=team))[activity, column]
    assert place.classes == state
    assert place.words.startswith(words)
    assert place.words.endswith("unconfirmed") == (state == "unconfirmed")


def test_signs(client: FlaskClient) -> None:
    """No two states have the same sign, and the page says what each of them means."""
    assert len({sign for sign, _ in SIGNS.values()}) == len(SIGNS)
    page = _page(client, team="churn") + _page(client, team="all")
    for state in SIGNS.keys() - {"ticked"}:
        sign, means = SIGNS[state]
        assert f'<li class="{state}"><span aria-hidden="true">{sign}</span> {means}</li>' in page


@ON_SQLITE
def test_letters(product: Product) -> None:
    """Where a catalog knows more parts, places have letters, and a line says what they mean."""
    legend = "R responsible, A accountable, C consulted, I informed"
    with product.ledger.open(LOCAL, NOW) as books:
        given = books.catalog()
        parts = {"accountable": ("role:mlops-engineer",), "informed": ("role:product-manager",)}
        activities = tuple(
            one.model_copy(update=parts) if one.name == "Deploy models" else one
            for one in given.activities
        )
        raci = given.model_copy(update={"activities": activities})
        before = _page(_client_of(product), team="churn")
        apply(books, plan_catalog(books, raci, "test"), "U1")
    assert legend not in before
    page = _page(_client_of(product), team="churn")
    cells = _cells(page)
    assert legend in page
    assert cells["deploy-models", "MLOps"].words == "R/A ✓ Omar Haddad"
    informed = cells["deploy-models", "PM"]
    assert (informed.classes, informed.words[:2]) == ("confirmed quiet", "I ")
    assert cells["build-data-pipelines", "Data Eng"].words == "R × Dana Kowalski left"
    assert 'title="responsible, accountable">R/A<' in page


def test_own_rules(client: FlaskClient) -> None:
    """Where a team has its own rule the matrix follows it and says so; nobody's is one place."""
    page = _page(client, team="search")
    assert page.count("this team’s own rule") == 1
    rows = {row[0].words: row for row in rows_of(page)[1:]}
    assert rows["Explore data this team’s own rule"]
    [_, nobody] = rows["Track experiments"]
    assert (nobody.classes, nobody.spans) == ("nobody", 7)


def test_team_to_begin_with(client: FlaskClient) -> None:
    """The matrix opens on a product team, also where another is asked for that isn't there."""
    page = _page(client)
    assert "<h1>Who does what in Churn</h1>" in page
    assert _page(client, team="nowhere") == page
    assert page.count('aria-current="true"') == 1
    for team in ("platform", "churn", "search", "fraud", "all"):
        assert f'href="/matrix?team={team}"' in page


@ON_SQLITE
def test_own_team_first(product: Product) -> None:
    """Whoever has a part in a team sees that one first."""
    with product.ledger.read(LOCAL) as books:
        catalog, organisation = books.catalog(), books.organisation()
    for person, team in (("felix", "search"), ("omar", "churn"), ("ines", "churn")):
        found = asked(MultiDict(), catalog, organisation, person)
        assert [one.key for one in found.teams] == [team]


def test_beside_each_other(client: FlaskClient) -> None:
    """Several teams stand beside each other, each with what its own matrix says."""
    page = _page(client, team=["churn", "fraud"])
    assert "<h1>Who does what in Churn and Fraud</h1>" in page
    groups, heads, *rows = rows_of(page)
    assert [one.words for one in groups[1:]] == ["Churn", "Fraud"]
    assert [one.spans for one in groups[1:]] == [7, 7]
    assert groups[1].links == ["/team/churn"]
    alone = [rows_of(_page(client, team=team))[1:] for team in ("churn", "fraud")]
    assert [one.words for one in heads[1:8]] == [one.words for one in heads[8:]]
    for row, churn, fraud in zip(rows, *alone, strict=True):
        assert [one.words for one in row[1:]] == [one.words for one in churn[1:] + fraud[1:]]


def test_all_counted(client: FlaskClient) -> None:
    """For all teams at once it says in how many of them a role is filled."""
    cells = _cells(_page(client, team="all"))
    assert cells["build-data-pipelines", "Data Eng"].words == "◑ 1 of 3"
    assert cells["define-requirements", "PM"].words == "✓ 2 of 2"
    assert cells["set-up-cicd", "DevOps"].classes == "unconfirmed"


@pytest.mark.parametrize(
    ("structure", "words"),
    [("hybrid", "1 of 1"), ("embedded", "1 of 1"), ("centralized", "1 of 1")],
)
def test_structure(structure: str, words: str, client: FlaskClient) -> None:
    """Only teams of a structure count where one is asked for."""
    page = _page(client, structure=structure)
    assert f"in all teams that are {structure}" in page
    assert _cells(page)["build-models", "Data Sci"].words.endswith(words)
    assert f'<option value="{structure}" selected>' in page


def test_structure_of_no_team(client: FlaskClient) -> None:
    """A team that is arranged otherwise isn't shown, and the page says that none is."""
    page = _page(client, structure="embedded", team="churn")
    assert "No team is arranged like that." in page
    assert rows_of(page) == []


def test_roles(client: FlaskClient) -> None:
    """Of some roles only their columns are left, and the activities in which they have a part."""
    page = _page(client, team="churn", role=["mlops-engineer", "devops-engineer"])
    assert [one.words for one in rows_of(page)[0]] == ["Activity", "MLOps", "DevOps"]
    assert set(_activities(page)) == {activity for activity, _ in _cells(page)}
    assert _count(page) == "6 of 13 activities, 2 of 7 roles shown"
    assert page.count('value="mlops-engineer" checked') == 1
    assert _page(client, team="churn", role="nobody") == _page(client, team="churn")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("deploy", ["deploy-models"]),
        ("  MODELS dePLOY ", ["deploy-models"]),
        ("dana", ["build-data-pipelines"]),
        ("noor pending", ["build-applications", "integrate-predictions"]),
        ("nowhere", []),
        ("<b>", []),
    ],
)
def test_text(text: str, found: list[str], client: FlaskClient) -> None:
    """Every word has to stand in the row, be it an activity, a name, or how it stands."""
    page = _page(client, team="churn", q=text)
    assert _activities(page) == found
    assert _count(page) == f"{len(found)} of 13 activities shown"
    assert ("Nothing in the matrix is like that." in page) == (not found)
    assert f'value="{text.strip().replace("<", "&lt;").replace(">", "&gt;")}"' in page


@pytest.mark.parametrize("state", [state for state in SHOWN if state])
def test_states(state: str, client: FlaskClient) -> None:
    """What is asked for by how it stands has a place in each row that stands so."""
    for team in ("churn", "fraud", "search", "platform", "all"):
        page = _page(client, team=team, show=state)
        states: dict[str, set[str]] = {}
        for (activity, _), place in _cells(page).items() if rows_of(page) else ():
            states.setdefault(activity, set()).add(place.classes)
        assert all(SHOWN[state][1] & seen for seen in states.values())
        everything = _cells(_page(client, team=team))
        like_that = {
            activity for (activity, _), c in everything.items() if c.classes in SHOWN[state][1]
        }
        assert states.keys() == like_that


def test_kept(client: FlaskClient) -> None:
    """What was asked for is still in the form, in the links to other teams and to the files."""
    page = _page(client, team="churn", role="mlops-engineer", q="models", show="backup")
    assert 'value="churn" checked' in page
    assert '<option value="backup" selected>' in page
    links = [unescape(one) for one in re.findall(r'href="(/matrix[^"]+)"', page)]
    assert "/matrix?team=search&role=mlops-engineer&q=models&show=backup" in links
    assert "/matrix.csv?team=churn&role=mlops-engineer&q=models&show=backup" in links
    assert '<a class="plain" href="/matrix">' in page


def test_leads_on(client: FlaskClient) -> None:
    """Every name leads to the page of what is called so."""
    page = _page(client, team=["churn", "platform"])
    links = {link for row in rows_of(page) for place in row for link in place.links}
    assert {link.split("/")[1] for link in links} == {"activity", "role", "team", "person"}
    for link in links:
        assert client.get(link).status_code == 200


def test_rows_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much for one page goes on on the next, and each says how much of all it is."""
    monkeypatch.setattr(page_of_matrix, "MOST_PLACES", 35)
    pages = [_page(client, team="churn", page=str(number)) for number in (1, 2, 3)]
    assert "1–5 of 13" in pages[0]
    assert "11–13 of 13" in pages[2]
    monkeypatch.undo()
    everything = _activities(_page(client, team="churn"))
    assert [one for page in pages for one in _activities(page)] == everything
    assert "data-rows" in _page(client, team="churn")
    assert "data-rows" not in pages[0]


def test_teams_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many teams beside each other as many are shown at once as there is room for columns."""
    monkeypatch.setattr(page_of_matrix, "MOST_COLUMNS", 15)
    given = {"team": ["churn", "search", "fraud"]}
    first, second = (_page(client, **given, teams=number) for number in ("1", "2"))
    assert [one.words for one in rows_of(first)[0][1:]] == ["Churn", "Search"]
    assert "1–2 of 3" in first
    assert "<h1>Who does what in Fraud</h1>" in second
    onwards = re.search(r'<a rel="next" href="([^"]+)"', first)
    assert onwards
    assert client.get(unescape(onwards[1])).text == second


@ON_SQLITE
def test_without_an_organisation(product: Product) -> None:
    """Without anybody the matrix still shows which roles have a part in what."""
    with product.ledger.open("empty", NOW) as books:
        books.create("Empty")
        apply(books, plan_catalog(books, load_catalog(product.root), "file"), "U1")
    page = _page(_client_of(product, "empty"), team="churn")
    assert "<h1>Who does what</h1>" in page
    assert {place.classes for place in _cells(page).values()} == {"ticked"}
    assert "Omar" not in page


@ON_SQLITE
def test_markup_is_text(product: Product) -> None:
    """HTML in names and reasons is shown as the text that it is."""
    hostile = "<i>x</i> & “y” onload=z"
    with product.ledger.open(LOCAL, NOW) as books:
        given = books.organisation()
        people = tuple(
            one.model_copy(update={"name": f"{hostile} {one.key}"}) for one in given.people
        )
        teams = tuple(
            one.model_copy(
                update={
                    "name": f"{hostile} {one.key}",
                    "waived": tuple(w.model_copy(update={"because": hostile}) for w in one.waived),
                    "overrides": tuple(
                        o.model_copy(update={"because": hostile}) for o in one.overrides
                    ),
                }
            )
            for one in given.teams
        )
        changed = given.model_copy(update={"people": people, "teams": teams})
        apply(books, plan_organisation(books, changed, "test"), "U1")
    client = _client_of(product)
    for team in ("churn", "search", "fraud"):
        page = _page(client, team=["platform", team])
        assert "&lt;i&gt;x&lt;/i&gt; &amp; “y” onload=z" in page
        assert "<i>" not in page


@pytest.mark.parametrize(
    "query",
    [
        "team=%00&role=%FF&structure=%ED%A0%80&show=x&q=%00",
        "team=all&team=churn&team=all",
        "team=" + "&team=".join(f"x{n}" for n in range(3_000)),
        "role=" + "&role=".join(f"x{n}" for n in range(3_000)),
        "q=" + "a" * 100_000,
        "page=-1&teams=0",
        "page=99999999999999999999&teams=%D9%A1",
        "structure=hybrid&show=unconfirmed&q=x&role=product-manager&page=2",
    ],
)
def test_strange_addresses(query: str, both: FlaskClient) -> None:
    """No address, however odd, breaks the matrix or a file of it."""
    assert both.get(f"/matrix?{query}").status_code == 200
    assert both.get(f"/matrix.csv?{query}").status_code == 200
    assert both.get(f"/matrix.yaml?{query}").status_code == 200
