"""Organisations and catalogs as YAML: out and in again without a difference."""

from pathlib import Path

import pytest

from bot.config import load_catalog, load_example
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.errors import FileRefused
from bot.formats.yaml import FORMAT, write

# Text that YAML would take for something else, or that needs care in it.
TRICKY = ["no", "012", "1:30", "null", "~", "2026-01-05", "1e3", "a: b", "# a", "- a", "'", '"']
TRICKY += ["{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a", "Żółw 🐢", "=", "<<", "0x1F", "on"]


def _back(value: Organisation | Catalog, path: Path) -> Organisation | Catalog:
    path.write_text(write(value), encoding="utf-8")
    holds = FORMAT.read(path).holds
    assert isinstance(holds, Organisation | Catalog)
    return holds


@pytest.mark.parametrize("name", TRICKY)
def test_text_stays_text(name: str, tmp_path: Path) -> None:
    """A name that YAML would read as something else is the same name afterwards."""
    people = [{"key": "no", "name": name}, {"key": "012"}]
    given = Organisation.model_validate({"organisation": name, "people": people})
    assert _back(given, tmp_path / "a.yaml") == given


def test_shipped_files(root: Path, tmp_path: Path) -> None:
    """The shipped catalog and the example come back as they were."""
    catalog = load_catalog(root)
    example = load_example(root, catalog)
    assert _back(catalog, tmp_path / "catalog.yaml") == catalog
    assert _back(example, tmp_path / "example.yaml") == example


@pytest.mark.parametrize("kind", [True, False])
def test_written_twice(root: Path, tmp_path: Path, *, kind: bool) -> None:
    """What was written and read is written the same again."""
    catalog = load_catalog(root)
    given = catalog if kind else load_example(root, catalog)
    assert write(_back(given, tmp_path / "a.yaml")) == write(given)


def test_usual_values_are_left_out() -> None:
    """A file holds what was said and not what goes without saying."""
    given = Organisation.model_validate(
        {"organisation": "Acme", "people": [{"key": "p1", "active": True}], "teams": []}
    )
    assert write(given) == "organisation: Acme\npeople:\n- key: p1\n"


def test_who_asked(tmp_path: Path) -> None:
    """Who asked somebody to fill a role, and when, is written where it is known, and read again."""
    held = {"role": "role:a", "person": "p1", "state": "pending"}
    known = held | {"asked": "2026-01-05", "asked_by": "p1"}
    teams = [
        {"key": key, "name": key, "assignments": [one]} for key, one in (("x", held), ("y", known))
    ]
    given = Organisation.model_validate(
        {"organisation": "Acme", "people": [{"key": "p1"}], "teams": teams}
    )
    first, second = write(given).split("- key: y")
    assert "asked" not in first
    assert "    asked: 2026-01-05\n    asked_by: p1\n" in second
    assert _back(given, tmp_path / "a.yaml") == given


def test_order_and_letters_are_kept(tmp_path: Path) -> None:
    """People stand in the order in which they were given, their letters as they are."""
    people = [{"key": "z", "name": "Zoë"}, {"key": "a", "name": "Łucja"}]
    given = Organisation.model_validate({"organisation": "Acme", "people": people})
    text = write(given)
    assert text.index("Zoë") < text.index("Łucja")
    assert _back(given, tmp_path / "a.yaml") == given


@pytest.mark.parametrize(
    ("text", "source", "kind"),
    [
        ("organisation: Acme\n", "yaml:Acme", Organisation),
        ("﻿organisation: Acme\n", "yaml:Acme", Organisation),
        ("catalog: Small\ncaveat: c\nroles: []\nactivities: []\n", "yaml:Small", Catalog),
    ],
)
def test_source(text: str, source: str, kind: type, tmp_path: Path) -> None:
    """What a file holds is told by its first word, and its source by its name."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    intake = FORMAT.read(path)
    assert intake.source == source
    assert isinstance(intake.holds, kind)
    assert intake.document.path == str(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: found neither “organisation:” nor “catalog:” at the top"),
        ("- organisation: Acme\n", ":1: found neither"),
        ("Acme\n", ":1: found neither"),
        ("organisation:\n", ":1: organisation: found nothing, expected text"),
        ("organisation: A\nroles: []\n", ":2: roles: found the field “roles”"),
        ("catalog: A\ncaveat: c\nroles: []\n", ":1: activities: found nothing"),
        ("organisation: A\nteams: {a: b}\n", ":2: teams: found a mapping, expected a list"),
        ("organisation: A\npeople: [{key: a b}]\n", ":2: people[1].key: found “a b”"),
        ("organisation: A\npeople: [{key: a, active: maybe}]\n", ":2: people[1].active: found"),
    ],
)
def test_refused(text: str, said: str, tmp_path: Path) -> None:
    """A file that is neither, or makes no sense, is refused with path, line and field."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(path)
    assert str(refused.value).startswith(f"{path}{said}")


def test_claims() -> None:
    """The format is chosen by its name or by how a file's name ends."""
    assert (FORMAT.name, FORMAT.endings) == ("yaml", (".yaml", ".yml"))
