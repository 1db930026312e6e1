"""Organisations and catalogs in and out of files, one format a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.files import Document


@dataclass(frozen=True)
class Intake:
    """What a file holds: an organisation or a catalog, and where each part of it stands."""

    document: Document
    source: str
    holds: Organisation | Catalog


@dataclass(frozen=True)
class Format:
    """A way to write an organisation or catalog down; `endings` are the file names it claims."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path], Intake]
    write: Callable[[Organisation | Catalog], str]
