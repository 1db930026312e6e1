"""The scene that a page shows: the workspace as a verb that everybody may use would find it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.desk.by import By
from bot.desk.scenes import scene_of
from bot.domain.answer import notice
from bot.domain.catalog import Catalog
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Reply
from bot.domain.subscription import Subscription
from bot.search.finder import Finder
from bot.store.books import Books
from bot.web.page import Visit

NOBODY = "rolecall"
"""Whoever sits at this machine acts as nobody in particular."""


@dataclass(frozen=True)
class _Unheard:
    """Pages preview no digests, and remind nobody."""

    names: Mapping[str, str] = field(default_factory=dict)

    def preview(self, books: Books, told: Subscription, key: str | None, now: datetime) -> Reply:
        """What a channel would hear isn't shown here."""
        del books, told, key, now
        return notice("Type `/ownership digest preview` in Slack to see it.")

    def concerns(self, books: Books, user: str, now: datetime) -> Sequence[Nudge]:
        """Nobody is reminded here."""
        del books, user, now
        return ()


def scene(visit: Visit, books: Books) -> Scene:
    """The workspace as it stands for the visitor."""
    user = visit.visitor.member or NOBODY
    by = By(user=user, home=visit.visitor.workspace, surface="page", request="", now=visit.now)

    def find(books: Books, catalog: Catalog) -> Finder:
        here = books.workspace
        return visit.finders.of(here.id, here.catalog_version, catalog)

    return scene_of(books, by, visit.rules, find, _Unheard())
