"""The one place that builds: settings to ledger, finders and pages."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import bot.formats
from bot import config, plugins
from bot.commands.take_in import EXAMPLE, apply, plan_catalog, plan_organisation
from bot.errors import NotKnown, RolecallError
from bot.formats import Format
from bot.search.finders import Finders
from bot.settings import ROOT, Settings
from bot.store import schema
from bot.store.books import Books
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger

if TYPE_CHECKING:
    from bot.web.server import Server

log = logging.getLogger(__name__)

LOCAL = "local"
"""The workspace of a run without Slack; no Slack workspace ever sees it."""

SHIPPED = "file:config/catalog.yaml"
"""The source of the catalog that comes with the project."""

AT_START = "rolecall"
"""Who did what is done without anybody asking for it."""


@dataclass(frozen=True)
class Product:
    """Everything that the settings call for, built and ready."""

    root: Path
    settings: Settings
    engines: Engines
    ledger: Ledger
    finders: Finders


def now() -> datetime:
    """The time at the edge of the product; inside it, time is an argument."""
    return datetime.now(UTC)


@contextmanager
def build(settings: Settings, root: Path = ROOT) -> Iterator[Product]:
    """The product, closed again at the end."""
    engines = make_engines(settings.database_url, root)
    finders = Finders(config.load_vocabulary(root), config.load_matching(root))
    ledger = Ledger(engines)
    try:
        yield Product(root, settings, engines, ledger, finders)
    finally:
        ledger.close()


def migrate(settings: Settings, root: Path = ROOT) -> str:
    """Brings the database to this version's tables; the revision it is at then."""
    engines = make_engines(settings.database_url, root)
    try:
        return schema.migrate(engines, root)
    finally:
        engines.close()


def formats() -> Mapping[str, Format]:
    """Every file format by name."""
    return plugins.load(bot.formats, "FORMAT", Format)


def workspace(product: Product, wanted: str | None, *, example: bool = True) -> str:
    """The workspace to work in: the one named, else the local one, made ready if it is new.

    A new local workspace gets the shipped catalog, and the example organisation unless told
    otherwise. Raises NotKnown for the name of a workspace that isn't there.
    """
    if wanted is not None and wanted != LOCAL:
        if wanted not in product.ledger.workspaces():
            raise NotKnown(
                f"There is no workspace “{wanted}”; leave --workspace out for the local one."
            )
        return wanted
    digest = _digest(product.root)
    with product.ledger.read(LOCAL) as books:
        ready = books.exists() and not _outdated(books, digest)
    if not ready:
        with product.ledger.open(LOCAL, now()) as books:
            make_ready(books, product.root, example=example)
    return LOCAL


def server(product: Product, workspace_id: str) -> "Server":
    """The web server for the pages of one workspace; it listens once it is started.

    The search index is built here, so that the first question doesn't wait for it.
    """
    # A question in a terminal doesn't wait for the web's libraries.
    from bot.web.app import make_app  # noqa: PLC0415
    from bot.web.health import Health  # noqa: PLC0415
    from bot.web.pages import Pages  # noqa: PLC0415
    from bot.web.server import Server  # noqa: PLC0415

    with product.ledger.read(workspace_id) as books:
        here = books.workspace
        product.finders.of(here.id, here.catalog_version, books.catalog())
    pages = Pages(product.ledger, product.finders, workspace_id, now)
    app = make_app(pages, Health(product.ledger))
    return Server(app, product.settings.host, product.settings.port)


def make_ready(books: Books, root: Path, *, example: bool) -> None:
    """Brings the shipped catalog into the local workspace, or what changed in it since.

    The example comes only with a new workspace. Where the organisation uses what a changed
    catalog no longer has, the stored one stays, with a warning.
    """
    new = not books.exists() and books.create("This machine")
    digest = _digest(root)
    if not new and not _outdated(books, digest):  # another process was faster
        return
    catalog = config.load_catalog(root)
    try:
        plan = plan_catalog(books, catalog, SHIPPED, digest)
    except RolecallError as error:
        log.warning("The changed config/%s is not used yet: %s", config.CATALOG, error)
        return
    apply(books, plan, AT_START)
    if new and example:
        organisation = config.load_example(root, catalog)
        apply(books, plan_organisation(books, organisation, EXAMPLE), AT_START)


def _outdated(books: Books, digest: str) -> bool:
    """Whether the catalog came from the project's file, which has changed since."""
    here = books.workspace
    return here.catalog_source == SHIPPED and here.catalog_digest != digest


def _digest(root: Path) -> str:
    path = root / "config" / config.CATALOG
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        config.load_catalog(root)  # says what is wrong with the file
        raise
