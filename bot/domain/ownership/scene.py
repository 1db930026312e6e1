"""All that a verb may know: the workspace as it stands, who acts, where and when."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.act import Act
from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Facts, Kind, Subject
from bot.domain.member import Channel, Member
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.rules import Rules
from bot.domain.reply import Reply
from bot.domain.subscription import Subscription


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

    @property
    def catalog_source(self) -> str | None:
        """The source of the base catalog; None where there is none."""
        ...

    def settled_steps(self) -> Mapping[str, bool]:
        """The first steps that somebody skipped, or kept as they are, which is True."""
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

    def says(self, words: str, /) -> bool:
        """Whether any of the words is about something, as “who owns the” is not."""
        ...


class Rounds(Protocol):
    """What channels can hear, and people are reminded of."""

    @property
    def names(self) -> Mapping[str, str]:
        """The digests by name, each with what it tells of in a few words."""
        ...

    def preview(self, told: Subscription, key: str | None, /) -> Reply:
        """What a channel would hear now; of the subscription with that key, since its last time."""
        ...

    def coming(self, what: str, /) -> datetime | None:
        """When something is due next, such as `digest 3`; None where it isn't."""
        ...

    def channel(self, which: str, /) -> Channel | None:
        """The channel with this id, as Slack told of it."""
        ...

    def concerns(self, user: str, /) -> Sequence[Nudge]:
        """What somebody is reminded of as long as it isn't settled, be it for now or not."""
        ...


@dataclass(frozen=True)
class Scene:
    """The workspace and the moment; `here` is the team of the channel, `place` the channel's id.

    `member` finds an account by its id, `workspace` is the Slack workspace's own id. `link` makes a
    link to one of the pages for whoever acts, from its path; it is None where there are no pages.
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
    rounds: Rounds
    now: datetime
    place: str | None = None
    link: Callable[[str], str] | None = None
