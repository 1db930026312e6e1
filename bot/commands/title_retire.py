"""Retire a title: it means none of the roles here any more."""

from difflib import get_close_matches

from bot.domain.answer import notice
from bot.domain.catalog import Title
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import retired
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.wording import listed, short

MOST_OFFERED = 4
_ALIKE = 0.75


def run(scene: Scene, given: Given) -> Deed:
    """Ends a title, whoever had it; the role that it meant stays."""
    title = _title(scene, given.one("title", str))
    role = scene.catalog.role(title.role)
    says = notice(f"The title {title.name} is retired, and means {role.name} no more.")
    return Deed(says, (retired(scene, title.ref),))


def _title(scene: Scene, written: str) -> Title:
    """The title of this name; Objection where none has it, with those that are nearly so."""
    titles = {
        folded(name): title
        for title in scene.catalog.titles
        for name in (*title.aliases, title.ref, title.name)
    }
    if folded(written) in titles:
        return titles[folded(written)]
    close = get_close_matches(folded(written), titles, n=MOST_OFFERED, cutoff=_ALIKE)
    names = list(dict.fromkeys(titles[one].name for one in close))
    offers = [Action(label=name, verb=VERB.name, given={"title": (name,)}) for name in names]
    meant = f" Did you mean {listed(names, 'or')}?" if names else ""
    raise Objection(
        f"There is no title “{short(written)}” here.{meant}", field="title", offers=offers
    )


VERB = Verb(
    name="title retire",
    title="Retire a title",
    help="Ends a job title, so that it means none of the roles here any more.",
    who="steward",
    run=run,
    arguments=(Argument("title", "name", "Title"),),
    examples=("title retire Staff Model Wrangler",),
)
