"""Pictures of one's own organisation, to look at and to keep."""

from flask import render_template, request

from bot import pictures
from bot.domain.organisation import Team
from bot.errors import RolecallError
from bot.web.page import Page, Visit

SHOWS = {
    "matrix": "Every activity against every role, with who fills it and how well.",
    "coverage": "How many of the roles that teams need were filled, day by day.",
    "handoffs": "What goes from which role to which, and what goes on just now.",
    "structures": "Where each role sits, by how teams are arranged.",
}
"""What each kind of picture shows, in their order."""


def view(visit: Visit) -> str:
    """One kind of picture, of all teams or of one; or how to have pictures drawn."""
    with visit.read() as books:
        organisation = books.organisation()
    kind = request.args.get("kind", "")
    team = organisation.team_called(request.args.get("team", ""))
    return render_template(
        "pictures.html",
        shows=SHOWS,
        kind=kind if kind in SHOWS else next(iter(SHOWS)),
        missing=_missing(),
        forms=pictures.FORMS,
        organisation=organisation,
        team=team,
        named=_named(organisation.organisation, team),
    )


def _missing() -> str:
    """What is to be installed; empty where all is there."""
    try:
        pictures.check_available()
    except RolecallError as error:
        return str(error)
    return ""


def _named(organisation: str, team: Team | None) -> str:
    return team.name if team else organisation


PAGE = Page("pictures", "/pictures", view, nav="Pictures", place=40)
