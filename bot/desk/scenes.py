"""The scene that a verb plays in, from a workspace's books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.desk.by import By
from bot.desk.searching import Find, Searching
from bot.domain.member import Channel
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Actor, Scene
from bot.domain.ownership.who import newcomer
from bot.domain.reply import Reply
from bot.domain.subscription import Subscription
from bot.store.books import Books


class Previews(Protocol):
    """What knows the digests and the reminders."""

    @property
    def names(self) -> Mapping[str, str]:
        """The digests by name, each with what it tells of."""
        ...

    def preview(self, books: Books, told: Subscription, key: str | None, now: datetime) -> Reply:
        """What a channel would hear now."""
        ...

    def concerns(self, books: Books, user: str, now: datetime) -> Sequence[Nudge]:
        """What somebody is reminded of as long as it isn't settled."""
        ...


class Linking(Protocol):
    """Makes links into the pages."""

    def __call__(self, workspace: str, member: str, now: datetime, page: str, /) -> str:
        """A new link for one member to a page, given as its path."""
        ...


def scene_of(
    books: Books,
    by: By,
    rules: Rules,
    find: Find,
    previews: Previews,
    linking: Linking | None = None,
) -> Scene:
    """The workspace as it stands, with what we know of whoever acts."""
    organisation = books.organisation()
    return Scene(
        workspace=books.workspace.id,
        catalog=books.catalog(),
        organisation=organisation,
        actor=_actor(books, by, organisation),
        here=_here(by, organisation),
        today=by.now.date(),
        rules=rules,
        past=books,
        member=books.roster.member,
        search=Searching(books, find),
        rounds=Hearing(books, previews, by.now),
        now=by.now,
        place=by.place,
        link=partial(linking, books.workspace.id, by.user, by.now) if linking else None,
    )


@dataclass(frozen=True)
class Channels:
    """Channels as Slack told of them."""

    books: Books

    def called(self, which: str) -> Channel:
        """The channel with this id or name; KeyError where we know none, or it is archived."""
        roster = self.books.roster
        found = roster.channel(which)
        if found is None:
            found = roster.channel(roster.channels_called([which])[which])
        if found is None or found.gone:
            raise KeyError(which)
        return found


@dataclass(frozen=True)
class Hearing:
    """What channels can hear in one workspace, and people are reminded of."""

    books: Books
    previews: Previews
    now: datetime

    @property
    def names(self) -> Mapping[str, str]:
        """The digests by name, each with what it tells of."""
        return self.previews.names

    def preview(self, told: Subscription, key: str | None) -> Reply:
        """What a channel would hear now."""
        return self.previews.preview(self.books, told, key, self.now)

    def coming(self, what: str) -> datetime | None:
        """When something is due next; None where it isn't."""
        return next((one.at for one in self.books.coming() if one.what == what), None)

    def channel(self, which: str) -> Channel | None:
        """The channel with this id."""
        return self.books.roster.channel(which)

    def concerns(self, user: str) -> Sequence[Nudge]:
        """What somebody is reminded of as long as it isn't settled."""
        return self.previews.concerns(self.books, user, self.now)


def _actor(books: Books, by: By, organisation: Organisation) -> Actor:
    member = books.roster.member(by.user)
    person = organisation.account.get(by.user) or newcomer(organisation, by.user, member)
    guest = by.guest or (member is not None and member.guest)
    admin = member is not None and member.admin and not member.deleted
    leads = frozenset(team.key for team in organisation.teams if person.key in team.leads)
    return Actor(
        user=by.user,
        person=person,
        steward=not guest and (admin or person.key in organisation.stewards),
        guest=guest,
        leads=frozenset() if guest else leads,
        known=member is not None,
    )


def _here(by: By, organisation: Organisation) -> Team | None:
    named = organisation.team_called(f"#{by.place_name}") if by.place_name else None
    return named or (organisation.team_called(by.place) if by.place else None)
