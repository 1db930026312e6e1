"""`rolecall digest`: what channels hear regularly."""

import click

from bot import wiring
from bot.cli.options import FOUND, WORKSPACE
from bot.desk.operators import coming, past, send
from bot.settings import read_settings


@click.group()
def digest() -> None:
    """Look at what channels hear regularly, and send it."""


@digest.command("due")
@WORKSPACE
def digest_due(workspace: str | None) -> int:
    """List what is due next, the soonest first, with local times."""
    with (
        wiring.build(read_settings()) as product,
        product.ledger.read(wiring.workspace(product, workspace)) as books,
    ):
        lines = tuple(coming(books))
    click.echo("\n".join(lines) or "Nothing is due: no channel hears anything regularly yet.")
    return FOUND


@digest.command("history")
@WORKSPACE
@click.option("--limit", default=50, show_default=True, help="So many, the newest first.")
def digest_history(workspace: str | None, limit: int) -> int:
    """List what channels were told, what was skipped, and why nothing was said."""
    with (
        wiring.build(read_settings()) as product,
        product.ledger.read(wiring.workspace(product, workspace)) as books,
    ):
        lines = tuple(past(books, limit))
    click.echo("\n".join(lines) or "No channel was told anything yet.")
    return FOUND


@digest.command("send")
@click.argument("number", type=click.IntRange(min=1))
@WORKSPACE
def digest_send(number: int, workspace: str | None) -> int:
    """Tell a channel at once what it hears regularly; `rolecall run` posts it."""
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        with product.ledger.open(where, wiring.now()) as books:
            told = send(books, str(number), wiring.now())
    click.echo(told)
    return FOUND
