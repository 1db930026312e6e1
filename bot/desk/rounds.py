"""What is done once its time has come: channels are told, messages shown as things stand now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.desk import checklists, first_steps, joining
from bot.desk.by import By
from bot.desk.editions import Newsroom, Told
from bot.desk.homes import Homes, ShowHome
from bot.desk.reminders import Reminding
from bot.desk.scenes import scene_of
from bot.desk.searching import Find
from bot.desk.stale import dated
from bot.digests import Digest
from bot.domain.act import How
from bot.domain.answer import notice
from bot.domain.edition import Edition
from bot.domain.fact import HERE, Body, Change, Subject
from bot.domain.member import Channel
from bot.domain.ownership.deed import Tell
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Scene
from bot.domain.reminders import Reminders
from bot.domain.reply import Action, Reply
from bot.domain.subscription import Subscription
from bot.domain.value import as_name
from bot.store import due as dues
from bot.store.books import Books
from bot.store.deliveries import STANDS_IN, Sent
from bot.store.due import DIGEST, Due

NOBODY = "rolecall"
"""Who does what nobody asked for just now."""

LIVE = timedelta(days=14)
"""So long a message is kept as things stand."""

SOON = timedelta(seconds=2)
"""After so long a message that hasn't left yet is looked at again."""

LOOK = timedelta(minutes=30)
"""So often we look who is to be reminded."""

NOT_OURS = timedelta(minutes=5)
"""After so long we look again whether what we don't know is done."""

MOST_REMINDED = 100
"""So many people are reminded in one transaction, the others in the next one."""

LATE = timedelta(minutes=5)
"""Later than this, a message says so."""

SKEW = timedelta(minutes=10)
"""So far apart the clocks of two processes may be, and no two time zones are nearer."""

TOO_LONG = "Slack didn't take it in time"

LOST = ("failed", "expired")
"""How deliveries end that surely didn't arrive."""

_NOT_IN = ("not_in_channel", "channel_not_found")
"""What Slack says where we aren't in a channel: a public one, a private one."""


@dataclass(frozen=True)
class Post:
    """A message for a channel; once it is in the queue, `delivery` says under which id."""

    edition: Edition
    reply: Reply

    def sent(self, books: Books, delivery: str) -> None:
        """Writes down which message it is."""
        books.set_edition(replace(self.edition, delivery=delivery))


@dataclass(frozen=True)
class Redraw:
    """A message in a channel, by Slack's stamp, that is to show something else."""

    channel: str
    ts: str
    reply: Reply


Outcome = Post | Redraw | ShowHome | Tell


@dataclass(frozen=True)
class Rounds:
    """Does what is due in one workspace, each in the transaction that it is given."""

    digests: Mapping[str, Digest]
    rules: Rules
    find: Find
    reminders: Reminders

    def done(self, books: Books, due: Due, now: datetime) -> Iterator[Outcome]:
        """What comes of something that is due; it isn't any more, or at its next time."""
        # Whatever has a next time sets it again.
        books.drop_due(due.what)
        what, _, rest = due.what.partition(" ")
        match what:
            case dues.DIGEST:
                yield from self._digest(books, rest, due, now)
            case dues.SEND:
                yield from self._sent_now(books, rest, due, now)
            case dues.REFRESH:
                books.redraw_live()
            case dues.HOMES:
                yield from self.homes.differing(books, due, now)
            case dues.REDRAW:
                yield from self._redrawn(books, rest, now)
            case dues.CHANNELS:
                yield from self._checked(books)
            case dues.REMINDERS:
                books.set_due(Due(dues.REMINDERS, now + LOOK))
                yield from self._looked(books, now)
            case dues.UNDELIVERED:
                yield from self._undelivered(books, rest, now)
            case _:
                yield from self._once(books, due, now)

    @property
    def names(self) -> Mapping[str, str]:
        """The digests by name, each with what it tells of."""
        return {name: one.help for name, one in self.digests.items()}

    @property
    def homes(self) -> Homes:
        """The Home tabs, by the same rules."""
        return Homes(self.rules, self.find, self)

    @property
    def _grace(self) -> timedelta:
        return timedelta(hours=self.rules.late_hours)

    def preview(self, books: Books, told: Subscription, key: str | None, now: datetime) -> Reply:
        """What the channel would hear now."""
        room = self._room(books, now)
        return room.told(told, key, room.found(told, key), now.date()).reply

    def concerns(self, books: Books, user: str, now: datetime) -> Sequence[Nudge]:
        """What somebody is reminded of as long as it isn't settled."""
        return Reminding(books, self.scene(books, now), self.reminders, now).of(user)

    def _looked(self, books: Books, now: datetime) -> Iterator[Outcome]:
        """Whoever is to be told something now; where nobody has an account, that costs nothing."""
        if not books.organisation().account:
            return
        yield from checklists.handed_on(books, self.scene(books, now), NOBODY)
        if self.reminders.reminders:
            reminding = Reminding(books, self.scene(books, now), self.reminders, now)
            told = list(islice(reminding.told(), MOST_REMINDED))
            if len(told) == MOST_REMINDED:
                books.set_due(Due(dues.REMINDERS, now))
            yield from told

    def _once(self, books: Books, due: Due, now: datetime) -> Iterator[Outcome]:
        """What comes of something that is due because of what happened, and not again."""
        what, _, rest = due.what.partition(" ")
        match what:
            case dues.CHECKLIST:
                yield from self._checklist(books, rest, now)
            case checklists.LEAVERS:
                yield from checklists.handed_on(books, self.scene(books, now), NOBODY)
            case dues.SETUP:
                yield from map(_posted, first_steps.told(books, now))
            case dues.JOINED:
                yield from map(_posted, joining.told(books, rest, due, now))
            case _:
                # A newer version wrote it, and does it once it looks.
                books.set_due(replace(due, at=now + NOT_OURS))

    def _digest(self, books: Books, key: str, due: Due, now: datetime) -> Iterator[Outcome]:
        told = subscription(books, key)
        if told is None or told.paused is not None or due.slot is None:
            return
        why = _unfit(books, told)
        if why is not None:
            yield from pause(books, key, told, why)
            return
        slots = told.rhythm.slots(datetime.fromisoformat(due.slot))
        slot, following = datetime.fromisoformat(due.slot), next(slots)
        # What went wrong is due again later than it was; it is late all the same.
        moment = told.rhythm.moment(slot)
        while now - moment > self._grace or told.rhythm.moment(following) <= now:
            books.claim_edition(Edition(due.what, named(slot), now, "skipped", told.channel))
            slot, moment, following = following, told.rhythm.moment(following), next(slots)
        coming = following if moment <= now else slot
        books.set_due(Due(due.what, told.rhythm.moment(coming), named(coming)))
        if moment <= now:
            this = Due(due.what, moment, named(slot))
            yield from self._edition(books, key, told, this, now)

    def _sent_now(self, books: Books, key: str, due: Due, now: datetime) -> Iterator[Outcome]:
        """What a channel would hear, at once and whether it is news or not."""
        told = subscription(books, key)
        if told is None or told.paused is not None:
            return
        why = _unfit(books, told)
        if why is not None:
            yield from pause(books, key, told, why)
            return
        slot = due.at.astimezone(ZoneInfo(told.rhythm.zone)).replace(tzinfo=None)
        this = Due(f"{DIGEST} {key}", due.at, named(slot))
        yield from self._edition(books, key, told, this, now, wanted=True)

    def _edition(
        self,
        books: Books,
        key: str,
        told: Subscription,
        due: Due,
        now: datetime,
        *,
        wanted: bool = False,
    ) -> Iterator[Post]:
        """The edition of a slot, if nobody made it before and there is anything to tell."""
        slot = datetime.fromisoformat(due.slot or "")
        _forget_lost(books, due.what)
        room = self._room(books, now)
        made = room.told(told, key, room.found(told, key), slot.date())
        news = wanted or told.well or self._is_news(books, due.what, made, slot)
        edition = Edition(
            what=due.what,
            slot=due.slot or "",
            at=now,
            state="sent" if news else "quiet",
            channel=told.channel,
            late=now - due.at > LATE,
            matters=made.matters,
            as_of=books.workspace.last_change,
            shown=made.fingerprint,
            live=True,
        )
        if edition.state == "quiet":
            edition = replace(edition, live=False)
        moment = due.at.astimezone(ZoneInfo(told.rhythm.zone))
        claimed = _claimed(books, edition, moment, wanted=wanted)
        if claimed is None or claimed.state == "quiet":
            return
        books.rest_editions(claimed)
        yield Post(claimed, dated(_shown(made, claimed), claimed.as_of))

    def _is_news(self, books: Books, what: str, made: Told, slot: datetime) -> bool:
        """Whether anything is open that wasn't at the last look, or that was told long ago."""
        told, looked = books.last_edition(what), books.last_look(what)
        if told is None or looked is None or not made.open:
            return bool(made.open)
        known = {(one.digest, *one.about) for one in looked.matters}
        # By the calendar: a message that left a moment late puts none off.
        passed = slot.date() - datetime.fromisoformat(told.slot).date()
        return bool(made.open - known) or passed.days >= self.rules.again_days

    def _redrawn(self, books: Books, what: str, now: datetime) -> Iterator[Outcome]:
        """The messages of this name that show what isn't so any more."""
        for edition in books.live_editions(what):
            sent = books.delivery(edition.delivery) if edition.delivery else None
            there = sent is not None and sent.state in ("waiting", "sending", "sent")
            channel = books.roster.channel(edition.channel)
            writable = channel is None or channel.writable
            if not writable and checklists.is_checklist(edition):
                continue  # it may be ours again before the checklist is done
            there = there and writable
            if sent is not None and sent.state in LOST:
                yield from self._lost(books, edition, sent, now)
            elif sent is None or not there or _rests(books, edition, now):
                books.set_edition(replace(edition, live=False))
            elif sent.ts is None:
                books.set_due(Due(f"{dues.REDRAW} {what}", now + SOON))
            else:
                yield from self._redraw(books, edition, sent.ts, now)

    def _lost(self, books: Books, edition: Edition, sent: Sent, now: datetime) -> Iterator[Tell]:
        """What nobody got wasn't told; where it is a checklist, both sides get it instead."""
        if checklists.is_checklist(edition):
            scene = self.scene(books, now)
            yield from checklists.undelivered(books, scene, edition, sent.error or TOO_LONG)
        else:
            books.set_edition(lost(edition))

    def _checklist(self, books: Books, key: str, now: datetime) -> Iterator[Outcome]:
        for one in checklists.first(books, self.scene(books, now), key, now):
            yield one if isinstance(one, Tell) else _posted(one)

    def _redraw(self, books: Books, edition: Edition, ts: str, now: datetime) -> Iterator[Redraw]:
        if checklists.is_checklist(edition):
            reply = checklists.redrawn(books, self.scene(books, now), edition)
            if reply is not None:
                yield Redraw(edition.channel, ts, reply)
            return
        if first_steps.is_steps(edition):
            reply = first_steps.redrawn(books, edition)
            if reply is not None:
                yield Redraw(_stands(books, edition), ts, reply)
            return
        key = edition.what.partition(" ")[2]
        told = subscription(books, key, last=True)
        if told is None:
            return
        day = datetime.fromisoformat(edition.slot).date()
        made = self._room(books, now).told(told, key, edition.matters, day)
        if made.fingerprint == edition.shown:
            return
        # It stays as of the change that it told of last: what came after is news to the next one.
        books.set_edition(replace(edition, shown=made.fingerprint))
        yield Redraw(edition.channel, ts, dated(_shown(made, edition), books.workspace.last_change))

    def _checked(self, books: Books) -> Iterator[Tell]:
        """Subscriptions of channels that can't be told any more are paused."""
        for subject, body in books.facts({"digest"}).items():
            told = Subscription.model_validate(body)
            why = None if told.paused else _unfit(books, told)
            if why is not None:
                yield from pause(books, subject.key[0], told, why)

    def _undelivered(self, books: Books, rest: str, now: datetime) -> Iterator[Outcome]:
        """What Slack wouldn't take: a subscription is paused, a checklist goes to both sides.

        Another steward is told of the first steps.
        """
        delivery, _, error = rest.partition(" ")
        edition = books.edition_of(delivery)
        if edition is not None and first_steps.is_steps(edition):
            yield from map(_posted, first_steps.refused(books, edition, now))
            return
        if edition is not None and checklists.is_checklist(edition):
            if not edition.live:
                return  # both sides have it already
            scene = self.scene(books, now)
            yield from checklists.undelivered(books, scene, edition, error)
            return
        what, _, key = edition.what.partition(" ") if edition else ("", "", "")
        told = subscription(books, key) if what == DIGEST else None
        if told is not None and told.paused is None:
            yield from pause(books, key, told, _unfit(books, told) or _refused(books, told, error))

    def _room(self, books: Books, now: datetime) -> Newsroom:
        return Newsroom(books, self.scene(books, now), self.digests, now)

    def scene(self, books: Books, now: datetime) -> Scene:
        """The scene as nobody in particular sees it."""
        by = By(user=NOBODY, home=None, surface="schedule", request="", now=now)
        return scene_of(books, by, self.rules, self.find, self)


def _posted(made: checklists.First | first_steps.Steps | joining.Hello) -> Post:
    return Post(made.edition, made.reply)


def _stands(books: Books, edition: Edition) -> str:
    """The conversation in which a message to a person stands."""
    sent = books.delivery(edition.delivery) if edition.delivery else None
    return str(sent.address.get(STANDS_IN, edition.channel)) if sent else edition.channel


def _claimed(books: Books, edition: Edition, moment: datetime, *, wanted: bool) -> Edition | None:
    """The edition, claimed; None where what is due at that moment was told already.

    It goes by another name where the clock showed the same earlier, in the time zone that was meant
    before, and where somebody wants to be told in a minute in which there was no news.
    """
    if books.claim_edition(edition):
        return edition
    before = books.edition(edition.what, edition.slot)
    if before is not None and before.at < moment - SKEW:
        other = replace(edition, slot=moment.isoformat(timespec="minutes"))
    elif before is not None and before.state != "sent" and wanted:
        other = replace(edition, slot=moment.replace(tzinfo=None).isoformat())
    else:
        return None
    return other if books.claim_edition(other) else None


def _forget_lost(books: Books, what: str) -> None:
    """Takes a message that never arrived for one that wasn't told: its news are news still."""
    while (last := books.last_edition(what)) is not None and last.delivery is not None:
        sent = books.delivery(last.delivery)
        if sent is None or sent.state not in LOST:
            return
        books.set_edition(lost(last))


def lost(edition: Edition) -> Edition:
    """The edition as one whose message nobody got."""
    return replace(edition, state="skipped", live=False)


def _rests(books: Books, edition: Edition, now: datetime) -> bool:
    """Whether a message is kept as things stand no more."""
    if checklists.is_checklist(edition):
        return checklists.rests(books, edition, now)
    return now - edition.at > LIVE


def subscription(books: Books, key: str, *, last: bool = False) -> Subscription | None:
    """The subscription with this key; None where there is none, or with `last` never was."""
    subject = Subject("digest", (key,))
    body: Body | None = books.fact(subject)
    if body is None and last:
        body = books.last(subject)
    return None if body is None else Subscription.model_validate(body)


def pause(books: Books, key: str, told: Subscription, why: str) -> Iterator[Tell]:
    """Pauses a subscription, and tells whoever set it up why."""
    paused = told.model_copy(update={"paused": why}).model_dump(mode="json")
    change = Change(Subject("digest", (key,)), told.model_dump(mode="json"), paused)
    how = How(verb="digest pause", surface="schedule")
    books.record([change], actor=NOBODY, source=HERE, how=how)
    names = books.roster.channel_names([told.channel])
    where = f"#{names[told.channel]}" if told.channel in names else "its channel"
    text = f"What {where} hears {told.rhythm} is paused: {why}."
    resume = Action(label="Resume", verb="digest resume", given={"number": (key,)})
    user, because = _whom(books, told)
    yield Tell(user, notice(text + because).model_copy(update={"actions": (resume,)}))


def _whom(books: Books, told: Subscription) -> tuple[str, str]:
    """Who is told of a subscription: whoever set it up; where they left, a steward, and why."""
    organisation = books.organisation()
    member, person = books.roster.member(told.by), organisation.account.get(told.by)
    if not (member and member.deleted) and (person is None or person.active):
        return told.by, ""
    name = person.called if person else member.name if member else told.by
    stewards = (one.slack for one in in_charge(organisation, None) if one.slack)
    return next(stewards, told.by), f" {name} set that up and has left."


def _unfit(books: Books, told: Subscription) -> str | None:
    """Why a channel can't be told; None where it can, as far as is known."""
    channel = books.roster.channel(told.channel)
    if told.team is not None and told.team not in books.organisation().team:
        return "the team that it is about is gone"
    if channel is None or channel.writable:
        return None
    if channel.gone:
        return f"#{channel.name} is archived, or I can't see it any more"
    if channel.shared:
        return f"people of other organisations read along in #{channel.name}"
    return _not_in(channel)


def _refused(books: Books, told: Subscription, error: str) -> str:
    """Why Slack didn't take a message for a channel, by its word for it."""
    channel, code = books.roster.channel(told.channel), error.rpartition(": ")[2]
    if channel is not None and code in _NOT_IN:
        return _not_in(channel)
    if channel is not None and code == "is_archived":
        return f"#{channel.name} is archived"
    return as_name(f"what I wrote there wasn't taken ({code})", code)


def _not_in(channel: Channel) -> str:
    return f"I am not in #{channel.name} any more; invite me with /invite @Rolecall"


def _shown(told: Told, edition: Edition) -> Reply:
    """The message, which says so where it came after its time."""
    if not edition.late:
        return told.reply
    slot = datetime.fromisoformat(edition.slot)
    text = f"This comes late: it was due on {slot.day} {slot:%B} at {slot:%H:%M}."
    return told.reply.model_copy(update={"trust": (text, *told.reply.trust)})


def named(slot: datetime) -> str:
    """A local time as editions are called by it."""
    return slot.isoformat(timespec="minutes")
