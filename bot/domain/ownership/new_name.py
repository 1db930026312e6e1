"""What something new may be called: a name that menus can show, and that nothing else has."""

import unicodedata

from bot.domain.organisation import Person
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.naming import Thing, called, folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Kind
from bot.domain.value import as_name

MOST_CHARACTERS = 75
"""What Slack's menus can show of a name."""

_MARKUP = "<>*`"


def new_name(
    scene: Scene, kind: Kind, written: str, field: str, *, but: Thing | None = None
) -> str:
    """The name as it is kept; Objection where it can't be one, or another of its kind has it.

    `but` is what gets the name, and may have it already.
    """
    name = plain_name(written, field)
    own = but and code(but)
    for one in called(kind, scene.catalog, scene.organisation):
        if folded(one.name) == folded(name) and code(one.thing) != own:
            raise Objection(_taken(kind, name, one.thing), field=field)
    return name


def plain_name(written: str, field: str) -> str:
    """The name as it is kept; Objection where nothing can be called so."""
    name = unicodedata.normalize("NFC", " ".join(written.split()))
    fault = _fault(name, written)
    if fault is not None:
        raise Objection(fault, field=field)
    return name


def _fault(name: str, written: str) -> str | None:
    """Why nothing can be called so."""
    if not as_name(name, ""):
        return "It needs a name that people can read."
    if len(name) > MOST_CHARACTERS:
        return (
            f"That name has {len(name)} characters, and menus show {MOST_CHARACTERS}; "
            "choose a shorter one."
        )
    if any(char in name for char in _MARKUP):
        return "A name can't have “<”, “>”, “*” or a backtick in it; write it without."
    if name[0] in "@#":
        return "A name can't begin with “@” or “#”; write it without."
    if len(written.strip().splitlines()) > 1 or as_name(name, "") != name:
        return "That name has a line break or a character that nobody sees; write it without."
    return None


def _taken(kind: Kind, name: str, thing: Thing) -> str:
    has_it = thing.called if isinstance(thing, Person) else thing.name
    if folded(has_it) == folded(name):
        return f"There is a {kind} “{has_it}” already; choose another name."
    return f"“{name}” is another name of the {kind} “{has_it}”; choose another one."
