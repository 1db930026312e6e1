"""CSV: the RACI matrix, and the list of assignments, as people keep them in their tables."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.domain.sheet import ASSIGNMENTS, MATRIX, Kind, Row, Sheet, folded
from bot.domain.sheet_assignments import COLUMNS, NEEDED, assignment_rows
from bot.domain.sheet_matrix import ACTIVITY, matrix_rows
from bot.domain.value import as_name
from bot.domain.wording import short
from bot.errors import FileRefused, Problem
from bot.files import Document, Place, read_text
from bot.formats import Format, Intake

MOST_COLUMNS = 1_000
MOST_CHARACTERS = 10_000
NAMELESS = "sheet"
_DELIMITERS = ",;\t"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BREAKS = re.compile(r"\s*[\r\n\t]\s*")
_HEADERS = (
    f"“{ACTIVITY}” and a role a column, or at least {', '.join(NEEDED[:-1])} and {NEEDED[-1]}"
)


def read(path: Path) -> Intake:
    """What a sheet says. Raises FileRefused with everything in it that is no table."""
    numbered = _rows(path, read_text(path))
    line, header = next(numbered, (1, []))
    columns, kind = _header(path, line, header)
    problems: list[Problem] = []
    rows: list[Row] = []
    for start, cells in numbered:
        if len(cells) < len(columns) or any(cells[len(columns) :]):
            found = f"{len(cells):,} cell{'' if len(cells) == 1 else 's'}"
            expected = f"{len(columns):,}, one for each column"
            problems.append(Problem(str(path), start, "", found, expected))
        rows.append(Row(start, tuple(cells[: len(columns)])))
    if problems:
        raise FileRefused(problems)
    name = as_name(path.stem, NAMELESS)
    sheet = Sheet(name, kind, columns, tuple(rows))
    return Intake(Document(str(path), None, _lines(line, rows)), f"csv:{name}", sheet)


def write(value: Organisation | Catalog) -> str:
    """A catalog as the RACI matrix, an organisation as the list of its assignments.

    No cell of it is a formula to whoever opens it.
    """
    rows = matrix_rows(value) if isinstance(value, Catalog) else assignment_rows(value)
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(neutral, rows))
    return text.getvalue()


def neutral(row: Iterable[str]) -> list[str]:
    """The cells of a row, none of which is a formula to whoever opens it; `read` knows them."""
    return [f"'{cell}" if _FORMULA.match(cell) else cell for cell in row]


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line it begins on."""
    lines = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in lines:
            if len(cells) > MOST_COLUMNS:
                raise _refused(path, start, f"{len(cells):,} columns", f"at most {MOST_COLUMNS:,}")
            if any(len(cell) > MOST_CHARACTERS for cell in cells):
                raise _too_long(path, start)
            cleaned = [_clean(cell) for cell in cells]
            if any(cleaned):
                yield start, cleaned
            start = lines.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            raise _too_long(path, start) from None
        raise _refused(path, start, "broken CSV", f"well-formed rows ({error})") from None


def _delimiter(text: str) -> str:
    """What stands between the first two cells; a comma where there is only one."""
    quoted = False
    for char in text.lstrip("\r\n"):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in _DELIMITERS:
            return char
        elif not quoted and char in "\r\n":
            break
    return _DELIMITERS[0]


def _header(path: Path, line: int, header: Sequence[str]) -> tuple[tuple[str, ...], Kind]:
    """The columns as they are called from now on, and what kind of sheet they make."""
    columns = list(header)
    while len(columns) > 1 and not columns[-1]:
        columns.pop()
    if not columns:
        raise _refused(path, line, "an empty file", _HEADERS)
    words = [folded(column).replace(" ", "_") for column in columns]
    if words[0] != ACTIVITY and set(NEEDED) <= set(words):
        problems = [*_repeated(path, line, words), *_unknown(path, line, words)]
        columns, kind = words, ASSIGNMENTS
    elif words[0] in ("", ACTIVITY):
        columns[0], kind = ACTIVITY, MATRIX
        roles = [folded(column) for column in columns[1:]]
        problems = [*_repeated(path, line, roles, first=2)]
    else:
        raise _refused(path, line, f"the header “{short(', '.join(columns))}”", _HEADERS)
    if problems:
        raise FileRefused(problems)
    return tuple(columns), kind


def _repeated(path: Path, line: int, words: Sequence[str], first: int = 1) -> Iterator[Problem]:
    for i, word in enumerate(words):
        field = f"column {first + i}"
        if not word:
            yield Problem(str(path), line, field, "no name", "a name for each column")
        elif word in words[:i]:
            yield Problem(str(path), line, field, f"“{short(word)}” a second time", "it once")


def _unknown(path: Path, line: int, words: Sequence[str]) -> Iterator[Problem]:
    for word in words:
        if word and word not in COLUMNS:
            found = f"the column “{short(word)}”"
            yield Problem(str(path), line, "", found, f"only {', '.join(COLUMNS)}")


def _lines(header: int, rows: Iterable[Row]) -> dict[Place, int]:
    lines: dict[Place, int] = {(): header}
    return lines | {("rows", i): row.line for i, row in enumerate(rows)}


def _clean(cell: str) -> str:
    """A cell's text on one line, without the apostrophe that keeps it from being a formula."""
    text = cell.strip()
    if text.startswith("'") and _FORMULA.match(text):
        text = text[1:]
    return _BREAKS.sub(" ", text).strip()


def _too_long(path: Path, line: int) -> FileRefused:
    found = f"a cell of more than {MOST_CHARACTERS:,} characters, or a quote that nobody closes"
    return _refused(path, line, found, "shorter cells")


def _refused(path: Path, line: int, found: str, expected: str) -> FileRefused:
    return FileRefused([Problem(str(path), line, "", found, expected)])


FORMAT = Format("csv", (".csv", ".tsv"), read, write)
