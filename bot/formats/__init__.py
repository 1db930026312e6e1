"""Organisations and catalogs in and out of files, one format a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.catalog import Catalog
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation
from bot.domain.sheet import Sheet
from bot.files import Document


@dataclass(frozen=True)
class Intake:
    """What a file holds, and where each part of it stands; `source` names it from now on.

    That is said in the file itself, or, unless `named`, made of the file's name.
    """

    document: Document
    source: str
    holds: Organisation | Catalog | Holdings | Sheet
    named: bool = False

    @property
    def managed(self) -> tuple[str, ...]:
        """What only this file may change."""
        return self.holds.managed if isinstance(self.holds, Organisation | Catalog) else ()


@dataclass(frozen=True)
class Format:
    """A way to write ownership down; `endings` are the ends of the file names that it claims.

    A format without `write` can only be taken in.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path], Intake]
    write: Callable[[Organisation | Catalog], str] | None = None


def format_of(formats: Mapping[str, Format], name: str) -> str | None:
    """The name of the format that claims most of a file's name; None where none does."""
    claimed = {
        ending: one.name
        for one in formats.values()
        for ending in one.endings
        if name.lower().endswith(ending)
    }
    return claimed[max(claimed, key=len)] if claimed else None
