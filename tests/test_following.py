"""Files that are taken in again by themselves, on both databases, from disk and over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import wiring
from bot.config import load_catalog
from bot.domain.fact import Facts, catalog_facts, plan
from bot.following import Followed, Follower, Following
from bot.store.books import Books
from bot.store.engine import Engines
from bot.store.ledger import Ledger

WORKSPACE = "W1"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEAMS = "organisation: Acme\nteams:\n"
FIVE = TEAMS + "".join(f"- {{key: t{n}, name: Team {n}}}\n" for n in range(5))


class World:
    """A workspace, a folder with files, a clock, and what stewards were told."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        self.now = START
        self.told: list[str] = []
        self.workspace: str | None = WORKSPACE

    def follower(self, *files: Followed, most_gone: float = 0.5) -> Follower:
        """What follows these files."""
        following = Following(most_gone=most_gone, files=files)
        return Follower(
            following,
            wiring.formats(),
            self.ledger,
            self.folder,
            lambda: self.now,
            lambda wanted: wanted or self.workspace,
            lambda _, text: self.told.append(text),
        )

    def writes(self, text: str, name: str = "teams.yaml") -> None:
        """The file has this in it from now on."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def passes(self, minutes: int) -> None:
        """So much time passes."""
        self.now += timedelta(minutes=minutes)

    @property
    def teams(self) -> list[str]:
        """The keys of the teams by now."""
        with self.books() as books:
            return [one.key[0] for one in books.facts() if one.kind == "team"]

    @contextmanager
    def books(self) -> Iterator[Books]:
        """The workspace's books, to be read."""
        with self.ledger.read(WORKSPACE) as books:
            yield books


@pytest.fixture
def world(engines: Engines, root: Path, tmp_path: Path) -> World:
    """A workspace with a catalog, and an empty folder."""
    ledger = Ledger(engines)
    with ledger.open(WORKSPACE, START) as books:
        books.create("Acme")
        wanted: Facts = catalog_facts(load_catalog(root))
        books.record(plan({}, wanted, ()), actor="import", source="file:catalog.yaml")
    return World(ledger, tmp_path)


FILE = Followed(source="teams.yaml", every_minutes=10)


def _look(follower: Follower) -> None:
    follower.look(threading.Event())


def test_again_and_again(world: World) -> None:
    """A file is taken in at once, and again when its time has come, not before."""
    follower = world.follower(FILE)
    world.writes(TEAMS + "- {key: a, name: A}\n- {key: b, name: B}\n- {key: c, name: C}\n")
    _look(follower)
    assert world.teams == ["a", "b", "c"]
    world.writes(TEAMS + "- {key: a, name: A}\n- {key: b, name: B}\n- {key: d, name: D}\n")
    world.passes(minutes=9)
    _look(follower)
    assert world.teams == ["a", "b", "c"]
    world.passes(minutes=1)
    _look(follower)
    assert world.teams == ["a", "b", "d"]
    assert world.told == []


def test_no_workspace_yet(world: World) -> None:
    """As long as Slack hasn't said which workspace it is, the file waits, and isn't late then."""
    follower = world.follower(FILE)
    world.writes(FIVE)
    world.workspace = None
    _look(follower)
    assert world.teams == []
    world.workspace = WORKSPACE
    _look(follower)
    assert len(world.teams) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "neither “organisation:”"),
        (FIVE[:-12], "broken YAML"),
        (TEAMS + "- {key: t0, name: Team 0}\n", "4 of the 5 teams that it had would be retired"),
        ("organisation: Acme\n", "5 of the 5 teams that it had would be retired"),
        (TEAMS + "- {key: t0, name: A, structure: none}\n", "found “none”"),
    ],
    ids=["empty", "half", "most gone", "all gone", "senseless"],
)
def test_suspicious(world: World, text: str, told: str) -> None:
    """A read that failed or looks wrong changes nothing, and a steward is told, once."""
    follower = world.follower(FILE)
    world.writes(FIVE)
    _look(follower)
    world.writes(text)
    for _ in range(3):
        world.passes(minutes=10)
        _look(follower)
    assert len(world.teams) == 5
    [message] = world.told
    assert told in message
    assert "teams.yaml can't be taken in" in message
    assert "What it said before stays; I try again every 10 minutes." in message


def test_told_again(world: World) -> None:
    """Once it could be read again, the next trouble is told again, also after a new start."""
    world.writes("")
    _look(world.follower(FILE))
    _look(world.follower(FILE))
    world.writes(FIVE)
    _look(world.follower(FILE))
    world.writes("")
    _look(world.follower(FILE))
    assert len(world.told) == 2


def test_not_there(world: World) -> None:
    """A path with nothing at it, or of no known format, is told with what is wrong."""
    world.writes("x", "what.ever")
    _look(world.follower(FILE, Followed(source="what.ever"), Followed(source="x", format="nope")))
    missing, unknown, nope = world.told
    assert "no such file" in missing
    assert "say so with `format:`" in unknown
    assert "say so with `format:`" in nope


def test_other_files_go_on(world: World) -> None:
    """One file that can't be read doesn't keep the others from being taken in."""
    world.writes(FIVE)
    _look(world.follower(Followed(source="missing.yaml"), FILE))
    assert len(world.teams) == 5


def test_stopped(world: World) -> None:
    """Nothing is begun once it should stop."""
    stopped = threading.Event()
    stopped.set()
    world.writes(FIVE)
    world.follower(FILE).look(stopped)
    assert world.teams == []


def test_few_may_go(world: World) -> None:
    """As much as config allows may leave at once."""
    follower = world.follower(FILE, most_gone=1)
    world.writes(FIVE)
    _look(follower)
    world.writes(TEAMS + "- {key: t0, name: Team 0}\n")
    world.passes(minutes=10)
    _look(follower)
    assert world.teams == ["t0"]


@contextmanager
def _serving(answers: dict[str, bytes], more: int = 0) -> Iterator[str]:
    """An address under which these paths have something, and say to have so many bytes more."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"") + more))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_address(world: World) -> None:
    """An address is read as a file of the name that it ends in; an error of it is told."""
    answers = {"/o/teams.yaml": FIVE.encode()}
    with _serving(answers) as address:
        one = Followed(source=f"{address}/o/teams.yaml", every_minutes=1)
        follower = world.follower(one)
        _look(follower)
        assert len(world.teams) == 5
        answers.clear()
        world.passes(minutes=1)
        _look(follower)
    [message] = world.told
    assert "can't be reached (Not Found)" in message
    assert len(world.teams) == 5


@pytest.mark.parametrize("source", ["file:///etc/passwd", "ftp://x.example/a.yaml"])
def test_other_addresses(source: str) -> None:
    """Only paths and HTTP are read."""
    with pytest.raises(ValidationError, match="https://"):
        Followed(source=source)


def test_where_it_was_read(world: World) -> None:
    """The source remembers its origin, and what only the file may change."""
    world.writes(FIVE + "managed: [assignment, team.channel]\n")
    _look(world.follower(FILE))
    with world.books() as books:
        [source] = books.sources()
        told = books.told().managed
    assert (source.name, source.origin) == ("yaml:Acme", str(world.folder / "teams.yaml"))
    assert source.managed == told == ("assignment", "team.channel")


def _owners(folders: int, of: str = "@acme/web") -> str:
    return "".join(f"/area{n}/ {of}\n" for n in range(folders))


def test_half_a_file(world: World) -> None:
    """Half of the things gone is suspicious, however many teams and people stay."""
    one = Followed(source="shop.CODEOWNERS", every_minutes=1)
    follower = world.follower(one)
    world.writes(_owners(10), one.source)
    _look(follower)
    world.writes(_owners(5), one.source)
    world.passes(minutes=1)
    _look(follower)
    [message] = world.told
    assert "5 of the 10 entries that it had would be retired" in message


def test_address_of_a_well_known_name(world: World) -> None:
    """A file that is called like many others is known by its address, at every read."""
    answers = {"/shop/CODEOWNERS": _owners(5).encode(), "/web/CODEOWNERS": _owners(4).encode()}
    with _serving(answers) as address:
        several = [
            Followed(source=f"{address}/{name}/CODEOWNERS", every_minutes=1)
            for name in ("shop", "web")
        ]
        follower = world.follower(*several)
        for _ in range(2):
            _look(follower)
            world.passes(minutes=1)
    assert world.told == []
    with world.books() as books:
        assert len([one for one in books.facts() if one.key[0] == "files"]) == 9


def test_cut_off(world: World) -> None:
    """A body that ends before it should is no file."""
    answers = {"/teams.yaml": FIVE.encode()}
    with _serving(answers, more=10) as address:
        _look(world.follower(Followed(source=f"{address}/teams.yaml")))
    [message] = world.told
    assert "the last 10 bytes of it didn't come" in message
    assert world.teams == []


def test_two_files_of_one_name(world: World) -> None:
    """Two files that are called alike don't take each other's things away; the second is told."""
    several = [Followed(source=f"{name}/svc/CODEOWNERS", every_minutes=1) for name in ("a", "b")]
    for n, one in enumerate(several):
        (world.folder / one.source).parent.mkdir(parents=True)
        world.writes(f"/thing{n}/ @acme/web\n", one.source)
    follower = world.follower(*several)
    for _ in range(2):
        _look(follower)
        world.passes(minutes=1)
    [message] = world.told
    assert message.startswith("b/svc/CODEOWNERS can't be taken in")
    with world.books() as books:
        things = [one.key[1] for one in books.facts() if one.key[0] == "files"]
    assert things == ["activity:path/svc/thing0"]
