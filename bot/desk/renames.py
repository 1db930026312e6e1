"""Channels that were renamed: the teams whose they are follow."""

from collections.abc import Mapping

from bot.domain.fact import HERE
from bot.domain.ownership.renames import following
from bot.store.books import Books

ACTOR = "slack"
"""Who did what nobody handed in: it followed from what Slack told."""


def follow(books: Books, renamed: Mapping[str, str]) -> None:
    """Records the new names of channels that teams have; `renamed` has them by the old ones."""
    if renamed:
        changes = tuple(following(books.facts({"team"}), renamed))
        books.record(changes, actor=ACTOR, source=HERE)
