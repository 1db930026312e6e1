"""What a channel is told: what its digests find, and how that stands ever after."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from bot.digests import Digest, Line, Look
from bot.domain.edition import Matter
from bot.domain.fact import Subject
from bot.domain.ownership.requests import in_force
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action, Reply, Section, Span
from bot.domain.subscription import Subscription
from bot.domain.wording import bullets, lines
from bot.store.books import Books
from bot.store.due import DIGEST

MOST_WITH_BUTTONS = 5
"""So many matters of a digest come with buttons of their own."""

MOST_LISTED = 25
MOST_KEPT = 500
"""So many matters of a digest are kept, to be shown as they stand later."""

SNOOZE = "snooze"


@dataclass(frozen=True)
class Told:
    """What a channel is told of these matters, as things stand.

    `open` is what nobody has seen to yet: the digest's name, then what it is about.
    """

    reply: Reply
    matters: tuple[Matter, ...]
    open: frozenset[tuple[str, ...]]

    @property
    def fingerprint(self) -> str:
        """What differs where a message would show something else."""
        return hashlib.sha256(self.reply.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Newsroom:
    """Makes what channels are told; `now` is the moment of all of it."""

    books: Books
    scene: Scene
    digests: Mapping[str, Digest]
    now: datetime

    def found(self, told: Subscription, key: str | None) -> tuple[Matter, ...]:
        """What is to be told now; of the subscription with that key, since its last time."""
        look = self._look(told, key)
        quiet = self._quiet(told.channel)
        return tuple(
            matter
            for name in told.digests
            if name in self.digests
            for matter in islice(self.digests[name].find(look), MOST_KEPT)
            if matter_key(matter) not in quiet
        )

    def told(
        self, told: Subscription, key: str | None, matters: Sequence[Matter], day: date
    ) -> Told:
        """These matters as they stand now, the digest with most of them first, under that day."""
        look = self._look(told, key)
        parts: list[tuple[Digest, list[tuple[Matter, Line]]]] = []
        for name in told.digests:
            if name in self.digests:
                digest = self.digests[name]
                theirs = [one for one in matters if one.digest == name]
                parts.append((digest, [(one, digest.line(look, one)) for one in theirs]))
        parts.sort(key=lambda part: -len(part[1]))
        sections = [one for part in parts for one in _sections(look, *part, told.channel)]
        left = {
            (digest.name, *matter.about)
            for digest, found in parts
            for matter, line in found
            if not line.done
        }
        return Told(_reply(look, told, sections, day), tuple(matters), frozenset(left))

    def _look(self, told: Subscription, key: str | None) -> Look:
        here = in_force(self.scene)
        team = here.team.get(told.team) if told.team else None
        teams = here.teams if told.team is None else (team,) if team else ()
        last = self.books.last_edition(f"{DIGEST} {key}") if key else None
        since = last.as_of if last else self._began(key)
        moment = last.at if last else None
        return Look(self.scene, here, teams, team, self.books, since, moment, self.now)

    def _began(self, key: str | None) -> int:
        """The change with which a subscription began, before which nothing is news to it."""
        if key is None:
            return 0
        subject = Subject("digest", (key,))
        steps = self.books.steps_of([subject]).get(subject, ())
        return steps[0].number if steps else 0

    def _quiet(self, channel: str) -> frozenset[str]:
        """The matters of which a channel doesn't want to hear for now."""
        today = self.scene.today.isoformat()
        return frozenset(
            subject.key[1]
            for subject, body in self.books.facts({"snooze"}).items()
            if subject.key[0] == channel and body["until"] > today
        )


def matter_key(matter: Matter) -> str:
    """A matter as a snooze names it."""
    return " ".join((matter.digest, *matter.about))


def _sections(
    look: Look, digest: Digest, found: Sequence[tuple[Matter, Line]], channel: str
) -> Iterator[Section]:
    if not found:
        return
    left = [matter for matter, line in found if not line.done]
    heading: str | None = digest.heading
    if len(left) > 1:
        heading = f"{digest.heading} ({len(left):,})"
    for matter, line in found[:MOST_WITH_BUTTONS]:
        actions = (*line.actions, _snooze(matter, channel)) if line.actions else ()
        yield Section(heading=heading, lines=(_marked(line),), actions=actions)
        heading = None
    rest = found[MOST_WITH_BUTTONS:]
    if rest:
        more = len(rest) - MOST_LISTED
        listed = [_marked(line) for _, line in rest[:MOST_LISTED]]
        listed += bullets([f"… and {more:,} more"] if more > 0 else [])
        yield Section(heading=None, lines=tuple(listed))
    over = tuple(digest.over(look, left)) if left else ()
    if over:
        yield Section(heading=None, lines=lines("All of these at once:"), actions=over)


def _reply(look: Look, told: Subscription, sections: Sequence[Section], day: date) -> Reply:
    where = f" in {look.team.name}" if look.team else ""
    headline = f"Who owns what{where}, {day:%A} {day.day} {day:%B %Y}"
    headline += ":" if sections else ": all is well, there is nothing to see to."
    about = f"This comes {told.rhythm}; `/ownership digest list` shows how to change that."
    return Reply(outcome="notice", headline=headline, sections=tuple(sections), trust=(about,))


def _marked(line: Line) -> tuple[Span, ...]:
    return (Span(text="✓ "), *line.spans) if line.done else line.spans


def _snooze(matter: Matter, channel: str) -> Action:
    given = {"channel": (channel,), "matter": (matter_key(matter),)}
    return Action(label="Snooze", verb=SNOOZE, given=given)
