"""Checklists in their messages: posted once, shown as they stand, handed on where people leave."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.act import How
from bot.domain.checklist import OTHER, SIDES, Checklist, Side, given, handed
from bot.domain.edition import Edition
from bot.domain.fact import HERE, Change
from bot.domain.member import Channel
from bot.domain.organisation import Person
from bot.domain.ownership.checklist_card import card, gone
from bot.domain.ownership.checklists import (
    KIND,
    SAYS,
    Going,
    fills,
    ongoing,
    step,
    subject,
    tell,
)
from bot.domain.ownership.deed import Tell
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Reply
from bot.store.books import Books
from bot.store.due import REFRESH, Due

LEAVERS = "leavers"
"""People may have left who are a side of a handoff."""

SLOT = "start"
"""A checklist has one message in a channel, and so one edition."""

RESTS = timedelta(days=14)
"""So long after its end a checklist's message still changes."""


@dataclass(frozen=True)
class First:
    """The message of a checklist, for the channel of its edition."""

    edition: Edition
    reply: Reply


def is_checklist(edition: Edition) -> bool:
    """Whether a message is that of a checklist."""
    return edition.what.startswith(f"{KIND} ")


def first(books: Books, scene: Scene, key: str, now: datetime) -> Iterator[First | Tell]:
    """A checklist's message where it has none yet, else that one again, as it stands by now."""
    going = _going(books, scene, key)
    if going is None:
        return
    before = books.last_edition(f"{KIND} {key}")
    if before is not None and _is_there(books, before):
        books.set_edition(replace(before, live=True, as_of=0))
        books.set_due(Due(REFRESH, now))
        return
    channel = _channel(books, going)
    why = _unfit(channel) if channel else None
    if channel is None or why is not None:
        yield from _to_both(going, why)
        return
    reply = card(going)
    edition = Edition(
        what=f"{KIND} {key}",
        slot=SLOT if before is None else now.isoformat(),
        at=now,
        state="sent",
        channel=channel.id,
        as_of=books.workspace.last_change,
        shown=_fingerprint(reply),
        live=True,
    )
    if books.claim_edition(edition):
        books.rest_editions(edition)
        yield First(edition, reply)


def redrawn(books: Books, scene: Scene, edition: Edition) -> Reply | None:
    """What a checklist's message is to show; None where it shows that."""
    key = edition.what.partition(" ")[2]
    going = _going(books, scene, key)
    reply = card(going) if going is not None else _gone(books, key)
    shown = replace(edition, as_of=books.workspace.last_change, shown=_fingerprint(reply))
    books.set_edition(shown)
    return reply if shown.shown != edition.shown else None


def rests(books: Books, edition: Edition, now: datetime) -> bool:
    """Whether a checklist's message changes no more: long after its end."""
    key = edition.what.partition(" ")[2]
    body = books.fact(subject(int(key)))
    if body is None:
        shown = _fingerprint(_gone(books, key))
        return edition.shown == shown and now - edition.at > RESTS
    told = Checklist.model_validate(body)
    ended = told.closed.on if told.closed else edition.at.date()
    return told.state != "open" and now.date() - ended > RESTS


def undelivered(books: Books, scene: Scene, edition: Edition, error: str) -> Iterator[Tell]:
    """The checklist for both sides, whose message Slack wouldn't take."""
    books.set_edition(replace(edition, live=False))
    going = _going(books, scene, edition.what.partition(" ")[2])
    if going is not None:
        names = books.roster.channel_names([edition.channel])
        where = f"in #{names[edition.channel]}" if edition.channel in names else "there"
        reason = error.removeprefix("Slack refused it: ")
        yield from _to_both(going, f"Slack doesn't let me write {where} ({reason})")


def handed_on(books: Books, scene: Scene, actor: str) -> Iterator[Tell]:
    """Gives the sides of people who left to who fills their roles now, and asks these.

    Where nobody does, whoever is in charge of the team is told, once. Lines that were given to
    somebody who left are their side's again.
    """
    for number, now in ongoing(scene).items():
        going = Going(scene, number, now)
        for side in SIDES:
            going, tells = _seen_to(going, side)
            yield from tells
        if going.now != now:
            change: Change = step(scene, number, going.now)
            how = How(verb="handoff give", surface="schedule")
            books.record([change], actor=actor, source=HERE, how=how)


def _seen_to(going: Going, side: Side) -> tuple[Going, list[Tell]]:
    """The checklist as it is once somebody is there for this side and its lines."""
    if not going.side(side).active:
        return _replaced(going, side)
    now = going.now
    tells: list[Tell] = []
    if side in now.orphaned:
        back = tuple(one for one in now.orphaned if one != side)
        now = now.model_copy(update={"orphaned": back})
    for line in now.of(side):
        if line.state == "open" and line.person and not going.person(line.person).active:
            name = going.person(line.person).called
            now = given(now, line.number, now.person[side])
            text = f"{name} has left: line {line.number} of {going.called} is yours again."
            tells += going.tell(side, going.notice(text, going.show))
    return Going(going.scene, going.number, now), tells


def _replaced(going: Going, side: Side) -> tuple[Going, list[Tell]]:
    """The checklist with somebody else on this side, and who is told of it."""
    scene, before = going.scene, going.side(side)
    handoff = going.handoff
    role = (handoff.gives if side == "gives" else handoff.receives) if handoff else ""
    others = (before.key, going.now.person[OTHER[side]])
    found = fills(scene, role, going.team, but=others)
    if found:
        after = Going(scene, going.number, handed(going.now, side, found[0].key))
        other = after.side(OTHER[side])
        text = f"{before.called} has left: {found[0].called} {SAYS[side]} in {going.called} now."
        return after, [
            *tell(scene, found[0], after.takes(side, before)),
            *tell(scene, other, after.notice(text, after.show)),
        ]
    if side in going.now.orphaned:
        return going, []
    orphaned = (*going.now.orphaned, side)
    after = Going(scene, going.number, going.now.model_copy(update={"orphaned": orphaned}))
    return after, list(_unfilled(after, side, before))


def _unfilled(going: Going, side: Side, before: Person) -> Iterator[Tell]:
    """Says that somebody has to be found, to whoever is in charge."""
    text = (
        f"{before.called} has left, who {SAYS[side]} in {going.called}, and nobody fills that "
        "role now. Choose who takes their place."
    )
    for person in in_charge(going.scene.organisation, going.team):
        yield from tell(going.scene, person, going.notice(text, going.choose(side), going.show))


def _gone(books: Books, key: str) -> Reply:
    last = books.last(subject(int(key)))
    return gone(int(key), str((last or {}).get("name", "")))


def _is_there(books: Books, edition: Edition) -> bool:
    """Whether a message is, or will be, in its channel, as far as is known."""
    sent = books.delivery(edition.delivery) if edition.delivery else None
    return sent is not None and sent.state in ("waiting", "sending", "sent")


def _going(books: Books, scene: Scene, key: str) -> Going | None:
    body = books.fact(subject(int(key))) if key.isdecimal() else None
    return None if body is None else Going(scene, int(key), Checklist.model_validate(body))


def _channel(books: Books, going: Going) -> Channel | None:
    """The channel that was named, else that of the team."""
    roster, team = books.roster, going.team
    if going.now.channel is not None:
        return roster.channel(going.now.channel)
    if team is None or team.channel is None:
        return None
    name = team.channel.lstrip("#")
    found = roster.channels_called([name])
    return roster.channel(found[name]) if name in found else None


def _unfit(channel: Channel) -> str | None:
    """Why nothing can be posted in a channel; None where it can, as far as is known."""
    if channel.gone:
        return f"#{channel.name} is archived"
    if channel.shared:
        return f"people of other organisations read along in #{channel.name}"
    if channel.ours_as_of and not channel.ours:
        return f"I am not in #{channel.name}"
    return None


def _to_both(going: Going, why: str | None) -> Iterator[Tell]:
    reply = card(going)
    here = f"This comes to you both, for {why}." if why else "This comes to you both."
    stands = f"{here} “Show it” shows it as it stands by then."
    actions = (*reply.actions, going.show)
    reply = reply.model_copy(update={"trust": (stands, *reply.trust), "actions": actions})
    for side in SIDES:
        yield from tell(going.scene, going.side(side), reply)


def _fingerprint(reply: Reply) -> str:
    return hashlib.sha256(reply.model_dump_json().encode()).hexdigest()[:16]
