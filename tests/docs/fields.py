"""The fields of a model as a reference tells them: what each is, means, and is when left out."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sphinx.pycode import ModuleAnalyzer

from bot.domain import value
from bot.domain.operations import WorkspaceId
from bot.domain.reminders import Clock

KINDS: tuple[tuple[Any, str], ...] = (
    (value.Name, "text"),
    (value.Prose, "text"),
    (value.Key, "key"),
    (value.Day, "day, as `2026-01-31`"),
    (value.Managed, "`kind` or `kind.field`"),
    (WorkspaceId, "workspace id"),
    (Clock, "time, as `09:00`"),
    (str, "text"),
    (bool, "`true` or `false`"),
    (int, "whole number"),
    (float, "number"),
    *(
        (getattr(value, name), f"`{name.removesuffix('Ref').lower()}:…`")
        for name in dir(value)
        if name.endswith("Ref")
    ),
)
"""What people call the kinds of text and numbers."""


def tables(model: type[BaseModel]) -> Iterator[str]:
    """The lines about a model and all that it is made of, outermost first."""
    for one in _reached(model):
        told = [] if one is model else [(one.__doc__ or "").partition("\n\n")[0], ""]
        yield from (f"## {'The file' if one is model else _called(one)}", "", *told)
        yield from ("| Field | Is | Means | Left out |", "|---|---|---|---|")
        yield from (_row(one, name, field) for name, field in one.model_fields.items())
        yield ""


def meaning(model: type[BaseModel], name: str) -> str:
    """What stands under a field where it is declared, by the model or one that it extends."""
    for one in model.__mro__:
        docs = ModuleAnalyzer.for_module(one.__module__).find_attr_docs()
        if (one.__name__, name) in docs:
            return " ".join(docs[one.__name__, name]).strip()
    raise LookupError(f"nothing says what {model.__name__}.{name} means: write it under the field")


def _reached(model: type[BaseModel]) -> list[type[BaseModel]]:
    found = [model]
    for one in found:
        for hint in get_type_hints(one, include_extras=True).values():
            found += [inner for inner in _models(hint) if inner not in found]
    return found


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    hint = get_type_hints(model, include_extras=True)[name]
    kind = f"{_kind(hint)}{_bounds(field.metadata)}"
    return f"| `{name}` | {kind} | {meaning(model, name)} | {_left_out(field)} |"


def _left_out(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    match field.default:
        case None:
            return "–"
        case bool(given):
            return f"`{given}`".lower()
        case given:
            return f"`{given}`" if given not in ((), {}) else "none"


def _kind(hint: Any) -> str:
    """What a value of this kind is called."""
    known = next((words for kind, words in KINDS if hint == kind), None)
    if known is not None:
        return known
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        name = _called(hint)
        return f"[{name.lower()}](#{name.lower().replace(' ', '-')})"
    return _composed(get_origin(hint), [one for one in get_args(hint) if one is not type(None)])


def _composed(origin: Any, inner: list[Any]) -> str:
    """What something that is made of other kinds is called."""
    if origin is Literal:
        return _either([f"`{one}`" for one in inner])
    if origin in (Annotated, Union, UnionType):
        return _kind(inner[0])
    if origin is tuple:
        return f"list of {_kind(inner[0])}"
    if origin is dict:
        return f"for each {_kind(inner[0])}: {_kind(inner[1])}"
    raise LookupError(f"no word for {origin} of {inner}")


def _called(model: type[BaseModel]) -> str:
    """A model's name in words: Working hours."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize()


def _either(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _bounds(metadata: list[Any]) -> str:
    """How large a number may be."""
    least = next((one.ge for one in metadata if hasattr(one, "ge")), None)
    above = next((one.gt for one in metadata if hasattr(one, "gt")), None)
    most = next((one.le for one in metadata if hasattr(one, "le")), None)
    below = next((one.lt for one in metadata if hasattr(one, "lt")), None)
    given = {"from": least, "above": above, "to": most, "below": below}
    return "".join(f" {word} {bound:,}" for word, bound in given.items() if bound is not None)
