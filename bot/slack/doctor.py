"""Looks whether Rolecall can do its work here, and changes nothing.

Slack may send something to the socket that is opened for a moment. It isn't acknowledged, so Slack
sends it again where it is an event.
"""

import json
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.domain.organisation import Organisation
from bot.domain.subscription import Subscription
from bot.domain.value import as_name
from bot.domain.wording import listed
from bot.errors import RolecallError
from bot.slack import findings
from bot.slack.findings import ChannelState, Finding, Way, good, noted, wrong
from bot.slack.installs import Installs
from bot.slack.manifest import NAME
from bot.slack.reach import Reach
from bot.slack.web_api import Refused, SlackTrouble, WebApi, granted
from bot.store import standing
from bot.store.books import Books
from bot.store.due import DIGEST
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.roster import Roster
from bot.store.sealing import Seals

TIMEOUT = 5
"""Seconds that Slack has for an answer."""

HELLO_WITHIN = 10.0
"""Seconds in which Slack greets a new socket."""

LISTEN = 0.5
"""Seconds after which it is seen that the time is over."""

MOST_CHANNELS = 40
"""Channels that Slack is asked about: it answers about fifty such calls a minute."""

UNREADABLE = "nothing that can be read"
_QUIET = logging.getLogger(f"{__name__}.sdk")
_QUIET.setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Doctor:
    """Looks at everything, also where Slack or the database can't be reached.

    `config` reads the config files and gives their names, `ledger` opens the database; both may
    raise RolecallError. `local` is the workspace to look at where there is none of Slack's. Where
    Slack comes over HTTP `reach` is how, and where many workspaces have given us tokens `seals`
    opens them. `misfit` says why what is set of Slack doesn't go together. `pages` says whether
    there are links into them. Those in `silenced` are passed over.
    """

    config: Callable[[], tuple[str, ...]]
    ledger: Callable[[], Ledger]
    bot_token: SecretStr | None
    app_token: SecretStr | None
    url: str
    now: Callable[[], datetime]
    local: str
    reach: Reach | None = None
    seals: Callable[[], Seals | None] | None = None
    misfit: RolecallError | None = None
    pages: Callable[[], Finding] | None = None
    silenced: Collection[str] = ()
    hello_within: float = HELLO_WITHIN

    def findings(self) -> Iterator[Finding]:
        """What is found, one after the other as it is looked at, and each once."""
        told: set[Finding] = set()
        for one in self._looked():
            if one not in told:
                told.add(one)
                yield one

    def _looked(self) -> Iterator[Finding]:
        yield self._configured()
        yield self._connected()
        if self.reach is not None:
            yield from self.reach.findings()
        if self.pages is not None:
            yield self._linked(self.pages)
        bot: _Bot | None = None
        if self.bot_token is not None:
            try:
                bot = _introduced(self._api(self.bot_token))
            except SlackTrouble as trouble:
                yield findings.refused("SLACK_BOT_TOKEN", self.url, trouble)
        if bot is not None:
            here = f"the workspace {bot.name} ({bot.workspace})"
            yield good(f"SLACK_BOT_TOKEN works: it is @{bot.user} in {here}.")
            yield from findings.scopes(bot.scopes)
            yield findings.clock(bot.date, self.now())
        if self.app_token is not None:
            yield self._socket(self.app_token)
        yield from self._stored(bot)

    @property
    def way(self) -> Way | None:
        """How Slack is connected."""
        if self.seals is not None:
            return "many"
        if self.reach is not None:
            return "http"
        return None if self.bot_token is None and self.app_token is None else "socket"

    def _connected(self) -> Finding:
        if self.misfit is not None:
            return findings.failed(self.misfit)
        return findings.connected(self.way)

    def _linked(self, pages: Callable[[], Finding]) -> Finding:
        try:
            return pages()
        except RolecallError as error:
            return findings.failed(error)

    def _configured(self) -> Finding:
        try:
            return good(f"The files in config/ make sense: {listed(self.config())}.")
        except RolecallError as error:
            return findings.failed(error)

    def _socket(self, token: SecretStr) -> Finding:
        try:
            url = self._api(token).call("apps.connections.open").get("url")
        except SlackTrouble as trouble:
            return findings.refused("SLACK_APP_TOKEN", self.url, trouble)
        if not isinstance(url, str) or not url.startswith(("ws://", "wss://")):
            return wrong("SLACK_APP_TOKEN works, but Slack gives no address for a socket.")
        return findings.socket(first_word(url, self.hello_within))

    def _stored(self, bot: "_Bot | None") -> Iterator[Finding]:
        try:
            with closing(self.ledger()) as ledger:
                yield from self._looked_at(ledger, bot)
        except RolecallError as error:
            yield findings.failed(error)

    def _looked_at(self, ledger: Ledger, bot: "_Bot | None") -> Iterator[Finding]:
        connected = ledger.slack_workspaces()
        here = bot.workspace if bot else (connected or (self.local,))[0]
        yield good("The database can be used and is at this version's schema.")
        yield from findings.connections(standing.connections(ledger))
        if self.seals is not None:
            yield from Installs(self.seals, self._api, self.now).findings(ledger)
        else:
            yield from self._workspace(ledger, here, bot)
        if connected:
            yield from self._waiting(ledger)

    def _workspace(self, ledger: Ledger, here: str, bot: "_Bot | None") -> Iterator[Finding]:
        with ledger.read(here) as books:
            stored = _stored_of(books) if books.exists() else None
        if stored is None:
            what = f"Nothing is stored of the workspace {here} yet."
            yield noted(what, "Start Rolecall once: `make run`.")
            return
        yield findings.organisation(stored.told)
        if here != self.local:
            yield from self._of_slack(stored, bot)

    def _waiting(self, ledger: Ledger) -> Iterator[Finding]:
        yield from findings.silenced(self.silenced)
        waiting = ledger.backlog(self.now(), self.silenced)
        yield from findings.queue(waiting, self.now())
        if self.seals is not None:
            yield findings.rounds(waiting.due_since, self.now())

    def _of_slack(self, stored: "_Stored", bot: "_Bot | None") -> Iterator[Finding]:
        yield from findings.schedules(stored.digests, stored.paused, self._late(stored))
        read = stored.installation.synced_at if stored.installation else None
        yield findings.synced(read, self.now())
        if read is not None:
            api = self._api(self.bot_token) if bot and self.bot_token else None
            yield from findings.accounts(stored.told, stored.joined, stored.members)
            yield from findings.channels(_states(stored.channels, api))

    def _late(self, stored: "_Stored") -> timedelta | None:
        return self.now() - stored.due if stored.due is not None else None

    def _api(self, token: SecretStr) -> WebApi:
        return WebApi(self.url, token.get_secret_value(), timeout=TIMEOUT)


@dataclass(frozen=True)
class _Bot:
    """Whom Slack takes our bot token for; `date` is Slack's clock as it tells it."""

    workspace: str
    name: str
    user: str
    scopes: tuple[str, ...]
    date: str | None


@dataclass(frozen=True)
class _Stored:
    """What the database holds of one workspace, as far as it is looked at.

    `told` is the organisation as it was imported, `joined` with Slack's word on it, `members` the
    ids of accounts. `channels` are ids by what teams call them, None for one that isn't known.
    `digests` is how many channels hear something, `paused` says what of it is, `due` is when the
    next of it is.
    """

    told: Organisation
    joined: Organisation
    members: frozenset[str]
    channels: Mapping[str, str | None]
    installation: Installation | None
    digests: int
    paused: tuple[str, ...]
    due: datetime | None


def first_word(url: str, within: float) -> str | None:
    """What Slack says first on a socket: `hello`, or why it sends us away; None for nothing."""
    said: list[str] = []
    state = ConnectionState()  # type: ignore[no-untyped-call] # the SDK's

    def end(_: object = None) -> None:
        state.terminated = True

    def heard(text: str) -> None:
        said.append(_word(text))
        end()

    connection = Connection(
        url=url,
        logger=_QUIET,
        proxy=load_http_proxy_from_env(),
        on_message_listener=heard,
        on_error_listener=end,
    )
    patience = threading.Timer(within, end)
    patience.start()
    try:
        connection.connect()
        if connection.sock is not None:
            connection.sock.settimeout(min(within, LISTEN))
            connection.run_until_completion(state)
    finally:
        patience.cancel()
        connection.close()
    return said[0] if said else None


def _word(text: str) -> str:
    try:
        message = json.loads(text)
    except ValueError:
        message = None
    found: Mapping[str, Any] = message if isinstance(message, dict) else {}
    word = found.get("reason") if found.get("type") == "disconnect" else found.get("type")
    return as_name(word, UNREADABLE) if isinstance(word, str) else UNREADABLE


def _introduced(api: WebApi) -> _Bot:
    data, headers = api.introduction()
    team = data.get("team_id")
    if not isinstance(team, str):
        raise SlackTrouble("its auth.test doesn't say which workspace this is")
    return _Bot(
        workspace=team,
        name=as_name(str(data.get("team") or ""), team),
        user=as_name(str(data.get("user") or ""), NAME),
        scopes=tuple(granted(headers)),
        date=headers.get("date"),
    )


def _stored_of(books: Books) -> _Stored:
    told, roster = books.told(), books.roster
    digests = {
        subject.key[0]: Subscription.model_validate(body)
        for subject, body in books.facts({"digest"}).items()
    }
    due = (one.at for one in books.coming() if one.what.startswith(f"{DIGEST} "))
    names = {team.channel: team.channel.lstrip("#") for team in told.teams if team.channel}
    ids = roster.channels_called(list(names.values()))
    return _Stored(
        told=told,
        joined=books.organisation(),
        members=frozenset(member.id for member in roster.members() if not member.bot),
        channels={shown: ids.get(name) or _by_id(roster, name) for shown, name in names.items()},
        installation=roster.installation(),
        digests=len(digests),
        paused=tuple(
            f"Digest {key} is paused: {one.paused}."
            for key, one in digests.items()
            if one.paused is not None
        ),
        due=min(due, default=None),
    )


def _by_id(roster: Roster, key: str) -> str | None:
    found = roster.channel(key)
    return found.id if found is not None and not found.gone else None


def _states(channels: Mapping[str, str | None], api: WebApi | None) -> dict[str, ChannelState]:
    """Each team's channel as we know it, and as Slack says where it can be asked."""
    states: dict[str, ChannelState] = {
        shown: "missing" if key is None else "there" for shown, key in channels.items()
    }
    known = [(shown, key) for shown, key in channels.items() if key is not None]
    if api is not None:
        # Where Slack doesn't answer, it isn't asked again: each time may take long.
        with suppress(SlackTrouble):
            for shown, key in known[:MOST_CHANNELS]:
                states[shown] = _state(api, key)
    return states


def _state(api: WebApi, key: str) -> ChannelState:
    try:
        found = api.ask("conversations.info", channel=key).get("channel")
    except Refused as refused:
        return "missing" if refused.error == "channel_not_found" else "there"
    if not isinstance(found, Mapping):
        return "there"
    if found.get("is_archived") is True:
        return "archived"
    return "outside" if found.get("is_member") is False else "there"
