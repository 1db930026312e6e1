"""What is shown as a file to keep."""

import csv
from collections.abc import Collection, Iterator
from io import StringIO

from flask import Response

from bot.domain.organisation import Organisation, Person, Team
from bot.domain.slug import slug
from bot.domain.value import MOST_NAME
from bot.formats.csv import neutral
from bot.web.matrix.grid import Grid, Group

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
}
"""What a file is, by the end of its name."""


def attached(name: str, form: str, content: str | bytes) -> Response:
    """A file to keep, under a name made of these words."""
    response = Response(content, content_type=TYPES[form])
    file = f"{slug(name) or 'rolecall'}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def table_of(grid: Grid) -> str:
    """The matrix as CSV; no cell of it is a formula to whoever opens it."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(neutral, _rows(grid)))
    return text.getvalue()


def whole_of(told: Organisation) -> Organisation:
    """All of an organisation without people's addresses, under a name of its own."""
    people = tuple(one.model_copy(update={"email": None}) for one in told.people)
    named = _named(told, "without addresses")
    return Organisation.model_validate(told.model_copy(update={"people": people, **named}))


def part_of(
    told: Organisation,
    name: str,
    teams: Collection[str],
    roles: Collection[str],
    activities: Collection[str],
    *,
    addresses: bool,
) -> Organisation:
    """What an organisation says of some teams, roles and activities, and of the people in that.

    It has a name of its own, so that taking it in again retires nothing that it leaves out.
    """
    platforms = {team.platform for team in told.teams if team.key in teams}
    shown = tuple(
        _part(team, roles, activities)
        for team in told.teams
        if team.key in teams or team.key in platforms
    )
    keys = {key for team in shown for key in _people(team)}
    people = tuple(_shown(one, addresses=addresses) for one in told.people if one.key in keys)
    return Organisation(**_named(told, name), people=people, teams=shown)


def _part(team: Team, roles: Collection[str], activities: Collection[str]) -> Team:
    return team.model_copy(
        update={
            "assignments": tuple(one for one in team.assignments if one.role in roles),
            "overrides": tuple(one for one in team.overrides if one.activity in activities),
            "waived": tuple(one for one in team.waived if one.role in roles),
        }
    )


def _people(team: Team) -> Iterator[str]:
    yield from team.leads
    for one in team.assignments:
        yield from (key for key in (one.person, one.confirmed_by, one.asked_by) if key)


def _shown(person: Person, *, addresses: bool) -> Person:
    return person if addresses else person.model_copy(update={"email": None})


def _named(told: Organisation, name: str) -> dict[str, str]:
    return {"organisation": f"{told.organisation}: {name}"[:MOST_NAME].strip()}


def _rows(grid: Grid) -> Iterator[list[str]]:
    """The header, then an activity a row; what is particular has a column where there is any."""
    noted = any(line.notes for line in grid.lines)
    heads = [head for group in grid.groups for head in _heads(group, several=len(grid.groups) > 1)]
    yield ["Activity", *(["Note"] if noted else []), *heads]
    for line in grid.lines:
        row = [line.activity.name, *(["; ".join(line.notes)] if noted else [])]
        for box in line.boxes:
            row += [box.text, *[""] * (box.spans - 1)] if box else [""]
        yield row


def _heads(group: Group, *, several: bool) -> list[str]:
    team = f"{group.team.name}: " if several and group.team else ""
    return [f"{team}{role.name}" for role in group.roles]
