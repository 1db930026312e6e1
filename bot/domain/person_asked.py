"""Questions about what one person of the organisation owns."""

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.organisation import Organisation, Person
from bot.domain.roles_named import Marked

_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^<>]{0,300})?>")
# An account has a digit; “@ursula” is a name.
_ACCOUNT = re.compile(r"@([uw](?=[a-z]*\d)[a-z0-9]{1,30})")

_WHO = (
    r"(?P<who>(?!(?:the|a|an|our|your|this|that|it|there)\b)"
    r"@?[^\W_][\w.'-]{0,60}(?: [\w.'-]{1,60}){0,3}?)"
)
_HELLO = r"(?:(?:hi|hey|hello|so|and|ok|please|pls)\b[ ,:!.-]*|@[uw](?=[a-z]*\d)[a-z0-9]+[ ,:]+)*"
_TELL = r"(?:(?:can|could) you )?(?:(?:tell|show) me |do you know |list )?"
_OWN = (
    r"(?:own|owns|do|does|have|has|cover|covers|handle|handles|run|runs|maintain|maintains"
    r"|look after|looks after|take care of|takes care of|work on|works on|be responsible for)"
)
_NOW = (
    r"(?: (?:here|now|right now|currently|today|at the moment|actually|exactly|again|please|pls))*"
)
_THINGS = r"(?:roles?|responsibilit(?:y|ies)|dut(?:y|ies)|activit(?:y|ies)|things|areas)"
_CHARGE = r"(?:responsible|accountable|in charge|on the hook)(?: for| of)?"
_FORMS = (
    rf"(?:what|which)(?: all| {_THINGS})? (?:do|does|did|has|have) {{who}} {_OWN}",
    rf"(?:what|which)(?: {_THINGS})? {{who}} {_OWN}",
    rf"what(?:'s|s| is| are| am)? {{who}} {_CHARGE}",
    rf"(?:which|what) {_THINGS} (?:do|does|did|has|have) {{who}} (?:have|fill|hold|play|cover|own)",
    rf"(?:(?:what|which)(?:'s|s| is| are)? )?(?:{{who}}'s|my) {_THINGS}",
    r"who(?:'s|s| is| am) {who}",
)
_ASKED = tuple(re.compile(rf"{_HELLO}{_TELL}{form.format(who=_WHO)}{_NOW}") for form in _FORMS)
_AROUND = " ?!.,:;"


def accounts_spelt(text: str) -> str:
    """A raw text in which Slack's mentions of people are words: “@U123”."""
    return _MENTION.sub(r" @\1 ", text)


def person_chosen(ref: str | None, organisation: Organisation) -> tuple[Person, ...] | None:
    """The person whom somebody chose when asked back; None where that is no person here."""
    kind, _, key = (ref or "").partition(":")
    chosen = organisation.person.get(key) if kind == "person" else None
    return None if chosen is None else (chosen,)


def person_asked(
    said: Marked, organisation: Organisation, asker: str | None
) -> tuple[Person, ...] | None:
    """Whose roles a text asks for: several where the name is theirs alike.

    None where it asks no such thing; empty where it names an account that nobody here has.
    """
    text = said.text.strip(_AROUND)
    for form in _ASKED:
        if found := form.fullmatch(text):
            people = _meant(found["who"] or "my", organisation, asker)
            if people is not None:
                return people
    return None


def _meant(called: str, organisation: Organisation, asker: str | None) -> tuple[Person, ...] | None:
    if called in ("i", "me", "my"):
        return (organisation.person[asker],) if asker in organisation.person else None
    account = _ACCOUNT.fullmatch(called)
    if account:
        one = organisation.account.get(account[1].upper())
        return () if one is None else (one,)
    return _called(called.removeprefix("@"), organisation) or None


def _called(words: str, organisation: Organisation) -> tuple[Person, ...]:
    """Everybody of that whole name, else of that first name or address; who left only if alone."""
    wanted = _folded(words)
    whole = [one for one in organisation.people if _folded(one.called) == wanted]
    found = whole or [one for one in organisation.people if wanted in _short(one)]
    return tuple([one for one in found if one.active] or found)


def _short(person: Person) -> Iterator[str]:
    yield _folded(person.called).partition(" ")[0]
    if person.email:
        yield _folded(person.email.partition("@")[0])


def _folded(name: str) -> str:
    """A name without case and accents: “lucia” is Lucía."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
