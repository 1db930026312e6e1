"""What one transaction may do in one workspace."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.catalog import Catalog
from bot.domain.fact import (
    CATALOG_KINDS,
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
from bot.domain.organisation import Organisation
from bot.errors import NotKnown, RolecallError
from bot.store import facts, history, questions, workspaces
from bot.store.history import Recorded
from bot.store.questions import Asked, Question
from bot.store.recent import Recent
from bot.store.workspaces import Workspace

UNNAMED = "Unnamed"
_HEAD = Subject("catalog", ("base",))


@dataclass(frozen=True)
class Built:
    """The values that transactions share while their versions stand."""

    catalogs: Recent[Catalog] = field(default_factory=Recent)
    organisations: Recent[Organisation] = field(default_factory=Recent)


class Books:
    """One workspace as one transaction sees it; `now` is None where it only reads."""

    def __init__(
        self, session: Session, workspace_id: str, built: Built, now: datetime | None
    ) -> None:
        self._session = session
        self._id = workspace_id
        self._built = built
        self._now = now
        self._held = False
        self._changed = False
        self._read: Workspace | None = None

    def exists(self) -> bool:
        """Whether the workspace was created."""
        return self._row() is not None

    def create(self, name: str) -> bool:
        """Creates the workspace, empty; False where somebody else was faster."""
        return workspaces.create(self._session, self._id, name, self._writing())

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

    def owned(self, source: str) -> frozenset[Subject]:
        """What is a fact because this source said so last."""
        self._hold()
        return facts.owned(self._session, self._id, source)

    def catalog(self) -> Catalog:
        """The catalog; NotKnown where none was imported."""
        self._hold()
        found = self._row()
        version = found.catalog_version if found else 0
        kept = None if self._changed else self._built.catalogs.get(self._id, version)
        if kept is not None:
            return kept
        parts = facts.live(self._session, self._id, CATALOG_KINDS)
        if _HEAD not in parts:
            raise NotKnown(f"Workspace {self._id} has no catalog yet: run `rolecall import FILE`.")
        catalog = catalog_of(parts)
        if not self._changed:
            self._built.catalogs.keep(self._id, version, catalog)
        return catalog

    def organisation(self) -> Organisation:
        """Everybody and every team; without any, and unnamed, where none was imported."""
        self._hold()
        found = self._row()
        if found is None:
            return Organisation(organisation=UNNAMED)
        version = found.organisation_version
        kept = None if self._changed else self._built.organisations.get(self._id, version)
        if kept is not None:
            return kept
        parts = facts.live(self._session, self._id, ORGANISATION_KINDS)
        organisation = organisation_of(found.organisation or UNNAMED, parts)
        if not self._changed:
            self._built.organisations.keep(self._id, version, organisation)
        return organisation

    def record(self, changes: Sequence[Change], *, actor: str, source: str) -> int:
        """Makes changes, the one way anything changes; gives the number of the act, 0 for none.

        RolecallError where a fact isn't what its change says it was before.
        """
        now = self._writing()
        steps = [change for change in changes if change.before != change.after]
        if not steps:
            return 0
        if not self._hold():
            raise self._not_known()
        stored = facts.stored(self._session, self._id, {step.subject for step in steps})
        wanted = _followed({s: row.body for s, row in stored.items()}, steps)
        facts.write(self._session, self._id, wanted, stored, (source, now))
        first = self._advance(len(steps), {step.subject.kind for step in steps}) + 1
        recorded = [
            Recorded(first + i, first, now, actor, source, step) for i, step in enumerate(steps)
        ]
        history.append(self._session, self._id, recorded)
        return first

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
            self._advance(0, ORGANISATION_KINDS)

    def set_catalog_origin(self, source: str, digest: str) -> None:
        """Where the catalog came from, and the digest of what was read there."""
        self._writing()
        workspaces.put(self._session, self._id, catalog_source=source, catalog_digest=digest)

    def history(self, limit: int = 50) -> tuple[Recorded, ...]:
        """The newest changes, newest first."""
        return history.latest(self._session, self._id, limit)

    def note_question(self, question: Question) -> None:
        """Writes down what was asked."""
        questions.note(self._session, self._id, question, self._writing())

    def questions(self, limit: int = 50) -> tuple[Asked, ...]:
        """The newest questions, newest first."""
        return questions.latest(self._session, self._id, limit)

    def _row(self) -> Workspace | None:
        """The workspace's row; a reader sees one moment, so it reads it once."""
        if self._now is not None:
            return workspaces.find(self._session, self._id)
        if self._read is None:
            self._read = workspaces.find(self._session, self._id)
        return self._read

    def _writing(self) -> datetime:
        if self._now is None:
            raise RuntimeError("these books were opened for reading")
        return self._now

    def _hold(self) -> bool:
        # What a writer has read must still be true when it commits. A reader sees one moment.
        if self._now is not None and not self._held:
            self._held = workspaces.hold(self._session, self._id)
        return self._held

    def _advance(self, count: int, kinds: Iterable[Kind]) -> int:
        """Moves the counters; gives the number of the change before these."""
        touched = set(kinds)
        # From here on this transaction sees what others don't: it may be rolled back, and another
        # one will then use the same version for something else.
        self._changed = True
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


def _followed(
    before: Mapping[Subject, Body | None], steps: Iterable[Change]
) -> dict[Subject, Body | None]:
    """What the steps lead to, one after the other."""
    after: dict[Subject, Body | None] = {}
    for step in steps:
        current = after.get(step.subject, before.get(step.subject))
        if current != step.before:
            raise RolecallError(
                f"“{step.subject}” was changed meanwhile and nothing was done: "
                "look at it as it is now and try again."
            )
        after[step.subject] = step.after
    return after
