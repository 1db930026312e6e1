"""Gaps: what is missing in who owns what, of one team or of all, kind by kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import render_template, request

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.lint import Finding, raci
from bot.domain.organisation import Person, Team
from bot.domain.ownership.asked_for import Asked, asked_for
from bot.domain.ownership.gaps import Gaps, Gone, Held, Load, Seat, Unowned, gaps
from bot.domain.ownership.requests import in_force
from bot.domain.ownership.rules import Rules
from bot.domain.wording import ago
from bot.store.books import Books
from bot.web.page import Page, Visit
from bot.web.paging import Paged, paged
from bot.web.scenes import scene as scene_of

ASKED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """Something that is missing: a role or an activity in a team, with whom and what to know."""

    entry: Role | Activity | None = None
    team: Team | None = None
    person: Person | None = None
    said: str = ""


@dataclass(frozen=True)
class Kind:
    """What is missing of one kind; `name` is its own in the address."""

    name: str
    heading: str
    lines: Paged[Line]


def view(visit: Visit) -> str:
    """What is missing in the team that is asked for, or in all."""
    with visit.read() as books:
        scene = scene_of(visit, books)
        wanted = request.args.get("team", "")
        team = scene.organisation.team_called(wanted)
        here = in_force(scene)
        teams = (here.team[team.key],) if team else here.teams
        found = gaps(scene.catalog, here, teams, visit.today, visit.rules)
        kinds = [*_kinds(found, visit.today, visit.rules)]
        kinds = [_unfilled(visit, books, scene.catalog, one) for one in kinds]
        odd = () if team else tuple(raci(scene.catalog, visit.rules.most_percent))
        return render_template(
            "gaps.html",
            team=team,
            unknown=bool(wanted and team is None),
            teams=scene.organisation.teams,
            kinds=kinds,
            odd=paged([_odd(scene.catalog, one) for one in odd], "catalog"),
        )


def _kinds(found: Gaps, today: date, rules: Rules) -> Iterator[Kind]:
    """Each kind of which there is anything, the worst first."""
    told: Sequence[tuple[str, str, Sequence[Line]]] = (
        ("unfilled", "Nobody fills", [_seat(one) for one in found.unfilled]),
        ("left", "Whoever fills it has left", [_left(one) for one in found.left]),
        ("unled", "Nobody leads", [Line(team=one) for one in found.unled]),
        ("gone", "Leads and stewards who have left", [_gone(one) for one in found.gone]),
        (
            "pending",
            f"Asked over {rules.pending_days} days ago, no answer yet",
            [_pending(one, today) for one in found.pending],
        ),
        (
            "unconfirmed",
            f"Not confirmed for {rules.confirm_days} days",
            [_unconfirmed(one, today) for one in found.unconfirmed],
        ),
        (
            "unowned",
            "Nobody is responsible, for no such role is needed",
            [_unowned(one) for one in found.unowned],
        ),
        (
            "overloaded",
            f"More than {rules.most_roles} roles",
            [_load(one) for one in found.overloaded],
        ),
    )
    for name, heading, lines in told:
        if lines:
            yield Kind(name, heading, paged(lines, name))


def _unfilled(visit: Visit, books: Books, catalog: Catalog, kind: Kind) -> Kind:
    """Of roles that nobody fills also since when, and how often they were asked for."""
    if kind.name != "unfilled":
        return kind
    since, asked = books.vacated(), books.asked_about(visit.now - ASKED_WITHIN)

    def told(line: Line) -> Line:
        if not isinstance(line.entry, Role) or line.team is None:
            return line
        return replace(line, said=_since(catalog, Seat(line.entry, line.team), asked, ends))

    ends = {key: ago(moment.date(), visit.today) for key, moment in since.items()}
    return replace(kind, lines=kind.lines.each(told))


def _since(catalog: Catalog, seat: Seat, asked: Asked, ends: dict[tuple[str, str], str]) -> str:
    told = []
    if ended := ends.get((seat.team.key, seat.role.ref)):
        told.append(f"since {ended}")
    if count := asked_for(catalog, seat, asked):
        times = "once" if count == 1 else f"{count:,} times"
        told.append(f"asked for {times} in {ASKED_WITHIN.days} days")
    return ", ".join(told)


def _seat(one: Seat) -> Line:
    return Line(one.role, one.team)


def _left(one: Held) -> Line:
    return Line(one.seat.role, one.seat.team, one.person)


def _gone(one: Gone) -> Line:
    return Line(None, one.team, one.person, "leads it" if one.team else "is a steward")


def _pending(one: Held, today: date) -> Line:
    what = "offered" if one.held.offered else "asked"
    when = ago(one.since, today) if one.since else "long ago"
    return Line(one.seat.role, one.seat.team, one.person, f"{what} {when}")


def _unconfirmed(one: Held, today: date) -> Line:
    told = "never confirmed"
    if one.since is not None:
        told = f"{'confirmed' if one.held.confirmed else 'there'} {ago(one.since, today)}"
    return Line(one.seat.role, one.seat.team, one.person, told)


def _unowned(one: Unowned) -> Line:
    return Line(one.activity, one.team)


def _load(one: Load) -> Line:
    return Line(None, None, one.person, f"{len(one.seats):,} roles")


def _odd(catalog: Catalog, one: Finding) -> Line:
    first = catalog.by_ref.get(one.refs[0]) if one.refs else None
    return Line(first if isinstance(first, Role | Activity) else None, said=one.sentence)


PAGE = Page("gaps", "/gaps", view, nav="Gaps", place=20)
