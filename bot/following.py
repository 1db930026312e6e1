"""Files that are taken in again by themselves, every so often."""

import logging
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from os.path import normpath
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Self
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from pydantic import Field, field_validator, model_validator

import bot.formats
from bot.commands.take_in import Coming, take_in
from bot.domain.slug import slug
from bot.domain.source import Source
from bot.domain.value import Name, Value
from bot.errors import Flaw, Flaws, RolecallError, StoreUnavailable
from bot.files import MOST_BYTES
from bot.formats import Format, Intake, format_of
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.taking_in.plan import Plan
from bot.ticker import Ticker

LOOK_EVERY = 30.0
ANSWERS_WITHIN, ALL_WITHIN = 20.0, 120.0
"""Seconds in which an address has to say something, and to have said all of it."""

TRIES = 3
"""So often a file is taken in anew because something else was changed meanwhile."""

PIECE = 64 * 1024

FEW = 4
"""Of fewer of a kind, most may leave at once without anything being wrong."""

_PLURALS = {"entry": "entries", "person": "people"}
ACTOR = "following"
UNREACHED = "it can't be reached"
_ADDRESSES = ("https", "http")

FORMATS = frozenset(module.name for module in iter_modules(bot.formats.__path__))
"""The names that formats go by: each is called like its module."""

log = logging.getLogger(__name__)


class Followed(Value):
    """A path, from the project's folder on, or an address, and how often it is read."""

    source: Name
    """A path, from the project's folder on, or an address."""
    format: Name | None = None
    """Its format; left out, the file's name tells."""
    every_minutes: int = Field(60, ge=1)
    """How often it is read."""
    workspace: Name | None = None
    """The Slack workspace's id; left out, the only one there is."""

    @field_validator("source")
    @classmethod
    def _readable(cls, source: str) -> str:
        scheme = urlsplit(source).scheme
        if "://" in source and scheme not in _ADDRESSES:
            raise ValueError("a path, or an address with https://")
        return source

    @field_validator("format")
    @classmethod
    def _known(cls, chosen: str | None) -> str | None:
        if chosen is not None and chosen not in FORMATS:
            raise ValueError(f"one of {', '.join(sorted(FORMATS))}")
        return chosen

    @property
    def is_address(self) -> bool:
        """Whether it is read over the network."""
        return urlsplit(self.source).scheme in _ADDRESSES

    @property
    def place(self) -> str:
        """The same for everything that is the same file, however its path is written."""
        return self.source if self.is_address else normpath(self.source)


class Following(Value):
    """What is followed; a read that would retire more than `most_gone` of it changes nothing."""

    most_gone: float = Field(0.5, gt=0, le=1)
    """A read that would retire more than this share of what the file said before changes nothing.
    """
    files: tuple[Followed, ...] = ()
    """The files."""

    @model_validator(mode="after")
    def _once(self) -> Self:
        seen: set[tuple[str, str | None]] = set()
        flaws = []
        for n, one in enumerate(self.files):
            which = (one.place, one.workspace)
            if which in seen:
                found = f"“{one.source}” a second time"
                flaws.append(Flaw(("files", n, "source"), found, "each file once"))
            seen.add(which)
        if flaws:
            raise Flaws(flaws)
        return self


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
            again = now + timedelta(minutes=one.every_minutes)
            try:
                workspace = self.where(one.workspace)
            except RolecallError as error:
                # There is nobody to tell where there is no such workspace.
                log.warning("%s is not taken in: %s", one.source, error)
                self._due[one] = again
                continue
            if workspace is not None:
                self._due[one] = again
                self._follow(one, workspace)

    def _follow(self, one: Followed, workspace: str) -> None:
        """Takes one file in; anything wrong with it changes nothing and is told."""
        try:
            with self._read(one) as path:
                intake = self._intake(one, path)
                self._take_in(workspace, one, intake, self._origin(one))
        except StoreUnavailable as error:
            # That says nothing of the file, and telling would have to wait as well.
            log.warning("%s is not taken in yet: %s", one.source, error)
            del self._due[one]
        except (RolecallError, Flaws) as error:
            self._troubled(workspace, one, str(error))

    def _intake(self, one: Followed, path: Path) -> Intake:
        chosen = self.formats.get(one.format or format_of(self.formats, path.name) or "")
        if chosen is None:
            raise RolecallError(
                f"what format it has isn't known; say so with `format:`, one of "
                f"{', '.join(self.formats)}"
            )
        try:
            return chosen.read(path)
        except RolecallError as error:
            # An address is read from a copy, which nobody knows and which is elsewhere each time.
            raise RolecallError(str(error).replace(str(path), one.source)) from None
        except Exception as error:
            log.exception("%s is more than its format can read", one.source)
            raise RolecallError(f"it can't be read ({type(error).__name__})") from None

    def _take_in(self, workspace: str, one: Followed, intake: Intake, origin: str) -> None:
        coming = Coming(
            intake.holds, intake.source, intake.managed, origin, ACTOR, anywhere=intake.named
        )

        def before(books: Books, plan: Plan) -> None:
            self._check(books, plan)
            for watched in books.sources():
                if watched.name == _name(one) and watched.trouble is not None:
                    books.set_source(replace(watched, trouble=None))

        for _ in range(TRIES - 1):
            stood = self._stands(workspace)
            try:
                take_in(self.ledger, workspace, coming, self.now(), before)
            except (RolecallError, Flaws):
                if self._stands(workspace) == stood:
                    raise
                # Somebody else changed something, perhaps by taking in the same file.
            else:
                return
        take_in(self.ledger, workspace, coming, self.now(), before)

    def _stands(self, workspace: str) -> int:
        """The number of the last change."""
        with self.ledger.read(workspace) as books:
            return books.workspace.last_change

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
        if owned and not plan.order:
            raise RolecallError(
                "nothing is in it any more, so all that it had would be retired; if that is "
                "right, take it in once with `rolecall import`"
            )

    def _troubled(self, workspace: str, one: Followed, trouble: str) -> None:
        first = trouble.splitlines()[0][:500]
        log.warning("%s is not taken in: %s", one.source, first)
        with self.ledger.open(workspace, self.now()) as books:
            # Whoever follows the same file waits here, and sees then that it was told.
            books.owned(_name(one))
            known = {source.name: source for source in books.sources()}
            watched = known.get(_name(one), Source(_name(one), one.source))
            if watched.trouble == first:
                return
            books.set_source(replace(watched, trouble=first))
            if watched.trouble is not None and _sort(watched.trouble) == _sort(first):
                return
            self.tell(
                books,
                f"{one.source} can't be taken in: {first}. What it said before stays; I try again "
                f"every {one.every_minutes} minutes.",
            )

    def _origin(self, one: Followed) -> str:
        """The address, or the whole path, as an import by hand has it too."""
        return one.source if one.is_address else str((self.root / one.source).resolve())

    @contextmanager
    def _read(self, one: Followed) -> Iterator[Path]:
        """The file itself, or a copy of what an address gives."""
        if not one.is_address:
            yield self.root / one.source
            return
        address = urlsplit(one.source)
        with tempfile.TemporaryDirectory() as folder:
            # Formats take a file's name, or that of its folder, for what it is about.
            where, name = f"{address.netloc}/{address.path}".rsplit("/", 1)
            path = Path(folder) / slug(where) / (name or "file")
            path.parent.mkdir()
            path.write_bytes(_fetched(one.source))
            yield path


class Redirects(HTTPRedirectHandler):
    """Follows to where an address moved, but never from https:// to what anybody can change."""

    def redirect_request(self, req: Request, *rest: Any) -> Request | None:
        """The next request; an error where it would leave what the address promised."""
        *_, moved = rest
        if req.type == "https" != urlsplit(moved).scheme:
            raise URLError(f"it moved to {moved:.200}, which isn't followed")
        return super().redirect_request(req, *rest)


def _opener() -> OpenerDirector:
    """What opens addresses over HTTP and nothing else."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        Redirects,
    ):
        opener.add_handler(handler())
    return opener


def _fetched(address: str) -> bytes:
    request = Request(address, headers={"User-Agent": "rolecall"})  # noqa: S310 http alone
    until = time.monotonic() + ALL_WITHIN
    raw = bytearray()
    try:
        with _opener().open(request, timeout=ANSWERS_WITHIN) as answer:
            while len(raw) <= MOST_BYTES and (piece := answer.read1(PIECE)):
                raw += piece
                if time.monotonic() > until:
                    raise TimeoutError(f"it takes more than {ALL_WITHIN:.0f} seconds")
            lacking = answer.length or 0
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise RolecallError(f"{UNREACHED} ({getattr(error, 'reason', error)})") from None
    if len(raw) > MOST_BYTES:
        raise RolecallError(f"it is larger than {MOST_BYTES // 2**20} MiB")
    if lacking:
        raise RolecallError(f"the last {lacking:,} bytes of it didn't come")
    return bytes(raw)


def _sort(trouble: str) -> str:
    """What is the same for all troubles that need no second notice: why an address is away."""
    return UNREACHED if trouble.startswith(UNREACHED) else trouble


def _name(one: Followed) -> str:
    return f"following:{one.source}"
