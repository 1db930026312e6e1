"""All that a verb may know: the workspace as it stands, who acts, where and when."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.act import Act
from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Facts, Kind, Subject
from bot.domain.member import Member
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.rules import Rules


class Past(Protocol):
    """The workspace's books, as far as verbs read them."""

    def fact(self, subject: Subject) -> Body | None:
        """What is stored of this; None where nothing is."""
        ...

    def last(self, subject: Subject) -> Body | None:
        """What is stored of this, or was last where it is gone; None where it never was there."""
        ...

    def former(self, kind: Kind) -> Sequence[tuple[Subject, Body]]:
        """What everything of a kind was before it changed or went, oldest first."""
        ...

    def facts(self, kinds: Collection[Kind]) -> Facts:
        """Everything of these kinds that is stored."""
        ...

    def acts(
        self,
        limit: int = 20,
        *,
        actor: str | None = None,
        of: tuple[str, ...] = (),
        before: int | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts, newest first."""
        ...

    def act(self, number: int) -> Act | None:
        """The act that made the change of this number, whole."""
        ...

    def acts_since(self, number: int) -> tuple[Act, ...]:
        """The acts with changes after this number, oldest first."""
        ...

    def touched_since(
        self, number: int, matters: Collection[tuple[str, ...]], but: str | None = None
    ) -> Act | None:
        """The newest act after this change that touched one of these, but not by this actor.

        It has only the change that did.
        """
        ...

    def undoings(self) -> Mapping[int, int]:
        """Acts that are undone, with the number of the act that undid each."""
        ...


@dataclass(frozen=True)
class Actor:
    """Who acts, as the payload and our own tables tell.

    `person` may be nobody of the organisation yet. `steward` is whoever may do everything,
    `leads` are the keys of the teams they lead. `known` says that Slack told us of their account.
    """

    user: str
    person: Person
    steward: bool
    guest: bool
    leads: frozenset[str]
    known: bool = True

    def looks_after(self, *teams: str) -> bool:
        """Whether they lead each of these teams, or may do everything."""
        return self.steward or (bool(teams) and self.leads.issuperset(teams))


class Search(Protocol):
    """What questions find, in the catalog as it stands or as it would be."""

    def leads_to(self, catalog: Catalog, words: str, /) -> str | None:
        """The ref of what a question in these words leads to; None where that isn't sure."""
        ...

    def close_to(self, catalog: Catalog, words: str, /) -> tuple[str, ...]:
        """The refs of what these words come closest to, best first."""
        ...


@dataclass(frozen=True)
class Scene:
    """The workspace and the moment; `here` is the team of the channel.

    `member` finds an account by its id, `workspace` is the Slack workspace's own id.
    """

    workspace: str
    catalog: Catalog
    organisation: Organisation
    actor: Actor
    here: Team | None
    today: date
    rules: Rules
    past: Past
    member: Callable[[str], Member | None]
    search: Search
