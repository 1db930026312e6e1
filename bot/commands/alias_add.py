"""Add an alias: other words under which something is found."""

from bot.domain.answer import notice
from bot.domain.catalog import Activity
from bot.domain.layer import with_word
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import catalog_after, own_body, own_change
from bot.domain.ownership.naming import folded
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import (
    ANYWAY,
    Named,
    Words,
    check_own,
    check_pull,
    told_of,
    wordings,
)
from bot.domain.value import Value


def run(scene: Scene, given: Given) -> Deed:
    """Gives something another name, under which it is found at once."""
    entry, text = _entry(given), plain_name(given.one("words", str), "words")
    if folded(text) in map(folded, wordings(entry)):
        raise Objection(f"{entry.name} is found as “{text}” already.", field="words")
    homes = entry.homes if isinstance(entry, Activity) else ()
    check_own(scene, text, "words", but=entry.ref, homes=homes)
    body = with_word(own_body(scene, entry.ref), "aliases", text)
    changes = (own_change(scene, entry.ref, body),)
    words = Words(VERB.name, "words", text, entry.ref)
    after = catalog_after(scene, changes)
    check_pull(scene, given, words, after)
    more = told_of(scene, words, after)
    says = notice(f"{entry.name} is called “{text}” too from now on.{more}")
    return Deed(says, changes, teams=homes)


def _entry(given: Given) -> Named:
    entry = given.one("entry", Value)
    if not isinstance(entry, Named):
        raise TypeError(f"{entry!r} has no aliases")
    return entry


VERB = Verb(
    name="alias add",
    title="Add other words",
    help="Adds other words under which an activity, role, handoff or structure is found.",
    who="lead",
    run=run,
    arguments=(
        Argument("words", "name", "Words"),
        Argument("entry", "named", "What they are for", after="for"),
        ANYWAY,
    ),
    examples=("alias add ship it for Deploy models", "alias add model wrangler for MLOps Engineer"),
)
