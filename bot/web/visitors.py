"""Who looks at a page: a member who followed a link, or whoever sits at this machine."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from flask import Request
from werkzeug.exceptions import Forbidden

from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.web.guard import is_here
from bot.web.sessions import Session, Sessions

NEEDS_A_LINK = (
    "These pages show who owns what to members of one workspace: type /ownership pages in Slack, "
    "and follow the link that only you see there."
)
NEEDS_THIS_MACHINE = (
    "These pages show who owns what without asking who you are, so they answer only on the "
    "machine Rolecall runs on: open http://127.0.0.1 there."
)
NEEDS_SETTINGS = (
    "Nobody can look at the pages here yet: whoever runs Rolecall has to set ROLECALL_PUBLIC_URL "
    "to this address and, with PostgreSQL, ROLECALL_SECRET_KEY; then /ownership pages in Slack "
    "gives a link."
)
SILENCED = "Rolecall is switched off for this workspace; ask whoever looks after it."
NOT_ANY_MORE = (
    "You are no full member of this workspace any more, as far as Slack has told, so you can't "
    "look at its pages; if that is wrong, ask whoever looks after Rolecall."
)


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks at the pages of one workspace.

    `member` is their account, None for whoever sits at this machine, who may see everything.
    `person` is their key in the organisation, `leads` are the keys of the teams that they lead.
    """

    workspace: str
    member: str | None = None
    person: str | None = None
    leads: frozenset[str] = frozenset()
    steward: bool = False

    @property
    def sees_audit(self) -> bool:
        """Whether they may read who changed and wanted what in the whole workspace."""
        return self.steward or self.member is None

    @property
    def sees_questions(self) -> bool:
        """Whether they may read what others asked."""
        return self.sees_audit or bool(self.leads)


@dataclass(frozen=True)
class Visitors:
    """Tells who a request comes from.

    `local` names the workspace of whoever sits at this machine, None where they need a link too;
    `sessions` is None where there are no links. Nobody looks at a workspace that is `silenced`.
    """

    ledger: Ledger
    sessions: Sessions | None
    local: Callable[[], str] | None
    now: Callable[[], datetime]
    silenced: Collection[str] = ()

    def of(self, request: Request) -> Visitor:
        """The visitor. Raises Forbidden, saying how to be let in, for everybody else."""
        session = self.sessions.read(request, self.now()) if self.sessions else None
        if session is not None:
            return self.member(session)
        if self.local is not None and is_here(request):
            return Visitor(self.local())
        if self.sessions is not None:
            raise Forbidden(NEEDS_A_LINK)
        raise Forbidden(NEEDS_SETTINGS if self.local is None else NEEDS_THIS_MACHINE)

    def member(self, session: Session) -> Visitor:
        """A full member as they stand now. Raises Forbidden for who is none any more."""
        if session.workspace in self.silenced:
            raise Forbidden(SILENCED)
        with self.ledger.read(session.workspace) as books:
            if found := _visitor(books, session):
                return found
        raise Forbidden(NOT_ANY_MORE)


def _visitor(books: Books, session: Session) -> Visitor | None:
    here = books.roster.installation() if books.exists() else None
    member = books.roster.member(session.member) if here and here.ended_at is None else None
    if member is None or member.deleted or member.bot or member.guest:
        return None
    if member.team not in (None, session.workspace):
        return None
    organisation = books.organisation()
    person = organisation.account.get(member.id)
    key = person.key if person else None
    leads = frozenset(one.key for one in organisation.teams if key in one.leads)
    steward = member.admin or key in organisation.stewards
    return Visitor(session.workspace, member.id, key, leads, steward)
