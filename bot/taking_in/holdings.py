"""The plan for a file of owned things."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.fact import Facts, holdings_facts
from bot.domain.holdings import Holdings
from bot.domain.organisation import Person
from bot.store.books import Books
from bot.taking_in.agreement import Told, check_refs
from bot.taking_in.beside import plan_beside
from bot.taking_in.others import Others, said_by
from bot.taking_in.places import holdings_places
from bot.taking_in.plan import EXAMPLE, SHARED, Plan, some

_ONE_OF_ITS_OWN = ("email", "channel")


def plan_holdings(books: Books, holdings: Holdings, source: str) -> Plan:
    """The changes that bring a workspace to what a file of owned things says of them.

    Teams and people whom another source told of stay as that one has them. Flaws name what
    another source has under the same ref.
    """
    stored, example = books.facts(), books.owned(EXAMPLE)
    ours = said_by(books, stored, source).keys() | example
    others = {subject: body for subject, body in stored.items() if subject not in ours}
    before, holdings = holdings, _among(holdings, others)
    wanted = holdings_facts(holdings)
    places = holdings_places(wanted)
    told = Told(places, Others(books, {source, EXAMPLE}))
    check_refs(told, others, wanted)
    known = {s: body for s, body in wanted.items() if s in others and s.kind in SHARED}
    wanted = {subject: body for subject, body in wanted.items() if subject not in known}
    made = plan_beside(books, stored, wanted, source, places, example)
    gone = {change.subject for change in made.changes if change.after is None}
    return replace(
        made,
        order=tuple(wanted),
        organisation=holdings.organisation.organisation if example else None,
        others=len(stored.keys() - wanted.keys() - gone),
        known=(*_joined(before, holdings), *_said_otherwise(told, others, known)),
    )


def _among(holdings: Holdings, others: Facts) -> Holdings:
    """The holdings with the keys that people and teams of others have."""
    people = [Person(key=s.key[0], **b) for s, b in others.items() if s.kind == "person"]
    teams = {s.key[0]: b["name"] for s, b in others.items() if s.kind == "team"}
    return holdings.among(people, teams)


def _joined(told: Holdings, known: Holdings) -> Iterator[str]:
    """A line for each person of a file, and each team, who is somebody that others told of."""
    for kind, before, after in (
        ("person", told.organisation.people, known.organisation.people),
        ("team", told.organisation.teams, known.organisation.teams),
    ):
        there = {one.key for one in before}
        keys = [one.key for one in after if one.key not in there]
        if keys:
            yield f"= known already: {kind} {some(keys)}"


def _said_otherwise(told: Told, others: Facts, known: Facts) -> Iterator[str]:
    """A line for each address and channel that another source has otherwise, whose word stays."""
    for subject, body in known.items():
        for name in _ONE_OF_ITS_OWN:
            theirs, ours = others[subject].get(name), body.get(name)
            if ours and theirs != ours:
                stays = f"{name} {theirs or 'none'} stays, as {told.whose(subject)} has it"
                yield f"= {subject}: {stays}; this file says {ours}"
