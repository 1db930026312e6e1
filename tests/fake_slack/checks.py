"""How a limit is written down: each check tells all that is wrong with a value, and where."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

Check = Callable[[Any, str], Iterator[str]]


def string(least: int, most: int) -> Check:
    """Text of so many characters."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: {value!r} is no text"
        elif not least <= len(value) <= most:
            yield f"{path}: {len(value)} characters, not {least} to {most}"

    return check


def number(least: int, most: int) -> Check:
    """A whole number between two others."""

    def check(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield f"{path}: {value!r} is no number from {least} to {most}"

    return check


def flag(value: Any, path: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{path}: {value!r} is neither true nor false"


def day(value: Any, path: str) -> Iterator[str]:
    """A date as YYYY-MM-DD."""
    if not isinstance(value, str) or not is_day(value):
        yield f"{path}: {value!r} is no date as YYYY-MM-DD"


def is_day(text: str) -> bool:
    """Whether it is a date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def decimal(value: Any, path: str) -> Iterator[str]:
    """A number, in a string."""
    if not isinstance(value, str) or not is_decimal(value):
        yield f"{path}: {value!r} is no number in a string"


def is_decimal(text: str) -> bool:
    """Whether it is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def among(*words: str) -> Check:
    """One of some words."""

    def check(value: Any, path: str) -> Iterator[str]:
        if value not in words:
            yield f"{path}: {value!r} is none of {', '.join(words)}"

    return check


def url(most: int) -> Check:
    """A web address of at most so many characters."""
    length = string(1, most)

    def check(value: Any, path: str) -> Iterator[str]:
        yield from length(value, path)
        if isinstance(value, str) and not _is_url(value):
            yield f"{path}: {value[:100]!r} is no http or https address"

    return check


def listed(check_item: Check, least: int, most: int) -> Check:
    """A list of so many things, each checked."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        if not least <= len(value) <= most:
            yield f"{path}: {len(value)} of them, not {least} to {most}"
        for place, item in enumerate(value):
            yield from check_item(item, f"{path}[{place}]")

    return check


def shaped(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these keys, besides its type, and no others."""
    known = required | (optional or {})

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no object"
            return
        for key in required:
            if key not in value:
                yield f"{path}: no {key}"
        for key, inside in value.items():
            if key in known:
                yield from known[key](inside, f"{path}.{key}")
            elif key != "type":
                yield f"{path}: {key} is unknown here"

    return check


def typed(checks: dict[str, Check]) -> Check:
    """An object of one of these types, each with its check."""

    def check(value: Any, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in checks:
            yield f"{path}: type {kind!r} is none of {', '.join(checks)}"
        else:
            yield from checks[kind](value, path)

    return check


def both(*checks: Check) -> Check:
    """All of these checks together."""

    def check(value: Any, path: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, path)

    return check


def one_of(*keys: str) -> Check:
    """An object with just one of these keys."""

    def check(value: Any, path: str) -> Iterator[str]:
        given = [key for key in keys if isinstance(value, dict) and key in value]
        if len(given) != 1:
            yield f"{path}: {len(given)} of {', '.join(keys)}, not 1"

    return check


def unique(items: Any, key: str, path: str) -> Iterator[str]:
    """Things of which no two have the same name under the key."""
    seen = set()
    for item in items if isinstance(items, list) else ():
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            yield f"{path}: {key} {name!r} twice"
        elif isinstance(name, str):
            seen.add(name)


def anything(value: Any, path: str) -> Iterator[str]:
    """An object, whatever is in it."""
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no object"


def plain(most: int) -> Check:
    """A text object that Slack doesn't read for marks."""
    return typed({"plain_text": shaped({"text": string(1, most)}, {"emoji": flag})})


def text(most: int) -> Check:
    """A text object, of either type."""
    marked = shaped({"text": string(1, most)}, {"verbatim": flag})
    unmarked = shaped({"text": string(1, most)}, {"emoji": flag})
    return typed({"mrkdwn": marked, "plain_text": unmarked})


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    spaced = any(letter.isspace() or not letter.isprintable() for letter in text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not spaced
