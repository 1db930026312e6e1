"""What a picture tells of, out of a workspace's books."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.catalog import Catalog
from bot.domain.checklist import Checklist
from bot.domain.fact import Change
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.coverage import READ, Share, Window, coverage
from bot.domain.ownership.rules import Rules
from bot.pictures import Told
from bot.store.books import Books

PAST_DAYS = 90
MOST_DAYS = 730


def pictured(
    books: Books,
    kind: str,
    rules: Rules,
    now: datetime,
    *,
    team: Team | None = None,
    days: int = PAST_DAYS,
) -> Told:
    """What a kind of picture tells of a workspace, or of one team of it.

    The past is read for coverage alone, for so many days up to today.
    """
    catalog, organisation, today = books.catalog(), books.organisation(), now.date()
    past: tuple[Share, ...] = ()
    if kind == "coverage":
        first = today - timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
        past = _past(books, catalog, organisation, rules, team, (first, today))
    facts = books.facts({"checklist"}) if kind == "handoffs" else {}
    return Told(
        catalog=catalog,
        organisation=organisation,
        today=today,
        confirm_days=rules.confirm_days,
        team=team,
        checklists=tuple(
            Checklist.model_validate(body) for body in facts.values() if body["state"] == "open"
        ),
        past=past,
    )


def _past(
    books: Books,
    catalog: Catalog,
    organisation: Organisation,
    rules: Rules,
    team: Team | None,
    days: tuple[date, date],
) -> tuple[Share, ...]:
    first, last = days
    stored = books.facts(READ)
    gone = dict(_gone(books, organisation, last))
    key = team.key if team is not None else None
    window = Window(first, last, catalog, rules.confirm_days, key, gone)
    return coverage(window, stored, _steps(books, first))


def _steps(books: Books, first: date) -> Iterator[tuple[date, Change]]:
    midnight = datetime.combine(first, time.min, tzinfo=UTC)
    for step in books.steps_since(midnight):
        if step.change.subject.kind in READ:
            yield step.at.date(), step.change


def _gone(books: Books, organisation: Organisation, today: date) -> Iterator[tuple[str, date]]:
    """Who left by Slack's word, with when Slack changed them last."""
    for person in organisation.people:
        if not person.active and person.slack is not None:
            member = books.roster.member(person.slack)
            if member is not None and member.deleted:
                since = datetime.fromtimestamp(member.as_of, tz=UTC).date()
                yield person.key, min(since, today)
