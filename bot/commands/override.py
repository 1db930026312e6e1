"""Override: in one team, other roles are responsible for an activity than the catalog says."""

from collections.abc import Iterable

from bot.domain.answer import notice
from bot.domain.catalog import Activity, Role
from bot.domain.organisation import Override, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.reason import because, reason
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import override_fact
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Makes these roles responsible, or nobody, by design; an override before it ends."""
    activity, team = given.one("activity", Activity), given.one("team", Team)
    roles = tuple(dict.fromkeys(role.ref for role in given.all("roles", Role)))
    why = reason(scene, given)
    if not roles and not why:
        raise Objection(
            f"Say why nobody is responsible for {activity.name} in {team.name}: add “because …”.",
            field="because",
        )
    before = next((one for one in team.overrides if one.activity == activity.ref), None)
    _check_new(scene, team, activity, before, roles, why)
    wanted = Override(activity=activity.ref, roles=roles, because=why)
    who = _names(scene, roles)
    text = (
        f"{who[0].upper()}{who[1:]} {'are' if len(roles) > 1 else 'is'} responsible for "
        f"{activity.name} in {team.name} from now on{because(why)}. "
        f"Before, it was {_before(scene, activity, before)}."
    )
    change = override_fact(scene, team.key, wanted)
    return Deed(notice(text), (change,), teams=(team.key,), because=why)


def _check_new(
    scene: Scene,
    team: Team,
    activity: Activity,
    before: Override | None,
    roles: tuple[str, ...],
    why: str | None,
) -> None:
    who = _names(scene, roles)
    if before is not None and set(before.roles) == set(roles) and why in (None, before.because):
        raise Objection(
            f"{team.name} has decided that already: {who} for {activity.name}"
            f"{because(before.because)}.",
            field="roles",
        )
    if why is not None or set(roles) != set(activity.responsible):
        return
    if before is None:
        raise Objection(
            f"That is so already: the catalog says {who} for {activity.name}.", field="roles"
        )
    given = {"what": (code(activity),), "team": (code(team),)}
    raise Objection(
        f"The catalog says {who} for {activity.name}; restore that, and what {team.name} decided "
        "for itself ends.",
        field="roles",
        offers=[Action(label="Restore", verb="restore", given=given)],
    )


def _before(scene: Scene, activity: Activity, before: Override | None) -> str:
    if before is None:
        return f"{_names(scene, activity.responsible)}, as the catalog says"
    return f"{_names(scene, before.roles)}{because(before.because)}"


def _names(scene: Scene, roles: Iterable[str]) -> str:
    return listed(scene.catalog.role(role).name for role in roles) or "nobody"


VERB = Verb(
    name="override",
    title="Decide who is responsible",
    help="Makes other roles responsible for an activity in one team than the catalog says.",
    who="lead",
    run=run,
    arguments=(
        Argument("activity", "activity", "Activity"),
        Argument("roles", "role", "Responsible", after="to", many=True, nothing="nobody"),
        Argument("team", "team", "Team", after="in", here=True),
        Argument("because", "text", "Because", after="because", optional=True),
    ),
    examples=(
        "override Deploy models to Data Scientist in Churn",
        "override Deploy models to nobody in Churn because the platform does it for them",
    ),
)
