"""Unconfirmed: who fills a role without anybody having said so lately, or has left and still does.

A lead says that all of it is still right with one click, or goes through it line by line.
"""

from collections.abc import Iterator, Sequence

from bot.digests import Digest, Line, Look
from bot.domain.catalog import Role
from bot.domain.edition import Matter
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.gaps import gaps
from bot.domain.ownership.next_steps import seat, to_assign, to_vacate
from bot.domain.reply import Action, Span
from bot.domain.routing import Holder, resolve
from bot.domain.wording import ago, listed_spans

NAME = "unconfirmed"
MOST_TEAMS = 5
"""For so many teams at most all can be confirmed at once."""


def find(look: Look) -> Iterator[Matter]:
    """Whoever left and still has something, then everything that nobody confirmed lately."""
    scene = look.scene
    found = gaps(scene.catalog, look.organisation, look.teams, scene.today, scene.rules)
    for gone in found.gone:
        where = (gone.team.key,) if gone.team else ()
        yield Matter(digest=NAME, about=(*where, gone.person.key))
    accepted = [one for one in found.left if one.held.state == "accepted"]
    for one in (*accepted, *found.unconfirmed):
        about = (one.seat.team.key, one.seat.role.ref, one.person.key)
        since = {"since": one.since.isoformat()} if one.since else {}
        yield Matter(digest=NAME, about=about, found=since)


def line(look: Look, matter: Matter) -> Line:
    """Whether somebody still fills the role, and who said so last, with what to do about it."""
    if len(matter.about) <= len(("team", "person")):
        return _in_charge(look, *matter.about)
    key, ref, who = matter.about
    team = look.organisation.team.get(key)
    role = look.scene.catalog.by_ref.get(ref)
    person = look.organisation.person.get(who)
    if team is None or person is None or not isinstance(role, Role):
        return Line((Span(text=f"{ref.partition(':')[2]} in {key} is gone"),), done=True)
    held = _held(look, team, role, person)
    if held is None:
        return _over(look, team, role, person)
    name = Span(text=person.called, user=person.slack)
    if not person.active:
        text = f" left and is still {role.name} in {team.name}"
        return Line((name, Span(text=text)), (to_assign(role, team, "Hand over"),))
    told = Span(text=f": {role.name} in {team.name}, {held.standing}; {_last(look, held)}")
    if _is_fresh(look, held):
        return Line((name, told), done=True)
    right = Action(label="Still right", verb="confirm", given=seat(role, team, person))
    return Line((name, told), (right, to_vacate(role, team, person, "Not any more")))


def over(look: Look, still: Sequence[Matter]) -> list[Action]:
    """*All still right*, for each team in which somebody who is there waits for that."""
    people = look.organisation.person
    waiting = [one.about[0] for one in still if people[one.about[-1]].active]
    teams = [look.organisation.team[key] for key in dict.fromkeys(waiting)]
    return [_all_right(look, team) for team in teams[:MOST_TEAMS]]


def _all_right(look: Look, team: Team) -> Action:
    where = f" in {team.name}" if look.team is None else ""
    given = {"team": (code(team),), "all": (YES,)}
    return Action(label=f"All still right{where}", verb="confirm", given=given, style="primary")


def _in_charge(look: Look, *about: str) -> Line:
    """Whether somebody who left still leads a team, or looks after the workspace."""
    organisation = look.organisation
    *where, who = about
    person = organisation.person.get(who)
    team = organisation.team.get(where[0]) if where else None
    if person is None or (where and team is None):
        return Line((Span(text=f"{about[0]} is gone"),), done=True)
    name = Span(text=person.called, user=person.slack)
    still = who in (team.leads if team else organisation.stewards)
    what = f"leads {team.name}" if team else "looks after ownership here"
    if person.active and still:
        return Line((name, Span(text=f" is here again, and {what}")), done=True)
    if not still:
        text = f"{person.called} no longer {what}"
        return Line((Span(text=text), *_led_by(look, team)), done=True)
    return Line((name, Span(text=f" left and still {what}")), (_replace(person, team),))


def _led_by(look: Look, team: Team | None) -> list[Span]:
    leads = [look.organisation.person[key] for key in team.leads] if team else []
    there = [Span(text=one.called, user=one.slack) for one in leads if one.active]
    return [Span(text="; that is "), *listed_spans(there), Span(text=" now")] if there else []


def _replace(person: Person, team: Team | None) -> Action:
    if team is not None:
        given = {"team": (code(team),)}
        label = f"Say who leads {team.name}"
        return Action(label=label, verb="team set", given=given, form=True)
    return Action(
        label=f"Take {person.called} off",
        verb="steward remove",
        given={"person": (code(person),), "left": (YES,)},
        confirm=f"Does {person.called} no longer look after ownership here?",
    )


def _held(look: Look, team: Team, role: Role, person: Person) -> Assignment | None:
    """What somebody has of a role today; None where they have nothing of it."""
    own = (role.ref, person.key, "accepted")
    return next(
        (
            one
            for one in team.assignments
            if (one.role, one.person, one.state) == own and one.current(look.scene.today)
        ),
        None,
    )


def _over(look: Look, team: Team, role: Role, person: Person) -> Line:
    """Somebody doesn't fill the role any more: who does instead."""
    text = f"{person.called} isn't {role.name} in {team.name} any more"
    here = resolve(role.ref, team, look.scene.catalog, look.organisation, look.scene.today)
    holders = [one for one in here.roles[0].holders if one.person.active]
    there = [one for one in holders if one.state == "accepted"]
    now = [one for one in there if one.standing != "backup"] or there
    if not now:
        return Line((Span(text=f"{text}; nobody is for now"),), done=True)
    return Line((Span(text=f"{text}; that is "), *_people(now), Span(text=" now")), done=True)


def _people(holders: Sequence[Holder]) -> list[Span]:
    return listed_spans([Span(text=one.person.called, user=one.person.slack) for one in holders])


def _is_fresh(look: Look, held: Assignment) -> bool:
    """Whether somebody confirmed it, or filled it first, as lately as it has to be."""
    since = (held.asked if held.waits else held.confirmed) or held.since
    return since is not None and (look.scene.today - since).days <= look.scene.rules.confirm_days


def _last(look: Look, held: Assignment) -> str:
    if held.confirmed is None:
        return "never confirmed"
    known = look.organisation.person.get(held.confirmed_by or "")
    by = f" by {known.called}" if known else ""
    return f"confirmed{by} {ago(held.confirmed, look.scene.today)}"


DIGEST = Digest(
    name=NAME,
    heading="Not confirmed for long",
    help="what nobody has confirmed for long, and what people who left still hold",
    find=find,
    line=line,
    over=over,
)
