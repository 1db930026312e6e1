"""Questions: what was asked and not answered, or wrongly, and by how many people.

What people chose when asked what they meant, and said of answers, makes a proposal.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from bot.digests import Digest, Line, Look
from bot.domain.asking import Asking
from bot.domain.catalog import Activity, Duty, Entry, Handoff, Role, Structure
from bot.domain.dismissal import Dismissal, dismissal
from bot.domain.edition import Matter
from bot.domain.meant import named_team
from bot.domain.ownership.codes import code
from bot.domain.reply import Action, Span
from bot.domain.value import as_name
from bot.domain.wording import short
from bot.search.alike import asks, groups, like_any, topic
from bot.search.clean import clean

NAME = "questions"
ASKED_WITHIN = timedelta(days=30)
MOST_LOOKED_UP = 40
"""So many groups, the largest first, are looked up to see whether they are answered by now."""

MOST_WORDINGS = 5
"""So many wordings of a group, the most usual first."""

MOST_TOLD = 30
_MOST_WORDS = 80
_MOST_EXAMPLE = 300
_ALWAYS_ASK = ("command", "form", "terminal", "page")
"""Where whatever is written is a question."""

_NAMES_SOMEBODY = re.compile(r"\w\W*<@")
_Named = Role | Activity | Handoff | Structure


@dataclass(frozen=True)
class _Heard:
    """A question, and what it is about in words that anybody may read."""

    asking: Asking
    about: str
    example: str

    @property
    def folded(self) -> str:
        """What it is about, in any case."""
        return _fold(self.about)


@dataclass(frozen=True)
class _Group:
    """Questions that ask for the same, in the order in which they were asked."""

    heard: tuple[_Heard, ...]

    @property
    def asked(self) -> list[_Heard]:
        """Those that somebody asked, without what was only asked again by choosing something."""
        return [one for one in self.heard if not (one.asking.chosen or one.asking.again)]

    @property
    def people(self) -> int:
        """How many asked; whom nobody knows count for one together."""
        return len({one.asking.by for one in self.asked})

    @property
    def wordings(self) -> list[str]:
        """What they say that it is about, in the most usual words first, and the shortest."""
        count = Counter(one.folded for one in self.asked)
        first = {one.folded: one.about for one in reversed(self.asked)}
        return sorted(first.values(), key=lambda words: (-count[_fold(words)], len(words), words))

    @property
    def wrong(self) -> Counter[str]:
        """What somebody said is the wrong answer, and how many did."""
        return _people(self._judged("wrong"))

    @property
    def is_open(self) -> bool:
        """Whether somebody got no answer, or a wrong one."""
        return bool(self.wrong) or any(
            one.asking.outcome == "unknown"
            or (one.asking.outcome == "choose" and not self._resolved(one.asking))
            for one in self.asked
        )

    def without(self, wordings: Iterable[str]) -> "_Group":
        """The questions in other words than these."""
        gone = frozenset(map(_fold, wordings))
        return _Group(tuple(one for one in self.heard if one.folded not in gone))

    def meant(self, look: Look) -> tuple[_Named, int] | None:
        """What so many different people meant as it takes, and how many; None where too few do."""
        chosen = {
            (one.asking.by, one.asking.ref)
            for one in self.heard
            if one.asking.chosen and one.asking.by and one.asking.ref
        }
        against = set(self._judged("wrong"))
        of = ((by, _named(look, ref)) for by, ref in {*chosen, *self._judged("right")} - against)
        votes = _people((by, one.ref) for by, one in of if one is not None)
        [(ref, count)] = votes.most_common(1) or [("", 0)]
        best = _named(look, ref)
        return (best, count) if best is not None and count >= look.scene.rules.agreeing else None

    def _judged(self, verdict: str) -> Iterator[tuple[str, str]]:
        for one in self.heard:
            for member, said in one.asking.said.items():
                if said == verdict and one.asking.ref:
                    yield member, one.asking.ref

    def _resolved(self, asking: Asking) -> bool:
        """Whether whoever asked, or somebody in the same channel, chose what was meant after it."""
        return any(
            (later.chosen or later.again)
            and later.text == asking.text
            and later.at >= asking.at
            and (later.by == asking.by or later.channel == asking.channel)
            for later in (one.asking for one in self.heard)
        )


def find(look: Look) -> Iterator[Matter]:
    """What isn't answered, what most people asked about first."""
    since = min(look.now - ASKED_WITHIN, look.last or look.now)
    heard = [
        one
        for asking in look.record.open_questions(since)
        if _is_of(look, asking) and (one := _heard(look, asking)) is not None
    ]
    aside = [Dismissal.model_validate(one).words for one in _dismissed(look)]
    told = (
        _Group(tuple(heard[place] for place in places))
        for places in groups([one.about for one in heard])
    )
    asked = [group for group in told if group.asked]
    asked.sort(key=lambda group: (-group.people, -len(group.asked), group.asked[0].about))
    matters = (
        matter
        for group in islice(asked, MOST_LOOKED_UP)
        if not (aside and like_any(group.wordings[0], aside))
        if (matter := _matter(look, group)) is not None
    )
    yield from islice(matters, MOST_TOLD)


def line(look: Look, matter: Matter) -> Line:
    """How many asked, with what to do about it; or what became of it."""
    told = matter.found
    words = told["text"]
    said = f"“{short(words)}”"
    aside = look.scene.past.fact(dismissal(words))
    if aside is not None:
        by = look.organisation.person.get(Dismissal.model_validate(aside).by)
        who = f", says {by.called}" if by else ""
        return Line((Span(text=f"{said} is for nobody here{who}"),), done=True)
    now, wrong = _answer(look, words), _entry(look, told.get("wrong"))
    if now is not None and now != wrong:
        return Line((Span(text=f"{said} is answered now: {now.name}"),), done=True)
    proposed = _named(look, told.get("proposal"))
    text = f"{_asked(told['people'], told['times'])} about {said}"
    if proposed is not None:
        text += f"; {told['agree']} meant {proposed.name}"
    if wrong is not None:
        text += f"; {told['against']} said that {wrong.name} is wrong"
    return Line((Span(text=text),), tuple(_offers(look, matter, proposed)))


def _is_of(look: Look, asking: Asking) -> bool:
    """Whether a question is one of the team that the channel hears of, by who asked or where."""
    team = look.team
    if team is None or asking.team == team.key:
        return True
    return any(one.person == asking.asker for one in team.assignments)


def _heard(look: Look, asking: Asking) -> _Heard | None:
    """The question in words that anybody may read; None where it is none, or names somebody."""
    text = clean(asking.text)
    private = "@" in text or _NAMES_SOMEBODY.search(asking.text)
    always = asking.surface in _ALWAYS_ASK or asking.chosen or asking.again
    if private or not (always or asks(text)):
        return None
    _, rest = named_team(text, look.organisation)
    about = as_name(topic(rest), "")
    if not about or not look.scene.search.says(about):
        return None
    return _Heard(asking, about, " ".join(text.split())[:_MOST_EXAMPLE])


def _matter(look: Look, group: _Group) -> Matter | None:
    """What is to be told of a group; None where there is nothing to do about it."""
    [(ref, against)] = group.wrong.most_common(1) or [("", 0)]
    wrong = _entry(look, ref)
    group = group.without(
        words
        for words in group.wordings[:MOST_WORDINGS]
        if _answer(look, words) not in (None, wrong)
    )
    meant = group.meant(look)
    if not group.asked or (meant is None and not group.is_open):
        return None
    words, first = group.wordings[0], group.asked[0]
    told = {
        "people": str(group.people),
        "times": str(len(group.asked)),
        "text": words,
        "example": first.example,
    }
    if meant is not None:
        told |= {"proposal": meant[0].ref, "agree": str(meant[1])}
    if wrong is not None:
        told |= {"wrong": wrong.ref, "against": str(against)}
    near = [one.asking.ref for one in group.asked if one.asking.outcome == "choose"]
    if near and (nearest := _named(look, near[-1])) is not None:
        told["near"] = nearest.ref
    return Matter(digest=NAME, about=(first.folded,), found=told)


def _dismissed(look: Look) -> Iterable[dict[str, object]]:
    return look.scene.past.facts({"dismissal"}).values()


def _answer(look: Look, words: str) -> Entry | None:
    """What a question in these words is answered with by now; None where that isn't sure."""
    return _entry(look, look.scene.search.leads_to(look.scene.catalog, words))


def _entry(look: Look, ref: str | None) -> Entry | None:
    """An entry of the catalog, for a part of an activity that one; None where it is gone."""
    entry = look.scene.catalog.by_ref.get(ref or "")
    if isinstance(entry, Duty) and entry.activity:
        return look.scene.catalog.by_ref[entry.activity]
    return entry


def _named(look: Look, ref: str | None) -> _Named | None:
    """The same, where it can be given other words."""
    entry = _entry(look, ref)
    return entry if isinstance(entry, Role | Activity | Handoff | Structure) else None


def _fold(words: str) -> str:
    return words.casefold()


def _people(votes: Iterable[tuple[str | None, str]]) -> Counter[str]:
    """How many different people are for each."""
    return Counter(ref for _, ref in sorted(set(votes), key=str))


def _asked(people: str, times: str) -> str:
    who = f"{people} people asked" if people != "1" else "Somebody asked"
    return who if times == people else f"{who} {times} times"


def _offers(look: Look, matter: Matter, proposed: _Named | None) -> Iterator[Action]:
    told = matter.found
    words = told["text"]
    near = proposed or _named(look, told.get("near"))
    named = len(words) <= _MOST_WORDS
    yield from _other_words(words if named else "", near, sure=proposed is not None)
    name = {"name": (words[:1].upper() + words[1:],)} if named else {}
    yield Action(label="Create activity", verb="activity add", given=name, form=True)
    example = {"message": (told["example"],)}
    if isinstance(near, Activity):
        example["activity"] = (code(near),)
    yield Action(label="Example for …", verb="example add", given=example, form=True)
    yield Action(label="Not for us", verb="question dismiss", given={"words": (words,)})


def _other_words(words: str, near: _Named | None, *, sure: bool) -> Iterator[Action]:
    """The button for other words: at once where people agree what they mean."""
    given = {"words": (words,)} if words else {}
    if near is not None:
        given["entry"] = (code(near),)
    if sure and words and near is not None:
        label = f"Alias of {short(near.name)}"
        yield Action(label=label, verb="alias add", given=given, style="primary")
    else:
        yield Action(label="Alias of …", verb="alias add", given=given, form=True)


DIGEST = Digest(
    name=NAME,
    heading="Asked and not answered",
    help="what was asked and not answered, or answered wrongly",
    find=find,
    line=line,
)
