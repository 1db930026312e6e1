"""Questions for yes or no about a role: “does the data scientist deploy models?”."""

import re
from dataclasses import dataclass

from bot.domain.catalog import Boundary
from bot.domain.roles_named import ROLE, THE_ROLE, Marked


@dataclass(frozen=True)
class Whether:
    """Whether a role does something: its ref, and what it does, as it stands after “who”.

    `boundary` is one of the role's own that says mostly the same, `nearly` the share that it says.
    """

    role: str
    about: str
    boundary: Boundary | None = None
    nearly: float = 0.0


_BEGIN = r"(?:^|[.!?;:,\n] ?| [-–—] |\b(?:whether|if|so|and|but|then) )"
_VERB = r"(?:do|does|should|shall|can|could|is|are|must|may|might|would|will|wo)(?:n?'?t)?(?: not)?"
_ASKS = rf"{_BEGIN}{_VERB}"
_UNSURE = (
    r"^.*\b(?:wonder|wondering|(?:un|not )sure|unclear|know|no idea|curious|tell (?:me|us)),? "
    r"(?:if|whether)"
)
_SOMEBODY = r"(?:some|any|every|no) ?(?:one|body)|whoever|i|you|u|we|us|they|he|she|there"
_NAME = rf"(?!(?:{_SOMEBODY})\b)[^\W_]+"
_PEOPLE = r"(?: (?:guys?|folks?|people|person|team|crew|fellow|side))?"
_THE_ROLE = rf"{THE_ROLE}{_PEOPLE}(?:'s?)?{_PEOPLE}"
_JOB = (
    r"(?:jobs?|tasks?|things?|responsibilit(?:y|ies)|dut(?:y|ies)|work|business|call|decision"
    r"|domain|area|remit|scope|problem|concern|role)"
)
_SURELY = r", ?(?:right|correct|no|don't they|doesn't (?:he|she|it))"
_TAG = rf"(?:,? (?:yes )?or (?:not|no|nah)|{_SURELY})"

_IT = r"(?:it|this|that|these|those)(?: not| really| actually)?(?: be)?"
_ON = rf"(?: on| for| with| (?:up|down) to| the {_JOB} of| part of)?"
_UP_TO = (
    rf"(?:\b(?:some|any)thing for|\b{_JOB} (?:of|for)|\bpart of|\bby|\bexpected (?:of|from)"
    r"|\b(?:belongs?|falls?|up|down) (?:to|on|under|with))"
)

_FORMS = (
    # is it the PM that …, is it on devops to …, is that the ML engineer's job
    rf"{_ASKS} {_IT}{_ON} {_THE_ROLE}(?: {_JOB}\b)?",
    # does the data scientist …
    rf"{_ASKS} {_THE_ROLE}",
    # must Ania (data scientist) …, am I as a PM …
    rf"(?:{_ASKS} {_NAME}|{_BEGIN}am i)(?: ?\(|,? as |, ){THE_ROLE}(?:\)|,)?",
    # can we ask the MLOps engineer to …
    rf"{_ASKS} (?:i|we) (?:ask|get|have|expect|let|make|tell|want) {_THE_ROLE}",
    # do you know whether data scientists …
    rf"{_UNSURE} {_THE_ROLE}",
)
_FRAMED = (
    # … something for devops, … part of the PM's job, … written by the PM
    rf"{_UP_TO} {_THE_ROLE}(?: {_JOB}\b)?",
    # … the ML engineer's job
    rf"{_THE_ROLE} {_JOB}\b",
)
_LAST = (
    # deploying models: the data scientist's job?, deploying models: data scientist job or not
    rf"{THE_ROLE}{_PEOPLE}(?:'s? {_JOB}| {_JOB}(?={_TAG}))(?:{_TAG})?\W*$",
    # data scientists deploy models, right?
    rf"^(?:so |and |hm |hey |hi )*{THE_ROLE}{_PEOPLE}(?=\b.*{_TAG}\?+$)",
)

_ANYWHERE, _AFTER_VERB, _AT_THE_END = (
    tuple(re.compile(form) for form in forms) for forms in (_FORMS, _FRAMED, _LAST)
)
_VERB_FIRST = re.compile(rf"{_ASKS} ")
_OF_SOMEBODY = re.compile(rf"{_ASKS} (?:{_SOMEBODY})\b")
# “Is it the PM who decides …?” asks for yes or no all the same.
_WHO = re.compile(r"(?<!§\d )\b(?:who|whom|whose|who's|whos|who'd|who'll)\b")
_WH = re.compile(
    r"\b(?:what|what's|whats|which|where|when|why|how)\b|^(?:tell|explain|list|show)\b"
)
_ELSE = re.compile(
    r"[,?.]? or (?:is|are|isn't|do|does|would|should|can|not|no|nah|wrong|some\w+|never|only)\b.*"
)
_MARK = re.compile(ROLE)
_VERB_LEFT = re.compile(rf"^{_VERB} ")
_WORD = re.compile(r"[^\W\d_]{3,}")
# To “should they not deploy?” a yes would say the opposite of what is meant.
_NEGATED = re.compile(r"(?<!or )\b(?:not|never)\b(?! (?:sure|clear|my|mine|ours?)\b)")


def asks_whether(said: Marked) -> Whether | None:
    """The role that a question for yes or no is about, where it names exactly one."""
    text = said.text
    if said.only is None or _WHO.search(text) or _NEGATED.search(_ELSE.sub(" ", text)):
        return None
    found, owns = _found(_ANYWHERE, text), ""
    if found is None and not _WH.search(text) and not _OF_SOMEBODY.search(text):
        framed = _AFTER_VERB if _VERB_FIRST.search(text) else ()
        found, owns = _found((*framed, *_AT_THE_END), text), "owns "
    if found is None:
        return None
    rest = _MARK.sub(" ", f"{text[: found.start()]} {text[found.end() :]}")
    about = _VERB_LEFT.sub("", " ".join(_ELSE.sub(" ", rest).split()))
    return Whether(said.roles[0], f"{owns}{about}") if _WORD.search(about) else None


def _found(forms: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((found for form in forms if (found := form.search(text))), None)
