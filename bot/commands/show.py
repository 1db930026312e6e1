"""Show: a team, a role, a person or an activity, as it stands now."""

from collections.abc import Iterator
from datetime import date

from bot.domain.answer import Matter, answered, filled, notice
from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.looking import in_browser
from bot.domain.ownership.naming import Thing
from bot.domain.ownership.reason import because
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.person_reply import about_person
from bot.domain.reply import Action, Match, Reply, Section, Span
from bot.domain.routing import resolve
from bot.domain.value import Value, kind_of
from bot.domain.wording import bullets, listed, listed_spans, role_line, team_section

MOST_TEAMS = 50
MOST_DIFFERENT = 15
"""So many teams are told one by one, where an answer would ask which of them is meant."""

Line = tuple[Span, ...]


def run(scene: Scene, given: Given) -> Deed:
    """What was asked about, else the channel's team, else every team with who leads it."""
    match given.maybe("what", Value) or scene.here:
        case Team() as team:
            return Deed(_team(scene, team))
        case Person() as person:
            return Deed(_person(scene, person))
        case Role() as role:
            return Deed(_role(scene, role))
        case Activity() as activity:
            return Deed(_activity(scene, activity))
    return Deed(_teams(scene))


def _team(scene: Scene, team: Team) -> Reply:
    roles = [resolve(one.ref, team, *_known(scene)).roles[0] for one in scene.catalog.roles]
    named = [(here, scene.catalog.role(here.role).name) for here in roles]
    fills = tuple(role_line(here, name) for here, name in named)
    rules = tuple(_rules(scene, team))
    about = {"team": (code(team),)}
    return Reply(
        outcome="notice",
        headline=_kind(scene, team),
        team=team.key,
        channel=team.channel,
        sections=(
            Section(heading=None, lines=(_led(scene, team),)),
            Section(heading="Who fills which role", lines=fills),
            *((Section(heading="Decided for itself", lines=rules),) if rules else ()),
        ),
        actions=(
            Action(label="Assign a role", verb="assign", given=about, form=True),
            Action(label="Confirm", verb="confirm", given=about),
            _history(team),
            *in_browser(scene, team),
        ),
    )


def _kind(scene: Scene, team: Team) -> str:
    """“Churn is a product team arranged as Hybrid; ML Platform is its platform team.”."""
    if team.kind == "platform":
        served = [one.name for one in scene.organisation.teams if one.platform == team.key]
        return f"{team.name} is the platform team of {listed(served) or 'no team yet'}."
    structure = scene.catalog.structure_of.get(team.structure or "")
    arranged = f" arranged as {structure.name}" if structure else ""
    platform = scene.organisation.team.get(team.platform or "")
    base = f"{platform.name} is its platform team" if platform else "it has no platform team"
    return f"{team.name} is a product team{arranged}; {base}."


def _led(scene: Scene, team: Team) -> Line:
    return (Span(text="Led by "), *_leads(scene, team))


def _leads(scene: Scene, team: Team) -> Line:
    people = [scene.organisation.person[key] for key in team.leads]
    spans = [
        Span(text=one.called if one.active else f"{one.called} (has left)", user=one.slack)
        for one in people
    ]
    return tuple(listed_spans(spans)) or (Span(text="nobody"),)


def _rules(scene: Scene, team: Team) -> Iterator[Line]:
    """What the team decided for itself about activities, and the roles that it doesn't need."""
    for one in team.overrides:
        who = listed(scene.catalog.role(role).name for role in one.roles) or "nobody, by design"
        activity = scene.catalog.by_ref[one.activity].name
        yield (Span(text=f"{activity}: {who}{because(one.because)}"),)
    for waiver in team.waived:
        role = scene.catalog.role(waiver.role).name
        yield (Span(text=f"{role}: not needed{because(waiver.because)}"),)


def _person(scene: Scene, person: Person) -> Reply:
    every = scene.organisation.teams
    matter = _matter(scene, every, person.called)
    return _plain(about_person(matter, person), _history(person), *in_browser(scene, person))


def _role(scene: Scene, role: Role) -> Reply:
    """Who fills it in each team."""
    matter = _matter(scene, scene.organisation.teams, role.name)
    assign = Action(label="Assign somebody", verb="assign", given={"role": (role.ref,)}, form=True)
    reply = filled(matter, _match(role))
    reply = _by_team(scene, role) if reply.outcome == "choose" else reply
    return _plain(reply, assign, _history(role), *in_browser(scene, role))


def _activity(scene: Scene, activity: Activity) -> Reply:
    """Who owns it, in the channel's team or in each."""
    teams = (scene.here,) if scene.here else scene.organisation.teams
    reply = answered(_matter(scene, teams, activity.name), [_match(activity)])
    reply = _by_team(scene, activity) if reply.outcome == "choose" else reply
    return _plain(reply, _history(activity), *in_browser(scene, activity))


def _by_team(scene: Scene, entry: Role | Activity) -> Reply:
    teams = scene.organisation.teams
    shown = teams[:MOST_DIFFERENT]
    more = len(teams) - len(shown)
    rest = f"… and {more:,} more teams; `/ownership show` in a team's channel tells of that one."
    return Reply(
        outcome="notice",
        headline=f"{entry.name}, team by team:",
        sections=tuple(
            team_section(resolve(entry.ref, team, *_known(scene)), scene.catalog, team.name)
            for team in shown
        ),
        trust=(rest,) if more > 0 else (),
    )


def _plain(reply: Reply, *buttons: Action) -> Reply:
    """An answer as something to know: nobody asked a question, so there is nothing to judge."""
    return reply.model_copy(
        update={
            "outcome": "notice",
            "matches": (),
            "next": None,
            "corrects": None,
            "channel": None,
            "why": "",
            "actions": buttons,
        }
    )


def _teams(scene: Scene) -> Reply:
    """Every team with who leads it."""
    teams = scene.organisation.teams
    if not teams:
        return notice("There is no team yet; `/ownership team add` makes the first.")
    lines = [(Span(text=f"{one.name}: "), *_leads(scene, one)) for one in teams[:MOST_TEAMS]]
    more = len(teams) - len(lines)
    lines += bullets([f"… and {more:,} more"] if more > 0 else [])
    return Reply(
        outcome="notice",
        headline="Which team do you want to see? These are here:",
        sections=(Section(heading=None, lines=tuple(lines)),),
        trust=("`/ownership show TEAM` tells of one of them.",),
    )


def _history(thing: Thing) -> Action:
    return Action(label="History", verb="history", given={"of": (code(thing),)})


def _match(entry: Role | Activity) -> Match:
    return Match(ref=entry.ref, kind=kind_of(entry.ref), name=entry.name, score=1.0)


def _matter(scene: Scene, teams: tuple[Team, ...], question: str) -> Matter:
    return Matter(scene.catalog, scene.organisation, teams, scene.today, question)


def _known(scene: Scene) -> tuple[Catalog, Organisation, date]:
    return scene.catalog, scene.organisation, scene.today


VERB = Verb(
    name="show",
    title="Show who owns what",
    help="Shows a team, a role, a person or an activity: who fills what, and what was decided.",
    who="everybody",
    run=run,
    arguments=(Argument("what", "thing", "What", optional=True),),
    writes=False,
    examples=("show", "show Churn", "show MLOps Engineer", "show @ada"),
)
