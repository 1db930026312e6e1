"""Assign: somebody is asked to fill a role; whoever fills it now goes on until they accept."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.fact import Change
from bot.domain.organisation import Assignment, Person, Standing, Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.deed import Deed, Objection, Tell
from bot.domain.ownership.filling import filling, part_of
from bot.domain.ownership.needed import check_needed
from bot.domain.ownership.next_steps import seat
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.requests import may_ask
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import accepted, assign, taken_over
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action, Reply
from bot.domain.wording import listed


@dataclass(frozen=True)
class _Wanted:
    """Who is to fill which role where, as what and how long; `before` is their part in it now."""

    team: Team
    role: Role
    person: Person
    standing: Standing
    until: date | None
    before: Assignment | None
    first: tuple[Person, ...]

    @property
    def that(self) -> str:
        """The role and the team in a sentence."""
        backup = " as backup" if self.standing == "backup" else ""
        return f"{self.role.name} in {self.team.name}{backup}"

    @property
    def fills_it(self) -> bool:
        """Whether they fill the role already, in whatever way."""
        return self.before is not None and self.before.state == "accepted"

    @property
    def same_standing(self) -> bool:
        """Whether they are that already, or asked to be."""
        return self.before is not None and self.before.standing == self.standing

    @property
    def is_first(self) -> bool:
        """Whether they are primary already."""
        return self.fills_it and self.before is not None and self.before.standing == "primary"

    @property
    def longer(self) -> bool:
        """Whether they fill it until a day, and would for longer."""
        end = self.before.until if self.fills_it and self.before else None
        return end is not None and (self.until is None or self.until > end)

    @property
    def till(self) -> str:
        """How long in a sentence."""
        return f"until {self.until}" if self.until else "without an end"


def run(scene: Scene, given: Given) -> Deed:
    """Asks somebody to fill a role; who assigns themselves has accepted."""
    said = _wanted(scene, given)
    check_needed(said.team, said.role)
    wanted = _no_longer_than_own(scene, said)
    _not_twice(scene, said)
    _not_twice(scene, wanted)
    own = scene.actor.person.key if _is_own(scene, wanted) else None
    teams = (wanted.team.key,)
    if own == wanted.person.key and wanted.longer and not scene.actor.looks_after(*teams):
        return _longer(scene, wanted)
    steps, text = _steps(scene, wanted)
    changes = [*entering(scene, wanted.person, scene.actor.person), *steps]
    return Deed(notice(text), tuple(changes), teams=teams, own=own)


def _wanted(scene: Scene, given: Given) -> _Wanted:
    team, role = given.one("team", Team), given.one("role", Role)
    person = fit(scene, given.one("person", Person), "person")
    until = given.maybe("until", date)
    if until is not None and until < scene.today:
        raise Objection(f"{until} is over; choose a day from today on.", field="until")
    here = filling(scene, team, role.ref)
    return _Wanted(
        team=team,
        role=role,
        person=person,
        standing="backup" if given.flag("backup") else "primary",
        until=until,
        before=part_of(scene, team, role, person),
        first=tuple(one.person for one in here if one.held.standing == "primary"),
    )


def _no_longer_than_own(scene: Scene, wanted: _Wanted) -> _Wanted:
    """The same until the day on which the part ends of whoever hands it over, at most.

    Objection where it would be for longer, with who can have that.
    """
    end = _handed_over_until(scene, wanted)
    if end is None:
        return wanted
    until = wanted.until or end
    stays = wanted.before.until or date.max if wanted.fills_it and wanted.before else until
    if max(until, stays) > end:
        charge = listed((one.called for one in in_charge(scene.organisation, wanted.team)), "or")
        raise Objection(
            f"You are {wanted.that} until {end}, so only {charge or 'a steward'} can let "
            f"{wanted.person.called} have it for longer.",
            field="until",
        )
    return replace(wanted, until=until)


def _handed_over_until(scene: Scene, wanted: _Wanted) -> date | None:
    """The day on which the actor's own part ends, where that is all that lets them hand it over."""
    me = scene.actor.person
    hands_over = wanted.person.key != me.key and _is_own(scene, wanted)
    own = part_of(scene, wanted.team, wanted.role, me) if hands_over else None
    return own.until if own and not scene.actor.looks_after(wanted.team.key) else None


def _steps(scene: Scene, wanted: _Wanted) -> tuple[list[Change], str]:
    """What changes, and what is said of it."""
    team, person, before = wanted.team, wanted.person, wanted.before
    # Who has no account can't be asked, and who asks themselves has answered.
    at_once = person.key == scene.actor.person.key or person.slack is None
    if before is not None and wanted.fills_it and (wanted.same_standing or at_once):
        if not wanted.same_standing:
            return taken_over(scene, team, _agreed(scene, wanted, before)), _from_now_on(wanted)
        # It is their own part in it alone that changes.
        return [assign(scene, team.key, _agreed(scene, wanted, before))], _from_now_on(wanted)
    asked = _asked_to(scene, wanted)
    if at_once:
        return taken_over(scene, team, accepted(scene, asked)), _from_now_on(wanted)
    return [assign(scene, team.key, asked)], _asked(wanted)


def _longer(scene: Scene, wanted: _Wanted) -> Deed:
    """Asks whoever is in charge, who said until when, whether it may be for longer."""
    before, team = wanted.before, wanted.team
    end = before.until if before else None
    if not wanted.same_standing:
        raise Objection(
            f"You fill it until {end}; step back with “until {end}”, and ask for longer then.",
            field="until",
        )
    charge = [one for one in in_charge(scene.organisation, team) if one.slack]
    names = listed(one.called for one in charge)
    whom = f"I asked {names}" if names else "ask a steward"
    text = f"You are {wanted.that} until {end}; {whom} whether you may stay {wanted.till}."
    tells = tuple(Tell(one.slack or "", _wants_longer(wanted, end)) for one in charge)
    return Deed(notice(text), teams=(team.key,), own=wanted.person.key, tells=tells)


def _wants_longer(wanted: _Wanted, end: date | None) -> Reply:
    """The request, for whoever is in charge; to agree is to assign them so."""
    given = seat(wanted.role, wanted.team, wanted.person)
    given |= {"until": (code(wanted.until),)} if wanted.until else {}
    given |= {"backup": (YES,)} if wanted.standing == "backup" else {}
    approve = Action(label="Approve", verb="assign", given=given, style="primary")
    text = f"{wanted.person.called} is {wanted.that} until {end}, and asks to stay {wanted.till}."
    return notice(text).model_copy(update={"actions": (approve,)})


def _agreed(scene: Scene, wanted: _Wanted, before: Assignment) -> Assignment:
    """What they fill already, as it is wanted."""
    answered = {"asked": None, "asked_by": None}
    said = {"standing": wanted.standing, "until": wanted.until}
    return accepted(scene, before.model_copy(update={**answered, **said}))


def _asked_to(scene: Scene, wanted: _Wanted) -> Assignment:
    """The request; what they fill already goes on until they have answered."""
    asked = {"asked": scene.today, "asked_by": scene.actor.person.key}
    if wanted.before is not None and wanted.fills_it:
        return wanted.before.model_copy(update=asked)
    new = Assignment(
        role=wanted.role.ref,
        person=wanted.person.key,
        standing=wanted.standing,
        state="pending",
        until=wanted.until,
    )
    return new.model_copy(update=asked)


def _not_twice(scene: Scene, wanted: _Wanted) -> None:
    """Objection where things are so already, were asked for already, or can't both be asked."""
    before, called = wanted.before, wanted.person.called
    if before is None:
        return
    _one_thing_at_a_time(scene, wanted, before)
    if before.waits and not may_ask(scene, wanted.team, before):
        return
    if before.offered and scene.actor.looks_after(wanted.team.key):
        given = seat(wanted.role, wanted.team, wanted.person)
        approve = Action(label="Approve", verb="accept", given=given, style="primary")
        offers = f"{called} offers to be {wanted.that} already; approve it."
        raise Objection(offers, field="person", offers=[approve])
    same = before.until == wanted.until
    _not_asked_oneself(scene, wanted, before)
    if before.state == "pending" and wanted.same_standing and same:
        asked = f"{called} was asked already to be {wanted.that} and hasn't answered yet."
        raise Objection(asked, field="person")
    if wanted.fills_it and wanted.same_standing and same:
        raise Objection(
            f"{called} is {wanted.that} already; `/ownership confirm` says that it is still right.",
            field="person",
        )
    if wanted.fills_it and not wanted.same_standing and before.waits:
        asked = f"{called} was asked already to be {wanted.that} and hasn't answered yet."
        raise Objection(asked, field="person")


def _not_asked_oneself(scene: Scene, wanted: _Wanted, before: Assignment) -> None:
    """Objection where the actor was asked for that already, and only has to say yes.

    Who is in charge may have another end or standing than they were asked for.
    """
    asked = before.waits and not before.offered and wanted.person.key == scene.actor.person.key
    if not asked or (wanted.fills_it and wanted.same_standing):
        return
    same = before.proposed == wanted.standing and before.until == wanted.until
    if same or not scene.actor.looks_after(wanted.team.key):
        more = " as backup" if before.proposed == "backup" else ""
        more += f" until {before.until}" if before.until else ""
        given = seat(wanted.role, wanted.team)
        raise Objection(
            f"You were asked already to be {wanted.role.name} in {wanted.team.name}{more}; accept "
            "it and it is yours.",
            field="person",
            offers=[Action(label="Accept", verb="accept", given=given, style="primary")],
        )


def _one_thing_at_a_time(scene: Scene, wanted: _Wanted, before: Assignment) -> None:
    asks = wanted.person.key != scene.actor.person.key and wanted.person.slack is not None
    if wanted.fills_it and not wanted.same_standing and asks and before.until != wanted.until:
        now = f"until {before.until}" if before.until else "without an end"
        raise Objection(
            f"{wanted.person.called} fills it {now}; ask them to be {wanted.standing} with the "
            "same end, and change the end once they have accepted.",
            field="until",
        )


def _from_now_on(wanted: _Wanted) -> str:
    until = f" until {wanted.until}" if wanted.until else ""
    text = f"{wanted.person.called} is {wanted.that} from now on{until}."
    left = [one for one in wanted.first if one.key != wanted.person.key]
    if wanted.is_first and wanted.standing == "backup" and not left:
        text += " Nobody is primary now."
    return text


def _asked(wanted: _Wanted) -> str:
    text = f"I asked {wanted.person.called} to be {wanted.that}"
    text += f" until {wanted.until}." if wanted.until else "."
    staying = [one.called for one in wanted.first if one.key != wanted.person.key]
    if wanted.standing == "primary" and staying:
        text += f" {listed(staying)} stays until they accept."
    return text


def _is_own(scene: Scene, wanted: _Wanted) -> bool:
    """Whether it is the actor's own part that they change, or theirs alone that they hand over."""
    me = scene.actor.person.key
    if wanted.person.key == me:
        return wanted.is_first or (wanted.fills_it and wanted.same_standing)
    return wanted.standing == "primary" and [one.key for one in wanted.first] == [me]


VERB = Verb(
    name="assign",
    title="Assign a role",
    help="Asks somebody to fill a role in a team; they accept or decline with one click.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("person", "person", "Person"),
        Argument("role", "role", "Role", after="as"),
        Argument("team", "team", "Team", after="in", here=True),
        Argument("backup", "flag", "As backup", after="as backup", optional=True),
        Argument("until", "day", "Until", after="until", optional=True),
    ),
    examples=("assign @ada as MLOps Engineer in Churn", "assign @bo as DevOps as backup"),
)
