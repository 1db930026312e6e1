"""Gaps: what is missing in who owns what, by kind, and what to do about it with one click."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from bot.domain.answer import notice
from bot.domain.lint import Finding, raci
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.gaps import Gaps, Gone, Held, Load, Seat, Unowned, gaps
from bot.domain.ownership.looking import in_browser
from bot.domain.ownership.next_steps import seat, to_assign
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.requests import in_force
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import ago, bullets, listed

MOST_TOLD = 10
MOST_OFFERED = 3
"""Of each kind so many come with buttons."""

Line = tuple[Span, ...]
T = TypeVar("T")


def run(scene: Scene, given: Given) -> Deed:
    """The gaps of the team, or of all."""
    team = given.maybe("team", Team)
    here = in_force(scene)
    teams = (here.team[team.key],) if team else here.teams
    found = gaps(scene.catalog, here, teams, scene.today, scene.rules)
    where = f" in {team.name}" if team else ""
    odd = () if team else tuple(raci(scene.catalog, scene.rules.most_percent))
    if not found and not odd:
        return Deed(notice(f"Nothing is missing{where}: every role is filled and confirmed."))
    sections = (*_sections(scene, found), *_section("In the catalog", odd, _odd))
    return Deed(
        Reply(
            outcome="notice",
            headline=f"What is missing{where}:",
            sections=sections,
            actions=in_browser(scene, team),
        )
    )


def _sections(scene: Scene, found: Gaps) -> Iterator[Section]:
    """A section for each kind of which there is anything."""
    rules = scene.rules
    yield from _section("Nobody fills", found.unfilled, _seat, _fill_or_waive)
    yield from _section("Whoever fills it has left", found.left, _left, _hand_over)
    yield from _section("Nobody leads", found.unled, _team, _say_who_leads)
    yield from _section(
        "Leads and stewards who have left", found.gone, _gone, lambda one: _replace(one, found)
    )
    yield from _section(
        f"Asked over {rules.pending_days} days ago, no answer yet",
        found.pending,
        lambda one: _pending(scene, one),
    )
    yield from _section(
        f"Not confirmed for {rules.confirm_days} days",
        found.unconfirmed,
        lambda one: _unconfirmed(one, scene.today),
        _confirm,
    )
    yield from _section(
        "Nobody is responsible, for no such role is needed", found.unowned, _unowned
    )
    most = f"More than {rules.most_roles} roles"
    yield from _section(most, found.overloaded, _load)


def _section(
    heading: str,
    found: Sequence[T],
    line: Callable[[T], Line],
    buttons: Callable[[T], tuple[Action, ...]] = lambda _: (),
) -> Iterator[Section]:
    if not found:
        return
    more = len(found) - MOST_TOLD
    lines = [line(one) for one in found[:MOST_TOLD]]
    lines += bullets([f"… and {more:,} more"] if more > 0 else [])
    offers = {action.label: action for one in found[:MOST_OFFERED] for action in buttons(one)}
    yield Section(heading=heading, lines=tuple(lines), actions=tuple(offers.values()))


def _odd(one: Finding) -> Line:
    return (Span(text=one.sentence),)


def _seat(one: Seat) -> Line:
    return (Span(text=_in(one)),)


def _left(one: Held) -> Line:
    return (Span(text=f"{_in(one.seat)}: "), _person(one.person))


def _team(one: Team) -> Line:
    return (Span(text=one.name),)


def _gone(one: Gone) -> Line:
    what = f"who leads {one.team.name}" if one.team else "who looks after ownership here"
    return (_person(one.person), Span(text=f", {what}, has left"))


def _pending(scene: Scene, one: Held) -> Line:
    """“Data Engineer in Churn: Eva Lund, asked on 3 May 2026”; an offer with who may agree."""
    what = "offered" if one.held.offered else "asked"
    when = ago(one.since, scene.today) if one.since else "long ago"
    spans = [Span(text=f"{_in(one.seat)}: "), _person(one.person), Span(text=f", {what} {when}")]
    charge = in_charge(scene.organisation, one.seat.team)
    if one.held.offered and charge:
        names = listed((person.called for person in charge), "or")
        spans.append(Span(text=f"; {names} has to approve"))
    return tuple(spans)


def _unconfirmed(one: Held, today: date) -> Line:
    told = "never"
    if one.since is not None:
        told = f"{'last ' if one.held.confirmed else 'there '}{ago(one.since, today)}"
    return (Span(text=f"{_in(one.seat)}: "), _person(one.person), Span(text=f", {told}"))


def _unowned(one: Unowned) -> Line:
    return (Span(text=f"{one.activity.name} in {one.team.name}"),)


def _load(one: Load) -> Line:
    roles = listed(_in(seat) for seat in one.seats)
    return (_person(one.person), Span(text=f": {len(one.seats)}, {roles}"))


def _fill_or_waive(one: Seat) -> tuple[Action, ...]:
    given = seat(one.role, one.team)
    waive = Action(label=f"Not needed: {_in(one)}", verb="waive", given=given, form=True)
    return to_assign(one.role, one.team, f"Assign {_in(one)}"), waive


def _hand_over(one: Held) -> tuple[Action, ...]:
    return (to_assign(one.seat.role, one.seat.team, f"Assign {_in(one.seat)}"),)


def _say_who_leads(one: Team) -> tuple[Action, ...]:
    given = {"team": (code(one),)}
    return (Action(label=f"Say who leads {one.name}", verb="team set", given=given, form=True),)


def _replace(one: Gone, found: Gaps) -> tuple[Action, ...]:
    """Says who is there instead; where nobody leads the team, that is offered already."""
    if one.team is not None:
        return () if one.team in found.unled else _say_who_leads(one.team)
    name = one.person.called
    take_off = Action(
        label=f"Take {name} off",
        verb="steward remove",
        given={"person": (code(one.person),), "left": (YES,)},
        confirm=f"Does {name} no longer look after ownership here?",
    )
    return Action(label="Choose another steward", verb="steward add", form=True), take_off


def _confirm(one: Held) -> tuple[Action, ...]:
    team = one.seat.team
    given = {"team": (code(team),)}
    return (Action(label=f"Confirm {team.name}", verb="confirm", given=given),)


def _in(one: Seat) -> str:
    return f"{one.role.name} in {one.team.name}"


def _person(person: Person) -> Span:
    return Span(text=person.called, user=person.slack)


VERB = Verb(
    name="gaps",
    title="What is missing",
    help="Lists roles that nobody fills, teams that nobody leads, and what nobody answered or "
    "confirmed.",
    who="everybody",
    run=run,
    arguments=(Argument("team", "team", "Team", optional=True, here=True),),
    writes=False,
    examples=("gaps", "gaps Churn"),
)
