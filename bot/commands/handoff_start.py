"""Start a handoff: a checklist that two people tick, in one message."""

from collections.abc import Iterable

from bot.domain.answer import notice
from bot.domain.catalog import Handoff
from bot.domain.checklist import SIDES, Checklist, Side, Word, lines_of
from bot.domain.member import Channel
from bot.domain.organisation import Person, Team
from bot.domain.ownership.checklists import (
    KIND,
    SAYS,
    Going,
    day,
    fills,
    free_number,
    step,
)
from bot.domain.ownership.codes import Codes, code, encoded
from bot.domain.ownership.deed import Deed, Objection, Tell
from bot.domain.ownership.evidence import link
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import check_channel
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action
from bot.domain.wording import listed

_FIELD: dict[Side, str] = {"gives": "giver", "receives": "receiver"}
_AFTER: dict[Side, str] = {"gives": "from", "receives": "to"}


def run(scene: Scene, given: Given) -> Deed:
    """Begins a checklist; its message is posted at once."""
    handoff, team = given.one("handoff", Handoff), given.maybe("team", Team)
    name = plain_name(given.one("name", str), "name")
    giver, receiver = (_person(scene, given, handoff, team, side) for side in SIDES)
    if giver.key == receiver.key:
        raise Objection(
            f"{giver.called} can't be both sides of a handoff; choose somebody else for one.",
            field="receiver",
        )
    due, channel = given.values.get("due"), given.maybe("channel", Channel)
    if channel is not None:
        check_channel(channel)
    word = Word(by=scene.actor.person.key, on=scene.today)
    evidence = link(given, word)
    now = Checklist.model_validate(
        {
            "handoff": handoff.ref,
            "name": name,
            "giver": giver.key,
            "receiver": receiver.key,
            "started": word,
            "team": team.key if team else None,
            "channel": channel.id if channel else None,
            "due": due,
            "lines": lines_of(handoff),
            "links": (evidence,) if evidence else (),
        }
    )
    if now.due is not None and now.due < scene.today:
        raise Objection(f"{day(now.due)} is past; say a day from today on.", field="due")
    return _begun(Going(scene, free_number(scene), now), channel, (giver, receiver))


def _begun(going: Going, channel: Channel | None, people: tuple[Person, Person]) -> Deed:
    scene, now = going.scene, going.now
    team = going.team
    where = f"#{channel.name}" if channel else team.channel if team else None
    due = f", due on {day(now.due)}" if now.due else ""
    text = f"{going.title} ({going.kind}) goes from {people[0].called} to "
    text += f"{people[1].called}{due}. "
    text += f"I post its checklist in {where}." if where else "I write its checklist to both."
    # Where there is no channel, the checklist itself is what they get.
    tells = tuple(_tells(going, people, where, due)) if where else ()
    says = notice(text).model_copy(update={"actions": (going.show,)})
    return Deed(
        says,
        (*entering(scene, *people), step(scene, going.number, now)),
        teams=(team.key,) if team else (),
        own=scene.actor.person.key,
        tells=tells,
        soon=(f"{KIND} {going.number}",),
    )


def _tells(going: Going, people: tuple[Person, Person], where: str, due: str) -> Iterable[Tell]:
    actor = going.scene.actor.person
    for side, person, other in zip(SIDES, people, people[::-1], strict=True):
        if not person.slack or person.key == actor.key:
            continue
        how = f"to {other.called}" if side == "gives" else f"from {other.called}"
        text = (
            f"{actor.called} started {going.called} ({going.kind}): it {_goes(side)} {how}{due}. "
            f"You tick your lines of its checklist in {where}."
        )
        says = notice(text).model_copy(update={"actions": (going.show,)})
        yield Tell(person.slack, says)


def _goes(side: Side) -> str:
    return "goes from you" if side == "gives" else "comes to you"


def _person(scene: Scene, given: Given, handoff: Handoff, team: Team | None, side: Side) -> Person:
    """Who was named for a side, else the only one who fills its role in the team."""
    field = _FIELD[side]
    named = given.maybe(field, Person)
    if named is not None:
        return fit(scene, named, field)
    role = scene.catalog.role(handoff.gives if side == "gives" else handoff.receives)
    found = fills(scene, role.ref, team)
    if len(found) == 1:
        return found[0]
    if team is None:
        why = f"in no team I know who is {role.name}"
    elif found:
        names = listed(one.called for one in found)
        why = f"{names} are {role.name} in {team.name}"
    else:
        why = f"nobody fills {role.name} in {team.name}"
    fill_in = Action(label="Fill in the form", verb=VERB.name, given=encoded(given), form=True)
    raise Objection(
        f"Say who {SAYS[side]}: {why}; add “{_AFTER[side]} @person”.", field=field, offers=[fill_in]
    )


def holds(scene: Scene, codes: Codes) -> Codes:
    """Who fills both roles in the team, where a handoff was chosen."""
    handoff = scene.catalog.by_ref.get(next(iter(codes.get("handoff", ())), ""))
    key = next(iter(codes.get("team", ())), "").removeprefix("team:")
    team = scene.organisation.team.get(key) or scene.here
    if not isinstance(handoff, Handoff):
        return {}
    found = {}
    for side in SIDES:
        people = fills(scene, handoff.gives if side == "gives" else handoff.receives, team)
        if len(people) == 1:
            found[_FIELD[side]] = (code(people[0]),)
    return found


_FILLS = "Left out, it is whoever fills that role in the team."

VERB = Verb(
    name="handoff start",
    title="Start a handoff",
    help="Starts a handoff between two people: a checklist in one message, each side ticks its "
    "own lines.",
    who="members",
    run=run,
    arguments=(
        Argument("handoff", "handoff", "Handoff"),
        Argument("name", "name", "What is handed over"),
        Argument("giver", "person", "Who gives", after="from", optional=True, hint=_FILLS),
        Argument("receiver", "person", "Who takes over", after="to", optional=True, hint=_FILLS),
        Argument("due", "day", "Due", after="due", optional=True),
        Argument(
            "channel",
            "channel",
            "Channel",
            after="in",
            optional=True,
            hint="Left out, it is the team's channel, else a direct message to both.",
        ),
        Argument("team", "team", "Team", after="for", optional=True, here=True),
        Argument(
            "link",
            "text",
            "Link to attach",
            after="attach",
            optional=True,
            hint="One that begins with https://, and after it what it is.",
        ),
    ),
    examples=(
        "handoff start model “fraud v3” from @ada to @bo due friday in #fraud",
        "handoff start data orders feed for Churn",
    ),
    holds=holds,
)
