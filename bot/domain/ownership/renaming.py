"""Another name for an entry of the catalog, which stays the same entry."""

from bot.domain.answer import notice
from bot.domain.catalog import Activity, Role
from bot.domain.fact import Change
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import catalog_after, changed
from bot.domain.ownership.naming import folded
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Given
from bot.domain.ownership.wordings import Words, check_own, check_pull
from bot.domain.reply import Action


def renamed(scene: Scene, given: Given, verb: str, entry: Role | Activity) -> Deed:
    """The entry under the name that was given; the old one is offered as another name for it."""
    name = plain_name(given.one("name", str), "name")
    if name == entry.name:
        raise Objection(f"{name} is called that already; choose another name.", field="name")
    homes = entry.homes if isinstance(entry, Activity) else ()
    check_own(scene, name, "name", but=entry.ref, homes=homes)
    changes = (_step(scene, entry, name),)
    words = Words(verb, "name", name, entry.ref)
    check_pull(scene, given, words, catalog_after(scene, changes))
    says = notice(
        f"{entry.name} is called {name} from now on; all that is said of it stays as it is."
    )
    keep = Action(
        label=f"Find it as “{entry.name}” too",
        verb="alias add",
        given={"words": (entry.name,), "entry": (code(entry),)},
    )
    # What is called so still is found so.
    still = folded(entry.name) in map(folded, (name, *entry.aliases))
    actions = () if still else (keep,)
    return Deed(says.model_copy(update={"actions": actions}), changes, teams=homes)


def _step(scene: Scene, entry: Role | Activity, name: str) -> Change:
    """A role's column in the matrix is called by its new name, too."""
    fields = {"name": name, "column": name} if isinstance(entry, Role) else {"name": name}
    return changed(scene, entry.ref, **fields)
