"""The pages of one workspace, for whoever sits at this machine."""

from collections.abc import Callable
from datetime import datetime

import bot.web.pages
from bot import plugins
from bot.search.finders import Finders
from bot.store.ledger import Ledger
from bot.web.page import Page
from bot.web.site import Site
from bot.web.visitors import Visitors


def local_site(
    ledger: Ledger, finders: Finders, workspace: Callable[[], str], now: Callable[[], datetime]
) -> Site:
    """The pages without links, as a run without Slack serves them."""
    pages = plugins.load(bot.web.pages, "PAGE", Page)
    return Site(pages, ledger, finders, Visitors(ledger, None, workspace, now), None, now)
