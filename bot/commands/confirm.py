"""Confirm: whoever fills a role still does, said line by line or for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.fact import Change
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.filling import Filling, filled
from bot.domain.ownership.next_steps import seat, to_assign, to_vacate
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import assign
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import ago, lines, listed

MOST_LINES = 20
MOST_NAMED = 5


@dataclass(frozen=True)
class _Asked:
    """What is to be confirmed; the actor's own roles everywhere where no team is named."""

    team: Team | None
    role: Role | None
    person: Person | None

    @property
    def where(self) -> str:
        """The team in a sentence, or nothing."""
        return f" in {self.team.name}" if self.team else ""


def run(scene: Scene, given: Given) -> Deed:
    """Confirms what is named, or everything; else it shows what there is, to be confirmed."""
    team = given.maybe("team", Team)
    asked = _Asked(team, given.maybe("role", Role), given.maybe("person", Person))
    found = _found(scene, asked)
    if not found:
        raise _nothing(scene, asked)
    actor = scene.actor.person.key
    own = actor if {one.person.key for one in found} == {actor} else None
    teams = tuple(dict.fromkeys(one.team.key for one in found))
    if not (given.flag("all") or asked.role or asked.person):
        return Deed(_list(scene, asked, found), teams=teams, own=own)
    here = [one for one in found if one.person.active]
    left = [one for one in found if not one.person.active]
    if not here:
        raise _all_left(scene, left)
    says = _confirmed(scene, here, left)
    return Deed(says, tuple(_changes(scene, here)), teams=teams, own=own)


def _found(scene: Scene, asked: _Asked) -> list[Filling]:
    """The lines that are meant: of others only what the actor looks after, or somebody named."""
    person = asked.person or (scene.actor.person if asked.team is None else None)
    return [
        one
        for team in ([asked.team] if asked.team else scene.organisation.teams)
        for one in filled(scene, team)
        if asked.role is None or one.held.role == asked.role.ref
        if _meant(scene, one, person)
    ]


def _meant(scene: Scene, one: Filling, person: Person | None) -> bool:
    if person is not None:
        return one.person.key == person.key
    own = one.person.key == scene.actor.person.key
    return own or scene.actor.looks_after(one.team.key)


def _nothing(scene: Scene, asked: _Asked) -> Objection:
    you = asked.person is None or asked.person.key == scene.actor.person.key
    role = asked.role.name if asked.role else "a role"
    if asked.person is not None and not you:
        return Objection(f"{asked.person.called} doesn't fill {role}{asked.where}.", field="person")
    if asked.team is not None and you and scene.actor.looks_after(asked.team.key):
        offers = [to_assign(asked.role, asked.team)] if asked.role else []
        return Objection(f"Nobody fills {role}{asked.where} yet.", field="team", offers=offers)
    teams = [team for team in scene.organisation.teams if team.key in scene.actor.leads]
    offers = [
        Action(label=team.name, verb="confirm", given={"team": (code(team),)})
        for team in teams[:MOST_NAMED]
    ]
    return Objection(
        f"You don't fill {role}{asked.where}, so there is nothing for you to confirm.",
        field="team",
        offers=offers,
    )


def _all_left(scene: Scene, left: Sequence[Filling]) -> Objection:
    names = listed(dict.fromkeys(one.person.called for one in left))
    return Objection(
        f"{names} left, so there is nothing to confirm; hand it over.",
        field="person",
        offers=[_hand_over(scene, one) for one in left[:MOST_NAMED]],
    )


def _changes(scene: Scene, here: Sequence[Filling]) -> list[Change]:
    """The steps that confirm these today; Objection where the actor has done so before."""
    word = {"confirmed": scene.today, "confirmed_by": scene.actor.person.key}
    fresh = [(one, held) for one in here if (held := one.held.model_copy(update=word)) != one.held]
    if not fresh:
        raise Objection("You confirmed that today already.", field="team")
    entered = entering(scene, scene.actor.person)
    return [*entered, *(assign(scene, one.team.key, held) for one, held in fresh)]


def _confirmed(scene: Scene, here: Sequence[Filling], left: Sequence[Filling]) -> Reply:
    named = [_is_that(scene, one) for one in here[:MOST_NAMED]]
    more = len(here) - len(named)
    text = f"Confirmed: {'; '.join(named)}{f'; and {more} more' if more else ''}."
    sections = tuple(_section(scene, one) for one in left[:MOST_LINES])
    return notice(text).model_copy(update={"sections": sections})


def _list(scene: Scene, asked: _Asked, found: Sequence[Filling]) -> Reply:
    """Each line with what can be said of it; people who left come first."""
    ordered = sorted(found, key=lambda one: one.person.active)
    shown = [_section(scene, one) for one in ordered[:MOST_LINES]]
    more = len(found) - len(shown)
    if more:
        shown.append(Section(heading=None, lines=lines(f"… and {more} more")))
    given = {"all": (YES,)} | ({"team": (code(asked.team),)} if asked.team else {})
    every = Action(label="All still right", verb="confirm", given=given, style="primary")
    return Reply(
        outcome="notice",
        headline=f"Is this still right{asked.where}?",
        sections=tuple(shown),
        actions=(every,) if any(one.person.active for one in found) else (),
    )


def _section(scene: Scene, one: Filling) -> Section:
    person, role = one.person, scene.catalog.role(one.held.role)
    if not person.active:
        text = f" left and is still {role.name} in {one.team.name}"
        actions = [_hand_over(scene, one)]
    else:
        text = f": {role.name} in {one.team.name}, {one.held.standing}; {_last(scene, one)}"
        right = Action(label="Still right", verb="confirm", given=seat(role, one.team, person))
        actions = [right, to_vacate(role, one.team, person, "Not any more")]
    name = Span(text=person.called, user=person.slack)
    return Section(heading=None, lines=((name, Span(text=text)),), actions=tuple(actions))


def _last(scene: Scene, one: Filling) -> str:
    held = one.held
    if held.confirmed is None:
        return "never confirmed"
    known = scene.organisation.person.get(held.confirmed_by or "")
    by = f" by {known.called}" if known else ""
    return f"confirmed{by} {ago(held.confirmed, scene.today)}"


def _is_that(scene: Scene, one: Filling) -> str:
    return f"{one.person.called} as {scene.catalog.role(one.held.role).name} in {one.team.name}"


def _hand_over(scene: Scene, one: Filling) -> Action:
    return to_assign(scene.catalog.role(one.held.role), one.team, "Hand over")


VERB = Verb(
    name="confirm",
    title="Confirm who fills what",
    help="Shows who fills which role in a team, to be confirmed with one click.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("team", "team", "Team", optional=True, here=True),
        Argument("role", "role", "Role", after="for", optional=True),
        Argument("person", "person", "Person", optional=True),
        Argument("all", "flag", "All of it is still right", after="all", optional=True),
    ),
    examples=("confirm", "confirm Churn all", "confirm Churn for MLOps Engineer @cy"),
)
