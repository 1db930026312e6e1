"""What may be found when Rolecall is looked at: each thing in a line, and what to do about it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from bot.domain.organisation import Organisation
from bot.domain.wording import listed
from bot.errors import RolecallError
from bot.slack.manifest import NAME, OPTIONAL, SCOPES
from bot.slack.web_api import Refused, SlackTrouble
from bot.store.ledger import Waiting
from bot.store.standing import Connections

MOST_SKEW = timedelta(seconds=60)
MOST_LATE = timedelta(minutes=10)
"""So long after its time something may be under way still."""

MOST_USED = 0.8
"""Of the connections that a database's server takes, so many may be used."""

MOST_NAMED = 10
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
HELLO = "hello"
SWITCHED_OFF = "link_disabled"
APPS = "https://api.slack.com/apps"
_MARKS = {True: "✓", False: "✗", None: "–"}

Way = Literal["socket", "http", "many"]
_WAYS: Mapping[Way, str] = {
    "socket": "Both Slack tokens are set.",
    "http": "The bot token and the signing secret are set: one workspace, over HTTP.",
    "many": "Id and secrets of the app are set: any workspace may install it, and comes over HTTP.",
}

ChannelState = Literal["there", "missing", "archived", "outside"]
"""A team's channel as it is; the bot isn't in one that is `outside`."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `ok`, wrong, or None for neither; `do` is what to do now."""

    ok: bool | None
    what: str
    do: str | None = None

    def __str__(self) -> str:
        line = f"{_MARKS[self.ok]} {self.what}"
        return f"{line} {self.do}" if self.do else line


def good(what: str) -> Finding:
    """Something that is as it should be."""
    return Finding(ok=True, what=what)


def wrong(what: str, do: str | None = None) -> Finding:
    """Something that keeps Rolecall from its work."""
    return Finding(ok=False, what=what, do=do)


def noted(what: str, do: str | None = None) -> Finding:
    """Something worth knowing that is no fault."""
    return Finding(ok=None, what=what, do=do)


def failed(error: RolecallError) -> Finding:
    """What an error says, in a line: that of a file may have several."""
    first, *more = str(error).splitlines() or [type(error).__name__]
    return wrong(f"{first} (and {len(more)} more)" if more else first)


def connected(way: Way | None) -> Finding:
    """What is set of Slack, where it goes together."""
    if way is None:
        what = "No Slack tokens are set, so Rolecall serves the web page alone."
        return noted(what, "The README tells how to connect a workspace.")
    return good(_WAYS[way])


def refused(which: str, url: str, trouble: SlackTrouble) -> Finding:
    """Why nothing came of a token: it is wrong, or Slack can't be reached."""
    if not isinstance(trouble, Refused):
        do = "Check the network and SLACK_API_URL, or wait: Rolecall goes on trying."
        return wrong(f"{which} can't be tried at {url} ({trouble}).", do)
    what = f"{which} doesn't work ({trouble})."
    if which == "SLACK_APP_TOKEN":
        return wrong(what, f"Make an app-level token with connections:write at {APPS}.")
    return wrong(what, f"Copy it again from “OAuth & Permissions” at {APPS}.")


def scopes(granted: Iterable[str]) -> Iterator[Finding]:
    """Each scope that is missing, with what it is for; one that is optional is no fault."""
    held = set(granted)
    if not held:
        yield noted("Slack doesn't say which scopes the bot token has.")
        return
    missing = [scope for scope in SCOPES if scope not in held]
    if set(missing) <= set(OPTIONAL):
        yield good("The bot token has every scope that Rolecall needs.")
    do = f"Grant it under “OAuth & Permissions” at {APPS} and install the app again."
    for scope in missing:
        if scope in OPTIONAL:
            yield noted(f"The bot token lacks {scope}, which is optional: {_why(scope)}.", do)
        else:
            yield wrong(f"The bot token lacks {scope}: {_why(scope)}.", do)


def clock(date: str | None, now: datetime) -> Finding:
    """Whether our clock goes as Slack's does, by the date of an answer."""
    theirs = _moment(date)
    if theirs is None:
        return noted("Slack doesn't say what time it is, so the clock can't be compared.")
    skew = now - theirs
    if abs(skew) <= MOST_SKEW:
        return good("The clock goes as Slack's does.")
    way = "ahead of" if skew > timedelta(0) else "behind"
    what = f"The clock is {abs(skew).total_seconds():.0f} s {way} Slack's."
    return wrong(what, "Let the system set it (NTP).")


def socket(word: str | None) -> Finding:
    """Whether Socket Mode works, by what Slack said first on a socket; None for nothing."""
    if word == HELLO:
        return good("SLACK_APP_TOKEN works, and Slack greets over Socket Mode.")
    if word == SWITCHED_OFF:
        do = f"Switch it on under “Socket Mode” at {APPS}."
        return wrong("SLACK_APP_TOKEN works, but Socket Mode is switched off.", do)
    said = f"it said {word}" if word else "it said nothing"
    do = "Check that a proxy or firewall lets WebSockets through."
    return wrong(f"SLACK_APP_TOKEN works, but Slack doesn't greet over a socket ({said}).", do)


def organisation(told: Organisation) -> Finding:
    """Whether there is anybody to name."""
    if not told.people and not told.teams:
        what = "The organisation is empty, so no answer names a person."
        return wrong(what, "Import yours: `rolecall import FILE`.")
    people = _count(len(told.people), "person", "people")
    teams = _count(len(told.teams), "team", "teams")
    return good(f"The organisation {told.organisation} has {people} and {teams}.")


def synced(read: datetime | None, now: datetime) -> Finding:
    """When members and channels were read last; None for never."""
    if read is None:
        what = "Members and channels weren't read from Slack yet."
        return noted(what, "That happens while Rolecall runs.")
    return good(f"Members and channels were read {_ago(now - read)}.")


def accounts(
    told: Organisation, joined: Organisation, members: frozenset[str]
) -> Iterator[Finding]:
    """How many people of the organisation have no account in Slack; `joined` has those found."""
    people = [person for person in told.people if person.active]
    without = [one.called for one in people if joined.person[one.key].slack not in members]
    if without:
        share = f"{len(without)} of {_count(len(people), 'person', 'people')}"
        do = "Give them `slack:` or `email:` in the file; addresses need users:read.email."
        yield noted(f"{share} can't be found in Slack: {_named(without)}.", do)
    elif people:
        yield good("Everybody in the organisation is found in Slack.")


def channels(states: Mapping[str, ChannelState]) -> Iterator[Finding]:
    """Whether teams' channels are there, open, and have the bot in them."""

    def those(state: ChannelState) -> list[str]:
        return [shown for shown, found in states.items() if found == state]

    missing, archived, outside = those("missing"), those("archived"), those("outside")
    if missing:
        what = f"Teams' channels that Rolecall doesn't find: {_named(missing)}."
        do = f"Correct them in the file; a private one needs groups:read and `/invite @{NAME}`."
        yield wrong(what, do)
    if archived:
        what = f"Teams' channels that are archived: {_named(archived)}."
        yield wrong(what, "Correct them in the file.")
    if outside:
        what = f"@{NAME} isn't in {_named(outside)}, so it hears no mention there."
        yield noted(what, f"Write `/invite @{NAME}` there.")
    if states and not (missing or archived or outside):
        yield good("The teams' channels are there, and Rolecall is in them.")


def schedules(number: int, paused: Iterable[str], late: timedelta | None) -> Iterator[Finding]:
    """Whether what channels hear regularly is told; `late` is by how much the latest of it is."""
    if late is not None and late > MOST_LATE:
        what = f"What a channel was to hear {_ago(late)} isn't told yet."
        yield wrong(what, "Start Rolecall (`make run`): it tells channels only while it runs.")
    elif number:
        yield good(f"{_count(number, 'digest is', 'digests are')} told in time.")
    for why in paused:
        yield noted(why, "Resume it in Slack: `/ownership digest list`.")


def queue(waiting: Waiting, now: datetime) -> Iterator[Finding]:
    """Whether what was decided reaches Slack, in all workspaces together."""
    states = {one.state: one for one in waiting.deliveries}
    held, unknown = states.get("waiting"), states.get("unknown")
    if held is not None and now - held.oldest > MOST_LATE:
        many = _count(held.count, "message waits", "messages wait")
        what = f"{many} to be sent, the oldest since {_ago(now - held.oldest)}."
        yield wrong(what, "See that Rolecall runs; its log says why Slack doesn't take them.")
    else:
        yield good("Nothing waits for long to be sent.")
    if unknown is not None:
        what = (
            f"Nobody knows of {_count(unknown.count, 'message', 'messages')} whether Slack took "
            f"it, the oldest from {_ago(now - unknown.oldest)}."
        )
        do = "They are held; `on_unknown` in config/operations.yaml decides about the next."
        yield noted(what, do)


def rounds(due_since: datetime | None, now: datetime) -> Finding:
    """Whether what is due is done in time, in all workspaces together."""
    if due_since is None or now - due_since <= MOST_LATE:
        return good("What is due is done in time.")
    what = f"What was due {_ago(now - due_since)} isn't done yet."
    return wrong(what, "Start a process that does it: `rolecall run --only worker`.")


def connections(found: Connections | None) -> Iterator[Finding]:
    """Whether the database's server has connections left; None where it needs none."""
    if found is None:
        return
    what = f"{found.used} of the {found.most} connections to the database's server are used"
    if found.used > found.most * MOST_USED:
        do = "Raise max_connections, or run fewer processes: each takes up to 10."
        yield noted(f"{what}.", do)
    else:
        yield good(f"{what}; a process of Rolecall takes up to 10.")


def silenced(workspaces: Iterable[str]) -> Iterator[Finding]:
    """The workspaces that config silences."""
    if names := sorted(workspaces):
        what = f"Nobody is answered in {_named(names)}: config/operations.yaml silences that."
        yield noted(what)


def signing_secret(secret: str) -> Iterator[Finding]:
    """Whether a signing secret looks like one."""
    if not _SIGNING_SECRET.fullmatch(secret):
        what = "SLACK_SIGNING_SECRET doesn't look like Slack's, 32 digits and letters a to f."
        yield noted(what, f"Compare it with “Basic Information”, “Signing Secret” at {APPS}.")


def no_address(*, needed: bool) -> Finding:
    """Nobody has said where Slack reaches us; it is `needed` where browsers come back to it."""
    do = "Set it to the address that begins with https:// and leads here."
    if needed:
        return wrong("ROLECALL_PUBLIC_URL isn't set, so nobody can install the app.", do)
    what = "ROLECALL_PUBLIC_URL isn't set, so whether Slack reaches Rolecall can't be tried."
    return noted(what, do)


def bad_address(error: ValueError) -> Finding:
    """The address isn't one that Slack can reach."""
    what = f"ROLECALL_PUBLIC_URL can't be used: {error}."
    return wrong(what, "Set it to the address that begins with https:// and leads here.")


def pages(address: str | None, *, signed: bool) -> Finding:
    """Whether Slack can give people links into the pages, and over what they follow them."""
    if address is None:
        what = "ROLECALL_PUBLIC_URL isn't set, so Slack gives nobody a link into the pages."
        return noted(what, "Set it to the address at which people reach Rolecall.")
    if not signed:
        what = "ROLECALL_SECRET_KEY isn't set, so nothing signs links into the pages."
        do = "Make a key with `openssl rand -hex 32`, and give every process the same."
        return wrong(what, do)
    parts = urlsplit(address)
    where = f"Links into the pages lead to {parts.hostname}"
    if parts.scheme != "https":
        do = "Give ROLECALL_PUBLIC_URL an address that begins with https://."
        return noted(f"{where} over http: whoever listens on the way can use them.", do)
    return good(f"{where}.")


def reached(address: str) -> Finding:
    """A request that was signed as Slack signs was taken."""
    return good(f"Rolecall answers at {address}, and takes what is signed with the secret.")


def unreached(address: str, why: str) -> Finding:
    """Nobody answers there, as far as it can be seen from here."""
    what = f"From here nobody answers at {address} ({why})."
    do = (
        "Start Rolecall, or see that the address leads to it; Slack may see more than this machine."
    )
    return noted(what, do)


def other_secret(address: str, said: str) -> Finding:
    """Whoever answers there doesn't take our signature."""
    what = f"{address} refuses what is signed with SLACK_SIGNING_SECRET ({said})."
    return wrong(what, "Start it anew with the secret that is set here, and compare the clocks.")


def somebody_else(address: str, status: int) -> Finding:
    """What answers there isn't us."""
    what = f"At {address} something answers {status} that isn't Rolecall over HTTP."
    return wrong(what, "Lead the address to the port of `rolecall run`, /slack/events unchanged.")


def installed(live: int, removed: int) -> Finding:
    """How many workspaces have the app."""
    gone = f"; {removed} removed it and will be erased" if removed else ""
    if live:
        return good(f"{_count(live, 'workspace has', 'workspaces have')} the app installed{gone}.")
    what = f"No workspace has the app installed{gone}."
    return noted(what, "Open /slack/install at its address.")


def no_key(tokens: int) -> Finding:
    """No key is set, and none was made yet."""
    if tokens:
        what = f"The key that {_count(tokens, 'token is', 'tokens are')} sealed with is gone."
        return wrong(what, "Set ROLECALL_SECRET_KEY to it, or install the app there again.")
    what = "ROLECALL_SECRET_KEY isn't set, so the first start makes a key in var/secret.key."
    return noted(what, "Keep a copy of it.")


def sealed(closed: list[str], old: int) -> Iterator[Finding]:
    """Whether the stored tokens can be opened, and how many are under an older key."""
    if closed:
        what = f"The tokens of {_named(closed)} can't be opened with ROLECALL_SECRET_KEY."
        do = "Add the key they were sealed with after the newest, or install the app there again."
        yield wrong(what, do)
    if old > len(closed):
        what = f"{_count(old, 'token is', 'tokens are')} sealed under an older key."
        yield noted(what, "A worker seals them anew within an hour; keep the older key until then.")


def refused_in(workspace: str, refused: Refused) -> Finding:
    """Slack doesn't take the token of a workspace."""
    what = f"Slack refuses the token of {workspace} ({refused.error})."
    return wrong(what, "Install the app there again: /slack/install.")


def untried(trouble: SlackTrouble) -> Finding:
    """Slack can't be asked about tokens."""
    what = f"The tokens of workspaces can't be tried ({trouble})."
    return wrong(what, "Check the network and SLACK_API_URL, or wait: Rolecall goes on trying.")


def taken(number: int, among: int) -> Finding:
    """So many tokens work, of those that there are."""
    first = "" if number == among else f" of {among}"
    return good(f"Slack takes the {_count(number, 'token', 'tokens')}{first} that were tried.")


def scopes_in(lacking: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Each scope that tokens lack, and where; one that is optional is no fault."""
    do = "Install the app there again: /slack/install."
    for scope, workspaces in lacking.items():
        lacks = noted if scope in OPTIONAL else wrong
        what = f"The token of {_named(workspaces)} lacks {scope}"
        optional = ", which is optional" if scope in OPTIONAL else ""
        yield lacks(f"{what}{optional}: {_why(scope)}.", do)


def unread(workspaces: Iterable[str]) -> Iterator[Finding]:
    """The workspaces of which nothing was read from Slack."""
    if names := list(workspaces):
        what = f"Members and channels of {_named(names)} weren't read from Slack yet."
        yield noted(what, "A worker does that: `rolecall run --only worker`.")


def without_people(workspaces: list[str]) -> Finding:
    """The workspaces in which no answer names anybody."""
    what = f"The organisation is empty in {_named(workspaces)}, so no answer there names a person."
    return noted(what, "Import one with --workspace, or begin in Slack: `/ownership team add`.")


def _why(scope: str) -> str:
    return f"with it Rolecall {SCOPES[scope]}"


def _moment(date: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return found if found is not None and found.utcoffset() is not None else None


def _named(names: list[str]) -> str:
    most, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    return listed([*most, f"{more} more"] if more > 0 else most)


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _ago(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if minutes < 1:
        return "just now"
    if hours < 1:
        return f"{_count(minutes, 'minute', 'minutes')} ago"
    return f"{_count(days, 'day', 'days')} ago" if days else f"{_count(hours, 'hour', 'hours')} ago"
