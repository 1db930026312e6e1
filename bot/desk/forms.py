"""The one form: any verb's arguments as fields, filled in with what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.desk.by import By
from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.codes import Codes, code
from bot.domain.ownership.naming import Called, called, folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Kind, Verb
from bot.domain.wording import listed
from bot.search.near import near

MENU = "menu"
"""The name of the form on which a verb is chosen."""

CHOSEN: tuple[Kind, ...] = (
    "role",
    "team",
    "activity",
    "structure",
    "imported",
    "handoff",
    "entry",
    "named",
    "thing",
    "digest",
)
"""Kinds of which one is chosen from a list that we make."""

MOST_OPTIONS = 100
"""Slack takes so many in a list; with more, they are looked for as somebody types."""


@dataclass(frozen=True)
class Option:
    """Something to choose."""

    code: str
    label: str


@dataclass(frozen=True)
class Field:
    """One argument, with the codes that are filled in; `options` None where there are too many.

    Kinds for which Slack has its own pickers, and own words, have no options.
    """

    argument: Argument
    codes: tuple[str, ...] = ()
    options: tuple[Option, ...] | None = ()
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Form:
    """A verb to fill in. `version` is the number of the newest change when it was made.

    `place` is the channel in which it was asked for, `notice` what to know before filling it in.
    """

    verb: str
    title: str
    help: str
    fields: tuple[Field, ...]
    version: int
    place: str | None = None
    notice: str | None = None


def form(
    verb: Verb, scene: Scene, by: By, given: Codes, version: int, notice: str | None = None
) -> Form:
    """The verb's form, with these arguments filled in and the channel's team where it fits.

    What of the thing that was chosen can be changed is filled in as it holds now.
    """
    filled = {**(verb.holds(scene, given) if verb.holds else {}), **given}
    for argument in verb.arguments:
        if argument.here and scene.here is not None and argument.name not in filled:
            filled[argument.name] = (code(scene.here),)
    fields = tuple(
        _field(argument, filled.get(argument.name, ()), scene) for argument in verb.arguments
    )
    told = notice or _without_account(verb, scene, filled)
    return Form(verb.name, verb.title, verb.help, fields, version, by.place, told)


def _field(argument: Argument, codes: tuple[str, ...], scene: Scene) -> Field:
    if argument.kind != "digest":
        return field_of(argument, codes, scene.catalog, scene.organisation)
    told = scene.rounds.names
    options = tuple(Option(name, f"{name}: {about}") for name, about in told.items())
    return Field(argument, codes, options, {one.code: one.label for one in options})


def _without_account(verb: Verb, scene: Scene, filled: Codes) -> str | None:
    """Who was named and can't be chosen, as Slack's pickers show only people with an account."""
    keys = [
        code.removeprefix("person:")
        for argument in verb.arguments
        if argument.kind == "person"
        for code in filled.get(argument.name, ())
        if code.startswith("person:")
    ]
    names = [
        scene.organisation.person[key].called for key in keys if key in scene.organisation.person
    ]
    if not names:
        return None
    return (
        f"{listed(names)} can't be chosen here without a Slack account; "
        f"write it as `/ownership {verb.usage}`, or choose somebody else."
    )


def menu(verbs: Mapping[str, Verb], by: By, version: int) -> Form:
    """The form on which one of the verbs is chosen."""
    argument = Argument("verb", "thing", "What do you want to do?")
    options = tuple(Option(verb.name, verb.title) for verb in verbs.values())
    fields = (Field(argument, (), options),)
    return Form(MENU, "Ownership", "Choose what you want to do.", fields, version, by.place)


def suggestions(
    argument: Argument, catalog: Catalog, organisation: Organisation, typed: str
) -> tuple[Option, ...]:
    """What can be chosen for an argument, that begins with or holds what was typed, best first."""
    options = list(_options(argument, catalog, organisation))
    wanted = folded(typed)
    if not wanted:
        return tuple(options[:MOST_OPTIONS])
    begin = [one for one in options if folded(one.label).startswith(wanted)]
    hold = [one for one in options if wanted in folded(one.label) and one not in begin]
    found = [*begin, *hold][:MOST_OPTIONS]
    if not found:
        labels = {one.label: one for one in options}
        found = [labels[label] for label in near(typed, labels, limit=10)]
    return tuple(found)


def field_of(
    argument: Argument, codes: tuple[str, ...], catalog: Catalog, organisation: Organisation
) -> Field:
    """The field of an argument, with what can be chosen for it, and what is."""
    if argument.kind not in CHOSEN:
        return Field(argument, codes)
    options = tuple(_options(argument, catalog, organisation))
    labels = {one.code: one.label for one in options if one.code in codes}
    listed = options if len(options) <= MOST_OPTIONS else None
    return Field(argument, codes, listed, labels)


def _options(argument: Argument, catalog: Catalog, organisation: Organisation) -> Iterator[Option]:
    """Each thing of the argument's kind once, under its first name."""
    if argument.nothing:
        yield Option("none", argument.nothing.capitalize())
    seen: set[str] = set()
    for one in called(argument.kind, catalog, organisation):
        key = code(one.thing)
        if key not in seen and one.name:
            seen.add(key)
            yield Option(key, _label(one))


def _label(one: Called) -> str:
    """A person's addresses are nobody's business who looks for them by name."""
    return one.thing.called if isinstance(one.thing, Person) else one.name
