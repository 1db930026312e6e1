"""What the README says is what the program does."""

import re
from pathlib import Path

import click
import pytest

from bot import wiring
from bot.cli import rolecall
from bot.formats import Format
from bot.settings import Settings
from bot.slack.manifest import OPTIONAL, SCOPES, manifest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(rolecall.commands)
TABLE_ROW = re.compile(r"^\| `rolecall ([a-z]+)", re.MULTILINE)
SCOPE_ROW = re.compile(r"^\| `[a-z_]+(:[a-z.]+)?` \| .* \| (yes|optional) \|$")
OPTION = re.compile(r"--[a-z][a-z-]+")


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


def test_readme_lists_every_scope() -> None:
    """The README's table has each scope with its reason, in order, and says which are optional."""
    needed = {scope: "optional" if scope in OPTIONAL else "yes" for scope in SCOPES}
    expected = [f"| `{scope}` | {why} | {needed[scope]} |" for scope, why in SCOPES.items()]

    assert [line for line in README.splitlines() if SCOPE_ROW.match(line)] == expected


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
