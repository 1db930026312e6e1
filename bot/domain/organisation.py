"""An organisation: its people and teams, and who fills which role in which of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import model_validator

from bot.domain.catalog import Catalog
from bot.domain.team_words import folded_words
from bot.domain.value import ActivityRef, Day, Key, Managed, Name, Prose, RoleRef, Value
from bot.errors import Flaw, Flaws

Standing = Literal["primary", "backup"]
State = Literal["pending", "accepted"]
Where = tuple[str | int, ...]


class Person(Value):
    """Somebody who can fill a role, with or without a Slack account."""

    key: Key
    """What the file calls them."""
    name: Name | None = None
    """Their name; left out, the key is shown."""
    email: Name | None = None
    """Their address in Slack, by which they are found there."""
    slack: Key | None = None
    """Their Slack user id, `U…`; it comes before the address."""
    active: bool = True
    """Whether they are still there."""

    @property
    def called(self) -> str:
        """The name to show: the key where the file has no name."""
        return self.name or self.key


class Assignment(Value):
    """A person fills a role in the team that holds this.

    While it is pending, `asked_by` is who proposed it, on the day `asked`: the person who would
    fill it, where they offered it themselves. Once accepted, these say that whoever fills it was
    asked to change between primary and backup.
    """

    role: RoleRef
    """The role."""
    person: Key
    """The key of who fills it."""
    standing: Standing = "primary"
    """Whether they come first or step in."""
    state: State = "accepted"
    """Whether they have accepted."""
    since: Day | None = None
    """Their first day in it."""
    until: Day | None = None
    """Their last day in it."""
    confirmed: Day | None = None
    """When somebody last said that it is so."""
    confirmed_by: Key | None = None
    """The key of who said so."""
    asked: Day | None = None
    """When it was proposed."""
    asked_by: Key | None = None
    """The key of who proposed it."""

    @property
    def waits(self) -> bool:
        """Whether the person hasn't answered yet what they were asked."""
        return self.state == "pending" or self.asked_by is not None

    @property
    def offered(self) -> bool:
        """Whether the person offers to fill the role, and somebody in charge has to agree."""
        return self.waits and self.asked_by == self.person

    @property
    def proposed(self) -> Standing:
        """What they are asked to be: who fills the role already, the other of the two."""
        if self.state == "pending":
            return self.standing
        return "primary" if self.standing == "backup" else "backup"

    def current(self, today: date) -> bool:
        """Whether it holds on this day; the last day counts."""
        begun = self.since is None or self.since <= today
        return begun and (self.until is None or today <= self.until)


class Override(Value):
    """In this team other roles are responsible than the catalog says; none is nobody, by design."""

    activity: ActivityRef
    """The activity that is different here."""
    roles: tuple[RoleRef, ...]
    """The roles that are responsible here; `[]` is nobody, by design."""
    because: Prose | None = None
    """Why; needed where it is nobody."""

    @model_validator(mode="after")
    def _reasoned(self) -> "Override":
        if len(set(self.roles)) < len(self.roles):
            raise Flaws([Flaw(("roles",), "a role more than once", "every role once")])
        if not self.roles and not self.because:
            flaw = Flaw(("because",), "no reason", "why nobody is responsible, by design")
            raise Flaws([flaw])
        return self


class Waiver(Value):
    """This team doesn't need the role, so nobody filling it is no gap."""

    role: RoleRef
    """The role that isn't needed."""
    because: Prose
    """Why not."""


class Team(Value):
    """A platform or a product team, with all that was said about its ownership."""

    key: Key
    """What the file calls it."""
    name: Name
    """What people call it."""
    kind: Literal["platform", "product"] = "product"
    """Whether it serves other teams or makes a product."""
    platform: Key | None = None
    """The key of its platform team."""
    structure: Key | None = None
    """How it is arranged: the key of a structure, as `hybrid`."""
    channel: Name | None = None
    """Where it is reached, `#name`."""
    leads: tuple[Key, ...] = ()
    """The keys of who leads it."""
    assignments: tuple[Assignment, ...] = ()
    """Who fills which role."""
    overrides: tuple[Override, ...] = ()
    """What is different from the catalog here."""
    waived: tuple[Waiver, ...] = ()
    """The roles that it doesn't need."""


class Organisation(Value):
    """Everybody and every team of a workspace; stewards look after its ownership."""

    organisation: Name
    """What it is called; a file is known by it, so keep it."""
    people: tuple[Person, ...] = ()
    """Everybody who is named anywhere below."""
    teams: tuple[Team, ...] = ()
    """The teams."""
    stewards: tuple[Key, ...] = ()
    """The keys of who looks after all of it."""
    managed: tuple[Managed, ...] = ()
    """What is changed in this file alone: a kind, or `kind.field`."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Organisation":
        flaws = [*self._repeated(), *self._unknown()]
        if flaws:
            raise Flaws(flaws)
        return self

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by their key."""
        return {person.key: person for person in self.people}

    @cached_property
    def account(self) -> dict[str, Person]:
        """People by their Slack user id."""
        return {person.slack: person for person in self.people if person.slack}

    @cached_property
    def team(self) -> dict[str, Team]:
        """Teams by their key."""
        return {team.key: team for team in self.teams}

    @cached_property
    def teams_by_word(self) -> dict[str, tuple[int, ...]]:
        """The places of teams, by the first word of anything that they are called."""
        found: dict[str, list[int]] = {}
        for place, team in enumerate(self.teams):
            names = (team.name, team.key, team.channel or "")
            for word in {word for name in names for word in folded_words(name)[:1]}:
                found.setdefault(word, []).append(place)
        return {word: tuple(places) for word, places in found.items()}

    @cached_property
    def parts_of(self) -> dict[str, tuple[tuple[Team, Assignment], ...]]:
        """Every assignment with its team, by the person's key."""
        found: dict[str, list[tuple[Team, Assignment]]] = {}
        for team in self.teams:
            for held in team.assignments:
                found.setdefault(held.person, []).append((team, held))
        return {key: tuple(parts) for key, parts in found.items()}

    @cached_property
    def offers(self) -> tuple[tuple[Team, Assignment], ...]:
        """What people offer to fill, with the team whose lead has to agree."""
        return tuple(
            (team, held) for team in self.teams for held in team.assignments if held.offered
        )

    def team_called(self, words: str) -> Team | None:
        """The team with this key, ref, name or channel, in any case; None where there is none."""
        wanted = words.strip().casefold()
        if self._called(wanted) is None:
            wanted = wanted.removeprefix("the ").removesuffix(" team").strip()
        return self._called(wanted)

    def _called(self, wanted: str) -> Team | None:
        key = wanted.removeprefix("team:").strip()
        by_key, by_name, by_channel = self._team_names
        found = (by_key.get(key), by_name.get(wanted), by_channel.get(wanted.lstrip("#")))
        return next((team for team in found if team is not None), None) if wanted else None

    @cached_property
    def _team_names(self) -> tuple[dict[str, Team], dict[str, Team], dict[str, Team]]:
        """Teams by their key, name and channel, each as it is looked up."""
        return (
            {team.key.casefold(): team for team in self.teams},
            {team.name.casefold(): team for team in self.teams},
            {(team.channel or "").casefold().lstrip("#"): team for team in self.teams},
        )

    def misfits(self, catalog: Catalog) -> Iterator[Flaw]:
        """Every role, activity and structure named here that the catalog doesn't have."""
        roles = {role.ref for role in catalog.roles}
        activities = {activity.ref for activity in catalog.activities}
        for i, team in enumerate(self.teams):
            if team.structure and team.structure not in catalog.structure_of:
                known = ", ".join(catalog.structure_of)
                expected = f"one of {known}" if known else "none, for the catalog has none"
                yield Flaw(("teams", i, "structure"), f"“{team.structure}”", expected)
            for where, ref in _refs(i, team):
                if ref not in roles and ref not in activities:
                    yield Flaw(where, f"“{ref}”", "a ref in the catalog")

    def _repeated(self) -> Iterator[Flaw]:
        yield from _twice("people", "key", [p.key for p in self.people])
        yield from _twice("people", "slack", [p.slack for p in self.people])
        yield from _twice("people", "email", [p.email and p.email.casefold() for p in self.people])
        yield from _twice("teams", "key", [t.key.casefold() for t in self.teams])
        yield from _twice("teams", "name", [t.name.casefold() for t in self.teams])
        channels = [team.channel and team.channel.casefold() for team in self.teams]
        yield from _twice("teams", "channel", channels)
        yield from _again(("stewards",), self.stewards)
        names = {team.name.casefold(): team.key for team in self.teams}
        for i, team in enumerate(self.teams):
            if names.get(team.key.casefold(), team.key) != team.key:
                expected = "a key that is no other team's name"
                yield Flaw(("teams", i, "key"), f"“{team.key}”", expected)
        for i, team in enumerate(self.teams):
            yield from _again(("teams", i, "leads"), team.leads)
            filled = [(a.role, a.person) for a in team.assignments]
            yield from _again(("teams", i, "assignments"), filled, "person")
            overridden = [override.activity for override in team.overrides]
            yield from _again(("teams", i, "overrides"), overridden, "activity")
            waived = [waiver.role for waiver in team.waived]
            yield from _again(("teams", i, "waived"), waived, "role")

    def _unknown(self) -> Iterator[Flaw]:
        people = {person.key for person in self.people}
        platforms = {team.key for team in self.teams if team.kind == "platform"}
        for where, key in self._people_named():
            if key not in people:
                yield Flaw(where, f"“{key}”", "the key of somebody under people")
        for i, team in enumerate(self.teams):
            if team.platform is not None and team.platform not in platforms:
                yield Flaw(("teams", i, "platform"), f"“{team.platform}”", "a platform team's key")
            if team.kind == "platform" and (team.platform or team.structure):
                found = "a platform team with a platform or structure"
                yield Flaw(("teams", i), found, "these on product teams alone")
            for j, held in enumerate(team.assignments):
                if held.since and held.until and held.until < held.since:
                    where = ("teams", i, "assignments", j, "until")
                    yield Flaw(where, f"{held.until}", f"a day from {held.since} on")

    def _people_named(self) -> Iterator[tuple[Where, str]]:
        for n, steward in enumerate(self.stewards):
            yield ("stewards", n), steward
        for i, team in enumerate(self.teams):
            for n, lead in enumerate(team.leads):
                yield ("teams", i, "leads", n), lead
            for n, held in enumerate(team.assignments):
                yield ("teams", i, "assignments", n, "person"), held.person
                for field in ("confirmed_by", "asked_by"):
                    if (key := getattr(held, field)) is not None:
                        yield ("teams", i, "assignments", n, field), key


def _refs(i: int, team: Team) -> Iterator[tuple[Where, str]]:
    for n, held in enumerate(team.assignments):
        yield ("teams", i, "assignments", n, "role"), held.role
    for n, override in enumerate(team.overrides):
        yield ("teams", i, "overrides", n, "activity"), override.activity
        for m, role in enumerate(override.roles):
            yield ("teams", i, "overrides", n, "roles", m), role
    for n, waiver in enumerate(team.waived):
        yield ("teams", i, "waived", n, "role"), waiver.role


def _twice(of: str, field: str, values: Iterable[str | None]) -> Iterator[Flaw]:
    listed = list(values)
    counts = Counter(value for value in listed if value)
    for i, value in enumerate(listed):
        if value and counts[value] > 1:
            yield Flaw((of, i, field), f"“{value}” more than once", f"every {field} once")


def _again(of: Where, values: Iterable[object], field: str | None = None) -> Iterator[Flaw]:
    seen: set[object] = set()
    for i, value in enumerate(values):
        if value in seen:
            where = (*of, i, field) if field else (*of, i)
            yield Flaw(where, "the same a second time", "it once a team")
        seen.add(value)
