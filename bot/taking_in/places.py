"""Where in a file each fact is said, to tell the line of what doesn't fit."""

from collections.abc import Collection, Iterator, Mapping

from bot.domain.fact import FILES, Subject
from bot.domain.organisation import Organisation
from bot.domain.sheet import Where

Places = Mapping[Subject, Where]


def organisation_places(organisation: Organisation) -> Places:
    """Where each fact of an organisation's own file is said in it."""
    return dict(_in_organisation(organisation))


def _in_organisation(organisation: Organisation) -> Iterator[tuple[Subject, Where]]:
    for i, person in enumerate(organisation.people):
        yield Subject("person", (person.key,)), ("people", i)
    for i, steward in enumerate(organisation.stewards):
        yield Subject("steward", (steward,)), ("stewards", i)
    for i, team in enumerate(organisation.teams):
        of = (team.key,)
        yield Subject("team", of), ("teams", i)
        for n, lead in enumerate(team.leads):
            yield Subject("lead", (*of, lead)), ("teams", i, "leads", n)
        for n, held in enumerate(team.assignments):
            yield (
                Subject("assignment", (*of, held.role, held.person)),
                ("teams", i, "assignments", n),
            )
        for n, override in enumerate(team.overrides):
            yield Subject("override", (*of, override.activity)), ("teams", i, "overrides", n)
        for n, waiver in enumerate(team.waived):
            yield Subject("waiver", (*of, waiver.role)), ("teams", i, "waived", n)


def holdings_places(subjects: Collection[Subject]) -> Places:
    """Where each fact of a file of owned things is said: at the thing, the person, the team."""
    return {one: (_held_at(one),) for one in subjects}


def _held_at(subject: Subject) -> str:
    if subject.kind == "entry" and subject.key[0] == FILES:
        return subject.key[1]
    if subject.kind == "person":
        return f"person:{subject.key[0]}"
    return f"team:{subject.key[0]}"
