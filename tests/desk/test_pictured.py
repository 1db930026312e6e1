"""What pictures tell of, out of the books: the past as it was recorded, and what goes on."""

from datetime import UTC, datetime, timedelta

from bot.desk.pictured import MOST_DAYS, pictured
from bot.domain.member import Member
from bot.domain.ownership.coverage import Share
from bot.pictures import KINDS, Told
from tests.commands.counter import ANA, CY, DEE, MLOPS, NOW, WORKSPACE, Counter


def _told(counter: Counter, kind: str, team: str | None = None, days: int = 5) -> Told:
    with counter.ledger.read(WORKSPACE) as books:
        its = books.organisation().team[team] if team else None
        return pictured(books, kind, counter.desk.rules, counter.now, team=its, days=days)


def _filled(counter: Counter, team: str | None = None) -> list[tuple[int, int]]:
    past = _told(counter, "coverage", team).past
    return [(one.needed, one.filled) for one in past]


def test_what_every_picture_tells_of(counter: Counter) -> None:
    """Each has the catalog and the organisation of the day; only some read more than these."""
    for kind in KINDS:
        told = _told(counter, kind)
        assert (told.catalog, told.organisation) == (counter.catalog, counter.organisation)
        assert (told.today, told.confirm_days) == (NOW.date(), counter.desk.rules.confirm_days)
        assert bool(told.past) == (kind == "coverage")
        assert told.checklists == ()


def test_the_past(counter: Counter) -> None:
    """Each day has what was so at its end, and nothing before the workspace was filled."""
    [*before, (needed, filled)] = _filled(counter)
    assert before == [(0, 0)] * 4
    assert (needed, filled) == (14, 3)
    counter.passes(days=2)
    for user in (CY, DEE):
        assert counter.says(ANA, f"vacate MLOps Engineer in Churn <@{user}>").done
    assert _filled(counter) == [(0, 0)] * 2 + [(14, 3)] * 2 + [(14, 2)]
    assert _filled(counter, "search")[-1] == (7, 1)
    assert [need for need, _ in _filled(counter, "platform")][-1] == 2
    assert not counter.held("churn", MLOPS)


def test_who_left_in_slack(counter: Counter) -> None:
    """Whom Slack says to have left is gone from the day of that word on."""
    counter.passes(days=3)
    stamp = datetime(2026, 11, 25, 8, tzinfo=UTC).timestamp()
    for user, name in ((CY, "Cy Mail"), (DEE, "Dee Novak")):
        gone = Member(user, name, team=WORKSPACE, deleted=True, as_of=stamp)
        with counter.ledger.open(WORKSPACE, counter.now) as books:
            books.roster.save_members([gone])
    assert [filled for _, filled in _filled(counter)] == [0, 3, 3, 2, 2]


def test_the_past_is_bounded(counter: Counter) -> None:
    """However many days are asked for, so many are told and no more."""
    past = _told(counter, "coverage", days=100_000).past
    assert len(past) == MOST_DAYS
    assert past[0] == Share(NOW.date() - timedelta(days=MOST_DAYS - 1), 0, 0, 0)
    assert len(_told(counter, "coverage", days=0).past) == 1


def test_handoffs_that_go_on(counter: Counter) -> None:
    """Handoffs that go on are there, those that were cancelled aren't."""
    for name in ("v3", "v4"):
        start = f"handoff start model “fraud {name}” from <@{CY}> to <@{DEE}> for Churn"
        assert counter.says(ANA, start).done
    assert [one.name for one in _told(counter, "handoffs").checklists] == ["fraud v3", "fraud v4"]
    assert counter.says(ANA, "handoff cancel 1 because it is not needed").done
    assert [one.name for one in _told(counter, "handoffs").checklists] == ["fraud v4"]
