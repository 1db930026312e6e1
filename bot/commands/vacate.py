"""Vacate: somebody stops filling a role, and its backup is asked to take over."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.fact import Change
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.deed import Deed, Objection, Tell
from bot.domain.ownership.filling import filling
from bot.domain.ownership.next_steps import to_assign, to_take
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import end, primaries, withdrawn
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply
from bot.domain.wording import listed


@dataclass(frozen=True)
class _Ending:
    """What ends in one role of one team, and who is left: first, and as backups."""

    team: Team
    role: Role
    ended: tuple[Assignment, ...]
    first: tuple[Person, ...]
    backups: tuple[Person, ...]

    @property
    def opens(self) -> bool:
        """Whether it had a primary, and has none any more."""
        had = any((one.state, one.standing) == ("accepted", "primary") for one in self.ended)
        return had and not self.first


def run(scene: Scene, given: Given) -> Deed:
    """Ends somebody's part in a role: the named one's, the actor's own, or every primary's."""
    team, role = given.one("team", Team), given.one("role", Role)
    person = given.maybe("person", Person)
    ending = _ending(scene, team, role, _meant(scene, team, role, person))
    if not ending.ended:
        raise _nothing(ending, person)
    actor = scene.actor.person
    asked = [one for one in ending.backups if one.slack and one.key != actor.key]
    return Deed(
        _says(scene, ending, asked),
        tuple(_changes(scene, ending)),
        teams=(team.key,),
        own=actor.key if {one.person for one in ending.ended} == {actor.key} else None,
        tells=tuple(_tell(ending, one) for one in asked) if ending.opens else (),
    )


def _changes(scene: Scene, ending: _Ending) -> list[Change]:
    """The steps that end it, and with it what whoever was primary asked others for."""
    ended = [one.person for one in ending.ended]
    return [
        *(end(scene, ending.team.key, one) for one in ending.ended),
        *withdrawn(scene, ending.team, ending.role.ref, ended, but=ended),
    ]


def _meant(scene: Scene, team: Team, role: Role, person: Person | None) -> tuple[Assignment, ...]:
    here = [one for one in team.assignments if one.role == role.ref]
    if person is not None:
        return tuple(one for one in here if one.person == person.key)
    actor = scene.actor.person.key
    own = [one for one in here if (one.person, one.state) == (actor, "accepted")]
    return tuple(own) or primaries(team, role.ref)


def _ending(scene: Scene, team: Team, role: Role, ended: tuple[Assignment, ...]) -> _Ending:
    left = [one for one in filling(scene, team, role.ref) if one.held not in ended]
    first = [one.person for one in left if one.held.standing == "primary"]
    backups = [one.person for one in left if one.held.standing == "backup"]
    return _Ending(team, role, ended, tuple(first), tuple(backups))


def _nothing(ending: _Ending, person: Person | None) -> Objection:
    role, team = ending.role, ending.team
    is_that = f"{role.name} in {team.name}"
    if person is not None:
        return Objection(f"{person.called} is not {is_that}, nor asked to be.", field="person")
    backups = listed(one.called for one in ending.backups)
    but = f" ({backups} as backup; name them to end that)" if backups else ""
    return Objection(
        f"Nobody is {is_that} already{but}; choose somebody for it.",
        field="role",
        offers=[to_assign(role, team)],
    )


def _tell(ending: _Ending, backup: Person) -> Tell:
    role, team = ending.role, ending.team
    asks = notice(
        f"Nobody is {role.name} in {team.name} any more; you are the backup. Will you take over?"
    )
    return Tell(backup.slack or "", asks.model_copy(update={"actions": (to_take(role, team),)}))


def _says(scene: Scene, ending: _Ending, asked: Sequence[Person]) -> Reply:
    text = " ".join(_ended(scene, ending, one) for one in ending.ended)
    if not ending.opens:
        return notice(text)
    then, action = _then(scene, ending, asked)
    return notice(f"{text} {then}").model_copy(update={"actions": (action,)})


def _ended(scene: Scene, ending: _Ending, one: Assignment) -> str:
    person = scene.organisation.person[one.person]
    you = person.key == scene.actor.person.key
    who = "You are" if you else f"{person.called} is"
    what = "asked to be " if one.state == "pending" else ""
    standing = "the backup for " if one.standing == "backup" else ""
    return f"{who} no longer {what}{standing}{ending.role.name} in {ending.team.name}."


def _then(scene: Scene, ending: _Ending, asked: Sequence[Person]) -> tuple[str, Action]:
    """Who is next, and the nearest thing to do about it."""
    role, team = ending.role, ending.team
    if scene.actor.person in ending.backups:
        return "You are the backup.", to_take(role, team)
    if asked:
        names = listed(one.called for one in asked)
        return f"I asked the backup, {names}, to take over.", to_assign(role, team)
    if ending.backups:
        names = listed(one.called for one in ending.backups)
        return f"The backup is {names}, whom I can't ask in Slack.", to_assign(role, team)
    return "Nobody fills it now.", to_assign(role, team)


VERB = Verb(
    name="vacate",
    title="Vacate a role",
    help="Ends that somebody fills a role in a team; the backup is asked to take over.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("role", "role", "Role"),
        Argument("team", "team", "Team", after="in", here=True),
        Argument("person", "person", "Only this person", optional=True),
    ),
    examples=("vacate MLOps Engineer in Churn", "vacate DevOps in Search @bo"),
)
