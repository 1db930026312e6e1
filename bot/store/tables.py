"""The tables, and all that migrations import."""

import datetime as dt
from typing import Any, ClassVar, get_args

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.edition import EditionState
from bot.domain.organisation import Standing, State
from bot.domain.reply import Verdict

MOST_TEXT = 2000
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTC(TypeDecorator[dt.datetime]):
    """A moment: aware datetimes go in, the same moment in UTC comes out, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002 the signature is SQLAlchemy's
    ) -> dt.datetime | None:
        """The moment in UTC; ValueError where the zone is missing."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no time zone: only moments can be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002 the signature is SQLAlchemy's
    ) -> dt.datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        # SQLite has no type for moments and forgets the zone; what went in was UTC.
        aware = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value
        return aware.astimezone(dt.UTC)


class Tables(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        dt.datetime: UTC(),
        # None is SQL's NULL; otherwise it would be stored as the JSON text `null`.
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
    }


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _points(column: str, table: str, key: str = "key") -> ForeignKeyConstraint:
    # Checked at the commit, so that a person and a lead may be written in any order.
    return ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{table}.workspace_id", f"{table}.{key}"],
        deferrable=True,
        initially="DEFERRED",
    )


def _once_live(column: str) -> Index:
    where = text(f"{column} IS NOT NULL AND retired_at IS NULL")
    return Index(
        None, "workspace_id", column, unique=True, sqlite_where=where, postgresql_where=where
    )


def _where_there_is(column: str) -> Index:
    where = text(f"{column} IS NOT NULL")
    return Index(None, "workspace_id", column, sqlite_where=where, postgresql_where=where)


def _only(name: str, condition: str, *columns: str) -> Index:
    """An index of the rows alone that a query asks for in just these words."""
    where = text(condition)
    return Index(name, "workspace_id", *columns, sqlite_where=where, postgresql_where=where)


class WorkspaceRow(Tables):
    """One Slack workspace; the counters move with every change.

    `seal` is that of its newest change. `erasing_at` is since when all of it is being erased.
    """

    __tablename__ = "workspaces"
    __table_args__ = (Index(None, "tidied_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    organisation: Mapped[str | None]
    catalog_source: Mapped[str | None]
    catalog_digest: Mapped[str | None]
    catalog_version: Mapped[int] = mapped_column(server_default=text("0"))
    organisation_version: Mapped[int] = mapped_column(server_default=text("0"))
    last_change: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[dt.datetime]
    seal: Mapped[str | None]
    tidied_at: Mapped[dt.datetime | None]
    erasing_at: Mapped[dt.datetime | None]


class _OfWorkspace(Tables):
    """A row that belongs to one workspace."""

    __abstract__ = True

    workspace_id: Mapped[str] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-1
    )


class FactRow(_OfWorkspace):
    """A fact, in its place among its like; a retired row is a tombstone and no fact."""

    __abstract__ = True

    position: Mapped[int] = mapped_column(sort_order=1)
    source: Mapped[str] = mapped_column(sort_order=1)
    retired_at: Mapped[dt.datetime | None] = mapped_column(sort_order=1)


class PersonRow(FactRow):
    """Somebody who can fill a role."""

    __tablename__ = "people"
    __table_args__ = (_once_live("slack"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    slack: Mapped[str | None]
    active: Mapped[bool]


class TeamRow(FactRow):
    """A platform or a product team."""

    __tablename__ = "teams"
    __table_args__ = (
        _points("platform", "teams"),
        _one_of("kind", "platform", "product"),
        _once_live("channel"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    platform: Mapped[str | None]
    structure: Mapped[str | None]
    channel: Mapped[str | None]


class LeadRow(FactRow):
    """A person leads a team."""

    __tablename__ = "leads"
    __table_args__ = (_points("team", "teams"), _points("person", "people"))

    team: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)


class StewardRow(FactRow):
    """A person looks after the workspace's ownership."""

    __tablename__ = "stewards"
    __table_args__ = (_points("person", "people"),)

    person: Mapped[str] = mapped_column(primary_key=True)


class AssignmentRow(FactRow):
    """A person fills a role in a team."""

    __tablename__ = "assignments"
    __table_args__ = (
        _points("team", "teams"),
        _points("person", "people"),
        _points("confirmed_by", "people"),
        _points("asked_by", "people"),
        _one_of("standing", *get_args(Standing)),
        _one_of("state", *get_args(State)),
    )

    team: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    standing: Mapped[str]
    state: Mapped[str]
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    confirmed: Mapped[dt.date | None]
    confirmed_by: Mapped[str | None]
    asked: Mapped[dt.date | None]
    asked_by: Mapped[str | None]


class OverrideRow(FactRow):
    """In this team other roles are responsible than the catalog says."""

    __tablename__ = "overrides"
    __table_args__ = (_points("team", "teams"),)

    team: Mapped[str] = mapped_column(primary_key=True)
    activity: Mapped[str] = mapped_column(primary_key=True)
    roles: Mapped[list[str]]
    because: Mapped[str | None]


class WaiverRow(FactRow):
    """This team doesn't need the role."""

    __tablename__ = "waivers"
    __table_args__ = (_points("team", "teams"),)

    team: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    because: Mapped[str]


class EntryRow(FactRow):
    """An entry of the catalog, or its head, in one of the layers that make it."""

    __tablename__ = "entries"
    __table_args__ = (_one_of("kind", "role", "activity", "handoff", "structure", "title"),)

    layer: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    body: Mapped[dict[str, Any]]


class KeptRow(FactRow):
    """Something that people keep here and no file has: a key, and all that it says."""

    __abstract__ = True

    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class DigestRow(KeptRow):
    """What a channel hears, and when."""

    __tablename__ = "digests"


class ChecklistRow(KeptRow):
    """A handoff that is going on, or was."""

    __tablename__ = "checklists"


class DismissalRow(KeptRow):
    """A question, in its folded words, that is none of ours."""

    __tablename__ = "dismissals"


class SnoozeRow(FactRow):
    """Who isn't to be told of a matter for now: a channel, or a person by their user id."""

    __tablename__ = "snoozes"

    who: Mapped[str] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class ChangeRow(_OfWorkspace):
    """One fact's step; those of one act share the number of its first."""

    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "workspace_id", "act"),
        Index(None, "workspace_id", "kind"),
        Index(None, "workspace_id", "actor", "number"),
        _where_there_is("undoes"),
        _only("ix_changes_gone", "before IS NOT NULL AND after IS NULL", "kind", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[int]
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    source: Mapped[str]
    kind: Mapped[str]
    key: Mapped[list[str]]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    verb: Mapped[str | None]
    surface: Mapped[str | None]
    home: Mapped[str | None]
    place: Mapped[str | None]
    request: Mapped[str | None]
    undoes: Mapped[int | None]
    seal: Mapped[str | None]


class RefusalRow(_OfWorkspace):
    """Something that was not done, because whoever wanted it may not; ids sort by time."""

    __tablename__ = "refusals"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    verb: Mapped[str | None]
    surface: Mapped[str | None]
    home: Mapped[str | None]
    place: Mapped[str | None]
    request: Mapped[str | None]
    words: Mapped[str] = mapped_column(String(MOST_TEXT))
    because: Mapped[str]


class DepartureRow(_OfWorkspace):
    """A person of whom somebody in charge was told that they left."""

    __tablename__ = "departures"

    person: Mapped[str] = mapped_column(primary_key=True)


class SourceRow(_OfWorkspace):
    """A file that says something here: which fields only it may change, and what is wrong with it.

    `origin` is where it was read; `trouble` what a steward was told, until it can be read again.
    """

    __tablename__ = "sources"

    source: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str | None]
    managed: Mapped[list[str]]
    trouble: Mapped[str | None]


class DueRow(_OfWorkspace):
    """What is to be done once its time has come; `slot` is the local time that it is for."""

    __tablename__ = "due"
    __table_args__ = (Index(None, "due_at"),)

    what: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[dt.datetime]
    slot: Mapped[str | None]


class EditionRow(_OfWorkspace):
    """What a channel was told of something at one slot, once."""

    __tablename__ = "editions"
    __table_args__ = (
        _one_of("state", *get_args(EditionState)),
        _where_there_is("delivery"),
        Index(None, "workspace_id", "live"),
        Index(None, "workspace_id", "at"),
    )

    what: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    state: Mapped[str]
    channel: Mapped[str]
    late: Mapped[bool]
    delivery: Mapped[str | None]
    matters: Mapped[list[dict[str, Any]]]
    as_of: Mapped[int]
    shown: Mapped[str | None]
    live: Mapped[bool]


class RemindedRow(_OfWorkspace):
    """When a person was reminded of a matter last, and how often."""

    __tablename__ = "reminded"

    member: Mapped[str] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    times: Mapped[int]


class QuestionRow(_OfWorkspace):
    """What somebody asked once, and what came of it."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "workspace_id", "asked_at"),
        Index(None, "workspace_id", "member", "asked_at"),
        _only("ix_questions_chosen", "surface = 'team chosen'", "member", "asked_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[dt.datetime]
    asker: Mapped[str | None]
    member: Mapped[str | None]
    channel: Mapped[str | None]
    surface: Mapped[str]
    text: Mapped[str] = mapped_column(String(MOST_TEXT))
    team: Mapped[str | None]
    ref: Mapped[str | None]
    outcome: Mapped[str]
    score: Mapped[float | None]
    shared: Mapped[bool] = mapped_column(server_default=false())


class VerdictRow(_OfWorkspace):
    """What a member said of an answer; the last word counts."""

    __tablename__ = "verdicts"
    __table_args__ = (
        _points("question", "questions", "id"),
        _one_of("verdict", *get_args(Verdict)),
    )

    question: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    at: Mapped[dt.datetime]


class NotifiedRow(_OfWorkspace):
    """A member who was notified of a question."""

    __tablename__ = "notified"
    __table_args__ = (_points("question", "questions", "id"),)

    question: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)


class InstallationRow(_OfWorkspace):
    """Who we are in a Slack workspace; `sealed` is its token, which only our keys open.

    Where `ended_at` is set the workspace has removed us.
    """

    __tablename__ = "installations"

    url: Mapped[str | None]
    bot_user: Mapped[str]
    bot_id: Mapped[str | None]
    enterprise: Mapped[str | None]
    scopes: Mapped[list[str]]
    connected_at: Mapped[dt.datetime]
    synced_at: Mapped[dt.datetime | None]
    missed_at: Mapped[dt.datetime | None]
    app: Mapped[str | None]
    installer: Mapped[str | None]
    sealed: Mapped[str | None]
    ended_at: Mapped[dt.datetime | None]
    reading_until: Mapped[dt.datetime | None]


class InstallStateRow(Tables):
    """The state of an install that was finished, so that it is finished once; a digest of it."""

    __tablename__ = "install_states"
    __table_args__ = (Index(None, "expires_at"),)

    state: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[dt.datetime]


class MemberRow(_OfWorkspace):
    """Somebody with a Slack account; `team` is the workspace that the account belongs to."""

    __tablename__ = "members"
    __table_args__ = (Index(None, "workspace_id", "email"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str | None]
    zone: Mapped[str | None]
    admin: Mapped[bool]
    primary_owner: Mapped[bool]
    guest: Mapped[bool]
    bot: Mapped[bool]
    deleted: Mapped[bool]
    as_of: Mapped[float]


class ChannelRow(_OfWorkspace):
    """A Slack channel; shared is with other organisations, ours one that we are in."""

    __tablename__ = "channels"
    __table_args__ = (Index(None, "workspace_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    shared: Mapped[bool]
    gone: Mapped[bool]
    as_of: Mapped[float]
    shared_as_of: Mapped[float]
    gone_as_of: Mapped[float]
    ours: Mapped[bool] = mapped_column(server_default=false())
    ours_as_of: Mapped[float] = mapped_column(server_default=text("0"))


class SpentLinkRow(_OfWorkspace):
    """A link into the pages that was followed, so that nobody else follows it; a digest of it."""

    __tablename__ = "spent_links"
    __table_args__ = (Index(None, "expires_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[dt.datetime]


class HomeRow(_OfWorkspace):
    """When a member opened the Home tab last; `shown` is a digest of what it shows."""

    __tablename__ = "homes"
    __table_args__ = (Index(None, "workspace_id", "opened_at"),)

    member: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[dt.datetime]
    shown: Mapped[str | None]


class FirstStepRow(_OfWorkspace):
    """A step of setting a workspace up that was skipped, or `kept` as it is here from the start."""

    __tablename__ = "first_steps"

    step: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[bool]
    settled_by: Mapped[str]
    settled_at: Mapped[dt.datetime]


class ClaimRow(_OfWorkspace):
    """Something that Slack may send more than once, and that was taken."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


class DeliveryRow(_OfWorkspace):
    """A message that must reach Slack once; ids sort as they were written."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "state", "not_before"),
        Index(None, "settled_at"),
        _only("ix_deliveries_unsettled", "settled_at IS NULL", "lane", "id"),
        _one_of("kind", *get_args(DeliveryKind)),
        _one_of("state", *get_args(DeliveryState)),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    lane: Mapped[str]
    pace: Mapped[str]
    rank: Mapped[int]
    address: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[dt.datetime]
    not_before: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    leased_until: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    ts: Mapped[str | None]
    error: Mapped[str | None]
