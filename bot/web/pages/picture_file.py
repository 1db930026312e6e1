"""A picture of one's own organisation as a file, to be shown on a page or kept."""

from flask import Response, request

from bot.desk.pictured import pictured
from bot.pictures import FORMS, Form, draw
from bot.web.exports import attached
from bot.web.page import Page, Visit

_FORMS: dict[str, Form] = {form: form for form in FORMS}


def view(visit: Visit, kind: str, form: str) -> Response:
    """The picture of all teams, or of the one that is asked for; dark where that is asked for."""
    picture = visit.pictures()[kind]
    with visit.read() as books:
        team = books.organisation().team_called(request.args.get("team", ""))
        told = pictured(books, kind, visit.rules, visit.now, team=team)
    drawn = draw(picture, told, form=_FORMS[form], dark=request.args.get("dark") == "yes")
    response = attached(f"{kind} {team.key}" if team else kind, form, drawn)
    if request.args.get("keep") != "yes":
        response.headers["Content-Disposition"] = "inline"
    return response


_KINDS = "any(coverage, handoffs, matrix, structures)"

PAGE = Page("picture_file", f"/pictures/<{_KINDS}:kind>.<any(png, svg):form>", view)
