"""A verb of `/ownership`, declared once: its words, its form and its help are made from this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene

T = TypeVar("T")

Kind = Literal[
    "person",
    "imported",
    "role",
    "team",
    "activity",
    "structure",
    "channel",
    "day",
    "number",
    "name",
    "text",
    "flag",
    "handoff",
    "entry",
    "named",
    "thing",
    "digest",
    "days",
    "clock",
]
"""What an argument is: something that exists, a value, or the person's own words.

`imported` is a person without a Slack account, `name` what something new is to be called, `text` a
reason, `entry` a role or activity, `named` one of these, a handoff or a structure, `thing` a team,
role, person or activity. `digest` is the name of what a channel can hear, `days` are days that come
again and again, `clock` a time of day with a time zone or without.
"""

_Codes = Mapping[str, tuple[str, ...]]

Who = Literal["everybody", "members", "own or lead", "lead", "steward"]
"""Who may: everybody who may ask; every full member; whose own matter it is, or who leads the team;
who leads the team; who looks after the workspace. Whoever comes later in this list may all before.
"""

WHO: Mapping[Who, str] = {
    "everybody": "everybody",
    "members": "every full member",
    "own or lead": "whoever it concerns, whoever leads the team, and stewards",
    "lead": "whoever leads the team, and stewards",
    "steward": "stewards, and the workspace's admins and owners",
}
"""The same in words."""


@dataclass(frozen=True)
class Argument:
    """One thing that a verb has to be told.

    `after` are the words that lead to it; without them it comes first. `here` is filled in with
    the channel's team where nothing is said. `nothing` is the word for none of them. `former` also
    finds teams that are retired, or had the name before.
    """

    name: str
    kind: Kind
    label: str
    after: str = ""
    optional: bool = False
    many: bool = False
    here: bool = False
    nothing: str | None = None
    hint: str | None = None
    former: bool = False

    @property
    def usage(self) -> str:
        """How it is written: `in TEAM`, in brackets where it may be left out."""
        shown = _SHOWN.get(self.kind, self.name.upper())
        if self.many:
            shown = f"{shown}[, {shown}]"
        if self.nothing:
            shown = f"{shown} | {self.nothing}"
        words = self.after if self.kind == "flag" else f"{self.after} {shown}".strip()
        return f"[{words}]" if self.optional or self.here else words


_SHOWN: Mapping[Kind, str] = {
    "person": "@person",
    "imported": "NAME",
    "channel": "#channel",
    "day": "DATE",
    "entry": "ACTIVITY / ROLE",
    "named": "ACTIVITY / ROLE / HANDOFF / STRUCTURE",
    "thing": "TEAM / ROLE / @person / ACTIVITY",
    "text": "…",
    "number": "N",
    "digest": "KIND",
    "days": "DAYS",
    "clock": "HH:MM [ZONE]",
}


@dataclass(frozen=True)
class Given:
    """The arguments that a verb was given, by name."""

    values: Mapping[str, object]

    def one(self, name: str, kind: type[T]) -> T:
        """The argument; TypeError where it isn't one of these."""
        value = self.values.get(name)
        if not isinstance(value, kind):
            raise TypeError(f"{name} is {value!r}, not {kind.__name__}")
        return value

    def maybe(self, name: str, kind: type[T]) -> T | None:
        """The argument, None where it was left out."""
        return self.one(name, kind) if self.values.get(name) is not None else None

    def all(self, name: str, kind: type[T]) -> tuple[T, ...]:
        """Each of the arguments of this name; empty where it was left out."""
        values = self.values.get(name) or ()
        if not isinstance(values, tuple):
            raise TypeError(f"{name} is {values!r}, not several")
        return tuple(Given({name: value}).one(name, kind) for value in values)

    def flag(self, name: str) -> bool:
        """Whether the word was said."""
        return self.values.get(name) is True

    def nothing(self, name: str) -> bool:
        """Whether the word for none of them was said."""
        return self.values.get(name) == ()


@dataclass(frozen=True)
class Verb:
    """Something that `/ownership` can do; `run` says what it changes, and changes nothing itself.

    `help` is one sentence that begins with what it does; `title` stands over its form. A verb that
    only looks has `writes` false. `holds` gives the codes of what holds now of what was chosen,
    for the form to be filled in with. `shows` is the verb that shows what this one changes a line
    of, so that a private message with that line is shown as it stands then. What one that is
    `beside` says never takes the place of a message: it is for whoever clicked alone.
    """

    name: str
    title: str
    help: str
    who: Who
    run: Callable[[Scene, Given], Deed]
    arguments: tuple[Argument, ...] = ()
    writes: bool = True
    examples: tuple[str, ...] = ()
    holds: Callable[[Scene, _Codes], _Codes] | None = None
    shows: str | None = None
    beside: bool = False

    @property
    def usage(self) -> str:
        """How the verb is written."""
        return " ".join((self.name, *(argument.usage for argument in self.arguments)))

    @property
    def argument(self) -> dict[str, Argument]:
        """The arguments by name."""
        return {argument.name: argument for argument in self.arguments}
