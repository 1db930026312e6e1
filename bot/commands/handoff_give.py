"""Give a line of a handoff's checklist, or a whole side, to somebody else."""

from dataclasses import replace

from bot.domain.answer import notice
from bot.domain.checklist import OTHER, SIDES, Checklist, Side, Tick, handed
from bot.domain.checklist import given as line_given
from bot.domain.organisation import Person
from bot.domain.ownership.checklists import SAYS, Going, running, tell
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action, Reply
from bot.domain.wording import short


def run(scene: Scene, given: Given) -> Deed:
    """Somebody else ticks the line, or takes one side's place; they are told."""
    going = running(scene, given)
    number, person = given.maybe("line", int), given.one("person", Person)
    if number is not None:
        return _line(going, going.line(number), person)
    return _side(going, _which(going, given.maybe("before", Person), person), person)


def _line(going: Going, line: Tick, person: Person) -> Deed:
    going.check_turn(line, " to give away")
    fit(going.scene, person, "person")
    if line.state != "open":
        raise Objection(f"Line {line.number} is no longer open.", field="line")
    if going.now.whose(line) == person.key:
        raise Objection(f"Line {line.number} is for {person.called} already.", field="person")
    now = line_given(going.now, line.number, person.key)
    actor = going.scene.actor.person.called
    about = f"line {line.number} of {going.called}: “{short(line.text)}”"
    says = notice(f"{actor} gives you {about}. Tick it once it is so.")
    tick = Action(
        label="Tick",
        verb="handoff tick",
        given=going.code | {"line": (str(line.number),)},
        style="primary",
    )
    says = says.model_copy(update={"actions": (tick, going.show)})
    deed = going.becomes(
        now,
        f"{person.called} ticks {about} from now on.",
        tells=tuple(tell(going.scene, person, says)),
    )
    return _entering(going, deed, person)


def _side(going: Going, side: Side, person: Person) -> Deed:
    fit(going.scene, person, "person")
    before = going.side(side)
    if person.key == going.now.person[OTHER[side]]:
        raise Objection(
            f"{person.called} is the other side of {going.called}; choose somebody else.",
            field="person",
        )
    now = handed(going.now, side, person.key)
    deed = going.becomes(
        now,
        f"{person.called} {SAYS[side]} in {going.called} from now on, instead of {before.called}.",
        tells=tuple(tell(going.scene, person, _asked(going, now, side, before))),
    )
    return _entering(going, deed, person)


def _asked(going: Going, now: Checklist, side: Side, before: Person) -> Reply:
    return Going(going.scene, going.number, now).takes(side, before)


def _which(going: Going, before: Person | None, person: Person) -> Side:
    """The side that was named, else the only one that is the actor's own or whose person left."""
    going.check("Giving a side to somebody else", (going.now.giver, going.now.receiver))
    sides: tuple[Side, ...] = SIDES
    if before is not None:
        sides = tuple(one for one in SIDES if going.now.person[one] == before.key)
        if not sides:
            raise Objection(f"{before.called} is no side of {going.called}.", field="before")
    else:
        free = [one for one in SIDES if one in going.mine or not going.side(one).active]
        sides = tuple(free) or SIDES
    if len(sides) > 1:
        raise _asks(going, person)
    going.check("Giving that side to somebody else", (going.now.person[sides[0]],))
    return sides[0]


def _asks(going: Going, person: Person) -> Objection:
    offers = [
        Action(
            label=f"Instead of {going.side(side).called}",
            verb=VERB.name,
            given=going.code | {"before": (code(going.side(side)),), "person": (code(person),)},
        )
        for side in SIDES
    ]
    return Objection(
        "Instead of whom? Say it with “from @person”, or choose it here; for one line say "
        "which, with “line 3”.",
        field="before",
        offers=offers,
    )


def _entering(going: Going, deed: Deed, person: Person) -> Deed:
    """The same, in which whoever is new becomes known."""
    return replace(deed, changes=(*entering(going.scene, person), *deed.changes))


VERB = Verb(
    name="handoff give",
    title="Give it to somebody else",
    help="Gives a line of a checklist, or a whole side of it, to somebody else, who is told.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument(
            "line",
            "number",
            "Line",
            after="line",
            optional=True,
            hint="Left out, it is the whole side.",
        ),
        Argument(
            "before",
            "person",
            "Instead of",
            after="from",
            optional=True,
            hint="Whose side it is; left out, your own, or that of whoever left.",
        ),
        Argument("person", "person", "To", after="to"),
    ),
    examples=("handoff give 4 line 2 to @dee", "handoff give 4 from @ada to @bo"),
)
