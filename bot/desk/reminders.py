"""Who is told now of what they should see to: one message each, at a time when they work."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from itertools import islice
from zoneinfo import ZoneInfo

from bot.desk.stale import told_at
from bot.domain.fact import Facts
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Tell
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.reminding import Matter, nudges, open_matters
from bot.domain.ownership.requests import in_force
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snoozes import snoozes_of
from bot.domain.reminders import Reminders
from bot.domain.reply import Reply, Section
from bot.domain.wording import lines
from bot.store.books import Books
from bot.store.reminded import Reminded

NOBODY = ""
"""Under this user id it is written down when a matter was seen first."""

MOST_WITH_BUTTONS = 10
"""So many matters stand in one message; how many more there are is said."""

MOST_NOTED = 500
"""Of so many matters it is written down at once that they were seen first."""

HOW = "`/ownership remind list` shows all of it, also what you snoozed or stopped."


@dataclass(frozen=True)
class Reminding:
    """Tells people of one workspace what they should see to; `now` is the moment of all of it."""

    books: Books
    scene: Scene
    reminders: Reminders
    now: datetime

    def told(self) -> Iterator[Tell]:
        """A message for everybody who is to be reminded now; they count as reminded from then on.

        What is settled is forgotten, so that it is new should it ever come again.
        """
        rows = {(row.member, row.matter): row for row in self._rows}
        self._tidy(rows)
        by_user: dict[str, list[Nudge]] = defaultdict(list)
        for nudge in self._nudges():
            by_user[nudge.user].append(nudge)
        version = self.books.workspace.last_change
        for user, theirs in by_user.items():
            due = self._due(user, theirs)
            for one in due:
                before = rows.get((user, one.matter))
                times = before.times if before else 0
                self.books.set_reminded(Reminded(user, one.matter, self.now, times + 1))
            if due:
                yield told_at(Tell(user, message(due)), version)

    def of(self, user: str) -> Sequence[Nudge]:
        """All that somebody should see to, whether they are to be reminded of it now or not."""
        return [nudge for nudge in self._nudges() if nudge.user == user]

    def _nudges(self) -> Iterator[Nudge]:
        for one in self._open:
            yield from nudges(self.scene, self._here, one, one.day or self._seen(one.matter))

    def _seen(self, matter: str) -> date:
        """The day on which we saw something first, of which nobody knows since when it is so."""
        return self._first.get(matter, self.now).date()

    def _tidy(self, rows: Mapping[tuple[str, str], Reminded]) -> None:
        """Forgets what is settled, and writes down when what nobody knows the day of was seen."""
        settled = {row.matter for row in rows.values()} - {one.matter for one in self._open}
        if settled:
            self.books.forget_reminded(settled)
        new = (one.matter for one in self._open if one.day is None)
        for matter in islice((one for one in new if one not in self._first), MOST_NOTED):
            self.books.set_reminded(Reminded(NOBODY, matter, self.now, 0))

    def _due(self, user: str, theirs: Sequence[Nudge]) -> Sequence[Nudge]:
        """What somebody is to be told now: nothing outside their hours, or twice on one day."""
        member = self.scene.member(user)
        if member is None or not _can_be_told(member, self.scene.workspace):
            return ()
        zone = _zone(member)
        local = self.now.astimezone(zone)
        today = local.date()
        rows = self._by_member.get(user, ())
        last = {row.matter: row.at.astimezone(zone).date() for row in rows}
        if not self.reminders.working_hours.cover(local) or today in last.values():
            return ()
        quiet = snoozes_of(user, self._snoozes)
        return [
            one
            for one in theirs
            if one.matter not in quiet or not quiet[one.matter].holds(today)
            if one.matter not in last or (today - last[one.matter]).days >= one.every_days
        ]

    @cached_property
    def _here(self) -> Organisation:
        """The organisation without requests that hold no longer."""
        return in_force(self.scene)

    @cached_property
    def _open(self) -> Sequence[Matter]:
        vacated = self.books.vacated()
        return tuple(open_matters(self.scene, self._here, self.reminders, vacated))

    @cached_property
    def _rows(self) -> Sequence[Reminded]:
        return self.books.reminded()

    @cached_property
    def _first(self) -> Mapping[str, datetime]:
        """When matters were seen first, of which nobody knows since when they are so."""
        return {row.matter: row.at for row in self._by_member.get(NOBODY, ())}

    @cached_property
    def _by_member(self) -> Mapping[str, Sequence[Reminded]]:
        found: dict[str, list[Reminded]] = defaultdict(list)
        for row in self._rows:
            found[row.member].append(row)
        return found

    @cached_property
    def _snoozes(self) -> Facts:
        return self.books.facts({"snooze"})


def message(due: Sequence[Nudge]) -> Reply:
    """One matter by itself, or several one under the other, each with its buttons."""
    if len(due) == 1:
        [only] = due
        actions = (*only.actions, *only.quieting)
        return Reply(outcome="notice", headline=only.text, trust=(HOW,), actions=actions)
    sections = [
        Section(heading=None, lines=(one.line,), actions=(*one.actions, *one.quieting))
        for one in due[:MOST_WITH_BUTTONS]
    ]
    more = len(due) - MOST_WITH_BUTTONS
    if more > 0:
        sections.append(Section(heading=None, lines=lines(f"… and {more:,} more")))
    headline = f"{len(due):,} matters wait for you:"
    return Reply(outcome="notice", headline=headline, sections=tuple(sections), trust=(HOW,))


def _can_be_told(member: Member, workspace: str) -> bool:
    """Whether somebody is there, and may do something about it."""
    ours = member.team in (None, workspace)
    return ours and not (member.deleted or member.bot or member.guest)


def _zone(member: Member) -> tzinfo:
    """The time zone in which somebody works; UTC where nobody knows it."""
    try:
        return ZoneInfo(member.zone) if member.zone else UTC
    except (KeyError, ValueError, OSError):
        return UTC
