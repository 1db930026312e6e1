"""Kubernetes' sigs.yaml: its groups as teams, and each group and subproject as theirs; in only."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, StringConstraints, model_validator

from bot.domain.catalog import OWNER, Activity
from bot.domain.holdings import Holdings
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.slug import own_slug, slug
from bot.domain.value import Value, as_name
from bot.errors import FileRefused, Flaw, Flaws, Problem
from bot.files import Document, Place, check, read_yaml, refuse
from bot.formats import Format, Intake

MOST_PROSE = 2000
_CALLED = {
    "sigs": "SIG {}",
    "workinggroups": "WG {}",
    "usergroups": "UG {}",
    "committees": "{} Committee",
}
_OWNERS = re.compile(
    r"https?://(?:raw\.githubusercontent\.com|(?:www\.)?github\.com)/(?P<org>[^/]+)/(?P<repo>[^/]+)"
    r"/(?:(?:blob|tree|raw)/)?(?:refs/heads/)?[^/]+/(?P<folders>.*/)?[^/]*"
)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_BELOW = re.compile(r"\[[^\[\]]*\]\(#[^()\s]*\)")
_VERSION = re.compile(r"v\d+((alpha|beta)\d+)?")
_SHORTEST = 3
# How code is laid out, what every project has, languages: nobody means one subproject by these.
_LAYOUT = """
api apis app application apps blog blogs build changelog cloud cmd common config content core data
dev doc docs events examples extensions gen governance groups guide history image images internal
lib main maintainers master org pkg plugin plugins processes publishing release releases scripts
service services src staging test testdata testing tests third_party token tools util utils value
vendor version web website
"""
_LANGUAGES = "csharp haskell java javascript perl php python ruby rust typescript"
_SAYS_NOTHING = frozenset(f"{_LAYOUT} {_LANGUAGES}".split())


def _nothing_is_none_listed(value: Any) -> Any:
    return () if value is None else value


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_Listed = BeforeValidator(_nothing_is_none_listed)
_Text = Annotated[str, BeforeValidator(_stripped), StringConstraints(min_length=1)]


class _Part(Value):
    """A part of the file; the many fields that nobody needs here are ignored."""

    model_config = ConfigDict(extra="ignore")


class _Somebody(_Part):
    github: str | None = None
    name: str | None = None
    email: str | None = None

    @property
    def handle(self) -> str:
        """The GitHub handle without its @, empty where there is none."""
        return (self.github or "").lstrip("@").strip()

    @property
    def mail(self) -> str:
        """The e-mail address, empty where there is none."""
        return as_name(self.email or "", "") if "@" in (self.email or "") else ""

    @model_validator(mode="after")
    def _can_be_told(self) -> "_Somebody":
        if not self.handle and not self.mail:
            expected = "a GitHub handle, or an e-mail address under “email”"
            raise Flaws([Flaw(("github",), "nothing", expected)])
        return self


_People = Annotated[tuple[_Somebody, ...], _Listed]


class _Leadership(_Part):
    chairs: _People = ()
    tech_leads: _People = ()
    emeritus_lead: Annotated[tuple[Any, ...], _Listed] = ()
    emeritus_leads: Annotated[tuple[Any, ...], _Listed] = ()


class _Contact(_Part):
    slack: str | None = None


class _Subproject(_Part):
    name: _Text
    description: str | None = None
    owners: Annotated[tuple[str, ...], _Listed] = ()
    leads: _People = ()


class _Group(_Part):
    dir: _Text
    name: _Text
    leadership: _Leadership
    mission_statement: str | None = None
    label: str | None = None
    contact: _Contact | None = None
    subprojects: Annotated[tuple[_Subproject, ...], _Listed] = ()


class _File(_Part):
    sigs: Annotated[tuple[_Group, ...], _Listed] = ()
    workinggroups: Annotated[tuple[_Group, ...], _Listed] = ()
    usergroups: Annotated[tuple[_Group, ...], _Listed] = ()
    committees: Annotated[tuple[_Group, ...], _Listed] = ()


@dataclass(frozen=True)
class _Listing:
    """A group as it stands in one of the lists; `called` is what people call it."""

    group: _Group
    key: str
    name: str
    called: str

    @property
    def channel(self) -> str | None:
        """The Slack channel that the file gives it."""
        slack = self.group.contact.slack if self.group.contact else None
        word = as_name((slack or "").lstrip("#"), "")
        return as_name(f"#{word}", "") if word else None

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it is called."""
        said = (self.called, self.group.dir, self.group.label or "")
        return _unlike((as_name(word, "") for word in said), self.name)


def read(path: Path) -> Intake:
    """What a sigs.yaml holds. Raises FileRefused with all that is wrong in it."""
    document = read_yaml(path)
    groups = _listings(_checked(document))
    if not groups:
        found, expected = "no group at all", f"groups under {_one_of()}"
        raise FileRefused([Problem(document.path, 1, "", found, expected)])
    stem = as_name(path.stem, FORMAT.name)
    people = _Directory(list(_everybody(groups)))
    holds = Holdings(
        activities=tuple(_activities(groups, people)),
        organisation=Organisation(
            organisation=stem, people=people.people(), teams=tuple(_teams(groups, people))
        ),
        passed_over=tuple(_passed_over(document)),
    )
    lines = document.lines | _lines(document, groups, people)
    return Intake(replace(document, lines=lines), f"{FORMAT.name}:{stem}", holds)


def _lines(
    document: Document, groups: Iterable[_Listing], people: "_Directory"
) -> dict[Place, int]:
    """The line of each group, subproject and person by what they are known by from now on."""
    lines: dict[Place, int] = {}
    places = [(kind, i) for kind, i, _ in _mappings(document.data, _CALLED)]
    for listing, place in zip(groups, places, strict=True):
        at = document.line_of(place) or 1
        lines[f"team:{listing.key}",] = lines[f"activity:sig/{listing.key}",] = at
        said = _subproject_slugs(listing.group)
        for n, subproject in enumerate(listing.group.subprojects):
            ref = f"activity:sig/{listing.key}/{said[subproject.name]}"
            lines[ref,] = document.line_of((*place, "subprojects", n)) or at
        for key in people.keys(_everybody([listing])):
            lines.setdefault((f"person:{key}",), at)
    return lines


def _subproject_slugs(group: _Group) -> dict[str, str]:
    return _told_apart(subproject.name for subproject in group.subprojects)


def _one_of() -> str:
    *first, last = (f"“{kind}:”" for kind in _CALLED)
    return f"{', '.join(first)} or {last}"


def _checked(document: Document) -> _File:
    """The file's groups, once nothing is wrong in any of them."""
    if not isinstance(document.data, dict) or not _CALLED.keys() & document.data.keys():
        expected = f"{_one_of()} with a list of groups"
        found = "no list of groups at the top"
        raise FileRefused([Problem(document.path, 1, "", found, expected)])
    file = _File()
    problems: list[Problem] = []
    try:
        file = check(document, _File)
    except FileRefused as refused:
        problems += refused.problems
    try:
        _check_once(document)
    except FileRefused as refused:
        problems += refused.problems
    if problems:
        raise FileRefused(sorted(problems, key=lambda problem: problem.line or 0))
    return file


def _check_once(document: Document) -> None:
    flaws = list(_repeated(document))
    if flaws:
        refuse(document, Flaws(flaws))


def _repeated(document: Document) -> Iterator[Flaw]:
    """What is there twice and may be there once, however misshapen the rest is."""
    dirs: dict[str, Place] = {}
    names: dict[str, Place] = {}
    for kind, i, group in _mappings(document.data, _CALLED):
        subprojects: dict[str, Place] = {}
        said, name = _text(group, "dir"), _text(group, "name")
        once: list[tuple[Place, str, dict[str, Place], str]] = [
            ((kind, i, "dir"), said, dirs, own_slug(said, ())),
            ((kind, i, "name"), name, names, _called(kind, name, said).casefold()),
        ]
        for field, n, subproject in _mappings(group, ("subprojects",)):
            called = _text(subproject, "name")
            once.append(((kind, i, field, n, "name"), called, subprojects, called))
        for where, words, seen, same in once:
            if words and (first := seen.setdefault(same, where)) != where:
                line = document.line_of(first)
                found = f"“{as_name(words, '�')}” a second time (first on line {line})"
                yield Flaw(where, found, "another one for each")


def _mappings(around: Any, fields: Iterable[str]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for field in fields:
        listed = around.get(field)
        for i, entry in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(entry, dict):
                yield field, i, entry


def _text(of: dict[str, Any], field: str) -> str:
    value = of.get(field)
    return value.strip() if isinstance(value, str) else ""


def _called(kind: str, name: str, otherwise: str) -> str:
    plain = as_name(name, as_name(otherwise, kind))
    return as_name(_CALLED[kind].format(plain), plain)


def _listings(file: _File) -> list[_Listing]:
    return [
        _Listing(
            group=group,
            key=own_slug(group.dir, ()),
            name=as_name(group.name, as_name(group.dir, kind)),
            called=_called(kind, group.name, group.dir),
        )
        for kind in _CALLED
        for group in getattr(file, kind)
    ]


def _passed_over(document: Document) -> Iterator[str]:
    """A sentence for each sort of thing that the file has and nobody needs here."""
    places = [
        (kind, i, "leadership", field, n)
        for kind, i, group in _mappings(document.data, _CALLED)
        for field in ("emeritus_lead", "emeritus_leads")
        for n, _ in enumerate(group["leadership"].get(field) or ())
    ]
    if places:
        counted = f"{len(places)} emeritus lead{'s were' if len(places) > 1 else ' was'}"
        yield f"{counted} passed over (line {min(document.line_of(p) or 1 for p in places)})"
    for key in document.data:
        if key not in _CALLED:
            said = as_name(key, "�")
            line = document.line_of((key,))
            yield f"“{said}” is no list of groups and was passed over (line {line})"


class _Directory:
    """Everybody whom the file names, each under one key however often it names them."""

    def __init__(self, everybody: Sequence[_Somebody]) -> None:
        self._everybody = everybody
        self._has: dict[str, str] = {}
        for one in sorted(everybody, key=lambda one: not one.handle):
            if one.mail:
                self._has.setdefault(one.mail.casefold(), self._own(one))
        self._key = _told_apart(self._who(one) for one in everybody)

    @staticmethod
    def _own(one: _Somebody) -> str:
        return f"gh-{one.handle.casefold()}" if one.handle else one.mail.casefold()

    def _who(self, one: _Somebody) -> str:
        """The same words for the same person; an address alone is whoever has it elsewhere."""
        return self._own(one) if one.handle else self._has[one.mail.casefold()]

    def keys(self, people: Iterable[_Somebody]) -> tuple[str, ...]:
        """Each person's key, once, in the order in which they are named first."""
        return tuple(dict.fromkeys(self._key[self._who(one)] for one in people))

    def people(self) -> tuple[Person, ...]:
        """Everybody, with the first name and the first address that the file has for them."""
        names: dict[str, str] = {}
        mails: dict[str, str] = {}
        otherwise: dict[str, str] = {}
        for one in self._everybody:
            who = self._who(one)
            otherwise.setdefault(who, as_name(one.handle or one.mail, who))
            if name := as_name(one.name or "", ""):
                names.setdefault(who, name)
            if one.mail and self._has[one.mail.casefold()] == who:
                mails.setdefault(who, one.mail)
        return tuple(
            Person(key=self._key[who], name=names.get(who, said), email=mails.get(who))
            for who, said in otherwise.items()
        )


def _told_apart(names: Iterable[str]) -> dict[str, str]:
    """A slug for each name; which of two alike keeps the plain one, their order doesn't say."""
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names), key=lambda name: (slug(name) != name, name)):
        slugs[name] = own_slug(name, taken)
        taken.add(slugs[name])
    return slugs


def _everybody(groups: Iterable[_Listing]) -> Iterator[_Somebody]:
    for listing in groups:
        yield from listing.group.leadership.chairs
        yield from listing.group.leadership.tech_leads
        for subproject in listing.group.subprojects:
            yield from subproject.leads


def _teams(groups: Sequence[_Listing], people: _Directory) -> Iterator[Team]:
    claimed = Counter((listing.channel or "").casefold() for listing in groups)
    for listing in groups:
        channel = listing.channel
        leadership = listing.group.leadership
        yield Team(
            key=listing.key,
            name=listing.called,
            channel=channel if channel and claimed[channel.casefold()] == 1 else None,
            leads=people.keys(leadership.chairs),
            assignments=tuple(
                Assignment(role=OWNER, person=key)
                for key in people.keys((*leadership.chairs, *leadership.tech_leads))
            ),
        )


def _activities(groups: Sequence[_Listing], people: _Directory) -> Iterator[Activity]:
    words = _Words(groups)
    for listing in groups:
        yield Activity(
            ref=f"activity:sig/{listing.key}",
            name=listing.name,
            description=_prose(listing.group.mission_statement, f"The work of {listing.called}."),
            aliases=listing.words,
            responsible=(OWNER,),
            homes=(listing.key,),
        )
        slugs = _subproject_slugs(listing.group)
        for subproject in listing.group.subprojects:
            said = slugs[subproject.name]
            otherwise = f"A subproject of {listing.called}."
            yield Activity(
                ref=f"activity:sig/{listing.key}/{said}",
                name=as_name(subproject.name, said),
                description=_prose(subproject.description, otherwise),
                aliases=words.aliases(listing, subproject),
                responsible=(OWNER,),
                homes=(listing.key,),
                owners=people.keys(subproject.leads),
            )


class _Words:
    """What each subproject may be called without being taken for another group's."""

    def __init__(self, groups: Sequence[_Listing]) -> None:
        self._groups = {_folded(word) for one in groups for word in (one.name, *one.words)}
        self._names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._claims: dict[str, set[str]] = defaultdict(set)
        for listing in groups:
            for subproject in listing.group.subprojects:
                self._names[_folded(subproject.name)].add((listing.key, subproject.name))
                for words in _repository_words(subproject):
                    for word in words:
                        self._claims[_folded(word)].add(listing.key)

    def aliases(self, listing: _Listing, subproject: _Subproject) -> tuple[str, ...]:
        """The name with spaces, then what its repositories are called, as far as these are its."""
        own = (listing.key, subproject.name)
        name = as_name(subproject.name, "")
        spaced = as_name(re.sub(r"[-_.]+", " ", name), "")
        found = {_folded(name): spaced if self._free(spaced, own) else ""}
        for words in _repository_words(subproject):
            word = next((word for word in words if self._free(word, own)), "")
            found.setdefault(_folded(word), word)
        return _unlike(found.values(), name)

    def _free(self, word: str, own: tuple[str, str]) -> bool:
        """Whether it is no group's word, nobody's name but this one's, no other group's alias."""
        said = _folded(word)
        if said in self._groups:
            return False
        if said in self._names:
            return self._names[said] == {own}
        return self._claims.get(said, set()) <= {own[0]}


def _repository_words(subproject: _Subproject) -> Iterator[tuple[str, ...]]:
    """For each owners file, what the code beside it is called, best first."""
    for address in subproject.owners:
        if (found := _OWNERS.fullmatch(address)) is None:
            continue
        org, repo = as_name(found["org"], ""), as_name(found["repo"], "")
        folders = [folder for folder in (found["folders"] or "").split("/") if folder]
        if folders:
            last = as_name(folders[-1], "")
            yield (last,) if _telling(last) else ()
        elif not repo.startswith("."):
            whole = as_name(f"{org}/{repo}", "")
            yield (repo, whole) if _telling(repo) else (whole,)


def _telling(word: str) -> bool:
    said = word.casefold()
    return len(said) >= _SHORTEST and said not in _SAYS_NOTHING and _VERSION.fullmatch(said) is None


def _folded(word: str) -> str:
    return re.sub(r"[\s._/-]+", " ", word.casefold()).strip()


def _unlike(words: Iterable[str], name: str) -> tuple[str, ...]:
    """The words that are there, once, without those that are the name already."""
    found: dict[str, str] = {"": "", name.casefold(): name}
    for word in words:
        found.setdefault(word.casefold(), word)
    return tuple(word for word in found.values() if word and word != name)


def _prose(text: str | None, otherwise: str) -> str:
    """A text on one line, without links, whole sentences of it where it is too long."""
    said = (text or "").strip()
    words = _LINK.sub(r"\1", "" if _BELOW.fullmatch(said) else said).split()
    line = " ".join(filter(None, (as_name(word, "") for word in words[:MOST_PROSE])))
    if not line:
        return as_name(otherwise, otherwise)
    if len(line) <= MOST_PROSE:
        return line
    cut = line[:MOST_PROSE]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > 0 else f"{cut[: MOST_PROSE - 1].rstrip()}…"


FORMAT = Format("sigs", ("sigs.yaml",), read)
