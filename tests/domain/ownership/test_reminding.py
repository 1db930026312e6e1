"""What is due, whom it concerns, who is told as well later on, and what each can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.act import Act, How
from bot.domain.checklist import Checklist, Word, accepted, given, lines_of, ticked
from bot.domain.fact import Change, Subject, organisation_facts
from bot.domain.organisation import Organisation
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.reminding import nudges, open_matters
from bot.domain.ownership.requests import in_force
from bot.domain.reminders import Reminders
from tests.domain.ownership.scenes import Written, scene_of
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small

HOURS = {"days": ["Monday"], "begin": "09:00", "end": "17:00"}
RULES: tuple[dict[str, Any], ...] = (
    {
        "about": "pending",
        "after_days": 3,
        "to": "person",
        "every_days": 4,
        "escalate": {"after_days": 10, "to": "lead"},
    },
    {
        "about": "unfilled",
        "after_days": 14,
        "to": "lead",
        "every_days": 14,
        "escalate": {"after_days": 60, "to": "steward"},
    },
    {
        "about": "unconfirmed",
        "after_days": 90,
        "to": "person",
        "every_days": 20,
        "escalate": {"after_days": 120, "to": "lead"},
    },
    {
        "about": "checklist",
        "after_days": 1,
        "to": "person",
        "every_days": 2,
        "escalate": {"after_days": 5, "to": "lead"},
    },
    {
        "about": "ending",
        "before_days": 14,
        "to": "person",
        "every_days": 7,
        "escalate": {"before_days": 6, "to": "lead"},
    },
)
FILLED = [
    held("c", confirmed=TODAY.isoformat()),
    held("d", KEEPER, confirmed=TODAY.isoformat()),
]
"""Whoever fills the roles of the team One, which nobody has to be reminded of."""

Vacated = Mapping[tuple[str, str], datetime]


def reminders(*about: str) -> Reminders:
    """The rules of these kinds."""
    rules = [one for one in RULES if one["about"] in about]
    return Reminders.model_validate({"working_hours": HOURS, "reminders": rules})


def day(days: int) -> str:
    """The day that was so many days ago, as a file has it."""
    return (TODAY - timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Look:
    """All that somebody is told in an organisation, by the rules of these kinds."""

    where: Organisation
    about: tuple[str, ...]
    vacated: Vacated
    seen: date = TODAY

    @property
    def nudges(self) -> list[Nudge]:
        """What is told; what nobody knows the day of was `seen` then first."""
        scene = scene_of(self.where)
        here = in_force(scene)
        opened = open_matters(scene, here, reminders(*self.about), self.vacated)
        return [told for one in opened for told in nudges(scene, here, one, one.day or self.seen)]

    @property
    def told(self) -> dict[str, str]:
        """The one line that each is told."""
        found = self.nudges
        assert len({one.user for one in found}) == len(found)
        return {one.user: one.text for one in found}


def look(*about: str, vacated: Vacated | None = None, seen: int = 0, **team: Any) -> Look:
    """What is told where Ua leads the team One, which has these fields, and Uf is steward."""
    where = acme(platform(), product(**({"leads": ["a"]} | team)), stewards=["f"])
    return Look(where, about, vacated or {}, TODAY - timedelta(days=seen))


def asked(days: int | None, by: str | None = "a", **more: object) -> dict[str, object]:
    """B is asked to be Maker since so many days."""
    when = None if days is None else day(days)
    return held("b", MAKER, state="pending", asked_by=by, asked=when, **more)


@pytest.mark.parametrize(("days", "users"), [(2, []), (3, ["Ub"]), (9, ["Ub"]), (10, ["Ub", "Ua"])])
def test_a_request(days: int, users: list[str]) -> None:
    """Whoever was asked is reminded once it is due, and after that whoever leads the team too."""
    found = look("pending", assignments=[*FILLED, asked(days)])
    assert list(found.told) == users


def test_what_is_said_of_a_request() -> None:
    """Who was asked can answer; who leads the team can withdraw it, or ask somebody else."""
    mine, leads = look("pending", assignments=[*FILLED, asked(12)]).nudges
    assert mine.text == "A asked you 12 days ago to be Maker in One."
    assert [one.label for one in mine.actions] == ["Accept", "Decline"]
    assert leads.text == "B was asked 12 days ago to be Maker in One, and hasn't answered."
    assert [(one.label, one.verb) for one in leads.actions] == [
        ("Ask somebody else", "assign"),
        ("Withdraw it", "decline"),
    ]
    assert leads.actions[1].given["person"] == ("Ub",)
    assert mine.matter == leads.matter == f"pending one {MAKER} b {day(12)}"
    assert mine.every_days == 4


def test_a_new_request_is_another_matter() -> None:
    """Who didn't want to be reminded of a request is reminded of the next one."""
    first, second = (look("pending", assignments=[*FILLED, asked(days)]) for days in (9, 4))
    assert first.nudges[0].matter != second.nudges[0].matter


def test_an_offer() -> None:
    """Of an offer it is who leads the team that has to answer, and nobody else is told."""
    found = look("pending", assignments=[*FILLED, asked(12, by="b")])
    assert found.told == {"Ua": "B offered 12 days ago to be Maker in One."}
    [told] = found.nudges
    assert [one.label for one in told.actions] == ["Approve", "Decline"]
    assert {one.given["person"] for one in told.actions} == {("Ub",)}


def test_a_request_to_change() -> None:
    """Who fills the role and is asked to be its backup is reminded of that."""
    changes = held("c", confirmed=day(0), asked=day(5), asked_by="a")
    found = look("pending", assignments=[changes, FILLED[1]])
    assert found.told == {"Uc": "A asked you 5 days ago to be Maker in One as backup."}


def test_a_request_of_which_nobody_knows_when() -> None:
    """It counts from the day on which it was seen first."""
    team = [*FILLED, asked(None, by=None)]
    assert look("pending", seen=2, assignments=team).told == {}
    assert look("pending", seen=3, assignments=team).told == {
        "Ub": "You were asked to be Maker in One."
    }


def test_a_request_that_holds_no_longer() -> None:
    """Nobody is reminded of what was asked by whoever filled the role then, and doesn't now."""
    where = acme(platform(), product(*FILLED, asked(5, by="e"), leads=["a"]))
    assert list(Look(where, ("pending",), {}).told) == ["Ub"]
    was = Change(Subject("assignment", ("one", MAKER, "e")), {"state": "accepted"}, None)
    act = Act(1, datetime(2026, 11, 1, tzinfo=UTC), "Ue", "slack", How(verb="vacate"), (was,), 1)
    scene = scene_of(where, done=(act,))
    assert list(open_matters(scene, in_force(scene), reminders("pending"), {})) == []


@pytest.mark.parametrize(("days", "users"), [(13, []), (14, ["Ua"]), (60, ["Ua", "Uf"])])
def test_unfilled(days: int, users: list[str]) -> None:
    """A role that nobody fills since then is told to who leads the team, then to stewards too."""
    ended = datetime.combine(TODAY - timedelta(days=days), time(9), UTC)
    found = look("unfilled", vacated={("one", MAKER): ended}, assignments=[FILLED[1]])
    assert list(found.told) == users


def test_what_is_said_of_an_empty_role() -> None:
    """Since when it is empty, and what can be done: somebody is chosen, or it is taken."""
    ended = datetime.combine(TODAY - timedelta(days=20), time(9), UTC)
    [told] = look("unfilled", vacated={("one", MAKER): ended}, assignments=[FILLED[1]]).nudges
    assert told.text == "Nobody fills Maker in One; somebody did last 20 days ago."
    assert [(one.label, one.verb) for one in told.actions] == [
        ("Assign…", "assign"),
        ("I'll take it", "take"),
    ]
    assert told.matter == f"unfilled one {MAKER}"


def test_never_filled() -> None:
    """A role that nobody ever filled counts from the day on which that was seen first."""
    assert look("unfilled", seen=13, assignments=[FILLED[1]]).told == {}
    assert look("unfilled", seen=14, assignments=[FILLED[1]]).told == {
        "Ua": "Nobody fills Maker in One."
    }


def test_whoever_filled_it_left() -> None:
    """It counts from then on as seen first, whatever was before; a backup who is there will do."""
    ended = datetime.combine(TODAY - timedelta(days=90), time(9), UTC)
    parts = [held("c"), FILLED[1]]
    where = acme(platform(), product(*parts, leads=["a"]), gone="c")
    vacated = {("one", MAKER): ended}
    assert Look(where, ("unfilled",), vacated).told == {}
    then = TODAY - timedelta(days=14)
    assert list(Look(where, ("unfilled",), vacated, then).told) == ["Ua"]
    backup = held("b", standing="backup")
    covered = acme(platform(), product(*parts, backup, leads=["a"]), gone="c")
    assert Look(covered, ("unfilled",), vacated, then).told == {}


@pytest.mark.parametrize(
    ("days", "users"), [(89, []), (90, ["Uc"]), (119, ["Uc"]), (120, ["Uc", "Ua"])]
)
def test_unconfirmed(days: int, users: list[str]) -> None:
    """Who fills a role is asked whether that is still right, and later who leads the team too."""
    found = look("unconfirmed", assignments=[held("c", confirmed=day(days)), FILLED[1]])
    assert list(found.told) == users


def test_what_is_said_of_a_confirmation() -> None:
    """Both say it with one click for that role alone; its end is asked for once more."""
    mine, leads = look("unconfirmed", assignments=[held("c", confirmed=day(130)), FILLED[1]]).nudges
    assert mine.text.startswith("You are Maker in One, last confirmed on ")
    assert mine.text.endswith("Is that still right?")
    assert leads.text.startswith("C is Maker in One, last confirmed on ")
    for told in (mine, leads):
        right, ends = told.actions
        assert (right.label, right.verb) == ("Still right", "confirm")
        assert (ends.label, ends.verb) == ("Not any more", "vacate")
        assert right.given == ends.given
        assert right.given == {"role": (MAKER,), "team": ("team:one",), "person": ("Uc",)}
    assert mine.actions[1].confirm == "Are you no longer Maker in One?"
    assert leads.actions[1].confirm == "Is C no longer Maker in One?"
    assert mine.matter == f"unconfirmed one {MAKER} c"


def test_never_confirmed() -> None:
    """What nobody knows the day of counts from the one on which it was seen first."""
    team = [held("c"), FILLED[1]]
    assert look("unconfirmed", seen=89, assignments=team).told == {}
    assert look("unconfirmed", seen=90, assignments=team).told == {
        "Uc": "You are Maker in One, never confirmed. Is that still right?"
    }


@pytest.mark.parametrize(
    ("left", "users"), [(15, []), (14, ["Uc"]), (7, ["Uc"]), (6, ["Uc", "Ua"]), (0, ["Uc", "Ua"])]
)
def test_ending(left: int, users: list[str]) -> None:
    """Who fills a role until a day is told before it, and then who leads the team; not after it."""
    ends = held("c", until=day(-left), confirmed=day(0))
    assert list(look("ending", assignments=[ends, FILLED[1]]).told) == users


def test_over_is_not_ending() -> None:
    """What is over, what hasn't begun and what was only asked for doesn't end."""
    over = held("c", until=day(1), since=day(9))
    later = held("d", until=day(-5), since=day(-2))
    only_asked = asked(1, until=day(-3))
    assert look("ending", assignments=[over, later, only_asked]).told == {}


def test_what_is_said_of_an_end() -> None:
    """It can be handed over or go on for longer, both in the form; a backup stays one there."""
    ends = held("c", until="2026-12-05", confirmed=day(0), standing="backup")
    mine, leads = look("ending", assignments=[ends, *FILLED[1:]]).nudges
    assert mine.text == "You are Maker in One until 5 December 2026."
    assert leads.text == "C is Maker in One until 5 December 2026."
    over, longer = mine.actions
    assert (over.label, over.verb, over.form) == ("Hand over", "assign", True)
    assert (longer.label, longer.verb, longer.form) == ("Longer", "assign", True)
    assert longer.given["person"] == ("Uc",)
    assert longer.given["backup"] == ("yes",)
    assert "person" not in over.given
    assert mine.matter == f"ending one {MAKER} c 2026-12-05"


SAID = Word(by="b", on=TODAY)


def handoff(days: int, **more: object) -> Checklist:
    """A checklist of B's and C's for the team One, which was due so many days ago."""
    named = {"handoff": "handoff:ship", "name": "v3", "giver": "b", "receiver": "c"}
    due = TODAY - timedelta(days=days)
    whole = named | {"team": "one", "started": SAID, "due": due} | more
    lines = lines_of(small().handoffs[0])
    return Checklist.model_validate(whole).model_copy(update={"lines": lines})


def late(now: Checklist, *, leads: tuple[str, ...] = ("a",), gone: str = "") -> list[Nudge]:
    """What is told of handoff 4."""
    where = acme(platform(), product(*FILLED, leads=list(leads)), stewards=["f"], gone=gone)
    facts = {Subject("checklist", ("4",)): now.model_dump(mode="json")}
    scene = replace(scene_of(where), past=Written(organisation_facts(where) | facts))
    opened = open_matters(scene, in_force(scene), reminders("checklist"), {})
    return [told for one in opened for told in nudges(scene, where, one, one.day or TODAY)]


@pytest.mark.parametrize(
    ("days", "users"),
    [(0, []), (1, ["Ub", "Uc"]), (4, ["Ub", "Uc"]), (5, ["Ub", "Uc", "Ua"])],
)
def test_a_checklist(days: int, users: list[str]) -> None:
    """Both sides are told what they have left the day after it was due, then who leads the team."""
    assert [one.user for one in late(handoff(days))] == users


def test_what_is_said_of_a_checklist() -> None:
    """Each reads their own lines, and who leads the team how it stands."""
    giver, receiver, leads = late(handoff(5))
    assert giver.text == (
        "Your part in handoff 4 “v3” (The Passing) was due on 26 November 2026: “It is packed” "
        "to tick."
    )
    assert "“It is unpacked” to tick" in receiver.text
    assert leads.text.startswith("Handoff 4 “v3” (The Passing) was due on 26 November 2026: B has")
    assert {one.matter for one in (giver, receiver, leads)} == {"checklist 4"}
    assert {one.actions[-1].verb for one in (giver, receiver, leads)} == {"handoff show"}
    assert giver.actions[-1].given == {"number": ("4",)}


def test_of_a_checklist_only_who_has_to_act() -> None:
    """Who has nothing left is told nothing, and who was given a line is."""
    ticked_one = ticked(handoff(2), 1, SAID)
    assert [one.user for one in late(ticked_one)] == ["Uc"]
    both = given(handoff(2), 2, "b")
    [told] = late(both)
    assert told.user == "Ub"
    assert "“It is packed” and 1 more to tick" in told.text
    assert [one.user for one in late(given(handoff(2), 2, "d"))] == ["Ub", "Ud"]


def test_a_checklist_to_be_accepted() -> None:
    """Once all is ticked, who hasn't accepted it yet is told, with the button for it."""
    whole = ticked(ticked(handoff(2), 1, SAID), 2, SAID)
    [told] = late(accepted(whole, "gives", SAID))
    assert told.user == "Uc"
    assert "waits for you to accept it" in told.text
    assert [one.verb for one in told.actions] == ["handoff accept", "handoff show"]
    assert late(whole.model_copy(update={"state": "done"})) == []


def test_a_checklist_of_somebody_who_left() -> None:
    """Who leads the team is told at once where somebody who has to act can't be."""
    assert [one.user for one in late(handoff(1), gone="b")] == ["Uc", "Ua"]
    assert [one.user for one in late(handoff(1), gone="bc", leads=())] == ["Uf"]


def test_without_an_account() -> None:
    """Of whoever can't be told, who leads the team is told; where nobody does, a steward."""
    people = [{"key": "paper", "name": "Pat"}]
    people += [{"key": key, "name": key.upper(), "slack": f"U{key}"} for key in "adf"]
    parts = [held("paper", confirmed=day(95)), FILLED[1]]
    for leads, user in ((["a"], "Ua"), ([], "Uf")):
        one = product(*parts, leads=leads)
        where = acme(platform(), one, people=people, stewards=["f"])
        told = Look(where, ("unconfirmed",), {}).told
        assert list(told) == [user]
        assert told[user].startswith("Pat is Maker in One")


def test_nobody_twice() -> None:
    """Who leads the team and has to act themselves is told once, with what they can do."""
    found = look("unconfirmed", assignments=[held("a", confirmed=day(200)), FILLED[1]])
    [told] = found.nudges
    assert (told.user, told.text[:7]) == ("Ua", "You are")


def test_left() -> None:
    """Nobody is told who isn't there any more, also of those who lead."""
    where = acme(
        platform(),
        product(held("c", confirmed=day(200)), FILLED[1], leads=["a", "b"]),
        gone="ac",
    )
    assert Look(where, ("unconfirmed", "ending", "pending"), {}).told == {}
    stays = acme(platform(), product(held("d", confirmed=day(200)), leads=["a", "b"]), gone="a")
    assert list(Look(stays, ("unconfirmed",), {}).told) == ["Ud", "Ub"]


def test_nothing_without_rules() -> None:
    """What no rule is about, nobody is told."""
    assert look(assignments=[asked(99)]).told == {}
