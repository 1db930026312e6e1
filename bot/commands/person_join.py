"""Join a person: say which Slack account somebody has who came with a file."""

from bot.domain.fact import ORGANISATION_KINDS, Subject
from bot.domain.organisation import Person
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.joining import Joining, joining, same_assignments
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import fit
from bot.domain.reply import Reply, Section, Span


def run(scene: Scene, given: Given) -> Deed:
    """Gives somebody their account; whoever had it here before becomes one with them."""
    person, other = given.one("name", Person), fit(scene, given.one("person", Person), "person")
    if person.slack is not None:
        raise Objection(
            f"{person.called} has a Slack account by now; look at it with "
            f"`/ownership history of {person.called}`.",
            field="name",
        )
    if other.slack is None:
        raise Objection(
            f"{other.called} has no Slack account either; choose one with @person.", field="person"
        )
    joined = joining(scene.past.facts(ORGANISATION_KINDS), person, other)
    return Deed(_says(scene, person, other, joined), joined.changes)


def _says(scene: Scene, person: Person, other: Person, joined: Joining) -> Reply:
    texts = []
    if scene.past.fact(Subject("person", (other.key,))) is not None:
        texts.append(
            f"{other.called} was here as somebody else: what was theirs is {person.called}'s now."
        )
    for team, role in same_assignments(joined):
        name, where = scene.catalog.role(role).name, scene.organisation.team[team].name
        texts.append(f"Both were {name} in {where}; that is once now.")
    about = Section(heading=None, lines=tuple((Span(text=text),) for text in texts))
    return Reply(
        outcome="notice",
        headline=f"{person.called} is {other.called} in Slack from now on.",
        sections=(about,) if texts else (),
    )


VERB = Verb(
    name="person join",
    title="Join a person with their account",
    help="Says which Slack account somebody has who came with a file and without one.",
    who="steward",
    run=run,
    arguments=(
        Argument("name", "imported", "Name"),
        Argument("person", "person", "Slack account", after="to"),
    ),
    examples=("person join Ada Lovelace to @ada",),
)
