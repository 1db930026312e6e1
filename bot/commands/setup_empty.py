"""Start with an empty catalog: everything in it is retired at once, in one act."""

from bot.domain.answer import notice
from bot.domain.catalog import OWNER
from bot.domain.fact import OWN
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import retired
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import SETUP
from bot.domain.ownership.verb import Given, Verb


def run(scene: Scene, _: Given) -> Deed:
    """Retires every entry of the catalog here; what people here added is theirs to retire."""
    catalog = scene.catalog
    whole = (
        catalog.roles,
        catalog.activities,
        catalog.handoffs,
        catalog.structures,
        catalog.titles,
    )
    refs = [one.ref for shelf in whole for one in shelf if one.ref != OWNER]
    if not refs:
        raise Objection("The catalog is empty already; add to it with `/ownership activity add`.")
    if any(subject.key[0] == OWN for subject in scene.past.facts({"entry"})):
        raise Objection(
            "People here have changed the catalog already, so it isn't emptied all at once; undo "
            "that first (`/ownership history` lists it), or bring another one with "
            "`rolecall import catalog.yaml`."
        )
    text = (
        f"The catalog is empty: {len(refs):,} entries are retired. Add your own with "
        "`/ownership role add` and `/ownership activity add`, or bring a catalog with "
        "`rolecall import catalog.yaml`."
    )
    return Deed(notice(text), tuple(retired(scene, ref) for ref in refs))


VERB = Verb(
    name="setup empty",
    title="Start with an empty catalog",
    help="Retires everything in the catalog that came with Rolecall, for a start with your own.",
    who="steward",
    run=run,
    examples=("setup empty",),
    shows=SETUP,
)
