"""Who may do what with `/ownership`: everybody, every verb, in words, by a click and in a form."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path
from typing import Literal

import pytest

from bot import wiring
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.reading import read
from bot.desk.scenes import Channels
from bot.desk.values import Values
from bot.domain.act import Act, How, Refusal
from bot.domain.checklist import Checklist
from bot.domain.fact import (
    EDITED_KINDS,
    OWN,
    Body,
    Change,
    Facts,
    Subject,
    catalog_facts,
    organisation_facts,
    plan,
)
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.domain.ownership.codes import Codes, encoded
from bot.domain.ownership.verb import Verb
from bot.domain.reply import Action
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.slack import views
from bot.slack.buttons import rows
from bot.store.books import Books as Shelf
from bot.store.installations import Installation
from tests.fake_slack import Envelope, FakeSlack
from tests.fake_slack.envelopes import container, interactive
from tests.fake_slack.traffic import Json
from tests.talk.bot import Bot
from tests.talk.conftest import DIALECTS, Bots

OURS, THEIRS, NEXT_DOOR = "T0HARBOUR", "T0OTHER", "T0NEXTDOOR"
MLOPS, DEVOPS, SCIENTIST = "role:mlops-engineer", "role:devops-engineer", "role:data-scientist"
GENERAL, CHURN_CHANNEL = "C1", "C2"
WAIVE = {"role": (SCIENTIST,), "team": ("team:churn",), "because": ("we buy it",)}

Who = Literal[
    "admin",
    "steward",
    "lead",
    "other lead",
    "member",
    "guest",
    "outsider",
    "another workspace's user",
    "bot",
]
Surface = Literal["command", "click", "form"]


@dataclass(frozen=True)
class Actor:
    """Somebody with an account; `slack` are Slack's fields, `team` what payloads say of theirs."""

    user: str
    name: str
    slack: Json = field(default_factory=dict)
    team: str = OURS


ACTORS: Mapping[Who, Actor] = {
    "admin": Actor("UADMIN", "Ada Admin", {"is_admin": True}),
    "steward": Actor("USTEWARD", "Stew Ward"),
    "lead": Actor("ULEAD", "Lea Lead"),
    "other lead": Actor("UOTHERLEAD", "Otto Other"),
    "member": Actor("UMEMBER", "Mo Member"),
    "guest": Actor("UGUEST", "Greta Guest", {"is_restricted": True}),
    "outsider": Actor("UOUTSIDER", "Ola Outsider", {"team_id": THEIRS}),
    "another workspace's user": Actor("UELSEWHERE", "Els Where", {}, THEIRS),
    "bot": Actor("UROBOT", "Robo Bot", {"is_bot": True}),
}
PAT = Actor("UPAT", "Pat Pending")
"""Somebody else, of whom nobody is in charge but those who are of everybody."""

STEWARDS: tuple[Who, ...] = ("admin", "steward")
LEADS: tuple[Who, ...] = (*STEWARDS, "lead")
MEMBERS: tuple[Who, ...] = (*LEADS, "other lead", "member")
EVERYBODY: tuple[Who, ...] = (*MEMBERS, "guest")

ORGANISATION = Organisation.model_validate(
    {
        "organisation": "Harbour Goods",
        "people": [
            *(
                {"key": one.user.casefold(), "name": one.name, "slack": one.user}
                for one in (*ACTORS.values(), PAT)
            ),
            {"key": "paper", "name": "Petra Paper"},
        ],
        "stewards": ["usteward"],
        "teams": [
            {"key": "platform", "name": "ML Platform", "kind": "platform"},
            {"key": "churn", "name": "Churn", "structure": "hybrid", "leads": ["ulead"]},
            {"key": "search", "name": "Search", "structure": "hybrid", "leads": ["uotherlead"]},
        ],
    }
)
"""Whoever acts is in it, also those who may nothing."""

BASE = organisation_facts(ORGANISATION)
There = Callable[[Actor], Facts]


def fills(role: str, who: Actor | None = None, team: str = "churn", **more: str) -> There:
    """Somebody fills a role in a team, or is asked to; whoever acts, where nobody is named."""

    def there(me: Actor) -> Facts:
        held: Body = dict.fromkeys(("since", "until", "confirmed", "confirmed_by"))
        held |= {"asked": None, "asked_by": None, "standing": "primary", "state": "accepted"}
        given = {name: key(me) if value == "me" else value for name, value in more.items()}
        return {Subject("assignment", (team, role, key(who or me))): held | given}

    return there


def asked(role: str, who: Actor | None = None, by: str = "ulead") -> There:
    """Somebody is asked to fill a role in Churn, by whoever leads it; “me” asks in person."""
    return fills(role, who, state="pending", asked="2026-11-01", asked_by=by)


def decided(*key: str, **body: object) -> There:
    """Churn decided something for itself."""
    kind: Literal["override", "waiver"] = "override" if "roles" in body else "waiver"
    return lambda _: {Subject(kind, ("churn", *key)): dict(body)}


def key(actor: Actor) -> str:
    """The key of somebody in the organisation."""
    return actor.user.casefold()


def both(*facts: There) -> There:
    """All of these."""
    return lambda me: {subject: body for each in facts for subject, body in each(me).items()}


def own(ref: str, **body: object) -> There:
    """The workspace's own word on an entry of its catalog."""
    return lambda _: {Subject("entry", (OWN, ref)): dict(body)}


WAIVED = decided(SCIENTIST, because="we buy it")
OVERRIDDEN = decided("activity:deploy-models", roles=[SCIENTIST], because="so it is")
NOTHING: There = lambda _: {}  # noqa: E731 a name for what is there
KEEPER = own(
    "role:zebra-keeper",
    name="Zebra Keeper",
    column="Zebra Keeper",
    summary="s",
    description="d",
)
OF_CHURN = own(
    "activity:paint-zebras",
    name="Paint zebras",
    description="d",
    aliases=["zebra day"],
    responsible=[MLOPS],
    homes=["churn"],
)
EVERYBODYS = own("activity:deploy-models", over=True, more={"aliases": ["zebra day"]})
WAITS = fills(MLOPS, state="pending", asked="2020-01-01")
STOPPED: There = lambda me: {  # noqa: E731 a name for what is there
    Subject("snooze", (me.user, f"pending churn {MLOPS} {key(me)} 2020-01-01")): {
        "until": "9999-12-31"
    }
}
STEWARD_PAT: There = lambda _: {Subject("steward", ("upat",)): {}}  # noqa: E731 as above

NO_STRUCTURES: There = lambda _: {  # noqa: E731 as above
    subject: body | {"structure": None} for subject, body in BASE.items() if subject.kind == "team"
}


def hears(by: Actor | None = None, **more: object) -> There:
    """Digest 1: a channel hears of Churn every day; set up by whoever acts, where nobody is."""

    def there(me: Actor) -> Facts:
        told = Subscription(
            channel=GENERAL,
            digests=("unfilled",),
            rhythm=Rhythm(days=Days(every="day"), at=time(9), zone="UTC"),
            by=(by or me).user,
            team="churn",
        )
        return {Subject("digest", ("1",)): told.model_dump(mode="json") | more}

    return there


def going(
    giver: Actor | None = None,
    *,
    team: str | None = "churn",
    line: str | None = None,
    state: str = "open",
    done: bool = False,
) -> There:
    """Handoff 1 in Churn, given by whoever acts, where nobody is named, and taken over by a paper.

    Line 1 is the giver's, 2 the receiver's, 3 is given to `line`, 4 is ticked; all with `done`.
    """

    def there(me: Actor) -> Facts:
        word = {"by": key(giver or me), "on": "2026-11-20"}
        lines: list[Body] = [
            {"number": number, "side": side, "text": f"Zebra {number}"}
            for number, side in enumerate(("gives", "receives", "gives", "gives"), 1)
        ]
        for one in lines if done else lines[-1:]:
            one.update(state="done", word=word)
        lines[2]["person"] = key(me) if line == "me" else line
        told = {
            "handoff": "handoff:model",
            "name": "zebra",
            "giver": key(giver or me),
            "receiver": "paper",
            "started": word,
            "team": team,
            "state": state,
            "lines": lines,
        }
        now = Checklist.model_validate(told)
        return {Subject("checklist", ("1",)): now.model_dump(mode="json")}

    return there


@dataclass(frozen=True)
class Row:
    """Words, in which `{me}` acts, and who may say them.

    Before that `there` is what there is beside the teams and people; `done` was done after that
    last, by `by`, or by whoever acts: `{number}` is the number of it. `because` is a part of what
    is said to who may not, where that isn't who may.
    """

    words: str
    may: tuple[Who, ...]
    there: There = NOTHING
    done: There | None = None
    by: Actor | None = None
    because: str | None = None


LEAD, OTHER_LEAD = ACTORS["lead"], ACTORS["other lead"]
ROBOT = ACTORS["bot"]
TO_TICK = "to tick"
NO_CHANGE = ("digest send", "suggest", "setup keep", "setup skip")
"""Verbs that write something down which is no fact."""

# What the words are about, and who may: stewards and admins everything, who leads a team theirs,
# everybody looks, and answers, confirms, gives up, hands over what is their own, and volunteers.
TABLE: Mapping[str, Row] = {
    "show": Row("show Churn", EVERYBODY),
    "gaps": Row("gaps Churn", EVERYBODY),
    "history": Row("history", EVERYBODY),
    "matrix": Row("matrix Churn", EVERYBODY),
    "pages": Row("pages Churn", EVERYBODY),
    "preview": Row("preview centralized in Churn", EVERYBODY),
    "help": Row("help assign", EVERYBODY),
    "take": Row("take MLOps Engineer in Churn", MEMBERS),
    "suggest": Row("suggest <@UPAT> as MLOps Engineer in Churn", MEMBERS),
    "accept, asked oneself": Row("accept in Churn", MEMBERS, asked(MLOPS)),
    # A yes is one's own: who is in charge asks, and nobody answers for somebody else.
    "accept, somebody else asked": Row(
        "accept in Churn for <@UPAT>", (), asked(MLOPS, PAT), because="only Pat Pending can say yes"
    ),
    "accept, somebody else offers": Row(
        "accept in Churn for <@UPAT>", LEADS, asked(MLOPS, PAT, by="upat")
    ),
    "accept, one's own offer": Row("accept in Churn", LEADS, asked(MLOPS, by="me")),
    "decline, asked oneself": Row("decline in Churn", MEMBERS, asked(MLOPS)),
    "decline, one's own offer": Row("decline in Churn", MEMBERS, asked(MLOPS, by="me")),
    "decline, whom one asked": Row(
        "decline in Churn for <@UPAT>", MEMBERS, asked(MLOPS, PAT, by="me")
    ),
    "decline, somebody else asked": Row("decline in Churn for <@UPAT>", LEADS, asked(MLOPS, PAT)),
    "decline, somebody else offers": Row(
        "decline in Churn for <@UPAT>", LEADS, asked(MLOPS, PAT, by="upat")
    ),
    "vacate, one's own": Row("vacate MLOps Engineer in Churn", MEMBERS, fills(MLOPS)),
    "vacate, somebody else's": Row("vacate MLOps Engineer in Churn", LEADS, fills(MLOPS, PAT)),
    "vacate, somebody else's beside one's own": Row(
        "vacate MLOps Engineer in Churn <@UPAT>", LEADS, both(fills(MLOPS), fills(MLOPS, PAT))
    ),
    "confirm, one's own": Row("confirm Churn for MLOps Engineer <@{me}>", MEMBERS, fills(MLOPS)),
    "confirm, all one's own": Row("confirm all", MEMBERS, fills(MLOPS)),
    "confirm, somebody else's": Row(
        "confirm Churn for MLOps Engineer <@UPAT>", LEADS, fills(MLOPS, PAT)
    ),
    "assign, one's own": Row("assign <@UPAT> as MLOps Engineer in Churn", MEMBERS, fills(MLOPS)),
    "assign, somebody else's": Row(
        "assign <@{me}> as MLOps Engineer in Churn", LEADS, fills(MLOPS, PAT)
    ),
    "assign, nobody's": Row("assign <@UPAT> as MLOps Engineer in Churn", LEADS),
    "assign, to oneself": Row("assign <@{me}> as MLOps Engineer in Churn", LEADS),
    "assign, where one is backup": Row(
        "assign <@UPAT> as MLOps Engineer in Churn", LEADS, fills(MLOPS, standing="backup")
    ),
    "override": Row("override Deploy models to Data Scientist in Churn", LEADS),
    "waive": Row("waive Data Scientist in Churn because we buy it", LEADS),
    "restore, a role": Row("restore Data Scientist in Churn", LEADS, WAIVED),
    "restore, an activity": Row("restore Deploy models in Churn", LEADS, OVERRIDDEN),
    "activity add": Row("activity add Paint zebras to MLOps Engineer", STEWARDS),
    "activity add, to one's team": Row(
        "activity add Paint zebras to MLOps Engineer in Churn", LEADS
    ),
    "activity rename": Row("activity rename Track experiments to Zebra log", STEWARDS),
    "activity rename, of one's team": Row(
        "activity rename Paint zebras to Count zebras", LEADS, OF_CHURN
    ),
    "activity retire": Row("activity retire Track experiments", STEWARDS),
    "activity retire, of one's team": Row("activity retire Paint zebras", LEADS, OF_CHURN),
    "role add": Row("role add Zebra Keeper", STEWARDS),
    "role rename": Row("role rename MLOps Engineer to Zebra Keeper", STEWARDS),
    "role retire": Row("role retire Zebra Keeper", STEWARDS, KEEPER),
    "title add": Row("title add Zebra Boss for MLOps Engineer", STEWARDS),
    "title retire": Row("title retire Platform Engineer", STEWARDS),
    "alias add": Row("alias add zebra parade for Deploy models", STEWARDS),
    "alias add, of one's team": Row("alias add zebra parade for Paint zebras", LEADS, OF_CHURN),
    "alias remove": Row("alias remove zebra day", STEWARDS, EVERYBODYS),
    "alias remove, of one's team": Row("alias remove zebra day", LEADS, OF_CHURN),
    "example add": Row("example add who leads the zebra parade for Deploy models", STEWARDS),
    "example add, of one's team": Row(
        "example add who leads the zebra parade for Paint zebras", LEADS, OF_CHURN
    ),
    "handoff edit": Row("handoff edit The Model Handoff gives A zebra", STEWARDS),
    "question dismiss": Row("question dismiss the zebra crossing", STEWARDS),
    "team add": Row("team add Pricing as hybrid", STEWARDS),
    "team rename": Row("team rename Churn to Retention", LEADS),
    "team set": Row("team set Churn as embedded", LEADS),
    "team set, led by oneself": Row("team set Churn led by <@{me}>, <@UPAT>", LEADS),
    "team retire": Row("team retire Churn anyway", LEADS),
    "team retire, to another's": Row("team retire Churn to Search", STEWARDS),
    "team retire, another's to one's own": Row("team retire Search to Churn", STEWARDS),
    "setup": Row("setup", STEWARDS),
    "setup keep": Row("setup keep", STEWARDS),
    "setup skip": Row("setup skip teams", STEWARDS),
    "setup teams": Row("setup teams <#C1|general> led by <@{me}>", STEWARDS),
    "setup empty": Row("setup empty", STEWARDS, NO_STRUCTURES),
    "steward add": Row("steward add <@UPAT>", STEWARDS),
    "steward remove": Row("steward remove <@UPAT>", STEWARDS, STEWARD_PAT),
    "person join": Row("person join Petra Paper to <@UPAT> anyway", STEWARDS),
    "handoff start": Row(
        "handoff start model zebra from <@UPAT> to <@{me}> in <#C1|general> for Churn",
        MEMBERS,
    ),
    "handoff list": Row("handoff list", EVERYBODY),
    "handoff show": Row("handoff show 1", EVERYBODY, going()),
    "handoff tick": Row("handoff tick 1 line 1", LEADS, going(PAT), because=TO_TICK),
    "handoff tick, one's own": Row("handoff tick 1 line 1", MEMBERS, going()),
    "handoff tick, of no team": Row(
        "handoff tick 1 line 1", STEWARDS, going(PAT, team=None), because=TO_TICK
    ),
    "handoff tick, the other side's": Row("handoff tick 1 line 2", LEADS, going(), because=TO_TICK),
    "handoff tick, given to one": Row("handoff tick 1 line 3", MEMBERS, going(PAT, line="me")),
    "handoff untick": Row("handoff untick 1 line 4", LEADS, going(PAT), because="to open again"),
    "handoff skip": Row(
        "handoff skip 1 line 1 because so it is", LEADS, going(PAT), because="to see to"
    ),
    "handoff line": Row(
        "handoff line 1 gives A zebra", LEADS, going(PAT), because="Adding a line is for"
    ),
    "handoff line, one's own": Row("handoff line 1 receives A zebra", MEMBERS, going()),
    "handoff give": Row(
        "handoff give 1 line 1 to <@UPAT>", LEADS, going(ROBOT), because="to give away"
    ),
    "handoff give, a side": Row(
        "handoff give 1 from <@UROBOT> to <@UPAT>", LEADS, going(ROBOT), because="is for Robo Bot"
    ),
    "handoff give, one's own side": Row("handoff give 1 to <@UPAT>", MEMBERS, going()),
    "handoff link": Row(
        "handoff link 1 to https://x.example/zebra", LEADS, going(PAT), because="Attaching a link"
    ),
    "handoff link, one's own": Row("handoff link 1 to https://x.example/zebra", MEMBERS, going()),
    # A yes is one's own here, too.
    "handoff accept, somebody else's": Row(
        "handoff accept 1", (), going(PAT, done=True), because="A yes is one's own"
    ),
    "handoff accept, one's own": Row("handoff accept 1", MEMBERS, going(done=True)),
    "handoff cancel": Row(
        "handoff cancel 1 because so it is", LEADS, going(PAT), because="is for Pat Pending"
    ),
    "handoff cancel, one's own": Row("handoff cancel 1 because so it is", MEMBERS, going()),
    "handoff reopen": Row(
        "handoff reopen 1", LEADS, going(PAT, state="cancelled"), because="is for Pat Pending"
    ),
    "handoff reopen, one's own": Row("handoff reopen 1", MEMBERS, going(state="cancelled")),
    "digest add": Row("digest add unfilled for Churn in <#C1|general> every day at 9:00", LEADS),
    "digest add, of all teams": Row(
        "digest add unfilled for all in <#C1|general> every day at 9:00", STEWARDS
    ),
    "digest list": Row("digest list", EVERYBODY),
    "digest change": Row("digest change 1 every Monday", LEADS, hears(PAT)),
    "digest change, one's own": Row("digest change 1 every Monday", MEMBERS, hears()),
    "digest pause": Row("digest pause 1", LEADS, hears(PAT)),
    "digest pause, of all teams": Row("digest pause 1", STEWARDS, hears(PAT, team=None)),
    "digest resume": Row("digest resume 1", LEADS, hears(PAT, paused="so it is")),
    "digest remove": Row("digest remove 1", LEADS, hears(PAT)),
    "digest preview": Row("digest preview 1", LEADS, hears(PAT)),
    "digest send": Row("digest send 1", LEADS, hears(PAT)),
    "snooze": Row("snooze MLOps Engineer in Churn", MEMBERS, WAITS),
    "snooze, for the channel": Row(
        f"snooze unfilled churn {MLOPS} for <#{GENERAL}>", MEMBERS, hears(PAT)
    ),
    "snooze, for another channel": Row(
        f"snooze unfilled churn {MLOPS} for <#{CHURN_CHANNEL}>",
        LEADS,
        hears(PAT, channel=CHURN_CHANNEL),
        because="itself, or ask whoever leads the team",
    ),
    "remind list": Row("remind list", EVERYBODY, WAITS),
    "remind stop": Row("remind stop MLOps Engineer in Churn", MEMBERS, WAITS),
    "remind again": Row("remind again MLOps Engineer in Churn", MEMBERS, both(WAITS, STOPPED)),
    "undo, of one's own reminder": Row("undo {number}", MEMBERS, done=STOPPED),
    "undo, one's own": Row("undo {number}", MEMBERS, done=asked(MLOPS, by="me")),
    "undo, one's own newest": Row("undo", MEMBERS, done=asked(MLOPS, by="me")),
    "undo, of one's team": Row("undo {number}", LEADS, done=WAIVED, by=LEAD),
    "undo, about oneself": Row("undo {number}", LEADS, done=asked(MLOPS), by=LEAD),
    "undo, of another team": Row(
        "undo {number}",
        (*STEWARDS, "other lead"),
        done=fills(MLOPS, PAT, "search"),
        by=OTHER_LEAD,
    ),
    "undo, of what one's team alone does": Row(
        "undo {number}", LEADS, done=OF_CHURN, by=ACTORS["admin"]
    ),
    "undo, of no team": Row("undo {number}", STEWARDS, done=STEWARD_PAT, by=ACTORS["admin"]),
}


@dataclass(frozen=True)
class Books:
    """What stands in the workspace's books; `newest` is the act that was done last."""

    facts: Facts
    newest: Act
    refusals: tuple[Refusal, ...]
    sent: str | None


def edited(books: Shelf) -> Facts:
    """What people change: all but what files say of the catalog."""
    facts = books.facts(EDITED_KINDS)
    return {one: body for one, body in facts.items() if one.kind != "entry" or one.key[0] == OWN}


class House:
    """A bot, with whom everybody speaks who is there."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self.bot = bot
        self.desk = desk
        self.slack: FakeSlack = bot.slack

    @property
    def books(self) -> Books:
        """What stands in the books of our workspace."""
        return self.books_of(OURS)

    def books_of(self, workspace: str) -> Books:
        """What stands in a workspace's books."""
        with self.bot.ledger.read(workspace) as books:
            [newest] = books.acts(1)
            sent = next((one.id for one in books.deliveries(1)), None)
            return Books(edited(books), newest, books.refusals(1), sent)

    def stands(self, facts: Facts) -> None:
        """From now on there is this, and nothing else."""
        with self.bot.ledger.open(OURS, self.bot.clock.now()) as books:
            stored = edited(books)
            books.record(plan(stored, facts, stored.keys()), actor="import", source="file:x")

    def does(self, who: Actor, facts: Facts) -> int:
        """Somebody makes this so; the number of the act."""
        changes = [Change(subject, None, body) for subject, body in facts.items()]
        with self.bot.ledger.open(OURS, self.bot.clock.now()) as books:
            return books.record(changes, actor=who.user, source="slack", how=How(verb="other"))

    def codes(self, me: Actor, verb: Verb, words: str) -> Codes:
        """The arguments in these words, as a button or a form carries them."""
        with self.bot.ledger.read(OURS) as books:
            scene = self.desk.scene(books, self.by(me))
            return encoded(read(verb, words, Values(words, scene, Channels(books).called)))

    def by(self, who: Actor) -> By:
        """Somebody who hands something in."""
        return By(who.user, OURS, "command", "ref", self.bot.clock.now())

    def commands(self, me: Actor, words: str) -> Envelope:
        """Somebody uses `/ownership`."""
        given = {"channel": GENERAL, "team_id": me.team}
        return self.slack.command(words, command="/ownership", user=me.user, **given)

    def clicks(self, me: Actor, verb: str, codes: Codes, workspace: str = OURS) -> Envelope:
        """Somebody clicks on a button in a message that another one got."""
        [row] = rows([Action(label="Do it", verb=verb, given=dict(codes))], "below")
        there, ts = f"D{LEAD.user}", self.slack.next_ts()
        given: Json = {
            "container": container({"ts": ts}, there, ephemeral=False),
            "channel": {"id": there, "name": "directmessage"},
            "actions": [{"block_id": "b", "action_ts": ts} | row["elements"][0]],
            "response_url": self.slack.response_url(channel=there, user=me.user),
        }
        return self._interacts("block_actions", me, workspace, given)

    def submits(self, me: Actor, verb: str, codes: Codes, workspace: str = OURS) -> Envelope:
        """Somebody submits a form that was opened for another one."""
        with self.bot.ledger.read(OURS) as books:
            form = self.desk.form(books, self.by(LEAD), verb, codes)
        assert form is not None
        view = self.slack.told(self.slack.open_view(LEAD.user, views.view(form)))
        view |= {"team_id": workspace, "app_installed_team_id": workspace}
        return self._interacts("view_submission", me, workspace, {"view": view})

    def _interacts(self, kind: str, me: Actor, workspace: str, fields: Json) -> Envelope:
        payload = interactive(self.slack.team, kind, me.user, **fields)
        payload["team"] = {"id": workspace, "domain": "somewhere"}
        payload["user"]["team_id"] = me.team
        payload["trigger_id"] = self.slack.new_trigger(me.user)
        expects = kind == "view_submission"
        return self.slack.send("interactive", payload, accepts_response=expects)


SURFACES: tuple[Surface, ...] = ("command", "click", "form")
Houses = Callable[[str], House]


def one_of_each() -> list[str]:
    """The first row of every verb: the names of the others begin with that of the verb."""
    first: dict[str, str] = {}
    for name in TABLE:
        first.setdefault(name.partition(",")[0], name)
    return list(first.values())


def cells() -> Iterator[tuple[str, Surface, str]]:
    """Database, surface and row: all rows in words, and of every verb one in all other ways."""
    yield from (("sqlite", "command", name) for name in TABLE)
    yield from (("sqlite", "click", name) for name in one_of_each())
    yield from (("sqlite", "form", name) for name in one_of_each())
    yield from (("postgresql", "command", name) for name in one_of_each())


@pytest.fixture(scope="module")
def houses(bots: Bots, root: Path) -> Iterator[Houses]:
    """Gives the bot of these tests alone on a database; Slack had to refuse it nothing."""
    made: dict[str, tuple[House, Callable[[], None]]] = {}

    def house(dialect: str) -> House:
        if dialect not in made:
            made[dialect] = _moved_in(bots, dialect, wiring.desk(root))
        return made[dialect][0]

    yield house
    for one, end in made.values():
        assert one.slack.violations == []
        end()


@pytest.fixture(scope="module", params=DIALECTS)
def house(request: pytest.FixtureRequest, houses: Houses) -> House:
    """The bot on either database."""
    return houses(str(request.param))


def _moved_in(bots: Bots, dialect: str, desk: Desk) -> tuple[House, Callable[[], None]]:
    slack = FakeSlack()
    for one in (*ACTORS.values(), PAT):
        if one.team == OURS:
            slack.add_user(one.user, one.name, **one.slack)
    bot, end = bots.make(dialect, slack=slack)
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    return House(bot, desk), end


def says(house: House, surface: Surface, me: Actor, words: str) -> Envelope:
    """Somebody says something, or uses a button or a form for it that were another's."""
    if surface == "command":
        return house.commands(me, words)
    verb, rest = house.desk.verb_in(words)
    assert verb is not None
    codes = house.codes(me, verb, rest)
    hands_in = house.clicks if surface == "click" else house.submits
    return hands_in(me, verb.name, codes)


def heard(house: House, envelope: Envelope, before: Books) -> str:
    """What came of it for whoever said it, in the acknowledgement or in a message."""
    with house.bot.ledger.read(OURS) as books:
        new = [one for one in books.deliveries(20) if one.id > (before.sent or "")]
        # What channels are told, and shown as it stands, comes in its own time.
        told = [books.delivery(one.delivery or "") for one in books.editions()]
        theirs = {name for one in told if one for name in (one.id, one.ts) if name}
        sent = [one.body for one in new if not {one.id, one.address.get("ts")} & theirs]
    answer = envelope.answer()
    return json.dumps([answer] if answer else sent, ensure_ascii=False) if answer or sent else ""


def test_no_verb_is_missing(house: House) -> None:
    """Every verb that there is stands in the table, and help."""
    named = {house.desk.verb_in(row.words)[0] for row in TABLE.values()}
    assert {one.name for one in named if one} == {*house.desk.verbs, "help"}


@pytest.mark.parametrize(("dialect", "surface", "name"), list(cells()))
@pytest.mark.parametrize("who", ACTORS)
def test_who_may(houses: Houses, who: Who, dialect: str, surface: Surface, name: str) -> None:
    """It is done, or refused with who may; strangers hear nothing, and are written down."""
    house, me, row = houses(dialect), ACTORS[who], TABLE[name]
    house.stands(BASE | row.there(me))
    number = house.does(row.by or me, row.done(me)) if row.done else 0
    words = row.words.format(me=me.user, number=number)
    verb, _ = house.desk.verb_in(words)
    assert verb is not None
    before = house.books

    envelope = says(house, surface, me, words)
    answer, after = envelope.answer(), house.books

    told = heard(house, envelope, before)
    if who not in row.may:
        assert (after.facts, after.newest) == (before.facts, before.newest)
        if surface == "command" and me.team != OURS:
            # A command from elsewhere is a matter of that workspace, in which we aren't.
            assert after.refusals == before.refusals
        else:
            [refusal] = after.refusals
            assert after.refusals != before.refusals
            assert (refusal.actor, refusal.how.verb) == (me.user, verb.name)
            assert who not in EVERYBODY or refusal.because in told
            assert who not in EVERYBODY or who_may(refusal.because, row, who)
        assert who in EVERYBODY or (answer, told) == ({}, "")
    else:
        assert after.refusals == before.refusals
        assert told
        changes = verb.writes and verb.name not in NO_CHANGE
        assert (after.newest.number > before.newest.number) is changes
        assert (after.facts != before.facts) is changes
        if changes:
            assert (after.newest.actor, after.newest.how.verb) == (me.user, verb.name)
            assert (after.newest.how.surface, after.newest.how.home) == (surface, OURS)


def who_may(because: str, row: Row, who: Who) -> bool:
    """Whether a refusal says who may do what is in this row."""
    if who == "guest":
        return because.startswith("Guests can look but change nothing")
    if row.because:
        return row.because in because
    named = ["Stew Ward", "the workspace's admins and owners"]
    named += ["Lea Lead, who leads Churn" for _ in row.may if _ == "lead"]
    named += ["Otto Other, who leads Search" for _ in row.may if _ == "other lead"]
    return because.startswith("Only ") and all(one in because for one in named)


@pytest.mark.parametrize("surface", ["click", "form"])
def test_not_a_lead_any_more(house: House, surface: Surface) -> None:
    """Who led the team when a button or a form was made for them, and no longer does, may not."""
    house.stands(BASE)
    assert house.commands(LEAD, "waive").answer() == {}
    view = house.slack.view_of(LEAD.user)
    assert view is not None
    house.stands({one: body for one, body in BASE.items() if one.kind != "lead"})
    before = house.books

    if surface == "form":
        filled = {name: code for name, [code] in WAIVE.items()}
        answer = house.slack.submit(view, filled).answer()
        assert "Only Stew Ward or the workspace's admins" in str(answer["errors"])
    else:
        assert house.clicks(LEAD, "waive", WAIVE).answer() == {}

    refused(house, before, LEAD)


def test_no_admin_any_more(house: House) -> None:
    """Whether somebody is an admin is asked at every command anew."""
    house.stands(BASE)
    user = house.slack.add_user(house.slack.next_id("U"), "Arne Admin", is_admin=True)
    once = Actor(user["id"], "Arne Admin")
    house.slack.event({"type": "team_join", "user": user}).answer()
    house.commands(once, "team rename Churn to Retention").answer()
    assert house.books.newest.actor == once.user

    later = user | {"is_admin": False, "updated": user["updated"] + 1}
    house.slack.event({"type": "user_change", "user": later}).answer()
    before = house.books
    house.commands(once, "team rename Retention to Churn").answer()
    refused(house, before, once)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_workspace_without_us(house: House, surface: Surface) -> None:
    """What comes from a workspace in which we aren't is acknowledged, and changes nothing."""
    house.stands(BASE)
    before = house.books
    stranger = replace(ACTORS["admin"], team="T0NOWHERE")
    envelope = waives(house, surface, stranger, "Churn")
    assert (envelope.answer(), house.books) == ({}, before)


@pytest.mark.parametrize("surface", SURFACES)
def test_another_workspace_of_ours(neighbours: House, surface: Surface) -> None:
    """Where two workspaces have teams of one name, each of them changes its own alone."""
    neighbours.stands(BASE)
    ours, theirs = neighbours.books, neighbours.books_of(NEXT_DOOR)
    # In ours a member, there the lead; and in ours an admin, there nobody.
    waives(neighbours, surface, replace(ACTORS["member"], team=NEXT_DOOR), "Churn").answer()
    assert neighbours.books == ours
    done = neighbours.books_of(NEXT_DOOR)
    assert done.facts.keys() - theirs.facts.keys() == {Subject("waiver", ("churn", SCIENTIST))}
    assert done.newest.actor == ACTORS["member"].user

    neighbours.commands(replace(ACTORS["member"], team=NEXT_DOOR), "undo").answer()
    waives(neighbours, surface, replace(ACTORS["admin"], team=NEXT_DOOR), "Churn").answer()
    left = neighbours.books_of(NEXT_DOOR)
    assert (left.facts, neighbours.books) == (theirs.facts, ours)
    assert left.refusals[0].actor == ACTORS["admin"].user


@pytest.mark.parametrize("surface", SURFACES)
def test_what_another_workspace_has_is_not_here(neighbours: House, surface: Surface) -> None:
    """Names, codes and numbers of another workspace find nothing, in either direction."""
    neighbours.stands(BASE)
    theirs, ours = neighbours.books_of(NEXT_DOOR), neighbours.books
    guest = replace(ACTORS["member"], team=NEXT_DOOR)
    waives(neighbours, surface, ACTORS["admin"], "Theirs").answer()
    waives(neighbours, surface, guest, "Search").answer()
    neighbours.commands(guest, f"undo {ours.newest.number}").answer()
    left, there = neighbours.books, neighbours.books_of(NEXT_DOOR)
    assert (left.facts, left.newest, left.refusals) == (ours.facts, ours.newest, ours.refusals)
    assert (there.facts, there.newest) == (theirs.facts, theirs.newest)


def refused(house: House, before: Books, me: Actor) -> None:
    """Nothing has changed but that it is written down whom it was refused."""
    after = house.books
    assert (after.facts, after.newest) == (before.facts, before.newest)
    assert after.refusals != before.refusals
    assert after.refusals[0].actor == me.user


def waives(house: House, surface: Surface, me: Actor, team: str) -> Envelope:
    """Somebody waives a role in a team, from within the workspace of their account."""
    if surface == "command":
        return house.commands(me, f"waive Data Scientist in {team} because we buy it")
    codes = WAIVE | {"team": (f"team:{team.casefold()}",)}
    if surface == "click":
        return house.clicks(me, "waive", codes, workspace=me.team)
    return house.submits(me, "waive", codes, workspace=me.team)


@pytest.fixture(scope="module")
def neighbours(house: House) -> House:
    """The same bot, which is in another workspace too; there our member leads a team Churn."""
    ledger, now = house.bot.ledger, house.bot.clock.now()
    mo = ACTORS["member"]
    person = {"key": "mo", "name": mo.name, "slack": mo.user}
    teams = [
        {"key": "churn", "name": "Churn", "leads": ["mo"]},
        {"key": "theirs", "name": "Theirs"},
    ]
    there = {"organisation": "Next Door", "people": [person], "teams": teams}
    with ledger.read(OURS) as books:
        catalog = books.catalog()
    with ledger.open(NEXT_DOOR, now) as books:
        books.create("Next Door")
        books.roster.set_installation(Installation(NEXT_DOOR, None, "U0BOT", None, None, [], now))
        known = (ACTORS["member"], ACTORS["admin"])
        books.roster.save_members([Member(one.user, one.name, team=NEXT_DOOR) for one in known])
        facts = catalog_facts(catalog) | organisation_facts(Organisation.model_validate(there))
        books.record(plan({}, facts, ()), actor="import", source="file:x")
    return house
