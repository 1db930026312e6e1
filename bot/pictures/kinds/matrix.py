"""The matrix: every activity against every role, with who fills it and how well."""

from bot.domain.matrix import LEGEND, Cell, Row, matrix
from bot.domain.organisation import Team
from bot.domain.ownership.how_filled import how_filled
from bot.domain.ownership.spread import SpreadRow, Tally, spread
from bot.domain.routing import Holder
from bot.pictures import Picture, Told
from bot.pictures.frame import day
from bot.pictures.grid import Grid, Line, Shown, drawn
from bot.pictures.sheet import Sheet

_OWN = "*"
_BY_DESIGN = "Nobody, by design"


def put(told: Told, dark: bool) -> Sheet:  # noqa: FBT001
    """The matrix of a team, or of the organisation with in how many teams roles are filled."""
    if told.team is not None:
        return drawn(_of_team(told, told.team), dark=dark)
    return drawn(_of_all(told), dark=dark)


def _of_team(told: Told, team: Team) -> Grid:
    whole = matrix(told.catalog, told.organisation, team, told.today)
    own = f"{_OWN} {team.name} decided this for itself."
    return Grid(
        title=f"Who does what in {team.name}",
        about=_about(told, team.structure and f"structure {team.structure}"),
        columns=tuple(role.name for role in whole.roles),
        lines=tuple(_line(told, row, lettered=whole.lettered) for row in whole.rows),
        foot=(
            *((f"{LEGEND}.",) if whole.lettered else ()),
            *((own,) if any(row.override for row in whole.rows) else ()),
            *_nothing(len(whole.rows)),
        ),
    )


def _line(told: Told, row: Row, *, lettered: bool) -> Line:
    name = f"{row.activity.name} {_OWN}" if row.override else row.activity.name
    cells = tuple(
        None if cell is None else _shown(told, cell, lettered=lettered) for cell in row.cells
    )
    by_design = not row.override.roles if row.override else row.activity.nobody_because
    because = row.override.because if row.override else row.activity.nobody_because
    if not by_design:
        return Line(name, cells)
    if any(cells):
        return Line(f"{name} (nobody responsible, by design)", cells)
    return Line(name, cells, note=f"{_BY_DESIGN}: {because}" if because else _BY_DESIGN)


def _shown(told: Told, cell: Cell, *, lettered: bool) -> Shown:
    state = how_filled(cell.here, told.today, told.confirm_days)
    first, second = _said(cell, state)
    return Shown(state, f"{cell.letters}: {first}" if lettered else first, second)


def _said(cell: Cell, state: str) -> tuple[str, str]:
    """Who fills a role, in two lines; or why nobody does, and who was asked or left."""
    there = [one for one in cell.here.holders if one.state == "accepted"]
    if there:
        first, *others = there
        return first.person.called, _further(first, others)
    if state == "waived":
        return "not needed", cell.here.waiver.because if cell.here.waiver else ""
    named = ", ".join(one.person.called for one in cell.here.holders)
    return {"pending": (named, "asked"), "left": (named, "left")}.get(state, ("nobody", ""))


def _further(first: Holder, others: list[Holder]) -> str:
    """Who else fills it, or from where its only one does."""
    if len(others) > 1:
        return f"and {len(others)} more"
    if others:
        backup = others[0].held.standing == "backup"
        return f"{'backup' if backup else 'and'} {others[0].person.called}"
    if first.standing == "covering":
        return f"of {first.sits_in.name}"
    return "backup" if first.held.standing == "backup" else ""


def _of_all(told: Told) -> Grid:
    whole = spread(told.catalog, told.organisation, told.today, told.confirm_days)
    teams = f"{whole.teams:,} {'team' if whole.teams == 1 else 'teams'}"
    return Grid(
        title=f"Who does what at {told.organisation.organisation}",
        about=_about(
            told,
            f"in how many of {teams} each role is filled"
            if whole.teams
            else "as the catalog says; there is no team yet",
        ),
        columns=tuple(role.name for role in whole.roles),
        lines=tuple(_spread_line(row) for row in whole.rows),
        foot=_nothing(len(whole.rows)),
    )


def _spread_line(row: SpreadRow) -> Line:
    cells = tuple(None if one is None else _tallied(one, row.teams) for one in row.cells)
    everywhere = row.nobody == row.teams if row.teams else row.activity.nobody_because
    if not any(cells) and everywhere:
        because = row.activity.nobody_because
        return Line(row.activity.name, cells, f"{_BY_DESIGN}: {because}" if because else _BY_DESIGN)
    return Line(row.activity.name, cells)


def _tallied(tally: Tally, teams: int) -> Shown:
    if not teams:
        return Shown("ticked")
    if not tally.needed:
        return Shown("waived", "not needed")
    said = f"{tally.filled} of {tally.needed}"
    if not tally.filled:
        return Shown("unfilled", said)
    if tally.filled < tally.needed:
        return Shown("partly", said)
    if tally.confirmed < tally.needed:
        return Shown("unconfirmed", said, f"{tally.confirmed} confirmed")
    return Shown("confirmed", said)


def _about(told: Told, more: str | None) -> str:
    return f"{day(told.today)}; {more}" if more else day(told.today)


def _nothing(rows: int) -> tuple[str, ...]:
    return () if rows else ("There are no activities here yet.",)


PICTURE = Picture("matrix", put)
