"""Handing things in over the counter: words and buttons, in a workspace of its own."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.desk.by import By
from bot.desk.desk import Desk, Heard
from bot.desk.forms import Form
from bot.domain.act import Act, Refusal
from bot.domain.catalog import Catalog
from bot.domain.fact import OWN, Body, Facts, Subject, catalog_facts, organisation_facts, plan
from bot.domain.member import Channel, Member
from bot.domain.organisation import Assignment, Organisation, Team
from bot.domain.reply import Action
from bot.store.ledger import Ledger

WORKSPACE = "T0HARBOUR"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()

INES, ANA, BO, CY, DEE, EVA, GUS = "U9", "U1", "U2", "U3", "U4", "U5", "U6"
"""An admin; who leads Churn; who leads Search and the platform; three members; a guest."""

MLOPS, DEVOPS, SCIENTIST = "role:mlops-engineer", "role:devops-engineer", "role:data-scientist"

MEMBERS = (
    Member(INES, "Ines Prado", team=WORKSPACE, admin=True, primary_owner=True),
    Member(ANA, "Ana Ivanova", team=WORKSPACE),
    Member(BO, "Bo Chen", team=WORKSPACE),
    Member(CY, "Cy Mail", team=WORKSPACE),
    Member(DEE, "Dee Novak", team=WORKSPACE),
    Member(EVA, "Eva Lund", team=WORKSPACE),
    Member(GUS, "Gus Ray", team=WORKSPACE, guest=True),
    Member("U0BOT", "Rolecall", team=WORKSPACE, bot=True),
    Member("U7", "Old Hand", team=WORKSPACE, deleted=True),
    Member("U8", "Far Away", team="T0OTHER"),
)
CHANNELS = (
    Channel("C1", "general", shared=False),
    Channel("C2", "churn", shared=False),
    Channel("C3", "search", shared=False),
    Channel("C4", "pricing", shared=False),
    Channel("C5", "attic", shared=False, gone=True),
)
ORGANISATION = Organisation.model_validate(
    {
        "organisation": "Harbour Goods",
        "people": [
            {"key": "ana", "name": "Ana Ivanova", "slack": ANA},
            {"key": "bo", "name": "Bo Chen", "slack": BO},
            {"key": "cy", "name": "Cy Mail", "slack": CY},
            {"key": "dee", "name": "Dee Novak", "slack": DEE},
            {"key": "paper", "name": "Pat Paper"},
        ],
        "teams": [
            {
                "key": "platform",
                "name": "ML Platform",
                "kind": "platform",
                "channel": "#ml-platform",
                "leads": ["bo"],
                "assignments": [{"role": DEVOPS, "person": "bo"}],
            },
            {
                "key": "churn",
                "name": "Churn",
                "platform": "platform",
                "structure": "hybrid",
                "channel": "#churn",
                "leads": ["ana"],
                "assignments": [
                    {"role": MLOPS, "person": "cy"},
                    {"role": MLOPS, "person": "dee", "standing": "backup"},
                ],
            },
            {
                "key": "search",
                "name": "Search",
                "platform": "platform",
                "structure": "embedded",
                "channel": "#search",
                "leads": ["bo"],
            },
        ],
    }
)


class Counter:
    """A workspace in which people hand things in; `verbs` come from the product."""

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self.desk = desk
        self.now = NOW
        self.ledger = ledger

    def take_in(self, catalog: Catalog) -> None:
        """Puts the members, the channels, a catalog and the organisation into the workspace."""
        with self.ledger.open(WORKSPACE, NOW) as books:
            books.create("Harbour Goods")
            books.roster.save_members(MEMBERS)
            books.roster.save_channels(CHANNELS)
            wanted = catalog_facts(catalog) | organisation_facts(ORGANISATION)
            books.record(plan({}, wanted, ()), actor="import", source="file:harbour.yaml")
            books.set_organisation_name(ORGANISATION.organisation)

    def says(self, who: str, text: str, *, place: str | None = None, **more: bool) -> Heard:
        """What comes of words after `/ownership`; `place` is the name of the channel."""
        with self.ledger.open(WORKSPACE, self.now) as books:
            return self.desk.said(books, self._by(who, place, **more), text)

    def clicks(self, who: str, action: Action, version: int | None = None) -> Heard:
        """What comes of a button, or of a form that was opened at that change."""
        made = action.version if version is None else version
        return self.submits(who, action.verb, action.given, made)

    def submits(
        self, who: str, verb: str, codes: Mapping[str, tuple[str, ...]], version: int | None = None
    ) -> Heard:
        """What comes of a verb with the codes of its arguments."""
        with self.ledger.open(WORKSPACE, self.now) as books:
            return self.desk.chosen(books, self._by(who, None), verb, codes, version)

    def form(
        self,
        who: str,
        verb: str,
        *,
        place: str | None = None,
        codes: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Form:
        """The form of a verb, opened with these codes."""
        with self.ledger.open(WORKSPACE, self.now) as books:
            form = self.desk.form(books, self._by(who, place), verb, codes or {})
        assert form is not None
        return form

    def passes(self, **by: float) -> None:
        """So much time passes."""
        self.now += timedelta(**by)

    def leaves(self, user: str) -> None:
        """Slack says that somebody was deactivated."""
        [member] = [one for one in MEMBERS if one.id == user]
        gone = Member(member.id, member.name, team=member.team, deleted=True, as_of=1.0)
        with self.ledger.open(WORKSPACE, self.now) as books:
            books.roster.save_members([gone])

    def comes_back(self, user: str) -> None:
        """Slack says that somebody who was deactivated is active again."""
        [member] = [one for one in MEMBERS if one.id == user]
        here = Member(member.id, member.name, team=member.team, as_of=2.0)
        with self.ledger.open(WORKSPACE, self.now) as books:
            books.roster.save_members([here])

    @property
    def version(self) -> int:
        """The number of the newest change."""
        with self.ledger.read(WORKSPACE) as books:
            return books.workspace.last_change

    @property
    def facts(self) -> Facts:
        """Everything that is recorded."""
        with self.ledger.read(WORKSPACE) as books:
            return books.facts()

    @property
    def organisation(self) -> Organisation:
        """The organisation as answers see it."""
        with self.ledger.read(WORKSPACE) as books:
            return books.organisation()

    @property
    def catalog(self) -> Catalog:
        """The catalog as answers see it."""
        with self.ledger.read(WORKSPACE) as books:
            return books.catalog()

    def own(self, ref: str) -> Body | None:
        """The workspace's own word on an entry of its catalog."""
        return self.facts.get(Subject("entry", (OWN, ref)))

    def team(self, key: str) -> Team:
        """The team as answers see it."""
        return self.organisation.team[key]

    def held(self, team: str, role: str) -> dict[str, Assignment]:
        """Who fills a role in a team, by their keys."""
        return {one.person: one for one in self.team(team).assignments if one.role == role}

    @property
    def acts(self) -> tuple[Act, ...]:
        """What was done, newest first."""
        with self.ledger.read(WORKSPACE) as books:
            return books.acts()

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused, newest first."""
        with self.ledger.read(WORKSPACE) as books:
            return books.refusals()

    def _by(self, who: str, place: str | None, *, guest: bool = False) -> By:
        home = next((one.team for one in MEMBERS if one.id == who), WORKSPACE)
        channel = next((one.id for one in CHANNELS if one.name == place), None)
        return By(who, home, "command", "ref1", self.now, channel, place, guest)


def told(heard: Heard) -> dict[str, str]:
    """What others are told, by their user ids."""
    return {tell.user: tell.reply.text for tell in heard.tells}


def button(heard: Heard, label: str) -> Action:
    """The button with this label."""
    actions = [*heard.reply.actions, *(a for s in heard.reply.sections for a in s.actions)]
    [found] = [one for one in actions if one.label == label]
    return found
