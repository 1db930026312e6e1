"""The matrix: activities by roles as ticked, with the people of the chosen team."""

from flask import render_template, request

from bot.domain.matrix import LEGEND, Matrix, matrix
from bot.domain.organisation import Organisation, Team
from bot.web.page import Page, Visit


def view(visit: Visit) -> str:
    """Activities by roles as ticked, with the people of the chosen team."""
    with visit.read() as books:
        organisation, catalog = books.organisation(), books.catalog()
    team = _chosen(organisation, request.args.get("team", ""))
    shown: Matrix = matrix(catalog, organisation, team, visit.today)
    return render_template(
        "matrix.html",
        matrix=shown,
        team=team,
        organisation=organisation,
        catalog=catalog,
        legend=LEGEND,
    )


def _chosen(organisation: Organisation, wanted: str) -> Team | None:
    """The team asked for, else the first product team, else the first."""
    product = [team for team in organisation.teams if team.kind == "product"]
    return organisation.team_called(wanted) or next(iter([*product, *organisation.teams]), None)


PAGE = Page("matrix", "/matrix", view, nav="Matrix", place=10)
