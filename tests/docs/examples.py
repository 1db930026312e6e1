"""The examples of a page: what is typed after `$ rolecall`, and what it is said to print."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)

BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>file|not run): (?P<said>[^\n]+?) -->\n+)?"
    r"(?P<indent> *)```(?P<kind>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
PROMPT = "$ "
ANYTHING = "…"
"""Stands for whatever is printed there, lines as well."""

AGO = re.compile(r"\b(today|yesterday|\d+ (?:day|week|month|year)s? ago)\b")


@dataclass(frozen=True)
class Command:
    """One command, the line it stands at, and the lines that it is said to print."""

    line: int
    words: tuple[str, ...]
    prints: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A file that a page shows, and whose commands read it."""

    path: str
    text: str


def steps(page: Path) -> Iterator[Command | File]:
    """What is to be done to follow a page, in its order; what it says isn't run is left out."""
    text = page.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        body = block["body"]
        if block["mark"] == "file":
            yield File(block["said"], body)
        elif block["kind"] == "console" and block["mark"] is None:
            yield from _commands(body, text.count("\n", 0, block.start("body")) + 1)


def stray(page: Path) -> list[str]:
    """Commands that are shown where nobody would run them: in a block that isn't `console`."""
    blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [
        line
        for block in blocks
        if block["kind"] != "console"
        for line in block["body"].splitlines()
        if line.strip().removeprefix(PROMPT).startswith("rolecall ")
    ]


def alike(said: tuple[str, ...], printed: str) -> bool:
    """Whether a page tells what was printed, but for days that pass and what it leaves out."""
    parts = _ageless("\n".join(said)).split(ANYTHING)
    pattern = "(?s:.*)".join(map(re.escape, parts))
    return re.fullmatch(pattern, _ageless(printed).rstrip("\n")) is not None


def _commands(body: str, line: int) -> Iterator[Command]:
    at = 0
    words: tuple[str, ...] = ()
    prints: list[str] = []
    for number, shown in enumerate(body.splitlines(), line):
        if shown.startswith(PROMPT):
            yield from _rolecall(at, words, prints)
            at, prints = number, []
            words = tuple(shlex.split(shown.removeprefix(PROMPT), comments=True))
        else:
            prints.append(shown)
    yield from _rolecall(at, words, prints)


def _rolecall(line: int, words: tuple[str, ...], prints: list[str]) -> Iterator[Command]:
    if words[:1] == ("rolecall",):
        yield Command(line, words[1:], tuple(prints))


def _ageless(text: str) -> str:
    return AGO.sub("some days ago", text)
