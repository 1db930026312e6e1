"""Whether new words for an entry are its own: not another's name, and not what leads there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.domain.catalog import (
    Activity,
    Boundary,
    Catalog,
    Duty,
    Entry,
    Handoff,
    Interaction,
    Role,
    Structure,
)
from bot.domain.ownership.codes import YES, code, encoded
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.naming import folded, team_names
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given
from bot.domain.reply import Action
from bot.domain.value import kind_of
from bot.domain.wording import short

MOST_COMPARED = 50
"""So many names of what new words come closest to are asked for as questions."""

Named = Role | Activity | Handoff | Structure
"""What can be given other words."""

_ADDING = ("activity add", "role add", "title add")

ANYWAY = Argument(
    "anyway",
    "flag",
    "Also where it leads elsewhere today",
    after="anyway",
    optional=True,
    hint="The words may lead here though they lead to something else today.",
)


@dataclass(frozen=True)
class Words:
    """New words for the entry with this ref, which were given to a verb as this argument."""

    verb: str
    field: str
    text: str
    ref: str


def check_own(
    scene: Scene, text: str, field: str, *, but: str | None = None, homes: Collection[str] = ()
) -> None:
    """Objection where something else is called so already.

    `but` is the ref of what gets the words. What belongs to other teams than `homes` alone may be
    called the same. Words that any question has, and those that teams and people are called, are
    nobody's either.
    """
    _check_free(scene, text, field)
    for entry in scene.catalog.by_ref.values():
        if entry.ref == but or isinstance(entry, Boundary):
            continue
        elsewhere = homes and scene.catalog.homes(entry.ref)
        if elsewhere and not set(elsewhere) & set(homes):
            continue
        if folded(text) in map(folded, wordings(entry)):
            raise Objection(_taken(text, entry), field=field)


def check_pull(
    scene: Scene, given: Given, words: Words, after: Catalog, *, led: bool = True
) -> None:
    """Objection where the words would pull questions away from something else, with which ones.

    `after` is the catalog with the words in it. That they lead elsewhere themselves today is a
    reason where they are `led`, unless it is said that they may.
    """
    for name, entry in islice(_close(scene, words), MOST_COMPARED):
        _check_name(scene, after, words, name, entry)
    today = scene.search.leads_to(scene.catalog, words.text)
    if today is None or not led or not _elsewhere(after, today, words.ref):
        return
    there = scene.catalog.by_ref[today]
    if scene.search.leads_to(after, words.text) == today:
        raise _still(words, there, scene.catalog.by_ref.get(words.ref))
    if not given.flag(ANYWAY.name):
        raise _led(scene, given, words, there)


def told_of(scene: Scene, words: Words, after: Catalog) -> str:
    """What to know of new words: where they led until now, or that they alone aren't enough."""
    then = scene.search.leads_to(after, words.text)
    today = scene.search.leads_to(scene.catalog, words.text)
    if then is not None and _elsewhere(after, then, words.ref):
        return f" By itself, that leads to {after.by_ref[then].name} all the same."
    if then is None:
        return " By itself, that says too little to be answered; with more words it counts."
    if today is None or not _elsewhere(after, today, words.ref):
        return ""
    return f" Until now, that led to {scene.catalog.by_ref[today].name}."


def wordings(entry: Entry) -> tuple[str, ...]:
    """Everything that an entry is called, and what is an example of asking for it."""
    column = (entry.column,) if isinstance(entry, Role) else ()
    examples = entry.examples if isinstance(entry, Activity) else ()
    return (entry.name, *column, *getattr(entry, "aliases", ()), *examples)


def _close(scene: Scene, words: Words) -> Iterator[tuple[str, Entry]]:
    """The names of what the words come closest to, the closest first."""
    for ref in scene.search.close_to(scene.catalog, words.text):
        if ref != words.ref:
            entry = scene.catalog.by_ref[ref]
            yield from ((name, entry) for name in wordings(entry))


def _check_name(scene: Scene, after: Catalog, words: Words, name: str, entry: Entry) -> None:
    """Objection where a name doesn't lead any more where it leads today."""
    today = scene.search.leads_to(scene.catalog, name)
    if today is None or not _elsewhere(after, today, words.ref):
        return
    then = scene.search.leads_to(after, name)
    if then == today:
        return
    mine, where = after.by_ref[words.ref].name, scene.catalog.by_ref[today].name
    would = f"lead to {mine}" if then == words.ref else f"be {mine} as well"
    raise Objection(
        f"With “{short(words.text)}”, “{name}” would {would}: today that is {_called(entry)}, and "
        f"leads to {where}; choose other words.",
        field=words.field,
    )


def _elsewhere(catalog: Catalog, today: str | None, ref: str) -> bool:
    """Whether what something leads to is answered otherwise than the entry with this ref.

    Teams may call what is theirs alone alike.
    """
    if today is None or today == ref:
        return False
    if today not in catalog.by_ref or ref not in catalog.by_ref:
        return True
    homes = catalog.homes(today), catalog.homes(ref)
    if all(homes) and set(homes[0]).isdisjoint(homes[1]):
        return False
    one, other = catalog.by_ref[today], catalog.by_ref[ref]
    if isinstance(one, Duty) and one.activity == ref:
        return False
    if isinstance(one, Activity) and isinstance(other, Activity):
        return True
    return not catalog.parts(ref) or set(catalog.parts(today)) != set(catalog.parts(ref))


def _led(scene: Scene, given: Given, words: Words, today: Entry) -> Objection:
    """Says where the words lead today, with the ways on: as other words of that, or anyway."""
    text, same = short(words.text), None
    insist = Action(
        label="Do it anyway",
        verb=words.verb,
        given=encoded(given) | {ANYWAY.name: (YES,)},
        confirm=f"Shall “{text}” not lead to {today.name} any more?",
    )
    offers, on = [insist], "choose other words, or say “anyway”"
    if words.verb in _ADDING:
        same = _named(scene.catalog, today)
        on = f"if that is something else, {on}"
    if same is not None:
        may = scene.actor.looks_after(*scene.catalog.homes(same.ref))
        on = (
            f"if it is the same, {'add' if may else 'ask a steward to add'} these words to it; {on}"
        )
        offers = [*([_adds_to(same, words.text)] if may else []), insist]
    return Objection(
        f"“{text}” leads to {today.name} today, and would be pulled away from there; {on}.",
        field=words.field,
        offers=offers,
    )


def _adds_to(entry: Named, text: str) -> Action:
    return Action(
        label=f"Add the words to {short(entry.name)}",
        verb="alias add",
        given={"words": (text,), "entry": (code(entry),)},
    )


def _named(catalog: Catalog, entry: Entry) -> Named | None:
    """What can be given other words to lead to this; None where nothing can."""
    if isinstance(entry, Duty) and entry.activity:
        entry = catalog.by_ref[entry.activity]
    return entry if isinstance(entry, Named) else None


def _still(words: Words, there: Entry, entry: Entry | None) -> Objection:
    name = f"a name of {entry.name}" if entry else "the name of something else"
    return Objection(
        f"“{short(words.text)}” leads to {there.name}, and still would as {name}; "
        "choose other words.",
        field=words.field,
    )


def _check_free(scene: Scene, text: str, field: str) -> None:
    """Objection where a question in these words is about nothing, or about a team or a person."""
    if not scene.search.says(text):
        raise Objection(
            f"“{short(text)}” doesn't tell what it is about, so nobody would find it; "
            "choose words that do.",
            field=field,
        )
    wanted = folded(text)
    for team in scene.organisation.teams:
        if wanted in map(folded, team_names(team)):
            raise Objection(_whose(text, f"the team {team.name}"), field=field)
    for person in scene.organisation.people:
        if person.active and wanted == folded(person.name or ""):
            raise Objection(_whose(text, "somebody here"), field=field)


def _whose(text: str, whose: str) -> str:
    return f"“{short(text)}” is what {whose} is called, and asks about them; choose other words."


def _taken(text: str, entry: Entry) -> str:
    if folded(entry.name) == folded(text):
        return f"There is {_a(kind_of(entry.ref))} “{entry.name}” already; choose other words."
    return f"“{short(text)}” is {_called(entry)} already; choose other words."


def _called(entry: Entry) -> str:
    if isinstance(entry, Interaction):
        return "something that is asked between roles"
    return f"a name of the {kind_of(entry.ref)} {entry.name}"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
