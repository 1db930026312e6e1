"""The first steps in a workspace: how they stand by what is stored."""

from bot.domain import first_steps
from bot.domain.first_steps import Step, Stored
from bot.domain.source import SHIPPED
from bot.store.books import Books


def steps(books: Books) -> tuple[Step, ...]:
    """The steps in their order, whoever did them from wherever."""
    stored = Stored(
        catalog=books.catalog(),
        own=books.workspace.catalog_source != SHIPPED,
        teams=books.organisation().teams,
        told=len(books.facts({"digest"})),
        settled=books.settled_steps(),
    )
    return first_steps.steps(stored)
