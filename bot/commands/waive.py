"""Waive: a team says that it doesn't need a role, so that nobody filling it is no gap."""

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Team, Waiver
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.filling import Filling, filling
from bot.domain.ownership.next_steps import to_vacate
from bot.domain.ownership.reason import because, reason
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import end, waiver_fact
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import listed

MOST_OFFERED = 4


def run(scene: Scene, given: Given) -> Deed:
    """Waives a role that nobody fills; who was asked to fill it no longer is."""
    team, role = given.one("team", Team), given.one("role", Role)
    why = reason(scene, given)
    if why is None:
        raise Objection(
            f"Say why {team.name} doesn't need {role.name}: add “because …”.", field="because"
        )
    there = filling(scene, team, role.ref)
    if there:
        raise _filled(team, role, there)
    before = next((one.because for one in team.waived if one.role == role.ref), None)
    if before == why:
        raise Objection(
            f"{team.name} doesn't need {role.name} already{because(why)}.", field="because"
        )
    text = f"{team.name} doesn't need {role.name} from now on{because(why)}."
    text += f" Before, the reason was: {before.rstrip('.')}." if before else ""
    waiver = waiver_fact(scene, team.key, Waiver(role=role.ref, because=why))
    asked = [one for one in team.assignments if (one.role, one.state) == (role.ref, "pending")]
    ended = tuple(end(scene, team.key, one) for one in asked)
    return Deed(notice(text), (*ended, waiver), teams=(team.key,), because=why)


def _filled(team: Team, role: Role, there: tuple[Filling, ...]) -> Objection:
    names = listed(one.person.called for one in there)
    offers = [
        to_vacate(role, team, one.person, f"Take {one.person.called} off")
        for one in there[:MOST_OFFERED]
    ]
    return Objection(
        f"{names} {'fills' if len(there) == 1 else 'fill'} {role.name} in {team.name}; vacate it "
        "first, and waive it then.",
        field="role",
        offers=offers,
    )


VERB = Verb(
    name="waive",
    title="Waive a role",
    help="Says that a team doesn't need a role, and why, so that it is no gap.",
    who="lead",
    run=run,
    arguments=(
        Argument("role", "role", "Role"),
        Argument("team", "team", "Team", after="in", here=True),
        Argument("because", "text", "Because", after="because"),
    ),
    examples=("waive Data Scientist in Search because the models are bought",),
)
