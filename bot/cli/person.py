"""`rolecall person`: all that is stored of somebody with a Slack account, and its end."""

import json

import click

from bot import wiring
from bot.cli.options import FOUND, NOT_KNOWN, WORKSPACE
from bot.settings import read_settings
from bot.store import persons

USER = click.argument("user", metavar="USER")


@click.group()
def person() -> None:
    """Write out or erase what is stored of one person; USER is their user id in Slack."""


@person.command("export")
@USER
@WORKSPACE
def person_export(user: str, workspace: str | None) -> int:
    """Write all that names somebody to standard output, as JSON Lines.

    A line is {"table": …, "row": …}.

    Exit code: 0 there was something, 1 nothing is stored of them, 2 bad usage, 3 a fault.
    """
    code = NOT_KNOWN
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        who = persons.find(product.ledger, where, user)
        for table, row in persons.stored(product.ledger, where, who):
            click.echo(json.dumps({"table": table, "row": row}, ensure_ascii=False))
            code = FOUND
    if code == NOT_KNOWN:
        click.echo(f"Nothing is stored of {user} in {where}.", err=True)
    return code


@person.command("erase")
@USER
@WORKSPACE
@click.option("--yes", is_flag=True, help="Do it; without this nothing is changed.")
def person_erase(user: str, workspace: str | None, *, yes: bool) -> int:
    """Erase what is stored of somebody, for good; the audit keeps that somebody did something.

    Without --yes it says what names them. What they hold ends. Take them out of the files that
    are taken in, and close their account in Slack, or both will tell of them again.

    Exit code: 0 done, 1 nothing is stored of them, 2 bad usage, 3 a fault.
    """
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        who = persons.find(product.ledger, where, user)
        counts = persons.counts(product.ledger, where, who)
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        if not counts:
            click.echo(f"Nothing is stored of {user} in {where}.", err=True)
            return NOT_KNOWN
        if not yes:
            click.echo(f"These name {user}: {told}. Nothing was changed; say --yes to erase it.")
            return FOUND
        instead = persons.erase(product.ledger, where, who, wiring.TERMINAL, wiring.now())
    click.echo(f"{user} was erased ({told}); in the audit they are {instead}.")
    return FOUND
