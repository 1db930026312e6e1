"""Whom a verb speaks of: somebody of the organisation, or a member who isn't in it yet."""

from bot.domain.fact import Change, Subject
from bot.domain.member import Member
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.scene import Scene


def by_account(scene: Scene, user: str) -> Person:
    """The person with this account; Objection where no member of the workspace has it."""
    known = scene.organisation.account.get(user)
    if known is not None:
        return known
    member = scene.member(user)
    if member is None and user != scene.actor.user:
        raise Objection(
            "I don't know that person in this workspace yet; try again in a minute, "
            "or choose somebody else."
        )
    return newcomer(scene.organisation, user, member)


def newcomer(organisation: Organisation, user: str, member: Member | None) -> Person:
    """A person for a member who isn't in the organisation, under a key that nobody has."""
    key = user
    while key in organisation.person:
        key = f"slack-{key}"
    return Person(key=key, name=member.name if member else None, slack=user)


def fit(scene: Scene, person: Person, field: str) -> Person:
    """The person, who can fill a role; Objection for a bot, a guest, or somebody who left."""
    called = person.called
    if not person.active:
        raise Objection(f"{called} has left, so choose somebody who is here.", field=field)
    member = scene.member(person.slack) if person.slack else None
    if member is None:
        return person
    if member.bot:
        raise Objection(f"{called} is a bot, and only people can own something.", field=field)
    if member.deleted:
        raise Objection(f"{called} has left, so choose somebody who is here.", field=field)
    if member.team not in (None, scene.workspace):
        raise Objection(
            f"{called} belongs to another organisation; choose somebody of yours.", field=field
        )
    if member.guest:
        raise Objection(
            f"{called} is a guest, and guests can't own anything; choose a full member.",
            field=field,
        )
    return person


def entering(scene: Scene, *people: Person) -> list[Change]:
    """The changes that make people part of the organisation, for those who aren't yet.

    The name stays open: Slack's own is shown, also after it changes there.
    """
    changes = []
    for person in dict.fromkeys(people):
        subject = Subject("person", (person.key,))
        if scene.past.fact(subject) is None:
            body = {"name": None, "email": None, "slack": person.slack, "active": True}
            changes.append(Change(subject, None, body))
    return changes
