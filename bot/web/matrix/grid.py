"""The matrix as it is shown: columns of roles for each team, and the activities that are left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.matrix import Matrix, Row, matrix
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.spread import spread
from bot.web.matrix.asked import Asked
from bot.web.matrix.box import Box, by_design, of_all, of_team, without_teams
from bot.web.matrix.part import with_teams


@dataclass(frozen=True)
class Group:
    """The columns of one team; of no team where all are counted, or there is none."""

    team: Team | None
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Line:
    """One activity; None is said where a role has no part, and a box may go over several."""

    activity: Activity
    notes: tuple[str, ...]
    boxes: tuple[Box | None, ...]

    @property
    def text(self) -> str:
        """Everything that is written in the line."""
        said = (box.text for box in self.boxes if box is not None)
        return " ".join((self.activity.name, *self.notes, *said)).casefold()


@dataclass(frozen=True)
class Grid:
    """All of the matrix that was asked for, of `activities` that there are."""

    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    activities: int
    roles: int
    lettered: bool

    @property
    def columns(self) -> int:
        """How many columns it has beside the first."""
        return sum(len(group.roles) for group in self.groups)


@dataclass(frozen=True)
class Look:
    """What is looked at, on which day; a part counts as unconfirmed after so many days."""

    catalog: Catalog
    organisation: Organisation
    today: date
    confirm_days: int


def grid(look: Look, asked: Asked, teams: Sequence[Team]) -> Grid:
    """What was asked for, with these of its teams."""
    if look.organisation.teams and not asked.teams:
        return Grid((), (), len(look.catalog.shared_activities), 0, lettered=False)
    whole = _everywhere(look, asked) if asked.everywhere else _beside(look, asked, teams)
    lines = tuple(line for line in whole.lines if _wanted(line, asked))
    return Grid(whole.groups, lines, whole.activities, whole.roles, whole.lettered)


def _wanted(line: Line, asked: Asked) -> bool:
    if asked.roles and not any(line.boxes):
        return False
    if asked.states and not any(box.state in asked.states for box in line.boxes if box):
        return False
    return not asked.words or all(word in line.text for word in asked.words)


def _everywhere(look: Look, asked: Asked) -> Grid:
    """All teams in one, counted."""
    of_these = with_teams(look.organisation, asked.teams)
    whole = spread(look.catalog, of_these, look.today, look.confirm_days)
    places = _places(whole.roles, asked)
    lines = []
    for row in whole.rows:
        cells = [row.cells[place] for place in places]
        boxes = tuple(None if one is None else of_all(one, row.teams) for one in cells)
        nobody = row.nobody == row.teams if row.teams else bool(row.activity.nobody_because)
        because = row.activity.nobody_because
        lines.append(Line(row.activity, (), _or_nobody(boxes, because, nobody=nobody, asked=asked)))
    roles = tuple(whole.roles[place] for place in places)
    return Grid((Group(None, roles),), tuple(lines), len(lines), len(whole.roles), lettered=False)


def _beside(look: Look, asked: Asked, teams: Sequence[Team]) -> Grid:
    """One team, or several beside each other."""
    found = [
        _Seen(matrix(look.catalog, look.organisation, team, look.today), look, asked)
        for team in teams or (None,)
    ]
    refs = {ref for one in found for ref in one.rows}
    activities = [one for one in look.catalog.activities if one.ref in refs]
    lines = tuple(
        Line(
            activity,
            tuple(note for one in found for note in one.notes(activity, several=len(found) > 1)),
            tuple(box for one in found for box in one.boxes(activity)),
        )
        for activity in activities
    )
    groups = tuple(Group(one.matrix.team, one.roles) for one in found)
    roles = len({role.ref for one in found for role in one.matrix.roles})
    lettered = any(one.matrix.lettered for one in found)
    return Grid(groups, lines, len(lines), roles, lettered)


class _Seen:
    """A team's matrix with only the roles that were asked for; a box is made once."""

    def __init__(self, whole: Matrix, look: Look, asked: Asked) -> None:
        self.matrix, self._look, self._asked = whole, look, asked
        self._places = _places(whole.roles, asked)
        self.roles = tuple(whole.roles[place] for place in self._places)
        self.rows = {row.activity.ref: row for row in whole.rows}
        self._boxes: dict[tuple[int, tuple[str, ...]], Box] = {}

    def boxes(self, activity: Activity) -> tuple[Box | None, ...]:
        """What is said in the team's columns."""
        row = self.rows.get(activity.ref)
        if row is None:
            return (None,) * len(self.roles)
        boxes = tuple(self._box(row, place) for place in self._places)
        because = row.override.because if row.override else activity.nobody_because
        return _or_nobody(boxes, because, nobody=_is_nobodys(row), asked=self._asked)

    def notes(self, activity: Activity, *, several: bool) -> Iterator[str]:
        """What is particular about the activity in this team."""
        row, team = self.rows.get(activity.ref), self.matrix.team
        if row is None:
            return
        if row.override is not None and row.override.roles and team is not None:
            yield f"{team.name}’s own rule" if several else "this team’s own rule"
        elif _is_nobodys(row) and any(row.cells):
            yield "nobody is responsible, by design"

    def _box(self, row: Row, place: int) -> Box | None:
        cell = row.cells[place]
        if cell is None:
            return None
        lettered = self.matrix.lettered
        if self.matrix.team is None:
            return without_teams(cell, lettered=lettered)
        # Cells of one role share who fills it, unless a file names people for the thing itself.
        key = id(cell.here), cell.parts
        if key not in self._boxes:
            days = self._look.confirm_days
            self._boxes[key] = of_team(cell, self._look.today, days, lettered=lettered)
        return self._boxes[key]


def _places(roles: Sequence[Role], asked: Asked) -> list[int]:
    return [n for n, role in enumerate(roles) if not asked.roles or role.ref in asked.roles]


def _is_nobodys(row: Row) -> bool:
    return not row.override.roles if row.override else bool(row.activity.nobody_because)


def _or_nobody(
    boxes: tuple[Box | None, ...], because: str | None, *, nobody: bool, asked: Asked
) -> tuple[Box | None, ...]:
    """The boxes; one over all of them where nobody has a part, by design."""
    alone = nobody and not any(boxes) and not asked.roles
    return (by_design(because, len(boxes)),) if alone and boxes else boxes
