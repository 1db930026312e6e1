"""Whether the workspaces that installed us can be served: their tokens, scopes and people."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from bot.errors import RolecallError
from bot.slack import findings
from bot.slack.findings import Finding
from bot.slack.manifest import SCOPES
from bot.slack.web_api import Refused, SlackTrouble, WebApi, granted
from bot.store import standing
from bot.store.ledger import Ledger
from bot.store.sealing import Seals, Unopened

MOST_ASKED = 20
"""Workspaces whose token is tried: more would take long."""


@dataclass(frozen=True)
class Installs:
    """Looks at every workspace that has the app; `api` speaks with a token.

    `seals` opens tokens, None where the key for them isn't made yet.
    """

    seals: Callable[[], Seals | None]
    api: Callable[[SecretStr], WebApi]
    now: Callable[[], datetime]

    def findings(self, ledger: Ledger) -> Iterator[Finding]:
        """What is found of them, and changes nothing."""
        here = standing.installs(ledger)
        yield findings.installed(len(here.sealed), here.removed)
        try:
            seals = self.seals()
        except RolecallError as error:
            yield findings.failed(error)
            return
        if seals is None:
            yield findings.no_key(len(here.sealed))
            return
        tokens = dict(_opened(seals, here.sealed))
        old = sum(map(seals.is_old, here.sealed.values()))
        yield from findings.sealed(sorted(set(here.sealed) - set(tokens)), old)
        yield from self._tried(dict(sorted(tokens.items())[:MOST_ASKED]), len(tokens))
        yield from findings.unread(here.unread)
        yield from _without_people(ledger, list(here.sealed)[:MOST_ASKED])

    def _tried(self, tokens: Mapping[str, SecretStr], among: int) -> Iterator[Finding]:
        """Whether Slack takes these tokens, and what they may do there."""
        lacking: dict[str, list[str]] = {}
        taken, date = 0, None
        for workspace, token in tokens.items():
            try:
                _, headers = self.api(token).introduction()
            except Refused as refused:
                yield findings.refused_in(workspace, refused)
                continue
            except SlackTrouble as trouble:
                # Where Slack doesn't answer, it isn't asked again: each time may take long.
                yield findings.untried(trouble)
                break
            taken, date = taken + 1, headers.get("date")
            held = granted(headers)
            for scope in SCOPES if held else ():
                if scope not in held:
                    lacking.setdefault(scope, []).append(workspace)
        if taken:
            yield findings.taken(taken, among)
            yield from findings.scopes_in(lacking)
            yield findings.clock(date, self.now())


def _opened(seals: Seals, sealed: Mapping[str, str]) -> Iterator[tuple[str, SecretStr]]:
    for workspace, text in sealed.items():
        try:
            yield workspace, SecretStr(seals.open(text, workspace))
        except Unopened:
            continue


def _without_people(ledger: Ledger, workspaces: list[str]) -> Iterator[Finding]:
    empty = []
    for workspace in workspaces:
        with ledger.read(workspace) as books:
            told = books.told()
        if not told.people and not told.teams:
            empty.append(workspace)
    if empty:
        yield findings.without_people(empty)
