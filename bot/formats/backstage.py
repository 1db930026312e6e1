"""Backstage: what `catalog-info.yaml` says is owned, by whom, and who is in which group."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator

from bot.domain.catalog import OWNER, Activity
from bot.domain.holdings import Holdings
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.slug import own_slug, slug
from bot.domain.value import as_name
from bot.errors import MOST_LISTED, FileRefused, Problem
from bot.files import Document, Place, check, read_yaml_documents
from bot.formats import Format, Intake

ENDINGS = ("catalog-info.yaml", "catalog-info.yml")
NAMELESS = "Backstage"
_OURS = "backstage.io/"
_DEFAULT = "default"
_GROUP, _USER, _FILE = "group", "user", "file"
_MOST_PROSE = 2000
_MOST_STEM = 100
_ENTITY_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_CHANNEL = re.compile(r"#[\w.-]{1,80}")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_ABSENT = (
    (_GROUP, "the team has nobody by name", "the teams have nobody by name"),
    (_USER, "the name is all that is known", "the names are all that is known"),
)
_EXAMPLES = {_GROUP: "a group such as group:streams", _USER: "a user such as user:jane"}


@dataclass(frozen=True)
class _Ref:
    """What an entity is known by, in lower case; `written` is its name as the file has it."""

    kind: str
    namespace: str
    name: str
    written: str = field(compare=False)

    @property
    def path(self) -> str:
        return self.name if self.namespace == _DEFAULT else f"{self.namespace}/{self.name}"

    def __str__(self) -> str:
        return f"{self.kind}:{self.path}"


def _entity_name(text: str) -> str:
    if not _ENTITY_NAME.fullmatch(text):
        raise ValueError("at most 63 letters, digits, . _ and -, a letter or digit at both ends")
    return text


def _ref_to(*kinds: str) -> PlainValidator:
    """Reads how one entity names another; the first kind is meant where it names none."""
    expected = " or ".join(_EXAMPLES[kind] for kind in kinds)

    def read_ref(given: object) -> _Ref:
        kind, colon, path = (given if isinstance(given, str) else "").rpartition(":")
        kind = kind.lower() if colon else kinds[0]
        namespace, slash, name = path.rpartition("/")
        parts = (namespace, name) if slash else (name,)
        if kind not in kinds or not all(map(_ENTITY_NAME.fullmatch, parts)):
            raise ValueError(expected)
        return _Ref(kind, namespace.lower(), name.lower(), name)

    return PlainValidator(read_ref)


_EntityName = Annotated[str, AfterValidator(_entity_name)]
_OwnerRef = Annotated[_Ref, _ref_to(_GROUP, _USER)]
_GroupRef = Annotated[_Ref, _ref_to(_GROUP)]
_UserRef = Annotated[_Ref, _ref_to(_USER)]


class _Part(BaseModel):
    """What we read of a part of an entity, which may hold any more."""

    model_config = ConfigDict(frozen=True)


class _Envelope(_Part):
    api_version: str = Field(alias="apiVersion")
    kind: str

    @property
    def ours(self) -> bool:
        return self.api_version.startswith(_OURS)

    @property
    def sort(self) -> str:
        """Which documents these are, where they are passed over."""
        kind = f"of kind {as_name(self.kind, '?')}"
        return kind if self.ours else f"{kind} ({as_name(self.api_version, '?')})"


class _Metadata(_Part):
    name: _EntityName
    namespace: _EntityName | None = None
    title: str | None = None


class _OwnedMetadata(_Metadata):
    description: str | None = None


class _GroupMetadata(_Metadata):
    annotations: dict[str, Any] | None = None


class _Profile(_Part):
    display_name: str | None = Field(None, alias="displayName")
    email: str | None = None


class _OwnedSpec(_Part):
    owner: _OwnerRef
    type: str | None = None
    system: str | None = None
    domain: str | None = None


class _GroupSpec(_Part):
    profile: _Profile | None = None
    parent: _GroupRef | None = None
    children: tuple[_GroupRef, ...] | None = None
    members: tuple[_UserRef, ...] | None = None


class _UserSpec(_Part):
    profile: _Profile | None = None
    member_of: tuple[_GroupRef, ...] | None = Field(None, alias="memberOf")


class _Entity(_Part):
    metadata: _Metadata


class _Owned(_Entity):
    metadata: _OwnedMetadata
    spec: _OwnedSpec


class _Group(_Entity):
    metadata: _GroupMetadata
    spec: _GroupSpec | None = None


class _User(_Entity):
    spec: _UserSpec | None = None


_MODELS: Mapping[str, type[_Owned | _Group | _User]] = {
    **dict.fromkeys(("component", "system", "domain", "api", "resource"), _Owned),
    _GROUP: _Group,
    _USER: _User,
}


@dataclass(frozen=True)
class _Told:
    """An entity with its ref, and the line of its name."""

    ref: _Ref
    line: int | None
    entity: _Owned | _Group | _User

    def meant(self, refs: Iterable[_Ref] | None) -> tuple[_Ref, ...]:
        """The refs it names; one without a namespace is of its own."""
        own = self.ref.namespace
        return tuple(r if r.namespace else replace(r, namespace=own) for r in refs or ())

    @cached_property
    def owner(self) -> _Ref | None:
        spec = self.entity.spec
        return self.meant([spec.owner])[0] if isinstance(spec, _OwnedSpec) else None

    @property
    def members(self) -> tuple[_Ref, ...]:
        spec = self.entity.spec
        return self.meant(spec.members) if isinstance(spec, _GroupSpec) else ()

    @property
    def member_of(self) -> tuple[_Ref, ...]:
        spec = self.entity.spec
        return self.meant(spec.member_of) if isinstance(spec, _UserSpec) else ()

    @property
    def profile(self) -> _Profile:
        spec = self.entity.spec
        profile = None if spec is None or isinstance(spec, _OwnedSpec) else spec.profile
        return profile or _Profile()

    @property
    def channel(self) -> str | None:
        """The Slack channel that a group's annotations name."""
        metadata = self.entity.metadata
        noted = metadata.annotations if isinstance(metadata, _GroupMetadata) else None
        for key, value in (noted or {}).items():
            about = key.lower()
            if "slack" in about and "channel" in about and _CHANNEL.fullmatch(str(value)):
                return str(value)
        return None


class _Sorts:
    """What is passed over: how often, and the first line of each sort."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int | None] = {}

    def add(self, sort: str, line: int | None) -> None:
        self._counts[sort] += 1
        self._first.setdefault(sort, line)

    def sentences(self) -> Iterator[str]:
        for sort, count in self._counts.items():
            were = "was" if count == 1 else "were"
            yield f"{count:,} {sort} {were} passed over (line {self._first[sort]})"


class _Reading:
    """Takes documents one by one, and keeps what each holds or what is wrong with it."""

    def __init__(self) -> None:
        self.told: dict[_Ref, _Told] = {}
        self.passed_over = _Sorts()
        self.problems: list[Problem] = []
        self.empty = True

    def take(self, document: Document) -> None:
        if document.data is None:
            return
        try:
            envelope = check(document, _Envelope)
            model = _MODELS.get(envelope.kind.lower()) if envelope.ours else None
            self.empty = self.empty and not envelope.ours
            if model is None:
                self.passed_over.add(envelope.sort, document.line_of(("kind",)))
            else:
                self._keep(document, envelope.kind.lower(), check(document, model))
        except FileRefused as refused:
            self.problems += refused.problems

    def _keep(self, document: Document, kind: str, entity: _Owned | _Group | _User) -> None:
        name, namespace = entity.metadata.name, entity.metadata.namespace or _DEFAULT
        ref = _Ref(kind, namespace.lower(), name.lower(), name)
        line = document.line_of(("metadata", "name"))
        first = self.told.setdefault(ref, _Told(ref, line, entity))
        if first.entity is not entity:
            found = f"“{ref}” a second time (first on line {first.line})"
            self.problems.append(
                Problem(document.path, line, "metadata.name", found, "every entity once")
            )


class _Owners:
    """The teams and the people of a file, who is in which team, and who owns something."""

    def __init__(self, file: str, told: Mapping[_Ref, _Told]) -> None:
        self.told = told
        self.passed_over = _Sorts()
        self.owners = _owners(told.values())
        self.members, groups_of = _memberships(told.values())
        fallback = _Ref(_FILE, _DEFAULT, file.casefold(), file)
        users = [ref for ref in self.owners if ref.kind == _USER]
        self._home_of = {user: self._first(groups_of.get(user, ()), fallback) for user in users}
        groups = [ref for ref in (*told, *self.members, *self.owners) if ref.kind == _GROUP]
        self.team_key = _keys([*groups, *self._home_of.values()])
        self.person_key = _keys([*(ref for ref in told if ref.kind == _USER), *groups_of, *users])

    def _first(self, groups: Iterable[_Ref], otherwise: _Ref) -> _Ref:
        """The first of these groups that the file has; else the first of them."""
        either = sorted(groups, key=lambda ref: ref not in self.told)
        return either[0] if either else otherwise

    def home(self, owner: _Ref) -> str:
        """The key of the team in which what this owner has is at home."""
        return self.team_key[self._home_of.get(owner, owner)]

    def people(self) -> Iterator[Person]:
        taken: set[str] = set()
        for ref, key in self.person_key.items():
            user = self.told.get(ref)
            name = as_name(user.profile.display_name or "", ref.written) if user else ref.written
            yield Person(key=key, name=name, email=self._email(user, taken))

    def teams(self) -> Iterator[Team]:
        taken: set[str] = set()
        called = {key: self._called(ref) for ref, key in self.team_key.items()}
        names = _own_names(called)
        for ref, key in self.team_key.items():
            people = (self.person_key[person] for person in self.members.get(ref, ()))
            yield Team(
                key=key,
                name=names[key],
                channel=self._channel(self.told.get(ref), taken),
                assignments=tuple(Assignment(role=OWNER, person=person) for person in people),
            )

    def unknown(self) -> Iterator[str]:
        """A sentence on owners of each kind that aren't in a file that has others of it."""
        for kind, one, several in _ABSENT:
            absent = [ref for ref in self.owners if ref.kind == kind and ref not in self.told]
            absent = [ref for ref in absent if ref not in self.members]
            if not absent or not any(ref.kind == kind for ref in self.told):
                continue
            named = ", ".join(ref.path for ref in absent[:MOST_LISTED])
            more = len(absent) - MOST_LISTED
            named += f" and {more:,} more" if more > 0 else ""
            what = f"{kind} {named} isn't" if len(absent) == 1 else f"{kind}s {named} aren't"
            told = one if len(absent) == 1 else several
            yield f"{what} in this file: {told} (line {self.owners[absent[0]]})"

    def _called(self, ref: _Ref) -> str:
        own = as_name(ref.written, NAMELESS)
        group = self.told.get(ref)
        if group is None:
            return own
        return as_name(group.profile.display_name or group.entity.metadata.title or "", own)

    def _email(self, user: _Told | None, taken: set[str]) -> str | None:
        email = (user.profile.email or "").strip() if user else ""
        if user is None or not email:
            return None
        if not _EMAIL.fullmatch(email) or as_name(email, "") != email:
            self.passed_over.add("of the e-mails, which is no address,", user.line)
            return None
        if email.casefold() in taken:
            self.passed_over.add("of the e-mails, which another user has,", user.line)
            return None
        taken.add(email.casefold())
        return email

    def _channel(self, group: _Told | None, taken: set[str]) -> str | None:
        channel = group.channel if group else None
        if group is None or channel is None:
            return None
        if channel.casefold() in taken:
            self.passed_over.add("of the channels, which another group has,", group.line)
            return None
        taken.add(channel.casefold())
        return channel


def read(path: Path) -> Intake:
    """What a file says is owned. Raises FileRefused with everything in it that makes no sense."""
    reading = _read_all(path)
    name = _name_of(path)
    owners = _Owners(name, reading.told)
    people, teams = tuple(owners.people()), tuple(owners.teams())
    holds = Holdings(
        tuple(_activities(reading.told.values(), owners)),
        Organisation(organisation=name, people=people, teams=teams),
        (
            *reading.passed_over.sentences(),
            *owners.passed_over.sentences(),
            *owners.unknown(),
        ),
    )
    lines = _lines(reading.told.values(), owners)
    return Intake(Document(str(path), None, lines), f"backstage:{name}", holds)


def _lines(told: Iterable[_Told], owners: _Owners) -> dict[Place, int]:
    """The line of each thing, and of each team and person that has an entity of its own."""
    lines: dict[Place, int] = {}
    for one in told:
        key = {_GROUP: owners.team_key, _USER: owners.person_key}.get(one.ref.kind, {}).get(one.ref)
        held = {_GROUP: f"team:{key}", _USER: f"person:{key}"}
        if one.line is not None:
            lines[held.get(one.ref.kind, _activity_ref(one.ref)),] = one.line
    return lines


def _activity_ref(ref: _Ref) -> str:
    return f"activity:{ref.kind}/{ref.path}"


def _read_all(path: Path) -> _Reading:
    reading = _Reading()
    try:
        for document in read_yaml_documents(path):
            reading.take(document)
    except FileRefused as refused:
        reading.problems += refused.problems
    reading.problems += _circles(path, reading.told)
    if reading.empty and not reading.problems:
        expected = "an entity of apiVersion backstage.io/v1alpha1"
        reading.problems.append(Problem(str(path), 1, "", "nothing of Backstage's", expected))
    if reading.problems:
        raise FileRefused(sorted(reading.problems, key=lambda problem: problem.line or 0))
    return reading


def _name_of(path: Path) -> str:
    """The folder's name where the file has its usual name; else what comes before that."""
    if path.name.lower() in ENDINGS:
        return as_name(path.resolve().parent.name, NAMELESS)
    before = path.stem
    if path.name.lower().endswith(tuple(f".{ending}" for ending in ENDINGS)):
        before = Path(before).stem
    return as_name(before, NAMELESS)


def _owners(told: Iterable[_Told]) -> dict[_Ref, int | None]:
    """Everybody who owns something, with the first line that says so."""
    owners: dict[_Ref, int | None] = {}
    for one in told:
        if one.owner:
            owners.setdefault(one.owner, one.line)
    return owners


_Sets = dict[_Ref, dict[_Ref, None]]


def _memberships(told: Iterable[_Told]) -> tuple[_Sets, _Sets]:
    """Who is in each group, and the groups of each user, those that the user names first."""
    members: _Sets = {}
    groups: _Sets = {}
    listed = list(told)
    pairs = [(group, one.ref) for one in listed for group in one.member_of]
    pairs += [(one.ref, user) for one in listed for user in one.members]
    for group, user in pairs:
        members.setdefault(group, {})[user] = None
        groups.setdefault(user, {})[group] = None
    return members, groups


def _keys(refs: Sequence[_Ref]) -> dict[_Ref, str]:
    """A key of its own for each, the same wherever in the file it stands."""
    keys: dict[_Ref, str] = {}
    taken: set[str] = set()
    plainest = sorted(set(refs), key=lambda r: (r.kind == _FILE, slug(r.path) != r.path, r.path))
    for ref in plainest:
        keys[ref] = own_slug(ref.path, taken)
        taken.add(keys[ref])
    return {ref: keys[ref] for ref in refs}


def _own_names(called: Mapping[str, str]) -> dict[str, str]:
    """Names by key, told apart by it where two are alike or one is the key of another."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in called.items():
        either = (name, f"{name[:_MOST_STEM].strip()} ({key})", key)
        free = (one for one in either if one.casefold() not in taken)
        own = next(one for one in free if one.casefold() == key or one.casefold() not in called)
        names[key] = own
        taken.add(own.casefold())
    return names


def _circles(path: Path, told: Mapping[_Ref, _Told]) -> Iterator[Problem]:
    """A problem for each circle of groups that are above themselves."""
    above: dict[_Ref, list[_Ref]] = {}
    for one in told.values():
        if isinstance(spec := one.entity.spec, _GroupSpec):
            above.setdefault(one.ref, []).extend(one.meant([spec.parent] if spec.parent else ()))
            for child in one.meant(spec.children):
                above.setdefault(child, []).append(one.ref)
    done: set[_Ref] = set()
    for start in above:
        circle = _circle(start, above, done)
        if circle:
            line = next((told[ref].line for ref in circle if ref in told), None)
            named = [ref.path for ref in (*circle, circle[0])]
            if len(named) > MOST_LISTED:
                named = [*named[: MOST_LISTED - 2], "…", named[-1]]
            found = f"the groups {' → '.join(named)} in a circle"
            yield Problem(str(path), line, "spec", found, "no group above itself")


def _circle(start: _Ref, above: Mapping[_Ref, list[_Ref]], done: set[_Ref]) -> list[_Ref]:
    """The first circle on the ways up from a group; what was looked at is added to `done`."""
    trail = {} if start in done else {start: iter(above[start])}
    while trail:
        ref = next(reversed(trail))
        up = next(trail[ref], None)
        if up is None:
            del trail[ref]
            done.add(ref)
        elif up in trail:
            done.update(trail)
            passed = list(trail)
            return passed[passed.index(up) :]
        elif up not in done:
            trail[up] = iter(above.get(up, ()))
    return []


def _activities(told: Iterable[_Told], owners: _Owners) -> Iterator[Activity]:
    for one in told:
        if isinstance(one.entity, _Owned) and one.owner:
            people = (owners.person_key[one.owner],) if one.owner.kind == _USER else ()
            name = _spoken_name(one.entity)
            yield Activity(
                ref=_activity_ref(one.ref),
                name=name,
                description=_description(one.ref, one.entity),
                aliases=_aliases(name, one.entity),
                responsible=(OWNER,),
                homes=(owners.home(one.owner),),
                owners=people,
            )


def _spoken_name(owned: _Owned) -> str:
    return as_name(owned.metadata.title or "", _spoken(owned.metadata.name))


def _spoken(name: str) -> str:
    """`elastic-agent` as “elastic agent”."""
    return " ".join(re.sub("[-_]", " ", name).split())


def _aliases(name: str, owned: _Owned) -> tuple[str, ...]:
    """What else people call it: by its name as written, and by what it is."""
    known = set(name.casefold().split())
    sort = [
        w for w in _spoken(as_name(owned.spec.type or "", "")).split() if w.casefold() not in known
    ]
    either = (owned.metadata.name, as_name(" ".join((name, *sort)), name))
    by_sound = {one.casefold(): one for one in either if one.casefold() != name.casefold()}
    return tuple(by_sound.values())


def _description(ref: _Ref, owned: _Owned) -> str:
    """The file's own words, and what it is part of."""
    spec = owned.spec
    kind = "API" if ref.kind == "api" else ref.kind
    thing = f"{as_name(spec.type or '', '')} {kind}".strip()
    article = "An" if thing[0].lower() in "aeiou" else "A"
    told = _prose(owned.metadata.description or "", f"{article} {thing}, as Backstage has it.")
    whole = " ".join((told if told[-1] in ".!?…" else f"{told}.", *_part_of(spec)))
    return whole if len(whole) <= _MOST_PROSE else told


def _part_of(spec: _OwnedSpec) -> Iterator[str]:
    for kind, given in (("system", spec.system), ("domain", spec.domain)):
        name = as_name(re.split("[:/]", given or "")[-1], "")
        if name:
            yield f"Part of the {kind} {name}."


def _prose(text: str, otherwise: str) -> str:
    """Anybody's text made fit to be Prose: on one line, visible, cut; `otherwise` where empty."""
    line = " ".join(text.split())
    if "<" in line or not line.isprintable():
        line = " ".join(filter(None, (as_name(word, "") for word in line.split(" "))))
    if len(line) > _MOST_PROSE:
        line = f"{line[: _MOST_PROSE - 1].rstrip()}…"
    return line or otherwise


FORMAT = Format("backstage", ENDINGS, read)
