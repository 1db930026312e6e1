"""The files in config/: the shipped ones make sense, broken ones are refused where they break."""

import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import (
    check_all,
    load_catalog,
    load_example,
    load_examples,
    load_following,
    load_learned,
    load_matching,
    load_operations,
    load_ownership,
    load_reminders,
    load_slack,
    load_vocabulary,
)
from bot.domain.evaluation import Labelled
from bot.errors import FileRefused, RolecallError
from bot.files import read_json_lines
from bot.search.labels import findables
from bot.search.learned import fingerprint
from tests.tuning import bakery

DATA = ("questions.jsonl", "writers.jsonl")
FILES = (
    "catalog.yaml",
    "example.yaml",
    "vocabulary.yaml",
    "matching.yaml",
    "slack.yaml",
    "ownership.yaml",
    "reminders.yaml",
    "following.yaml",
    "operations.yaml",
)
LOADERS: dict[str, Callable[[Path], object]] = {
    "catalog.yaml": load_catalog,
    "example.yaml": lambda root: load_example(root, load_catalog(root)),
    "vocabulary.yaml": load_vocabulary,
    "matching.yaml": load_matching,
    "slack.yaml": load_slack,
    "ownership.yaml": load_ownership,
    "reminders.yaml": load_reminders,
    "operations.yaml": load_operations,
    "following.yaml": load_following,
}


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A root with a copy of config/ to break."""
    shutil.copytree(root / "config", tmp_path / "config")
    return tmp_path


def _edit(copied: Path, name: str, old: str, new: str) -> int:
    """Replaces the first occurrence; gives the line on which it ended."""
    path = copied / "config" / name
    text = path.read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{name} no longer has {old!r}"
    path.write_text(before + new + after, encoding="utf-8")
    return (before + old).count("\n") + 1


def test_shipped(root: Path) -> None:
    """Every file that the project ships with makes sense."""
    assert check_all(root) == (*FILES, "examples", "learned.npz")


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


@pytest.mark.parametrize("name", [name for name in FILES if name != "following.yaml"])
def test_missing(name: str, copied: Path) -> None:
    """A file that isn't there is refused by its path."""
    path = copied / "config" / name
    path.unlink()
    with pytest.raises(FileRefused) as refused:
        LOADERS[name](copied)
    assert str(refused.value).startswith(f"{path}: found no such file")
    with pytest.raises(FileRefused):
        check_all(copied)


def test_nothing_followed(copied: Path) -> None:
    """Where no file says what is followed, nothing is."""
    (copied / "config" / "following.yaml").unlink()
    assert load_following(copied).files == ()
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
        (
            "matching.yaml",
            "words_alone:\n  answer_from: 0.",
            "words_alone:\n  answer_from: often0.",
            "words_alone.answer_from",
            "“often",
        ),
        (
            "matching.yaml",
            "words_alone:\n  answer_from: 0.",
            "words_alone:\n  answer_from: 1.",
            "words_alone.answer_from",
            "“1.",
        ),
        (
            "matching.yaml",
            "  right:\n    cover:",
            "  right:\n    colour:",
            "words_alone.right.colour",
            "“colour”",
        ),
        (
            "reminders.yaml",
            "    escalate: {after_days: 10, to: lead}",
            "    escalate: {after_days: 3, to: lead}",
            "reminders[1].escalate.after_days",
            "3",
        ),
        ("reminders.yaml", "about: ending", "about: birthday", "reminders[5].about", "“birthday”"),
        ("reminders.yaml", "end: 17:00", "end: 08:00", "working_hours.end", "08:00"),
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
    assert problem.found.startswith(found)
    # What was changed stands on the last of the lines; a whole entry on the one it begins on.
    assert problem.line == line or (found == "neither" and problem.line in range(1, line))


@pytest.fixture(scope="module")
def examples(root: Path) -> list[Labelled]:
    """The messages that ship."""
    return load_examples(root)


@pytest.fixture
def furnished(tmp_path: Path) -> Path:
    """The root of a small bakery with everything that it learned from."""
    root = bakery.furnished(tmp_path)
    bakery.taught().save(root / "config" / "learned.npz")
    return root


def _refusal(root: Path) -> str:
    """The one sentence that a check ends with."""
    with pytest.raises(RolecallError) as refused:
        check_all(root)
    [line] = str(refused.value).splitlines()
    return line


def test_learned_from_the_examples(root: Path, examples: list[Labelled]) -> None:
    """What ships was learned from the messages that ship, for every entry that can be found."""
    learned = load_learned(root)
    assert learned
    assert learned.taught_by == fingerprint(examples)
    assert set(learned.refs) == {one.ref for one in findables(load_catalog(root))}


def test_enough_examples(root: Path, examples: list[Labelled]) -> None:
    """For every entry that can be found there are messages, by several writers."""
    writers = defaultdict(list)
    for one in examples:
        for ref in one.expected:
            writers[ref].append(one.writer)
    for entry in findables(load_catalog(root)):
        assert len(writers[entry.ref]) >= 10, entry.ref
        assert len(set(writers[entry.ref])) >= 5, entry.ref


def test_one_file_a_writer(root: Path) -> None:
    """Every writer has a file, called after them."""
    for path in (root / "config" / "examples").glob("*.jsonl"):
        assert {one.writer for one in read_json_lines(path, Labelled)} == {path.stem}


def test_other_matters_are_told_apart(examples: list[Labelled]) -> None:
    """A message that must not be answered says whether it only sounds as if it were none."""
    kinds = {one.kind for one in examples if not one.expected}
    assert kinds == {"talk", "near"}
    assert kinds.isdisjoint(one.kind for one in examples if one.expected)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("name", DATA)
def test_nothing_is_measured_on_what_was_learned(
    name: str, root: Path, examples: list[Labelled]
) -> None:
    """No message that answers are measured on is one of the examples, word for word."""
    known = {_plain(one.text) for one in examples}
    measured = read_json_lines(root / "tests" / "data" / name, Labelled)
    assert [one.text for one in measured if _plain(one.text) in known] == []


def test_no_examples(tmp_path: Path) -> None:
    """Without examples, and with nothing learned, a config is good all the same."""
    root = bakery.furnished(tmp_path)
    shutil.rmtree(root / "config" / "examples")
    assert load_examples(root) == []
    assert load_learned(root) is None
    assert check_all(root)


def test_examples_in_the_order_of_files(furnished: Path) -> None:
    """The messages of all files are read; what is no file of JSON Lines is passed over."""
    (furnished / "config" / "examples" / "README.md").write_text("# About them\n", "utf-8")
    assert load_examples(furnished) == list(bakery.messages())
    assert check_all(furnished)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the rye came out flat", "the rye came out fine"),
        (bakery.BAKE, bakery.OVEN),
    ],
)
def test_other_examples(old: str, new: str, furnished: Path) -> None:
    """Where the messages aren't those that were learned from, that is said, and what to run."""
    path = furnished / "config" / "examples" / "ann.jsonl"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    sentence = _refusal(furnished)
    assert str(path.parent) in sentence
    assert "run `rolecall tune`" in sentence


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("no JSON", "Invalid JSON"),
        ('{"text": "who?"}', "expected: Field required"),
        ('{"text": "who?", "expected": "activity:bake-bread"}', "expected"),
    ],
)
def test_broken_example(line: str, found: str, furnished: Path) -> None:
    """A line that is no labelled message is refused by its path and number."""
    path = furnished / "config" / "examples" / "ben.jsonl"
    count = len(path.read_text("utf-8").splitlines())
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert _refusal(furnished).startswith(f"{path}:{count + 1}: found {found}")


def test_example_of_nothing(furnished: Path) -> None:
    """A ref that the catalog doesn't have is refused by path, line and ref."""
    path = furnished / "config" / "examples" / "cem.jsonl"
    first, *rest = path.read_text("utf-8").splitlines(keepends=True)
    wrong = '{"text": "who?", "expected": ["activity:bake-bread", "activity:bake-cake"]}\n'
    path.write_text("".join((first, wrong, *rest)), "utf-8")
    sentence = _refusal(furnished)
    assert str(path) in sentence
    assert "line 2: “activity:bake-cake” is not in the catalog" in sentence


@pytest.mark.parametrize("content", [b"", b"nonsense", b"{}\n"])
def test_broken_learned(content: bytes, furnished: Path) -> None:
    """Weights that can't be read are named, with what writes them again."""
    path = furnished / "config" / "learned.npz"
    path.write_bytes(content)
    assert _refusal(furnished).startswith(f"{path} can't be read (")
    assert _refusal(furnished).endswith("run `rolecall tune` to write it again.")


def test_learned_is_a_folder(furnished: Path) -> None:
    """So is a folder that stands in their place."""
    path = furnished / "config" / "learned.npz"
    path.unlink()
    path.mkdir()
    assert str(path) in _refusal(furnished)
