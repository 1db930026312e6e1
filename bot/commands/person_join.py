"""Join a person: say which Slack account somebody has who came with a file."""

from bot.domain.fact import ORGANISATION_KINDS, Subject
from bot.domain.organisation import Person
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.joining import Joining, joining, same_assignments
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import fit
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import bullets

MOST_TOLD = 10


def run(scene: Scene, given: Given) -> Deed:
    """Gives somebody their account; who had it here becomes one with them, once that is sure."""
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
    joined = joining(scene.past.facts(ORGANISATION_KINDS | {"checklist"}), person, other)
    if _is_here(scene, other) and not given.flag("anyway"):
        return Deed(_asks(scene, person, other, joined))
    return Deed(_says(scene, person, other, joined), joined.changes)


def _is_here(scene: Scene, other: Person) -> bool:
    """Whether something is recorded of the account's owner, who may be another person."""
    return scene.past.fact(Subject("person", (other.key,))) is not None


def _asks(scene: Scene, person: Person, other: Person, joined: Joining) -> Reply:
    """What somebody has who would become one with the person, which only an undo takes apart."""
    codes = {"name": (code(person),), "person": (code(other),), "anyway": (YES,)}
    yes = Action(label="Yes, they are one person", verb=VERB.name, given=codes, style="danger")
    told = [_of_theirs(scene, one) for one in joined.theirs]
    more = len(told) - MOST_TOLD
    end = [f"… and {more:,} more"] if more > 0 else []
    heading = f"What {other.called} has would be {person.called}'s"
    about = Section(heading=heading, lines=bullets([*told[:MOST_TOLD], *end]))
    return Reply(
        outcome="notice",
        headline=f"They aren't joined yet: {other.called} is here already, beside {person.called}. "
        "Are they one person?",
        sections=(about,) if told else (),
        actions=(yes,),
    )


def _of_theirs(scene: Scene, subject: Subject) -> str:
    """“MLOps Engineer in Churn”, “lead of Churn”, “steward”."""
    if subject.kind == "steward":
        return subject.kind
    team = scene.organisation.team[subject.key[0]].name
    if subject.kind == "lead":
        return f"lead of {team}"
    return f"{scene.catalog.role(subject.key[1]).name} in {team}"


def _says(scene: Scene, person: Person, other: Person, joined: Joining) -> Reply:
    texts = []
    if _is_here(scene, other):
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
        Argument(
            "anyway",
            "flag",
            "They are one person",
            after="anyway",
            optional=True,
            hint="Needed where whoever has the account is here already.",
        ),
    ),
    examples=("person join Ada Lovelace to @ada",),
)
