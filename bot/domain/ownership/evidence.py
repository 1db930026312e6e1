"""A link that somebody attaches, such as to a data contract: where it leads, and what it is."""

import re
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.domain.checklist import MOST_ADDRESS, Link, Word
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.verb import Given
from bot.domain.value import as_name

# As Slack writes a link in a command: <https://x.example/a|x.example/a>.
_MARKED = re.compile(r"<([^<>|\s]+)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def link(given: Given, word: Word) -> Link | None:
    """The link under `link`, None where there is none; Objection for what can't be one."""
    said = (given.maybe("link", str) or "").strip()
    if not said:
        return None
    address, *about = (
        _MARKED.sub(lambda found: found[1], said).replace("&amp;", "&").split(maxsplit=1)
    )
    words = about[0].removeprefix("as ").strip() if about else ""
    what = as_name(words, "") or None
    fault = _fault(address)
    if fault is not None:
        raise Objection(fault, field="link")
    try:
        return Link(url=address, what=what, word=word)
    except ValidationError:
        raise Objection("Say in plain words what the link is.", field="link") from None


def _fault(address: str) -> str | None:
    """Why an address can't be attached."""
    if len(address) > MOST_ADDRESS:
        return (
            f"That address has {len(address):,} characters; attach one of at most {MOST_ADDRESS}."
        )
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _NO_LINK
    del port
    if parts.scheme.casefold() != "https" or not _ADDRESS.fullmatch(address):
        return _NO_LINK
    if "@" in parts.netloc:
        return "A link can't have a name or password in it; attach it without."
    return None if _HOST.fullmatch(host) else _NO_LINK


_NO_LINK = "Attach a link that begins with https://, such as https://wiki.example/contract."
