"""A picture of one's own organisation as a file, to be shown on a page or kept."""

from flask import Response, request

from bot.desk.pictured import pictured
from bot.pictures import Told
from bot.web.drawing import drawn
from bot.web.exports import attached
from bot.web.page import Page, Visit


def view(visit: Visit, kind: str, form: str) -> Response:
    """The picture of all teams, or of the one that is asked for; dark where that is asked for."""
    with visit.read() as books:
        team = books.organisation().team_called(request.args.get("team", ""))

    def told() -> Told:
        with visit.read() as books:
            return pictured(books, kind, visit.rules, visit.now, team=team)

    content = drawn(visit, kind, told, form, dark=request.args.get("dark") == "yes")
    response = attached(f"{kind} {team.key}" if team else kind, form, content)
    # By itself an SVG would lose its colours, which our pages' policy lets no picture bring.
    alone = request.headers.get("Sec-Fetch-Dest") == "document" and form == "svg"
    if request.args.get("keep") != "yes" and not alone:
        response.headers["Content-Disposition"] = "inline"
    return response


_KINDS = "any(coverage, handoffs, matrix, structures)"

PAGE = Page("picture_file", f"/pictures/<{_KINDS}:kind>.<any(png, svg):form>", view)
