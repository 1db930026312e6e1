"""What in a catalog leaves it unclear who does what, or keeps people from finding it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.domain.catalog import OWNER, Activity, Boundary, Catalog, Entry, SharedName
from bot.domain.wording import listed, short

Sort = Literal[
    "nobody responsible",
    "several accountable",
    "nobody accountable",
    "in most activities",
    "alike",
    "leads elsewhere",
    "not askable",
    "not tried",
]
HEADINGS: dict[Sort, str] = {
    "nobody responsible": "Nobody is responsible",
    "several accountable": "Several are accountable",
    "nobody accountable": "Nobody is accountable",
    "in most activities": "One role has a part in most activities",
    "alike": "Entries that can't be told apart",
    "leads elsewhere": "Words that lead to another entry",
    "not askable": "Entries that nobody could ask for",
    "not tried": "Not looked at",
}
MOST_LISTED = 20
"""Of each sort so many findings are listed."""

MOST_NAMED = 5
MOST_TRIED = 5_000
"""So many names and aliases are looked up, for each takes its time."""

LEAST_ACTIVITIES = 5
"""Of fewer activities one role may well have a part in most."""

_WORD = re.compile(r"[^\W_]+")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something about these entries that is worth a change, and which one, in a sentence."""

    sort: Sort
    refs: tuple[str, ...]
    sentence: str


class Reach(Protocol):
    """What people get who ask with certain words."""

    def answer(self, ref: str) -> frozenset[str]:
        """What the answer for an entry names: alike for entries that are no choice."""

    def found(self, words: str) -> str | None:
        """The ref of the entry that the words find; None where they find nothing."""

    def says(self, words: str) -> bool:
        """Whether any of the words is about something, as “who owns the” is not."""


def lint(
    catalog: Catalog, most_percent: int, reach: Reach, most_tried: int = MOST_TRIED
) -> Iterator[Finding]:
    """Everything that is worth a change, sort by sort; `most_tried` names are looked up."""
    yield from raci(catalog, most_percent)
    yield from _unaccounted(catalog)
    claims = _claims(catalog)
    yield from _alike(catalog, claims, reach)
    yield from _led_elsewhere(catalog, claims, reach, most_tried)


def raci(catalog: Catalog, most_percent: int) -> Iterator[Finding]:
    """What is odd about who is responsible, accountable, consulted and informed."""
    yield from _undone(catalog)
    yield from _overseen(catalog)
    yield from _everywhere(catalog, most_percent)


def told(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings as lines, a heading for each sort."""
    by_sort: dict[Sort, list[Finding]] = defaultdict(list)
    for one in findings:
        by_sort[one.sort].append(one)
    for sort, found in by_sort.items():
        yield f"{HEADINGS[sort]}:"
        yield from (f"- {one.sentence}" for one in found[:MOST_LISTED])
        if len(found) > MOST_LISTED:
            yield f"- … and {len(found) - MOST_LISTED:,} more"


def _undone(catalog: Catalog) -> Iterator[Finding]:
    """Activities that nobody does, by design, although some role has another part in them."""
    for one in catalog.activities:
        others = [(role, part) for role, part in one.parts() if part != "responsible"]
        if not one.responsible and others:
            has = listed(f"“{catalog.role(role).name}” is {part}" for role, part in others)
            yield Finding(
                "nobody responsible",
                (one.ref,),
                f"Nobody is responsible for {_quoted(one)}, but {has}: "
                "say who does it, or take the other parts away.",
            )


def _overseen(catalog: Catalog) -> Iterator[Finding]:
    for one in catalog.activities:
        if len(one.accountable) > 1:
            who = listed(f"“{catalog.role(role).name}”" for role in one.accountable)
            yield Finding(
                "several accountable",
                (one.ref,),
                f"{who} are accountable for {_quoted(one)}: "
                "leave it to one of them, and make the others responsible, consulted or informed.",
            )


def _unaccounted(catalog: Catalog) -> Iterator[Finding]:
    """Activities that nobody is accountable for, in a catalog where others have somebody."""
    if not any(one.accountable for one in catalog.activities):
        return
    for one in catalog.activities:
        if one.responsible and not one.accountable and not _of_a_file(one):
            yield Finding(
                "nobody accountable",
                (one.ref,),
                f"Nobody is accountable for {_quoted(one)}, as somebody is for other activities: "
                "say which one role is.",
            )


def _everywhere(catalog: Catalog, most_percent: int) -> Iterator[Finding]:
    activities = [one for one in catalog.activities if not _of_a_file(one)]
    if len(activities) < LEAST_ACTIVITIES:
        return
    of = Counter(role for one in activities for role in {role for role, _ in one.parts()})
    for role in catalog.roles:
        mine = of[role.ref]
        if role.ref != OWNER and 100 * mine > most_percent * len(activities):
            yield Finding(
                "in most activities",
                (role.ref,),
                f"“{role.name}” has a part in {mine:,} of {len(activities):,} activities, "
                f"more than {most_percent} %: leave it where it is needed, "
                "and say which other roles do the rest.",
            )


def _of_a_file(activity: Activity) -> bool:
    """Whether it came from a file that says what belongs to whom, and nothing of roles."""
    return bool(activity.homes) or activity.responsible == (OWNER,)


def _claims(catalog: Catalog) -> dict[Key, dict[str, str]]:
    """For each set of words the entries that are called so, with how they write it."""
    claims: dict[Key, dict[str, str]] = defaultdict(dict)
    for ref, entry in catalog.by_ref.items():
        for words in _called(entry):
            claims[_key(words)].setdefault(ref, words)
    return claims


def _called(entry: Entry) -> tuple[str, ...]:
    """The name and the aliases of an entry; none of what nobody asks for."""
    if isinstance(entry, Boundary) or entry.ref == OWNER:
        return ()
    return (entry.name, *getattr(entry, "aliases", ()))


def _key(words: str) -> Key:
    """The words in no order, for that is how people are understood."""
    return tuple(sorted(_WORD.findall(words.casefold()))) or (words.casefold(),)


def _alike(catalog: Catalog, claims: dict[Key, dict[str, str]], reach: Reach) -> Iterator[Finding]:
    """Entries that are called the same and lead to different people."""
    allowed = _allowed(catalog.shared_names)
    for key, by_ref in claims.items():
        if len(by_ref) < 2 or by_ref.keys() <= allowed.get(key, frozenset()):  # noqa: PLR2004
            continue
        if len({reach.answer(ref) for ref in by_ref}) > 1:
            yield Finding("alike", tuple(by_ref), _same_words(catalog, by_ref))


def _allowed(shared_names: Iterable[SharedName]) -> dict[Key, frozenset[str]]:
    allowed: dict[Key, frozenset[str]] = {}
    for one in shared_names:
        key = _key(one.name)
        allowed[key] = allowed.get(key, frozenset()) | frozenset(one.claimed_by)
    return allowed


def _same_words(catalog: Catalog, by_ref: dict[str, str]) -> str:
    refs = list(by_ref)
    shown = refs[:MOST_NAMED]
    more = [f"{len(refs) - MOST_NAMED:,} more"] if len(refs) > MOST_NAMED else []
    words = list({one.casefold(): f"“{short(one)}”" for one in by_ref.values()}.values())
    said = "names" if len(words) == 1 else "are the same words for"
    return (
        f"{listed(words[:MOST_NAMED])} {said} {listed([*shown, *more])}, which lead to different "
        f"people: add a word to each that tells it from the others{_for_example(catalog, by_ref)}."
    )


def _for_example(catalog: Catalog, by_ref: dict[str, str]) -> str:
    """What the entries could be called, by the teams that they belong to where these differ."""
    called = [one for ref, words in by_ref.items() if (one := _with_home(catalog, ref, words))]
    told_apart = len({_key(one) for one in called})
    if not called or told_apart < len(by_ref) - 1 or told_apart < len(called):
        return ""
    return f", such as {listed(f'“{short(one)}”' for one in called[:MOST_NAMED])}"


def _with_home(catalog: Catalog, ref: str, words: str) -> str:
    """An entry's words with its team's before them; empty where that says nothing more."""
    entry = catalog.by_ref[ref]
    home = next(iter(entry.homes), "") if isinstance(entry, Activity) else ""
    ours, said = set(_key(home)), set(_key(words))
    if ours <= {"", *said}:
        return ""
    return home if said < ours else f"{home} {words}"


def _led_elsewhere(
    catalog: Catalog, claims: dict[Key, dict[str, str]], reach: Reach, most_tried: int
) -> Iterator[Finding]:
    """Entries whose words lead to another, or nowhere."""
    tried = 0
    for ref, entry in catalog.by_ref.items():
        words = _called(entry)
        if tried + len(words) > most_tried:
            yield _untried(catalog, tried)
            return
        tried += len(words)
        found = {one: reach.found(one) for one in words}
        astray = [one for one in found if _astray(ref, one, found[one], claims, reach)]
        if len(astray) < len(found):
            yield from _grouped(catalog, ref, {one: found[one] for one in astray})
        elif astray:
            yield _unreachable(catalog, ref, found[entry.name], reach)


def _astray(
    ref: str, words: str, found: str | None, claims: dict[Key, dict[str, str]], reach: Reach
) -> bool:
    """Whether the words lead to other people than the entry's; what is called the same may."""
    if found is None:
        return True
    return found not in claims[_key(words)] and reach.answer(found) != reach.answer(ref)


def _grouped(catalog: Catalog, ref: str, astray: dict[str, str | None]) -> Iterator[Finding]:
    """A finding for each of the wordings, of those that are the same words only the first."""
    first: dict[Key, str] = {}
    for words in astray:
        first.setdefault(_key(words), words)
    yield from (_pulled(catalog, ref, words, astray[words]) for words in first.values())


def _pulled(catalog: Catalog, ref: str, words: str, found: str | None) -> Finding:
    """One wording of an entry that leads elsewhere, where another one leads to it."""
    entry = catalog.by_ref[ref]
    said, remove = f"The name “{short(words)}” ({ref})", ""
    if words != entry.name:
        said = f"The alias “{short(words)}” of {_quoted(entry)} ({ref})"
        remove = ", or remove it"
    if found is None:
        example = _with_home(catalog, ref, words)
        such = f", such as “{short(example)}”" if example else ""
        said = f"{said} finds nothing: use more words for it{such}{remove}."
        return Finding("leads elsewhere", (ref,), said)
    other = catalog.by_ref[found]
    said = f"{said} leads to {_quoted(other)} ({found})"
    such = _such_as(catalog, ref, found, words)
    said = f"{said}: add a word to it that {_quoted(other)} lacks{such}{remove}."
    return Finding("leads elsewhere", (ref, found), said)


def _such_as(catalog: Catalog, ref: str, found: str, words: str) -> str:
    """The words with the entry's team, where the other one belongs to another team."""
    ours = _with_home(catalog, ref, words)
    theirs = _with_home(catalog, found, words)
    return f", such as “{short(ours)}”" if ours and ours != theirs else ""


def _unreachable(catalog: Catalog, ref: str, found: str | None, reach: Reach) -> Finding:
    entry = catalog.by_ref[ref]
    if not reach.says(entry.name):
        said = f"{_quoted(entry)} ({ref}) has only words that any question has"
        return Finding("not askable", (ref,), f"{said}: add an alias that says what it is about.")
    if found is None:
        said = f"{_quoted(entry)} ({ref}) isn't found by its own name"
        return Finding("not askable", (ref,), f"{said}: add an alias with words that people use.")
    other = catalog.by_ref[found]
    return Finding(
        "not askable",
        (ref, found),
        f"{_quoted(entry)} ({ref}) leads to {_quoted(other)} ({found}): "
        f"add an alias with a word that {_quoted(other)} lacks"
        f"{_such_as(catalog, ref, found, entry.name)}.",
    )


def _untried(catalog: Catalog, tried: int) -> Finding:
    every = sum(len(_called(entry)) for entry in catalog.by_ref.values())
    return Finding(
        "not tried",
        (),
        f"Only the first {tried:,} of {every:,} names and aliases were looked up.",
    )


def _quoted(entry: Entry) -> str:
    return f"“{short(entry.name)}”"
