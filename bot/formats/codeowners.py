"""CODEOWNERS, GitHub's and GitLab's: each path an activity of the teams and people who own it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os.path import normpath
from pathlib import Path

from bot.domain.catalog import OWNER, Activity
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.slug import own_slug, slug
from bot.domain.value import MOST_NAME, as_name
from bot.errors import MOST_LISTED, FileRefused, Problem
from bot.files import SHOWN, Document, Place, read_text
from bot.formats import Format, Intake

NAME = "codeowners"
FILE = "CODEOWNERS"
OWNERS = "@user, @organisation/team or an e-mail address"
# The longest path that Linux knows.
MOST_PATTERN = 4096
MOST_REF = 200
MOST_OWNERS = 1000
# Deeper paths are compared by what stands above this depth.
MOST_DEPTH = 32
MOST_PARTS_SAID = 4
MOST_DOTS = 2
# Folders that say where a platform looks for the file, and not what the file is about.
PLACES = {".github", ".gitlab", "docs"}
WHOLE = {"*", "**", "/**", "**/*", "/**/*"}
EVERYTHING = "everything else"
EVERYTHING_TOO = ("everything", "all other files")
TOP = "top-level files"

_HEADING = re.compile(r"\^?\[(?P<name>\s*[^\[\]\s][^\[\]]*)\](\[[0-9]+\])?(?=\s|$)")
_WORD = re.compile(r"(?:[^ \t\\]|\\.?)+")
_ESCAPED = re.compile(r"\\([ \t#!\[\]\\])")
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_OWNER = re.compile(
    rf"@@(?P<role>[a-z]+)|@(?P<team>{_PART}(?:/{_PART})+)|@(?P<user>{_PART})"
    r"|(?P<email>[^@,;:<>()\"\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_GLOBS = re.compile(r"[*?]+")
_BETWEEN = re.compile(r"[\s_.-]+")
_FILE = re.compile(r"(?P<stem>\w.*)\.\w{1,10}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Reach = tuple[str, str, tuple[str, ...]]
"""What a pattern covers, to look it up by: its section, how it covers, and the parts it names."""


def read(path: Path) -> Intake:
    """What a CODEOWNERS file says. Raises FileRefused with everything that is wrong in it."""
    reading = _Reading(str(path))
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        reading.take(number, line.strip(" \t\r"))
    if not reading.rules and not reading.problems:
        found = "no rule at all"
        expected = f"a pattern and its owners ({OWNERS}) on a line"
        reading.problems.append(Problem(str(path), 1, "", found, expected))
    if reading.problems:
        raise FileRefused(reading.problems)
    called = _called(path)
    source = f"{NAME}:{called}"
    holdings, lines = _holdings(called, reading)
    return Intake(Document(str(path), None, lines), source, holdings)


@dataclass(frozen=True)
class _Owner:
    """One owner as the file names it; `kind` is role, team, user or email."""

    kind: str
    name: str

    @cached_property
    def known_as(self) -> str:
        """The same for the same owner, however it is written."""
        return ("gh-" if self.kind == "user" else "") + self.name.casefold()


@dataclass(frozen=True)
class _Rule:
    """A pattern, who owns what it matches, and where that is said."""

    line: int
    section: str
    pattern: str
    owners: tuple[_Owner, ...]


@dataclass
class _Reading:
    """Takes a file line by line, and notes its rules and all that is wrong."""

    path: str
    rules: list[_Rule] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)
    _section: str = ""
    _usual: tuple[_Owner, ...] = ()

    def take(self, number: int, line: str) -> None:
        """Reads one line without the blanks around it."""
        if heading := _HEADING.match(line):
            self._section = " ".join(heading["name"].split()).casefold()
            self.sections.add(self._section)
            self._usual = self._owners(number, _words_of(line[heading.end() :]))
        elif words := _words_of(line):
            pattern = self._pattern(number, words[0])
            owners = self._owners(number, words[1:]) or self._usual
            self.rules.append(_Rule(number, self._section, pattern, owners))

    def _pattern(self, number: int, word: str) -> str:
        bare = _ESCAPED.sub("", word)
        if word.startswith("!"):
            self._refuse(number, "pattern", word, "a pattern that doesn't begin with “!”")
        if "[" in bare:
            expected = "a pattern without a range, or a heading such as [Section] @owner"
            self._refuse(number, "pattern", word, expected)
        if len(word) > MOST_PATTERN:
            self._refuse(number, "pattern", word, f"at most {MOST_PATTERN} characters")
        self._see(number, "pattern", word)
        return _ESCAPED.sub(r"\1", word)

    def _owners(self, number: int, words: list[str]) -> tuple[_Owner, ...]:
        if len(words) > MOST_OWNERS:
            found, expected = f"{len(words)} owners", f"at most {MOST_OWNERS}"
            self.problems.append(Problem(self.path, number, "owner", found, expected))
            return ()
        owners: dict[str, _Owner] = {}
        for word in words:
            said = _OWNER.fullmatch(word) if len(word) <= MOST_NAME else None
            if said is None or said.lastgroup is None:
                self._refuse(number, "owner", word, OWNERS)
            elif self._see(number, "owner", word):
                owner = _Owner(said.lastgroup, said[said.lastgroup])
                owners.setdefault(owner.known_as, owner)
        return tuple(owners.values())

    def _see(self, number: int, of: str, word: str) -> bool:
        """Whether all of a word can be seen."""
        unseen = _unseen(word)
        if unseen:
            found = f"the unseen character U+{ord(unseen):04X}"
            expected = "text that can be seen, with plain blanks between"
            self.problems.append(Problem(self.path, number, of, found, expected))
        return not unseen

    def _refuse(self, number: int, of: str, word: str, expected: str) -> None:
        shown = as_name(word, "nothing")
        shown = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
        self.problems.append(Problem(self.path, number, of, f"“{shown}”", expected))


def _words_of(line: str) -> list[str]:
    """The words of a line up to its comment; a blank behind a backslash parts none."""
    words = []
    for found in _WORD.finditer(line):
        if found[0].startswith("#"):
            break
        words.append(found[0])
    return words


def _unseen(word: str) -> str:
    """The first character of a word that shows nothing, which no path has on purpose."""
    if word.isprintable():
        return ""
    # A character that this Python doesn't know yet (Cn) may well be seen.
    odd = (char for char in word if not char.isprintable() and char not in "\t\u200c\u200d")
    return next((char for char in odd if unicodedata.category(char) != "Cn"), "")


def _called(path: Path) -> str:
    """What the file is about: `x` for x.CODEOWNERS, else the name of the folder it stands in."""
    stem = path.stem if path.suffix else path.name
    if stem.casefold().endswith(NAME):
        stem = stem[: -len(NAME)].rstrip("._- ")
    folders = reversed(Path(normpath(path.absolute())).parent.parts[1:])
    names = (name for name in folders if name.casefold() not in PLACES)
    return as_name(stem or next(names, FILE), FILE)


def _holdings(called: str, reading: _Reading) -> tuple[Holdings, dict[Place, int]]:
    """What the rules that apply come to, and the line that says each thing, team and person."""
    rules, passed_over = _in_force(reading.rules, anywhere=bool(reading.sections))
    owners = _owners_by_pattern(rules)
    own = called if any(_teamless(of) for of in owners.values()) else None
    keys = _keys((*_known_as(owners), *([called.casefold()] if own else [])))
    organisation = Organisation(
        organisation=called,
        people=tuple(_people(owners, keys)),
        teams=tuple(_teams(owners, own, keys)),
    )
    refs = _refs(owners, called)
    names = _names(owners)
    activities = []
    for pattern, of in owners.items():
        name, *aliases = names[pattern]
        homes = tuple(keys[owner.known_as] for owner in of if owner.kind == "team")
        if not homes and of:
            homes = (keys[called.casefold()],)
        shown = as_name(pattern, EVERYTHING)
        activities.append(
            Activity(
                ref=refs[pattern],
                name=name,
                description=f"Path {shown} in {FILE}",
                aliases=tuple(aliases),
                responsible=(OWNER,) if of else (),
                nobody_because=None if of else f"{FILE} gives {shown} no owner.",
                homes=homes,
                owners=tuple(keys[one.known_as] for one in of if one.kind in {"user", "email"}),
            )
        )
    holdings = Holdings(tuple(activities), organisation, (*passed_over, *_roles(rules)))
    return holdings, _lines(rules, refs, keys)


def _lines(
    rules: Iterable[_Rule], refs: Mapping[str, str], keys: Mapping[str, str]
) -> dict[Place, int]:
    lines: dict[Place, int] = {}
    for rule in rules:
        lines.setdefault((refs[rule.pattern],), rule.line)
        for owner in rule.owners:
            sort = "team" if owner.kind == "team" else "person"
            lines.setdefault((f"{sort}:{keys.get(owner.known_as)}",), rule.line)
    return lines


@dataclass(frozen=True)
class _Path:
    """The parts of a pattern; `loose` where they may stand at any depth."""

    parts: tuple[str, ...]
    loose: bool


def _path(pattern: str, *, anywhere: bool) -> _Path:
    """The parts that matter; GitLab looks `anywhere` for what begins without a slash."""
    parts = [part for part in pattern.split("/") if part]
    loose = not pattern.startswith("/") and (anywhere or len(parts) == 1)
    while parts[:1] == ["**"]:
        parts, loose = parts[1:], True
    if parts[-2:] == ["**", "*"]:
        parts.pop()
    while parts[-1:] == ["**"]:
        parts.pop()
    return _Path(tuple(parts[:MOST_DEPTH]), loose)


def _plain(parts: Iterable[str]) -> bool:
    return not any("*" in part or "?" in part for part in parts)


def _reach(rule: _Rule, path: _Path) -> Reach:
    """How to look up that a rule covers something else; a pattern with globs covers itself."""
    parts = path.parts
    if rule.pattern in WHOLE:
        return rule.section, "all", ()
    if parts and len(parts) < MOST_DEPTH and _plain(parts):
        return rule.section, "loose" if path.loose else "at", parts
    if path.loose and len(parts) == 1 and parts[0].startswith("*."):
        ending = parts[0][1:]
        if _plain([ending]) and ending.count(".") <= MOST_DOTS and rule.pattern.endswith(ending):
            return rule.section, "ending", (ending,)
    return rule.section, "same", (rule.pattern,)


def _covered_by(rule: _Rule, path: _Path, lengths: set[int]) -> Iterator[Reach]:
    """Everything that would cover a rule, if a later one reached so far."""
    section, parts = rule.section, path.parts
    yield section, "all", ()
    yield section, "same", (rule.pattern,)
    if not path.loose:
        yield from ((section, "at", parts[:n]) for n in range(1, len(parts) + 1))
    for n in lengths:
        yield from ((section, "loose", parts[i : i + n]) for i in range(len(parts) - n + 1))
    ends = parts[-1].split(".")[1:] if parts else []
    for n in range(1, min(MOST_DOTS, len(ends)) + 1):
        yield section, "ending", ("." + ".".join(ends[-n:]),)


def _in_force(rules: list[_Rule], *, anywhere: bool) -> tuple[list[_Rule], tuple[str, ...]]:
    """The rules that match something, and a sentence on each that doesn't.

    The last rule that matches counts, so one that a later rule covers never does. Sections don't
    compete.
    """
    paths = [_path(rule.pattern, anywhere=anywhere) for rule in rules]
    latest = {_reach(rule, path): rule for rule, path in zip(rules, paths, strict=True)}
    lengths = {len(parts) for _, how, parts in latest if how == "loose"}
    kept, lost = [], []
    for rule, path in zip(rules, paths, strict=True):
        above = (latest.get(reach) for reach in _covered_by(rule, path, lengths))
        last = max((one for one in above if one), key=lambda one: one.line, default=rule)
        if last.line > rule.line:
            lost.append((rule, last))
        else:
            kept.append(rule)
    return kept, tuple(_said_of(lost))


def _said_of(lost: list[tuple[_Rule, _Rule]]) -> Iterator[str]:
    for rule, last in lost[:MOST_LISTED]:
        again = rule.pattern == last.pattern
        why = "has the same pattern" if again else "comes later"
        yield f"line {rule.line} never applies, line {last.line} {why}"
    if rest := lost[MOST_LISTED:]:
        first, _ = rest[0]
        yield f"{len(rest)} more never apply, for later lines cover them (line {first.line})"


def _roles(rules: list[_Rule]) -> Iterator[str]:
    """Says which owners are roles that GitLab gives, whose people the file doesn't know."""
    lines: dict[str, list[int]] = {}
    for rule in rules:
        for owner in rule.owners:
            if owner.kind == "role":
                lines.setdefault(owner.name, []).append(rule.line)
    for name, where in lines.items():
        were = "was" if len(where) == 1 else "were"
        yield f"{len(where)} of role @@{name} {were} passed over (line {where[0]})"


def _owners_by_pattern(rules: list[_Rule]) -> dict[str, tuple[_Owner, ...]]:
    """The owners of each pattern; one that stands in several sections has those of all."""
    found: dict[str, dict[str, _Owner]] = {}
    for rule in rules:
        of = found.setdefault(rule.pattern, {})
        for owner in rule.owners:
            of.setdefault(owner.known_as, owner)
    return {pattern: tuple(of.values()) for pattern, of in found.items()}


def _teamless(of: tuple[_Owner, ...]) -> bool:
    """Whether something is owned, and by no team."""
    return bool(of) and all(owner.kind != "team" for owner in of)


def _each(owners: dict[str, tuple[_Owner, ...]]) -> Iterator[_Owner]:
    """Every owner once, as first written."""
    seen = set()
    for of in owners.values():
        for owner in of:
            if owner.known_as not in seen and owner.kind != "role":
                seen.add(owner.known_as)
                yield owner


def _known_as(owners: dict[str, tuple[_Owner, ...]]) -> Iterator[str]:
    return (owner.known_as for owner in _each(owners))


def _keys(names: Iterable[str]) -> dict[str, str]:
    """A key for each name, whatever the order; names with the same slug all carry a hash."""
    listed = list(dict.fromkeys(names))
    counts = Counter(slug(name) for name in listed)
    clashing = {stem for stem, count in counts.items() if count > 1}
    return {name: own_slug(name, clashing) for name in listed}


def _people(owners: dict[str, tuple[_Owner, ...]], keys: dict[str, str]) -> Iterator[Person]:
    for owner in _each(owners):
        if owner.kind != "team":
            email = owner.name if owner.kind == "email" else None
            yield Person(key=keys[owner.known_as], name=owner.name, email=email)


def _teams(
    owners: dict[str, tuple[_Owner, ...]], own: str | None, keys: dict[str, str]
) -> Iterator[Team]:
    """The file's teams, and `own` for what belongs to people alone."""
    for owner in _each(owners):
        if owner.kind == "team":
            yield Team(key=keys[owner.known_as], name=owner.name)
    if own:
        yield Team(key=keys[own.casefold()], name=own)


def _refs(patterns: Iterable[str], called: str) -> dict[str, str]:
    """A ref for each pattern, made of that and of what the file is called, and nothing else.

    Those with the same parts all carry a hash.
    """
    base = f"activity:path/{own_slug(called, ())}"
    stems = {pattern: _stem(base, pattern) for pattern in patterns}
    counts = Counter(stems.values())
    return {
        pattern: stem
        if counts[stem] == 1 and len(stem) <= MOST_REF
        else f"{base}/{own_slug(pattern, {slug(pattern)})}"
        for pattern, stem in stems.items()
    }


def _stem(base: str, pattern: str) -> str:
    parts = (own_slug(part, ()) for part in pattern.split("/") if part)
    return "/".join((base, *parts))


@dataclass(frozen=True)
class _Said:
    """A pattern in words: those of its first part, of the parts before the last, and the last.

    `plain` is the last part without a file's ending, `written` as it stands in the file.
    """

    first: str
    before: tuple[str, ...]
    last: str
    plain: str
    written: str
    least: int

    @cached_property
    def tails(self) -> tuple[str, ...]:
        """What people could say, shortest first."""
        return tuple(
            " ".join((*self.before[len(self.before) - n :], self.last))
            for n in range(self.least, len(self.before) + 1)
        )


def _said(pattern: str) -> _Said | None:
    """A pattern in words; None where it has no words."""
    parts = [part for part in pattern.split("/") if part]
    telling = [part for part in parts if any(char.isalnum() for char in part)]
    if not telling:
        return None
    before = tuple(_in_words(part) for part in telling[-MOST_PARTS_SAID:-1])
    written = _GLOBS.sub("", telling[-1])
    last = plain = _in_words(telling[-1])
    least = 0
    named = _FILE.fullmatch(written)
    if telling[-1].startswith("*."):
        last = plain = f"{plain} files"
        # “md files” alone would be those of the whole repository.
        least = min(1, len(before))
    elif named and telling[-1] == parts[-1] and not pattern.endswith("/"):
        last, plain = written, _in_words(named["stem"])
    first = _in_words(telling[0])
    return _Said(first, before, last, plain, written, least)


def _in_words(part: str) -> str:
    bare = _GLOBS.sub(" ", part)
    return " ".join(word for word in _BETWEEN.split(bare) if word)


def _names(patterns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The name of each pattern and behind it the aliases; it is as short as tells it apart."""
    said = {pattern: _said(pattern) for pattern in patterns}
    counts = Counter(tail.casefold() for one in said.values() if one for tail in one.tails)
    return {pattern: _once(_called_also(pattern, one, counts)) for pattern, one in said.items()}


def _called_also(pattern: str, said: _Said | None, counts: Counter[str]) -> Iterator[str]:
    """The name, then all else that people could say."""
    if said is None:
        if pattern in WHOLE:
            yield from (EVERYTHING, *EVERYTHING_TOO)
        yield TOP if pattern == "/*" else pattern
        return
    own = [tail for tail in said.tails if counts[tail.casefold()] == 1]
    name = own[0] if own else said.tails[-1]
    yield from (name, pattern)
    if name == said.last:
        yield said.written
    if name == said.tails[0]:
        yield from own[1:2]
    around = name.removesuffix(said.last)
    yield around + said.plain
    if len(said.before) > 1 and not said.least:
        yield f"{said.first} {said.plain}"
    humps = _HUMP.split(said.plain)
    if all(len(word) > 1 for word in humps):
        yield around + " ".join(humps)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name that says something, once, whatever its case."""
    found: dict[str, str] = {}
    for name in names:
        fit = as_name(name, "")
        if not found or any(char.isalnum() for char in fit):
            found.setdefault(fit.casefold(), fit or EVERYTHING)
    return tuple(found.values())


FORMAT = Format(NAME, (NAME,), read)
