"""Preview: what another structure would change for a team, with the people as they are."""

from collections.abc import Iterator, Sequence

from bot.domain.catalog import Structure
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.gaps import Load
from bot.domain.ownership.preview import ActivityThen, Preview, RoleThen, preview
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.team_parts import served
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import bullets, listed, listed_spans, role_line

MOST_TEAMS = 50
MOST_OFFERED = 4

Line = tuple[Span, ...]


def run(scene: Scene, given: Given) -> Deed:
    """What the structure would change for the team, for the channel's, or for each."""
    structure, team = given.one("structure", Structure), given.maybe("team", Team)
    if team is None:
        return Deed(_each(scene, structure))
    if team.kind == "platform":
        raise _for_product_teams(scene, team, structure)
    if team.structure == structure.key:
        return Deed(_already(team, structure))
    return Deed(_one(scene, _preview(scene, team, structure)))


def _for_product_teams(scene: Scene, team: Team, structure: Structure) -> Objection:
    """Offers the teams that it serves instead."""
    offers = [
        Action(
            label=one.name,
            verb=VERB.name,
            given={"structure": (code(structure),), "team": (code(one),)},
        )
        for one in served(scene.organisation, team)[:MOST_OFFERED]
    ]
    return Objection(
        f"{team.name} is a platform team, and structures are for product teams; "
        "name one of those with “in TEAM”.",
        field="team",
        offers=offers,
    )


def _already(team: Team, structure: Structure) -> Reply:
    headline = f"{team.name} is arranged as {structure.name} already; nothing would change."
    return Reply(outcome="notice", headline=headline, team=team.key)


def _one(scene: Scene, found: Preview) -> Reply:
    team, structure = found.team, found.structure
    given = {"team": (code(team),), "structure": (code(structure),)}
    change = Action(label="Change the structure", verb="team set", given=given, form=True)
    about = f"If {team.name}, {_now(scene, team)}, were arranged as {structure.name}"
    return Reply(
        outcome="notice",
        headline=f"{about}: {_summary(found)}.",
        team=team.key,
        sections=tuple(_sections(scene, found)),
        trust=tuple(_trust(team, structure)),
        actions=(change,),
    )


def _now(scene: Scene, team: Team) -> str:
    structure = scene.catalog.structure_of.get(team.structure or "")
    return f"which is {structure.name} now" if structure else "which has no structure now"


def _summary(found: Preview) -> str:
    """“2 roles with other people, 1 role to fill, 3 activities with other people”."""
    counted = (
        (len(found.others), "role", "with other people"),
        (len(found.opened), "role", "to fill"),
        (len(found.closed), "role", "no longer to fill"),
        (len(found.activities), "activity", "with other people"),
    )
    told = [f"{_count(number, of)} {what}" for number, of, what in counted if number]
    if not told and found:
        return "the same people, with roles that sit elsewhere"
    return ", ".join(told) or "nothing would change"


def _count(number: int, of: str) -> str:
    several = "activities" if of == "activity" else f"{of}s"
    return f"{number} {of if number == 1 else several}"


def _sections(scene: Scene, found: Preview) -> Iterator[Section]:
    """A section for each kind of difference of which there is any, then what stays."""
    changed = [one for one in found.roles if one.others]
    yield from _section("Who would fill which role", map(_changed, changed))
    yield from _section("Nobody would fill it where it sits", map(_opened, found.opened))
    yield from _section("Somebody would fill it where it sits", map(_closed, found.closed))
    yield from _section("Other people would be responsible", map(_activity, found.activities))
    yield from _section("Nobody would be responsible", _unowned(found.unowned))
    most = f"More than {scene.rules.most_roles} roles then"
    yield from _section(most, map(_load, found.overloaded))
    same = [one for one in found.roles if not one.others]
    yield from _section("The same people as now", map(_same, same))


def _section(heading: str, lines: Iterator[Line]) -> Iterator[Section]:
    if told := tuple(lines):
        yield Section(heading=heading, lines=told)


def _changed(one: RoleThen) -> Line:
    """“MLOps Engineer: Cy Mail → Bo Chen, from ML Platform”."""
    _, *then = role_line(one.then.here, one.role.name)
    return (*role_line(one.now.here, one.role.name), Span(text=" → "), *then)


def _opened(one: RoleThen) -> Line:
    seat = f"{one.role.name} in {one.then.sits_in.name}"
    there = [holder for holder in one.then.here.holders if holder.state == "accepted"]
    if not there:
        return (Span(text=seat),)
    people = _people([holder.person for holder in there])
    where = there[0].sits_in.name
    goes = "goes" if len(there) == 1 else "go"
    return (Span(text=f"{seat}: "), *people, Span(text=f" from {where} {goes} on until then"))


def _closed(one: RoleThen) -> Line:
    return role_line(one.then.here, one.role.name)


def _activity(one: ActivityThen) -> Line:
    now, then = _people(one.now), _people(one.then)
    return (Span(text=f"{one.activity.name}: "), *now, Span(text=" → "), *then)


def _unowned(unowned: Sequence[ActivityThen]) -> Iterator[Line]:
    """A line for each that somebody is responsible for now, and one for all others."""
    yield from bullets(one.activity.name for one in unowned if one.now)
    if names := [one.activity.name for one in unowned if not one.now]:
        yield (Span(text=f"as now, {listed(names)}"),)


def _load(one: Load) -> Line:
    roles = listed(f"{seat.role.name} in {seat.team.name}" for seat in one.seats)
    told = f": {len(one.seats)}, {roles}"
    return (Span(text=one.person.called, user=one.person.slack), Span(text=told))


def _same(one: RoleThen) -> Line:
    """Who fills it; where it would sit in another team, that too."""
    line = role_line(one.then.here, one.role.name)
    if not one.moves:
        return line
    return (*line, Span(text=f"; it would sit in {one.then.sits_in.name}"))


def _people(people: Sequence[Person]) -> Line:
    spans = [Span(text=one.called, user=one.slack) for one in people]
    return tuple(listed_spans(spans)) or (Span(text="nobody"),)


def _trust(team: Team, structure: Structure) -> Iterator[str]:
    if team.platform is None:
        yield f"{team.name} has no platform team, so every role sits in {team.name} itself."
    yield f"Nothing is changed yet. `/ownership team set {team.name} as {structure.name}` does it."


def _each(scene: Scene, structure: Structure) -> Reply:
    """A line for each product team."""
    teams = [one for one in scene.organisation.teams if one.kind == "product"]
    if not teams:
        raise Objection(
            "There is no product team yet; `/ownership team add` makes the first.", field="team"
        )
    lines = [_line(scene, one, structure) for one in teams[:MOST_TEAMS]]
    more = len(teams) - len(lines)
    rest = [f"… and {more:,} more"] if more > 0 else []
    return Reply(
        outcome="notice",
        headline=f"If the product teams were arranged as {structure.name}:",
        sections=(Section(heading=None, lines=bullets([*lines, *rest])),),
        trust=(f"`/ownership preview {structure.name} in TEAM` tells more of one of them.",),
    )


def _line(scene: Scene, team: Team, structure: Structure) -> str:
    if team.structure == structure.key:
        return f"{team.name}: is so already"
    return f"{team.name}: {_summary(_preview(scene, team, structure))}"


def _preview(scene: Scene, team: Team, structure: Structure) -> Preview:
    known = scene.catalog, scene.organisation
    return preview(*known, team, structure, scene.today, scene.rules)


VERB = Verb(
    name="preview",
    title="Preview a structure",
    help="Shows what another structure would change for a team, and changes nothing.",
    who="everybody",
    run=run,
    arguments=(
        Argument("structure", "structure", "Structure"),
        Argument("team", "team", "Team", after="in", optional=True, here=True),
    ),
    writes=False,
    examples=("preview centralized", "preview hybrid in Churn"),
)
