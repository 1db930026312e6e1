"""The first steps in a workspace: how they stand, and the message that tells a steward of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.edition import Edition
from bot.domain.first_steps import Step
from bot.domain.member import Member
from bot.domain.ownership.setting_up import SETUP, card, steps_of
from bot.domain.reply import Reply
from bot.store.books import Books
from bot.store.due import Due

WAIT = timedelta(seconds=5)
"""So often we look whether people are known by now, of whom one is told."""

NOT_YET = timedelta(minutes=10)
"""When they aren't known so long after we were connected, we look less often."""


@dataclass(frozen=True)
class Steps:
    """The message with the first steps, for the person of its edition."""

    edition: Edition
    reply: Reply


def steps(books: Books) -> tuple[Step, ...]:
    """The steps in their order, whoever did them from wherever."""
    return steps_of(books, books.catalog(), books.organisation())


def is_steps(edition: Edition) -> bool:
    """Whether a message is the one with the first steps."""
    return edition.what == SETUP


def begin(books: Books, now: datetime) -> None:
    """Has a steward told of the first steps, where nobody was and there are no teams yet."""
    if books.last_edition(SETUP) is None and not books.organisation().teams:
        books.set_due(Due(SETUP, now))


def told(books: Books, now: datetime) -> Iterator[Steps]:
    """The message for whoever looks after the workspace, once that is known; nothing after that."""
    if books.last_edition(SETUP) is not None or books.organisation().teams:
        return
    here = books.roster.installation()
    if here is None or here.synced_at is None:
        recent = here is not None and now - here.connected_at < NOT_YET
        books.set_due(Due(SETUP, now + (WAIT if recent else NOT_YET)))
        return
    yield from _first_of(books, stewards(books), now)


def refused(books: Books, edition: Edition, now: datetime) -> Iterator[Steps]:
    """The message for the next steward, where Slack didn't take it for one."""
    last = books.last_edition(SETUP)
    if last is not None and last.slot != edition.slot:
        return  # somebody else was told meanwhile
    books.set_edition(replace(edition, state="skipped", live=False))
    known = stewards(books)
    after = known.index(edition.channel) + 1 if edition.channel in known else 0
    yield from _first_of(books, known[after:], now)


def redrawn(books: Books, edition: Edition) -> Reply | None:
    """What the message is to show; None where it shows that."""
    reply = card(steps(books))
    shown = _fingerprint(reply)
    if shown == edition.shown:
        return None
    books.set_edition(replace(edition, as_of=books.workspace.last_change, shown=shown))
    return reply


def stewards(books: Books) -> tuple[str, ...]:
    """The accounts of whoever may set the workspace up: who installed us comes first."""
    organisation = books.organisation()
    named = (organisation.person[key] for key in organisation.stewards)
    accounts = [person.slack for person in named if person.slack and person.active]
    admins = [one for one in books.roster.members() if _may(one, books.workspace.id)]
    admins.sort(key=lambda one: not one.primary_owner)
    everybody = dict.fromkeys((*accounts, *(one.id for one in admins)))
    here = books.roster.installation()
    installer = here.installer if here is not None else None
    return tuple(sorted(everybody, key=lambda user: user != installer))


def _may(member: Member, workspace: str) -> bool:
    stranger = member.team not in (None, workspace)
    return member.admin and not (member.deleted or member.guest or member.bot or stranger)


def _first_of(books: Books, users: tuple[str, ...], now: datetime) -> Iterator[Steps]:
    if not users:
        return
    reply = card(steps(books))
    edition = Edition(
        what=SETUP,
        slot=f"{now.isoformat()} {len(users)}",
        at=now,
        state="sent",
        channel=users[0],
        as_of=books.workspace.last_change,
        shown=_fingerprint(reply),
        live=True,
    )
    if books.claim_edition(edition):
        yield Steps(edition, reply)


def _fingerprint(reply: Reply) -> str:
    return hashlib.sha256(reply.model_dump_json().encode()).hexdigest()[:16]
