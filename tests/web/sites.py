"""The pages of one workspace, for whoever sits at this machine."""

from collections.abc import Callable
from datetime import datetime

import bot.web.pages
from bot import plugins, wiring
from bot.config import load_ownership
from bot.search.finders import Finders
from bot.settings import ROOT
from bot.store.ledger import Ledger
from bot.web.page import Page
from bot.web.site import Site
from bot.web.visitors import Visitors


def local_site(
    ledger: Ledger, finders: Finders, workspace: Callable[[], str], now: Callable[[], datetime]
) -> Site:
    """The pages without links, as a run without Slack serves them."""
    pages = plugins.load(bot.web.pages, "PAGE", Page)
    visitors, rules = Visitors(ledger, None, workspace, now), load_ownership(ROOT)
    known = (rules, wiring.formats(), wiring.pictures)
    return Site(pages, ledger, finders, visitors, None, now, *known)
