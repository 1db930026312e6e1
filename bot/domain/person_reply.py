"""What one person owns: the roles they fill, and the activities that come with them."""

from collections.abc import Iterator, Sequence

from bot.domain.answer import Matter, choose
from bot.domain.concerns import concerning
from bot.domain.next_person import next_person, who_corrects
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.reply import Match, Reply, RolePart, Section
from bot.domain.routing import Holder, Resolution, RoleHere, resolve
from bot.domain.wording import bullets, lines, listed, named, source_lines

MOST_ACTIVITIES = 20
"""A role that comes with more of them is told by the first so many."""

Held = tuple[Team, Assignment]


def about_people(matter: Matter, people: Sequence[Person]) -> Reply:
    """What the one person owns in the matter's teams; asks back where several are called so."""
    if not people:
        return _no_such_person(matter)
    if len(people) == 1:
        return about_person(matter, people[0])
    return choose(matter, [_match(one, people) for one in people[:3]])


def about_person(matter: Matter, person: Person) -> Reply:
    """The roles that somebody fills, team by team, and what these are responsible for."""
    held = _held(matter, person, matter.teams)
    found = [_as_found(person, team, one) for team, one in held]
    seats = tuple({team.key: team for team, _ in held}.values())
    roles = dict.fromkeys(one.role for _, one in held)
    return Reply(
        outcome="left" if held and not person.active else "answered",
        headline=_headline(matter, person, held),
        matches=(_match(person, [person]),),
        roles=tuple(
            RolePart(ref=ref, name=matter.catalog.role(ref).name, part="responsible")
            for ref in roles
        ),
        people=tuple(who for one in found for who in named(one)),
        next=next_person(matter.organisation, seats, {person.key}),
        corrects=who_corrects(matter.organisation, seats),
        channel=seats[0].channel if len(seats) == 1 else None,
        why=f"it asks what {person.called} owns",
        sections=(
            *(_section(matter, person, team, held) for team in seats),
            *_named_for(matter, person),
            *_too(matter, person),
        ),
        trust=source_lines(found, matter.catalog, matter.today, _called(matter)) if held else (),
    )


def _held(matter: Matter, person: Person, teams: Sequence[Team]) -> list[Held]:
    return [
        (team, one)
        for team in teams
        for one in team.assignments
        if one.person == person.key and one.current(matter.today)
    ]


def _named_for(matter: Matter, person: Person) -> Iterator[Section]:
    """The things for which a file names somebody directly."""
    names = [one.name for one in matter.catalog.owned_by.get(person.key, ())]
    if names:
        shown, more = names[:MOST_ACTIVITIES], len(names) - MOST_ACTIVITIES
        rest = [f"… and {more:,} more"] if more > 0 else []
        yield Section(heading="Named as an owner of", lines=bullets((*shown, *rest)))


def _too(matter: Matter, person: Person) -> Iterator[Section]:
    """The other teams in which somebody has a role, where one team was asked about."""
    asked = {team.key for team in matter.teams}
    others = tuple(team for team in matter.organisation.teams if team.key not in asked)
    names = dict.fromkeys(team.name for team, _ in _held(matter, person, others))
    if names and person.active:
        yield Section(heading=None, lines=lines(f"Has a role in {listed(names)}."))


def _headline(matter: Matter, person: Person, held: Sequence[Held]) -> str:
    called = person.called
    where = f" in {matter.teams[0].name}" if len(matter.teams) == 1 else ""
    sure = [(team, one) for team, one in held if one.state == "accepted"]
    asked = [(team, one) for team, one in held if one.state == "pending"]
    if not person.active:
        before = f"; before that: {_filled(matter, sure)}" if sure else ""
        return f"{called} has left{before}."
    things = len(matter.catalog.owned_by.get(person.key, ()))
    if not held and things:
        of = "one thing" if things == 1 else f"{things:,} things"
        return f"{called} is named as an owner of {of}{_beside(matter, person)}."
    if not held:
        return f"{called} fills no role{where} that I know of{_beside(matter, person)}."
    said = [f"is {_filled(matter, sure)}"] if sure else []
    said += [f"was asked to be {_filled(matter, asked)} and hasn't accepted yet"] if asked else []
    return f"{called} {' and '.join(said)}."


def _filled(matter: Matter, held: Sequence[Held]) -> str:
    """“MLOps Engineer in Churn and Fraud, and Data Scientist (backup) in Search”."""
    teams: dict[str, list[str]] = {}
    for team, one in held:
        teams.setdefault(_role(matter, one), []).append(team.name)
    return listed(f"{role} in {listed(names)}" for role, names in teams.items())


def _role(matter: Matter, held: Assignment) -> str:
    backup = " (backup)" if held.standing == "backup" else ""
    return f"{matter.catalog.role(held.role).name}{backup}"


def _beside(matter: Matter, person: Person) -> str:
    """What somebody without a role does all the same."""
    organisation = matter.organisation
    leads = [team.name for team in organisation.teams if person.key in team.leads]
    said = [f"leads {listed(leads)}"] if leads else []
    said += ["looks after who owns what here"] if person.key in organisation.stewards else []
    return f", but {' and '.join(said)}" if said else ""


def _section(matter: Matter, person: Person, team: Team, held: Sequence[Held]) -> Section:
    """What somebody owns in one team, and the teams that they cover from there."""
    mine = [one for where, one in held if where.key == team.key]
    told = [f"{_role(matter, one)}{_state(one)}: {_owned(matter, team, one.role)}" for one in mine]
    covered = [one.name for one in matter.organisation.teams if _covers(matter, person, team, one)]
    told += [f"Also for {listed(covered)}"] if covered else []
    return Section(heading=team.name, lines=bullets(told))


def _state(held: Assignment) -> str:
    return " (asked, not accepted yet)" if held.state == "pending" else ""


def _owned(matter: Matter, team: Team, role: str) -> str:
    """The activities that a role is responsible for in a team, its own rules before the catalog."""
    names = list(_activities(matter, team, role))
    more = len(names) - MOST_ACTIVITIES
    if more > 0:
        return f"{', '.join(names[:MOST_ACTIVITIES])} and {more:,} more"
    return listed(names) or "no activity of its own"


def _activities(matter: Matter, team: Team, role: str) -> Iterator[str]:
    ruled = {one.activity for one in team.overrides}
    for activity in concerning(matter.catalog, team):
        if role in activity.responsible or activity.ref in ruled:
            here = resolve(
                activity.ref, team, matter.catalog, matter.organisation, matter.today
            ).roles
            if any(one.role == role and one.part == "responsible" for one in here):
                yield activity.name


def _covers(matter: Matter, person: Person, seat: Team, team: Team) -> bool:
    """Whether somebody who sits in a platform team fills a role for a product team from there."""
    if team.platform != seat.key:
        return False
    roles = {one.role for one in seat.assignments if one.person == person.key}
    return any(
        holder.person.key == person.key
        and holder.sits_in.key == seat.key
        and holder.state == "accepted"
        for role in roles
        for here in resolve(role, team, matter.catalog, matter.organisation, matter.today).roles
        for holder in here.holders
    )


def _as_found(person: Person, team: Team, held: Assignment) -> Resolution:
    holder = Holder(person, held, team, team)
    return Resolution(team, (RoleHere(held.role, "responsible", (holder,)),))


def _match(person: Person, among: Sequence[Person]) -> Match:
    """A person as what was asked about; by their address where another is called the same."""
    alike = sum(one.called == person.called for one in among) > 1
    name = f"{person.called} ({person.email or person.key})" if alike else person.called
    return Match(ref=f"person:{person.key}", kind="person", name=name, score=1.0)


def _no_such_person(matter: Matter) -> Reply:
    return Reply(
        outcome="unknown",
        headline=f"I don't know that person; nobody in {matter.organisation.organisation} has that"
        " account.",
        next=next_person(matter.organisation, matter.teams, ()),
        why="it asks about somebody who isn't in the organisation",
    )


def _called(matter: Matter) -> dict[str, str]:
    return {one.key: one.called for one in matter.organisation.people}
