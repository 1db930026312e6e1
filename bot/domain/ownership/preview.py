"""What another structure would change for a team, with the people as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role, Structure
from bot.domain.concerns import concerning
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.gaps import Load, Seat, seated
from bot.domain.ownership.rules import Rules
from bot.domain.routing import NEAREST_FIRST, Holder, Resolution, RoleHere, resolve


@dataclass(frozen=True)
class Seating:
    """A role under one structure: who fills it for the team, and the team in which it sits.

    `open` says that the team needs it and nobody fills it where it sits; somebody may stand in
    from the other team.
    """

    here: RoleHere
    sits_in: Team
    open: bool

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Who fills it, as what."""
        return tuple((one.person.key, one.standing) for one in _there(self.here))


@dataclass(frozen=True)
class RoleThen:
    """A role now, and under the other structure."""

    role: Role
    now: Seating
    then: Seating

    @property
    def others(self) -> bool:
        """Whether other people would fill it, or the same ones as something else."""
        return self.now.people != self.then.people

    @property
    def moves(self) -> bool:
        """Whether it would sit in another team."""
        return self.now.sits_in.key != self.then.sits_in.key


@dataclass(frozen=True)
class ActivityThen:
    """An activity with the people responsible for it now, and under the other structure."""

    activity: Activity
    now: tuple[Person, ...]
    then: tuple[Person, ...]


@dataclass(frozen=True)
class Preview:
    """What would be different for one team.

    `activities` are those with other people, `unowned` those with nobody then. `overloaded` are
    people who would get more to do and then have too many roles.
    """

    team: Team
    structure: Structure
    roles: tuple[RoleThen, ...]
    activities: tuple[ActivityThen, ...]
    unowned: tuple[ActivityThen, ...]
    overloaded: tuple[Load, ...]

    @property
    def others(self) -> tuple[RoleThen, ...]:
        """The roles that other people would fill."""
        return tuple(one for one in self.roles if one.others)

    @property
    def opened(self) -> tuple[RoleThen, ...]:
        """The roles that nobody would fill where they sit, while somebody does now."""
        return tuple(one for one in self.roles if one.then.open and not one.now.open)

    @property
    def closed(self) -> tuple[RoleThen, ...]:
        """The roles that somebody would fill where they sit, while nobody does now."""
        return tuple(one for one in self.roles if one.now.open and not one.then.open)

    def __bool__(self) -> bool:
        moved = any(one.moves for one in self.roles)
        return bool(moved or self.others or self.opened or self.closed or self.activities)


@dataclass(frozen=True)
class _Look:
    """The team under one structure, on one day."""

    catalog: Catalog
    organisation: Organisation
    team: Team
    today: date

    def at(self, ref: str) -> Resolution:
        """Who has which part in an entry."""
        return resolve(ref, self.team, self.catalog, self.organisation, self.today)


def preview(
    catalog: Catalog,
    organisation: Organisation,
    team: Team,
    structure: Structure,
    today: date,
    rules: Rules,
) -> Preview:
    """What the structure would change for this product team."""
    now = _Look(catalog, organisation, team, today)
    arranged = team.model_copy(update={"structure": structure.key})
    then = _Look(catalog, organisation, arranged, today)
    roles = tuple(RoleThen(one, _seating(now, one), _seating(then, one)) for one in catalog.roles)
    owned = [
        ActivityThen(one, _responsible(now, one), _responsible(then, one))
        for one in concerning(catalog, team)
    ]
    return Preview(
        team=team,
        structure=structure,
        roles=roles,
        activities=tuple(one for one in owned if set(one.now) != set(one.then)),
        unowned=tuple(one for one in owned if not one.then and _wanted(then, one.activity)),
        overloaded=tuple(_overloaded(then, roles, rules.most_roles)),
    )


def _seating(look: _Look, role: Role) -> Seating:
    [here] = look.at(role.ref).roles
    sits_in = seated(role.ref, look.team, look.catalog, look.organisation)
    places = _places(look, role)
    filled = any(one.sits_in.key in places for one in _there(here))
    return Seating(here, sits_in, open=not filled and here.status != "waived")


def _places(look: _Look, role: Role) -> set[str]:
    """The keys of the teams in which the structure wants somebody for the role."""
    structure = look.catalog.structure_of.get(look.team.structure or "")
    placed = structure.seats.get(role.ref, NEAREST_FIRST) if structure else NEAREST_FIRST
    return {
        look.team.platform if place == "platform" and look.team.platform else look.team.key
        for place in placed
    }


def _responsible(look: _Look, activity: Activity) -> tuple[Person, ...]:
    found = [
        one.person
        for here in look.at(activity.ref).roles
        if here.part == "responsible"
        for one in _first(here)
    ]
    return tuple(dict.fromkeys(found))


def _wanted(look: _Look, activity: Activity) -> bool:
    """Whether any role is responsible: for some nobody is, by design."""
    return any(here.part == "responsible" for here in look.at(activity.ref).roles)


def _overloaded(then: _Look, roles: tuple[RoleThen, ...], most: int) -> Iterator[Load]:
    """People who would fill a role for the team from elsewhere that they don't fill now."""
    more: dict[str, list[Seat]] = {}
    for one in roles:
        before = {holder.person.key for holder in _first(one.now.here)}
        for holder in _first(one.then.here):
            if holder.standing == "covering" and holder.person.key not in before:
                more.setdefault(holder.person.key, []).append(Seat(one.role, then.team))
    for key, added in more.items():
        held = tuple(_held(then, key))
        known = {(seat.role.ref, seat.team.key) for seat in held}
        seats = (*held, *(one for one in added if (one.role.ref, one.team.key) not in known))
        if len(seats) > most:
            yield Load(then.organisation.person[key], seats)


def _held(look: _Look, person: str) -> Iterator[Seat]:
    """Every role that somebody fills, wherever that is."""
    for team in look.organisation.teams:
        for one in team.assignments:
            mine = one.person == person and one.state == "accepted"
            if mine and one.current(look.today):
                yield Seat(look.catalog.role(one.role), team)


def _there(here: RoleHere) -> list[Holder]:
    return [one for one in here.holders if one.state == "accepted"]


def _first(here: RoleHere) -> list[Holder]:
    """Whoever fills it first: backups only where there is nobody else."""
    there = _there(here)
    return [one for one in there if one.held.standing == "primary"] or there
