"""What people who left still hold, as a message: a line for each matter, with what can be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.domain.catalog import Catalog, Role
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.ownership.codes import YES, code
from bot.domain.ownership.next_steps import seat, to_vacate
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.wording import lines, listed, listed_spans

MOST_MATTERS = 5
"""With their buttons one message has room for so many; the others stand among the gaps."""

_MOST_NAMED = 3
_LABEL = 50  # characters of a name on a button, beside the words around it
_KEPT = "Nothing is deleted: until somebody takes over, answers say who left."


@dataclass(frozen=True)
class Matter:
    """Something that somebody who left still holds.

    Without an assignment they lead the team; without a team they look after the workspace.
    """

    leaver: Person
    team: Team | None = None
    held: Assignment | None = None


def to_hand_over(
    matters: Sequence[Matter], organisation: Organisation, catalog: Catalog, today: date
) -> Reply:
    """The message that tells whoever is in charge of these; those of one person stand together."""
    leavers = list(dict.fromkeys(matter.leaver for matter in matters))
    sections: list[Section] = []
    for leaver, theirs in groupby(matters[:MOST_MATTERS], key=lambda matter: matter.leaver):
        if len(leavers) > 1:
            sections.append(_plain(Span(text="From "), _span(leaver), Span(text=":")))
        sections += [_section(matter, organisation, catalog, today) for matter in theirs]
    more = len(matters) - MOST_MATTERS
    if more > 0:
        told = lines(f"… and {more:,} more: `/ownership gaps`")
        sections.append(Section(heading=None, lines=told))
    return Reply(
        outcome="notice",
        headline=f"{_have_left(leavers)}. To hand over:",
        sections=tuple(sections),
        trust=(_KEPT,),
    )


def _have_left(leavers: Sequence[Person]) -> str:
    if len(leavers) > _MOST_NAMED:
        return f"{len(leavers):,} people have left"
    names = listed(person.called for person in leavers)
    return f"{names} {'has' if len(leavers) == 1 else 'have'} left"


def _section(matter: Matter, organisation: Organisation, catalog: Catalog, today: date) -> Section:
    if matter.team is None:
        choose = Action(label="Choose another steward", verb="steward add", form=True)
        told = lines("looks after ownership here")
        return Section(heading=None, lines=told, actions=(choose,))
    if matter.held is None:
        return _leads(matter.team, organisation)
    role = catalog.role(matter.held.role)
    return _Filled(matter.leaver, matter.team, matter.held, role, organisation, today).section


def _leads(team: Team, organisation: Organisation) -> Section:
    others = [one for key in team.leads if (one := organisation.person[key]).active]
    words = [Span(text=f"leads {team.name}"), *_so(others, "leads it too", "lead it too")]
    choose = Action(
        label=f"Choose who leads {_cut(team.name)}",
        verb="team set",
        given={"team": (code(team),)},
        form=True,
    )
    return Section(heading=None, lines=(tuple(words),), actions=(choose,))


@dataclass(frozen=True)
class _Filled:
    """A role that whoever left fills, or was to fill, and who else has to do with it there."""

    leaver: Person
    team: Team
    held: Assignment
    role: Role
    organisation: Organisation
    today: date

    @property
    def section(self) -> Section:
        """The line of it, with its buttons."""
        return Section(heading=None, lines=(tuple(self._line()),), actions=tuple(self._actions()))

    def _line(self) -> Iterator[Span]:
        yield Span(text=f"{self.role.name} in {self.team.name} ({self._standing})")
        if self._primaries:
            too = " too" if self._was_primary else ""
            yield from _so(self._primaries, f"fills it{too}", f"fill it{too}")
        elif self._was_primary:
            yield from _so(self._backups, "is backup and fills in", "are backups and fill in")
        yield from _so(self._others("pending"), "was asked already", "were asked already")

    def _actions(self) -> Iterator[Action]:
        if self._heirs:
            yield self._ask_the_backups()
        backup = {"backup": (YES,)} if self.held.standing == "backup" else {}
        yield Action(
            label=f"Hand over {_cut(self.role.name)}",
            verb="assign",
            given=seat(self.role, self.team) | backup,
            form=True,
        )
        if not self._heirs:
            label = "Drop the request" if self.held.state == "pending" else "Leave it unfilled"
            yield to_vacate(self.role, self.team, self.leaver, label)

    def _ask_the_backups(self) -> Action:
        """Ends it for whoever left, which asks the backups; until they answer they fill in."""
        heirs = listed(one.called for one in self._heirs)
        are = "is" if len(self._heirs) == 1 else "are"
        return Action(
            label=f"Ask {_cut(heirs)}",
            verb="vacate",
            given=seat(self.role, self.team, self.leaver),
            style="primary",
            confirm=f"{self.leaver.called} is no longer {self.role.name} in {self.team.name}, "
            f"and {heirs} {are} asked to take over.",
        )

    @property
    def _standing(self) -> str:
        if self.held.offered:
            return "offered to, and nobody had agreed"
        return "asked, and hadn't accepted" if self.held.state == "pending" else self.held.standing

    @property
    def _was_primary(self) -> bool:
        return (self.held.state, self.held.standing) == ("accepted", "primary")

    @property
    def _heirs(self) -> list[Person]:
        """Backups of whoever left, where nobody else is primary; without an account none asks."""
        if self._primaries or not self._was_primary:
            return []
        return [one for one in self._backups if one.slack]

    @property
    def _primaries(self) -> list[Person]:
        return self._others("accepted", "primary")

    @property
    def _backups(self) -> list[Person]:
        return self._others("accepted", "backup")

    def _others(self, state: str, standing: str | None = None) -> list[Person]:
        """Who else fills the role in the team now, or was asked to, and is there."""
        found = (
            self.organisation.person[one.person]
            for one in self.team.assignments
            if (one.role, one.state) == (self.held.role, state)
            and standing in (None, one.standing)
            and one.current(self.today)
        )
        return [person for person in found if person.active]


def _so(people: Sequence[Person], one: str, several: str) -> list[Span]:
    """“; Dee Novak is backup and fills in”, where there is anybody."""
    if not people:
        return []
    named = listed_spans([_span(person) for person in people])
    return [Span(text="; "), *named, Span(text=f" {one if len(people) == 1 else several}")]


def _plain(*spans: Span) -> Section:
    return Section(heading=None, lines=(spans,))


def _span(person: Person) -> Span:
    return Span(text=person.called, user=person.slack)


def _cut(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"
