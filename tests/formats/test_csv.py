"""Sheets in and out as CSV: which of two a file is, where its rows stand, what is no table."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from bot.config import load_catalog, load_example
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.domain.sheet import Sheet
from bot.errors import FileRefused
from bot.formats import Intake
from bot.formats.csv import FORMAT, MOST_CHARACTERS, MOST_COLUMNS, write
from tests.example import SMALL, acme, held, product

LIST = "team,role,person\n"
HEADERS = "expected “activity” and a role a column, or at least team, role and person"


def _read(path: Path, text: str | bytes, name: str = "raci.csv") -> Intake:
    file = path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return FORMAT.read(file)


def _sheet(path: Path, text: str | bytes) -> Sheet:
    holds = _read(path, text).holds
    assert isinstance(holds, Sheet)
    return holds


def _refusal(path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        _read(path, text)
    return [str(one).removeprefix(f"{path / 'raci.csv'}:") for one in refused.value.problems]


def _cells(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("activity,Maker", "matrix"),
        ("ACTIVITY,Maker", "matrix"),
        (",Maker", "matrix"),
        ("activity", "matrix"),
        ("activity,team,role,person", "matrix"),
        ("person,Role,TEAM", "assignments"),
        ("Person Key,person,role,team,since", "assignments"),
    ],
)
def test_kind(header: str, kind: str, tmp_path: Path) -> None:
    """The header tells a matrix from a list, in any case and order."""
    assert _sheet(tmp_path, f"{header}\n").kind == kind


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter(delimiter: str, tmp_path: Path) -> None:
    """The header alone says what stands between cells, whatever else is in them."""
    header = delimiter.join(["activity", '"A,B;C"', "D"])
    row = delimiter.join(['"a,b;c,d;e"', "x", ""])
    sheet = _sheet(tmp_path, f"{header}\n{row}\n")
    assert sheet.header == ("activity", "A,B;C", "D")
    assert [one.cells for one in sheet.rows] == [("a,b;c,d;e", "x", "")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_ends(end: str, tmp_path: Path) -> None:
    """A byte order mark and any ends of lines are no part of what a sheet says."""
    text = end.join(["\ufeffteam,role,person", "Churn,Maker,Ana", ""])
    sheet = _sheet(tmp_path, text)
    assert sheet.header == ("team", "role", "person")
    assert [one.cells for one in sheet.rows] == [("Churn", "Maker", "Ana")]


def test_lines(tmp_path: Path) -> None:
    """A row stands on the line where it begins; one over several lines is read as one line."""
    text = '\n"team",role,person\n"Churn\r\nteam ",Maker,Ana\n\n,,\nSearch,Maker,Bo\n'
    intake = _read(tmp_path, text)
    assert isinstance(intake.holds, Sheet)
    rows = intake.holds.rows
    assert [(one.line, one.cells[0]) for one in rows] == [(3, "Churn team"), (7, "Search")]
    assert [intake.document.line_of(("rows", i, "team")) for i in (0, 1)] == [3, 7]
    assert intake.document.line_of(("header", "role")) == 2


def test_empty_columns_at_the_end(tmp_path: Path) -> None:
    """Columns without a name after the last, as spreadsheets leave them, are none."""
    sheet = _sheet(tmp_path, "activity,Maker,,\nBake,x,,\n")
    assert sheet.header == ("activity", "Maker")
    assert [one.cells for one in sheet.rows] == [("Bake", "x")]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [f"1: found an empty file, {HEADERS}"]),
        ("\n\n , \n", [f"1: found an empty file, {HEADERS}"]),
        ("organisation: Acme\n", [f"1: found the header “organisation: Acme”, {HEADERS}"]),
        ("team,person\n", [f"1: found the header “team, person”, {HEADERS}"]),
        (
            "team,role,person,boss,team\n",
            [
                "1: column 5: found “team” a second time, expected it once",
                "1: found the column “boss”, expected only team, team_key, role, person, pe",
            ],
        ),
        (
            "activity,Maker,,maker\n",
            [
                "1: column 3: found no name, expected a name for each column",
                "1: column 4: found “maker” a second time, expected it once",
            ],
        ),
        (
            f"{LIST}Churn,Maker\nSearch\nA,B,C,D\nA,B,C,\n",
            [
                "2: found 2 cells, expected 3, one for each column",
                "3: found 1 cell, expected 3, one for each column",
                "4: found 4 cells, expected 3, one for each column",
            ],
        ),
        (
            f'{LIST}A,B,C\nD,E,"F\nG,H,I\n',
            ["3: found broken CSV, expected well-formed rows (unexpected end of data)"],
        ),
        (
            f'{LIST}A,B,"C"D\n',
            ["2: found broken CSV, expected well-formed rows (',' expected after '\"')"],
        ),
        (b"team,role,person\nZo\xeb,a,b\n", ["2: found bytes that are no UTF-8, expected UTF-8"]),
    ],
)
def test_refused(text: str | bytes, problems: list[str], tmp_path: Path) -> None:
    """What is no table of ours is refused with a line for each thing that is wrong."""
    found = _refusal(tmp_path, text)
    assert len(found) == len(problems)
    assert all(map(str.startswith, found, problems)), found


def test_too_many_columns(tmp_path: Path) -> None:
    """A header or a row of a million cells is one problem."""
    expected = f"columns, expected at most {MOST_COLUMNS:,}"
    million = "," * 999_999
    assert _refusal(tmp_path, f"activity{million}\n") == [f"1: found 1,000,000 {expected}"]
    assert _refusal(tmp_path, f"{LIST}a,b,c\n{million}\n") == [f"3: found 1,000,000 {expected}"]
    fitting = ",".join(f"R{i}" for i in range(MOST_COLUMNS - 1))
    assert len(_sheet(tmp_path, f"activity,{fitting}\n").header) == MOST_COLUMNS


@pytest.mark.parametrize("length", [MOST_CHARACTERS + 1, 200_000])
def test_too_long(length: int, tmp_path: Path) -> None:
    """A cell that nobody could have meant is one problem, and so is a quote that stays open."""
    expected = "found a cell of more than 10,000 characters, or a quote that nobody closes"
    problem = f"2: {expected}, expected shorter cells"
    assert _refusal(tmp_path, f"{LIST}a,b,{'x' * length}\nc,d\n") == [problem]
    assert _refusal(tmp_path, f'{LIST}a,b,"{"c,d" * 100_000}\n') == [problem]
    assert _sheet(tmp_path, f"{LIST}a,b,{'x' * MOST_CHARACTERS}\n").rows


def test_nothing_but_a_header(tmp_path: Path) -> None:
    """A header alone is a sheet that says nothing."""
    assert _sheet(tmp_path, LIST).rows == ()


def test_source(tmp_path: Path) -> None:
    """A sheet is known by its file's name, so it stays the same when the file changes."""
    assert _read(tmp_path, LIST, "who is who.csv").source == "csv:who is who"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+a", "'+a"),
        ("-b", "'-b"),
        ("@c", "'@c"),
        ("'=x", "''=x"),
        ("''=x", "'''=x"),
        ("'x", "'x"),
        ("1-1", "1-1"),
    ],
)
def test_formulas(name: str, cell: str, tmp_path: Path) -> None:
    """What a spreadsheet would work out is written so that it doesn't, and read as it was."""
    fields = {"organisation": "A", "people": [{"key": "p", "name": name}]}
    team = {"key": "t", "name": "T", "assignments": [{"role": "role:r", "person": "p"}]}
    text = write(Organisation.model_validate(fields | {"teams": [team]}))
    assert _cells(text)[1][3] == cell
    assert _sheet(tmp_path, text).rows[0].cells[3] == name


def test_catalog_with_ticks() -> None:
    """A catalog in which roles are only responsible is a matrix of ticks."""
    parts = {"responsible": ["role:keeper"], "informed": []}
    make = SMALL["activities"][0] | parts
    catalog = Catalog.model_validate(SMALL | {"activities": [make, *SMALL["activities"][1:]]})
    assert _cells(write(catalog)) == [
        ["activity", "M", "K"],
        ["Make things", "", "✓"],
        ["Ship things", "✓", "✓"],
        ["Guess", "", ""],
    ]


def test_catalog_with_letters() -> None:
    """A catalog with any other part is a matrix of letters, several in a cell where it has them."""
    parts = {"accountable": ["role:maker"], "consulted": ["role:keeper"]}
    make = SMALL["activities"][0] | parts
    catalog = Catalog.model_validate(SMALL | {"activities": [make, *SMALL["activities"][1:]]})
    assert _cells(write(catalog))[1:3] == [["Make things", "R/A", "C/I"], ["Ship things", "R", "R"]]


def test_names_that_several_have() -> None:
    """What can't be told by its name is written by its ref."""
    things = [
        {"ref": f"activity:{key}", "name": "Thing", "description": "d", "homes": ["t"]}
        | {"responsible": ["role:maker"]}
        for key in ("one", "two")
    ]
    roles = [SMALL["roles"][0], SMALL["roles"][1] | {"column": "Maker"}]
    activities = [*SMALL["activities"], *things]
    catalog = Catalog.model_validate(SMALL | {"roles": roles, "activities": activities})
    cells = _cells(write(catalog))
    assert cells[0] == ["activity", "M", "Keeper"]
    assert [row[0] for row in cells[-2:]] == ["activity:one", "activity:two"]


def test_columns_that_hold_something() -> None:
    """An organisation is the list of its assignments, with the columns that somebody filled."""
    plain = acme(product(held("a")), {"key": "base", "name": "Base", "kind": "platform"})
    assert _cells(write(plain)) == [
        ["team", "team_key", "role", "person", "person_key", "slack"],
        ["One", "one", "role:maker", "A", "a", "Ua"],
    ]
    more = held("b", standing="backup", since="2026-01-05", confirmed_by="a")
    some = acme(product(held("a"), more), {"key": "base", "name": "Base", "kind": "platform"})
    header, first, second = _cells(write(some))
    assert header[6:] == ["standing", "since", "confirmed_by"]
    assert (first[6:], second[6:]) == (["primary", "", ""], ["backup", "2026-01-05", "a"])


def test_nobody_in_it() -> None:
    """An organisation without an assignment is a header, which says nothing when it is read."""
    assert write(Organisation(organisation="Acme")) == "team,role,person\n"


def test_shipped_files(root: Path, tmp_path: Path) -> None:
    """The shipped catalog and the example have a row for each activity and assignment."""
    catalog = load_catalog(root)
    matrix = _sheet(tmp_path, write(catalog))
    assert [row.cells[0] for row in matrix.rows] == [one.name for one in catalog.activities]
    example = load_example(root, catalog)
    listed = _sheet(tmp_path, write(example))
    assert len(listed.rows) == sum(len(team.assignments) for team in example.teams)


def test_claims() -> None:
    """The format is chosen by its name or by how a file's name ends."""
    assert (FORMAT.name, FORMAT.endings) == ("csv", (".csv", ".tsv"))
