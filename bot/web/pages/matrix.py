"""The matrix: activities by roles as ticked, with the people of one team or of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import get_template_attribute, render_template, request, url_for
from markupsafe import Markup

from bot import pictures
from bot.domain.matrix import LEGEND
from bot.domain.organisation import Organisation
from bot.web.matrix.asked import ALL, SHOWN, Asked, asked
from bot.web.matrix.box import SIGNS, Box
from bot.web.matrix.grid import Line, Look, grid
from bot.web.matrix.title import title_of
from bot.web.page import Page, Visit
from bot.web.paging import paged

MOST_COLUMNS = 60
MOST_PLACES = 20_000
FEW_TEAMS = 12
"""So many teams are links of their own above the matrix."""

_NOTHING = Markup("<td></td>")


def view(visit: Visit) -> str:
    """Activities by roles as ticked, with the people of the teams that were chosen."""
    with visit.read() as books:
        organisation, catalog = books.organisation(), books.catalog()
    wanted = asked(request.args, catalog, organisation, visit.visitor.person)
    look = Look(catalog, organisation, visit.today, visit.rules.confirm_days)
    at_once = max(MOST_COLUMNS // max(len(wanted.roles or catalog.roles), 1), 1)
    teams = paged(wanted.teams, "teams", at_once)
    whole = grid(look, wanted, teams.items)
    lines = paged(whole.lines, "page", max(MOST_PLACES // max(whole.columns, 1), 1))
    return render_template(
        "matrix.html",
        asked=wanted,
        title=title_of(wanted, teams.items),
        catalog=catalog,
        organisation=organisation,
        grid=whole,
        lines=_drawn(lines.items),
        paged=lines,
        paged_teams=None if wanted.everywhere else teams,
        few=_few(organisation, wanted),
        ALL=ALL,
        states=SHOWN,
        signs=_signs(wanted),
        legend=LEGEND,
        files=_files(wanted),
        whole=lines.whole and not wanted.text,
    )


@dataclass(frozen=True)
class _Drawn:
    """A line with its boxes as HTML."""

    name: str
    address: str
    notes: tuple[str, ...]
    boxes: Markup


def _drawn(lines: Sequence[Line]) -> list[_Drawn]:
    """Lines as HTML; what is said in many places is drawn once."""
    draw: Callable[[Box], Markup] = get_template_attribute("_box.html", "box")
    known: dict[Box | None, Markup] = {None: _NOTHING}
    found = []
    for line in lines:
        for box in line.boxes:
            if box is not None and box not in known:
                known[box] = Markup(str(draw(box)).strip())  # noqa: S704 - drawn by our template
        boxes = Markup().join(known[box] for box in line.boxes)
        address = url_for("activity", key=line.activity.ref.partition(":")[2])
        found.append(_Drawn(line.activity.name, address, line.notes, boxes))
    return found


def _few(organisation: Organisation, wanted: Asked) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is shown) of each team where there are few, and of all."""
    if not 1 < len(organisation.teams) <= FEW_TEAMS:
        return []
    kept = wanted.values | {"structure": None}
    each = [
        (team.name, url_for("matrix", **kept | {"team": team.key}), wanted.chosen(team))
        for team in organisation.teams
    ]
    everywhere = url_for("matrix", **kept | {"team": ALL})
    return [*each, ("All teams", everywhere, wanted.everywhere)]


def _signs(wanted: Asked) -> list[tuple[str, str, str]]:
    """(state, sign, what it means) of what may stand in the matrix."""
    left_out = (
        {"pending", "left", "backup", "ticked"} if wanted.everywhere else {"partly", "ticked"}
    )
    return [(state, *said) for state, said in SIGNS.items() if state not in left_out]


def _files(wanted: Asked) -> list[tuple[str, str]]:
    """(what it is called, address) of each file that there is of what is shown."""
    forms = ["csv", "yaml", *(pictures.FORMS if pictures.available() else ())]
    return [(form.upper(), url_for("matrix_file", form=form, **wanted.values)) for form in forms]


PAGE = Page("matrix", "/matrix", view, nav="Matrix", place=10)
