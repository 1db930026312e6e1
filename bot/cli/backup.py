"""`rolecall backup` and `rolecall restore`: the whole database as one file, and back."""

from pathlib import Path

import click

from bot.cli.options import FOUND
from bot.settings import ROOT, read_settings
from bot.store import backup as store
from bot.store import schema
from bot.store.engine import make_engines

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> int:
    """Copy the database to a new file, while Rolecall runs (SQLite).

    On PostgreSQL it says which command to use instead.
    """
    engines = make_engines(read_settings().database_url, ROOT)
    try:
        store.backup(engines, file)
    finally:
        engines.close()
    click.echo(f"The database was copied to {file}.")
    return FOUND


@click.command()
@FILE
def restore(file: Path) -> int:
    """Make the database what it was in a copy (SQLite); Rolecall has to be stopped.

    What was there is kept beside it. On PostgreSQL it says which command to use instead.
    """
    engines = make_engines(read_settings().database_url, ROOT)
    try:
        kept = store.restore(engines, file)
        behind = schema.current(engines) != schema.head(ROOT)
    finally:
        engines.close()
    click.echo(f"The database is what it was in {file}.")
    if kept is not None:
        click.echo(f"What was there before is in {kept}.")
    if behind:
        click.echo("It comes from an older version: run `rolecall migrate`.")
    return FOUND
