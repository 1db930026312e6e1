"""What a channel is told: a few matters with buttons, more in lines, most of it first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.desk.editions import MOST_KEPT, MOST_LISTED, MOST_WITH_BUTTONS, Newsroom, Told, matter_key
from bot.desk.rounds import Rounds
from bot.digests import Digest, Line, Look
from bot.domain.edition import Matter
from bot.domain.reply import Action, Section, Span
from tests.commands.counter import ANA, WORKSPACE, Counter
from tests.desk.hearing import TEN, Chores, Hearing, lines_of

DAY = date(2026, 11, 23)


class Paper:
    """What the channel C2 is told of these chores."""

    def __init__(self, counter: Counter, *chores: Chores, **fields: Any) -> None:
        self.here = Hearing(counter.ledger, counter.desk.rounds, *chores)
        names = tuple(one.name for one in chores)
        self.told = self.here.subscribes(**{"digests": names} | fields)

    def reads(self, *matters: Matter) -> Told:
        """What is told now, or how these matters stand that were found before."""
        with self.here.ledger.open(WORKSPACE, TEN) as books:
            scene = self.here.rounds.scene(books, TEN)
            room = Newsroom(books, scene, self.here.rounds.digests, TEN)
            return room.told(self.told, "1", matters or room.found(self.told, "1"), DAY)


def many(number: int, name: str = "chores") -> Chores:
    """So many open chores."""
    return Chores(name, [f"{name} {n}" for n in range(number)])


def sections(told: Told) -> list[tuple[str | None, int, list[str]]]:
    """Each section's heading, its number of lines, and the labels of its buttons."""
    return [
        (one.heading, len(one.lines), [action.label for action in one.actions])
        for one in told.reply.sections
    ]


def test_one_matter(counter: Counter) -> None:
    """It stands under its heading with its buttons, and one to hear of it no more for a while."""
    told = Paper(counter, many(1)).reads()
    assert told.reply.headline == "Who owns what, Monday 23 November 2026:"
    assert sections(told) == [("Chores", 1, ["Do it", "Snooze"])]
    snooze = told.reply.sections[0].actions[-1]
    assert snooze.verb == "snooze"
    assert snooze.given == {"channel": ("C2",), "matter": ("chores chores 0",)}
    [trust] = told.reply.trust
    assert trust.startswith("This comes every day at 10:00 (UTC); `/ownership digest list`")
    assert told.open == {("chores", "chores 0")}


def test_of_one_team(counter: Counter) -> None:
    """Which team it is about stands in its first line."""
    told = Paper(counter, many(1), team="churn").reads()
    assert told.reply.headline == "Who owns what in Churn, Monday 23 November 2026:"


def test_nothing(counter: Counter) -> None:
    """Where there is nothing to tell that is said."""
    told = Paper(counter, many(0)).reads()
    expected = "Who owns what, Monday 23 November 2026: all is well, there is nothing to see to."
    assert (told.reply.headline, told.reply.sections) == (expected, ())
    assert (told.matters, told.open) == ((), frozenset())


def test_more_than_have_buttons(counter: Counter) -> None:
    """The first have buttons, the rest is listed; the heading stands once and counts them."""
    told = Paper(counter, many(MOST_WITH_BUTTONS)).reads()
    alone = [(None, 1, ["Do it", "Snooze"])] * (MOST_WITH_BUTTONS - 1)
    first = (f"Chores ({MOST_WITH_BUTTONS})", 1, ["Do it", "Snooze"])
    assert sections(told) == [first, *alone]
    told = Paper(counter, more := many(MOST_WITH_BUTTONS + 3)).reads()
    first = (f"Chores ({MOST_WITH_BUTTONS + 3})", 1, ["Do it", "Snooze"])
    assert sections(told) == [first, *alone, (None, 3, [])]
    assert lines_of(told.reply) == more.open


@pytest.mark.parametrize(("over", "more"), [(0, []), (1, ["… and 1 more"])])
def test_more_than_are_listed(counter: Counter, over: int, more: list[str]) -> None:
    """What has no place is counted."""
    chores = many(MOST_WITH_BUTTONS + MOST_LISTED + over)
    told = Paper(counter, chores).reads()
    assert lines_of(told.reply) == chores.open[: MOST_WITH_BUTTONS + MOST_LISTED] + more
    assert len(told.open) == len(chores.open)


def test_more_than_are_kept(counter: Counter) -> None:
    """Of very many matters the first are kept, and of a digest without end no more is asked."""
    chores = many(MOST_KEPT + 1000)
    told = Paper(counter, chores).reads()
    assert [matter.about[0] for matter in told.matters] == chores.open[:MOST_KEPT]
    left = MOST_KEPT - MOST_WITH_BUTTONS - MOST_LISTED
    assert lines_of(told.reply)[-1] == f"… and {left} more"
    assert told.reply.sections[0].heading == f"Chores ({MOST_KEPT})"


def test_the_longer_first(counter: Counter) -> None:
    """The digest with most matters leads; of as many, the one that was subscribed first."""
    few, most, same = many(1, "few"), many(3, "most"), many(1, "same")
    told = Paper(counter, few, most, same).reads()
    headings = [heading for heading, _, _ in sections(told) if heading]
    assert headings == ["Most (3)", "Few", "Same"]
    assert [one.digest for one in told.matters] == ["few", "most", "most", "most", "same"]


def test_each_digest_has_its_share(counter: Counter) -> None:
    """However much one tells, another has its buttons and lines as well."""
    told = Paper(counter, many(900, "many"), many(2, "few")).reads()
    assert lines_of(told.reply)[-2:] == ["few 0", "few 1"]
    assert len(told.matters) == MOST_KEPT + 2


def test_a_digest_with_nothing_has_no_heading(counter: Counter) -> None:
    """Of what there is nothing to tell, nothing is told."""
    told = Paper(counter, many(0, "none"), many(1, "some")).reads()
    assert sections(told) == [("Some", 1, ["Do it", "Snooze"])]


def test_done(counter: Counter) -> None:
    """What is done stands with a tick in its place, has no buttons and isn't counted."""
    paper = Paper(counter, chores := many(3))
    matters = paper.reads().matters
    chores.open.remove("chores 1")
    told = paper.reads(*matters)
    assert lines_of(told.reply) == ["chores 0", "✓ chores 1", "chores 2"]
    assert sections(told)[1] == (None, 1, [])
    assert told.reply.sections[0].heading == "Chores (2)"
    assert told.matters == matters
    assert told.open == {("chores", "chores 0"), ("chores", "chores 2")}


def test_the_fingerprint(counter: Counter) -> None:
    """It is the same where the same is shown, and differs where anything is shown differently."""
    paper = Paper(counter, chores := many(2))
    first = paper.reads()
    assert paper.reads().fingerprint == first.fingerprint
    chores.open.append("more")
    assert paper.reads(*first.matters).fingerprint == first.fingerprint
    assert paper.reads().fingerprint != first.fingerprint
    chores.open.remove("chores 1")
    assert paper.reads(*first.matters).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("until", "told"), [("2026-11-22", 2), ("2026-11-23", 2), ("2026-11-24", 1)]
)
def test_snoozed(counter: Counter, until: str, told: int) -> None:
    """A matter is left out before that day, of what is found alone, and of this channel alone."""
    paper = Paper(counter, many(2))
    matters = paper.reads().matters
    paper.here.changes("snooze", ("C2", matter_key(matters[0])), {"until": until})
    paper.here.changes("snooze", ("C3", matter_key(matters[1])), {"until": "2027-01-01"})
    assert len(paper.reads().matters) == told
    assert len(paper.reads(*matters).reply.sections) == 2


def test_snoozed_and_more_than_are_kept(counter: Counter) -> None:
    """What is snoozed takes no other matter's place in what is shown."""
    paper = Paper(counter, chores := many(2))
    paper.here.changes("snooze", ("C2", "chores chores 0"), {"until": "2027-01-01"})
    assert lines_of(paper.reads().reply) == chores.open[1:]


def test_all_at_once(counter: Counter) -> None:
    """Buttons for all open matters together come last, and not where none is open."""
    seen: list[int] = []

    def over(_: Look, left: Any) -> list[Action]:
        seen.append(len(left))
        return [Action(label="All", verb="take")]

    def find(_: Look) -> Iterator[Matter]:
        yield from (Matter(digest="chores", about=(name,)) for name in ("open", "done"))

    def line(_: Look, matter: Matter) -> Line:
        return Line((Span(text=matter.about[0]),), done=matter.about == ("done",))

    paper = Paper(counter, Chores())
    digest = Digest("chores", "Chores", "chores", find, line, over)
    paper.here.rounds = _with(paper.here, digest)
    told = paper.reads()
    assert lines_of(told.reply) == ["open", "✓ done", "All of these at once:"]
    assert [one.label for one in told.reply.sections[-1].actions] == ["All"]
    assert seen == [1]
    paper.reads(Matter(digest="chores", about=("done",)))
    assert seen == [1]


def test_what_a_digest_looks_at(counter: Counter) -> None:
    """It sees its teams, and what was changed since the channel was told last, or subscribed."""
    looks: list[Look] = []

    def find(look: Look) -> Iterator[Matter]:
        looks.append(look)
        yield Matter(digest="chores", about=("dishes",))

    def line(_: Look, matter: Matter) -> Line:
        return Line((Span(text=matter.about[0]),))

    began = counter.version
    paper = Paper(counter, Chores())
    here = paper.here
    here.rounds = _with(here, Digest("chores", "Chores", "chores", find, line))
    paper.reads()
    here.something_changes()
    here.ticks(TEN)
    here.something_changes()
    # That the message was looked at since, and perhaps changed, makes nothing less new.
    here.arrives(here.deliveries[0])
    here.ticks()
    paper.reads()
    assert [look.since for look in looks] == [began + 1, began + 1, began + 2]
    assert [look.last for look in looks] == [None, None, TEN]
    assert [team.key for team in looks[0].teams] == ["platform", "churn", "search"]
    assert (looks[0].team, looks[0].now) == (None, TEN)
    paper.told = paper.told.model_copy(update={"team": "churn"})
    paper.reads()
    assert [team.key for team in looks[-1].teams] == ["churn"]
    assert looks[-1].team is looks[-1].teams[0]
    paper.told = paper.told.model_copy(update={"team": "gone"})
    paper.reads()
    assert not looks[-1].teams
    assert looks[-1].team is None


def test_nobody_is_mentioned(counter: Counter) -> None:
    """The headline and the lines below are ours; a chore's words stand in its line alone."""
    told = Paper(counter, Chores(open=["<@U1> & <!channel>"])).reads()
    section: Section = told.reply.sections[0]
    assert [span.user for span in section.lines[0]] == [None]
    assert ANA not in told.reply.headline


def _with(here: Hearing, digest: Digest) -> Rounds:
    return replace(here.rounds, digests={digest.name: digest})
