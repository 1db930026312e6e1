"""What the README says is what the program does."""

import re
from pathlib import Path

import click
import pytest

from bot.cli import rolecall
from bot.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(rolecall.commands)
TABLE_ROW = re.compile(r"^\| `rolecall ([a-z]+)", re.MULTILINE)
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


def test_readme_lists_every_variable() -> None:
    """The README's configuration table has each setting with its default."""
    for name, field in Settings.model_fields.items():
        assert f"| `{name.upper()}` |" in README
        assert f"`{field.default}`" in README
