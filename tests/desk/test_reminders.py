"""Who is reminded when: in their own hours, of several matters at once, and never twice."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import config, wiring
from bot.desk import reminders as desk_reminders
from bot.desk import rounds as desk_rounds
from bot.desk.desk import Desk
from bot.desk.rounds import LOOK, Rounds
from bot.domain.fact import HERE, Body, Change, Subject, catalog_facts, organisation_facts
from bot.domain.ownership.deed import Tell
from bot.domain.reminders import Reminders
from bot.domain.reply import Action
from bot.slack.rounds import Watch
from bot.store.due import REMINDERS, Due
from bot.store.ledger import Ledger
from bot.store.reminded import Reminded
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    MEMBERS,
    MLOPS,
    ORGANISATION,
    SCIENTIST,
    WORKSPACE,
)
from tests.store.sample import take_in

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
RULES = Reminders.model_validate(
    {
        "working_hours": {
            "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "begin": "09:00",
            "end": "17:00",
        },
        "reminders": [
            {
                "about": "pending",
                "after_days": 3,
                "to": "person",
                "every_days": 4,
                "escalate": {"after_days": 10, "to": "lead"},
            },
            {"about": "unconfirmed", "after_days": 90, "to": "person", "every_days": 14},
            {"about": "ending", "before_days": 14, "to": "person", "every_days": 7},
        ],
    }
)
DEEP = "role:data-engineer"
EMPTY: Body = dict.fromkeys(("since", "until", "confirmed", "confirmed_by", "asked", "asked_by"))


class Office:
    """A workspace in which people are reminded by these rules; `now` is moved by hand."""

    def __init__(self, ledger: Ledger, rounds: Rounds) -> None:
        self.ledger = ledger
        self.rounds = replace(rounds, reminders=RULES)
        self.now = MONDAY + timedelta(hours=10)

    def at(self, days: float = 0, hours: float = 0) -> "Office":
        """It is so long after the beginning of Monday in UTC."""
        self.now = MONDAY + timedelta(days=days, hours=hours)
        return self

    def looks(self) -> dict[str, Tell]:
        """Whoever is told something now, and what."""
        with self.ledger.open(WORKSPACE, self.now) as books:
            due = Due(REMINDERS, self.now)
            found = [one for one in self.rounds.done(books, due, self.now) if isinstance(one, Tell)]
        assert len({one.user for one in found}) == len(found)
        return {one.user: one for one in found}

    @property
    def told(self) -> dict[str, list[str]]:
        """The lines that each is told now."""
        return {user: text_lines(one) for user, one in self.looks().items()}

    def holds(self, role: str, person: str, team: str = "churn", **more: object) -> None:
        """Somebody fills a role, or is asked to; without `state` not any more."""
        subject = Subject("assignment", (team, role, person))
        after = EMPTY | {"standing": "primary"} | more if more else None
        with self.ledger.open(WORKSPACE, self.now) as books:
            books.record([Change(subject, books.fact(subject), after)], actor=ANA, source=HERE)

    def asks(self, person: str, role: str = SCIENTIST, days: int = 5) -> None:
        """Somebody was asked by Ana so many days before Monday to fill a role in Churn."""
        asked = (MONDAY - timedelta(days=days)).date().isoformat()
        self.holds(role, person, state="pending", asked=asked, asked_by="ana")

    def snoozes(self, user: str, matter: str, until: date) -> None:
        """Somebody doesn't want to hear of a matter before that day."""
        body = {"until": until.isoformat()}
        with self.ledger.open(WORKSPACE, self.now) as books:
            change = Change(Subject("snooze", (user, matter)), None, body)
            books.record([change], actor=user, source=HERE)

    def lives(self, user: str, **fields: Any) -> None:
        """Slack says this of somebody."""
        [member] = [one for one in MEMBERS if one.id == user]
        with self.ledger.open(WORKSPACE, self.now) as books:
            books.roster.save_members([replace(member, as_of=self.now.timestamp(), **fields)])

    @property
    def rows(self) -> Collection[Reminded]:
        """What is written down of who was reminded."""
        with self.ledger.read(WORKSPACE) as books:
            return books.reminded()


def text_lines(tell: Tell) -> list[str]:
    """What a message tells of, a line each."""
    reply = tell.reply
    if not reply.sections:
        return [reply.headline]
    return ["".join(span.text for span in line) for one in reply.sections for line in one.lines]


def buttons(tell: Tell) -> list[Action]:
    """All buttons of a message."""
    return [*tell.reply.actions, *(one for part in tell.reply.sections for one in part.actions)]


@pytest.fixture(scope="module")
def desk(root: Path) -> Desk:
    """The desk with every verb."""
    return wiring.desk(root)


@pytest.fixture
def office(ledger: Ledger, desk: Desk, root: Path) -> Office:
    """A workspace with the counter's people and teams, in which nothing is due."""
    catalog = catalog_facts(config.load_catalog(root))
    take_in(ledger, catalog | organisation_facts(ORGANISATION), WORKSPACE)
    with ledger.open(WORKSPACE, MONDAY) as books:
        books.roster.save_members(MEMBERS)
    return Office(ledger, desk.rounds)


def asked(days: int = 5, role: str = "Data Scientist") -> str:
    """What somebody is told whom Ana asked so many days before today."""
    return f"Ana Ivanova asked you {days} days ago to be {role} in Churn."


def test_one_matter(office: Office) -> None:
    """One message with all that can be done: answered, put off, or stopped."""
    office.asks("dee")
    told = office.looks()
    assert list(told) == [DEE]
    assert text_lines(told[DEE]) == [asked()]
    verbs = [(one.label, one.verb) for one in buttons(told[DEE])]
    assert verbs == [
        ("Accept", "accept"),
        ("Decline", "decline"),
        ("Snooze", "snooze"),
        ("Stop reminding me of this", "remind stop"),
    ]
    with office.ledger.read(WORKSPACE) as books:
        newest = books.workspace.last_change
    assert [one.version for one in buttons(told[DEE])] == [newest, newest, None, None]


def test_several_matters_in_one_message(office: Office) -> None:
    """What is due on one day comes together, each with its own buttons."""
    office.asks("dee")
    office.asks("dee", DEEP, days=3)
    office.holds(MLOPS, "dee", state="accepted", until="2026-11-30", confirmed="2026-11-20")
    told = office.looks()[DEE]
    assert told.reply.headline == "3 matters wait for you:"
    assert text_lines(told) == [
        asked(),
        asked(3, "Data Engineer"),
        "You are MLOps Engineer in Churn until 30 November 2026.",
    ]
    assert [len(one.actions) for one in told.reply.sections] == [4, 4, 4]


def test_many_matters(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that have no place are counted, and aren't told on the next day instead."""
    monkeypatch.setattr(desk_reminders, "MOST_WITH_BUTTONS", 2)
    for role in (SCIENTIST, DEEP, "role:product-manager", "role:devops-engineer"):
        office.asks("dee", role)
    assert office.told[DEE][2:] == ["… and 2 more"]
    assert office.at(days=1, hours=10).told == {}


@pytest.mark.parametrize(
    ("zone", "hours", "told"),
    [
        ("UTC", 8.99, False),
        ("UTC", 9, True),
        ("UTC", 16.99, True),
        ("UTC", 17, False),
        # In winter of the northern half Berlin is an hour ahead, New York five behind.
        ("Europe/Berlin", 8, True),
        ("Europe/Berlin", 16, False),
        ("America/New_York", 13.99, False),
        ("America/New_York", 14, True),
        # In summer of the southern half Auckland is thirteen ahead: its Tuesday begins on Monday.
        ("Pacific/Auckland", 19.99, False),
        ("Pacific/Auckland", 20, True),
        ("America/Santiago", 11.99, False),
        ("America/Santiago", 12, True),
        (None, 9, True),
        ("Mars/Olympus", 9, True),
        (None, 17, False),
    ],
)
def test_working_hours(office: Office, zone: str | None, hours: float, *, told: bool) -> None:
    """A message comes by the clock where somebody is; where nobody knows that, by UTC."""
    office.lives(DEE, zone=zone)
    office.asks("dee")
    assert bool(office.at(hours=hours).told) is told


@pytest.mark.parametrize(
    ("zone", "days", "hours", "told"),
    [
        ("UTC", 5, 12, False),
        ("UTC", 6, 12, False),
        ("UTC", 4, 12, True),
        # Sunday evening in UTC is Monday morning in Auckland, and Friday evening its Saturday.
        ("Pacific/Auckland", 6, 21, True),
        ("Pacific/Auckland", 4, 21, False),
        # And Saturday's first hours are still a Friday afternoon in Los Angeles.
        ("America/Los_Angeles", 5, 0.5, True),
    ],
)
def test_weekend(office: Office, zone: str, days: int, hours: float, *, told: bool) -> None:
    """Nobody is reminded on their own weekend."""
    office.lives(DEE, zone=zone)
    office.asks("dee")
    assert bool(office.at(days, hours).told) is told


def test_summer_time(office: Office) -> None:
    """Where clocks are changed the hours stay what they are on the wall."""
    office.lives(DEE, zone="Europe/Berlin")
    office.asks("dee")
    last_of_march = (date(2027, 3, 29) - MONDAY.date()).days
    assert office.at(last_of_march, 6.9).told == {}
    assert list(office.at(last_of_march, 7).told)[:1] == [DEE]


def test_never_twice_in_a_period(office: Office) -> None:
    """After four days comes the next, in the first of one's hours; in between there is nothing."""
    office.asks("dee")
    heard = []
    for hours in range(24 * 12):
        office.at(hours=hours)
        if office.told:
            heard.append(office.now)
    nine = [MONDAY + timedelta(days=days, hours=9) for days in (0, 4, 8)]
    # From the tenth day on who leads the team is told too: that is after five days.
    assert [one for one in heard if one in nine] == nine
    assert {one.hour for one in heard} == {9}
    [row] = [one for one in office.rows if one.member == DEE]
    assert (row.times, row.at) == (3, nine[-1])


def test_each_has_a_period_of_their_own(office: Office) -> None:
    """Who leads the team is told once that begins, whenever whoever was asked was told."""
    office.asks("dee", days=9)
    assert list(office.told) == [DEE]
    assert list(office.at(days=1, hours=10).told) == [ANA]
    assert office.at(days=2, hours=10).told == {}


def test_one_message_a_day(office: Office) -> None:
    """What becomes due on a day on which somebody was reminded waits for the next one."""
    office.lives(DEE, zone="Pacific/Auckland")
    office.asks("dee")
    office.asks("dee", DEEP, days=2)
    assert office.at(hours=22).told[DEE] == [asked()]
    # In UTC that is the next day, and the second request is due; in Auckland it is still Tuesday.
    assert office.at(days=1, hours=2).told == {}
    assert office.at(days=1, hours=20).told[DEE] == [asked(3, "Data Engineer")]


def test_several_workers(office: Office, ledger: Ledger) -> None:
    """Of several who look at once one tells it, and the others find that it is done."""
    office.asks("dee")
    with ledger.open(WORKSPACE, office.now) as books:
        books.set_due(Due(REMINDERS, office.now))
    watches = [Watch(ledger, office.rounds, lambda: office.now, lambda: None) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Watch.tick, watches))
    with ledger.read(WORKSPACE) as books:
        assert [one.address["channel"] for one in books.deliveries()] == [DEE]
        assert books.coming() == (Due(REMINDERS, office.now + LOOK),)


def test_many_people(office: Office, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those for whom there is no room in one transaction are told in the next, at once."""
    monkeypatch.setattr(desk_rounds, "MOST_REMINDED", 1)
    office.asks("dee")
    office.asks("cy", DEEP)
    with ledger.open(WORKSPACE, office.now) as books:
        books.set_due(Due(REMINDERS, office.now))
    watch = Watch(ledger, office.rounds, lambda: office.now, lambda: None)
    told = []
    for _ in range(4):
        watch.tick()
        with ledger.read(WORKSPACE) as books:
            told.append(sorted(one.address["channel"] for one in books.deliveries()))
    assert told[1:] == [[CY, DEE]] * 3
    assert len(told[0]) == 1
    with ledger.read(WORKSPACE) as books:
        assert books.coming() == (Due(REMINDERS, office.now + LOOK),)


def test_snoozed(office: Office) -> None:
    """Before that day there is nothing of it, and other matters come all the same."""
    office.asks("dee")
    matter = "pending churn role:data-scientist dee 2026-11-18"
    office.snoozes(DEE, matter, date(2026, 11, 25))
    assert office.told == {}
    assert office.at(days=1, hours=10).told == {}
    office.asks("dee", DEEP)
    assert office.at(days=1, hours=11).told[DEE] == [asked(6, "Data Engineer")]
    assert office.at(days=2, hours=10).told[DEE] == [asked(7)]


def test_stopped(office: Office) -> None:
    """A matter that was stopped never comes again, to whoever stopped it; to others it does."""
    office.asks("dee", days=10)
    matter = "pending churn role:data-scientist dee 2026-11-13"
    office.snoozes(DEE, matter, date.max)
    assert list(office.told) == [ANA]
    later = office.at(days=700, hours=10).told
    assert [line for line in later[DEE] if "asked you" in line] == []
    assert [line for line in later[ANA] if "was asked" in line] != []


def test_somebody_elses_snooze(office: Office) -> None:
    """What somebody else, or a channel, doesn't want to hear of is nobody else's matter."""
    office.asks("dee")
    for whose in (CY, "C1"):
        matter = "pending churn role:data-scientist dee 2026-11-18"
        office.snoozes(whose, matter, date.max)
    assert list(office.told) == [DEE]


def test_settled_is_forgotten(office: Office) -> None:
    """Nothing stays written down of what is settled."""
    office.asks("dee")
    assert list(office.told) == [DEE]
    assert [one.matter for one in office.rows if one.member == DEE] != []
    office.holds(SCIENTIST, "dee")
    assert office.at(hours=11).told == {}
    assert [one for one in office.rows if one.member == DEE] == []


def test_what_nobody_knows_the_day_of(office: Office) -> None:
    """It counts from the day on which it was seen first, which is written down."""
    assert office.told == {}
    seen = {one.matter for one in office.rows if one.member == desk_reminders.NOBODY}
    assert f"unconfirmed churn {MLOPS} cy" in seen
    assert office.at(days=88, hours=10).told == {}
    told = office.at(days=91, hours=10).told
    assert told[CY] == ["You are MLOps Engineer in Churn, never confirmed. Is that still right?"]
    assert set(told) == {BO, CY, DEE}


@pytest.mark.parametrize(
    "fields", [{"deleted": True}, {"guest": True}, {"bot": True}, {"team": "T0OTHER"}]
)
def test_who_is_told_nothing(office: Office, fields: dict[str, Any]) -> None:
    """Who left, guests, bots and people of other organisations get no message."""
    office.asks("dee")
    office.lives(DEE, **fields)
    assert DEE not in office.told
    assert [one for one in office.rows if one.member == DEE] == []


def test_an_account_that_slack_never_told_of(office: Office, ledger: Ledger) -> None:
    """Of whom we know no account, nobody is written to."""
    stranger = {"name": "Nia", "email": None, "slack": "U0NOBODY", "active": True}
    with ledger.open(WORKSPACE, office.now) as books:
        books.record([Change(Subject("person", ("nia",)), None, stranger)], actor=ANA, source=HERE)
    office.asks("nia")
    assert office.told == {}


def test_a_workspace_without_accounts(ledger: Ledger, desk: Desk) -> None:
    """Where nobody has an account, and there isn't even a catalog, a look is all that is due."""
    with ledger.open("local", MONDAY) as books:
        books.create("Local")
    Watch(ledger, replace(desk.rounds, reminders=RULES), lambda: MONDAY, lambda: None).tick()
    with ledger.read("local") as books:
        assert books.coming() == (Due(REMINDERS, MONDAY + LOOK),)
        assert (books.deliveries(), books.reminded()) == ((), ())


def test_without_rules(office: Office) -> None:
    """Where no rule says so, nobody is reminded, and nothing is written down."""
    office.asks("dee", days=99)
    office.rounds = replace(office.rounds, reminders=RULES.model_copy(update={"reminders": ()}))
    assert office.told == {}
    assert office.rows == ()


def test_it_is_known_in_advance(office: Office, ledger: Ledger) -> None:
    """What concerns somebody is known at any hour, and whether they were told of it or not."""
    office.asks("dee")
    office.at(days=5, hours=3)
    with ledger.read(WORKSPACE) as books:
        [one] = office.rounds.concerns(books, DEE, office.now)
        assert one.text == asked(10)
        assert office.rounds.concerns(books, CY, office.now) == []
