"""The matrix as it is shown, as a file to keep."""

from collections.abc import Iterator, Sequence

from flask import Response, request
from werkzeug.exceptions import NotFound

from bot.domain.organisation import Organisation
from bot.pictures import Told
from bot.web.drawing import drawn
from bot.web.exports import attached, part_of, table_of, whole_of
from bot.web.matrix.asked import Asked, asked
from bot.web.matrix.grid import Grid, Line, Look, grid
from bot.web.matrix.part import with_parts, with_teams
from bot.web.matrix.title import title_of
from bot.web.page import Page, Visit


def view(visit: Visit, form: str) -> Response:
    """All of the matrix that is asked for, however many pages of it are shown."""
    with visit.read() as books:
        organisation, catalog = books.organisation(), books.catalog()
        told = books.told() if form == "yaml" else organisation
    wanted = asked(request.args, catalog, organisation, visit.visitor.person)
    look = Look(catalog, organisation, visit.today, visit.rules.confirm_days)
    found = grid(look, wanted, wanted.teams)
    name = title_of(wanted, wanted.teams)
    if form == "yaml":
        return attached(name, form, _yaml(visit, told, wanted, found))
    if form == "csv":
        return attached(name, form, table_of(found))
    return attached(name, form, _picture(visit, look, wanted, found, form))


def _yaml(visit: Visit, told: Organisation, wanted: Asked, found: Grid) -> str:
    """The organisation, or the part of it that is shown, as `rolecall import` takes it."""
    write = visit.formats["yaml"].write
    if write is None:
        raise NotFound
    addresses = visit.visitor.sees_audit
    if wanted.everywhere and not wanted.narrow and not wanted.structure:
        return write(told if addresses else whole_of(told))
    teams = {team.key for team in wanted.teams}
    columns = [role.ref for group in found.groups for role in group.roles]
    roles = set(columns)
    if wanted.text or wanted.state:
        roles = {role for line in found.lines for role in _filled(columns, line)}
    activities = {line.activity.ref for line in found.lines}
    name = title_of(wanted, wanted.teams)
    return write(part_of(told, name, teams, roles, activities, addresses=addresses))


def _filled(columns: Sequence[str], line: Line) -> Iterator[str]:
    """The roles that have a part in a line; a box over several columns is no role's."""
    at = 0
    for box in line.boxes:
        spans = box.spans if box is not None else 1
        if box is not None and spans == 1:
            yield columns[at]
        at += spans


def _picture(visit: Visit, look: Look, wanted: Asked, found: Grid, form: str) -> bytes:
    """The picture of one team, or of several counted."""
    alone = wanted.teams[0] if len(wanted.teams) == 1 and not wanted.everywhere else None
    roles = {role.ref for group in found.groups for role in group.roles}
    told = Told(
        catalog=with_parts(look.catalog, [line.activity for line in found.lines], roles),
        organisation=look.organisation if alone else with_teams(look.organisation, wanted.teams),
        today=look.today,
        confirm_days=look.confirm_days,
        team=alone,
    )
    return drawn(visit, "matrix", lambda: told, form)


PAGE = Page("matrix_file", "/matrix.<any(csv, yaml, png, svg):form>", view)
