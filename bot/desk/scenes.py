"""The scene that a verb plays in, from a workspace's books."""

from dataclasses import dataclass

from bot.desk.by import By
from bot.desk.searching import Find, Searching
from bot.domain.member import Channel
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Actor, Scene
from bot.domain.ownership.who import newcomer
from bot.store.books import Books


def scene_of(books: Books, by: By, rules: Rules, find: Find) -> Scene:
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
