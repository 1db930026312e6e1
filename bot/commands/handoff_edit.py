"""Edit a handoff: what each side ticks, how it breaks, and what prevents that."""

import re
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from bot.domain.answer import notice
from bot.domain.catalog import Handoff
from bot.domain.ownership.codes import Codes, code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import changed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply, Section
from bot.domain.value import Name, Prose
from bot.domain.wording import bullets, listed, short

MOST_LINES = 30
MOST_CHARACTERS = 2000
"""What a field of a form holds; text that is longer would lose its end in it."""

_LISTS = ("gives", "receives")
_MARKS = "-–•*☐□✓ \t"


def run(scene: Scene, given: Given) -> Deed:
    """Changes what was said, and leaves the rest as it is."""
    handoff = given.one("handoff", Handoff)
    holds = _holds(handoff)
    said = {name: text for name in holds if (text := given.maybe(name, str)) is not None}
    if not said:
        return Deed(_asks(handoff))
    _check_whole(handoff, said, holds)
    wanted = {name: text for name, text in said.items() if text.strip() != holds[name]}
    lists = {name: _ticks(wanted[name], name) for name in _LISTS if name in wanted}
    prose = {name: _prose(wanted[name], name) for name in wanted if name not in _LISTS}
    now = handoff.model_copy(
        update={**prose, "checklist": handoff.checklist.model_copy(update=lists)}
    )
    if now == handoff:
        raise Objection(f"{handoff.name} is like that already.", field=next(iter(said)))
    fields = {"checklist": now.checklist.model_dump(mode="json")} if lists else {}
    change = changed(scene, handoff.ref, **prose, **fields)
    return Deed(_says(now, wanted), (change,))


def _check_whole(handoff: Handoff, said: dict[str, str], holds: dict[str, str]) -> None:
    """Objection where what was said of one thing goes on with the words that lead to another."""
    [(name, text), *others] = said.items()
    parts = {} if others or len(text.splitlines()) > 1 else _split(name, text)
    if len(parts) <= 1:
        return
    of = {"handoff": (code(handoff),)}
    each = of | {part: (words,) for part, words in parts.items()}
    # That more than one thing was said tells that the whole was meant so.
    least = min((one for one in holds if one != name), key=lambda one: len(holds[one]))
    whole = {**of, name: (text,), least: (holds[least],)}
    asked = listed(f"“{short(parts[one])}” {_ARE[one]}" for one in parts if one != name)
    raise Objection(
        f"Is {asked}, or is it all {_ARE[name]}? Say which, or fill in the form.",
        field=name,
        offers=[
            Action(label="Each by itself", verb=VERB.name, given=each),
            Action(label="It is all one", verb=VERB.name, given=whole),
            Action(label="Fill in the form", verb=VERB.name, given=each, form=True),
        ],
    )


def _split(name: str, text: str) -> dict[str, str]:
    """The text up to the first words that lead to something else, and what is after each such."""
    leads = _LEADS_IN_LISTS if name in _LISTS else _LEADS_IN_PROSE
    before, *found = leads.split(text)
    parts = {name: before.strip(_BETWEEN)}
    for lead, words in zip(found[::2], found[1::2], strict=True):
        other = next(one for one, after in _AFTER.items() if after == lead.casefold())
        if other in parts:
            return {}
        parts[other] = words.strip(_BETWEEN)
    return parts if all(parts.values()) else {}


def holds(scene: Scene, codes: Codes) -> Codes:
    """What a form is filled in with, where a handoff was chosen."""
    ref = next(iter(codes.get("handoff", ())), "")
    handoff = scene.catalog.by_ref.get(ref)
    if not isinstance(handoff, Handoff):
        return {}
    told = _holds(handoff).items()
    return {name: (text,) for name, text in told if len(text) <= MOST_CHARACTERS}


def _holds(handoff: Handoff) -> dict[str, str]:
    """What holds now, as it is written in a form."""
    lists = {name: "\n".join(getattr(handoff.checklist, name)) for name in _LISTS}
    return {**lists, "problem": handoff.problem, "contract": handoff.contract}


def _ticks(text: str, field: str) -> tuple[str, ...]:
    """One line each; on a single line there are semicolons between them."""
    split = text.splitlines() if len(text.strip().splitlines()) > 1 else text.split(";")
    parts = (" ".join(part.strip(_MARKS).split()) for part in split)
    lines = tuple(dict.fromkeys(part for part in parts if part))
    if not lines:
        raise Objection("It needs a line to tick.", field=field)
    if len(lines) > MOST_LINES:
        raise Objection(
            f"That has {len(lines)} lines, and nobody ticks more than {MOST_LINES}.", field=field
        )
    try:
        return _NAMES.validate_python(lines)
    except ValidationError:
        raise Objection(
            "A line has at most 200 characters, and none that nobody sees or that notify people; "
            "write it in fewer words.",
            field=field,
        ) from None


def _prose(text: str, field: str) -> str:
    try:
        return _PROSE.validate_python(" ".join(text.split()))
    except ValidationError:
        raise Objection(
            f"It needs a sentence of at most {MOST_CHARACTERS:,} characters, without any that "
            "nobody sees or that notify people.",
            field=field,
        ) from None


def _asks(handoff: Handoff) -> Reply:
    """How it is now, with the form to change it."""
    edit = Action(
        label="Edit it",
        verb=VERB.name,
        given={"handoff": (code(handoff),)},
        style="primary",
        form=True,
    )
    return Reply(
        outcome="notice",
        headline=f"What shall be different about {handoff.name}?",
        sections=tuple(_sections(handoff, _LABELS)),
        actions=(edit,),
    )


def _says(handoff: Handoff, wanted: dict[str, str]) -> Reply:
    told = notice(f"{handoff.name} is changed.")
    return told.model_copy(update={"sections": tuple(_sections(handoff, wanted))})


def _sections(handoff: Handoff, fields: Iterator[str] | dict[str, str]) -> Iterator[Section]:
    for name in fields:
        lines = _holds(handoff)[name].splitlines()
        yield Section(heading=_LABELS[name], lines=bullets(lines))


_PROSE: TypeAdapter[str] = TypeAdapter(Prose)
_NAMES: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[Name, ...])
_LABELS = {
    "gives": "What the giving side ticks",
    "receives": "What the receiving side ticks",
    "problem": "What goes wrong",
    "contract": "What prevents it",
}
_AFTER = {
    "gives": "gives",
    "receives": "receives",
    "problem": "goes wrong",
    "contract": "prevented by",
}
_LEADS_IN_LISTS = re.compile(rf"(?<!\S)({'|'.join(_AFTER.values())})(?!\S)", re.IGNORECASE)
# A sentence may well say who gives and receives what.
_LEADS_IN_PROSE = re.compile(
    r"((?<!\S)(?:goes wrong|prevented by)|(?<=; )(?:gives|receives))(?!\S)", re.IGNORECASE
)
_BETWEEN = " ;,"
_ARE = {
    "gives": "what the giving side ticks",
    "receives": "what the receiving side ticks",
    "problem": "what goes wrong",
    "contract": "what prevents it",
}
_STAYS = "Left out, it stays as it is."
_LINES = f"One line each, or semicolons between them. {_STAYS}"

VERB = Verb(
    name="handoff edit",
    title="Edit a handoff",
    help="Changes what each side of a handoff ticks, what goes wrong, or what prevents that.",
    who="steward",
    run=run,
    arguments=(
        Argument("handoff", "handoff", "Handoff"),
        *(
            Argument(
                name,
                "text",
                label,
                after=_AFTER[name],
                optional=True,
                hint=_LINES if name in _LISTS else _STAYS,
            )
            for name, label in _LABELS.items()
        ),
    ),
    examples=(
        "handoff edit The Model Handoff gives The weights are in the registry; A test has run",
        "handoff edit The Model Handoff prevented by a review before the freeze",
    ),
    holds=holds,
)
