"""What a piece of a command stands for: something that exists, a day, a number, own words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import product

from bot.desk.tokens import CHANNEL, PERSON, Token, plain
from bot.domain.member import Channel
from bot.domain.organisation import Team
from bot.domain.ownership.codes import OF_KIND, code
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.former import former_teams
from bot.domain.ownership.naming import Thing, called, folded
from bot.domain.ownership.rounds import READ, Wrong
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Kind
from bot.domain.ownership.who import by_account
from bot.domain.upcoming import day_from
from bot.search.near import covers, near

MOST_PARTS = 6
"""A list of more names is split at every comma, whatever the names hold."""

MOST_OFFERED = 3
"""So many names that are nearly what was written."""

MOST_NEAR = 30
"""So many names are looked at more closely."""

_CHANNEL = "channel"
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y")
_PEOPLE = ("person", "thing")
_ME = ("me", "@me", "myself")
_WORDS_OF: Mapping[Kind, str] = {
    "role": "a role",
    "team": "a team",
    "activity": "an activity",
    "structure": "a structure",
    "handoff": "a handoff",
    "person": "a person",
    "entry": "a role or activity",
    "named": "an activity, role, handoff or structure",
    "thing": "a team, role, person or activity",
}


@dataclass(frozen=True)
class Values:
    """Finds what words stand for in one scene; `channel` finds a channel by its id or name."""

    text: str
    scene: Scene
    channel: Callable[[str], Channel]

    def of(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        """Every value that these words are exactly; empty where they are none."""
        span = (argument.name, *((words[0].start, words[-1].end) if words else (0, 0)))
        if span not in self._found:
            self._found[span] = self._of(argument, words) or self._of_before(argument, words)
        return self._found[span]

    def unfit(self, argument: Argument, words: Sequence[Token]) -> Objection:
        """Why these words are no value of the argument, and what to do about it.

        Of a list it is the first that is none.
        """
        words = self._first_unfit(argument, words)
        if argument.kind in _PEOPLE and len(words) == 1 and words[0].kind == "person":
            try:
                by_account(self.scene, words[0].text)
            except Objection as objection:
                return Objection(str(objection), field=argument.name)
        if argument.kind in READ:
            try:
                self._read(argument.kind, words)
            except Wrong as wrong:
                return Objection(str(wrong), field=argument.name)
        return unfit(argument, self.shown(words) if words else "")

    def each(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        """The values that these words list one after the other; empty where they don't."""
        for parts in _partitions(words):
            found = [self._one(argument.kind, part) for part in parts]
            if len(parts) > 1 and all(len(one) == 1 for one in found):
                return [one[0] for one in found]
        return []

    def nearly(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        """What is called nearly so, best first, where it accounts for every word.

        Of a list the names that are right stay. Empty for what has no names.
        """
        if not words:
            return []
        span = (argument.name, words[0].start, words[-1].end)
        if span not in self._near:
            one = self._near_list if argument.many else self._near_one
            self._near[span] = one(argument, words)
        return self._near[span]

    def _near_list(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        parts = next(_partitions(words), [])
        close = [self._one(argument.kind, part) or self._near_one(argument, part) for part in parts]
        if not close or not all(close):
            return []
        if len(close) == 1:
            return [one if one == () else (one,) for one in close[0]]
        return [tuple(one[0] for one in close)]

    def _near_one(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        if argument.kind == "channel":
            return self._near_channel(words)
        if argument.kind not in OF_KIND:
            return []
        said, known = self.own_words(words), self.names(argument.kind)
        nothing = [argument.nothing] if argument.nothing else []
        close = [name for name in near(said, [*known, *nothing], MOST_NEAR) if covers(name, said)]
        things = [thing for name in close[:MOST_OFFERED] for thing in known.get(name, [()])]
        return list({code(thing): thing for thing in things}.values())

    def _near_channel(self, words: Sequence[Token]) -> list[object]:
        """The channel that was written without its “#”, or with the word for it."""
        if len(words) > 1 and words[0].text.casefold() == _CHANNEL:
            words = words[1:]
        said = self.own_words(words)
        try:
            return [self.channel(said.removeprefix("#").casefold())]
        except KeyError:
            return []

    def _first_unfit(self, argument: Argument, words: Sequence[Token]) -> Sequence[Token]:
        parts = next(_partitions(words), ()) if argument.many else ()
        return next((part for part in parts if not self._one(argument.kind, part)), words)

    def _of(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        if argument.kind in ("text", "name"):
            return [self.own_words(words)]
        if argument.nothing and _plain(words) == argument.nothing:
            return [()]
        if not argument.many:
            return self._one(argument.kind, words)
        return [
            tuple(one)
            for parts in _partitions(words)
            for one in product(*(self._one(argument.kind, part) for part in parts))
            if len({code(value) for value in one}) == len(one)
        ]

    def _of_before(self, argument: Argument, words: Sequence[Token]) -> list[object]:
        """Teams that had this name before, where the argument is also for these."""
        if not argument.former or not words:
            return []
        return list(self._former.get(folded(self.own_words(words)), ()))

    def own_words(self, words: Sequence[Token]) -> str:
        """The words as they were written; without the quotes where all of them are quoted."""
        return plain(self._with_channels(words)).strip()

    def shown(self, words: Sequence[Token]) -> str:
        """The words as they are said again: with `@Name` for a mention."""
        return plain(PERSON.sub(self._mentioned, self._with_channels(words))).strip()

    def _mentioned(self, found: re.Match[str]) -> str:
        try:
            return f"@{by_account(self.scene, found[1]).called}"
        except Objection:
            return "@somebody"

    def names(self, kind: Kind) -> Mapping[str, Sequence[Thing]]:
        """Everything of a kind, by each of its names, folded."""
        if kind not in self._names:
            self._names[kind] = _by_name(kind, self.scene)
        return self._names[kind]

    @cached_property
    def _found(self) -> dict[tuple[str, int, int], list[object]]:
        """What was found before: the same words stand for the same in every reading."""
        return {}

    @cached_property
    def _near(self) -> dict[tuple[str, int, int], list[object]]:
        return {}

    @cached_property
    def _names(self) -> dict[Kind, Mapping[str, Sequence[Thing]]]:
        return {}

    @cached_property
    def _former(self) -> Mapping[str, Sequence[Team]]:
        return former_teams(self.scene)

    def _with_channels(self, words: Sequence[Token]) -> str:
        """The words' text, in which channels have their names, without quotes around all of it."""
        start, end = words[0].start, words[-1].end
        if len(words) == 1 and words[0].kind == "quoted":
            # Within the quotes, each of which is one character.
            start, end = start + 1, end - 1

        def named(found: re.Match[str]) -> str:
            try:
                return f"#{self.channel(found[1]).name}"
            except KeyError:
                return f"#{found[2] or found[1]}"

        return CHANNEL.sub(named, self.text[start:end])

    def _one(self, kind: Kind, words: Sequence[Token]) -> list[object]:
        if kind in OF_KIND:
            return self._named(kind, words)
        try:
            return [self._read(kind, words)]
        except (ValueError, KeyError):
            return []

    def _named(self, kind: Kind, words: Sequence[Token]) -> list[object]:
        if kind in _PEOPLE and len(words) == 1 and words[0].kind == "person":
            return self._with_account(words[0].text)
        if kind in _PEOPLE and _plain(words) in _ME:
            return [self.scene.actor.person]
        if kind in ("team", "thing") and len(words) == 1 and words[0].kind == "channel":
            return self._team_of(words[0].text)
        return list(self.names(kind).get(folded(self.own_words(words)), ()))

    def _with_account(self, user: str) -> list[object]:
        try:
            return [by_account(self.scene, user)]
        except Objection:
            return []

    def _team_of(self, channel: str) -> list[object]:
        try:
            name = f"#{self.channel(channel).name}"
        except KeyError:
            return []
        return list(self.names("team").get(folded(name), ()))

    def _read(self, kind: Kind, words: Sequence[Token]) -> object:
        said = self.own_words(words)
        match kind:
            case "day":
                return day(said, self.scene.today)
            case "number":
                return int(said.removeprefix("#"))
            case _ if kind in READ:
                return READ[kind](said, self.scene)
        only = words[0] if len(words) == 1 else None
        if only is not None and only.kind == "channel":
            return self.channel(only.text)
        if only is None or not said.startswith("#"):
            raise ValueError(said)
        return self.channel(said.removeprefix("#"))


def day(text: str, today: date | None = None) -> date:
    """The day that this names, such as “friday” seen from today; ValueError where it names none."""
    said = text.replace(",", " ")
    if today is not None and (found := day_from(said, today)) is not None:
        return found
    for form in _DAYS:
        try:
            return datetime.strptime(" ".join(said.split()), form).date()  # noqa: DTZ007 a day
        except ValueError:
            continue
    raise ValueError(text)


def unfit(argument: Argument, said: str) -> Objection:
    """Says that these words are no such thing, and how it is written."""
    match argument.kind:
        case "day":
            sentence = f"“{said}” is no date that I can read; write it as 2026-12-31."
        case "number":
            sentence = f"“{said}” is no number; write it as 57."
        case "channel":
            sentence = f"“{said}” is no channel that I know; write it as #channel."
        case "imported":
            sentence = f"There is nobody “{said}” here who has no Slack account yet."
        case _:
            sentence = f"There is no {_WORDS_OF[argument.kind].partition(' ')[2]} “{said}” here."
    return Objection(sentence, field=argument.name)


def _by_name(kind: Kind, scene: Scene) -> Mapping[str, Sequence[Thing]]:
    found: dict[str, dict[str, Thing]] = {}
    for one in called(kind, scene.catalog, scene.organisation):
        if name := folded(one.name):
            found.setdefault(name, {})[code(one.thing)] = one.thing
    return {name: tuple(things.values()) for name, things in found.items()}


def _plain(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words if word.kind != "quoted").casefold()


def _partitions(words: Sequence[Token]) -> Iterator[list[Sequence[Token]]]:
    """The ways to split a list of names; a comma or “and” may also stand inside a name."""
    joints = [at for at, word in enumerate(words) if _joins(word)]
    if len(joints) > MOST_PARTS:
        joints_taken = [tuple(joints)]
    else:
        joints_taken = [
            tuple(at for at, taken in zip(joints, chosen, strict=True) if taken)
            for chosen in product((True, False), repeat=len(joints))
        ]
    for taken in joints_taken:
        starts, ends = (0, *(at + 1 for at in taken)), (*taken, len(words))
        parts = [words[start:end] for start, end in zip(starts, ends, strict=True)]
        if all(parts):
            yield parts


def _joins(word: Token) -> bool:
    return word.kind == "comma" or (word.kind == "word" and word.text.casefold() == "and")
