"""Who left and still holds something, and who is told of it once: whoever is in charge there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Catalog
from bot.domain.next_person import who_corrects
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.ownership.deed import Tell
from bot.domain.ownership.handing_over import Matter, to_hand_over
from bot.domain.ownership.notices import in_charge


@dataclass(frozen=True)
class Departures:
    """What has to be told of people who left; `departed` are all of whom it was told by then."""

    tells: tuple[Tell, ...]
    departed: frozenset[str]


def leavers(organisation: Organisation, today: date) -> frozenset[str]:
    """The keys of everybody who isn't there any more and still holds something."""
    return frozenset(matter.leaver.key for matter in _matters(organisation, today))


def departures(
    organisation: Organisation, catalog: Catalog, today: date, told: frozenset[str]
) -> Departures:
    """One message for each person in charge, whoever left; `told` are those told of before.

    Whoever returned or holds nothing any more is forgotten, and told of when they leave again; of
    whom nobody could be told yet, somebody is told later.
    """
    matters = _matters(organisation, today)
    by_user: dict[str, list[Matter]] = {}
    for matter in matters:
        if matter.leaver.key not in told:
            for user in _users_in_charge(organisation, matter.team):
                by_user.setdefault(user, []).append(matter)
    left = {matter.leaver.key for matter in matters}
    new = {matter.leaver.key for theirs in by_user.values() for matter in theirs}
    tells = (
        Tell(user, to_hand_over(theirs, organisation, catalog, today))
        for user, theirs in by_user.items()
    )
    return Departures(tuple(tells), frozenset(told & left | new))


def _matters(organisation: Organisation, today: date) -> list[Matter]:
    """Everything that somebody who left still holds; what one of them holds stands together."""
    gone = {person.key: person for person in organisation.people if not person.active}
    found: list[Matter] = []
    for team in organisation.teams:
        found += [Matter(gone[key], team) for key in team.leads if key in gone]
        found += [
            Matter(gone[held.person], team, held)
            for held in team.assignments
            if held.person in gone and not _over(held, today)
        ]
    found += [Matter(gone[key]) for key in organisation.stewards if key in gone]
    order = {key: place for place, key in enumerate(gone)}
    return sorted(found, key=lambda matter: order[matter.leaver.key])


def _over(held: Assignment, today: date) -> bool:
    return held.until is not None and held.until < today


def _users_in_charge(organisation: Organisation, team: Team | None) -> list[str]:
    """The accounts of whoever leads the team, else of the stewards, else of who comes nearest."""
    for people in (in_charge(organisation, team), in_charge(organisation, None)):
        if users := _users(people):
            return users
    nearest = who_corrects(organisation, [team] if team else [])
    return [nearest.user] if nearest and nearest.user else []


def _users(people: Iterable[Person]) -> list[str]:
    return list(dict.fromkeys(person.slack for person in people if person.slack))
