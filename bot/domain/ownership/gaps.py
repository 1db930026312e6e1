"""What is missing in who owns what, and what somebody should look at again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.concerns import concerning
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.ownership.rules import Rules
from bot.domain.routing import NEAREST_FIRST, Status, resolve


@dataclass(frozen=True)
class Seat:
    """A role in a team."""

    role: Role
    team: Team


@dataclass(frozen=True)
class Held:
    """Somebody with a role in a team, or who is to have it.

    `since` is the day from which on it counts: asked, or confirmed last; None where nobody knows.
    """

    seat: Seat
    person: Person
    held: Assignment
    since: date | None = None


@dataclass(frozen=True)
class Gone:
    """Somebody who left and leads a team, or looks after the workspace where there is none."""

    person: Person
    team: Team | None = None


@dataclass(frozen=True)
class Unowned:
    """An activity for which nobody is responsible, for the team needs none of its roles."""

    activity: Activity
    team: Team


@dataclass(frozen=True)
class Load:
    """A person and all the roles that they fill."""

    person: Person
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Gaps:
    """Everything that is missing, by kind, in the order of the teams."""

    unfilled: tuple[Seat, ...]
    left: tuple[Held, ...]
    unled: tuple[Team, ...]
    gone: tuple[Gone, ...]
    pending: tuple[Held, ...]
    unconfirmed: tuple[Held, ...]
    unowned: tuple[Unowned, ...]
    overloaded: tuple[Load, ...]

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class _Look:
    """What is looked at, on which day, by which rules."""

    catalog: Catalog
    organisation: Organisation
    teams: tuple[Team, ...]
    today: date
    rules: Rules


def gaps(
    catalog: Catalog,
    organisation: Organisation,
    teams: Sequence[Team],
    today: date,
    rules: Rules,
) -> Gaps:
    """The gaps in these teams of the organisation."""
    look = _Look(catalog, organisation, tuple(teams), today, rules)
    held = list(_held(look))
    there = [one for one in held if one.person.active]
    return Gaps(
        unfilled=tuple(_unfilled(look)),
        left=tuple(one for one in held if not one.person.active),
        unled=tuple(team for team in look.teams if not _leads(look, team, active=True)),
        gone=tuple(_gone(look)),
        pending=tuple(
            one
            for one in there
            if one.held.waits and _older(one.since, look.today, rules.pending_days)
        ),
        unconfirmed=tuple(
            one
            for one in there
            if one.held.state == "accepted" and _older(one.since, look.today, rules.confirm_days)
        ),
        unowned=tuple(_unowned(look)),
        overloaded=tuple(_overloaded(look)),
    )


def seated(role: str, team: Team, catalog: Catalog, organisation: Organisation) -> Team:
    """The team in which a team's structure seats a role first."""
    structure = catalog.structure_of.get(team.structure or "")
    first = (structure.seats.get(role, NEAREST_FIRST) if structure else NEAREST_FIRST)[0]
    platform = organisation.team.get(team.platform or "")
    return platform if first == "platform" and platform is not None else team


def _unfilled(look: _Look) -> Iterator[Seat]:
    """Roles that nobody fills for a team, where the team's structure seats them."""
    lacking: dict[str, set[str]] = defaultdict(set)
    asked = {team.key for team in look.teams}
    for team in look.organisation.teams:
        if team.kind == "product" and {team.key, team.platform} & asked:
            for role in _without_anybody(look, team):
                seat = seated(role, team, look.catalog, look.organisation)
                if _status(look, role, team) == "unfilled" and not _waived(role, seat):
                    lacking[seat.key].add(role)
    for team in look.teams:
        for one in look.catalog.roles:
            if one.ref in lacking[team.key]:
                yield Seat(one, team)


def _without_anybody(look: _Look, team: Team) -> Collection[str]:
    """The roles that a team needs and nobody has, neither in it nor in its platform team."""
    platform = look.organisation.team.get(team.platform or "")
    assignments = (*team.assignments, *(platform.assignments if platform else ()))
    return needed(look.catalog, team) - {
        one.role for one in assignments if one.state == "accepted" and one.current(look.today)
    }


def needed(catalog: Catalog, team: Team) -> frozenset[str]:
    """The roles with a part in anything that a team does."""
    own = {override.activity: override.roles for override in team.overrides}
    if concerning(catalog, team) == catalog.shared_activities:
        return _needed_of_shared(catalog, own)
    found: set[str] = set()
    for activity in concerning(catalog, team):
        found.update(own.get(activity.ref, activity.responsible))
        found.update(role for role, part in activity.parts() if part != "responsible")
    return frozenset(found)


def _needed_of_shared(catalog: Catalog, own: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The same for what teams share, where an organisation has many that decide little."""
    decided = {ref: roles for ref, roles in own.items() if not catalog.homes(ref)}
    does = (role for role, refs in catalog.does_shared.items() if not refs <= decided.keys())
    return catalog.has_a_say.union(does, *decided.values())


def _unowned(look: _Look) -> Iterator[Unowned]:
    for team in look.teams:
        own = {override.activity: override.roles for override in team.overrides}
        waived = {one.role for one in team.waived}
        for activity in concerning(look.catalog, team) if waived else ():
            roles = own.get(activity.ref, activity.responsible)
            # What the team needs is looked at no closer.
            if not roles or not waived.issuperset(roles):
                continue
            if all(_status(look, role, team) == "waived" for role in roles):
                yield Unowned(activity, team)


def _held(look: _Look) -> Iterator[Held]:
    """Every assignment that holds or waits on this day."""
    for team in look.teams:
        for one in team.assignments:
            if one.current(look.today):
                seat = Seat(look.catalog.role(one.role), team)
                since = one.asked if one.waits else one.confirmed
                person = look.organisation.person[one.person]
                yield Held(seat, person, one, since or one.since)


def _gone(look: _Look) -> Iterator[Gone]:
    """Leads who left; of all teams also those who looked after the workspace."""
    for team in look.teams:
        for person in _leads(look, team, active=False):
            yield Gone(person, team)
    people = look.organisation.person
    for key in look.organisation.stewards if look.teams == look.organisation.teams else ():
        if not people[key].active:
            yield Gone(people[key])


def _leads(look: _Look, team: Team, *, active: bool) -> list[Person]:
    """Who leads a team and is there, or has left."""
    people = (look.organisation.person[key] for key in team.leads)
    return [person for person in people if person.active is active]


def _overloaded(look: _Look) -> Iterator[Load]:
    """People of these teams with too many roles, wherever they have them."""
    everywhere = _Look(
        look.catalog, look.organisation, look.organisation.teams, look.today, look.rules
    )
    seats: dict[str, list[Seat]] = defaultdict(list)
    for one in _held(everywhere):
        if one.held.state == "accepted":
            seats[one.person.key].append(one.seat)
    asked = {one.key for one in look.teams}
    for person in look.organisation.people:
        theirs = seats.get(person.key, [])
        here = any(seat.team.key in asked for seat in theirs)
        if person.active and here and len(theirs) > look.rules.most_roles:
            yield Load(person, tuple(theirs))


def _status(look: _Look, role: str, team: Team) -> Status:
    return resolve(role, team, look.catalog, look.organisation, look.today).roles[0].status


def _waived(role: str, team: Team) -> bool:
    return any(waiver.role == role for waiver in team.waived)


def _older(since: date | None, today: date, days: int) -> bool:
    """Whether it is longer ago than so many days, or nobody knows when."""
    return since is None or (today - since).days > days
