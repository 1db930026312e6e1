"""The pages: ask, and the matrix."""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import render_template, request

from bot.commands.ask import ask
from bot.domain.call import Call
from bot.domain.matrix import LEGEND, Matrix, matrix
from bot.domain.organisation import Organisation, Team
from bot.domain.reply import Reply
from bot.errors import RolecallError
from bot.search.clean import MOST_CHARACTERS
from bot.search.finders import Finders
from bot.store.ledger import Ledger
from bot.store.questions import asked

log = logging.getLogger(__name__)

EXAMPLES = 3


class Pages:
    """What a browser is shown of one workspace, which may be known only later."""

    def __init__(
        self,
        ledger: Ledger,
        finders: Finders,
        workspace: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._finders = finders
        self._workspace = workspace
        self._now = now

    def ask(self) -> str:
        """A question box, and the answer where a question was asked."""
        text = request.args.get("q", "").strip()[:MOST_CHARACTERS]
        wanted = request.args.get("team", "")
        with self._ledger.read(self._workspace()) as books:
            organisation, catalog = books.organisation(), books.catalog()
            team = organisation.team_called(wanted)
            call = Call(
                text=text,
                today=self._now().date(),
                surface="page",
                team=team.key if team else None,
                ref=request.args.get("ref"),
            )
            reply = ask(call, books, self._finders) if text else None
        if reply is not None:
            self._note(call, reply)
        return render_template(
            "ask.html",
            text=text,
            team=team,
            unknown_team="" if team else wanted,
            organisation=organisation,
            reply=reply,
            examples=[activity.name for activity in catalog.activities[:EXAMPLES]],
        )

    def matrix(self) -> str:
        """Activities by roles as ticked, with the people of the chosen team."""
        with self._ledger.read(self._workspace()) as books:
            organisation, catalog = books.organisation(), books.catalog()
        team = _chosen(organisation, request.args.get("team", ""))
        shown: Matrix = matrix(catalog, organisation, team, self._now().date())
        return render_template(
            "matrix.html",
            matrix=shown,
            team=team,
            organisation=organisation,
            catalog=catalog,
            legend=LEGEND,
        )

    def _note(self, call: Call, reply: Reply) -> None:
        try:
            with self._ledger.open(self._workspace(), self._now()) as books:
                books.note_question(asked(call, reply))
        except RolecallError as error:
            # The answer is there already; whoever asked should not lose it to a locked database.
            log.warning("a question was not noted: %s", error)


def _chosen(organisation: Organisation, wanted: str) -> Team | None:
    """The team asked for, else the first product team, else the first."""
    product = [team for team in organisation.teams if team.kind == "product"]
    return organisation.team_called(wanted) or next(iter([*product, *organisation.teams]), None)
