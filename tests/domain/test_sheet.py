"""Sheets as they are read, and how what they name is found."""

import pytest

from bot.domain.fact import Body
from bot.domain.sheet import Names, Row, Sheet, quoted, role_names

SHEET = Sheet("x", "assignments", ("team", "role"), (Row(2, ("A", "B")),))


def test_cell() -> None:
    """A row has its cells by column, and nothing in a column that isn't there."""
    row = SHEET.rows[0]
    assert [SHEET.cell(row, column) for column in ("team", "role", "since")] == ["A", "B", ""]


NAMES = Names(
    [("Maker", "role:m"), ("Same", "role:a"), ("same ", "role:b")],
    [("M", "role:m"), ("Maker", "role:k")],
    exact=["role:m", "role:k", "M"],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maker", ("role:m",)),
        ("  MAKER ", ("role:m",)),
        ("role:k", ("role:k",)),
        ("Role:K", ()),
        ("m", ("role:m",)),
        ("M", ("M",)),
        ("same", ("role:a", "role:b")),
        ("", ()),
    ],
)
def test_names(text: str, found: tuple[str, ...]) -> None:
    """What is called so letter for letter comes first, then the first sort of names that has it."""
    assert NAMES.find(text) == found


def test_role_names() -> None:
    """A role is found by its name and aliases before columns, and these before titles."""
    one: Body = {"ref": "role:one", "name": "One", "column": "Two", "aliases": ["Uno"]}
    two: Body = {"ref": "role:two", "name": "Two", "column": "T", "aliases": []}
    title: Body = {"ref": "title:t", "name": "T", "aliases": ["Boss"], "role": "role:one"}
    old: Body = {"ref": "role:old", "name": "One", "column": "O", "aliases": ["Old"]}
    here = {entry["ref"]: entry for entry in (one, two, title)}
    names = role_names(here, {"role:old": old})
    found = {text: names.find(text) for text in ("one", "uno", "two", "t", "boss", "old", "o")}
    assert found == {
        "one": ("role:one",),
        "uno": ("role:one",),
        "two": ("role:two",),
        "t": ("role:two",),
        "boss": ("role:one",),
        "old": ("role:old",),
        "o": ("role:old",),
    }


def test_quoted() -> None:
    """A cell is shown on one line and cut; an empty one is nothing."""
    assert [quoted(text) for text in ("a\nb", " ")] == ["“a b”", "nothing"]
    assert quoted("x" * 500).endswith("x…”")
