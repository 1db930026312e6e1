"""Retire a role, once nothing speaks of it any more."""

from collections.abc import Iterable, Iterator

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import retired
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import listed

MOST_TOLD = 3


def run(scene: Scene, given: Given) -> Deed:
    """Ends a role that nobody fills, waives or has anything to do with."""
    role = given.one("role", Role)
    spoken = list(_spoken_of(scene, role.ref))
    if spoken:
        raise Objection(
            f"{role.name} is needed by {'; '.join(spoken)}. Retire or change these first.",
            field="role",
        )
    change = retired(scene, role.ref)
    return Deed(notice(f"{role.name} is retired; nobody can fill it any more."), (change,))


def _spoken_of(scene: Scene, ref: str) -> Iterator[str]:
    """What speaks of the role, each kind in words."""
    catalog, teams = scene.catalog, scene.organisation.teams
    kinds: dict[str, Iterable[str]] = {
        "activity": (one.name for one in catalog.activities if ref in dict(one.parts())),
        "handoff": (one.name for one in catalog.handoffs if ref in (one.gives, one.receives)),
        "title": (one.name for one in catalog.titles if one.role == ref),
        "assignment": (
            f"{scene.organisation.person[one.person].called} in {team.name}"
            for team in teams
            for one in team.assignments
            if one.role == ref
        ),
        "waiver": (
            f"in {team.name}" for team in teams if any(one.role == ref for one in team.waived)
        ),
        "override": (
            f"{catalog.by_ref[one.activity].name} in {team.name}"
            for team in teams
            for one in team.overrides
            if ref in one.roles
        ),
    }
    for kind, found in kinds.items():
        if names := list(found):
            yield _told(kind, names)


def _told(kind: str, names: list[str]) -> str:
    """“the activities A, B and 3 more”."""
    several = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    more = [f"{len(names) - MOST_TOLD:,} more"] if len(names) > MOST_TOLD else []
    return f"the {kind if len(names) == 1 else several} {listed([*names[:MOST_TOLD], *more])}"


VERB = Verb(
    name="role retire",
    title="Retire a role",
    help="Ends a role that nothing speaks of: no activity, handoff, title or team.",
    who="steward",
    run=run,
    arguments=(Argument("role", "role", "Role"),),
    examples=("role retire Data Steward",),
)
