"""Matrix: activities by roles, with who fills them in one team."""

from bot.domain.matrix import LEGEND, Cell, Matrix, Row, matrix
from bot.domain.organisation import Team
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.looking import in_browser
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Reply, Table
from bot.domain.routing import Holder
from bot.domain.wording import short

MOST_ROWS = 99
MOST_ROLES = 19
MOST_CHARACTERS = 9_000
"""What Slack shows of a table, with some room left."""

_OWN = "*"
_TICK = "✓"
_ACTIVITY = "Activity"


def run(scene: Scene, given: Given) -> Deed:
    """The team's matrix, or what the catalog says where there is no team."""
    team = given.maybe("team", Team)
    whole = matrix(scene.catalog, scene.organisation, team, scene.today)
    header = (_ACTIVITY, *(role.column for role in whole.roles[:MOST_ROLES]))
    rows = tuple(_row(row, whole) for row in whole.rows)
    shown = _fitting(header, rows)
    trust = [f"{LEGEND}."] if whole.lettered else []
    if any(row.override for row in whole.rows[: len(shown)]) and team:
        trust.append(f"{_OWN} {team.name} decided this for itself.")
    trust += _cut("activities", len(rows) - len(shown))
    trust += _cut("roles", len(whole.roles) - MOST_ROLES)
    return Deed(
        Reply(
            outcome="notice",
            headline=f"Who does what in {team.name}" if team else "Who does what",
            table=Table(header=header, rows=shown),
            trust=tuple(trust),
            actions=in_browser(scene, team),
        )
    )


def _row(row: Row, whole: Matrix) -> tuple[str, ...]:
    return (_name(row), *(_cell(cell, whole) for cell in row.cells[:MOST_ROLES]))


def _name(row: Row) -> str:
    """The activity, with what is particular about it."""
    name = f"{row.activity.name} {_OWN}" if row.override else row.activity.name
    by_design = not row.override.roles if row.override else row.activity.nobody_because
    return f"{name} (nobody, by design)" if by_design else name


def _cell(cell: Cell | None, whole: Matrix) -> str:
    """Who fills the role, or why nobody does, after its parts where not all are responsible."""
    if cell is None:
        return ""
    if whole.team is None:
        return cell.letters if whole.lettered else _TICK
    said = ", ".join(_called(one) for one in cell.here.holders if one.state == "accepted")
    said = said or ("not needed" if cell.here.status == "waived" else cell.here.status)
    return short(f"{cell.letters}: {said}" if whole.lettered else said)


def _called(holder: Holder) -> str:
    backup = " (backup)" if holder.standing == "backup" else ""
    return f"{holder.person.called}{backup}"


def _fitting(
    header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], ...]:
    """The first rows, as many as there is room for."""
    room = MOST_CHARACTERS - sum(map(len, header))
    shown = []
    for row in rows[:MOST_ROWS]:
        room -= sum(map(len, row))
        if room < 0:
            break
        shown.append(row)
    return tuple(shown)


def _cut(what: str, beyond: int) -> list[str]:
    return [f"There are {beyond:,} more {what} than fit here."] if beyond > 0 else []


VERB = Verb(
    name="matrix",
    title="Who does what",
    help="Shows all activities by roles, with who fills them in a team.",
    who="everybody",
    run=run,
    arguments=(Argument("team", "team", "Team", optional=True, here=True),),
    writes=False,
    examples=("matrix", "matrix Churn"),
)
