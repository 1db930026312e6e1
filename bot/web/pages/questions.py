"""Questions: how many were asked week by week and what came of them, and what lacks an answer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import render_template

from bot.digests import Look
from bot.digests.questions import ASKED_WITHIN, find
from bot.domain.act import Act
from bot.domain.asking import Asking
from bot.domain.catalog import Activity, Handoff, Role
from bot.domain.edition import Matter
from bot.domain.organisation import Organisation
from bot.domain.ownership.scene import Scene
from bot.store.books import Books
from bot.store.questions import Of
from bot.web.bars import Bar, bars
from bot.web.page import Page, Visit
from bot.web.scenes import scene as scene_of
from bot.web.visitors import Visitor

WEEKS = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """The questions of one week, from that Monday on, each counted once."""

    monday: date
    answered: int
    asked_back: int
    unknown: int
    wrong: int

    @property
    def bar(self) -> Bar:
        """The week as a bar."""
        counts = (self.answered, self.asked_back, self.unknown, self.wrong)
        return Bar(f"{self.monday.day} {self.monday:%b}", counts)


@dataclass(frozen=True)
class Open:
    """What was asked for and isn't answered, or is wrongly; `near` is what may be meant."""

    words: str
    people: int
    times: int
    near: Role | Activity | Handoff | None
    agree: int
    wrong: Role | Activity | Handoff | None
    against: int


@dataclass(frozen=True)
class _Record:
    """The workspace's books with those of its questions alone that the visitor may read."""

    books: Books
    of: Of | None

    def open_questions(self, since: datetime, limit: int = 500) -> tuple[Asking, ...]:
        """The newest of these questions that lack an answer, or were judged."""
        return self.books.open_questions(since, limit, self.of)

    def asked_about(self, since: datetime) -> dict[tuple[str, str | None], int]:
        """How often something was asked about since then."""
        return self.books.asked_about(since)

    def vacated(self) -> dict[tuple[str, str], datetime]:
        """When somebody filled a role in a team last."""
        return self.books.vacated()

    def acts_since(self, number: int, limit: int = 500) -> tuple[Act, ...]:
        """Whole acts with changes after the one with this number."""
        return self.books.acts_since(number, limit)

    def acts(
        self,
        limit: int = 20,
        *,
        of: Collection[str] = (),
        before: int | None = None,
        after: int | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts."""
        return self.books.acts(limit, of=of, before=before, after=after)


def view(visit: Visit) -> str:
    """The questions that the visitor may read: stewards all, leads those of their teams."""
    with visit.read() as books:
        scene = scene_of(visit, books)
        of = _theirs(visit.visitor, scene.organisation)
        weeks = list(_weeks(books, visit.today, of))
        return render_template(
            "questions.html",
            weeks=weeks,
            bars=bars([week.bar for week in weeks]),
            teams=[scene.organisation.team[key] for key in of.teams] if of else None,
            open=[_open(scene, one) for one in _unanswered(visit, books, scene, of)],
            days=ASKED_WITHIN.days,
        )


def _theirs(visitor: Visitor, organisation: Organisation) -> Of | None:
    """Those of the teams that a visitor leads, by the team asked about or who asked; None: all."""
    if visitor.sees_audit:
        return None
    teams = [organisation.team[key] for key in visitor.leads if key in organisation.team]
    people = {held.person for team in teams for held in team.assignments}
    return Of(frozenset(team.key for team in teams), frozenset(people))


def _weeks(books: Books, today: date, of: Of | None) -> Iterator[Week]:
    first = today - timedelta(days=today.weekday()) - (WEEKS - 1) * _WEEK
    for monday in (first + n * _WEEK for n in range(WEEKS)):
        start = datetime.combine(monday, time(), UTC)
        found = books.outcomes(start, start + _WEEK, of)
        wrong = sum(count for (_, said), count in found.items() if said)
        asked_back, unknown = (found.get((one, False), 0) for one in ("choose", "unknown"))
        answered = sum(found.values()) - wrong - asked_back - unknown
        yield Week(monday, answered, asked_back, unknown, wrong)


def _unanswered(visit: Visit, books: Books, scene: Scene, of: Of | None) -> Iterator[Matter]:
    """What isn't answered, what most people asked about first; words that name nobody."""
    here = scene.organisation
    record = _Record(books, of)
    look = Look(scene, here, here.teams, None, record, 0, None, visit.now)
    return iter(find(look))


def _open(scene: Scene, matter: Matter) -> Open:
    told = matter.found
    near, wrong = told.get("proposal") or told.get("near"), told.get("wrong")
    return Open(
        words=told["text"],
        people=int(told["people"]),
        times=int(told["times"]),
        near=_entry(scene, near) if near != wrong else None,
        agree=int(told.get("agree", "0")),
        wrong=_entry(scene, wrong),
        against=int(told.get("against", "0")),
    )


def _entry(scene: Scene, ref: str | None) -> Role | Activity | Handoff | None:
    """An entry that has a page."""
    entry = scene.catalog.by_ref.get(ref or "")
    return entry if isinstance(entry, Role | Activity | Handoff) else None


PAGE = Page(
    "questions",
    "/questions",
    view,
    nav="Questions",
    place=50,
    may=lambda one: one.sees_questions,
)
