"""The seals of the audit: each change is sealed together with all that came before it.

A seal is `SALT.MARK`: the mark is a digest of the mark before it and of what the change says, and
the salt keeps anybody from guessing what it said once that is blanked. A change that was blanked
keeps that digest instead, `=DIGEST.MARK`. Where retention dropped the change before it, a seal
also tells that one's mark: `SALT.MARK.BEFORE`.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import RowMapping

from bot.store.tables import ChangeRow, Tables

SAYS = tuple(
    column.name
    for column in Tables.metadata.tables[ChangeRow.__tablename__].columns
    if column.name != "seal"
)
"""The columns that a change is sealed with: all others."""

ChangeLike: TypeAlias = Mapping[str, Any] | RowMapping
"""What a row of changes holds, by column."""

_BLANKED = "="
_SALT = 16
_ALL = itemgetter(*SAYS)


@dataclass(frozen=True)
class Seal:
    """A seal taken apart; `salt` is none where the change was blanked, which `digest` then has."""

    salt: str | None
    digest: str | None
    mark: str
    before: str | None = None

    def __str__(self) -> str:
        first = self.salt if self.digest is None else f"{_BLANKED}{self.digest}"
        return ".".join((first or "", self.mark, *((self.before,) if self.before else ())))

    def fits(self, row: ChangeLike, before: str) -> bool:
        """Whether it seals this change behind the one with the mark `before`."""
        said = self.digest or _said(row, self.salt or "")
        return self.mark == _mark(before, said)


def read(text: str) -> Seal:
    """The seal in a text; one that fits nothing where it is none."""
    first, mark, before = (*text.split("."), "", "")[:3]
    if first.startswith(_BLANKED):
        return Seal(None, first.removeprefix(_BLANKED), mark, before or None)
    return Seal(first, None, mark, before or None)


def sealed(rows: Sequence[dict[str, Any]], newest: str | None) -> str | None:
    """Seals rows in their order behind the newest seal until now; gives the newest from then on."""
    before = read(newest or "").mark
    salts = os.urandom(_SALT * len(rows)).hex()
    for place, row in enumerate(rows):
        salt = salts[2 * _SALT * place : 2 * _SALT * (place + 1)]
        before = _mark(before, _said(row, salt))
        newest = row["seal"] = f"{salt}.{before}"
    return newest


def blanked(text: str | None, row: ChangeLike) -> str | None:
    """The seal of a change that is about to be blanked, made from what it says until now."""
    if text is None:
        return None
    seal = read(text)
    if seal.digest is not None:
        return text
    return str(replace(seal, salt=None, digest=_said(row, seal.salt or "")))


def carrying(text: str | None, before: str | None) -> str | None:
    """The seal of a change before which another one, with the seal `before`, is being dropped."""
    if text is None or before is None:
        return text
    return str(replace(read(text), before=read(before).mark))


@dataclass(frozen=True)
class Verified:
    """What walking the chain found; `broken` says where it first doesn't hold.

    `unsealed` changes are from before there were seals, `blanked` ones no longer say whom they
    were about, and `dropped` ones went with age.
    """

    sealed: int
    unsealed: int
    blanked: int
    dropped: int
    seal: str | None
    broken: str | None


class Walk:
    """Goes along the changes of one workspace, oldest first, to where the chain doesn't hold."""

    def __init__(self) -> None:
        self._number = 0
        self._seal: Seal | None = None
        self._counts = {"sealed": 0, "unsealed": 0, "blanked": 0, "dropped": 0}
        self._broken: str | None = None

    def over(self, rows: Iterable[ChangeLike]) -> None:
        """Goes on over these, to the first that doesn't hold."""
        for row in rows:
            if self._broken is None:
                self._broken = self._step(row)

    def end(self, last_change: int, newest: str | None) -> Verified:
        """What was found; the workspace's own counter and newest seal tell what is missing."""
        mark = self._seal.mark if self._seal else ""
        if self._broken is None and self._number != last_change:
            first = min(self._number, last_change) + 1
            what = "is missing" if self._number < last_change else "was inserted"
            self._broken = f"change {first} {what}"
        if self._broken is None and read(newest or "").mark != mark:
            self._broken = f"change {self._number} isn't the one that was recorded last"
        return Verified(**self._counts, seal=mark or None, broken=self._broken)

    def _step(self, row: ChangeLike) -> str | None:
        """Takes one row in; what is wrong with it."""
        number, text = row["number"], row["seal"]
        gap, seal = number - self._number - 1, None if text is None else read(text)
        if seal is None and self._seal is not None:
            return f"change {number} was inserted, or its seal removed"
        carried = seal.before if seal is not None else None
        # What was dropped from before there were seals is vouched for by nothing.
        if gap and carried is None and seal is not None and self._seal is not None:
            return f"change {self._number + 1} is missing"
        self._counts["dropped"] += gap
        self._number = number
        if seal is None:
            self._counts["unsealed"] += 1
            return None
        before = carried if gap and carried else (self._seal.mark if self._seal else "")
        self._seal = seal
        self._counts["sealed"] += 1
        self._counts["blanked"] += seal.digest is not None
        if seal.fits(row, before):
            return None
        missing = gap and not carried
        return f"change {number - 1} is missing" if missing else f"change {number} was altered"


def _said(row: ChangeLike, salt: str) -> str:
    """A digest of what a change says."""
    return _digest(salt + _JSON.encode(_ALL(row)))


@lru_cache(maxsize=64)
def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


_JSON = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), default=_moment, check_circular=False
)


def _mark(before: str, said: str) -> str:
    return _digest(f"{before} {said}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
