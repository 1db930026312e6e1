"""Unfilled: roles that nobody fills, in which team, since when, and how often they were asked for.

A role is what an engineer looks for: who would fill it can say so with one click.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.digests import Digest, Line, Look
from bot.domain.catalog import Role
from bot.domain.edition import Matter
from bot.domain.organisation import Team
from bot.domain.ownership.asked_for import asked_for
from bot.domain.ownership.gaps import gaps
from bot.domain.ownership.next_steps import seat
from bot.domain.reply import Action, Span
from bot.domain.routing import Holder, resolve
from bot.domain.wording import ago, listed_spans

NAME = "unfilled"
ASKED_WITHIN = timedelta(days=30)


def find(look: Look) -> Iterator[Matter]:
    """Every role of these teams that nobody fills, or whose people have left."""
    scene = look.scene
    found = gaps(scene.catalog, look.organisation, look.teams, scene.today, scene.rules)
    empty = dict.fromkeys((*found.unfilled, *(one.seat for one in found.left)))
    since = look.record.vacated() if empty else {}
    asked = look.record.asked_about(look.now - ASKED_WITHIN) if empty else {}
    for one in empty:
        told = {}
        moment = since.get((one.team.key, one.role.ref))
        if moment is not None:
            told["since"] = moment.date().isoformat()
        if count := asked_for(scene.catalog, one, asked):
            told["asked"] = str(count)
        yield Matter(digest=NAME, about=(one.team.key, one.role.ref), found=told)


def line(look: Look, matter: Matter) -> Line:
    """Who fills the role by now, who is asked to, or that nobody is, with what to do about it."""
    key, ref = matter.about
    team = look.organisation.team.get(key)
    role = look.scene.catalog.by_ref.get(ref)
    if team is None or not isinstance(role, Role):
        return Line((Span(text=f"{ref.partition(':')[2]} in {key} is gone"),), done=True)
    is_that = f"{role.name} in {team.name}"
    if any(waiver.role == ref for waiver in team.waived):
        return Line((Span(text=f"{is_that}: not needed"),), done=True)
    here = resolve(ref, team, look.scene.catalog, look.organisation, look.scene.today).roles[0]
    filling = [one for one in here.holders if one.person.active]
    there = [one for one in filling if one.state == "accepted"]
    if there:
        return Line((Span(text=f"{is_that}: "), *_people(there)), done=True)
    if filling:
        return Line((Span(text=f"{is_that}: "), *_waiting(filling)), _offers(role, team))
    return Line((Span(text=f"{is_that}{_told(look, matter)}"),), _offers(role, team))


def _told(look: Look, matter: Matter) -> str:
    told = []
    if since := matter.found.get("since"):
        told.append(f"since {ago(date.fromisoformat(since), look.scene.today)}")
    if asked := matter.found.get("asked"):
        times = "once" if asked == "1" else f"{asked} times"
        told.append(f"asked for {times} in {ASKED_WITHIN.days} days")
    return f" ({', '.join(told)})" if told else ""


def _waiting(holders: Sequence[Holder]) -> list[Span]:
    """“Mo offers to take it; Cy was asked”."""
    spans: list[Span] = []
    for one in holders:
        person = Span(text=one.person.called, user=one.person.slack)
        what = " offers to take it" if one.held.offered else " was asked"
        spans += [*([Span(text="; ")] if spans else []), person, Span(text=what)]
    return spans


def _people(holders: Sequence[Holder]) -> list[Span]:
    return listed_spans([Span(text=one.person.called, user=one.person.slack) for one in holders])


def _offers(role: Role, team: Team) -> tuple[Action, ...]:
    given = seat(role, team)
    return (
        Action(label="I'll take it", verb="take", given=given, style="primary"),
        Action(label="Suggest someone", verb="suggest", given=given, form=True),
        Action(label="Not needed here", verb="waive", given=given, form=True),
    )


DIGEST = Digest(
    name=NAME,
    heading="Nobody fills",
    help="roles that nobody fills",
    find=find,
    line=line,
)
