"""The workspace's own word on entries of its catalog: new ones, other ones, and retired ones."""

from collections.abc import Collection
from itertools import count

from bot.domain.catalog import Catalog, Entry
from bot.domain.fact import (
    BASE,
    CATALOG_KINDS,
    FILES,
    LAYERS,
    OWN,
    Body,
    Change,
    Subject,
    applied,
    body_of,
    catalog_of,
    entries_of,
)
from bot.domain.layer import OVER, RETIRED, said_over
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop, put
from bot.domain.slug import own_slug
from bot.errors import reason_of


def own(ref: str) -> Subject:
    """The fact that is the workspace's own word on an entry."""
    return Subject("entry", (OWN, ref))


def own_body(scene: Scene, ref: str) -> Body | None:
    """What the workspace says of an entry for itself; Objection where nothing is known of it."""
    said = scene.past.fact(own(ref))
    if said is None and _filed(scene, ref) is None:
        name = scene.catalog.by_ref[ref].name
        raise Objection(
            f"{name} stands for whomever files name, and is the same everywhere; it can't be "
            "changed here."
        )
    return said


def own_change(scene: Scene, ref: str, body: Body) -> Change:
    """The step after which this is the workspace's own word on an entry."""
    return put(scene, own(ref), body)


def added(scene: Scene, entry: Entry) -> Change:
    """The step after which there is an entry of the workspace's own."""
    return own_change(scene, entry.ref, body_of(entry))


def changed(scene: Scene, ref: str, **fields: object) -> Change:
    """The step after which the workspace says these fields of an entry itself."""
    return own_change(scene, ref, said_over(own_body(scene, ref), **fields))


def retired(scene: Scene, ref: str) -> Change:
    """The step after which there is no such entry here, whatever files say."""
    own_body(scene, ref)
    if _filed(scene, ref) is None:
        return drop(scene, own(ref))
    return own_change(scene, ref, {OVER: True, RETIRED: True})


def new_ref(scene: Scene, kind: str, name: str) -> str:
    """A ref for a new entry of this name.

    What was retired keeps its ref, so that its history stays its own; what is called the same is
    the same again.
    """
    stem = own_slug(name, ())
    refs = (f"{kind}:{stem}" if n == 1 else f"{kind}:{stem}-{n}" for n in count(1))
    return next(ref for ref in refs if _free(scene, ref, name))


def catalog_after(scene: Scene, changes: Collection[Change]) -> Catalog:
    """The catalog after these changes; Objection where it wouldn't make sense."""
    try:
        return catalog_of(applied(scene.past.facts(CATALOG_KINDS), changes))
    except ValueError as error:
        raise Objection(
            f"That doesn't fit with the rest of the catalog: {reason_of(error)}."
        ) from None


def _filed(scene: Scene, ref: str) -> Body | None:
    """The entry as files have it; None where none does."""
    subjects = [Subject("entry", (layer, ref)) for layer in (BASE, FILES)]
    said = {subject: scene.past.fact(subject) for subject in subjects}
    return entries_of({one: body for one, body in said.items() if body is not None}).get(ref)


def _free(scene: Scene, ref: str, name: str) -> bool:
    if ref in scene.catalog.by_ref:
        return False
    last = (scene.past.last(Subject("entry", (layer, ref))) for layer in LAYERS)
    names = {folded(str(body["name"])) for body in last if body and body.get("name")}
    return names <= {folded(name)}
