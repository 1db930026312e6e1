"""The example organisation in Slack, where people do what the pages tell of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import load_catalog, load_example, load_learned, load_matching, load_vocabulary
from bot.domain.organisation import Organisation
from bot.search.finders import Finders
from bot.store.engine import make_engines
from tests.docs.block_kit import Line, Names, said
from tests.fake_slack import FakeSlack, Posted, View
from tests.talk.bot import OWNER, Bot
from tests.talk.talk import visible

WRITTEN = date(2026, 11, 23)
"""The day that the example organisation is told of."""

APP = "Rolecall"


class Harbour:
    """A running bot among the people of the example, and what they read since they last spoke."""

    def __init__(self, bot: Bot, names: Names, url: str) -> None:
        self.bot = bot
        self.url = url
        self.names = names
        people = reversed(
            [*names.people.items()]
        )  # who owns the workspace comes first of their name
        self.users = {name.partition(" ")[0]: user for user, name in people}
        self.channels = {name: channel for channel, name in names.channels.items()}

    @property
    def slack(self) -> FakeSlack:
        """The Slack that they are in."""
        return self.bot.slack

    def asks(self, who: str, question: str, channel: str) -> list[Line]:
        """Somebody mentions the bot in a channel, and is answered in the thread."""
        user, where = self.users[who], self.channels[channel]
        self.slack.mention(question, user=user, channel=where).answer()
        told = self._comes(lambda one: one.channel == where and one.thread_ts is not None)
        return [said(self.names.people[user], f"<@{APP}> {question}"), _from_app(told, thread=True)]

    def commands(self, who: str, words: str, channel: str) -> list[Line]:
        """Somebody uses `/ownership`, and alone sees the answer."""
        user, where = self.users[who], self.channels[channel]
        text = words.format_map({key.casefold(): f"<@{one}>" for key, one in self.users.items()})
        before = len(self.slack.messages)
        self.slack.command(text, command="/ownership", user=user, channel=where).answer()
        told = self._comes(lambda one: one.kind == "ack", before)
        shown = words.format_map({one.casefold(): f"@{one}" for one in self.users})
        return [said(self.names.people[user], f"`/ownership {shown}`"), _from_app(told)]

    def is_told(self, who: str) -> Line:
        """The last direct message that somebody got."""
        place = f"D{self.users[who]}"
        return _from_app(self._comes(lambda one: one.channel == place))

    def hears(self, channel: str, words: str) -> Line:
        """The last message for all of a channel in which these words stand."""
        return _from_app(self._in(channel, words))

    def clicks(self, who: str, label: str, channel: str, words: str) -> None:
        """Somebody clicks on the first button of this kind under a message in a channel."""
        told = self._in(channel, words)
        button = next(
            one for one in told.elements if one["type"] == "button" and one["text"]["text"] == label
        )
        self.slack.click(button, user=self.users[who], channel=told.channel, message=told).answer()

    def home(self, who: str) -> View:
        """What somebody sees who opens the app's Home tab."""
        user = self.users[who]
        self.slack.open_home(user=user).answer()
        return self.slack.wait(lambda: self.slack.homes.get(user), what="No Home tab came")

    def joins(self, channel: str) -> None:
        """The bot is asked into a channel."""
        member = {"user": self.slack.team.bot_user, "channel": self.channels[channel]}
        told = member | {"type": "member_joined_channel", "channel_type": "C"}
        self.slack.event(told | {"event_ts": self.slack.next_ts()}).answer()

    def goes_round(self) -> None:
        """What is due within a minute is done."""
        self.bot.clock.move(minutes=1)
        self.bot.connection.look()

    def waits_until(self, hour: int) -> None:
        """The clock goes on to this hour of the day, in UTC."""
        now = self.bot.clock.now()
        then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.bot.clock.move(seconds=((then - now) % timedelta(days=1)).total_seconds() + 1)

    def form(self, who: str, words: str, channel: str) -> View:
        """The form that `/ownership` opens for somebody."""
        where = self.channels[channel]
        self.slack.command(
            words, command="/ownership", user=self.users[who], channel=where
        ).answer()
        return self.slack.views[-1]

    def _in(self, channel: str, words: str) -> Posted:
        where = self.channels[channel]
        return self._comes(
            lambda one: one.channel == where and not one.ephemeral and words in visible(one)
        )

    def _comes(self, fits: Callable[[Posted], bool], since: int = 0) -> Posted:
        def came() -> list[Posted]:
            return [one for one in self.slack.messages[since:] if fits(one)]

        return self.slack.wait(came, what="Nothing came")[-1]


@contextmanager
def harbour(url: str, root: Path, *, new: bool = False) -> Iterator[Harbour]:
    """The example organisation in a fake Slack, and a bot that knows it, or is new there."""
    engines = make_engines(url, root)
    learned = load_learned(root)
    finders = Finders(load_vocabulary(root), load_matching(root), learned)
    organisation = example(root)
    slack, names = _populated(organisation)
    bot = Bot(engines, finders, root, slack=slack)
    if not new:
        bot.take_in(organisation)
    bot.start()
    bot.wait_synced()
    try:
        yield Harbour(bot, names, url)
        assert slack.violations == []
    finally:
        bot.stop()
        engines.close()


def _populated(organisation: Organisation) -> tuple[FakeSlack, Names]:
    slack = FakeSlack()
    people, channels = {APP: APP, OWNER: "Ines Okafor"}, {}
    for number, person in enumerate(organisation.people, 101):
        user, name = f"U{number}", person.name or person.key
        slack.add_user(user, name, email=person.email, deleted=not person.active)
        people[user] = name
    for number, team in enumerate(organisation.teams, 101):
        name = (team.channel or team.name).removeprefix("#")
        slack.add_channel(f"C{number}", name)
        channels[f"C{number}"] = name
    return slack, Names(people, channels)


def example(root: Path) -> Organisation:
    """The example organisation, each day in it moved by as much as has passed since."""
    organisation = load_example(root, load_catalog(root))
    passed = datetime.now(UTC).date() - WRITTEN
    return Organisation.model_validate(_moved(organisation.model_dump(), passed))


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, date):
        return value + by
    if isinstance(value, dict):
        return {key: _moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(inner, by) for inner in value]
    return value


def _from_app(posted: Posted, *, thread: bool = False) -> Line:
    return Line(APP, tuple(posted.blocks), app=True, alone=posted.ephemeral, threaded=thread)
