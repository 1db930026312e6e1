"""From an entry of the catalog to the people who fill its roles, as seen from one team."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.domain.catalog import Activity, Boundary, Catalog, Duty, Part, Place
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team, Waiver

Status = Literal["filled", "left", "pending", "unfilled", "waived"]
NEAREST_FIRST: tuple[Place, ...] = ("product", "platform")


@dataclass(frozen=True)
class Holder:
    """Somebody who fills a role, or would if they accepted or hadn't left."""

    person: Person
    held: Assignment
    sits_in: Team
    asked_from: Team

    @property
    def standing(self) -> Literal["primary", "backup", "covering"]:
        """What they are to the team asked about."""
        return self.held.standing if self.sits_in.key == self.asked_from.key else "covering"

    @property
    def state(self) -> Literal["accepted", "pending", "left"]:
        """What they are now: accepted, asked, or gone after they had accepted."""
        return self.held.state if self.person.active else "left"


@dataclass(frozen=True)
class RoleHere:
    """One role with a part in the matter, and who fills it for a team."""

    role: str
    part: Part
    holders: tuple[Holder, ...]
    waiver: Waiver | None = None

    @property
    def status(self) -> Status:
        """Filled by anybody who accepted and is active; else why not."""
        states = {holder.state for holder in self.holders}
        if "accepted" in states:
            return "filled"
        if self.waiver is not None:
            return "waived"
        if "left" in states:
            return "left"
        return "pending" if "pending" in states else "unfilled"


@dataclass(frozen=True)
class Resolution:
    """Who is responsible for one matter in one team; no team where an organisation has none."""

    team: Team | None
    roles: tuple[RoleHere, ...]
    override: Override | None = None

    @property
    def signature(self) -> tuple[object, ...]:
        """What the answer says: equal in two teams where the team doesn't matter."""
        said = tuple(
            (
                here.role,
                tuple((h.person.key, h.state, h.held.standing) for h in here.holders),
                here.waiver,
            )
            for here in self.roles
        )
        return (*said, self.override)


def resolve(
    ref: str, team: Team | None, catalog: Catalog, organisation: Organisation, today: date
) -> Resolution:
    """The roles with a part in an entry, each with those who fill it for this team.

    A team's override goes before the catalog, where the team's structure says a role sits before
    the other place, the primary before backups.
    """
    return Routes(team, catalog, organisation, today).to(ref)


class Routes:
    """The ways from entries to people as one team sees them; each role is looked up once."""

    def __init__(
        self, team: Team | None, catalog: Catalog, organisation: Organisation, today: date
    ) -> None:
        self._team, self._catalog = team, catalog
        self._organisation, self._today = organisation, today
        self._known: dict[tuple[str, Part], RoleHere] = {}

    def to(self, ref: str) -> Resolution:
        """The roles with a part in an entry, as `resolve` gives them."""
        override = _override(ref, self._team, self._catalog)
        parts: tuple[tuple[str, Part], ...] = self._catalog.parts(ref)
        if override is not None:
            others = tuple((role, part) for role, part in parts if part != "responsible")
            parts = (*((role, "responsible") for role in override.roles), *others)
        roles = (self._role_here(role, part) for role, part in parts)
        own = tuple(
            _with_owners(one, ref, self._team, self._catalog, self._organisation) for one in roles
        )
        return Resolution(self._team, own, override)

    def _role_here(self, role: str, part: Part) -> RoleHere:
        known = self._known.get((role, part))
        if known is None:
            look = (self._catalog, self._organisation, self._today)
            known = self._known[role, part] = _role_here(role, part, self._team, *look)
        return known


def _with_owners(
    here: RoleHere, ref: str, team: Team | None, catalog: Catalog, organisation: Organisation
) -> RoleHere:
    """A role with the people whom a file names for the thing itself, before all others."""
    entry = catalog.by_ref[ref]
    if team is None or here.part != "responsible" or not isinstance(entry, Activity):
        return here
    if team.key not in entry.homes[:1]:
        return here
    people = [organisation.person[key] for key in entry.owners if key in organisation.person]
    own = [Holder(one, Assignment(role=here.role, person=one.key), team, team) for one in people]
    rest = [one for one in here.holders if one.person.key not in entry.owners]
    return replace(here, holders=(*own, *rest))


def _override(ref: str, team: Team | None, catalog: Catalog) -> Override | None:
    """The team's own rule for the activity that an entry is, or is a part of."""
    entry = catalog.by_ref[ref]
    activity = entry.ref if isinstance(entry, Activity) else None
    if isinstance(entry, Duty | Boundary):
        activity = entry.activity
    if team is None or activity is None:
        return None
    return next((one for one in team.overrides if one.activity == activity), None)


def _role_here(
    role: str,
    part: Part,
    team: Team | None,
    catalog: Catalog,
    organisation: Organisation,
    today: date,
) -> RoleHere:
    if team is None:
        return RoleHere(role, part, ())
    waiver = next((one for one in team.waived if one.role == role), None)
    missing: list[Holder] = []
    for seat in _seats(role, team, catalog, organisation):
        here = list(_holders(role, seat, team, organisation, today))
        accepted = [holder for holder in here if holder.state == "accepted"]
        missing += [holder for holder in here if holder.state != "accepted"]
        if accepted:
            pending = [holder for holder in missing if holder.state == "pending"]
            return RoleHere(role, part, (*accepted, *pending), waiver)
    return RoleHere(role, part, tuple(missing), waiver)


def _seats(role: str, team: Team, catalog: Catalog, organisation: Organisation) -> Iterator[Team]:
    """The teams to look in, where the structure seats the role first, then the other."""
    if team.kind == "platform":
        yield team
        return
    structure = catalog.structure_of.get(team.structure or "")
    seats = structure.seats if structure else {}
    placed: tuple[Place, ...] = seats.get(role, NEAREST_FIRST)
    platform = organisation.team.get(team.platform or "")
    for place in dict.fromkeys((*placed, *NEAREST_FIRST)):
        if place == "product":
            yield team
        elif platform is not None:
            yield platform


def _holders(
    role: str, seat: Team, team: Team, organisation: Organisation, today: date
) -> Iterator[Holder]:
    held = [one for one in seat.assignments if one.role == role and one.current(today)]
    for one in sorted(held, key=lambda one: one.standing != "primary"):
        person = organisation.person[one.person]
        if person.active or one.state == "accepted":  # whoever is gone can't accept any more
            yield Holder(person, one, seat, team)
