"""Changes in words: what happened to which fact, with before and after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.domain.fact import BASE, FILES, OWN, Body, Change, Subject
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling_checklists import checklist_details, checklist_name
from bot.domain.ownership.telling_digests import digest_details
from bot.domain.ownership.telling_entries import entry_name, own_details, own_sign
from bot.domain.ownership.telling_snoozes import snooze_details, snooze_subject
from bot.domain.value import kind_of
from bot.domain.wording import listed, short

_FIELDS = {
    "asked_by": "asked by",
    "confirmed_by": "confirmed by",
    "because": "because",
}
_PEOPLE = ("asked_by", "confirmed_by")
_PRIVATE = {"email": "e-mail changed", "slack": "Slack account changed"}
"""What of a person isn't everybody's business: that it changed is said, not to what."""


@dataclass(frozen=True)
class Names:
    """What keys and refs are called here; what is gone is called by its key.

    People who are in the organisation no more are called what `member` has for their account, else
    what `last` has of them, as teams are.
    """

    catalog: Catalog
    organisation: Organisation
    member: Callable[[str], Member | None] = dict[str, Member]().get
    last: Callable[[Subject], Body | None] = dict[Subject, Body]().get

    def of(self, key: str) -> str:
        """The name of a person, a team or an entry of the catalog."""
        if key in self.catalog.by_ref:
            return self.catalog.by_ref[key].name
        return key.partition(":")[2] or key

    def entry(self, ref: str) -> str:
        """What an entry of the catalog is called; as files had it, where it is gone."""
        if ref in self.catalog.by_ref:
            return self.catalog.by_ref[ref].name
        filed = (self.last(Subject("entry", (layer, ref))) or {} for layer in (FILES, BASE))
        return next((str(body["name"]) for body in filed if body.get("name")), self.of(ref))

    def person(self, key: str) -> str:
        """What a person is called."""
        known = self.organisation.person.get(key)
        if known is not None:
            return known.called
        body = self.last(Subject("person", (key,))) or {}
        member = self.member(str(body.get("slack") or key))
        return member.name if member else str(body.get("name") or key)

    def account(self, user: str) -> str:
        """What whoever has this account is called; else what did it, as it was recorded."""
        known = self.organisation.account.get(user)
        return known.called if known else self._member(user)

    def team(self, key: str) -> str:
        """What a team is called."""
        known = self.organisation.team.get(key)
        if known is not None:
            return known.name
        body = self.last(Subject("team", (key,)))
        return str(body["name"]) if body else key

    def anything(self, key: str) -> str:
        """What a team, a person or an entry of the catalog is called, whichever has this key."""
        return self.team(key) if key in self.organisation.team else self.of(key)

    def is_account(self, key: str) -> bool:
        """Whether it is the id of somebody's account, and not of a channel."""
        return key in self.organisation.account or self.member(key) is not None

    def _member(self, user: str) -> str:
        member = self.member(user)
        return member.name if member else user


def names_in(scene: Scene) -> Names:
    """What keys and refs are called in a scene."""
    return Names(scene.catalog, scene.organisation, scene.member, scene.past.last)


def told(change: Change, names: Names) -> str:
    """One change as a line: “+ Cy Mail as MLOps Engineer in Churn: pending, primary”."""
    details = ", ".join(_details(change, names))
    sign = own_sign(change) if _is_own(change) else change.sign
    return f"{sign} {_subject(change, names)}" + (f": {details}" if details else "")


def told_all(changes: Sequence[Change], count: int, names: Names, most: int) -> tuple[str, ...]:
    """The first so many changes as lines, and how many more there are."""
    lines = [told(change, names) for change in changes[:most]]
    more = count - len(lines)
    return (*lines, *([f"… and {more:,} more"] if more > 0 else []))


def _is_own(change: Change) -> bool:
    """Whether it is the workspace's own word on an entry of its catalog."""
    return change.subject.kind == "entry" and change.subject.key[0] == OWN


def _subject(change: Change, names: Names) -> str:
    first, *rest = change.subject.key
    said = {
        "assignment": lambda: f"{names.person(rest[1])} as {names.of(rest[0])} in",
        "override": lambda: f"who is responsible for {names.of(rest[0])} in",
        "waiver": lambda: f"no need for {names.of(rest[0])} in",
        "lead": lambda: f"{names.person(rest[0])} as lead of",
    }.get(change.subject.kind)
    if said is not None:
        return f"{said()} {names.team(first)}"
    if change.subject.kind == "entry":
        ref = change.subject.key[-1]
        return f"{kind_of(ref)} {entry_name(change, names.entry(ref))}"
    if change.subject.kind == "checklist":
        return checklist_name(change)
    return _by_itself(change, names)


def _by_itself(change: Change, names: Names) -> str:
    """What is about nothing else."""
    first, *rest = change.subject.key
    match change.subject.kind:
        case "steward":
            return f"{names.person(first)} as steward"
        case "person":
            return f"person {names.person(first)}"
        case "team":
            return f"team {_team_name(change, names.team(first))}"
        case "dismissal":
            return f"“{short(first)}” as a question for nobody here"
        case "snooze":
            return snooze_subject(change, names.anything, own=names.is_account(first))
    return " ".join((change.subject.kind, *(rest or (first,))))


def _team_name(change: Change, name: str) -> str:
    """The name that a team had, where it is gone by now."""
    bodies = (change.after, change.before)
    return next((body["name"] for body in bodies if body and body.get("name")), name)


def _details(change: Change, names: Names) -> Iterator[str]:
    before, after = change.before, change.after
    if change.subject.kind == "checklist":
        yield from checklist_details(change, names.person)
        return
    if change.subject.kind == "digest":
        yield from digest_details(change, names.team)
        return
    if change.subject.kind == "snooze":
        yield from snooze_details(change)
        return
    if _is_own(change):
        yield from own_details(change, names.of, names.team)
    if change.subject.kind in ("entry", "catalog", "dismissal"):
        return
    if before is None or after is None:
        yield from _said(after or before or {}, names)
        return
    for field in {**before, **after}:
        old, new = before.get(field), after.get(field)
        if old != new and field in _PRIVATE:
            yield _PRIVATE[field]
        elif old != new:
            yield f"{_called(field)} {_value(field, old, names)} → {_value(field, new, names)}"


def _said(body: Body, names: Names) -> Iterator[str]:
    for field, value in body.items():
        if value is None or field in ("name", "active", "asked", "confirmed_by", *_PRIVATE):
            continue
        plain = field in ("state", "standing")
        yield (
            _value(field, value, names)
            if plain
            else (f"{_called(field)} {_value(field, value, names)}")
        )


def _called(field: str) -> str:
    return _FIELDS.get(field, field)


def _value(field: str, value: object, names: Names) -> str:
    if value is None:
        return "–"
    if field in _PEOPLE:
        return names.person(str(value))
    if field == "platform":
        return names.team(str(value))
    if isinstance(value, list):
        return listed(names.of(str(one)) for one in value) or "nobody"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return short(str(value))
