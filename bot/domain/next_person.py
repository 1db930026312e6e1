"""Whom to ask when the answer doesn't help: every answer names somebody."""

from collections.abc import Collection, Iterator, Sequence

from bot.domain.organisation import Organisation, Person, Team
from bot.domain.reply import NextPerson


def next_person(
    organisation: Organisation,
    teams: Sequence[Team],
    named: Collection[str],
    *,
    at_home: bool = False,
) -> NextPerson | None:
    """Whoever leads the team, then a steward, then any lead, then anybody active.

    `named` are the keys of people the answer names already; they come last, for being told to ask
    the same person again helps nobody. Of what is `at_home` in the teams, whoever leads these comes
    first all the same. None only where nobody is active.
    """
    options = list(_options(organisation, teams))
    fresh = [option for option in options if option[0].key not in named]
    if at_home:
        # Whoever leads its team knows more of a thing than anybody elsewhere.
        near = [option for team in teams for option in _leads(organisation, team)]
        fresh = [*(option for option in near if option in fresh), *near, *fresh]
    for person, because in fresh or options:
        return NextPerson(user=person.slack, name=person.called, because=because)
    return None


def who_corrects(organisation: Organisation, teams: Sequence[Team]) -> NextPerson | None:
    """Who can put an answer right: whoever leads the one team, a steward, or any lead."""
    for person, because in _in_charge(organisation, teams):
        return NextPerson(user=person.slack, name=person.called, because=because)
    return None


def _options(organisation: Organisation, teams: Sequence[Team]) -> Iterator[tuple[Person, str]]:
    yield from _in_charge(organisation, teams)
    for person in organisation.people:
        if person.active:
            yield person, f"works at {organisation.organisation}"


def _in_charge(organisation: Organisation, teams: Sequence[Team]) -> Iterator[tuple[Person, str]]:
    platforms = [organisation.team[t.platform] for t in teams if t.platform in organisation.team]
    near = [*(teams if len(teams) == 1 else ()), *(platforms if len(teams) == 1 else ())]
    for team in near:
        yield from _leads(organisation, team)
    for key in organisation.stewards:
        if organisation.person[key].active:
            yield organisation.person[key], "looks after who owns what here"
    for team in (*teams, *platforms, *organisation.teams):
        yield from _leads(organisation, team)


def _leads(organisation: Organisation, team: Team) -> Iterator[tuple[Person, str]]:
    for key in team.leads:
        if organisation.person[key].active:
            yield organisation.person[key], f"leads {team.name}"
