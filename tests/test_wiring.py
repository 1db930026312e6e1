"""Building the product: the workspace made ready once, and the shipped catalog kept up to date."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from pydantic import SecretStr

from bot import wiring
from bot.commands.take_in import apply, planned
from bot.config import (
    load_catalog,
    load_example,
    load_learned,
    load_matching,
    load_operations,
    load_slack,
    load_vocabulary,
)
from bot.domain.catalog import OWNER, Catalog
from bot.domain.fact import HERE, Change
from bot.domain.layer import OVER, RETIRED
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.domain.ownership.entries import own
from bot.domain.source import SHIPPED
from bot.errors import FileRefused, NotKnown, RolecallError, SchemaBehind
from bot.search.finders import Finders
from bot.settings import ROOT, Settings, kept_key
from bot.store import erasing
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.sealing import Seals
from bot.taking_in.plan import EXAMPLE
from bot.web.server import Server
from bot.wiring import LOCAL, Product, desk
from tests.fake_slack import FakeSlack, Fault
from tests.tuning import bakery


@pytest.fixture(scope="module")
def finders(root: Path) -> Finders:
    """Finders over the shipped vocabulary."""
    return Finders(load_vocabulary(root), load_matching(root), load_learned(root))


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A root with a config/ to edit."""
    shutil.copytree(root / "config", tmp_path / "root" / "config")
    return tmp_path / "root"


@pytest.fixture
def product(engines: Engines, copied: Path, finders: Finders) -> Product:
    """The product on a migrated, empty database, without tokens."""
    return _product(engines, copied, finders)


@pytest.fixture
def on_a_file(migrated_file: Path, tmp_path: Path) -> Settings:
    """Settings for a migrated SQLite database."""
    path = tmp_path / "rolecall.db"
    shutil.copy(migrated_file, path)
    return Settings(database_url=f"sqlite:///{path}", host="127.0.0.1", port=0)


def _product(engines: Engines, root: Path, finders: Finders) -> Product:
    settings = Settings(slack_bot_token=None, slack_app_token=None)
    return Product(
        root,
        settings,
        engines,
        Ledger(engines),
        finders,
        desk(root),
        load_slack(root),
        load_operations(root),
    )


def _with_tokens(product: Product, slack: FakeSlack, **more: SecretStr | None) -> Product:
    tokens = {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
    }
    settings = Settings.model_validate({"slack_api_url": slack.api_url} | tokens | more)
    return replace(product, settings=settings)


def _install(product: Product, *names: str) -> None:
    """Makes workspaces that are Slack's."""
    for name in names:
        with product.ledger.open(name, wiring.now()) as books:
            wiring.make_ready(books, product.root, name=f"Acme {name}", example=False)
            found = Installation(name, None, "U0", None, None, [], wiring.now())
            books.roster.set_installation(found)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """Slack."""
    with FakeSlack() as fake:
        yield fake


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


def test_only_one_of_slacks(product: Product) -> None:
    """Where one workspace is Slack's it is the one meant, and no local one is made."""
    with product.ledger.open("elsewhere", wiring.now()) as books:
        books.create("Not Slack's")
    _install(product, "T1")
    assert wiring.workspace(product, None) == "T1"
    assert wiring.to_fill(product, None) == "T1"
    assert product.ledger.workspaces() == ("T1", "elsewhere")


def test_local_beside_slacks(product: Product) -> None:
    """The local workspace is still meant where it is named, and made where it isn't there."""
    _install(product, "T1")
    assert wiring.workspace(product, LOCAL) == LOCAL
    assert wiring.workspace(product, None) == "T1"
    with product.ledger.read(LOCAL) as books:
        assert books.organisation().teams


def test_several_of_slacks(product: Product) -> None:
    """Where several are Slack's none is guessed: they are listed, and each can be named."""
    _install(product, "T2", "T1")
    for choose in (wiring.workspace, wiring.to_fill):
        with pytest.raises(NotKnown, match=r"Say which workspace with --workspace: T1 or T2\.$"):
            choose(product, None)
        assert choose(product, "T2") == "T2"
        with pytest.raises(NotKnown, match="no workspace “T3”; there is T1 and T2"):
            choose(product, "T3")
    assert product.ledger.workspaces() == ("T1", "T2")


def test_to_fill_without_slack(product: Product) -> None:
    """Without tokens it is the local workspace that is filled."""
    assert wiring.to_fill(product, None) == LOCAL
    assert wiring.to_fill(product, LOCAL) == LOCAL
    with pytest.raises(NotKnown, match="no workspace “T1”"):
        wiring.to_fill(product, "T1")


def test_to_fill_before_the_first_start(product: Product, slack: FakeSlack) -> None:
    """With tokens that were never used Slack tells the workspace, once; it gets the catalog."""
    connected = _with_tokens(product, slack)
    for _ in range(2):
        assert wiring.to_fill(connected, None) == slack.team.id
    assert [call.method for call in slack.calls] == ["auth.test"]
    assert wiring.workspace(connected, None) == slack.team.id
    with product.ledger.read(slack.team.id) as books:
        assert books.workspace.name == slack.team.name
        assert books.catalog() == load_catalog(product.root)
        assert books.organisation().teams == ()
        found = books.roster.installation()
    assert found
    assert (found.bot_user, found.bot_id, found.url) == ("U0BOT", "B0BOT", slack.team.url)
    assert found.scopes == sorted(slack.scopes)


def test_to_fill_named(product: Product, slack: FakeSlack) -> None:
    """Slack isn't asked where the workspace is named."""
    assert wiring.to_fill(_with_tokens(product, slack), LOCAL) == LOCAL
    assert slack.calls == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=500), r"^Slack has to say .* say where to with --workspace\.$"),
        (Fault(status=429, retry_after=30), r"^Slack has to say .* say where to with --workspace"),
        (Fault(error="invalid_auth"), r"^SLACK_BOT_TOKEN doesn't work .* copy it again"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_to_fill_without_an_answer(
    fault: Fault, said: str, product: Product, slack: FakeSlack
) -> None:
    """Where Slack doesn't tell which workspace it is, that is said and nothing is made."""
    slack.always("auth.test", fault)
    with pytest.raises(RolecallError, match=said):
        wiring.to_fill(_with_tokens(product, slack), None)
    assert product.ledger.workspaces() == ()


def test_connection_without_tokens(product: Product) -> None:
    """Without tokens there is no connection to Slack."""
    assert wiring.connection(product) is None


@pytest.mark.parametrize(
    ("missing", "named"),
    [("slack_bot_token", "SLACK_BOT_TOKEN"), ("slack_app_token", "SLACK_APP_TOKEN")],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_connection_with_one_token(
    missing: str, named: str, product: Product, slack: FakeSlack
) -> None:
    """With one token alone the other is named, and Slack isn't asked."""
    halfway = _with_tokens(product, slack, **{missing: None})
    for connect in (wiring.connection, lambda one: wiring.to_fill(one, None)):
        with pytest.raises(RolecallError, match=rf"^{named} isn't set, and Slack is connected in"):
            connect(halfway)
    assert slack.calls == []
    assert product.ledger.workspaces() == ()


def test_connection_with_both(product: Product, slack: FakeSlack) -> None:
    """With both tokens there is a connection, which does nothing before it is started."""
    made = wiring.connection(_with_tokens(product, slack))
    assert made
    assert (made.state, made.workspace, made.name) == ("disconnected", None, None)
    assert slack.calls == []
    assert product.ledger.workspaces() == ()


def test_ledger_knows_the_stewards(on_a_file: Settings, copied: Path, root: Path) -> None:
    """Who config names as the first stewards are those of every workspace without others."""
    (copied / "migrations").symlink_to(root / "migrations")
    path = copied / "config" / "slack.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("stewards: []", "stewards: [U7]"), encoding="utf-8")
    with wiring.build(on_a_file, copied) as product:
        assert product.options.stewards == ("U7",)
        with product.ledger.open("T1", wiring.now()) as books:
            books.create("Acme")
            books.roster.save_members([Member(id="U7", name="Sam")])
            assert books.organisation().stewards == ("U7",)


def test_emptied_catalog_stays_empty(on_a_file: Settings, copied: Path, root: Path) -> None:
    """A newer shipped catalog doesn't come into a workspace that began with an empty one."""
    (copied / "migrations").symlink_to(root / "migrations")
    path = copied / "config" / "catalog.yaml"
    with wiring.build(on_a_file, copied) as product:
        with product.ledger.open("T1", wiring.now()) as books:
            wiring.make_ready(books, copied, example=False)
            base = [one.key[1] for one in books.facts({"entry"}) if one.key[1] != OWNER]
            gone = [Change(own(ref), None, {OVER: True, RETIRED: True}) for ref in base]
            books.record(gone, actor="U1", source=HERE)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Deploy models", "Ship models"), encoding="utf-8")
        wiring.refresh(product)
        assert "activity:deploy-models" not in _catalog(product, "T1").by_ref
        assert product.ledger.outdated(SHIPPED, _digest(path)) == ()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_config_says_how_many_stay_warm(on_a_file: Settings, copied: Path, root: Path) -> None:
    """As many workspaces stay in memory as config says, and no more."""
    (copied / "migrations").symlink_to(root / "migrations")
    path = copied / "config" / "operations.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("warm_workspaces: 500", "warm_workspaces: 1"), encoding="utf-8")
    with wiring.build(on_a_file, copied) as product:
        for name in ("T1", "T2"):
            with product.ledger.open(name, wiring.now()) as books:
                wiring.make_ready(books, copied, example=False)
        kept = [_catalog(product, name) for name in ("T1", "T2", "T1")]
        assert kept[2] == kept[0]
        assert kept[2] is not kept[0]
        for name in ("T1", "T2"):
            product.finders.of(name, 1, kept[0])
        assert [product.finders.built(name, 1) for name in ("T1", "T2")] == [False, True]


def _catalog(product: Product, name: str) -> Catalog:
    with product.ledger.read(name) as books:
        return books.catalog()


def test_unmigrated(bare: Engines, root: Path, finders: Finders) -> None:
    """A database without tables is refused."""
    product = _product(bare, root, finders)
    with pytest.raises(SchemaBehind, match="run `rolecall migrate`"):
        wiring.workspace(product, None)


def test_build(on_a_file: Settings, root: Path) -> None:
    """What is built carries its settings and answers from its database, at its root."""
    with wiring.build(on_a_file, root) as product:
        assert (product.settings, product.root) == (on_a_file, root)
        assert wiring.workspace(product, None) == LOCAL
        assert product.ledger.workspaces() == (LOCAL,)


def test_the_desk_looks_up_where_answers_come_from(on_a_file: Settings, root: Path) -> None:
    """In the catalog as it stands with the same finder, and in any other with one of its own."""
    with wiring.build(on_a_file, root) as product:
        here = wiring.workspace(product, None)
        with product.ledger.read(here) as books:
            catalog, find = books.catalog(), product.desk.find
            shared = product.finders.of(here, books.workspace.catalog_version, catalog)
            assert find(books, catalog) is shared
            assert find(books, load_catalog(root)) is not shared


@pytest.mark.parametrize("name", ["vocabulary.yaml", "matching.yaml", "slack.yaml"])
def test_build_on_broken_config(name: str, on_a_file: Settings, copied: Path) -> None:
    """A broken file stops the building with its path."""
    (copied / "config" / name).write_text("nonsense: 1\n", encoding="utf-8")
    with (
        pytest.raises(FileRefused, match=rf"{name}:1: nonsense"),
        wiring.build(on_a_file, copied),
    ):
        pass


def test_build_on_broken_weights(on_a_file: Settings, copied: Path) -> None:
    """So do learned weights that can't be read, with what writes them again."""
    (copied / "config" / "learned.npz").write_bytes(b"nonsense")
    with (
        pytest.raises(RolecallError, match=r"learned\.npz can't be read .* run `rolecall tune`"),
        wiring.build(on_a_file, copied),
    ):
        pass


@pytest.mark.parametrize("learned", [True, False])
def test_build_with_what_was_learned(
    learned: bool,  # noqa: FBT001
    on_a_file: Settings,
    tmp_path: Path,
    root: Path,
) -> None:
    """Where something was learned messages like the examples are found, and else by words."""
    here = bakery.furnished(tmp_path / "bakery")
    (here / "migrations").symlink_to(root / "migrations")
    if learned:
        bakery.taught().save(here / "config" / "learned.npz")
    with wiring.build(on_a_file, here) as product:
        finder = product.finders.of("w", 1, bakery.catalog())
        assert bool(finder.find("the rye came out flat")) is learned
        assert finder.find("who bakes bread?")[0].ref == bakery.BAKE


class _Stopped(Exception):
    """Whoever waited for tuning had enough."""


def _advance(*, until: int) -> Callable[[], None]:
    steps = iter(range(until))

    def advance() -> None:
        if next(steps, None) is None:
            raise _Stopped

    return advance


@pytest.mark.parametrize("until", [0, 6])
def test_tune_broken_off(until: int, tmp_path: Path) -> None:
    """However far tuning came, what it breaks off leaves is what was there."""
    here = bakery.furnished(tmp_path)
    for path in (here / "config" / "examples").iterdir():
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[::8]), "utf-8")
    bakery.taught().save(here / "config" / "learned.npz")
    before = _held(here)
    with pytest.raises(_Stopped):
        wiring.tune((), _advance(until=until), here)
    assert _held(here) == before


def test_tune_where_it_cannot_write(tmp_path: Path) -> None:
    """What can't be written is one sentence that says what to do, and changes nothing."""
    here = bakery.furnished(tmp_path)
    (here / "config" / "learned.npz").mkdir()
    before = _held(here)
    with pytest.raises(RolecallError, match=r"can't be written to .*config .*run `rolecall tune`"):
        wiring.tune((), lambda: None, here)
    assert _held(here) == before


def _held(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_tune(tmp_path: Path) -> None:
    """Tuning writes what all examples taught and what was fitted on them, and nothing else."""
    here = bakery.furnished(tmp_path)
    before = set(_held(here))
    told = list(wiring.tune((), lambda: None, here))
    assert set(_held(here)) == before | {here / "config" / "learned.npz"}
    found = load_learned(here)
    assert found
    assert found.taught_by == bakery.taught().taught_by
    assert (found.weights == bakery.taught().weights).all()
    written = (here / "config" / "matching.yaml").read_text("utf-8")
    assert all(f"# {line}\n" in written for line in told)
    assert load_matching(here).rank == bakery.MATCHING.rank


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
def built(on_a_file: Settings, root: Path) -> Iterator[Product]:
    """The product on SQLite, at a port of the system's."""
    with wiring.build(on_a_file, root) as product:
        yield product


@contextmanager
def _served(server: Server) -> Iterator[str]:
    server.start()
    try:
        yield server.url
    finally:
        server.close()


def _page(url: str) -> str:
    with urlopen(url, timeout=20) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


def test_server(built: Product) -> None:
    """The server listens where the settings say, on a port of the system's where they say 0."""
    with _served(wiring.server(built)) as url:
        assert url.startswith("http://127.0.0.1:")
        assert not url.endswith(":0")
        assert "Churn" in _page(url)
        assert '"slack":"off","slack_silent_seconds":null' in _page(f"{url}/readyz")


def test_server_without_the_example(built: Product) -> None:
    """A new local workspace is served without the example where that was said."""
    with _served(wiring.server(built, example=False)) as url:
        assert "Churn" not in _page(url)


def test_server_of_slacks_workspace(built: Product, slack: FakeSlack) -> None:
    """The pages are those of the workspace that Slack told, from the moment it is known."""
    connection = wiring.connection(_with_tokens(built, slack))
    assert connection
    with _served(wiring.server(built, connection)) as url:
        assert '"slack":"disconnected"' in _page(f"{url}/readyz")
        connection.introduce()
        assert "Churn" not in _page(url)
        assert "Define requirements" in _page(url)


def test_server_of_one_of_several(built: Product, slack: FakeSlack) -> None:
    """With tokens the server starts, however many workspaces the database has seen."""
    _install(built, "T1", "T2")
    connection = wiring.connection(_with_tokens(built, slack))
    assert connection
    with _served(wiring.server(built, connection)) as url:
        connection.introduce()
        assert "Define requirements" in _page(url)


PUBLIC, SIGNS = "https://rolecall.example", "a key of this deployment that is long enough"
HTTP = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "a" * 32}
SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}


def _set(on_a_file: Settings, **given: str) -> Settings:
    return Settings.model_validate(on_a_file.model_dump() | given)


@pytest.mark.parametrize("way", [HTTP, SOCKET])
def test_links(way: dict[str, str], on_a_file: Settings, copied: Path, root: Path) -> None:
    """Where Slack and the public address are set links are made, with a key of its own on SQLite.

    The key is made with the first link, and the same in every later start.
    """
    (copied / "migrations").symlink_to(root / "migrations")
    tokens: list[str] = []
    for _ in range(2):
        settings = _set(on_a_file, rolecall_public_url=PUBLIC, **way)
        with wiring.build(settings, copied) as product:
            assert product.links
            assert (copied / wiring.KEY).exists() is bool(tokens)
            address = product.links.to("T1", "U1", wiring.now(), "/matrix")
            assert address.startswith(f"{PUBLIC}/enter?link=")
            tokens.append(parse_qs(urlsplit(address).query)["link"][0])
            assert [product.links.read(one, wiring.now()).member for one in tokens]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"rolecall_public_url": PUBLIC},
        {"rolecall_public_url": PUBLIC, "slack_bot_token": "xoxb-1"},
        HTTP,
        SOCKET,
        {**HTTP, "database_url": "postgresql://nowhere/nothing", "rolecall_public_url": PUBLIC},
    ],
    ids=["nothing", "no Slack", "half of Slack", "http", "socket", "postgresql"],
)
def test_no_links(given: dict[str, str], on_a_file: Settings, copied: Path) -> None:
    """Without Slack, the public address, or on PostgreSQL the key, there are none."""
    with wiring.build(_set(on_a_file, **given), copied) as product:
        assert product.links is None
        assert product.desk.linking is None
    assert not (copied / wiring.KEY).exists()


def test_links_of_postgresql(on_a_file: Settings, copied: Path) -> None:
    """On PostgreSQL the key that is set signs, and all processes take each other's links."""
    more = {"database_url": "postgresql://nowhere/nothing", "rolecall_public_url": PUBLIC}
    settings = _set(on_a_file, **HTTP, **more, rolecall_secret_key=SIGNS)
    with wiring.build(settings, copied) as one, wiring.build(settings, copied) as other:
        assert one.links
        assert other.links
        address = one.links.to("T1", "U1", wiring.now(), "/")
        token = parse_qs(urlsplit(address).query)["link"][0]
        assert other.links.read(token, wiring.now()).workspace == "T1"
    assert not (copied / wiring.KEY).exists()


@pytest.mark.parametrize("key", ["short", ",", f"{SIGNS},short"])
def test_keys_that_could_be_guessed(key: str, on_a_file: Settings, root: Path) -> None:
    """With a key that could be guessed nothing is served."""
    settings = _set(on_a_file, **HTTP, rolecall_public_url=PUBLIC, rolecall_secret_key=key)
    with (
        wiring.build(settings, root) as product,
        pytest.raises(RolecallError, match="keys of at least 32 characters"),
    ):
        wiring.server(product, wiring.connection(product))


def _status(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(url, headers=headers), timeout=20) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({"rolecall_public_url": PUBLIC}, "type /ownership pages in Slack"),
        ({}, "has to set ROLECALL_PUBLIC_URL"),
    ],
    ids=["links", "no links"],
)
@pytest.mark.parametrize("way", [HTTP, SOCKET], ids=["http", "socket"])
def test_who_sits_here_needs_a_link(
    way: dict[str, str], more: dict[str, str], closed: str, on_a_file: Settings, root: Path
) -> None:
    """Where Slack or people reach this machine a request from it may be anybody's, so it is closed.

    Over Socket Mode without a public address nobody else reaches it, and it is open.
    """
    with wiring.build(_set(on_a_file, **way, **more), root) as product:
        _install(product, "T1")
        with _served(wiring.server(product, wiring.connection(product))) as url:
            status, text = _status(url)
            entrance, _ = _status(f"{url}/enter")
    if way is SOCKET and not more:
        assert (status, entrance) == (200, 404)
    else:
        assert (status, entrance) == (403, 403 if more else 404)
        assert closed in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (SOCKET, "– ROLECALL_PUBLIC_URL isn't set, so Slack gives nobody a link"),
        ({**SOCKET, "rolecall_public_url": PUBLIC}, "✓ Links into the pages lead to rolecall.exam"),
        (
            {**SOCKET, "rolecall_public_url": PUBLIC, "rolecall_secret_key": "short"},
            "✗ ROLECALL_SECRET_KEY must hold keys of at least 32",
        ),
        (
            {**SOCKET, "rolecall_public_url": PUBLIC, "database_url": "postgresql://127.0.0.1:1/x"},
            "✗ ROLECALL_SECRET_KEY isn't set, so nothing signs links",
        ),
    ],
    ids=["no address", "good", "short", "no key"],
)
def test_doctor_tells_of_links(
    given: dict[str, str], words: str, on_a_file: Settings, copied: Path, slack: FakeSlack
) -> None:
    """The doctor says whether Slack can give people links into the pages; it makes no key."""
    (copied / "migrations").symlink_to(ROOT / "migrations")
    settings = _set(on_a_file, slack_api_url=slack.api_url, **given)
    said = list(map(str, wiring.doctor(settings, copied)))
    assert [line for line in said if words in line], said
    assert not (copied / wiring.KEY).exists()


def test_doctor_makes_no_key(on_a_file: Settings, copied: Path, root: Path) -> None:
    """The doctor only looks: the key is made by a run, and what it made is used from then on."""
    (copied / "migrations").symlink_to(root / "migrations")
    many = {
        "slack_signing_secret": SecretStr("a" * 32),
        "slack_client_id": "111.222",
        "slack_client_secret": SecretStr("client"),
    }
    settings = on_a_file.model_copy(update=many)

    def about_keys() -> list[str]:
        said = map(str, wiring.doctor(settings, copied))
        return [line for line in said if "ROLECALL_SECRET_KEY" in line]

    assert len(about_keys()) == 1
    assert not (copied / wiring.KEY).exists()
    kept_key(copied / wiring.KEY)
    assert about_keys() == []


def test_tidying(product: Product, copied: Path, root: Path) -> None:
    """Every process that tidies brings what changed in the shipped catalog to all that have it."""
    _install(product, "T1", "T2")
    _edit(copied, "name: Monitor models", "name: Keep an eye on models")
    wiring.tidier(product)()
    for workspace_id in ("T1", "T2"):
        with product.ledger.read(workspace_id) as books:
            assert books.catalog() == load_catalog(copied) != load_catalog(root)
    wiring.tidier(product)()
    with product.ledger.read("T1") as books:
        assert len(books.acts()) == 2


def test_tidying_where_one_cannot_take_the_catalog(
    product: Product, copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A workspace that is just being erased keeps no other one from what is due to it."""
    _install(product, "T1", "T2")
    _edit(copied, "name: Monitor models", "name: Keep an eye on models")
    with product.ledger.writing() as session:
        erasing.begin(session, "T1", wiring.now())
    wiring.tidier(product)()
    assert product.ledger.workspaces() == ("T2",)
    with product.ledger.read("T2") as books:
        assert books.catalog() == load_catalog(copied)
    assert caplog.messages == []


def test_tidying_seals_tokens_anew(product: Product) -> None:
    """Where workspaces install us by OAuth, a token under an old key is sealed under the newest."""
    new, old = "n" * 40, "o" * 40
    _install(product, "T1")
    with product.ledger.open("T1", wiring.now()) as books:
        books.roster.set_token(Seals([old]).seal("xoxb-1", "T1"))
    many = {
        "slack_client_id": "1.2",
        "slack_client_secret": "secret",
        "slack_signing_secret": "secret",
        "rolecall_secret_key": f"{new},{old}",
        "public_url": "https://rolecall.example.org",
    }
    wiring.tidier(replace(product, settings=Settings.model_validate(many)))()
    assert Seals([new]).open(product.ledger.token("T1") or "", "T1") == "xoxb-1"
