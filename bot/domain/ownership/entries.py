"""The workspace's own word on entries of its catalog: new ones, other ones, and retired ones."""

from collections.abc import Collection, Iterator
from itertools import count

from bot.domain.catalog import OWNER, Catalog, Entry
from bot.domain.fact import (
    BASE,
    CATALOG_KINDS,
    FILES,
    LAYERS,
    OWN,
    Body,
    Change,
    Facts,
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
from bot.domain.value import kind_of
from bot.domain.wording import listed
from bot.errors import reason_of

MOST_NAMED = 3


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
    facts = applied(scene.past.facts(CATALOG_KINDS), changes)
    try:
        return catalog_of(facts)
    except ValueError as error:
        _check_names(facts, changes)
        _check_needed(scene, facts, changes)
        raise Objection(
            f"That doesn't fit with the rest of the catalog: {reason_of(error)}."
        ) from None


def homes_of(scene: Scene, ref: str) -> tuple[str, ...]:
    """The keys of the teams that an entry belongs to, also one that is retired here."""
    if ref in scene.catalog.by_ref:
        return scene.catalog.homes(ref)
    return tuple((_filed(scene, ref) or {}).get("homes", ()))


def _check_names(facts: Facts, changes: Collection[Change]) -> None:
    """Objection where what a change brings is called as something else is."""
    entries = entries_of(facts)
    for ref in (one.subject.key[-1] for one in changes):
        for name in _names(entries.get(ref, {})):
            for other, body in entries.items():
                if other != ref and folded(name) in map(folded, _names(body)):
                    raise Objection(
                        f"“{name}” is a name of the {kind_of(other)} “{body['name']}” by now; "
                        "rename that, or retire it, first."
                    )


def _check_needed(scene: Scene, facts: Facts, changes: Collection[Change]) -> None:
    """Objection where other entries speak of what is gone with a change."""
    entries = entries_of(facts)
    for ref in {one.subject.key[-1] for one in changes} & scene.catalog.by_ref.keys():
        needing = [
            one for one, body in entries.items() if ref not in entries and ref in _said(body)
        ]
        if needing:
            names = [f"the {kind_of(one)} {entries[one]['name']}" for one in needing[:MOST_NAMED]]
            more = len(needing) - len(names)
            raise Objection(
                f"{scene.catalog.by_ref[ref].name} is needed by "
                f"{listed([*names, *([f'{more:,} more'] if more else [])])}; change or retire "
                f"{'these' if len(needing) > 1 else 'that'} first."
            )


def _said(value: object) -> Iterator[object]:
    """Every key and every plain value in what is said of an entry."""
    if isinstance(value, dict):
        yield from value
        yield from _said(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _said(one)
    else:
        yield value


def _names(body: Body) -> tuple[str, ...]:
    """The name and the other names in what is said of an entry."""
    return (body["name"], *body.get("aliases", ())) if body else ()


def _filed(scene: Scene, ref: str) -> Body | None:
    """The entry as files have it; None where none does."""
    subjects = [Subject("entry", (layer, ref)) for layer in (BASE, FILES)]
    said = {subject: scene.past.fact(subject) for subject in subjects}
    return entries_of({one: body for one, body in said.items() if body is not None}).get(ref)


def _free(scene: Scene, ref: str, name: str) -> bool:
    if ref == OWNER or ref in scene.catalog.by_ref:
        return False
    last = (scene.past.last(Subject("entry", (layer, ref))) for layer in LAYERS)
    names = {folded(str(body["name"])) for body in last if body and body.get("name")}
    return names <= {folded(name)}
