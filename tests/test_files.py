"""What strict reading of YAML takes, what it refuses, and what it says then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.organisation import Organisation, Person
from bot.errors import FileRefused, Flaw, Flaws
from bot.files import (
    MOST_BYTES,
    MOST_DEPTH,
    Document,
    check,
    read_json_lines,
    read_model,
    read_text,
    read_yaml,
    read_yaml_documents,
    refuse,
    replace,
)

YAMLISH = "ab1 :-?,[]{}#&*!|>'\"%@`~.\\\n\t"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a file that every test here may write over."""
    return tmp_path_factory.mktemp("files") / "org.yaml"


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _read(path: Path, content: str | bytes) -> Document:
    return read_yaml(_written(path, content))


def _refusal(path: Path, content: str | bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        _read(path, content)
    return str(caught.value)


def _misfit(path: Path, content: str) -> str:
    with pytest.raises(FileRefused) as caught:
        read_model(_written(path, content), Organisation)
    return str(caught.value)


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "true",
        "012",
        "0o14",
        "1:30",
        "0x1F",
        "2026-01-05",
        "1e3",
        "1_000",
        ".inf",
        ".nan",
        "=",
        "<<",
        "Null",
        "NULL",
        "-1",
        "1.10",
    ],
)
def test_scalars_stay_text(scratch: Path, word: str) -> None:
    """What YAML would guess a number, date or flag from stays the text it is."""
    assert _read(scratch, f"a: {word}\nb: [{word}]\n").data == {"a": word, "b": [word]}


@pytest.mark.parametrize("word", ["no", "012", "null", "~", "1e3"])
def test_keys_stay_text(scratch: Path, word: str) -> None:
    """A key stays the text it is, even where a value would be nothing."""
    assert _read(scratch, f"{word}: x\n").data == {word: "x"}


def test_merge_key_is_a_key(scratch: Path) -> None:
    """A merge key merges nothing and is a key like any other."""
    assert _read(scratch, "<<: {a: x}\nb: y\n").data == {"<<": {"a": "x"}, "b": "y"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
        ('"null"', "null"),
        ("'~'", "~"),
        ("''", ""),
        ('""', ""),
        ("|-\n  null", "null"),
        (">-\n  ~", "~"),
    ],
)
def test_nothing_only_where_plain(scratch: Path, written: str, value: str | None) -> None:
    """A plain null, tilde or empty value is nothing; quoted or in a block it is text."""
    assert _read(scratch, f"a: {written}\n").data == {"a": value}


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n"])
def test_empty_file(scratch: Path, content: str) -> None:
    """A file without content is nothing, and has no lines."""
    document = _read(scratch, content)
    assert document == Document(str(scratch), None, {})
    assert document.line_of(("teams", 0)) is None


def test_byte_order_mark(scratch: Path) -> None:
    """The mark that some editors put in front is no part of the first key."""
    assert _read(scratch, b"\xef\xbb\xbfa: x\n").data == {"a": "x"}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a: x\nb: &top x\n", ":2: found the anchor &top, expected no anchors"),
        ("a: &top [x]\n", ":1: found the anchor &top, expected no anchors"),
        ("&top a: x\n", ":1: found the anchor &top, expected no anchors"),
        ("a: x\nb: *top\n", ":2: found the alias *top, expected the value itself, written out"),
        ("a:\n  - !int 1\n", ":2: found the tag !int, expected no tags"),
        ("a: !!str 1\n", ":1: found the tag tag:yaml.org,2002:str, expected no tags"),
        (
            "a: !!python/object:os.system x\n",
            ":1: found the tag tag:yaml.org,2002:python/object:os.system, expected no tags",
        ),
        ("--- !pack {a: x}\n", ":1: found the tag !pack, expected no tags"),
        (
            "a: x\nb: y\na: z\n",
            ":3: found “a” a second time (first on line 1), expected every key once",
        ),
        (
            "teams:\n  - name: x\n  - key: y\n    name: z\n    key: w\n",
            ":5: teams[2]: found “key” a second time (first on line 3), expected every key once",
        ),
        ("a: x\n---\nb: y\n", ":2: found a second document, expected one document in the file"),
        ("a: x\n...\n---\n", ":3: found a second document, expected one document in the file"),
        ("? [a]\n: x\n", ":1: found a list or mapping as a key, expected a word as the key"),
        ("a: x\n{b: c}: d\n", ":2: found a list or mapping as a key, expected a word as the key"),
        (b"a: x\nb: \xff\n", ":2: found bytes that are no UTF-8, expected UTF-8 text"),
        ("a: x\n".encode("utf-16"), ":1: found bytes that are no UTF-8, expected UTF-8 text"),
    ],
)
def test_refused(scratch: Path, content: str | bytes, text: str) -> None:
    """What isn't plain is refused with path, line, what was found and what was expected."""
    assert _refusal(scratch, content) == f"{scratch}{text}"


@pytest.mark.parametrize(
    ("content", "line"),
    [("a: b: c\n", 1), ("a: x\nb: 'y\n", 3), ("a: x\n\tb: y\n", 2), ("a: x\nb: `y`\n", 2)],
)
def test_broken_yaml(scratch: Path, content: str, line: int) -> None:
    """What is no YAML is refused on the line where that shows."""
    text = _refusal(scratch, content)
    assert text.startswith(f"{scratch}:{line}: found broken YAML, expected well-formed YAML (")


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x1b", "\x7f", "\ufffe"])
def test_control_characters(scratch: Path, char: str) -> None:
    """A control character is refused with its number, not shown as it is."""
    text = _refusal(scratch, f"a: x\nb: y{char}\n")
    assert text.startswith(f"{scratch}")
    assert f"{ord(char):04x}" in text.lower()
    assert text.endswith(", expected printable text, no control characters")
    assert char not in text


def _nested(depth: int) -> str:
    return "a: x\nb: " + "[" * depth + "]" * depth + "\n"


def test_deepest(scratch: Path) -> None:
    """Nesting as deep as allowed is read, at any width."""
    assert "b" in _read(scratch, _nested(MOST_DEPTH - 1)).data
    assert _read(scratch, "- " * MOST_DEPTH + "x\n").line_of(()) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [(_nested(MOST_DEPTH), 2), (_nested(100_000), 2), ("- " * (MOST_DEPTH + 1) + "x\n", 1)],
)
def test_too_deep(scratch: Path, content: str, line: int) -> None:
    """Nesting one level deeper than allowed is refused, and so is any amount of it."""
    text = f"{scratch}:{line}: found deeper nesting, expected at most 20 levels"
    assert _refusal(scratch, content) == text


def _sparse(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_too_large(scratch: Path) -> None:
    """A file one byte over 32 MiB is refused."""
    with pytest.raises(FileRefused) as caught:
        read_yaml(_sparse(scratch, 32 * 1024 * 1024 + 1))
    text = f"{scratch}: found a larger file, expected at most 32768 KiB"
    assert str(caught.value) == text


def test_largest(scratch: Path) -> None:
    """A file of exactly the most bytes is read in full, whether the limit is ours or given."""
    assert len(read_text(_sparse(scratch, MOST_BYTES))) == MOST_BYTES
    assert read_text(_written(scratch, "é" * 512), most_bytes=1024) == "é" * 512


def test_given_limit(scratch: Path) -> None:
    """A limit that was given is the one that the refusal names."""
    with pytest.raises(FileRefused) as caught:
        read_text(_written(scratch, "é" * 513), most_bytes=1024)
    assert str(caught.value) == f"{scratch}: found a larger file, expected at most 1 KiB"


def test_missing_file(tmp_path: Path) -> None:
    """A file that isn't there is refused by its path."""
    path = tmp_path / "nowhere.yaml"
    with pytest.raises(FileRefused) as caught:
        read_yaml(path)
    text = f"{path}: found no such file or directory, expected a file that can be read"
    assert str(caught.value) == text


def test_directory(tmp_path: Path) -> None:
    """A directory is refused by its path."""
    with pytest.raises(FileRefused) as caught:
        read_yaml(tmp_path)
    text = f"{tmp_path}: found is a directory, expected a file that can be read"
    assert str(caught.value) == text


def test_lines(scratch: Path) -> None:
    """Every part is on the line where its key, or the item itself, begins."""
    content = """\
# a comment
name: |
  two
  lines

teams:
  - key: a
    leads: [p,
      q]
  - key: >-
      b
    waived:
"""
    document = _read(scratch, content)
    teams = [{"key": "a", "leads": ["p", "q"]}, {"key": "b", "waived": None}]
    assert document.data == {"name": "two\nlines\n", "teams": teams}
    assert document.lines == {
        (): 2,
        ("name",): 2,
        ("teams",): 6,
        ("teams", 0): 7,
        ("teams", 0, "key"): 7,
        ("teams", 0, "leads"): 8,
        ("teams", 0, "leads", 0): 8,
        ("teams", 0, "leads", 1): 9,
        ("teams", 1): 10,
        ("teams", 1, "key"): 10,
        ("teams", 1, "waived"): 12,
    }


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("teams", 1, "name"), 3),
        (("teams", 1, "name", "deeper", 4), 3),
        (("teams", 5), 1),
        (("people",), 1),
        ((), 1),
    ],
)
def test_nearest_line(scratch: Path, place: tuple[str | int, ...], line: int) -> None:
    """A part that isn't there is looked for on the line of the nearest part around it."""
    document = _read(scratch, "teams:\n  - key: a\n  - key: b\n")
    assert document.line_of(place) == line


def _all_read(path: Path, content: str | bytes) -> list[Document]:
    return list(read_yaml_documents(_written(path, content)))


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ("", []),
        ("# only a comment\n", []),
        ("a: x\n", [{"a": "x"}]),
        ("a: x\n---\nb: y\n", [{"a": "x"}, {"b": "y"}]),
        ("# first\n---\na: x\n---\n# second\n- y\n...\n", [{"a": "x"}, ["y"]]),
        ("---\n---\na: x\n---\n", [None, {"a": "x"}, None]),
        (b"\xef\xbb\xbfa: x\r\n---\r\nb: y\r\n", [{"a": "x"}, {"b": "y"}]),
    ],
)
def test_documents(scratch: Path, content: str | bytes, data: list[object]) -> None:
    """Every document of a file is read by itself, empty ones too."""
    documents = _all_read(scratch, content)
    assert [document.data for document in documents] == data
    assert {document.path for document in documents} <= {str(scratch)}


def test_lines_of_documents(scratch: Path) -> None:
    """The lines of each document are counted from the beginning of the file."""
    content = "# a comment\n---\na: >-\n  x\n\n---\n# another\na:\n  - y\n  - z\n"
    first, second = _all_read(scratch, content)
    assert first.lines == {(): 3, ("a",): 3}
    assert second.lines == {(): 8, ("a",): 8, ("a", 0): 9, ("a", 1): 10}


def test_same_key_in_two_documents(scratch: Path) -> None:
    """A key stands once in a document, and again in the next."""
    assert len(_all_read(scratch, "a: x\n---\na: y\n")) == 2


@pytest.mark.parametrize(
    ("second", "text"),
    [
        ("b: &top y\n", ":3: found the anchor &top, expected no anchors"),
        ("b: y\nc: *top\n", ":4: found the alias *top, expected the value itself, written out"),
        ("b: !int 1\n", ":3: found the tag !int, expected no tags"),
        (
            "b: y\nb: z\n",
            ":4: found “b” a second time (first on line 3), expected every key once",
        ),
        (_nested(MOST_DEPTH), ":4: found deeper nesting, expected at most 20 levels"),
        ("b: 'y\n", ":4: found broken YAML, expected well-formed YAML ("),
        ("b: \x00\n", ":3: found unacceptable character #x0000"),
        (b"b: \xff\n", ":3: found bytes that are no UTF-8, expected UTF-8 text"),
    ],
)
def test_refused_document(scratch: Path, second: str | bytes, text: str) -> None:
    """What isn't plain in a later document is refused with its line in the whole file."""
    raw = second if isinstance(second, bytes) else second.encode()
    with pytest.raises(FileRefused) as caught:
        _all_read(scratch, b"a: x\n---\n" + raw)
    assert str(caught.value).startswith(f"{scratch}{text}")


MISFITS = [
    (
        "# no name\npeople: []\n",
        ":2: organisation: found nothing, expected the field “organisation”",
    ),
    (
        "organisation: x\nteams:\n  - key: a\n    name: A\n  - key: b\n",
        ":5: teams[2].name: found nothing, expected the field “name”",
    ),
    (
        "organisation: x\ncolour: red\n",
        ":2: colour: found the field “colour”, expected only fields that are documented",
    ),
    (
        "organisation: [x]\n",
        ":1: organisation: found a list, expected text",
    ),
    (
        "organisation: {a: x}\n",
        ":1: organisation: found a mapping, expected text",
    ),
    (
        "organisation:\n",
        ":1: organisation: found nothing, expected text",
    ),
    (
        "organisation: x\npeople:\n  - key: p\n    active: maybe\n",
        ":4: people[1].active: found “maybe”, expected true or false",
    ),
    (
        'organisation: "a\\u202eb"\n',
        ":1: organisation: found “a\ufffdb”, expected text without the unseen character U+202E",
    ),
]


@pytest.mark.parametrize(("content", "text"), MISFITS)
def test_model_refused(scratch: Path, content: str, text: str) -> None:
    """What a model doesn't take is refused with line, field, what is there and what belongs."""
    assert _misfit(scratch, content) == f"{scratch}{text}"


def test_nested_places(scratch: Path) -> None:
    """Each of several misfits deep in a file is named, positions counted from one."""
    content = """\
organisation: x
teams:
  - key: a
    name: A
  - key: b
    name: B
    assignments:
      - role:
        person: p
        standing: third
        since: 2026-1-5
        shift: night
"""
    at = "teams[2].assignments[1]"
    lines = set(_misfit(scratch, content).splitlines())
    assert lines == {
        f"{scratch}:8: {at}.role: found nothing, expected text",
        f"{scratch}:10: {at}.standing: found “third”, expected 'primary' or 'backup'",
        f"{scratch}:11: {at}.since: found “2026-1-5”, expected a date such as 2026-01-31",
        (
            f"{scratch}:12: {at}.shift: found the field “shift”,"
            " expected only fields that are documented"
        ),
    }


def test_nested_flaws(scratch: Path) -> None:
    """A flaw that a part of the model finds in itself is placed by where that part stands."""
    content = """\
organisation: x
teams:
  - key: a
    name: A
    overrides:
      - activity: activity:build-models
        roles: []
"""
    assert _misfit(scratch, content) == (
        f"{scratch}:6: teams[1].overrides[1].because: found no reason,"
        " expected why nobody is responsible, by design"
    )


def test_long_text_is_cut(scratch: Path) -> None:
    """What was found is shown by its first sixty characters."""
    content = f"organisation: x\nteams:\n  - {{key: a, name: A, kind: {'k' * 5000}}}\n"
    assert _misfit(scratch, content) == (
        f"{scratch}:3: teams[1].kind: found “{'k' * 60}…”, expected 'platform' or 'product'"
    )


def test_model_taken(scratch: Path) -> None:
    """A file that fits becomes the model, with text turned into days and flags where asked for."""
    content = """\
organisation: no
people:
  - {key: 012, active: no}
"""
    organisation = read_model(_written(scratch, content), Organisation)
    assert organisation.organisation == "no"
    assert [(p.key, p.active) for p in organisation.people] == [("012", False)]
    assert check(read_yaml(scratch), Organisation) == organisation


def test_late_flaws(scratch: Path) -> None:
    """Flaws that are found after reading are refused on the lines they stand on."""
    document = _read(scratch, "organisation: x\nteams:\n  - key: a\n    structure: odd\n")
    flaws = Flaws(
        [Flaw(("teams", 0, "structure"), "“odd”", "one of hybrid"), Flaw((), "this", "that")]
    )
    with pytest.raises(FileRefused) as caught:
        refuse(document, flaws)
    assert str(caught.value) == (
        f"{scratch}:4: teams[1].structure: found “odd”, expected one of hybrid\n"
        f"{scratch}:1: found this, expected that"
    )


def test_json_lines(scratch: Path) -> None:
    """Each line of JSON Lines is one model, and empty lines are none."""
    path = _written(scratch, '{"key": "p1"}\n\n  \n{"key": "no", "active": false}')
    assert read_json_lines(path, Person) == [Person(key="p1"), Person(key="no", active=False)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("key: p2", "Invalid JSON"),
        ('{"key": "p2"', "Invalid JSON"),
        ('["p2"]', "Input should be an object"),
        ("{}", "key: Field required"),
        ('{"key": "p2", "shift": "night"}', "shift: Extra inputs are not permitted"),
    ],
)
def test_bad_json_line(scratch: Path, line: str, found: str) -> None:
    """A line that is no JSON, or not the model, is refused by its number in the file."""
    path = _written(scratch, f'{{"key": "p1"}}\n\n{line}\n{{"key": "p3"}}\n')
    with pytest.raises(FileRefused) as caught:
        read_json_lines(path, Person)
    assert str(caught.value).startswith(f"{path}:3: found {found}")
    assert str(caught.value).endswith(", expected one JSON object a line")


def _named(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("before", [{}, {"a.yaml": "old"}])
def test_replace(before: dict[str, str], tmp_path: Path) -> None:
    """A new file takes the place of the old one, or of none, and nothing else is left."""
    for name, text in before.items():
        (tmp_path / name).write_text(text, "utf-8")
    replace(tmp_path / "a.yaml", lambda path: path.write_text("new", "utf-8"))
    assert _named(tmp_path) == {"a.yaml": "new"}


@pytest.mark.parametrize("before", [{}, {"a.yaml": "old"}])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_replaced_by_half(before: dict[str, str], error: BaseException, tmp_path: Path) -> None:
    """Where writing breaks off the old file stays as it was, and no half of a new one."""
    for name, text in before.items():
        (tmp_path / name).write_text(text, "utf-8")

    def write(path: Path) -> None:
        path.write_text("ne", "utf-8")
        raise error

    with pytest.raises(type(error)):
        replace(tmp_path / "a.yaml", write)
    assert _named(tmp_path) == before


def test_replaced_by_nothing(tmp_path: Path) -> None:
    """A write that writes nothing leaves the old file."""
    (tmp_path / "a.yaml").write_text("old", "utf-8")
    with pytest.raises(FileNotFoundError):
        replace(tmp_path / "a.yaml", lambda _: None)
    assert _named(tmp_path) == {"a.yaml": "old"}


def _parts(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _parts(inner, (*place, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _parts(inner, (*place, n))
    else:
        assert value is None or type(value) is str


@settings(deadline=None)
@given(content=st.text() | st.text(alphabet=YAMLISH) | st.binary())
@example("a: &x [*x, *x]\n")
@example("\ufeff\ufeff---\n...\n")
@example(b"\xff\xfea\x00")
@example("? \n: - ? -\n")
def test_whatever_is_given(scratch: Path, content: str | bytes) -> None:
    """Any text or bytes at all are read or refused with FileRefused, never anything else."""
    try:
        document = _read(scratch, content)
    except FileRefused as error:
        assert str(error).startswith(str(scratch))  # noqa: PT017 - one of two good outcomes
    else:
        assert document.path == str(scratch)


@settings(deadline=None)
@given(content=st.text(alphabet=YAMLISH))
@example("a: x\nb:\n  - c\n  - d:\n")
def test_every_part_has_its_line(scratch: Path, content: str) -> None:
    """What is read is dicts, lists, text and None alone, each part on a line that the file has."""
    try:
        document = _read(scratch, content)
    except FileRefused:
        return
    if document.lines:
        assert set(document.lines) == set(_parts(document.data))
    else:
        assert document.data is None
    last = content.count("\n") + 1
    assert all(1 <= line <= last for line in document.lines.values())


@settings(deadline=None)
@given(word=st.from_regex(r"[0-9A-Za-z_][0-9A-Za-z_.+-]*", fullmatch=True))
@example("null")
@example("1_0.5e+3")
def test_words_stay_themselves(scratch: Path, word: str) -> None:
    """Any plain word is read as exactly that word, but for the one that means nothing."""
    assert _read(scratch, f"- {word}\n").data == [None if word == "null" else word]


@settings(deadline=None)
@given(content=st.text() | st.text(alphabet=YAMLISH) | st.binary())
@example("---\n---\n...\n%YAML 1.1\n---\na")
def test_whatever_documents(scratch: Path, content: str | bytes) -> None:
    """What any documents hold is refused by both readers or neither, a lone one read alike."""
    try:
        documents = _all_read(scratch, content)
    except FileRefused:
        with pytest.raises(FileRefused):
            _read(scratch, content)
        return
    if len(documents) == 1:
        assert documents == [_read(scratch, content)]
