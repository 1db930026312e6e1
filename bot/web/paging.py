"""A long list, a page at a time; which one is in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

A_PAGE = 100
_MOST_DIGITS = 10

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Paged(Generic[T]):
    """Some of a list: `first` and `last` count from 1, `before` and `after` are addresses."""

    items: Sequence[T]
    first: int
    last: int
    count: int
    before: str | None
    after: str | None

    @property
    def whole(self) -> bool:
        """Whether these are all."""
        return len(self.items) == self.count

    def each(self, made: Callable[[T], U]) -> "Paged[U]":
        """The same page of what is made of each thing on it."""
        return Paged(
            [made(one) for one in self.items],
            self.first,
            self.last,
            self.count,
            self.before,
            self.after,
        )


def paged(listed: Sequence[T], name: str = "page", size: int = A_PAGE) -> Paged[T]:
    """The page that the address asks for under this name, else the first; too far is the last."""
    pages = max(-(-len(listed) // size), 1)
    number = min(asked_number(name) or 1, pages)
    start = (number - 1) * size
    items = listed[start : start + size]
    return Paged(
        items,
        start + 1,
        start + len(items),
        len(listed),
        _at(name, number - 1) if number > 1 else None,
        _at(name, number + 1) if number < pages else None,
    )


def asked_number(name: str) -> int | None:
    """A whole number from 1 on that the address has under this name; None where it has none."""
    said = request.args.get(name, "")
    fits = said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS
    return int(said) or None if fits else None


def address(**changed: str | int | None) -> str:
    """The address that was asked for, with other values; None leaves one out."""
    values: dict[str, Any] = {**request.args.to_dict(flat=False), **changed}
    asked = {name: value for name, value in values.items() if value not in (None, "", [""])}
    # What is asked for is only ever written behind the path: some names mean more to `url_for`.
    path = url_for(request.endpoint or "ask", **(request.view_args or {}))
    return f"{path}?{urlencode(asked, doseq=True)}" if asked else path


def _at(name: str, number: int) -> str:
    return address(**{name: number if number > 1 else None})
