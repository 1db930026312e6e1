"""Ask: a question box, and the answer."""

import logging

from flask import render_template, request

from bot.commands.ask import ask
from bot.domain.call import Call
from bot.domain.reply import Match, Reply
from bot.errors import RolecallError
from bot.search.clean import MOST_CHARACTERS
from bot.store.questions import asked
from bot.web.page import Page, Visit

log = logging.getLogger(__name__)

EXAMPLES = 3
_WITH_PAGES = ("activity", "role", "handoff")


def view(visit: Visit) -> str:
    """A question box, and the answer where a question was asked."""
    text = request.args.get("q", "").strip()[:MOST_CHARACTERS]
    wanted = request.args.get("team", "")
    with visit.read() as books:
        organisation, catalog = books.organisation(), books.catalog()
        team = organisation.team_called(wanted)
        call = Call(
            text=text,
            today=visit.today,
            surface="page",
            asker=visit.visitor.person,
            team=team.key if team else None,
            ref=request.args.get("ref"),
        )
        reply = ask(call, books, visit.finders) if text else None
    if reply is not None:
        _note(visit, call, reply)
    return render_template(
        "ask.html",
        text=text,
        team=team,
        unknown_team="" if team else wanted,
        organisation=organisation,
        reply=reply,
        about=_about(reply),
        examples=[activity.name for activity in catalog.activities[:EXAMPLES]],
    )


def _about(reply: Reply | None) -> Match | None:
    """What the answer is about, where that has a page."""
    if reply is None or reply.outcome in ("choose", "unknown"):
        return None
    return next((one for one in reply.matches[:1] if one.kind in _WITH_PAGES), None)


def _note(visit: Visit, call: Call, reply: Reply) -> None:
    try:
        with visit.open() as books:
            books.note_question(asked(call, reply, member=visit.visitor.member))
    except RolecallError as error:
        # The answer is there already; whoever asked should not lose it to a locked database.
        log.warning("a question was not noted: %s", error)


PAGE = Page("ask", "/", view, nav="Ask")
