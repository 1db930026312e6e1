"""Files that are taken in again by themselves, on both databases, from disk and over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request

import pytest
from pydantic import ValidationError

from bot import wiring
from bot.commands.take_in import Coming, take_in
from bot.config import load_catalog
from bot.domain.fact import Facts, catalog_facts, plan
from bot.errors import NotKnown
from bot.files import MOST_BYTES
from bot.following import FORMATS, Followed, Follower, Following, Redirects
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
    _look(world.follower(FILE, Followed(source="what.ever")))
    missing, unknown = world.told
    assert "no such file" in missing
    assert "say so with `format:`" in unknown


def test_appears_later(world: World) -> None:
    """A file that isn't there yet is told once, and taken in once it is."""
    follower = world.follower(FILE)
    for _ in range(2):
        _look(follower)
        world.passes(minutes=10)
    assert len(world.told) == 1
    world.writes(FIVE)
    _look(follower)
    assert len(world.teams) == 5
    with world.books() as books:
        assert all(one.trouble is None for one in books.sources())


def test_few_and_none_left(world: World) -> None:
    """A file that has nothing any more changes nothing, however little it had."""
    follower = world.follower(FILE)
    world.writes(TEAMS + "- {key: a, name: A}\n")
    _look(follower)
    world.writes("organisation: Acme\n")
    world.passes(minutes=10)
    _look(follower)
    assert world.teams == ["a"]
    [message] = world.told
    assert "nothing is in it any more" in message


def test_by_hand_too(world: World) -> None:
    """What was taken in by hand is followed on from there, under the same source."""
    world.writes(FIVE)
    path = world.folder / "teams.yaml"
    intake = wiring.formats()["yaml"].read(path)
    coming = Coming(intake.holds, intake.source, intake.managed, str(path), "terminal")
    take_in(world.ledger, WORKSPACE, coming, START, lambda *_: None)
    world.writes(FIVE + "- {key: t5, name: Team 5}\n")
    _look(world.follower(FILE))
    assert len(world.teams) == 6
    assert world.told == []


def test_two_who_follow(world: World) -> None:
    """Two processes that follow the same file take it in once, and tell once."""
    world.writes(FIVE)
    both = [world.follower(FILE) for _ in range(2)]

    def look_both() -> None:
        threads = [threading.Thread(target=_look, args=(one,)) for one in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    look_both()
    with world.books() as books:
        before = books.workspace.last_change
    assert len(world.teams) == 5
    world.writes("")
    world.passes(minutes=10)
    look_both()
    with world.books() as books:
        assert books.workspace.last_change == before
    assert len(world.told) == 1


def test_no_such_workspace(world: World) -> None:
    """A file for a workspace that isn't there doesn't keep the others from being taken in."""

    def where(wanted: str | None) -> str | None:
        if wanted is not None:
            raise NotKnown("no such workspace")
        return WORKSPACE

    world.writes(FIVE)
    follower = world.follower(Followed(source="teams.yaml", workspace="W9"), FILE)
    _look(replace(follower, where=where))
    assert len(world.teams) == 5


def test_config() -> None:
    """A format that there isn't, and a file that is listed twice, are refused."""
    assert set(wiring.formats()) == FORMATS
    with pytest.raises(ValidationError, match="one of backstage, codeowners, csv, sigs, yaml"):
        Followed(source="x", format="nope")
    with pytest.raises(ValidationError, match=r"found “\./teams\.yaml” a second time"):
        Following(files=(FILE, Followed(source="./teams.yaml")))
    Following(files=(FILE, Followed(source="teams.yaml", workspace="W2")))


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

    with _running(Handler) as address:
        yield address


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server that answers like this."""
    server = HTTPServer(("127.0.0.1", 0), handler)
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


@contextmanager
def _moving(to: str) -> Iterator[str]:
    """An address from which everything has moved."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with _running(Handler) as address:
        yield address


def test_moved(world: World) -> None:
    """An address that has moved is read where it is now."""
    with _serving({"/teams.yaml": FIVE.encode()}) as there, _moving(there) as here:
        _look(world.follower(Followed(source=f"{here}/teams.yaml")))
    assert len(world.teams) == 5


@pytest.mark.parametrize("to", ["ftp://127.0.0.1:1", "file:///etc"])
def test_moved_elsewhere(world: World, to: str) -> None:
    """Nothing but HTTP is followed, wherever an address says that it has moved."""
    with _moving(to) as here:
        _look(world.follower(Followed(source=f"{here}/teams.yaml")))
    [message] = world.told
    assert "can't be reached" in message
    assert world.teams == []


def test_no_way_back_from_https() -> None:
    """What was asked for over https:// isn't read over http://."""
    asked = Request("https://x.example/a.yaml")
    moved = (None, 302, "Found", Message(), "http://x.example/a.yaml")
    with pytest.raises(URLError, match="isn't followed"):
        Redirects().redirect_request(asked, *moved)
    moved = (*moved[:-1], "https://y.example/a.yaml")
    again = Redirects().redirect_request(asked, *moved)
    assert again is not None
    assert again.full_url == "https://y.example/a.yaml"


def test_told_once_of_an_address(world: World) -> None:
    """What is wrong at an address is told once, by the address, and not by where a copy was."""
    with _serving({"/teams.yaml": b"organisation: [\n"}) as address:
        source = f"{address}/teams.yaml"
        follower = world.follower(Followed(source=source, every_minutes=1))
        for _ in range(3):
            _look(follower)
            world.passes(minutes=1)
    [message] = world.told
    assert message.startswith(f"{source} can't be taken in: {source}")


def test_away_for_this_and_that(world: World) -> None:
    """An address that is away is told once, though the reason differs from read to read."""
    answers = {"/teams.yaml": FIVE.encode()}
    with _serving(answers) as address:
        one = Followed(source=f"{address}/teams.yaml", every_minutes=1)
        follower = world.follower(one)
        _look(follower)
        answers.clear()
        world.passes(minutes=1)
        _look(follower)
    world.passes(minutes=1)
    _look(follower)
    [message] = world.told
    assert "can't be reached (Not Found)" in message
    with world.books() as books:
        [trouble] = [one.trouble for one in books.sources() if one.trouble is not None]
    assert "refused" in trouble


def test_too_large(world: World) -> None:
    """No more is read from an address than a file may have."""
    with _serving({"/teams.yaml": b"#" * (MOST_BYTES + 1)}) as address:
        _look(world.follower(Followed(source=f"{address}/teams.yaml")))
    [message] = world.told
    assert "it is larger than 32 MiB" in message


def test_chunks_cut_off(world: World) -> None:
    """A body in chunks that ends before its last one is no file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            self.wfile.write(f"{len(FIVE):x}\r\n{FIVE}\r\n".encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with _running(Handler) as address:
        _look(world.follower(Followed(source=f"{address}/teams.yaml")))
    [message] = world.told
    assert "can't be reached" in message
    assert world.teams == []


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
