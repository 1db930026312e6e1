"""What one transaction may do in one workspace."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from bot import request
from bot.domain.act import Act, How, Refusal
from bot.domain.asking import Asking
from bot.domain.catalog import Catalog
from bot.domain.delivery import Delivery
from bot.domain.edition import Edition
from bot.domain.fact import (
    CATALOG_KINDS,
    CATALOG_SORTS,
    ORDER,
    ORGANISATION_KINDS,
    Body,
    Change,
    Facts,
    Kind,
    Subject,
    catalog_of,
    organisation_of,
)
from bot.domain.member import joined
from bot.domain.organisation import Organisation
from bot.domain.reply import Verdict
from bot.domain.source import Source
from bot.errors import NotKnown, RolecallError
from bot.store import (
    arrival,
    bulk,
    claims,
    deliveries,
    departures,
    due,
    editions,
    facts,
    first_steps,
    history,
    homes,
    installations,
    members,
    questions,
    refusals,
    reminded,
    sources,
    spent_links,
    verdicts,
    workspaces,
)
from bot.store.arrival import Arrival
from bot.store.deliveries import Sent
from bot.store.due import REMINDERS, Due
from bot.store.history import UNTOLD, Recorded
from bot.store.homes import Opened
from bot.store.questions import Asked, Of, Question
from bot.store.recent import WARM, Recent
from bot.store.reminded import Reminded
from bot.store.roster import Roster
from bot.store.shapes import SHAPES
from bot.store.staged import Staged, stage
from bot.store.workspaces import Workspace

UNNAMED = "Unnamed"
_HEAD = Subject("catalog", ("base",))


class Built:
    """The values that transactions share while their versions stand.

    `stewards` are user ids or addresses of who looks after ownership where no file says so; `warm`
    is of how many workspaces values are kept.
    """

    def __init__(self, stewards: tuple[str, ...] = (), warm: int = WARM) -> None:
        self.stewards = stewards
        self.catalogs: Recent[Catalog] = Recent(warm)
        self.organisations: Recent[Organisation] = Recent(warm)


@dataclass(frozen=True)
class _Moment:
    """The workspace as it was read, and what was built already for just that version."""

    row: Workspace | None
    catalog: Catalog | None
    organisation: Organisation | None


class Books:
    """One workspace as one transaction sees it; `now` is None where it only reads.

    With `holds` other writers of the workspace wait once something of it was read.
    """

    def __init__(
        self,
        session: Session,
        workspace_id: str,
        built: Built,
        now: datetime | None,
        *,
        holds: bool = True,
    ) -> None:
        self._session = session
        self._id = workspace_id
        self._built = built
        self._now = now
        self._holds = holds
        self._held = False
        self._written = 0
        self._moment: _Moment | None = None
        self._changed = False
        self._read: Workspace | None = None
        self._arrived: Arrival | None = None
        self._gone: dict[Kind, Facts] = {}

    def exists(self) -> bool:
        """Whether the workspace was created."""
        return self._row() is not None

    def create(self, name: str) -> bool:
        """Creates the workspace, empty; False where somebody else was faster."""
        now = self._writing()
        made = workspaces.create(self._session, self._id, name, now)
        if made:
            due.put(self._session, self._id, Due(REMINDERS, now))
        return made

    @property
    def workspace(self) -> Workspace:
        """The workspace as it is now; NotKnown where it was never created."""
        found = self._row()
        if found is None:
            raise self._not_known()
        return found

    def facts(self, kinds: Collection[Kind] | None = None) -> Facts:
        """The facts of these kinds, or of all; in the order of kinds, then in their own."""
        self._hold()
        return facts.live(self._session, self._id, ORDER if kinds is None else kinds)

    def fact(self, subject: Subject) -> Body | None:
        """What is a fact about this, None where nothing is."""
        self._hold()
        row = facts.stored(self._session, self._id, [subject]).get(subject)
        return None if row is None else row.body

    def owned(self, source: str) -> frozenset[Subject]:
        """What is a fact because this source said so last."""
        self._hold()
        return facts.owned(self._session, self._id, source)

    def elsewhere(self, kinds: Collection[Kind], sources: Collection[str]) -> dict[Subject, str]:
        """Which source spoke last of what none of these did, be it a fact or retired."""
        self._hold()
        return facts.elsewhere(self._session, self._id, kinds, sources)

    def catalog(self) -> Catalog:
        """The catalog; NotKnown where none was imported."""
        here = self._at_one_moment()
        if here.catalog is not None:
            return here.catalog
        parts = facts.live(self._session, self._id, CATALOG_KINDS)
        if _HEAD not in parts:
            raise NotKnown(f"Workspace {self._id} has no catalog yet: run `rolecall import FILE`.")
        catalog = catalog_of(parts)
        if here.row is not None and not self._changed:
            self._built.catalogs.keep(self._id, here.row.catalog_stamp, catalog)
            self._moment = replace(here, catalog=catalog)
        return catalog

    def organisation(self) -> Organisation:
        """Everybody and every team, with Slack's word on them; empty where none was imported."""
        here = self._at_one_moment()
        if here.row is None:
            return Organisation(organisation=UNNAMED)
        if here.organisation is not None:
            return here.organisation
        told, stewards = self.told(), self._stewards
        known = members.telling(self._session, self._id, told.people, stewards)
        ours = [member for member in known if member.team in (None, self._id)]
        organisation = joined(told, ours, stewards)
        if not self._changed:
            self._built.organisations.keep(self._id, here.row.organisation_stamp, organisation)
            self._moment = replace(here, organisation=organisation)
        return organisation

    def told(self) -> Organisation:
        """The organisation as files and commands told it, without what Slack knows."""
        self._hold()
        found = self._row()
        parts = facts.live(self._session, self._id, ORGANISATION_KINDS)
        told = organisation_of((found.organisation if found else None) or UNNAMED, parts)
        return told.model_copy(update={"managed": self._managed(ORGANISATION_KINDS)})

    def catalog_told(self) -> Catalog:
        """The catalog, with what of it only its files change."""
        managed = self._managed(frozenset(CATALOG_SORTS))
        return self.catalog().model_copy(update={"managed": managed})

    def _managed(self, kinds: Collection[str]) -> tuple[str, ...]:
        said = {one for source in self.sources() for one in source.managed}
        return tuple(sorted(one for one in said if one.partition(".")[0] in kinds))

    def record(
        self, changes: Sequence[Change], *, actor: str, source: str, how: How = UNTOLD
    ) -> int:
        """Makes changes, the one way anything changes; gives the number of the act, 0 for none.

        RolecallError where a fact isn't what its change says it was before.
        """
        now = self._writing()
        if all(change.before == change.after for change in changes):
            return 0
        if not self._hold():
            raise self._not_known()
        act = self.record_staged(self.stage(changes, actor=actor, source=source, now=now, how=how))
        due.follow(self._session, self._id, changes, now)
        return act

    def stage(
        self,
        changes: Sequence[Change],
        *,
        actor: str,
        source: str,
        now: datetime,
        how: How = UNTOLD,
    ) -> Staged:
        """The changes made ready to be recorded, which takes no lock; errors as in `record`."""
        stamp = (actor, source, now, how)
        newest = (self.workspace.last_change, self.workspace.seal)
        return stage(self._session, self._id, changes, newest, stamp)

    def record_staged(self, staged: Staged) -> int:
        """Makes changes that were made ready; gives the number of the act, 0 for none.

        RolecallError where anything was changed since.
        """
        self._writing()
        if not staged.count:
            return 0
        if not self._hold():
            raise self._not_known()
        if self.workspace.last_change != staged.as_of:
            raise RolecallError("Something was changed meanwhile, so nothing was done; try again.")
        bulk.run(self._session, staged.statements)
        workspaces.put(self._session, self._id, seal=staged.seal)
        return self._advance(staged.count, staged.kinds) + 1

    def arrange(self, order: Sequence[Subject]) -> None:
        """Puts facts in this order; what isn't listed keeps its place. No change is recorded."""
        self._writing()
        self._hold()
        moved = facts.arrange(self._session, self._id, order)
        if moved:
            self._advance(0, moved)

    def claim(self, subjects: Collection[Subject], source: str) -> None:
        """Makes these facts the source's own from now on. No change is recorded."""
        self._writing()
        self._hold()
        facts.claim(self._session, self._id, subjects, source)

    def set_organisation_name(self, name: str) -> None:
        """What the organisation is called from now on."""
        self._writing()
        if self.workspace.organisation != name:
            workspaces.put(self._session, self._id, organisation=name)
            self._read = None
            self._advance(0, ORGANISATION_KINDS)

    def set_catalog_origin(self, source: str, digest: str) -> None:
        """Where the catalog came from, and the digest of what was read there."""
        self._writing()
        workspaces.put(self._session, self._id, catalog_source=source, catalog_digest=digest)
        self._read = None

    def history(self, limit: int = 50) -> tuple[Recorded, ...]:
        """The newest changes, newest first."""
        return history.latest(self._session, self._id, limit)

    def steps_since(self, at: datetime) -> Iterator[Recorded]:
        """All changes from this moment on, newest first, read as they are wanted."""
        self._hold()
        return history.since(self._session, self._id, at)

    def last(self, subject: Subject) -> Body | None:
        """What is stored of this, or was last where it is gone; None where it never was there."""
        sought = [subject] if SHAPES[subject.kind].fits(subject) else []
        row = facts.stored(self._session, self._id, sought).get(subject)
        if row is not None and row.body is not None:
            return row.body
        if subject.kind not in self._gone:
            self._gone[subject.kind] = history.gone(self._session, self._id, subject.kind)
        return self._gone[subject.kind].get(subject)

    def former(self, kind: Kind) -> tuple[tuple[Subject, Body], ...]:
        """What everything of a kind was before it changed or went, oldest first."""
        return history.former(self._session, self._id, kind)

    def steps_of(self, subjects: Collection[Subject]) -> dict[Subject, tuple[Recorded, ...]]:
        """All changes of each of these subjects, oldest first."""
        return history.of(self._session, self._id, subjects)

    def acts(
        self,
        limit: int = 20,
        *,
        actor: str | None = None,
        of: Collection[str] = (),
        before: int | None = None,
        after: int | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts, newest first, each with its first 20 changes and their full count.

        Only those of this actor; those with a change in whose key one of `of` stands, such as a
        team's key or a role's ref; and those with a smaller number than `before` and a greater one
        than `after`.
        """
        within = {"before": before, "after": after}
        return history.acts(self._session, self._id, limit, actor=actor, of=of, **within)

    def changes_about(self, act: Act, of: Collection[str]) -> tuple[Change, ...]:
        """The first 20 changes of an act in whose key one of `of` stands."""
        return history.changes_about(self._session, self._id, act, of)

    def number_at(self, moment: datetime) -> int:
        """The number of the first change at this moment or later, or that of the next one."""
        return history.number_at(self._session, self._id, moment)

    def act(self, number: int) -> Act | None:
        """The whole act that has the change with this number."""
        self._hold()
        return history.act(self._session, self._id, number)

    def acts_since(self, number: int, limit: int = 500) -> tuple[Act, ...]:
        """Whole acts with changes after the one with this number, oldest first."""
        return history.acts_since(self._session, self._id, number, limit)

    def touched_since(
        self, number: int, matters: Collection[tuple[str, ...]], but: str | None = None
    ) -> Act | None:
        """The newest act after this change that changed one of these matters, with that change.

        What the actor `but` did doesn't count.
        """
        return history.touched_since(self._session, self._id, number, matters, but)

    def undoings(self) -> dict[int, int]:
        """Acts that are undone, each with the act that undid it and isn't undone itself."""
        self._hold()
        return history.undoings(self._session, self._id)

    def refuse(self, actor: str, how: How, words: str, because: str) -> None:
        """Writes down what somebody wanted and may not do; words past 2,000 characters are cut."""
        self._written += 1
        refusal = Refusal(self._writing(), actor, how, words, because)
        refusals.note(self._session, self._id, refusal, self._written)

    def refusals(self, limit: int = 50, before: datetime | None = None) -> tuple[Refusal, ...]:
        """The newest refusals, newest first; only those from before that moment."""
        return refusals.latest(self._session, self._id, limit, before)

    def departed(self) -> frozenset[str]:
        """The keys of people of whom somebody in charge was told that they left."""
        return departures.told(self._session, self._id)

    def set_departed(self, keys: Collection[str]) -> None:
        """Makes it these people and nobody else."""
        self._writing()
        self._hold()
        departures.put(self._session, self._id, keys)

    def sources(self) -> tuple[Source, ...]:
        """The files of which more is known than what they say."""
        return sources.every(self._session, self._id)

    def set_source(self, source: Source) -> None:
        """What is known of a file from now on."""
        self._writing()
        self._hold()
        sources.put(self._session, self._id, source)

    def note_question(self, question: Question) -> str:
        """Writes down what was asked; gives the id to find it by."""
        self._arrived = None
        return questions.note(self._session, self._id, question, self._writing())

    def question(self, key: str) -> Asked | None:
        """The question with this id."""
        return questions.find(self._session, self._id, key)

    def last_question(self, member: str, channel: str, since: datetime) -> Asked | None:
        """What this member asked last in this channel and we knew, not longer ago than that."""
        return questions.last(self._session, self._id, (member, channel), since)

    def questions(self, limit: int = 50) -> tuple[Asked, ...]:
        """The newest questions, newest first."""
        return questions.latest(self._session, self._id, limit)

    def share(self, question: str) -> bool:
        """Marks an answer as shared with the channel; False where it was already."""
        self._writing()
        return questions.share(self._session, self._id, question)

    def note_notified(self, question: str, member: str) -> bool:
        """Writes down that a member is notified of a question; False where they were before."""
        self._writing()
        return questions.notify(self._session, self._id, question, member)

    def arrived(self, member: str, channel: str) -> None:
        """Reads at once the rows that an answer to this member in that channel needs."""
        found = arrival.find(self._session, self._id, member, channel)
        if found is not None and self._read is None:
            workspaces.check_kept(found.workspace)
            self._read = found.workspace
        self.roster.arrived = self._arrived = found

    def asked_by(self, member: str, limit: int) -> tuple[Asked, ...]:
        """What a member asked last in words of their own, newest first."""
        return questions.of_member(self._session, self._id, member, limit)

    def remembered_team(self, member: str) -> str | None:
        """The key of the team that this member chose last when asked which one."""
        if self._arrived is not None and self._arrived.sender == member:
            return self._arrived.team
        return questions.remembered_team(self._session, self._id, member)

    def record_verdict(self, question: str, member: str, verdict: Verdict) -> None:
        """Writes down what a member said of an answer."""
        verdicts.record(self._session, self._id, question, (member, verdict), self._writing())

    def verdicts(self, question: str) -> dict[str, Verdict]:
        """What was said of an answer, by member."""
        return verdicts.of(self._session, self._id, question)

    def claim_once(self, *keys: str) -> bool:
        """Takes something that may come again; False where any of these keys was taken before."""
        fresh = claims.claim(self._session, self._id, keys, self._writing())
        if not fresh:
            request.repeated()
        return fresh

    def spend(self, digest: str, expires_at: datetime) -> bool:
        """Whether a link into the pages may be followed: true once for each."""
        self._writing()
        return spent_links.spend(self._session, self._id, digest, expires_at)

    def is_spent(self, digest: str) -> bool:
        """Whether a link into the pages was followed."""
        return spent_links.is_spent(self._session, self._id, digest)

    def send(self, delivery: Delivery) -> str:
        """Puts a message into the queue, to leave once this commits; gives its id."""
        self._written += 1
        return deliveries.put(self._session, self._id, delivery, self._writing(), self._written)

    def open_home(self, member: str) -> None:
        """Writes down that a member opened their Home tab."""
        homes.opened(self._session, self._id, member, self._writing())

    def open_homes(self, since: datetime, after: str = "", limit: int = 100) -> tuple[Opened, ...]:
        """The Home tabs that were opened since then, of members whose ids come after that one."""
        return homes.since(self._session, self._id, since, after, limit)

    def home_shows(self, member: str, shown: str | None) -> None:
        """Writes down the digest of what a member's Home tab shows; None where nobody knows."""
        self._writing()
        homes.shows(self._session, self._id, member, shown)

    def under_way(self, lane: str, since: datetime) -> bool:
        """Whether something of a lane waits to be sent, or is being sent and was written since."""
        return deliveries.under_way(self._session, self._id, lane, since)

    def withdraw(self, lane: str) -> None:
        """Nothing that waits in a lane is sent any more."""
        self._writing()
        deliveries.withdraw(self._session, self._id, lane)

    def due(self, limit: int = 100) -> tuple[Due, ...]:
        """What is due by now, the longest due first; others who look for it wait."""
        self._hold()
        return due.by(self._session, self._id, self._writing(), limit)

    def coming(self) -> tuple[Due, ...]:
        """What will be due, the next first."""
        return due.every(self._session, self._id)

    @property
    def catalog_source(self) -> str | None:
        """The source of the base catalog; None where there is none."""
        return self.workspace.catalog_source

    def settled_steps(self) -> dict[str, bool]:
        """The first steps that somebody skipped, or kept as they are, which is True."""
        return first_steps.settled(self._session, self._id)

    def settle_step(self, step: str, by: str, *, kept: bool = False) -> bool:
        """Skips a first step, or keeps what is here already; False where that is so."""
        now = self._writing()
        fresh = first_steps.settle(self._session, self._id, step, (by, now), kept=kept)
        if fresh:
            due.refresh(self._session, self._id, now)
        return fresh

    def set_due(self, one: Due) -> None:
        """It is due then, and not when it was before."""
        self._writing()
        due.put(self._session, self._id, one)

    def drop_due(self, what: str) -> None:
        """It is due no more."""
        self._writing()
        due.drop(self._session, self._id, what)

    def claim_edition(self, edition: Edition) -> bool:
        """Writes an edition down; False where that slot was dealt with before, by whomever."""
        self._writing()
        return editions.claim(self._session, self._id, edition)

    def set_edition(self, edition: Edition) -> None:
        """What an edition shows, and whether it still changes, from now on."""
        self._writing()
        values = {"as_of": edition.as_of, "shown": edition.shown, "live": edition.live}
        sent = {"delivery": edition.delivery, "state": edition.state}
        editions.put(self._session, self._id, edition, **values, **sent)

    def rest_editions(self, but: Edition) -> None:
        """Of something that is told again, only this edition changes in its place."""
        self._writing()
        editions.rest(self._session, self._id, but.what, but.slot)

    def live_editions(self, what: str | None = None) -> tuple[Edition, ...]:
        """The editions that change in their place, of this or of all, oldest first."""
        self._hold()
        return editions.live(self._session, self._id, what)

    def redraw_live(self) -> None:
        """Each message that changes in its place is to be looked at; where it is already, it is."""
        due.redraw(self._session, self._id, self._writing())

    def last_edition(self, what: str) -> Edition | None:
        """The newest edition of this that was sent; None where none was."""
        return editions.last(self._session, self._id, what, "sent")

    def last_look(self, what: str) -> Edition | None:
        """The newest edition of this, though it may have had nothing to tell; not one skipped."""
        return editions.last(self._session, self._id, what, "sent", "quiet")

    def edition(self, what: str, slot: str) -> Edition | None:
        """The edition of this slot; None where nobody dealt with it yet."""
        return editions.find(self._session, self._id, what, slot)

    def editions(self, limit: int = 50) -> tuple[Edition, ...]:
        """The newest editions, newest first."""
        return editions.latest(self._session, self._id, limit)

    def edition_of(self, delivery: str) -> Edition | None:
        """The edition that a message is; None where it is none."""
        return editions.of_delivery(self._session, self._id, delivery)

    def reminded(self) -> tuple[Reminded, ...]:
        """All that people were reminded of, as long as it isn't settled."""
        return reminded.every(self._session, self._id)

    def set_reminded(self, one: Reminded) -> None:
        """Writes down that somebody was reminded."""
        self._writing()
        reminded.put(self._session, self._id, one)

    def forget_reminded(self, matters: Collection[str]) -> None:
        """Drops what nobody has to be reminded of any more."""
        self._writing()
        reminded.forget(self._session, self._id, matters)

    def vacated(self) -> dict[tuple[str, str], datetime]:
        """When somebody filled a role in a team last, by team and role; where nobody ever did, not.

        Somebody who fills it still, or again, counts for nothing.
        """
        return facts.vacated(self._session, self._id)

    def asked_about(self, since: datetime) -> dict[tuple[str, str | None], int]:
        """How often something was asked about since then, by its ref and the asker's team."""
        return questions.counts(self._session, self._id, since)

    def outcomes(
        self, start: datetime, end: datetime, of: Of | None = None
    ) -> dict[tuple[str, bool], int]:
        """How many questions were asked from one moment until before another.

        By what came of them, and whether somebody said that the answer is wrong.
        """
        return questions.outcomes(self._session, self._id, (start, end), of)

    def open_questions(
        self, since: datetime, limit: int = 500, of: Of | None = None
    ) -> tuple[Asking, ...]:
        """The newest questions since then without an answer, or judged, and what was chosen.

        The oldest comes first.
        """
        return questions.open_ones(self._session, self._id, since, limit, of)

    def delivery(self, key: str) -> Sent | None:
        """The delivery with this id."""
        return deliveries.find(self._session, self._id, key)

    def deliveries(self, limit: int = 50) -> tuple[Sent, ...]:
        """The newest deliveries, newest first."""
        return deliveries.latest(self._session, self._id, limit)

    @cached_property
    def roster(self) -> Roster:
        """Slack's word on the workspace: members, channels, and who we are there."""
        return Roster(
            self._session, self._id, self._now, lambda: self._stewards, self._hold, self._differs
        )

    def end(self) -> None:
        """The workspace has removed us: nothing is sent or due there until it installs us again."""
        self.roster.end()
        deliveries.end(self._session, self._id)

    @property
    def _stewards(self) -> tuple[str, ...]:
        """Whom config names, and who installed the app."""
        here = installations.find(self._session, self._id)
        installer = (here.installer,) if here and here.installer else ()
        return (*self._built.stewards, *installer)

    def _at_one_moment(self) -> "_Moment":
        """The workspace and what is built already, such that what has to be built fits it.

        Where everything is at hand, nobody has to wait for us, nor we for them.
        """
        if self._moment is None or self._changed:
            moment = self._look()
            if self._holds or moment.catalog is None or moment.organisation is None:
                self._hold()
                moment = self._look()
            self._moment = moment
        return self._moment

    def _look(self) -> "_Moment":
        row = self._row()
        if row is None or self._changed:
            return _Moment(row, None, None)
        catalog = self._built.catalogs.get(self._id, row.catalog_stamp)
        organisation = self._built.organisations.get(self._id, row.organisation_stamp)
        return _Moment(row, catalog, organisation)

    def _differs(self) -> None:
        """Answers may differ from now on, though no fact has changed."""
        self._advance(0, {"person"})

    def _row(self) -> Workspace | None:
        """The workspace's row as it was read first, or after our own last change to it."""
        if self._read is None:
            self._read = workspaces.find(self._session, self._id)
            if self._read is not None:
                workspaces.check_kept(self._read)
        return self._read

    def _writing(self) -> datetime:
        if self._now is None:
            raise RuntimeError("these books were opened for reading")
        return self._now

    def _hold(self) -> bool:
        # What a writer has read must still be true when it commits. A reader sees one moment.
        if self._now is not None and not self._held:
            self._held = workspaces.hold(self._session, self._id)
            self._read = None
            self._row()
        return self._held

    def _advance(self, count: int, kinds: Iterable[Kind]) -> int:
        """Moves the counters; gives the number of the change before these."""
        touched = set(kinds)
        # From here on this transaction sees what others don't: it may be rolled back, and another
        # one will then use the same version for something else.
        self._changed = True
        self._read = None
        self._gone.clear()
        due.refresh(self._session, self._id, self._writing())
        last = workspaces.advance(
            self._session,
            self._id,
            changes=count,
            catalog=bool(touched & CATALOG_KINDS),
            organisation=bool(touched & ORGANISATION_KINDS),
        )
        return last - count

    def _not_known(self) -> NotKnown:
        return NotKnown(f"Workspace {self._id} isn't known here: run `rolecall import FILE`.")
