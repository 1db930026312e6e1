"""A team on somebody's Home tab: who fills what, what is missing, and what they can do about it."""

from collections.abc import Iterator

from bot.domain.catalog import Role
from bot.domain.home import Line, Part, counted, plain
from bot.domain.organisation import Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.filling import filled
from bot.domain.ownership.glance import Glance, glance
from bot.domain.ownership.next_steps import seat, to_assign
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action
from bot.domain.routing import RoleHere
from bot.domain.wording import role_line

MOST_ROLES = 12
MOST_GAPS = 3
MOST_NAMED = 5


def team_part(scene: Scene, team: Team) -> Part:
    """The team at a glance; whoever leads it has the verbs beside it."""
    seen = glance(scene.catalog, scene.organisation, team, scene.today)
    leads = scene.actor.looks_after(team.key)
    lacking = {one.role.ref for one in seen.lacking}
    filled_ones = [(role, here) for role, here in seen.roles if role.ref not in lacking]
    gaps = [(role, here) for role, here in seen.roles if role.ref in lacking]
    lines = (
        *(_filled(role, here) for role, here in filled_ones[:MOST_ROLES]),
        *(_gap(scene, seen, role, here) for role, here in gaps[:MOST_GAPS]),
        *_missing(seen, gaps[MOST_GAPS:], leads=leads),
        *(_unconfirmed(scene, team) if leads else ()),
        *_things(scene, team),
    )
    return Part(
        title=f"{team.name}, which you lead" if team.key in scene.actor.leads else team.name,
        lines=lines,
        left=max(0, len(filled_ones) - MOST_ROLES),
        how=f"`/ownership show {team.name}`",
        actions=_verbs(team, leads=leads),
    )


def _filled(role: Role, here: RoleHere) -> Line:
    return Line(words=role_line(here, role.name))


def _gap(scene: Scene, seen: Glance, role: Role, here: RoleHere) -> Line:
    """A role that nobody fills, with what this person can do about it."""
    where = next(one.team for one in seen.lacking if one.role.ref == role.ref)
    if scene.actor.looks_after(where.key):
        given = seat(role, where)
        waive = Action(label="Not needed", verb="waive", given=given, form=True)
        return Line(words=role_line(here, role.name), actions=(to_assign(role, where), waive))
    if here.status == "pending":
        return Line(words=role_line(here, role.name))
    given = seat(role, where)
    take = Action(label="I'll take it", verb="take", given=given)
    suggest = Action(label="Suggest somebody", verb="suggest", given=given, form=True)
    return Line(words=role_line(here, role.name), actions=(take, suggest))


def _missing(seen: Glance, beyond: list[tuple[Role, RoleHere]], *, leads: bool) -> Iterator[Line]:
    """The gaps that have no line of their own, and what nobody does."""
    team = seen.team
    if beyond:
        names = counted([role.name for role, _ in beyond], MOST_NAMED)
        show = Action(label="Show all gaps", verb="gaps", given={"team": (code(team),)})
        yield plain(f"Nobody fills these either: {names}.", show)
    if seen.undone:
        names = counted([one.name for one in seen.undone], MOST_NAMED)
        given = {"team": (code(team),), "activity": (seen.undone[0].ref,)}
        decide = Action(label="Decide who does it", verb="override", given=given, form=True)
        yield plain(f"Nobody does: {names}.", *((decide,) if leads else ()))


def _unconfirmed(scene: Scene, team: Team) -> Iterator[Line]:
    """What nobody has confirmed for so long that somebody should look at it again."""
    held = [one for one in filled(scene, team) if one.person.active]
    days = scene.rules.confirm_days
    old = [
        one
        for one in held
        if (since := one.held.confirmed or one.held.since) is None
        or (scene.today - since).days > days
    ]
    if old:
        every = Action(
            label="All still right",
            verb="confirm",
            given={"team": (code(team),), "all": (YES,)},
            confirm=f"Is it still right who fills which role in {team.name}?",
        )
        verb = "was" if len(old) == 1 else "were"
        yield plain(f"{len(old)} of {len(held)} {verb} not confirmed in {days} days.", every)


def _things(scene: Scene, team: Team) -> Iterator[Line]:
    things = scene.catalog.at_home.get(team.key, ())
    if things:
        names = counted([one.name for one in things], MOST_NAMED)
        yield plain(f"Files say that this belongs to it: {names}.")


def _verbs(team: Team, *, leads: bool) -> tuple[Action, ...]:
    """The verbs for the whole team, each with its form."""
    given = {"team": (code(team),)}
    verbs = [("handoff start", "Start a handoff")]
    if leads:
        verbs = [
            ("assign", "Assign a role"),
            ("override", "Decide who does what"),
            *verbs,
            ("digest add", "Tell a channel"),
        ]
    else:
        verbs = [("suggest", "Suggest somebody"), *verbs]
    return tuple(Action(label=label, verb=verb, given=given, form=True) for verb, label in verbs)
