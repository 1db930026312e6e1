"""What every value of the domain has in common, and the kinds of text that may go into one."""

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

# Characters that show nothing and change how the text beside them reads: a name that holds one
# can pass for another name.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
MOST_NAME = 200
# Joins the parts of an emoji and the letters of several scripts; rightly inside a name.
_JOINERS = {"\u200c", "\u200d"}


class Value(BaseModel):
    """Something that is what it holds: frozen, complete, equal to its like."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable() and "<" not in text:
        return text
    for char in text:
        if unicodedata.category(char) in _UNSEEN and char not in _JOINERS:
            raise ValueError(f"text without the unseen character U+{ord(char):04X}")
    if "<!" in text or "<@" in text:
        # Slack reads these as “notify everybody” and “notify this person”.
        raise ValueError("text without “<!” or “<@”")
    return text


def as_name(text: str, otherwise: str) -> str:
    """Anybody's text made fit to be a Name: on one line, visible, cut; `otherwise` where empty."""
    plain = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in _UNSEEN or char in _JOINERS
    )
    line = " ".join(plain.replace("<", " ").split())[:MOST_NAME].strip()
    return line if line.strip("".join((*_JOINERS, " "))) else otherwise


def _iso_date(value: object) -> object:
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            raise ValueError("a date such as 2026-01-31")
        return day
    return value


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=MOST_NAME), AfterValidator(_visible)
]
"""One line that a person reads."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_visible)]
"""A sentence or a few; line breaks are folded by whoever writes the file."""

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""What a person or a team is called by other rows."""

Day = Annotated[date, BeforeValidator(_iso_date)]
"""A calendar day in UTC."""


def _ref(kind: str) -> StringConstraints:
    return StringConstraints(
        pattern=rf"^{kind}:[a-z0-9][a-z0-9._-]*(/[a-z0-9._-]+)*$", max_length=200
    )


_OF_ENTRIES = "name aliases"
MANAGED = {
    "person": "name email slack active",
    "team": "name kind platform structure channel",
    "lead": "",
    "steward": "",
    "assignment": "standing state since until confirmed confirmed_by asked asked_by",
    "override": "roles because",
    "waiver": "because",
    "role": f"{_OF_ENTRIES} column summary description duties boundaries deliverables interactions",
    "activity": f"{_OF_ENTRIES} description responsible accountable consulted informed "
    "nobody_because homes owners examples",
    "handoff": f"{_OF_ENTRIES} gives receives problem contract checklist",
    "structure": f"{_OF_ENTRIES} description pros cons seats",
    "title": f"{_OF_ENTRIES} role",
}
"""What a file can keep to itself: each kind of fact, with its fields."""


def _managed(text: str) -> str:
    kind, dot, field = text.partition(".")
    if kind not in MANAGED:
        raise ValueError(f"one of {', '.join(MANAGED)}")
    fields = MANAGED[kind].split()
    if dot and field not in fields:
        of = f", or {kind}.FIELD with one of {', '.join(fields)}" if fields else ""
        raise ValueError(f"{kind}{of}")
    return text


Managed = Annotated[str, AfterValidator(_managed)]
"""What only its file changes: all facts of a kind (`assignment`), or a field (`team.channel`)."""

RoleRef = Annotated[str, _ref("role")]
ActivityRef = Annotated[str, _ref("activity")]
DutyRef = Annotated[str, _ref("duty")]
BoundaryRef = Annotated[str, _ref("boundary")]
DeliverableRef = Annotated[str, _ref("deliverable")]
InteractionRef = Annotated[str, _ref("interaction")]
HandoffRef = Annotated[str, _ref("handoff")]
StructureRef = Annotated[str, _ref("structure")]
TitleRef = Annotated[str, _ref("title")]


def kind_of(ref: str) -> str:
    """The kind that a ref names: `activity` for `activity:deploy-models`."""
    return ref.partition(":")[0]
