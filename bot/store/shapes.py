"""How facts lie in rows: a fact's key and body are columns of the same names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.fact import Body, Kind, Subject
from bot.domain.value import kind_of
from bot.store.tables import (
    AssignmentRow,
    ChecklistRow,
    DigestRow,
    DismissalRow,
    EntryRow,
    FactRow,
    LeadRow,
    OverrideRow,
    PersonRow,
    SnoozeRow,
    StewardRow,
    TeamRow,
    WaiverRow,
)

# The head of a catalog lies among its entries, under a ref that no entry can have.
HEAD = "catalog:head"
_WHOLE = ("body",)
"""The one column of a fact whose body is stored as it is."""

_DAYS = {"since", "until", "confirmed", "asked"}


@dataclass(frozen=True)
class Shape:
    """The columns that hold one kind of fact."""

    kind: Kind
    table: type[FactRow]
    key: tuple[str, ...]
    body: tuple[str, ...]
    only: tuple[ColumnElement[bool], ...] = ()

    def columns(self, *more: str) -> tuple[InstrumentedAttribute[Any], ...]:
        """The columns of the key, those of the body, then those that are named."""
        return tuple(getattr(self.table, name) for name in (*self.key, *self.body, *more))

    def key_columns(self) -> tuple[InstrumentedAttribute[Any], ...]:
        """The columns of the key."""
        return tuple(getattr(self.table, name) for name in self.key)

    def fits(self, subject: Subject) -> bool:
        """Whether its key has as many parts as those that are stored."""
        return len(subject.key) + (self.kind == "catalog") == len(self.key)

    def place(self, subject: Subject) -> dict[str, str]:
        """The key's columns, filled."""
        key = (*subject.key, HEAD) if self.kind == "catalog" else subject.key
        return dict(zip(self.key, key, strict=True))

    def filled(self, subject: Subject, body: Body) -> dict[str, Any]:
        """The body's columns, filled; KeyError where the body lacks one."""
        if self.table is EntryRow:
            kind = None if self.kind == "catalog" else kind_of(subject.key[1])
            return {"kind": kind, "body": body}
        if self.body == _WHOLE:
            return {"body": body}
        return {name: _to_column(name, body[name]) for name in self.body}

    def subject(self, row: Sequence[Any]) -> Subject:
        """What a row that begins with the key's columns is about."""
        key = row[:1] if self.kind == "catalog" else row[: len(self.key)]
        return Subject(self.kind, tuple(key))

    def fact_body(self, row: Sequence[Any]) -> Body:
        """The body in a row that begins with the columns of `columns()`."""
        values = row[len(self.key) :]
        if self.body == _WHOLE:
            body: Body = values[0]
            return body
        return {name: _from_column(values[i]) for i, name in enumerate(self.body)}

    def whole(self, body: Body | None) -> Body | None:
        """A body as it is today: one from before a column was there has nothing in it."""
        if body is None or self.body == _WHOLE:
            return body
        return {name: body.get(name) for name in self.body}


def _to_column(name: str, value: object) -> object:
    return date.fromisoformat(value) if name in _DAYS and isinstance(value, str) else value


def _from_column(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


_SHAPES = (
    Shape("catalog", EntryRow, ("layer", "ref"), _WHOLE, (EntryRow.ref == HEAD,)),
    Shape("entry", EntryRow, ("layer", "ref"), _WHOLE, (EntryRow.ref != HEAD,)),
    Shape("person", PersonRow, ("key",), ("name", "email", "slack", "active")),
    Shape("team", TeamRow, ("key",), ("name", "kind", "platform", "structure", "channel")),
    Shape("lead", LeadRow, ("team", "person"), ()),
    Shape("steward", StewardRow, ("person",), ()),
    Shape(
        "assignment",
        AssignmentRow,
        ("team", "role", "person"),
        (
            *("standing", "state", "since", "until"),
            *("confirmed", "confirmed_by", "asked", "asked_by"),
        ),
    ),
    Shape("override", OverrideRow, ("team", "activity"), ("roles", "because")),
    Shape("waiver", WaiverRow, ("team", "role"), ("because",)),
    Shape("digest", DigestRow, ("key",), _WHOLE),
    Shape("checklist", ChecklistRow, ("key",), _WHOLE),
    Shape("dismissal", DismissalRow, ("key",), _WHOLE),
    Shape("snooze", SnoozeRow, ("who", "matter"), _WHOLE),
)
SHAPES: dict[Kind, Shape] = {shape.kind: shape for shape in _SHAPES}
