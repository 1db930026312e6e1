"""People as Slack knows them, and the organisation with what Slack knows of its people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.organisation import Organisation, Person


@dataclass(frozen=True)
class Member:
    """Somebody with a Slack account; `team` is the workspace it belongs to, `as_of` Slack's stamp.

    The stamp is in seconds; what is older than what is stored changes nothing.
    """

    id: str
    name: str
    team: str | None = None
    email: str | None = None
    zone: str | None = None
    admin: bool = False
    primary_owner: bool = False
    guest: bool = False
    bot: bool = False
    deleted: bool = False
    as_of: float = 0.0


@dataclass(frozen=True)
class Channel:
    """A channel by its id; `shared` with other organisations, `gone` where archived or deleted.

    `ours` is one that we are in, so that we can write there.

    Events tell of one of these each and come in any order, so each has Slack's stamp of its own.
    """

    id: str
    name: str
    shared: bool
    gone: bool = False
    as_of: float = 0.0
    shared_as_of: float = 0.0
    gone_as_of: float = 0.0
    ours: bool = False
    ours_as_of: float = 0.0

    @property
    def writable(self) -> bool:
        """Whether we can write there with our own people alone reading, as far as is known."""
        return not (self.gone or self.shared or (self.ours_as_of and not self.ours))


def joined(
    organisation: Organisation, members: Iterable[Member], stewards: Sequence[str]
) -> Organisation:
    """The organisation with Slack's word on its people: accounts, names, who was deactivated.

    A person is the member with the id in the file, else the one with the e-mail address there.
    Where the file names no steward, `stewards` (user ids or addresses) are it, else the
    workspace's primary owner.
    """
    known = {member.id: member for member in members if not member.bot}
    by_email = _by_email(known.values())
    accounts = _accounts(organisation.people, by_email)
    people = [_person(p, accounts.get(p.key), known) for p in organisation.people]
    keys = organisation.stewards
    if not keys:
        first = _first_stewards(known, by_email, stewards)
        present = {person.slack for person in people}
        for member in first:
            if member.id not in present:
                people.append(_newcomer(member, people))
        by_account = {person.slack: person.key for person in people}
        keys = tuple(dict.fromkeys(by_account[member.id] for member in first))
    return Organisation(
        organisation=organisation.organisation,
        people=tuple(people),
        teams=organisation.teams,
        stewards=keys,
    )


def _by_email(members: Iterable[Member]) -> dict[str, Member]:
    """Members by their address; of several with one address, the one that is still there."""
    found: dict[str, Member] = {}
    for member in members:
        address = member.email.casefold() if member.email else ""
        if address and (address not in found or found[address].deleted):
            found[address] = member
    return found


def _accounts(people: Sequence[Person], by_email: dict[str, Member]) -> dict[str, str]:
    """User ids by people's keys; an id in the file wins over an address that leads to it."""
    accounts = {person.key: person.slack for person in people if person.slack}
    taken = set(accounts.values())
    for person in people:
        found = by_email.get(person.email.casefold()) if person.email else None
        if person.key not in accounts and found is not None and found.id not in taken:
            accounts[person.key] = found.id
            taken.add(found.id)
    return accounts


def _person(person: Person, account: str | None, known: dict[str, Member]) -> Person:
    member = known.get(account) if account else None
    if member is None:
        return person if account == person.slack else person.model_copy(update={"slack": account})
    return person.model_copy(
        update={
            "slack": member.id,
            "name": person.name or member.name,
            "active": person.active and not member.deleted,
        }
    )


def _first_stewards(
    known: dict[str, Member], by_email: dict[str, Member], named: Sequence[str]
) -> list[Member]:
    chosen = [known.get(one) or by_email.get(one.casefold()) for one in named]
    fit = {m.id: m for m in chosen if m is not None and not (m.deleted or m.guest)}
    owners = (m for m in known.values() if m.primary_owner and not m.deleted)
    return list(fit.values() or owners)


def _newcomer(member: Member, people: Sequence[Person]) -> Person:
    """A person for a member who is in no file; the key is the user id, or one that is free."""
    keys, key = {person.key for person in people}, member.id
    while key in keys:
        key = f"slack-{key}"
    return Person(key=key, name=member.name, slack=member.id)
