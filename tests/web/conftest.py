"""The web application over the example organisation, and a server that it answers from."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import wiring
from bot.config import load_learned, load_matching, load_operations, load_slack, load_vocabulary
from bot.search.finders import Finders
from bot.settings import Settings
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.server import Server
from bot.wiring import LOCAL, Product, desk
from tests.web.sites import local_site

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def finders(root: Path) -> Finders:
    """Finders over the shipped vocabulary."""
    return Finders(load_vocabulary(root), load_matching(root), load_learned(root))


@pytest.fixture
def product(engines: Engines, root: Path, finders: Finders) -> Product:
    """The product with the example organisation, on each database."""
    made = Product(
        root,
        Settings(),
        engines,
        Ledger(engines),
        finders,
        desk(root),
        load_slack(root),
        load_operations(root),
    )
    wiring.workspace(made, None)
    return made


@pytest.fixture
def both(product: Product) -> FlaskClient:
    """A client of the application on each database, with an example of its own."""
    return _app(product).test_client()


@pytest.fixture(scope="session")
def app(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on SQLite; all tests that change nothing share it."""
    path = tmp_path_factory.mktemp("web") / "rolecall.db"
    shutil.copy(migrated_file, path)
    with wiring.build(Settings(database_url=f"sqlite:///{path}"), root) as built:
        wiring.workspace(built, None)
        yield _app(built)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client on this machine."""
    return app.test_client()


@pytest.fixture(scope="session")
def served(app: Flask) -> Iterator[str]:
    """The address at which the application is served."""
    server = Server(app, "127.0.0.1", 0)
    server.start()
    try:
        yield server.url
    finally:
        server.close()


def _app(product: Product) -> Flask:
    site = local_site(product.ledger, product.finders, lambda: LOCAL, lambda: NOW)
    return make_app(site, Health(product.ledger, lambda: "off", lambda: None))
