"""A handoff: who gives what to whom, what goes wrong, what prevents it, and where it goes on."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.domain.catalog import Handoff
from bot.domain.checklist import Checklist
from bot.domain.ownership.checklists import Going
from bot.domain.ownership.scene import Scene
from bot.web.absent import absent
from bot.web.page import Page, Visit
from bot.web.paging import paged
from bot.web.past import past
from bot.web.scenes import scene as scene_of


@dataclass(frozen=True)
class _Stored:
    """A checklist as it is kept; it is read once it is shown."""

    number: int
    body: dict[str, object]

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.body["state"] == "open"

    def read(self, scene: Scene) -> Going:
        """The checklist in its scene."""
        return Going(scene, self.number, Checklist.model_validate(self.body))


def view(visit: Visit, key: str) -> ResponseReturnValue:
    """The handoff with this key; else where it is, or what became of it."""
    ref = f"handoff:{key}"
    with visit.read() as books:
        scene = scene_of(visit, books)
        handoff = scene.catalog.by_ref.get(ref)
        if not isinstance(handoff, Handoff):
            return absent(books, scene, "handoff", key)
        stored = sorted(_of(scene, ref), key=lambda one: (not one.is_open, -one.number))
        return render_template(
            "handoff.html",
            handoff=handoff,
            gives=scene.catalog.role(handoff.gives),
            receives=scene.catalog.role(handoff.receives),
            going=paged(stored).each(lambda one: one.read(scene)),
            today=visit.today,
            past=past(books, scene, (ref,)),
        )


def _of(scene: Scene, ref: str) -> Iterator[_Stored]:
    """The checklists of a handoff."""
    for subject, body in scene.past.facts({"checklist"}).items():
        if body["handoff"] == ref:
            yield _Stored(int(subject.key[0]), body)


PAGE = Page("handoff", "/handoff/<path:key>", view)
