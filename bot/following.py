"""Files that are taken in again by themselves, every so often."""

import logging
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pydantic import Field, field_validator

from bot.commands.take_in import Coming, Plan, take_in
from bot.domain.slug import slug
from bot.domain.source import Source
from bot.domain.value import Name, Value
from bot.errors import Flaws, RolecallError
from bot.files import MOST_BYTES
from bot.formats import Format, Intake, format_of
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.ticker import Ticker

LOOK_EVERY = 30.0
ANSWERS_WITHIN = 20.0
"""Seconds that an address has for its answer."""

FEW = 4
"""Of fewer of a kind, most may leave at once without anything being wrong."""

_PLURALS = {"entry": "entries", "person": "people"}
ACTOR = "following"
_ADDRESSES = ("https", "http")

log = logging.getLogger(__name__)


class Followed(Value):
    """A path, from the project's folder on, or an address, and how often it is read."""

    source: Name
    format: Name | None = None
    every_minutes: int = Field(60, ge=1)
    workspace: Name | None = None

    @field_validator("source")
    @classmethod
    def _readable(cls, source: str) -> str:
        scheme = urlsplit(source).scheme
        if "://" in source and scheme not in _ADDRESSES:
            raise ValueError("a path, or an address with https://")
        return source


class Following(Value):
    """What is followed; a read that would retire more than `most_gone` of it changes nothing."""

    most_gone: float = Field(0.5, gt=0, le=1)
    files: tuple[Followed, ...] = ()


@dataclass
class Follower:
    """Takes followed files in as they fall due; what can't be read is told to stewards, once.

    `where` finds the workspace for a name or for none, and None as long as it isn't known; `tell`
    writes to those who look after it.
    """

    following: Following
    formats: Mapping[str, Format]
    ledger: Ledger
    root: Path
    now: Callable[[], datetime]
    where: Callable[[str | None], str | None]
    tell: Callable[[Books, str], None]
    _due: dict[Followed, datetime] = field(default_factory=dict)

    def ticker(self) -> Ticker:
        """What looks every so often whether something is due."""
        return Ticker("following", LOOK_EVERY, self.look)

    def look(self, stopped: threading.Event) -> None:
        """Takes in what is due."""
        for one in self.following.files:
            now = self.now()
            if stopped.is_set() or now < self._due.get(one, now):
                continue
            workspace = self.where(one.workspace)
            if workspace is not None:
                self._due[one] = now + timedelta(minutes=one.every_minutes)
                self._follow(one, workspace)

    def _follow(self, one: Followed, workspace: str) -> None:
        """Takes one file in; anything wrong with it changes nothing and is told."""
        try:
            with self._read(one) as path:
                self._take_in(workspace, one, self._intake(one, path), self._origin(one))
        except RolecallError as error:
            self._troubled(workspace, one, str(error))

    def _intake(self, one: Followed, path: Path) -> Intake:
        chosen = self.formats.get(one.format or format_of(self.formats, path.name) or "")
        if chosen is None:
            raise RolecallError(
                f"what format it has isn't known; say so with `format:`, one of "
                f"{', '.join(self.formats)}"
            )
        return chosen.read(path)

    def _take_in(self, workspace: str, one: Followed, intake: Intake, origin: str) -> None:
        coming = Coming(
            intake.holds, intake.source, intake.managed, origin, ACTOR, anywhere=intake.named
        )

        def before(books: Books, plan: Plan) -> None:
            self._check(books, plan)
            for watched in books.sources():
                if watched.name == _name(one) and watched.trouble is not None:
                    books.set_source(replace(watched, trouble=None))

        try:
            take_in(self.ledger, workspace, coming, self.now(), before)
        except Flaws as flaws:
            raise RolecallError(str(flaws)) from None

    def _check(self, books: Books, plan: Plan) -> None:
        """Refuses a plan that would retire most of what the file said before."""
        owned = books.owned(plan.source)
        leaving = {one.subject for one in plan.changes if one.after is None} & owned
        gone = Counter(subject.kind for subject in leaving)
        for kind, before in Counter(subject.kind for subject in owned).items():
            if before < FEW or gone[kind] < before * self.following.most_gone:
                continue
            several = _PLURALS.get(kind, f"{kind}s")
            raise RolecallError(
                f"{gone[kind]:,} of the {before:,} {several} that it had would be retired; if that "
                "is right, take it in once with `rolecall import`"
            )

    def _troubled(self, workspace: str, one: Followed, trouble: str) -> None:
        first = trouble.splitlines()[0][:500]
        log.warning("%s is not taken in: %s", one.source, first)
        with self.ledger.open(workspace, self.now()) as books:
            known = {source.name: source for source in books.sources()}
            watched = known.get(_name(one), Source(_name(one), one.source))
            if watched.trouble == first:
                return
            books.set_source(replace(watched, trouble=first))
            self.tell(
                books,
                f"{one.source} can't be taken in: {first}. What it said before stays; I try again "
                f"every {one.every_minutes} minutes.",
            )

    def _origin(self, one: Followed) -> str:
        """The address, or the whole path, as an import by hand has it too."""
        is_address = urlsplit(one.source).scheme in _ADDRESSES
        return one.source if is_address else str((self.root / one.source).resolve())

    @contextmanager
    def _read(self, one: Followed) -> Iterator[Path]:
        """The file itself, or a copy of what an address gives."""
        address = urlsplit(one.source)
        if address.scheme not in _ADDRESSES:
            yield self.root / one.source
            return
        with tempfile.TemporaryDirectory() as folder:
            # Formats take a file's name, or that of its folder, for what it is about.
            where, name = f"{address.netloc}/{address.path}".rsplit("/", 1)
            path = Path(folder) / slug(where) / (name or "file")
            path.parent.mkdir()
            path.write_bytes(_fetched(one.source))
            yield path


def _fetched(address: str) -> bytes:
    request = Request(address, headers={"User-Agent": "rolecall"})  # noqa: S310 http alone
    try:
        with urlopen(request, timeout=ANSWERS_WITHIN) as answer:  # noqa: S310 http alone
            raw: bytes = answer.read(MOST_BYTES + 1)
            lacking = answer.length or 0
    except (URLError, HTTPException, TimeoutError, OSError, ValueError) as error:
        raise RolecallError(f"it can't be reached ({getattr(error, 'reason', error)})") from None
    if lacking and len(raw) <= MOST_BYTES:
        raise RolecallError(f"the last {lacking:,} bytes of it didn't come")
    return raw


def _name(one: Followed) -> str:
    return f"following:{one.source}"
