"""Strict reading of YAML: every scalar stays the text it is, and an error names its line.

YAML guesses: `no` becomes False, `012` ten, `1:30` ninety, and a few hundred bytes of anchors
unfold into millions of nodes. Here the parser's events are read one by one instead, so none of
that can happen; pydantic turns text into dates and flags where a model asks for them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import FileRefused, Flaws, Problem

MOST_BYTES = 32 * 1024 * 1024
MOST_DEPTH = 20
NOTHING = ("", "~", "null")
_EXPECTED = {
    "bool_parsing": "true or false",
    "string_too_short": "some text",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
SHOWN = 60

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """A file's content as dicts, lists, text and None, with the line each part begins on."""

    path: str
    data: Any
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int | None:
        """The line of a part, or of the nearest part around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return None


@dataclass
class _Open:
    """A mapping or list that the parser is inside of."""

    content: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None
    seen: dict[str, int] = field(default_factory=dict)


class _Reader:
    """Builds plain data from parser events and refuses what a person should not have to guess."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.root: Any = None
        self.documents = 0
        self._stack: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(line, "a second document", "one document in the file")
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(line, f"the alias *{event.anchor}", "the value itself, written out")
        elif isinstance(event, yaml.ScalarEvent):
            self._check_node(event, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._check_node(event, line)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()

    def _check_node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, f"the anchor &{event.anchor}", "no anchors")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self._refuse(line, f"the tag {tag}", "no tags")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.content, dict) and top.key is None:
            self._key(top, event.value, line)
            return
        plain = event.style in (None, "")
        self._place(None if plain and event.value in NOTHING else event.value, line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.seen:
            found = f"“{_short(key)}” a second time (first on line {top.seen[key]})"
            self._refuse(line, found, "every key once", top.place)
        top.seen[key] = line
        top.key = key

    def _place(self, value: Any, line: int) -> Place:
        if not self._stack:
            place: Place = ()
            self.root = value
        else:
            top = self._stack[-1]
            if isinstance(top.content, list):
                place = (*top.place, len(top.content))
                top.content.append(value)
            else:
                key = top.key or ""
                place = (*top.place, key)
                line = top.seen[key]
                top.content[key] = value
                top.key = None
        self.lines[place] = line
        return place

    def _begin(self, content: dict[str, Any] | list[Any], line: int) -> None:
        if (
            self._stack
            and isinstance(self._stack[-1].content, dict)
            and self._stack[-1].key is None
        ):
            self._refuse(line, "a list or mapping as a key", "a word as the key")
        if len(self._stack) >= MOST_DEPTH:
            self._refuse(line, "deeper nesting", f"at most {MOST_DEPTH} levels")
        self._stack.append(_Open(content, self._place(content, line)))

    def _refuse(self, line: int, found: str, expected: str, place: Place = ()) -> NoReturn:
        raise FileRefused([Problem(self.path, line, _dotted(place), found, expected)])


def read_text(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """A file's text. Raises FileRefused when it can't be read, is too large or is not UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _refused(path, reason, "a file that can be read") from None
    if len(raw) > most_bytes:
        raise _refused(path, "a larger file", f"at most {most_bytes // 1024} KiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refused(path, "bytes that are no UTF-8", "UTF-8 text", line) from None


def read_yaml(path: Path) -> Document:
    """A YAML file as plain data. Raises FileRefused with the line of whatever is not plain."""
    reader = _Reader(str(path))
    for event in _events(path):
        reader.take(event)
    return Document(str(path), reader.root, reader.lines)


def read_yaml_documents(path: Path) -> Iterator[Document]:
    """Each document of a YAML file as plain data, its lines counted in the whole file.

    Raises FileRefused as `read_yaml` does, where it comes to what is not plain.
    """
    reader = _Reader(str(path))
    for event in _events(path):
        reader.take(event)
        if isinstance(event, yaml.DocumentEndEvent):
            yield Document(str(path), reader.root, reader.lines)
            reader = _Reader(str(path))


def _events(path: Path) -> Iterator[yaml.Event]:
    """What the parser sees, one by one. Raises FileRefused where it is no YAML."""
    text = read_text(path)
    try:
        yield from yaml.parse(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        reason = f"well-formed YAML ({error.problem})"
        raise _refused(path, "broken YAML", reason, line) from None
    except yaml.YAMLError as error:
        found = str(error).splitlines()[0]
        line = text[: getattr(error, "position", 0)].count("\n") + 1
        raise _refused(path, found, "printable text, no control characters", line) from None


def check(document: Document, model: type[M]) -> M:
    """A document as a model. Raises FileRefused naming line, field, what is there, what belongs."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise FileRefused(_problems(document, error)) from None


def refuse(document: Document, flaws: Flaws) -> NoReturn:
    """Raises FileRefused for flaws found after reading, with the lines they stand on."""
    raise FileRefused(_located(document, (), flaws)) from None


def read_model(path: Path, model: type[M]) -> M:
    """A YAML file as a model; errors as in `read_yaml` and `check`."""
    return check(read_yaml(path), model)


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        place: Place = item["loc"]
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, Flaws):
            yield from _located(document, place, cause)
            continue
        found, expected = _explained(item["type"], item["input"], item["msg"], place)
        yield Problem(document.path, document.line_of(place), _dotted(place), found, expected)


def _located(document: Document, around: Place, flaws: Flaws) -> Iterator[Problem]:
    for flaw in flaws.flaws:
        place = (*around, *flaw.where)
        line = document.line_of(place)
        yield Problem(document.path, line, _dotted(place), flaw.found, flaw.expected)


def _explained(kind: str, value: Any, message: str, place: Place) -> tuple[str, str]:
    """(what was found, what was expected), both for a person."""
    if kind == "missing":
        return "nothing", f"the field “{place[-1]}”" if place else "a value"
    if kind == "extra_forbidden":
        return f"the field “{place[-1]}”", "only fields that are documented"
    expected = message.removeprefix("Value error, ").removeprefix("Input should ")
    if kind == "string_pattern_mismatch":
        named = re.search(r"\^([a-z]+):", message)
        expected = f"a ref such as {named[1]}:some-name" if named else "letters, digits, . _ and -"
    return _described(value), _EXPECTED.get(kind, expected.removeprefix("be "))


def _described(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"“{_short(value)}”"
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    return _short(str(value))


def _short(text: str) -> str:
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _dotted(place: Place) -> str:
    out = ""
    for part in place:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        else:
            out += f".{_short(part)}" if out else _short(part)
    return out


def _refused(path: Path, found: str, expected: str, line: int | None = None) -> FileRefused:
    return FileRefused([Problem(str(path), line, "", found, expected)])


def read_json_lines(path: Path, model: type[M]) -> list[M]:
    """A model from each line of a file of JSON Lines. Raises FileRefused naming the bad line."""
    return [row for _, row in numbered_json_lines(path, model)]


def numbered_json_lines(path: Path, model: type[M]) -> Iterator[tuple[int, M]]:
    """(number, model) of each line that isn't empty. Raises FileRefused naming the bad line."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, model.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            found = f"{_dotted(first['loc'])}: {first['msg']}".lstrip(": ")
            raise _refused(path, found, "one JSON object a line", number) from None


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Puts a whole new file in the place of one, or leaves the old one if anything goes wrong."""
    beside = path.with_name(f".{path.name}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
