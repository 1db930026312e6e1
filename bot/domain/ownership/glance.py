"""A team's matrix at a glance: who fills which role, and what nobody does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import OWNER, Activity, Catalog, Role
from bot.domain.concerns import concerning
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.gaps import Seat, needed, seated
from bot.domain.routing import RoleHere, resolve


@dataclass(frozen=True)
class Glance:
    """The roles with a part in what a team does, each once, and what is missing.

    `lacking` are those that nobody fills, with the team where somebody should; `undone` the
    activities of which nobody fills any responsible role.
    """

    team: Team
    roles: tuple[tuple[Role, RoleHere], ...]
    lacking: tuple[Seat, ...]
    undone: tuple[Activity, ...]


def glance(catalog: Catalog, organisation: Organisation, team: Team, today: date) -> Glance:
    """One team, looked at without the others but those that it shares people with."""
    look = _Look(catalog, organisation, team, today)
    here = look.roles()
    lacking = (
        Seat(role, seat)
        for role, found in here
        if found.status in ("unfilled", "pending", "left")
        if not _waived(role, seat := seated(role.ref, team, catalog, organisation))
    )
    return Glance(team, here, tuple(lacking), tuple(look.undone(dict(_by_ref(here)))))


@dataclass(frozen=True)
class _Look:
    catalog: Catalog
    organisation: Organisation
    team: Team
    today: date

    def roles(self) -> tuple[tuple[Role, RoleHere], ...]:
        filled = {held.role for held in self.team.assignments}
        wanted = filled | {one.role for one in self.team.waived}
        if self.team.kind == "product":
            wanted.update(needed(self.catalog, self.team))
        else:
            wanted.update(self._served())
        # Whoever owns a thing by a file is named with the thing.
        wanted -= {OWNER} - filled
        return tuple(
            (role, self._here(role.ref)) for role in self.catalog.roles if role.ref in wanted
        )

    def _served(self) -> Iterator[str]:
        """The roles that a platform team is to fill, where teams that it serves lack them."""
        served = [one for one in self.organisation.teams if one.platform == self.team.key]
        for role in self.catalog.roles:
            # Whoever fills it here fills it for all of them.
            filled = self._here(role.ref).status == "filled"
            if not filled and any(self._lacks(role.ref, one) for one in served):
                yield role.ref

    def _lacks(self, role: str, served: Team) -> bool:
        known = (self.catalog, self.organisation)
        if seated(role, served, *known).key != self.team.key:
            return False
        return resolve(role, served, *known, self.today).roles[0].status == "unfilled"

    def undone(self, here: Mapping[str, RoleHere]) -> Iterator[Activity]:
        """What nobody does, though it isn't so by design."""
        if self.team.kind != "product":
            return
        decided = {one.activity: one.roles for one in self.team.overrides}
        for one in concerning(self.catalog, self.team):
            roles = decided.get(one.ref, one.responsible)
            filled = any(self._filled(role, here) for role in roles)
            if roles and not filled and not self._named(one):
                yield one

    def _filled(self, role: str, here: Mapping[str, RoleHere]) -> bool:
        found = here.get(role)
        return found is not None and found.status == "filled"

    def _named(self, one: Activity) -> bool:
        """Whether a file names somebody for it who is there."""
        people = self.organisation.person
        return any(key in people and people[key].active for key in one.owners)

    def _here(self, role: str) -> RoleHere:
        return resolve(role, self.team, self.catalog, self.organisation, self.today).roles[0]


def _by_ref(here: tuple[tuple[Role, RoleHere], ...]) -> Iterator[tuple[str, RoleHere]]:
    return ((role.ref, found) for role, found in here)


def _waived(role: Role, seat: Team) -> bool:
    return any(one.role == role.ref for one in seat.waived)
