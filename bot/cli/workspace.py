"""`rolecall workspace`: the workspaces that are stored here, all that is kept of one, and its end.

What these commands print is of one workspace and is meant for whoever runs Rolecall.
"""

import json
from datetime import timedelta

import click

from bot import wiring
from bot.cli.options import FOUND, NOT_KNOWN
from bot.errors import NotKnown
from bot.settings import read_settings
from bot.store import erasing, exporting, listing
from bot.store.audit import verified
from bot.store.chain import Verified
from bot.store.ledger import Ledger

LATELY = timedelta(days=30)
W = click.argument("workspace_id", metavar="W")


@click.group()
def workspace() -> None:
    """Look at the workspaces that are stored here; write one out, erase it, check its audit."""


@workspace.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def workspace_list(*, as_json: bool) -> int:
    """List every workspace: since when it is here, or gone, and what was asked in 30 days."""
    with wiring.build(read_settings()) as product:
        found = listing.listed(product.ledger, wiring.now() - LATELY)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(str, found)) or "No workspace is stored here yet.")
    return FOUND


@workspace.command("export")
@W
def workspace_export(workspace_id: str) -> int:
    """Write all that is stored of a workspace to standard output, as JSON Lines.

    A line is {"table": …, "row": …}. Tokens are left out. What changes meanwhile may be in it as
    it was before or as it is after.
    """
    with wiring.build(read_settings()) as product:
        _known(product.ledger, workspace_id)
        for table, row in exporting.rows(product.ledger, workspace_id):
            click.echo(json.dumps({"table": table, "row": row}, ensure_ascii=False))
    return FOUND


@workspace.command("erase")
@W
@click.option("--yes", is_flag=True, help="Do it; without this nothing is changed.")
def workspace_erase(workspace_id: str, *, yes: bool) -> int:
    """Erase all that is stored of a workspace, for good.

    Without --yes it says what would go. The app should be removed in Slack first: a workspace
    that still has it begins anew with its next question.
    """
    with wiring.build(read_settings()) as product:
        ledger = product.ledger
        counts = _counts(ledger, workspace_id)
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        if not yes:
            click.echo(f"This would go: {told}. Nothing was changed; say --yes to erase it.")
            return FOUND
        with ledger.writing() as session:
            erasing.begin(session, workspace_id, wiring.now())
        erasing.erase(ledger, workspace_id)
    click.echo(f"Everything of {workspace_id} was erased: {told}.")
    return FOUND


@workspace.command("verify")
@W
def workspace_verify(workspace_id: str) -> int:
    """Check that the audit of a workspace is as it was written.

    Note the last seal elsewhere: whoever can write to the database could seal all of it anew.

    Exit code: 0 it is, 1 a change was altered, removed or put there, 3 a fault.
    """
    with wiring.build(read_settings()) as product:
        _known(product.ledger, workspace_id)
        found = verified(product.ledger, workspace_id)
    click.echo("\n".join(_told(workspace_id, found)))
    return FOUND if found.broken is None else NOT_KNOWN


def _told(workspace_id: str, found: Verified) -> tuple[str, ...]:
    aside = {
        "are from before changes were sealed, and nothing vouches for them": found.unsealed,
        "no longer say whom they were about, for a person was erased": found.blanked,
        "went with age, as config/operations.yaml says": found.dropped,
    }
    lines = tuple(f"{count:,} {what}." for what, count in aside.items() if count)
    if found.broken is not None:
        return (f"The audit of {workspace_id} doesn't hold: {found.broken}.", *lines)
    if found.seal is None:
        return (f"The audit of {workspace_id} holds nothing that is sealed.", *lines)
    whole = f"The audit of {workspace_id} holds: {found.sealed:,} sealed changes."
    return (whole, *lines, f"The last seal is {found.seal}.")


def _counts(ledger: Ledger, workspace_id: str) -> dict[str, int]:
    """How many rows there are of a workspace, by table. Raises NotKnown where there are none."""
    with ledger.reading() as session:
        counts = erasing.counts(session, workspace_id)
    if not counts:
        _known(ledger, workspace_id)
    return counts


def _known(ledger: Ledger, workspace_id: str) -> None:
    known = ledger.workspaces()
    if workspace_id not in known:
        raise NotKnown(
            f"There is no workspace “{workspace_id}”: `rolecall workspace list` lists them."
        )
