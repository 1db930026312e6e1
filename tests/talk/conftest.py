"""Bots for the dialogues: one that they share, and one that a dialogue has for itself."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import config
from bot.search.finders import Finders
from bot.store.engine import make_engines
from tests.conftest import TEMPLATE, Postgres
from tests.fake_slack import FakeSlack
from tests.fake_slack.limits import whom
from tests.talk.bot import Bot
from tests.talk.organisation import CHURN, ORGANISATION, SEARCH, USERS
from tests.talk.talk import Talk

DIALECTS = ("sqlite", "postgresql")
Start = Callable[..., Bot]


class Bots:
    """Makes bots, each over a database of its own, and ends them while others go on.

    The SDK's client takes up to a second to close, for its threads look only that often.
    """

    def __init__(self, request: pytest.FixtureRequest, root: Path) -> None:
        self._request = request
        self._root = root
        self._finders = Finders(
            config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)
        )
        self._pool = ThreadPoolExecutor(8)
        self._ending: list[Future[None]] = []

    def make(self, dialect: str, **how: Any) -> tuple[Bot, Callable[[], None]]:
        """A bot that isn't started, and what ends it."""
        url, drop = self._database(dialect)
        engines = make_engines(url, self._root)
        bot = Bot(engines, self._finders, self._root, **how)

        def end() -> None:
            bot.stop()
            engines.close()
            drop()

        return bot, lambda: self._ending.append(self._pool.submit(end))

    @contextmanager
    def running(self, dialect: str, **options: Any) -> Iterator[Bot]:
        """A bot with people, channels and an organisation, connected and in step with Slack."""
        bot, end = self.make(dialect, slack=populated(), **options)
        bot.take_in(ORGANISATION)
        bot.start()
        bot.wait_synced()
        yield bot
        end()

    def close(self) -> None:
        """Waits for all to end."""
        self._pool.shutdown()
        for one in self._ending:
            one.result()

    def _database(self, dialect: str) -> tuple[str, Callable[[], None]]:
        if dialect == "sqlite":
            folder = self._request.getfixturevalue("tmp_path_factory").mktemp("talk")
            path = shutil.copy(self._request.getfixturevalue("migrated_file"), folder / "talk.db")
            return f"sqlite:///{path}", lambda: None
        postgres: Postgres = self._request.getfixturevalue("postgres")
        url = postgres.fresh(TEMPLATE)
        return url, lambda: postgres.drop(url)


@pytest.fixture(scope="package")
def bots(request: pytest.FixtureRequest, root: Path) -> Iterator[Bots]:
    """Bots, of which nothing is left at the end."""
    bots = Bots(request, root)
    yield bots
    bots.close()


@pytest.fixture(scope="package", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot that dialogues share; each has people and channels of its own there."""
    with bots.running(str(request.param)) as bot:
        yield bot


@pytest.fixture
def talk(bot: Bot) -> Iterator[Talk]:
    """A dialogue in a channel of its own."""
    yield from played(bot)


@pytest.fixture
def start(bots: Bots, dialect: str) -> Iterator[Start]:
    """Makes a bot for one test alone; it is not started yet."""
    ends = []

    def make(**how: Any) -> Bot:
        bot, end = bots.make(dialect, **how)
        ends.append(end)
        return bot

    yield make
    for end in ends:
        end()


@pytest.fixture
def own(start: Start) -> Bot:
    """A bot with an organisation for one test alone; it is not started yet."""
    bot = start(slack=populated())
    bot.take_in(ORGANISATION)
    return bot


def populated() -> FakeSlack:
    """A fake Slack with the people and channels of the organisation."""
    slack = FakeSlack()
    for user, name, fields in USERS:
        slack.add_user(user, name, **fields)
    slack.channels[:] = [one for one in slack.channels if one["id"] != CHURN]
    slack.add_channel(CHURN, "churn")
    slack.add_channel(SEARCH, "search")
    return slack


def played(bot: Bot) -> Iterator[Talk]:
    """A dialogue, of which nothing may have been refused by Slack, or notified the wrong people."""
    talk = Talk(bot, here="")
    talk.here = talk.opens()
    before = len(bot.slack.messages)
    yield talk
    pings = bot.slack.pings
    pings[:] = [one for one in pings if whom(one) not in talk.may_ping]
    assert pings == []
    assert bot.slack.violations == []
    came = [one for one in bot.slack.messages[before:] if not talk.is_edition(one)]
    assert came == [one for one in talk.heard if not talk.is_edition(one)]
