"""Building the product: the workspace made ready once, and the shipped catalog kept up to date."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.commands.take_in import EXAMPLE, apply, planned
from bot.config import load_catalog, load_example, load_matching, load_vocabulary
from bot.domain.organisation import Organisation
from bot.errors import FileRefused, NotKnown, RolecallError, SchemaBehind
from bot.search.finders import Finders
from bot.settings import Settings
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.wiring import LOCAL, SHIPPED, Product


@pytest.fixture(scope="module")
def finders(root: Path) -> Finders:
    """Finders over the shipped vocabulary."""
    return Finders(load_vocabulary(root), load_matching(root))


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A root with a config/ to edit."""
    shutil.copytree(root / "config", tmp_path / "root" / "config")
    return tmp_path / "root"


@pytest.fixture
def product(engines: Engines, copied: Path, finders: Finders) -> Product:
    """The product on a migrated, empty database."""
    return Product(copied, Settings(), engines, Ledger(engines), finders)


@pytest.fixture
def on_a_file(migrated_file: Path, tmp_path: Path) -> Settings:
    """Settings for a migrated SQLite database."""
    path = tmp_path / "rolecall.db"
    shutil.copy(migrated_file, path)
    return Settings(database_url=f"sqlite:///{path}", host="127.0.0.1", port=0)


def _edit(copied: Path, old: str, new: str) -> None:
    path = copied / "config" / "catalog.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_new_workspace(product: Product, root: Path) -> None:
    """The new local workspace holds the shipped catalog and the example."""
    catalog = load_catalog(root)
    assert wiring.workspace(product, None) == LOCAL
    with product.ledger.read(LOCAL) as books:
        assert books.catalog() == catalog
        assert books.organisation() == load_example(root, catalog)
        assert books.workspace.catalog_source == SHIPPED
        assert books.owned(EXAMPLE)
        assert {one.actor for one in books.history(500)} == {wiring.AT_START}


def test_without_the_example(product: Product) -> None:
    """A new workspace can start without the example, and doesn't get it later."""
    for example in (False, True):
        wiring.workspace(product, LOCAL, example=example)
        with product.ledger.read(LOCAL) as books:
            assert books.organisation().people == ()
            assert len(books.catalog().activities) == 13


def test_made_ready_once(product: Product) -> None:
    """The second start finds the workspace as it is and changes nothing."""
    wiring.workspace(product, None)
    with product.ledger.read(LOCAL) as books:
        before = books.workspace
    wiring.workspace(product, None, example=False)
    with product.ledger.read(LOCAL) as books:
        assert books.workspace == before


def test_own_organisation_stays(product: Product) -> None:
    """The example doesn't come back once another organisation took its place."""
    wiring.workspace(product, None)
    mine = Organisation.model_validate({"organisation": "Mine", "people": [{"key": "me"}]})
    with product.ledger.open(LOCAL, wiring.now()) as books:
        apply(books, planned(books, mine, "yaml:Mine"), "U1")
    wiring.workspace(product, None)
    with product.ledger.read(LOCAL) as books:
        assert books.organisation() == mine


def test_edited_catalog(product: Product, copied: Path) -> None:
    """A change in the shipped file is taken in at the next start, and the organisation stays."""
    wiring.workspace(product, None)
    _edit(copied, "name: Monitor models", "name: Keep an eye on models")
    wiring.workspace(product, None)
    with product.ledger.read(LOCAL) as books:
        assert "Keep an eye on models" in [one.name for one in books.catalog().activities]
        assert len(books.organisation().teams) == 4
        [newest] = books.history(1)
    assert newest.change.subject.key == ("base", "activity:monitor-models")


def test_imported_catalog_stays(product: Product, copied: Path) -> None:
    """A catalog that somebody imported isn't replaced by the shipped one."""
    wiring.workspace(product, None)
    with product.ledger.open(LOCAL, wiring.now()) as books:
        own = books.catalog().model_copy(update={"catalog": "Ours"})
        apply(books, planned(books, own, "yaml:Ours"), "U1")
    _edit(copied, "name: Monitor models", "name: Keep an eye on models")
    wiring.workspace(product, None)
    with product.ledger.read(LOCAL) as books:
        assert books.catalog() == own


@pytest.mark.parametrize("broken", ["catalog.yaml", "example.yaml"])
def test_broken_config(broken: str, product: Product, copied: Path) -> None:
    """Where the catalog or the example is broken no half of a workspace is left."""
    with (copied / "config" / broken).open("a", encoding="utf-8") as file:
        file.write("\nnonsense: 1\n")
    with pytest.raises(FileRefused, match=rf"{broken}:\d+: nonsense: "):
        wiring.workspace(product, None)
    assert product.ledger.workspaces() == ()


def test_missing_catalog(product: Product, copied: Path) -> None:
    """A shipped catalog that isn't there is named."""
    (copied / "config" / "catalog.yaml").unlink()
    with pytest.raises(FileRefused, match=r"catalog\.yaml: found no such file"):
        wiring.workspace(product, None)


def test_unknown_workspace(product: Product) -> None:
    """A workspace that isn't there is refused by its name and not made."""
    with pytest.raises(NotKnown, match="no workspace “T1”"):
        wiring.workspace(product, "T1")
    assert product.ledger.workspaces() == ()


def test_named_workspace(product: Product) -> None:
    """A workspace that is there can be named, and the local one isn't made for it."""
    with product.ledger.open("T1", wiring.now()) as books:
        books.create("Acme")
    assert wiring.workspace(product, "T1") == "T1"
    assert product.ledger.workspaces() == ("T1",)


def test_unmigrated(bare: Engines, root: Path, finders: Finders) -> None:
    """A database without tables is refused."""
    product = Product(root, Settings(), bare, Ledger(bare), finders)
    with pytest.raises(SchemaBehind, match="run `rolecall migrate`"):
        wiring.workspace(product, None)


def test_build(on_a_file: Settings, root: Path) -> None:
    """What is built carries its settings and answers from its database, at its root."""
    with wiring.build(on_a_file, root) as product:
        assert (product.settings, product.root) == (on_a_file, root)
        assert wiring.workspace(product, None) == LOCAL
        assert product.ledger.workspaces() == (LOCAL,)


@pytest.mark.parametrize("name", ["vocabulary.yaml", "matching.yaml"])
def test_build_on_broken_config(name: str, on_a_file: Settings, copied: Path) -> None:
    """A broken file stops the building with its path."""
    (copied / "config" / name).write_text("nonsense: 1\n", encoding="utf-8")
    with (
        pytest.raises(FileRefused, match=rf"{name}:1: nonsense"),
        wiring.build(on_a_file, copied),
    ):
        pass


def test_build_on_a_bad_database(root: Path) -> None:
    """A database of a kind that isn't supported stops the building."""
    settings = Settings(database_url="mysql://h/d")
    with pytest.raises(RolecallError, match="not mysql://"), wiring.build(settings, root):
        pass


def test_migrate(tmp_path: Path, root: Path) -> None:
    """Migrating makes the database, and says at which revision it is."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'var' / 'new.db'}")
    revision = wiring.migrate(settings, root)
    assert revision
    assert wiring.migrate(settings, root) == revision
    with wiring.build(settings, root) as product:
        assert product.ledger.workspaces() == ()


def test_formats() -> None:
    """Every format is there by its name."""
    formats = wiring.formats()
    assert "yaml" in formats
    assert all(one.name == name for name, one in formats.items())


def test_now() -> None:
    """The time is a moment in UTC."""
    assert wiring.now().utcoffset() == timedelta(0)


@pytest.fixture
def serving(on_a_file: Settings, root: Path) -> Iterator[str]:
    """The address of a server with the pages of the local workspace."""
    with wiring.build(on_a_file, root) as product:
        server = wiring.server(product, wiring.workspace(product, None))
        server.start()
        try:
            yield server.url
        finally:
            server.close()


def test_server(serving: str) -> None:
    """The server listens where the settings say, on a port of the system's where they say 0."""
    assert serving.startswith("http://127.0.0.1:")
    assert not serving.endswith(":0")
