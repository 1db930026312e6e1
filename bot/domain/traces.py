"""Where one person is named in what is stored, and the same without them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]

NAMING = frozenset(
    {
        *("person", "people", "owners", "giver", "receiver", "by", "confirmed_by", "asked_by"),
        *("asker", "member", "who", "actor", "installer", "about"),
    }
)
"""Fields, in rows and in bodies, that hold who somebody is."""

OTHERS = frozenset(
    {
        *("workspace_id", "id", "question", "team", "platform", "activity", "role", "ref"),
        *("layer", "source", "structure", "kind", "state", "standing", "delivery", "slot"),
    }
)
"""Columns that name something else, whatever stands there."""

PLACE = {"person": 0, "lead": 1, "steward": 0, "assignment": 2, "snooze": 0}
"""Where in a fact's key, by its kind, somebody is named."""

OWN = ("name", "email", "slack")
"""What a fact about a person says of them."""


@dataclass(frozen=True)
class Traces:
    """Somebody's user id, the keys they are known by here, and their addresses."""

    user: str
    keys: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()

    @cached_property
    def _ids(self) -> frozenset[str]:
        return self.keys | {self.user}

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        listed = "|".join(re.escape(one) for one in sorted({self.user, *self.emails}))
        return re.compile(rf"(?<![\w.+-])(?:{listed})(?![\w-])", re.IGNORECASE)

    def in_row(self, table: str, row: Row) -> bool:
        """Whether a row of a table names them: who did it, or whom it is about, or mentions."""
        return self.without(table, row, "") != row

    def without(self, table: str, row: Row, instead: str) -> Row:
        """The row with `instead` in their place, and nothing of what a person's own fact says."""
        kind = row.get("kind") if table == "changes" else None
        others = OTHERS | {"key"} if table == "teams" else OTHERS
        new = {
            name: value if name in others else self._value(name, value, instead)
            for name, value in row.items()
        }
        if table == "people" and row.get("key") in self._ids:
            new |= {"key": instead, **dict.fromkeys(OWN)}
        if table == "changes":
            new["key"] = self._key(str(kind), row["key"], instead)
            if kind == "person" and new["key"] != row["key"]:
                new |= {side: _bare(row[side]) for side in ("before", "after")}
        return new

    def _key(self, kind: str, key: list[str], instead: str) -> list[str]:
        """A fact's key: one part of it may be who somebody is, and a matter may name them."""
        place = PLACE.get(kind)
        return [
            self._value(
                "who" if at == place else "matter" if kind == "snooze" else "", part, instead
            )
            for at, part in enumerate(key)
        ]

    def _value(self, field: str, value: Any, instead: str) -> Any:
        if isinstance(value, Mapping):
            return {name: self._value(name, one, instead) for name, one in value.items()}
        if isinstance(value, list):
            return [self._value(field, one, instead) for one in value]
        if not isinstance(value, str):
            return value
        if field in NAMING and value in self._ids:
            return instead
        if field == "matter":
            return " ".join(instead if one in self._ids else one for one in value.split(" "))
        return self._anywhere.sub(instead, value)


def _bare(body: Row | None) -> Row | None:
    """What a fact about a person says, without whom it is about."""
    return None if body is None else body | {name: None for name in OWN if name in body}
