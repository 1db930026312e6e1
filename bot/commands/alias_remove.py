"""Remove an alias: something isn't called so any more."""

from collections.abc import Iterator
from difflib import get_close_matches

from bot.domain.answer import notice
from bot.domain.catalog import Activity, Entry, Handoff, Role, Structure, Title
from bot.domain.layer import without_word
from bot.domain.ownership.codes import encoded
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import own_body, own_change
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.value import Value, kind_of
from bot.domain.wording import listed, short

MOST_OFFERED = 4
_ALIKE = 0.75
_WHOLE = (Activity, Role, Handoff, Structure, Title)
"""What stands by itself; what is a part of a role belongs to the role's own words."""


def run(scene: Scene, given: Given) -> Deed:
    """Takes a name from what has it beside its own; asks where several have it."""
    words, only = given.one("words", str), given.maybe("entry", Value)
    entries = [entry for entry, alias in _aliases(scene) if folded(alias) == folded(words)]
    if only is not None:
        entries = [entry for entry in entries if entry == only]
    if not entries:
        raise _nothing(scene, given, words)
    if len(entries) > 1:
        raise _several(given, words, entries)
    entry = entries[0]
    body = without_word(own_body(scene, entry.ref), "aliases", words)
    homes = entry.homes if isinstance(entry, Activity) else ()
    says = notice(f"“{words}” is no name of the {kind_of(entry.ref)} {entry.name} any more.")
    return Deed(says, (own_change(scene, entry.ref, body),), teams=homes)


def _aliases(scene: Scene) -> Iterator[tuple[Entry, str]]:
    """Everything that has other names which can be taken from it, with each of them."""
    for entry in scene.catalog.by_ref.values():
        if isinstance(entry, _WHOLE):
            yield from ((entry, alias) for alias in entry.aliases)


def _several(given: Given, words: str, entries: list[Entry]) -> Objection:
    offers = [
        Action(
            label=entry.name,
            verb=VERB.name,
            given=encoded(given) | {"entry": (entry.ref,)},
        )
        for entry in entries[:MOST_OFFERED]
    ]
    names = listed(f"the {kind_of(entry.ref)} {entry.name}" for entry in entries)
    return Objection(
        f"“{words}” is a name of {names}; which one shall lose it?", field="words", offers=offers
    )


def _nothing(scene: Scene, given: Given, words: str) -> Objection:
    """Says what it is a name of that can't be taken away, or what is called nearly so."""
    named = next(
        (one for one in scene.catalog.by_ref.values() if folded(one.name) == folded(words)), None
    )
    if named is not None:
        return Objection(
            f"“{named.name}” is the name of the {kind_of(named.ref)} itself, and no other name of "
            "anything; only other names can be taken away.",
            field="words",
        )
    asked = next(
        (one for one in scene.catalog.activities if folded(words) in map(folded, one.examples)),
        None,
    )
    if asked is not None:
        return Objection(
            f"“{short(words)}” is an example of asking for {asked.name}, and no other name of it; "
            f"`/ownership history of {asked.name}` has the change that added it, and `/ownership "
            "undo N` takes that back.",
            field="words",
        )
    known = {folded(alias): alias for _, alias in _aliases(scene) if folded(alias) != folded(words)}
    close = [known[one] for one in get_close_matches(folded(words), known, n=3, cutoff=_ALIKE)]
    offers = [
        Action(label=alias, verb=VERB.name, given=encoded(given) | {"words": (alias,)})
        for alias in close
    ]
    meant = f" Did you mean {listed((f'“{alias}”' for alias in close), 'or')}?" if close else ""
    only = given.maybe("entry", Value)
    of = getattr(only, "name", "anything here")
    return Objection(f"“{words}” is no other name of {of}.{meant}", field="words", offers=offers)


VERB = Verb(
    name="alias remove",
    title="Remove other words",
    help="Removes other words under which something is found.",
    who="lead",
    run=run,
    arguments=(
        Argument("words", "name", "Words"),
        Argument(
            "entry",
            "named",
            "Whose they are",
            after="for",
            optional=True,
            hint="May be left out where only one thing has them.",
        ),
    ),
    examples=("alias remove ship it", "alias remove ship it for Deploy models"),
)
