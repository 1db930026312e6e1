"""Arguments as text that a button or a form carries, and back, as things stand by then."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.domain.catalog import Activity, Handoff, Role, Structure
from bot.domain.member import Channel
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.former import retired_team
from bot.domain.ownership.rounds import READ, Wrong
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Kind
from bot.domain.ownership.who import by_account
from bot.domain.value import Value

Codes = Mapping[str, tuple[str, ...]]
"""Codes of arguments by name; one that was left out is missing."""

YES = "yes"
NONE = "none"
"""The code for none of them, where an argument has a word for that."""


def encoded(given: Given) -> dict[str, tuple[str, ...]]:
    """The codes of these arguments."""
    found = {}
    for name, value in given.values.items():
        if value is None or value is False:
            continue
        several = value if isinstance(value, tuple) else (value,)
        found[name] = tuple(code(one) for one in several) or (NONE,)
    return found


def code(value: object) -> str:
    """One value as text: a ref, an id, or the text itself."""
    if isinstance(value, Person):
        return value.slack or f"person:{value.key}"
    if isinstance(value, Team):
        return f"team:{value.key}"
    if isinstance(value, Role | Activity | Handoff | Structure):
        return value.ref
    if isinstance(value, Channel):
        return value.id
    return YES if value is True else str(value)


def decoded(
    arguments: tuple[Argument, ...], codes: Codes, scene: Scene, channel: Callable[[str], Channel]
) -> Given:
    """The arguments behind these codes; Objection where one isn't here any more."""
    values: dict[str, object] = {}
    for argument in arguments:
        several = codes.get(argument.name, ())
        if not several:
            continue
        if NONE in several and argument.nothing:
            if len(several) > 1:
                raise Objection(
                    f"Choose “{argument.nothing}” or something else for “{argument.label}”, "
                    "not both.",
                    field=argument.name,
                )
            values[argument.name] = ()
            continue
        found = tuple(_value(argument, one, scene, channel) for one in several)
        values[argument.name] = found if argument.many else found[0]
    return Given(values)


def _value(
    argument: Argument, code: str, scene: Scene, channel: Callable[[str], Channel]
) -> object:
    if argument.kind in ("text", "name"):
        return code
    try:
        return _read(argument.kind, code, scene, channel)
    except Wrong as wrong:
        raise Objection(str(wrong), field=argument.name) from None
    except (KeyError, ValueError):
        retired = _retired(argument, code, scene)
        if retired is not None:
            return retired
        raise Objection(
            f"What was chosen for “{argument.label}” isn't here any more; choose again.",
            field=argument.name,
        ) from None


def _retired(argument: Argument, code: str, scene: Scene) -> Team | None:
    sort, _, key = code.partition(":")
    return retired_team(scene, key) if argument.former and sort == "team" else None


def _read(kind: Kind, code: str, scene: Scene, channel: Callable[[str], Channel]) -> object:
    match kind:
        case "flag":
            return True
        case "day":
            return date.fromisoformat(code)
        case "number":
            return int(code)
        case "channel":
            return channel(code)
    if kind in READ:
        return READ[kind](code, scene)
    return _thing(kind, code, scene)


def _thing(kind: Kind, code: str, scene: Scene) -> Person | Team | Value:
    """Something that exists: a person, a team, an entry; KeyError where it doesn't."""
    sort, colon, key = code.partition(":")
    if not colon and kind in ("person", "thing"):
        return _of_kind(kind, by_account(scene, code))
    if sort == "person":
        return _of_kind(kind, scene.organisation.person[key])
    if sort == "team":
        return _of_kind(kind, scene.organisation.team[key])
    return _of_kind(kind, scene.catalog.by_ref[code])


def _of_kind(kind: Kind, value: Person | Team | Value) -> Person | Team | Value:
    wanted = OF_KIND[kind]
    if not isinstance(value, wanted):
        raise KeyError(kind)
    return value


OF_KIND: Mapping[Kind, tuple[type[Value], ...]] = {
    "person": (Person,),
    "imported": (Person,),
    "role": (Role,),
    "team": (Team,),
    "activity": (Activity,),
    "structure": (Structure,),
    "handoff": (Handoff,),
    "entry": (Role, Activity),
    "named": (Role, Activity, Handoff, Structure),
    "thing": (Team, Role, Person, Activity),
}
"""The values that an argument of each kind may be."""
