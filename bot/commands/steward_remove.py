"""Remove a steward: they look after the workspace's ownership no longer."""

from bot.domain.answer import notice
from bot.domain.fact import Subject
from bot.domain.organisation import Person
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop
from bot.domain.ownership.stewards import named, unnamed
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Ends that somebody is a steward."""
    person = given.one("person", Person)
    stewards = named(scene)
    if person.key not in stewards:
        raise Objection(_none(scene, person), field="person")
    if given.flag("left") and person.active:
        raise _here(person)
    text = f"{person.called} doesn't look after ownership here any more."
    others = [scene.organisation.person[key].called for key in stewards - {person.key}]
    after = (
        f" {listed(sorted(others))} {'does' if len(others) == 1 else 'do'}." if others else _LAST
    )
    return Deed(notice(text + after), (drop(scene, Subject("steward", (person.key,))),))


_LAST = (
    " Nobody is named now, so whoever `config/slack.yaml` names does, else the workspace's "
    "primary owner; the workspace's admins and owners always may."
)


def _here(person: Person) -> Objection:
    """Asks once more about somebody who is there, and was to be removed only if they aren't."""
    name = person.called
    remove = Action(
        label=f"Remove {name}",
        verb=VERB.name,
        given={"person": (code(person),)},
        confirm=f"Does {name} no longer look after ownership here?",
    )
    return Objection(
        f"{name} hasn't left and looks after ownership here; remove them all the same?",
        field="left",
        offers=[remove],
    )


def _none(scene: Scene, person: Person) -> str:
    """Why they can't be removed."""
    if person.key in {one.key for one in unnamed(scene)}:
        return (
            f"{person.called} looks after ownership as the workspace's owner or by "
            "`config/slack.yaml`, for nobody else is named; add a steward first."
        )
    member = scene.member(person.slack) if person.slack else None
    if member is not None and member.admin:
        return (
            f"{person.called} is no steward, and may change ownership as an admin or owner of the "
            "workspace; that is decided in Slack."
        )
    return f"{person.called} is no steward; `/ownership show` tells who looks after what."


VERB = Verb(
    name="steward remove",
    title="Remove a steward",
    help="Ends that somebody looks after the ownership of every team.",
    who="steward",
    run=run,
    arguments=(
        Argument("person", "person", "Person"),
        Argument(
            "left",
            "flag",
            "Only if they have left",
            after="if they have left",
            optional=True,
        ),
    ),
    examples=("steward remove @ada",),
)
