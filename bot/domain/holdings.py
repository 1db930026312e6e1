"""What a file of owned things holds: the things, the teams they belong to, and the people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.catalog import Activity
from bot.domain.organisation import Organisation, Person, Team


@dataclass(frozen=True)
class Holdings:
    """Things that are owned, each at home in teams of the organisation beside them.

    `passed_over` names what the file has and nobody needs here, a sentence each.
    """

    activities: tuple[Activity, ...]
    organisation: Organisation
    passed_over: tuple[str, ...] = ()

    def among(self, known: Iterable[Person], named: Mapping[str, str]) -> "Holdings":
        """The same, in which people and teams that others told of have the keys they are known by.

        A person is known by the e-mail address or the account, a team by its name; `named` are
        the keys of the teams with their names.
        """
        people = _known_people(self.organisation, tuple(known))
        teams = _known_teams(self.organisation, named)
        if not people and not teams:
            return self
        activities = tuple(
            one.model_copy(
                update={
                    "homes": _moved(one.homes, teams),
                    "owners": _moved(one.owners, people),
                }
            )
            for one in self.activities
        )
        return replace(
            self, activities=activities, organisation=_told(self.organisation, people, teams)
        )


def _known_people(told: Organisation, known: Sequence[Person]) -> dict[str, str]:
    """The keys of people who are known by others, each with that one."""
    by_email = {one.email.casefold(): one.key for one in known if one.email}
    by_account = {one.slack: one.key for one in known if one.slack}
    found = {}
    for person in told.people:
        key = by_account.get(person.slack or "")
        key = key or by_email.get((person.email or "").casefold())
        if key is not None and key != person.key:
            found[person.key] = key
    return found


def _known_teams(told: Organisation, named: Mapping[str, str]) -> dict[str, str]:
    by_name = {name.casefold(): key for key, name in named.items()}
    return {
        team.key: key
        for team in told.teams
        if (key := by_name.get(team.name.casefold())) is not None and key != team.key
    }


def _told(told: Organisation, people: Mapping[str, str], teams: Mapping[str, str]) -> Organisation:
    everybody = [_person(one, people) for one in told.people]
    return told.model_copy(
        update={
            "people": tuple({one.key: one for one in everybody}.values()),
            "teams": tuple(_team(team, people, teams) for team in told.teams),
            "stewards": _moved(told.stewards, people),
        }
    )


def _person(one: Person, people: Mapping[str, str]) -> Person:
    return one.model_copy(update={"key": people.get(one.key, one.key)})


def _team(team: Team, people: Mapping[str, str], teams: Mapping[str, str]) -> Team:
    held = {
        (one.role, people.get(one.person, one.person)): one.model_copy(
            update={"person": people.get(one.person, one.person)}
        )
        for one in team.assignments
    }
    return team.model_copy(
        update={
            "key": teams.get(team.key, team.key),
            "platform": teams.get(team.platform or "", team.platform),
            "leads": _moved(team.leads, people),
            "assignments": tuple(held.values()),
        }
    )


def _moved(keys: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.get(key, key) for key in keys))
