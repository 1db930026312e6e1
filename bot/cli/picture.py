"""`rolecall picture`: what a page shows, drawn for a meeting or a document."""

from pathlib import Path

import click

from bot import wiring
from bot.cli.options import FOUND, WORKSPACE
from bot.desk.pictured import MOST_DAYS, PAST_DAYS
from bot.domain.organisation import Team
from bot.errors import RolecallError
from bot.files import replace
from bot.pictures import FORMS, KINDS, Form, check_available
from bot.settings import read_settings
from bot.store.books import Books


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--out",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to write it; the name ends in .png or .svg.",
)
@click.option("--team", metavar="T", help="Of this team: its name, key or channel; else of all.")
@WORKSPACE
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=PAST_DAYS,
    show_default=True,
    help="So many days of coverage, up to today.",
)
@click.option("--dark", is_flag=True, help="On a dark ground.")
def picture(
    kind: str, file: Path, team: str | None, workspace: str | None, days: int, *, dark: bool
) -> int:
    """Draw the matrix, coverage over time, handoffs or structures, as PNG or SVG.

    Exit code: 0 it was written, 2 bad usage, 3 a fault.
    """
    form = _form(file)
    check_available()
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        with product.ledger.read(where) as books:
            its = _team(books, team)
            drawn = wiring.drawn(product, books, kind, form=form, team=its, days=days, dark=dark)
    try:
        replace(file, lambda beside: beside.write_bytes(drawn))
    except OSError as error:
        reason = (error.strerror or "it can't be made").lower()
        raise RolecallError(
            f"{file} can't be written: {reason}; name a file in a folder that you may write to."
        ) from error
    click.echo(f"The picture is in {file}.")
    return FOUND


def _form(file: Path) -> Form:
    ending = file.suffix.lower().removeprefix(".")
    for form in FORMS:
        if ending == form:
            return form
    raise click.UsageError(f"--out can't be {file}: its name has to end in .png or .svg.")


def _team(books: Books, words: str | None) -> Team | None:
    if words is None:
        return None
    organisation = books.organisation()
    team = organisation.team_called(words)
    if team is None:
        known = ", ".join(team.name for team in organisation.teams) or "none yet"
        raise click.UsageError(f"There is no team “{words}”; the teams are: {known}.")
    return team
