"""What is stored of one person: all of it told, or all of it gone."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from bot.domain.fact import HERE, ORGANISATION_KINDS, Body, Change, Facts, Subject
from bot.domain.traces import PLACE, Traces
from bot.store import chain, exporting, retention, workspaces
from bot.store.books import Books
from bot.store.erasing import of, tables
from bot.store.exporting import Row
from bot.store.ledger import Ledger
from bot.store.statements import table_of
from bot.store.tables import (
    ChangeRow,
    DeliveryRow,
    DepartureRow,
    EditionRow,
    HomeRow,
    MemberRow,
    NotifiedRow,
    PersonRow,
    QuestionRow,
    RefusalRow,
    RemindedRow,
    SnoozeRow,
    VerdictRow,
)

SOMEBODY = "somebody"
"""Leads the pseudonym that stands for somebody who was erased."""

_LINKED = frozenset({"people", "leads", "stewards", "assignments"})
"""Tables whose rows point to each other by the keys of people."""

_SENT = frozenset({DeliveryRow.__tablename__})
"""What is sent is dropped, or goes by itself within days."""

IMPERSONAL = frozenset({"workspaces", "sources", "due", "channels", "claims"})
"""Tables that say nothing of persons; all others are looked through."""


_Told = tuple[str, str | None, str | None]
"""The key of a person, with the account and the address that were told of them at some time."""


def find(ledger: Ledger, workspace_id: str, user: str) -> Traces:
    """By what somebody with this user id is known in a workspace, now or in the past."""
    with ledger.reading() as session:
        mail = session.scalar(
            select(MemberRow.email).where(
                MemberRow.workspace_id == workspace_id, MemberRow.id == user
            )
        )
        people = select(PersonRow.key, PersonRow.slack, PersonRow.email).where(
            PersonRow.workspace_id == workspace_id
        )
        told: list[_Told] = [(row.key, row.slack, row.email) for row in session.execute(people)]
        former = select(ChangeRow.key, ChangeRow.before, ChangeRow.after).where(
            ChangeRow.workspace_id == workspace_id, ChangeRow.kind == "person"
        )
        for row in session.execute(former.execution_options(yield_per=retention.MOST)):
            bodies = [body for body in (row.before, row.after) if body]
            told += [(row.key[0], one.get("slack"), one.get("email")) for one in bodies]
    return _traces(user, mail, told)


def _traces(user: str, mail: str | None, told: Iterable[_Told]) -> Traces:
    address = mail.casefold() if mail else None
    keys, emails = set[str](), {mail} if mail else set[str]()
    listed = list(told)
    others = {key for key, slack, _ in listed if slack not in (None, user)}
    for key, slack, email in listed:
        same = address is not None and email is not None and email.casefold() == address
        if user in (slack, key) or (same and key not in others):
            keys.add(key)
    emails |= {email for key, _, email in listed if key in keys and email}
    return Traces(user, frozenset(keys), frozenset(emails))


def stored(ledger: Ledger, workspace_id: str, who: Traces) -> Iterator[Row]:
    """Every row of the workspace that names them."""
    theirs = set(_asked(ledger, workspace_id, who))
    for name, row in exporting.rows(ledger, workspace_id):
        if name not in IMPERSONAL and (
            _is_member(name, row, who) or who.in_row(name, row) or row.get("question") in theirs
        ):
            yield name, row


def counts(ledger: Ledger, workspace_id: str, who: Traces) -> dict[str, int]:
    """How many rows name them, by table."""
    return dict(Counter(name for name, _ in stored(ledger, workspace_id, who)))


def erase(ledger: Ledger, workspace_id: str, who: Traces, actor: str, now: datetime) -> str:
    """Nothing names them any more; gives the pseudonym that stands in their place.

    What they hold ends by a recorded change first. May be repeated where it was cut off.
    """
    instead = f"{SOMEBODY}-{secrets.token_hex(4)}"
    with ledger.open(workspace_id, now) as books:
        books.record(tuple(ending(books, who)), actor=actor, source=HERE)
    _drop_asked(ledger, workspace_id, who)
    _drop_messages(ledger, workspace_id)
    with ledger.writing() as session:
        _drop_own(session, workspace_id, who)
    for name, table in tables().items():
        if name not in IMPERSONAL | _LINKED | _SENT:
            for page in exporting.pages(ledger, workspace_id, table):
                _blank_page(ledger, workspace_id, (table, page), who, instead)
    # Last, for by these they are found again where this was cut off.
    with ledger.writing() as session:
        workspaces.hold(session, workspace_id)
        account = and_(MemberRow.workspace_id == workspace_id, MemberRow.id == who.user)
        session.execute(delete(MemberRow).where(account))
        for name in sorted(_LINKED):
            table = tables()[name]
            rows = session.execute(select(table).where(of(table, workspace_id))).mappings().all()
            _blank(session, table, [dict(row) for row in rows], who, instead)
        workspaces.advance(session, workspace_id, changes=0, catalog=True, organisation=True)
    return instead


def ending(books: Books, who: Traces) -> Iterator[Change]:
    """What ends that they hold, and that others' facts name them, the person last."""
    facts = books.facts()
    for subject, body in facts.items():
        place = PLACE.get(subject.kind)
        held = place is not None and subject.key[place] in {*who.keys, who.user}
        if held and subject.kind != "person":
            yield Change(subject, body, None)
        elif subject.kind in ORGANISATION_KINDS or subject.kind == "entry":
            after = _unnamed(body, who)
            if after != body and not held:
                yield Change(subject, body, after)
    yield from _gone(facts, who)


def _gone(facts: Facts, who: Traces) -> Iterator[Change]:
    for subject in (Subject("person", (key,)) for key in sorted(who.keys)):
        if subject in facts:
            yield Change(subject, facts[subject], None)


def _unnamed(body: Body, who: Traces) -> Body:
    """A fact without who confirmed it, asked for it, or owns it."""
    new = dict(body)
    for name in ("confirmed_by", "asked_by"):
        if body.get(name) in who.keys:
            new[name] = None
    if who.keys.intersection(body.get("owners") or ()):
        new["owners"] = [one for one in body["owners"] if one not in who.keys]
    return new


def _blank_page(
    ledger: Ledger,
    workspace_id: str,
    page: tuple[Table, list[dict[str, Any]]],
    who: Traces,
    instead: str,
) -> None:
    """Blanks those rows of a page of a table that name them."""
    table, rows = page
    keys = [_key(table, row) for row in rows if who.in_row(table.name, row)]
    if not keys:
        return
    these = tuple_(*table.primary_key.columns).in_(keys)
    with ledger.writing() as session:
        # What was written meanwhile is read again, and nobody writes more.
        workspaces.hold(session, workspace_id)
        found = session.execute(select(table).where(these)).mappings().all()
        _blank(session, table, [dict(row) for row in found], who, instead)


def _drop_asked(ledger: Ledger, workspace_id: str, who: Traces) -> None:
    ids = list(_asked(ledger, workspace_id, who))
    for start in range(0, len(ids), retention.MOST):
        with ledger.writing() as session:
            retention.drop_questions(session, workspace_id, ids[start : start + retention.MOST])


def _asked(ledger: Ledger, workspace_id: str, who: Traces) -> Iterator[str]:
    """The ids of the questions that they asked."""
    row = QuestionRow
    with ledger.reading() as session:
        query = select(row.id).where(
            row.workspace_id == workspace_id,
            or_(row.member == who.user, row.asker.in_({*who.keys, who.user})),
        )
        yield from session.scalars(query.order_by(row.id)).all()


def _drop_messages(ledger: Ledger, workspace_id: str) -> None:
    """Drops what was sent already, and what messages said that still change: all of it has names.

    Whatever was posted in Slack stays there.
    """
    row = DeliveryRow
    live = select(EditionRow.delivery).where(
        EditionRow.workspace_id == workspace_id,
        EditionRow.live.is_(True),
        EditionRow.delivery.is_not(None),
    )
    settled = and_(row.workspace_id == workspace_id, row.settled_at.is_not(None))
    some = select(row.id).where(settled, row.id.not_in(live)).limit(retention.MOST)
    count = retention.MOST
    while count == retention.MOST:
        with ledger.writing() as session:
            ids = session.scalars(some).all()
            count = len(ids)
            run = session.connection().execute
            run(delete(row).where(row.workspace_id == workspace_id, row.id.in_(ids)))
            run(update(row).where(settled, row.id.in_(live)).values(body={}))


def _drop_own(session: Session, workspace_id: str, who: Traces) -> None:
    """Drops what is theirs alone."""
    ids = {*who.keys, who.user}
    own: dict[type, Any] = {
        VerdictRow: VerdictRow.member == who.user,
        NotifiedRow: NotifiedRow.member == who.user,
        HomeRow: HomeRow.member == who.user,
        RemindedRow: RemindedRow.member == who.user,
        SnoozeRow: SnoozeRow.who.in_(ids),
        DepartureRow: DepartureRow.person.in_(ids),
    }
    for row, theirs in own.items():
        table = table_of(row)
        session.connection().execute(delete(table).where(of(table, workspace_id), theirs))
    matters = session.scalars(
        select(RemindedRow.matter).where(RemindedRow.workspace_id == workspace_id).distinct()
    )
    about = [one for one in matters if ids.intersection(one.split())]
    here = and_(RemindedRow.workspace_id == workspace_id, RemindedRow.matter.in_(about))
    session.execute(delete(RemindedRow).where(here))
    session.execute(
        update(RefusalRow)
        .where(RefusalRow.workspace_id == workspace_id, RefusalRow.actor == who.user)
        .values(words="", because="")
        .execution_options(synchronize_session=False)
    )


def _blank(
    session: Session, table: Table, rows: list[dict[str, Any]], who: Traces, instead: str
) -> None:
    """Blanks the rows of a table that name them, their keys too; seals hold over it."""
    for row in rows:
        after = who.without(table.name, row, instead)
        if after != row and table.name == ChangeRow.__tablename__:
            after["seal"] = chain.blanked(row["seal"], row)
        if new := _new(row, after):
            key = zip(table.primary_key.columns, _key(table, row), strict=True)
            this = [column == value for column, value in key]
            session.connection().execute(update(table).where(*this).values(new))


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _new(row: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if value != row[name]}


def _is_member(name: str, row: dict[str, Any], who: Traces) -> bool:
    return name == MemberRow.__tablename__ and row["id"] == who.user
