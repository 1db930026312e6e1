"""What may be found when Rolecall is looked at: each thing in a line, and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.domain.organisation import Organisation
from bot.domain.wording import listed
from bot.errors import RolecallError
from bot.slack.manifest import NAME, OPTIONAL, SCOPES
from bot.slack.web_api import Refused, SlackTrouble

MOST_SKEW = timedelta(seconds=60)
MOST_NAMED = 10
HELLO = "hello"
SWITCHED_OFF = "link_disabled"
APPS = "https://api.slack.com/apps"
_MARKS = {True: "✓", False: "✗", None: "–"}

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


def tokens(*, bot: bool, app: bool) -> Finding:
    """Whether both tokens are set, one alone, or none."""
    if bot and app:
        return good("Both Slack tokens are set.")
    if not bot and not app:
        what = "No Slack tokens are set, so Rolecall serves the web page alone."
        return noted(what, "The README tells how to connect a workspace.")
    if bot:
        do = "Put the app-level token (xapp-…) into .env too: Socket Mode needs both."
        return wrong("SLACK_APP_TOKEN isn't set.", do)
    do = "Put the bot token (xoxb-…) into .env too: Socket Mode needs both."
    return wrong("SLACK_BOT_TOKEN isn't set.", do)


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
