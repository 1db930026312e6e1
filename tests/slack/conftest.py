"""A Slack workspace that Rolecall is in: the fake's people, the real edge, the real queue."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from bot.commands.take_in import apply, planned
from bot.config import load_learned, load_matching, load_vocabulary
from bot.domain.organisation import Organisation
from bot.search.finders import Finders
from bot.slack import web_api
from bot.slack.deliver import Dispatcher, Sender
from bot.slack.edge import Edge, Watched
from bot.slack.listeners import Listeners
from bot.slack.options import Options, Pace
from bot.slack.pace import Paces
from bot.slack.roster import channel_of, member_of
from bot.slack.web_api import SlackTrouble, WebApi
from bot.store.books import Books
from bot.store.deliveries import Sent
from bot.store.engine import Engines, make_engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.conftest import TEMPLATE, Postgres
from tests.example import catalog, organisation
from tests.fake_slack import Envelope, FakeSlack, FakeTeam
from tests.fake_slack.traffic import Json

TEAM = FakeTeam()
HERE = TEAM.id
FAST = Pace(burst=100, per_second=100)
OPTIONS = Options(guests_ask=True, stewards=(), follow_up_minutes=10, channel=FAST, workspace=FAST)
PATIENCE = 30.0


class Seconds:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The seconds on the clock."""
        return self.now


class DirectSlack(FakeSlack):
    """The fake Slack with the edge where otherwise a socket is.

    What its people do comes to the edge as JSON and is acknowledged before the call is over.
    """

    def __init__(self) -> None:
        super().__init__()
        self.receive: Callable[[Json], Json | None] = lambda _: None

    def hand_over(self, envelope: Envelope, wrapped: Json) -> None:
        """Gives the payload to the edge, and notes its acknowledgement as over a socket."""
        told = self.receive(json.loads(json.dumps(wrapped["payload"])))
        if told is not None:
            said: Json = json.loads(json.dumps(told))
            envelope.acknowledge(said)
            ack: Json = {"envelope_id": envelope.id, "payload": said}
            self._judge(envelope, ack if said else {"envelope_id": envelope.id}, said)
            envelope.settle()


@dataclass
class Harbour:
    """The workspace Harbour Goods, with Rolecall in it; `ahead` is how far its clock is ahead.

    `unknown` are channels that somebody asked in and nobody knows, `joined` those among them that
    we were asked into. What is `watched` holds from the next `connect` on.
    """

    slack: DirectSlack
    engines: Engines
    options: Options
    finders: Finders
    ahead: timedelta = timedelta(0)
    wakes: int = 0
    unknown: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    watched: Watched = field(default_factory=Watched)
    ledger: Ledger = field(init=False)
    edge: Edge = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.engines)
        self.know()
        self.connect()

    def connect(self) -> None:
        """Puts a new edge where the fake's people are heard."""
        self.edge = Edge(self.ledger, self._prepare, _tell, self.watched)
        made = Listeners(
            self.ledger,
            self.finders,
            self.options,
            self.now,
            self._wake,
            lambda _, channel: self.unknown.append(channel),
            lambda *_: None,
            lambda _, channel: self.joined.append(channel),
        )
        made.register(self.edge.app)
        self.slack.receive = self._receive

    def now(self) -> datetime:
        """The time in this workspace."""
        return datetime.now(UTC) + self.ahead

    def take_in(self, given: Organisation) -> None:
        """Brings in an organisation in the place of the one that is there."""
        with self.ledger.open(HERE, self.now()) as books:
            apply(books, planned(books, given, "file"), "U9")

    def know(self) -> None:
        """Makes the books know all people and channels that the fake has now."""
        with self.ledger.open(HERE, self.now()) as books:
            acquaint(books, self.slack, self.now())

    def deliver(self) -> None:
        """Sends all that is due, and settles it."""
        meter = self.watched.meter
        api = WebApi(self.slack.api_url, self.slack.bot_token, limited=meter.limited)
        sender = Sender(self.ledger, lambda _: api, meter)
        paces = Paces(self.options)
        Dispatcher(self.ledger, sender, paces, lambda: (HERE,), self.now).stop(PATIENCE)

    def deliveries(self) -> list[Sent]:
        """All deliveries, oldest first."""
        with self.ledger.read(HERE) as books:
            return list(reversed(books.deliveries(1000)))

    def _receive(self, payload: Json) -> Json | None:
        told = self.edge.receive(payload)
        return None if told is None else told.payload or {}

    def _prepare(self, workspace: str, version: int) -> None:
        with self.ledger.read(workspace) as books:
            self.finders.of(workspace, version, books.catalog())

    def _wake(self) -> None:
        self.wakes += 1


@pytest.fixture(scope="session")
def finders(root: Path) -> Finders:
    """Finders over the shipped vocabulary."""
    return Finders(load_vocabulary(root), load_matching(root), load_learned(root))


@pytest.fixture
def options() -> Options:
    """Options under which guests may ask and nothing has to wait."""
    return OPTIONS


@pytest.fixture
def slack() -> Iterator[DirectSlack]:
    """A fake Slack whose payloads go straight to the edge, once there is one."""
    with DirectSlack() as made:
        yield made


@pytest.fixture
def api(slack: DirectSlack) -> WebApi:
    """The Web API with the bot's token."""
    return WebApi(slack.api_url, slack.bot_token)


@pytest.fixture
def seconds() -> Seconds:
    """A clock moved by hand."""
    return Seconds()


@pytest.fixture
def installed(ledger: Ledger) -> Ledger:
    """The ledger in which Rolecall is installed in the fake's workspace, and knows nobody."""
    with ledger.open(HERE, datetime.now(UTC)) as books:
        install(books)
    return ledger


@pytest.fixture(scope="session")
def filled_file(migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the workspace, the shipped catalog, and the example organisation."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copy(migrated_file, path)
    _fill(f"sqlite:///{path}", root)
    return path


@pytest.fixture(scope="session")
def filled_database(postgres: Postgres, root: Path) -> str:
    """The name of a PostgreSQL database with the same."""
    url = postgres.fresh(TEMPLATE)
    _fill(url, root)
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def harbour(
    slack: DirectSlack,
    options: Options,
    finders: Finders,
    dialect: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    root: Path,
) -> Iterator[Harbour]:
    """The workspace with the shipped catalog, the example organisation, people and channels."""
    if dialect == "sqlite":
        path = tmp_path / "harbour.db"
        shutil.copy(request.getfixturevalue("filled_file"), path)
        engines = make_engines(f"sqlite:///{path}", root)
        yield Harbour(slack, engines, options, finders)
        engines.close()
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh(request.getfixturevalue("filled_database"))
        engines = make_engines(url, root)
        yield Harbour(slack, engines, options, finders)
        engines.close()
        server.drop(url)


def install(books: Books, *scopes: str) -> None:
    """Makes the workspace, with what Slack says of our app there."""
    books.create(TEAM.name)
    books.roster.set_installation(
        Installation(
            workspace_id=HERE,
            url=TEAM.url,
            bot_user=TEAM.bot_user,
            bot_id=TEAM.bot_id,
            enterprise=None,
            scopes=list(scopes),
            connected_at=datetime.now(UTC),
        )
    )


def acquaint(books: Books, slack: FakeSlack, now: datetime) -> None:
    """Makes the books know all people and channels that the fake has now."""
    stamp = now.timestamp()
    known = (channel_of(each, stamp) for each in slack.channels)
    books.roster.save_members(
        [one for user in slack.users if (one := member_of(user, HERE, stamp))]
    )
    books.roster.save_channels([one for one in known if one])


def execute(engines: Engines, statement: str, **values: object) -> None:
    """Runs SQL of the test's own, past the ledger."""
    with engines.write.begin() as connection:
        connection.execute(text(statement), values)


def due_now(engines: Engines) -> None:
    """Lets nothing in the queue wait for its time any longer."""
    execute(engines, "UPDATE deliveries SET not_before = NULL")


@contextmanager
def outage(engines: Engines) -> Iterator[None]:
    """The database can't be reached as long as this lasts."""
    engines.close()
    away = _file_away if engines.one_writer else _server_away
    with away(engines):
        yield


@contextmanager
def _file_away(engines: Engines) -> Iterator[None]:
    path = Path(str(engines.write.url.database))
    aside = path.with_suffix(".aside")
    path.rename(aside)
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        aside.rename(path)


@contextmanager
def _server_away(engines: Engines) -> Iterator[None]:
    name = str(engines.write.url.database)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    beside = create_engine(engines.write.url.set(database="postgres"), poolclass=NullPool)
    with beside.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(text(cut), {"name": name})
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


def _fill(url: str, root: Path) -> None:
    engines = make_engines(url, root)
    with Ledger(engines).open(HERE, datetime.now(UTC)) as books:
        install(books)
        apply(books, planned(books, catalog(), "catalog"), "U9")
        apply(books, planned(books, organisation(), "file"), "U9")
    engines.close()


def _tell(url: str, message: Json) -> None:
    with suppress(SlackTrouble):
        web_api.respond(url, message)
