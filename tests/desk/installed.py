"""A workspace that has just installed us, in which nothing was set up."""

from pathlib import Path

from bot import config
from bot.desk.first_steps import begin
from bot.domain.fact import catalog_facts, plan
from bot.domain.member import Member
from bot.domain.source import SHIPPED
from bot.store.installations import Installation
from tests.commands.counter import CHANNELS, MEMBERS, NOW, WORKSPACE
from tests.desk.hearing import Hearing

HERE = Installation(
    workspace_id=WORKSPACE,
    url="https://harbour.slack.com/",
    bot_user="U0BOT",
    bot_id="B0BOT",
    enterprise=None,
    scopes=[],
    connected_at=NOW,
)
ELSEWHERE = "U12"
STRANGERS = (
    Member("U11", "Ada Gone", team=WORKSPACE, admin=True, deleted=True),
    Member(ELSEWHERE, "Abe Elsewhere", team="T0OTHER", admin=True),
    Member("U13", "Ann Robot", team=WORKSPACE, admin=True, bot=True),
)
"""Admins who may nothing here."""


def installed(here: Hearing, root: Path, *, known: bool = True) -> Hearing:
    """The workspace with its people, of which all is `known` or nobody was told to the end."""
    facts = catalog_facts(config.load_catalog(root))
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.create("Harbour Goods")
        books.record(plan({}, facts, ()), actor="rolecall", source=SHIPPED)
        books.set_catalog_origin(SHIPPED, "digest")
        books.roster.save_members([*MEMBERS, *STRANGERS])
        books.roster.save_channels(CHANNELS)
        books.roster.set_installation(HERE)
        if known:
            books.roster.mark_synced(began=NOW)
        begin(books, NOW)
    return here
