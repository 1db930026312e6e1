"""What the README says is what the program does."""

import re
from pathlib import Path

import click
import pytest

from bot import config, wiring
from bot.cli import rolecall
from bot.domain.reminders import Reminder
from bot.formats import Format
from bot.settings import Settings
from bot.slack.manifest import OPTIONAL, SCOPES, manifest
from bot.store.tables import Tables
from tests.docs.examples import PAGES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(rolecall.commands)
TABLE_ROW = re.compile(r"^\| `rolecall ([a-z]+)", re.MULTILINE)
SCOPE_ROW = re.compile(r"^\| `[a-z_]+(:[a-z.]+)?` \| .* \| (yes|optional) \|$")
OPTION = re.compile(r"--[a-z][a-z-]+")
CALL = re.compile(r"(?:`|^\$ |^|bin/)rolecall ([a-z]+)", re.MULTILINE)
VARIABLE = re.compile(r"\b((?:SLACK|ROLECALL|DATABASE|POSTGRES)_[A-Z_]+)\b")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
OTHERS = {"POSTGRES_PASSWORD"}
"""Variables that compose.yaml alone knows."""


def test_readme_lists_every_command() -> None:
    """The README's table has each command of the program once and no other."""
    assert sorted(TABLE_ROW.findall(README)) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    """Every command says in a sentence what it does, and so does every option."""
    command = rolecall.commands[name]

    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_every_option(name: str) -> None:
    """The README names exactly the options that a command takes."""
    row = next(line for line in README.splitlines() if line.startswith(f"| `rolecall {name}"))
    said = set(OPTION.findall(row))
    params = rolecall.commands[name].params
    taken = {
        option
        for parameter in params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }

    assert said == taken


@pytest.mark.parametrize("name", Settings.model_fields)
def test_readme_lists_every_variable(name: str) -> None:
    """The README's configuration table has each setting with its default, a dash for none."""
    default = Settings.model_fields[name].default
    [row] = [line for line in README.splitlines() if line.startswith(f"| `{name.upper()}` |")]

    assert row.endswith("| – |" if default is None else f"| `{default}` |")


@pytest.mark.parametrize("page", ["README.md", "docs/security.md"])
def test_every_scope_is_listed(page: str, root: Path) -> None:
    """Both tables have each scope with its reason, in order, and say which are optional."""
    needed = {scope: "optional" if scope in OPTIONAL else "yes" for scope in SCOPES}
    expected = [f"| `{scope}` | {why} | {needed[scope]} |" for scope, why in SCOPES.items()]
    lines = (root / page).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if SCOPE_ROW.match(line)] == expected


def test_every_table_is_listed(root: Path) -> None:
    """The page on security says of each table of the database what it holds, once."""
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    kept = text[text.index("\n## What is kept\n") : text.index("\n## How it is guarded\n")]
    rows = [line.split("|")[1] for line in kept.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    assert sorted(named) == sorted(Tables.metadata.tables)


OPERATING = ("docs/http.md", "docs/operations.md", "docs/security.md")


@pytest.mark.parametrize("page", OPERATING)
def test_pages_name_what_there_is(page: str, root: Path) -> None:
    """Commands and variables that a page on running Rolecall names are there."""
    text = (root / page).read_text(encoding="utf-8")
    variables = {name.upper() for name in Settings.model_fields} | OTHERS

    assert set(CALL.findall(text)) <= set(COMMANDS)
    assert set(VARIABLE.findall(text)) <= variables


def test_proofs_are_there(root: Path) -> None:
    """Every test that the page on security names as a proof is there."""
    text = (root / "docs" / "security.md").read_text(encoding="utf-8")
    proofs = re.findall(r"`(tests/[\w/.]+)`", text)

    assert proofs
    assert [one for one in proofs if not (root / one).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """What a page links to in the project is there, but for pictures, which are made."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert "var/docs-pictures/" in target or (page.parent / target).exists(), target


def test_readme_names_what_slack_shows() -> None:
    """The README calls the command, the shortcut and the bot what the manifest calls them."""
    features = manifest()["features"]

    for command in features["slash_commands"]:
        assert f"| `{command['command']} " in README
    for shortcut in features["shortcuts"]:
        on_message = shortcut["type"] == "message"
        where = "in the menu of a message" if on_message else "among the shortcuts"
        assert f"| “{shortcut['name']}” {where} |" in README
    assert f"`/invite @{features['bot_user']['display_name']}`" in README


@pytest.mark.parametrize("one", wiring.formats().values(), ids=lambda one: one.name)
def test_formats_are_listed(one: Format) -> None:
    """The page on files lists every format, and whether it can be written."""
    page = (Path(__file__).parents[1] / "docs" / "files.md").read_text(encoding="utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `{one.name}` |")]
    assert row.endswith("| yes |" if one.write else "| – |")


REMINDERS = config.load_reminders(Path(__file__).parents[1]).reminders


@pytest.mark.parametrize("one", REMINDERS, ids=lambda one: one.about)
def test_reminders_are_listed(one: Reminder) -> None:
    """The page on reminders lists every rule that ships, with its days."""
    page = (Path(__file__).parents[1] / "docs" / "reminders.md").read_text(encoding="utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `{one.about}` |")]
    rules = [one, *([one.escalate] if one.escalate else [])]
    days = [abs(rule.begins) for rule in rules]
    days.insert(1, one.every_days)
    assert [int(number) for number in re.findall(r"(\d+) days?", row)] == days
