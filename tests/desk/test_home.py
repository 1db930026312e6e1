"""What stands on somebody's Home tab, and whose tab is to be shown anew."""

from datetime import timedelta

import pytest

from bot.desk.home import MOST_OWNED, MOST_TEAMS
from bot.desk.homes import MOST, Homes, ShowHome
from bot.domain.fact import HERE, Change, Subject
from bot.domain.home import Home, Part
from bot.domain.member import Member
from bot.domain.organisation import Assignment, Team
from bot.store.due import HOMES, Due
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    EVA,
    GUS,
    INES,
    MLOPS,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
)

SECOND = timedelta(seconds=1)


def homes(counter: Counter) -> Homes:
    """The Home tabs of this workspace."""
    return counter.desk.rounds.homes


def home(counter: Counter, user: str) -> Home:
    """What somebody finds on their tab."""
    with counter.ledger.read(WORKSPACE) as books:
        return homes(counter).of(books, user, NOW)


def part(counter: Counter, user: str, title: str) -> Part:
    """The part of their tab with this title."""
    [found] = [one for one in home(counter, user).parts if one.title == title]
    return found


def titles(counter: Counter, user: str) -> list[str]:
    """The titles of all parts."""
    return [one.title for one in home(counter, user).parts]


def texts(found: Part) -> list[str]:
    """What stands in the lines."""
    return [one.text for one in found.lines]


def records(counter: Counter, *changes: Change) -> None:
    """Makes changes that nobody asks who may make."""
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.record(changes, actor=INES, source=HERE)


def holds(team: str, person: str, role: str = MLOPS) -> Change:
    """Somebody fills a role in a team."""
    body = Assignment(role=role, person=person).model_dump(mode="json", exclude={"role", "person"})
    return Change(Subject("assignment", (team, role, person)), None, body)


def leads(team: str, person: str) -> Change:
    """Somebody leads a team."""
    return Change(Subject("lead", (team, person)), None, {})


def team(key: str) -> Change:
    """A new team."""
    fields = {"key", "leads", "assignments", "overrides", "waived"}
    body = Team(key=key, name=f"Team {key}").model_dump(mode="json", exclude=fields)
    return Change(Subject("team", (key,)), None, body)


def differing(counter: Counter, rest: str = "") -> list[str]:
    """Whose tab is to be shown anew."""
    with counter.ledger.open(WORKSPACE, NOW + SECOND) as books:
        due = Due(f"{HOMES} {rest}".strip(), NOW + SECOND)
        found = list(homes(counter).differing(books, due, NOW + SECOND))
    assert all(isinstance(one, ShowHome) for one in found)
    return [one.user for one in found]


def opens(counter: Counter, *users: str, shown: bool = True) -> None:
    """They open their tabs, which show what is so now."""
    with counter.ledger.open(WORKSPACE, NOW) as books:
        for user in users:
            books.open_home(user)
            if shown:
                books.home_shows(user, homes(counter).of(books, user, NOW).fingerprint)


def test_parts_in_order(counter: Counter) -> None:
    """What to do comes first, what is known anyway last; set-up is for stewards alone."""
    assert titles(counter, CY) == ["Who owns what", "Waits for you", "You own", "Churn"]
    assert titles(counter, ANA)[-1] == "Churn, which you lead"
    assert titles(counter, INES)[1] == "Set-up"
    assert titles(counter, EVA) == ["Who owns what", "Waits for you", "You own"]


def test_teams_of_a_lead(counter: Counter) -> None:
    """Teams that somebody leads come by their names, before those in which they fill a role."""
    led = [one for one in titles(counter, BO) if "lead" in one]
    assert led == ["ML Platform, which you lead", "Search, which you lead"]
    records(counter, *(team(f"t{n}") for n in range(9)), *(leads(f"t{n}", "bo") for n in range(9)))
    found = titles(counter, BO)
    assert len([one for one in found if one.endswith("which you lead")]) == MOST_TEAMS
    assert "and 3 more" in texts(part(counter, BO, "Your other teams"))[0]


def test_what_is_owned(counter: Counter) -> None:
    """The first roles stand there, the others are counted, and all are confirmed with one click."""
    assert part(counter, CY, "You own").actions == ()
    new = [team(f"t{n}") for n in range(20)]
    records(counter, *new, *(holds(f"t{n}", "cy") for n in range(20)))
    owned = part(counter, CY, "You own")
    assert (len(owned.lines), owned.left) == (MOST_OWNED, 21 - MOST_OWNED)
    assert [one.label for one in owned.actions] == ["All of it is still right"]


def test_buttons_by_who_may(counter: Counter) -> None:
    """Beside a gap a lead assigns somebody; a member offers to take it."""
    [lead] = [
        one for one in part(counter, ANA, "Churn, which you lead").lines if "Product" in one.text
    ]
    assert [one.label for one in lead.actions] == ["Assign somebody", "Not needed"]
    [member] = [one for one in part(counter, CY, "Churn").lines if "Product" in one.text]
    assert [one.label for one in member.actions] == ["I'll take it", "Suggest somebody"]


def test_only_what_one_may_see(counter: Counter) -> None:
    """A tab tells what its reader could ask for, and nobody's address."""
    told = home(counter, CY).model_dump_json()
    assert "@" not in told.replace("`@", "")
    assert "Search" not in told


def test_shown_anew_where_it_differs(counter: Counter) -> None:
    """Only a tab that shows what isn't so any more, or of which nobody knows what it shows."""
    opens(counter, CY, ANA, EVA)
    assert differing(counter) == []
    records(counter, holds("churn", "dee", SCIENTIST))
    assert differing(counter) == [ANA, CY]
    opens(counter, "U77", shown=False)
    assert "U77" in differing(counter)


def test_as_it_was_before_it_was_shown(counter: Counter) -> None:
    """What is to show something else, and isn't to before it does, is shown anew all the same."""
    opens(counter, CY)
    given = holds("churn", "dee", SCIENTIST)
    records(counter, given)
    assert differing(counter) == [CY]
    records(counter, Change(given.subject, given.after, None))
    assert differing(counter) == [CY]


@pytest.mark.parametrize("who", [GUS, "U7", "U8", "U0BOT"], ids=["guest", "left", "other", "bot"])
def test_never_shown_anew(who: str, counter: Counter) -> None:
    """Guests, strangers and bots see nothing that changes."""
    opens(counter, who, shown=False)
    assert differing(counter) == []


def test_a_few_at_a_time(counter: Counter) -> None:
    """Of very many the first are looked at, and the others are due next, each once."""
    users = [f"UX{n:03}" for n in range(2 * MOST + 5)]
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_members([Member(one, one, team=WORKSPACE) for one in users])
    opens(counter, *users, shown=False)
    first = differing(counter)
    assert first == users[:MOST]
    with counter.ledger.read(WORKSPACE) as books:
        [due] = [one.what for one in books.coming() if one.what.startswith(f"{HOMES} ")]
    assert due == f"{HOMES} {first[-1]}"
    assert differing(counter, first[-1]) == users[MOST : 2 * MOST]
    assert differing(counter, users[2 * MOST - 1]) == users[2 * MOST :]


def test_a_platform_team(counter: Counter) -> None:
    """Whoever leads a platform team sees who fills its roles, and what its teams lack of it."""
    found = part(counter, BO, "ML Platform, which you lead")
    assert any("DevOps Engineer / SRE: Bo Chen" in one for one in texts(found))
    assert any(one.startswith("Machine Learning Engineer: nobody") for one in texts(found))
