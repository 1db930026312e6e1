"""What is shown as a file: the same filter, nothing that runs, and taken in again unharmed."""

import csv
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import BoundedSemaphore

import pytest
import yaml
from flask.testing import FlaskClient

from bot import pictures, wiring
from bot.commands.take_in import apply
from bot.domain.organisation import Organisation
from bot.formats import Intake
from bot.formats.yaml import read
from bot.settings import Settings
from bot.taking_in.organisation import plan_organisation
from bot.web import drawing
from bot.web.matrix.box import SIGNS
from bot.web.visitors import Visitor
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.looks import seen_by
from tests.web.tables import rows_of

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
DRAWN = pytest.mark.skipif(not pictures.available(), reason="what draws is not installed")
SIGN = "".join(sign for sign, _ in SIGNS.values())
MEMBER = Visitor(LOCAL, "U1", "mei")
STEWARD = Visitor(LOCAL, "U2", "ines", steward=True)


@pytest.fixture
def imported(migrated_file: Path, root: Path, tmp_path: Path) -> Iterator[Product]:
    """The product with the example organisation taken in from a file."""
    path = shutil.copy(migrated_file, tmp_path / "rolecall.db")
    with wiring.build(Settings(database_url=f"sqlite:///{path}"), root) as built:
        wiring.workspace(built, None)
        intake = read(root / "config" / "example.yaml")
        wiring.take_in(built, LOCAL, intake, "example.yaml")
        yield built


def _table(client: FlaskClient, asked: str) -> list[list[str]]:
    answer = client.get(f"/matrix.csv?{asked}")
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.text, newline="")))


def _organisation(client: FlaskClient, asked: str, tmp_path: Path) -> Intake:
    answer = client.get(f"/matrix.yaml?{asked}")
    assert answer.status_code == 200
    path = tmp_path / "shown.yaml"
    path.write_bytes(answer.data)
    return read(path)


@pytest.mark.parametrize(
    ("form", "kind"),
    [("csv", "text/csv; charset=utf-8"), ("yaml", "application/yaml; charset=utf-8")],
)
def test_to_keep(form: str, kind: str, client: FlaskClient) -> None:
    """A file says what it is, is kept under a name of plain letters, and is nobody else's."""
    answer = client.get(f"/matrix.{form}?team=platform")
    assert answer.content_type == kind
    file = f'attachment; filename="who-does-what-in-ml-platform.{form}"'
    assert answer.headers["Content-Disposition"] == file
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "asked",
    [
        "team=churn",
        "team=churn&role=mlops-engineer&q=models",
        "team=fraud&show=nobody-fills",
        "team=all",
        "structure=hybrid",
    ],
)
def test_as_on_the_page(asked: str, client: FlaskClient) -> None:
    """CSV has the rows, the columns and the words that the page has."""
    _, *shown = rows_of(client.get(f"/matrix?{asked}").text)
    _, *rows = _table(client, asked)
    assert len(rows) == len(shown)
    for row, cells in zip(rows, shown, strict=True):
        assert cells[0].words.startswith(row[0])
        said = [_words(text) for text in row[1:]]
        assert said[-len(cells) + 1 :] == [_words(one.words.strip(SIGN + " ")) for one in cells[1:]]


def _words(text: str) -> list[str]:
    return text.replace("(", "").replace(")", "").replace(",", "").split()


def test_beside_each_other(client: FlaskClient) -> None:
    """Of several teams each column says whose it is; what is nobody's is said once."""
    head, *rows = _table(client, "team=churn&team=search&role=mlops-engineer")
    assert head == ["Activity", "Churn: MLOps Engineer", "Search: MLOps Engineer"]
    [deploy] = [row for row in rows if row[0] == "Deploy models"]
    assert deploy[1:] == [
        "Omar Haddad",
        "Jonas Weber (from ML Platform), Priya Raman (backup, from ML Platform)",
    ]
    head, *rows = _table(client, "team=search")
    assert head[:3] == ["Activity", "Note", "Product Manager"]
    [nobody] = [row for row in rows if row[0] == "Track experiments"]
    assert nobody[2].startswith("nobody, by design")
    assert nobody[3:] == [""] * 6
    assert {len(row) for row in rows} == {len(head)}


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "'=1"])
@ON_SQLITE
def test_no_formula(name: str, product: Product) -> None:
    """No name becomes a formula in whatever opens the file."""
    with product.ledger.open(LOCAL, NOW) as books:
        given = books.organisation()
        people = tuple(
            one.model_copy(update={"name": name if one.key == "mei" else one.name})
            for one in given.people
        )
        teams = tuple(one.model_copy(update={"name": f"{name} {one.key}"}) for one in given.teams)
        changed = given.model_copy(update={"people": people, "teams": teams})
        apply(books, plan_organisation(books, changed, "test"), "U1")
    client = seen_by(product, STEWARD)
    for row in _table(client, "team=churn&team=fraud"):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
        assert not [cell for cell in row if cell.startswith(name)]


def test_whole_taken_in_again(imported: Product, tmp_path: Path) -> None:
    """The file of all teams, taken in again, changes nothing and retires nothing."""
    intake = _organisation(seen_by(imported, STEWARD), "team=all", tmp_path)
    assert intake.source == "yaml:Harbour Goods"
    plan = wiring.take_in(imported, LOCAL, intake, "shown.yaml", moved=True, dry_run=True)
    assert list(plan.changes) == []


@pytest.mark.parametrize(
    "asked",
    [
        "team=churn",
        "team=search&team=fraud",
        "team=churn&role=mlops-engineer",
        "q=deploy",
        "team=all",
    ],
)
@pytest.mark.parametrize("visitor", [STEWARD, MEMBER])
def test_part_taken_in_again(
    asked: str, visitor: Visitor, imported: Product, tmp_path: Path
) -> None:
    """The file of a part, taken in again, retires nothing of what it leaves out: no address."""
    intake = _organisation(seen_by(imported, visitor), asked, tmp_path)
    with imported.ledger.read(LOCAL) as books:
        before = books.told()
    plan = wiring.take_in(imported, LOCAL, intake, "shown.yaml")
    with imported.ledger.read(LOCAL) as books:
        after = books.told()
    assert [one for one in plan.changes if one.after is None] == []
    assert after.teams == before.teams
    assert after.people == before.people


def test_addresses(imported: Product, tmp_path: Path) -> None:
    """Addresses are in the file for whoever looks after ownership, and for nobody else."""
    for asked in ("team=churn", "team=all"):
        for visitor, there in ((STEWARD, True), (MEMBER, False), (Visitor(LOCAL), True)):
            intake = _organisation(seen_by(imported, visitor), asked, tmp_path)
            assert isinstance(intake.holds, Organisation)
            assert any(one.email for one in intake.holds.people) is there


def test_only_what_is_shown(client: FlaskClient) -> None:
    """A file of one team and role has that role's people, the platform's too, and no others."""
    text = client.get("/matrix.yaml?team=churn&role=mlops-engineer").text
    told = yaml.safe_load(text)
    assert [team["key"] for team in told["teams"]] == ["platform", "churn"]
    held = {one["person"] for team in told["teams"] for one in team["assignments"]}
    assert held == {"omar", "jonas", "priya"}
    assert {"ruth", "felix", "noor"} & {one["key"] for one in told["people"]} == set()


def test_nothing_shown(client: FlaskClient) -> None:
    """Where no row is left, a file has nobody who fills anything."""
    told = yaml.safe_load(client.get("/matrix.yaml?team=churn&q=zzzz").text)
    assert not [one for team in told["teams"] for one in team.get("assignments", ())]


def test_no_other_form(client: FlaskClient) -> None:
    """There is nothing in a form that isn't known."""
    for path in ("/matrix.html", "/matrix.", "/matrix.csv/", "/pictures/team.png"):
        assert client.get(path).status_code == 404


@DRAWN
@pytest.mark.parametrize("asked", ["team=churn", "team=all", "team=churn&q=deploy", "show=pending"])
def test_drawn(asked: str, client: FlaskClient) -> None:
    """The picture shows what the page shows: its activities and no others."""
    svg = client.get(f"/matrix.svg?{asked}")
    assert svg.content_type == "image/svg+xml; charset=utf-8"
    assert svg.text.startswith("<?xml")
    page = client.get(f"/matrix?{asked}").text
    for activity in ("Deploy models", "Explore data", "Build applications"):
        assert (f">{activity}</a>" in page) == (activity in svg.text)
    assert client.get(f"/matrix.png?{asked}").data.startswith(b"\x89PNG")


@DRAWN
@pytest.mark.parametrize("kind", ["matrix", "coverage", "handoffs", "structures"])
def test_pictures(kind: str, client: FlaskClient) -> None:
    """Each kind of picture is shown in its page, light and dark, and can be kept."""
    page = client.get(f"/pictures?kind={kind}&team=churn").text
    assert f'src="/pictures/{kind}.svg?team=churn"' in page
    shown = client.get(f"/pictures/{kind}.svg?team=churn")
    assert shown.headers["Content-Disposition"] == "inline"
    dark = client.get(f"/pictures/{kind}.svg?team=churn&dark=yes")
    assert dark.data != shown.data
    kept = client.get(f"/pictures/{kind}.png?team=churn&keep=yes")
    assert kept.headers["Content-Disposition"] == f'attachment; filename="{kind}-churn.png"'


@DRAWN
def test_only_a_few_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """While enough pictures are drawn, one more is put off, and other pages are answered."""
    monkeypatch.setattr(drawing, "_ROOM", BoundedSemaphore(1))
    with drawing._ROOM:  # noqa: SLF001 - stands for a picture that takes long
        answer = client.get("/pictures/matrix.svg")
        assert answer.status_code == 503
        assert drawing.BUSY in answer.text
        assert client.get("/matrix").status_code == 200
    assert client.get("/pictures/matrix.svg").status_code == 200


def test_nothing_that_draws(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is there that draws, it is said what installs it, and no link leads there."""
    monkeypatch.setattr(pictures, "available", lambda: False)
    page = client.get("/pictures").text
    assert "make pictures" in page
    assert "<img" not in page
    assert "/matrix.svg" not in client.get("/matrix").text
    assert "make pictures" in client.get("/matrix.svg").text
