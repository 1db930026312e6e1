"""Checklists as verbs deal with them: found by their number, looked after, and put into words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.answer import notice
from bot.domain.catalog import Handoff, Role
from bot.domain.checklist import OTHER, SIDES, Checklist, Side, Tick, Word
from bot.domain.fact import Change, Subject
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Forbidden, Objection, Tell
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import put
from bot.domain.ownership.telling import names_in
from bot.domain.ownership.verb import Given
from bot.domain.reply import Action, Reply
from bot.domain.routing import resolve
from bot.domain.wording import listed, short

KIND = "checklist"
SAYS: dict[Side, str] = {"gives": "gives", "receives": "takes over"}


def subject(number: int) -> Subject:
    """What a checklist is kept as."""
    return Subject("checklist", (str(number),))


def every(scene: Scene) -> dict[int, Checklist]:
    """All checklists by number, in the order in which they were begun."""
    facts = scene.past.facts({"checklist"})
    found = {int(one.key[0]): Checklist.model_validate(body) for one, body in facts.items()}
    return dict(sorted(found.items()))


def ongoing(scene: Scene) -> dict[int, Checklist]:
    """Those that aren't over, by number."""
    facts = scene.past.facts({"checklist"})
    going = {int(one.key[0]): body for one, body in facts.items() if body["state"] == "open"}
    return {number: Checklist.model_validate(going[number]) for number in sorted(going)}


def free_number(scene: Scene) -> int:
    """A number that no checklist ever had: a message stands under it for good."""
    number = max((int(one.key[0]) for one in scene.past.facts({"checklist"})), default=0) + 1
    while scene.past.last(subject(number)) is not None:
        number += 1
    return number


@dataclass(frozen=True)
class Going:
    """One checklist in a scene, by its number."""

    scene: Scene
    number: int
    now: Checklist

    @property
    def called(self) -> str:
        """“handoff 4 “fraud v3””."""
        return f"handoff {self.number} “{self.now.name}”"

    @property
    def title(self) -> str:
        """The same as a sentence begins with it."""
        return f"H{self.called[1:]}"

    @property
    def code(self) -> dict[str, tuple[str, ...]]:
        """Its number as buttons carry it."""
        return {"number": (str(self.number),)}

    @property
    def team(self) -> Team | None:
        """The team that it is for, where that is still there."""
        return self.scene.organisation.team.get(self.now.team or "")

    @property
    def handoff(self) -> Handoff | None:
        """The handoff as the catalog has it; None where it has it no more."""
        found = self.scene.catalog.by_ref.get(self.now.handoff)
        return found if isinstance(found, Handoff) else None

    @property
    def kind(self) -> str:
        """What the handoff is called."""
        return names_in(self.scene).of(self.now.handoff)

    @property
    def word(self) -> Word:
        """That the actor says or does something today."""
        return Word(by=self.scene.actor.person.key, on=self.scene.today)

    @property
    def mine(self) -> tuple[Side, ...]:
        """The sides that the actor is."""
        me = self.scene.actor.person.key
        return tuple(side for side in SIDES if self.now.person[side] == me)

    def person(self, key: str) -> Person:
        """Somebody of it; who is nobody here any more has left."""
        return person_called(self.scene, key)

    def side(self, side: Side) -> Person:
        """Whoever gives, or receives."""
        return self.person(self.now.person[side])

    def line(self, number: int) -> Tick:
        """The line with that number; Objection where there is none."""
        found = self.now.line(number)
        if found is None:
            last = max((one.number for one in self.now.lines), default=0)
            there = f"its lines go from 1 to {last}" if last else "it has no lines yet"
            raise Objection(
                f"{self.title} has no line {number}; {there}.", field="line", offers=[self.show]
            )
        return found

    def whose(self, line: Tick) -> Person:
        """Whoever ticks a line."""
        return self.person(self.now.whose(line))

    def may(self, *people: str) -> bool:
        """Whether the actor is one of these, or looks after the team."""
        teams = (self.team.key,) if self.team else ()
        actor = self.scene.actor
        return actor.person.key in people or actor.looks_after(*teams)

    def check(self, what: str, people: Iterable[str]) -> None:
        """Forbidden, with who may, where the actor isn't one of these and looks after nothing."""
        if self.may(*people):
            return
        named = list(dict.fromkeys(self.person(key).called for key in people))
        charge = [one.called for one in in_charge(self.scene.organisation, self.team)]
        others = [one for one in charge if one not in named]
        helps = f" {listed(others, 'or')} can help." if others else ""
        raise Forbidden(f"{what} is for {listed(named, 'or')}.{helps}")

    def check_turn(self, line: Tick, what: str = "") -> None:
        """Forbidden where a line is somebody else's to see to."""
        side = f", who {SAYS[line.side]}" if line.person is None else ""
        key = self.now.whose(line)
        if self.may(key):
            return
        who = self.person(key).called
        charge = [one.called for one in in_charge(self.scene.organisation, self.team)]
        others = [one for one in charge if one != who]
        helps = f"; {listed(others, 'or')} can do it for them" if others else ""
        raise Forbidden(
            f"Line {line.number} (“{short(line.text)}”) is for {who}{what}{side}{helps}.",
            field="line",
            offers=[self.show],
        )

    @property
    def show(self) -> Action:
        """Shows it as it stands."""
        return Action(label="Show it", verb="handoff show", given=self.code)

    @property
    def accept(self) -> Action:
        """Takes it as done."""
        return Action(label="Accept", verb="handoff accept", given=self.code, style="primary")

    def choose(self, side: Side) -> Action:
        """Opens the form in which somebody else is chosen for a side."""
        before, known = self.side(side), self.scene.organisation.person
        instead = {"before": (code(before),)} if before.key in known else {}
        given = self.code | instead
        return Action(label="Choose somebody", verb="handoff give", given=given, form=True)

    def becomes(
        self,
        now: Checklist,
        text: str,
        *,
        tells: Sequence[Tell] = (),
        because: str | None = None,
        actions: Sequence[Action] = (),
    ) -> Deed:
        """What is done to it; whoever may was asked before."""
        after = Going(self.scene, self.number, now)
        asked = list(after.asks()) if not self.now.complete and now.complete else []
        mine = [after.accept] if asked and after.mine else []
        said = f"{text[:1].upper()}{text[1:]}"
        says = self.notice(said, *mine, *actions, self.show)
        return Deed(
            says,
            (step(self.scene, self.number, now),),
            teams=(self.team.key,) if self.team else (),
            own=self.scene.actor.person.key,
            because=because,
            tells=(*tells, *asked),
        )

    def asks(self) -> Iterable[Tell]:
        """Asks both sides to accept what is ticked whole."""
        text = f"All of {self.called} ({self.kind}) is ticked. Accept it, and it is done once "
        for side in SIDES:
            other = self.side(OTHER[side])
            says = notice(f"{text}{other.called} does too.")
            actions = (self.accept, self.show)
            yield from self.tell(side, says.model_copy(update={"actions": actions}))

    def takes(self, side: Side, before: Person) -> Reply:
        """Asks whoever is a side of it by now, instead of somebody else."""
        does = "give" if side == "gives" else "take over"
        other = self.side(OTHER[side]).called
        way = "to" if side == "gives" else "from"
        text = (
            f"You {does} in {self.called} ({self.kind}) from now on, instead of {before.called}: "
            f"it goes {way} {other}. Look at what is left, and tick it once it is so; "
            f"`/ownership handoff give {self.number} to @person` hands it on."
        )
        return self.notice(text, self.show)

    def notice(self, text: str, *actions: Action) -> Reply:
        """A sentence with buttons."""
        return notice(text).model_copy(update={"actions": actions})

    def tell(self, side: Side, reply: Reply) -> Iterable[Tell]:
        """The message for one side, if that isn't the actor and can be told."""
        yield from tell(self.scene, self.side(side), reply)

    def both(self, text: str) -> tuple[Tell, ...]:
        """The same for both sides."""
        says = self.notice(text, self.show)
        return tuple(one for side in SIDES for one in self.tell(side, says))

    def standing(self) -> str:
        """“Mo has 2 lines left, Lea none”."""
        left = {
            side: len([one for one in self.now.of(side) if one.state == "open"]) for side in SIDES
        }
        giver, receiver = (self.side(side).called for side in SIDES)
        return f"{giver} has {_count(left['gives'])} left, {receiver} {_few(left['receives'])}"


def numbered(scene: Scene, given: Given) -> Going:
    """The checklist with the number that was given; Objection where there is none."""
    number = given.one("number", int)
    body = scene.past.fact(subject(number))
    if body is None:
        gone = scene.past.last(subject(number)) is not None
        why = "was taken back" if gone else "isn't here"
        raise Objection(
            f"Handoff {number} {why}; `/ownership handoff list` has those that are.",
            field="number",
            offers=[Action(label="List them", verb="handoff list")],
        )
    return Going(scene, number, Checklist.model_validate(body))


def running(scene: Scene, given: Given) -> Going:
    """The same; Objection where it is over, with what ended it."""
    going = numbered(scene, given)
    if going.now.state == "open":
        return going
    raise over(going)


def over(going: Going) -> Objection:
    """Says that a checklist is over, and how to go on with it."""
    now, closed = going.now, going.now.closed
    by = f" by {going.person(closed.by).called} on {day(closed.on)}" if closed else ""
    how = "was cancelled" if now.state == "cancelled" else "is done, accepted last"
    why = f", because {now.because.rstrip('. ')}" if now.because else ""
    reopen = Action(label="Reopen it", verb="handoff reopen", given=going.code)
    return Objection(
        f"Nothing was changed: {going.called} {how}{by}{why}. Reopen it to go on.",
        field="number",
        offers=[reopen, going.show],
    )


def step(scene: Scene, number: int, now: Checklist) -> Change:
    """The step after which a checklist is as this says."""
    return put(scene, subject(number), now.model_dump(mode="json"))


def person_called(scene: Scene, key: str) -> Person:
    """The person with this key; who is nobody here any more has left."""
    known = scene.organisation.person.get(key)
    if known is not None:
        return known
    return Person(key=key, name=names_in(scene).person(key), active=False)


def tell(scene: Scene, person: Person, reply: Reply) -> Iterable[Tell]:
    """A message for somebody who isn't the actor, is here and has an account."""
    if person.slack and person.active and person.key != scene.actor.person.key:
        yield Tell(person.slack, reply)


def fills(scene: Scene, role: str, team: Team | None, but: Iterable[str] = ()) -> list[Person]:
    """Who fills a role for a team now, the primary alone where there is one."""
    if team is None or not isinstance(scene.catalog.by_ref.get(role), Role):
        return []
    here = resolve(role, team, scene.catalog, scene.organisation, scene.today).roles[0]
    there = [
        one for one in here.holders if one.state == "accepted" and one.person.key not in set(but)
    ]
    first = [one for one in there if one.held.standing == "primary"]
    return list(dict.fromkeys(one.person for one in first or there))


def day(one: date) -> str:
    """“Friday 27 November 2026”."""
    return f"{one:%A} {one.day} {one:%B %Y}"


def _count(lines: int) -> str:
    return f"{lines} {'line' if lines == 1 else 'lines'}" if lines else "nothing"


def _few(lines: int) -> str:
    return str(lines) if lines else "nothing"
