"""What several commands have in common: options, and the codes they leave with."""

import click

FOUND, NOT_KNOWN, USAGE, FAULT = 0, 1, 2, 3
"""The exit codes: done or found, not known or something is wrong, bad usage, a fault."""

WORKSPACE = click.option(
    "--workspace",
    metavar="W",
    help="The workspace; if left out Slack's only one, else the local one.",
)
