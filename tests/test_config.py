"""The files in config/: the shipped ones make sense, broken ones are refused where they break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import (
    check_all,
    load_catalog,
    load_example,
    load_matching,
    load_slack,
    load_vocabulary,
)
from bot.errors import FileRefused

FILES = ("catalog.yaml", "example.yaml", "vocabulary.yaml", "matching.yaml", "slack.yaml")
LOADERS: dict[str, Callable[[Path], object]] = {
    "catalog.yaml": load_catalog,
    "example.yaml": lambda root: load_example(root, load_catalog(root)),
    "vocabulary.yaml": load_vocabulary,
    "matching.yaml": load_matching,
    "slack.yaml": load_slack,
}


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A root with a copy of config/ to break."""
    shutil.copytree(root / "config", tmp_path / "config")
    return tmp_path


def _edit(copied: Path, name: str, old: str, new: str) -> int:
    """Replaces the first occurrence; gives the line on which it stood."""
    path = copied / "config" / name
    text = path.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{name} no longer has {old!r}"
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def test_shipped(root: Path) -> None:
    """Every file that the project ships with makes sense."""
    assert check_all(root) == FILES


def test_catalog_is_whole(root: Path) -> None:
    """The shipped catalog holds all of the lecture."""
    catalog = load_catalog(root)
    shelves = (
        catalog.roles,
        catalog.activities,
        catalog.handoffs,
        catalog.structures,
        catalog.titles,
    )
    assert [len(shelf) for shelf in shelves] == [7, 13, 3, 3, 6]


def test_example_has_one_of_everything(root: Path) -> None:
    """The example has one platform team, a product team a structure, and every kind of gap."""
    organisation = load_example(root, load_catalog(root))
    teams = organisation.teams
    held = [one for team in teams for one in team.assignments]
    assert [team.kind for team in teams].count("platform") == 1
    assert {team.structure for team in teams if team.kind == "product"} == {
        "centralized",
        "embedded",
        "hybrid",
    }
    assert {one.standing for one in held} == {"primary", "backup"}
    assert {one.state for one in held} == {"accepted", "pending"}
    assert any(not organisation.person[one.person].active for one in held)
    assert any(not one.roles for team in teams for one in team.overrides)
    assert any(team.waived for team in teams)


@pytest.mark.parametrize("name", FILES)
def test_missing(name: str, copied: Path) -> None:
    """A file that isn't there is refused by its path."""
    path = copied / "config" / name
    path.unlink()
    with pytest.raises(FileRefused) as refused:
        LOADERS[name](copied)
    assert str(refused.value).startswith(f"{path}: found no such file")
    with pytest.raises(FileRefused):
        check_all(copied)


@pytest.mark.parametrize("name", FILES)
def test_unknown_field(name: str, copied: Path) -> None:
    """A field that no model has is refused with its line, so that no typo goes unnoticed."""
    path = copied / "config" / name
    lines = path.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    with path.open("a", encoding="utf-8") as file:
        file.write("\nnonsense: 1\n")
    with pytest.raises(FileRefused) as refused:
        LOADERS[name](copied)
    assert f"{path}:{lines + 2}: nonsense: found the field “nonsense”" in str(refused.value)
    with pytest.raises(FileRefused):
        check_all(copied)


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]\n", "a: [\n", "\0"])
@pytest.mark.parametrize("name", FILES)
def test_not_what_it_should_be(name: str, text: str, copied: Path) -> None:
    """A file that is empty, no mapping or no YAML is refused by its path."""
    path = copied / "config" / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        LOADERS[name](copied)
    assert str(refused.value).startswith(str(path))


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "found"),
    [
        (
            "catalog.yaml",
            "    responsible: [role:product-manager]",
            "    responsible: [role:nobody-knows]",
            "activities[1].responsible[1]",
            "“role:nobody-knows”",
        ),
        (
            "catalog.yaml",
            "    responsible: [role:product-manager]",
            "    responsible: []",
            "activities[1]",
            "neither",
        ),
        (
            "example.yaml",
            "{role: role:devops-engineer, person: sam,",
            "{role: role:astronaut, person: sam,",
            "teams[1].assignments[4].role",
            "“role:astronaut”",
        ),
        (
            "example.yaml",
            "    structure: hybrid",
            "    structure: pyramid",
            "teams[2].structure",
            "“pyramid”",
        ),
        (
            "example.yaml",
            "    leads: [tomas]",
            "    leads: [nobody]",
            "teams[1].leads[1]",
            "“nobody”",
        ),
        ("matching.yaml", "answer_from: 0.55", "answer_from: often", "answer_from", "“often”"),
        ("matching.yaml", "answer_from: 0.55", "answer_from: 1.5", "answer_from", "“1.5”"),
        ("slack.yaml", "guests_ask: true", "guests_ask: maybe", "guests_ask", "“maybe”"),
        ("slack.yaml", "stewards: []", "stewards: [<!here>]", "stewards[1]", "“<!here>”"),
        ("slack.yaml", "minutes: 10", "minutes: -1", "follow_up_minutes", "“-1”"),
        ("slack.yaml", "minutes: 10", "minutes: 1441", "follow_up_minutes", "“1441”"),
        ("slack.yaml", "  burst: 4", "  burst: 0", "channel.burst", "“0”"),
        ("slack.yaml", "  per_second: 1", "  per_second: 0", "channel.per_second", "“0”"),
        ("slack.yaml", "  per_second: 5", "  per_second: .inf", "workspace.per_second", "“.inf”"),
    ],
)
def test_makes_no_sense(
    name: str, old: str, new: str, field: str, found: str, copied: Path
) -> None:
    """A value that makes no sense is refused with path, field, what is there; check says so too."""
    line = _edit(copied, name, old, new)
    with pytest.raises(FileRefused) as refused:
        check_all(copied)
    [problem] = refused.value.problems
    assert (problem.path, problem.field) == (str(copied / "config" / name), field)
    assert problem.found == found
    # A whole entry stands on the line that it begins on.
    assert problem.line == line or (found == "neither" and problem.line in range(1, line))
