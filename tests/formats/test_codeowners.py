"""CODEOWNERS files: which rules apply, what they are called, whose they are, what is refused."""

from pathlib import Path

import pytest

from bot.domain.catalog import Activity
from bot.domain.holdings import Holdings
from bot.errors import MOST_LISTED, FileRefused
from bot.formats.codeowners import FORMAT, MOST_OWNERS, MOST_PATTERN

Owned = dict[str, tuple[str, ...]]


def _holds(folder: Path, text: str | bytes, name: str = "shop.CODEOWNERS") -> Holdings:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    held = FORMAT.read(path).holds
    assert isinstance(held, Holdings)
    return held


def _activities(folder: Path, text: str) -> dict[str, Activity]:
    """Activities by their pattern, which the description holds."""
    held = _holds(folder, text).activities
    return {one.description.split()[1]: one for one in held}


def _owned(folder: Path, text: str) -> Owned:
    """Teams and people of each pattern that applies, as the file writes them."""
    held = _holds(folder, text)
    team, person = held.organisation.team, held.organisation.person
    return {
        one.description.removeprefix("Path ").removesuffix(" in CODEOWNERS"): (
            *(team[key].name for key in one.homes),
            *(person[key].called for key in one.owners),
        )
        for one in held.activities
    }


def _problems(folder: Path, text: str | bytes) -> list[tuple[int | None, str, str]]:
    with pytest.raises(FileRefused) as refused:
        _holds(folder, text)
    return [(one.line, one.field, one.found) for one in refused.value.problems]


def test_lines(tmp_path: Path) -> None:
    """Each thing, team and person is known by the first line that says it and applies."""
    path = tmp_path / "shop.CODEOWNERS"
    path.write_text("# ours\n/a @acme/pay @ann\n/b @ann kim@x.example\n", encoding="utf-8")
    lines = {
        "activity:path/shop/a": 2,
        "activity:path/shop/b": 3,
        "team:acme-pay": 2,
        "person:gh-ann": 2,
        "person:kim-x-example": 3,
    }
    document = FORMAT.read(path).document
    assert {place: document.line_of((place,)) for place in lines} == lines


@pytest.mark.parametrize("name", ["CODEOWNERS", "shop.CODEOWNERS"])
def test_file_names(name: str) -> None:
    """The usual file and one named after what it is about are both claimed."""
    assert name.lower().endswith(FORMAT.endings)


def test_teams_and_people(tmp_path: Path) -> None:
    """Teams are homes, and people owners, each in the order written, with keys of their own."""
    held = _holds(tmp_path, "/pay_in/ @Acme/Web a.b@Acme.com @Acme/api @Kim\n")
    [activity] = held.activities
    assert activity.homes == ("acme-web", "acme-api")
    assert activity.owners == ("a-b-acme-com", "gh-kim")
    assert activity.responsible == ("role:owner",)
    assert activity.description == "Path /pay_in/ in CODEOWNERS"
    organisation = held.organisation
    assert [(team.key, team.name) for team in organisation.teams] == [
        ("acme-web", "Acme/Web"),
        ("acme-api", "Acme/api"),
    ]
    assert [(one.key, one.name, one.email) for one in organisation.people] == [
        ("a-b-acme-com", "a.b@Acme.com", "a.b@Acme.com"),
        ("gh-kim", "Kim", None),
    ]


def test_same_owner_in_other_letters(tmp_path: Path) -> None:
    """Owners are the same whatever their case, named as first written, and once a rule."""
    text = "/a/ @Acme/Web @acme/web @Kim @kim\n/b/ @ACME/WEB @KIM A@x.com\n/c/ a@X.com @kim\n"
    held = _holds(tmp_path, text)
    assert [team.name for team in held.organisation.teams] == ["Acme/Web", "shop"]
    assert [person.name for person in held.organisation.people] == ["Kim", "A@x.com"]
    assert held.activities[0].homes == ("acme-web",)
    assert held.activities[0].owners == ("gh-kim",)


@pytest.mark.parametrize("turned", [False, True])
def test_like_keys(tmp_path: Path, *, turned: bool) -> None:
    """Owners whose keys would be alike get a hash each, the same in whatever order they stand."""
    lines = ["/a/ @ann_lee @a-b/c", "/b/ @ann-lee @a/b-c", "/c/ @solo"]
    held = _holds(tmp_path, "\n".join(reversed(lines) if turned else lines))
    assert {person.name: person.key for person in held.organisation.people} == {
        "ann_lee": "gh-ann-lee-ec49aa21",
        "ann-lee": "gh-ann-lee-c4ef49ea",
        "solo": "gh-solo",
    }
    keys = [team.key for team in held.organisation.teams]
    assert len(set(keys)) == 3
    assert {key.rpartition("-")[0] for key in keys} >= {"a-b-c"}


def test_nested_groups(tmp_path: Path) -> None:
    """A group within a group, as GitLab has them, is a team."""
    assert _owned(tmp_path, "a @top/middle/low.est\n") == {"a": ("top/middle/low.est",)}


def test_people_alone(tmp_path: Path) -> None:
    """What belongs to people alone is at home in one team, named after the file."""
    held = _holds(tmp_path, "/a/ @kim\n/b/ x@y.com\n/c/ @acme/web\n")
    assert [one.homes for one in held.activities] == [("shop",), ("shop",), ("acme-web",)]
    assert [team.name for team in held.organisation.teams] == ["acme/web", "shop"]


def test_own_team_like_another(tmp_path: Path) -> None:
    """A file that is called like the key of a team in it still goes in."""
    held = _holds(tmp_path, "/a/ @kim\n/b/ @acme/web\n", "acme-web.CODEOWNERS")
    names = {team.key: team.name for team in held.organisation.teams}
    assert [names[one.homes[0]] for one in held.activities] == ["acme-web", "acme/web"]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("shop.CODEOWNERS", "shop"),
        ("repo/CODEOWNERS", "repo"),
        ("repo/.github/CODEOWNERS", "repo"),
        ("repo/docs/CODEOWNERS", "repo"),
        ("repo/.gitlab/codeowners", "repo"),
        ("repo/sub/../.github/.CODEOWNERS", "repo"),
        ("repo/owners.txt", "owners"),
        ("re <!here> po/CODEOWNERS", "re !here> po"),
    ],
)
def test_source(tmp_path: Path, name: str, called: str) -> None:
    """The source is named after the file, or the folder of the repository, never by a path."""
    path = tmp_path / name
    path.parent.parent.joinpath("sub").mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("* @kim", encoding="utf-8")
    intake = FORMAT.read(path)
    assert intake.source == f"codeowners:{called}"
    assert isinstance(intake.holds, Holdings)
    assert intake.holds.organisation.organisation == called
    assert [team.name for team in intake.holds.organisation.teams] == [called]


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the folder where one stands is named after that folder."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "CODEOWNERS").write_text("* @kim", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "repo")
    assert FORMAT.read(Path("CODEOWNERS")).source == "codeowners:repo"


def test_comments_blanks_and_line_ends(tmp_path: Path) -> None:
    """Comments, blank lines, tabs, a byte order mark, CRLF and a missing last line end are fine."""
    text = "\ufeff# All\r\n\r\n  /a/\t@kim   # @not-an-owner !\r\n   # end\r\n/b#c/ @lee"
    assert _owned(tmp_path, text) == {"/a/": ("shop", "kim"), "/b#c/": ("shop", "lee")}


def test_escapes(tmp_path: Path) -> None:
    """A backslash takes the meaning from a hash, a blank, an exclamation mark and a bracket."""
    text = "\\#one @kim\n/my\\ docs/ @lee\n\\!two @kim\n/app/\\[slug\\]/ @kim\n"
    assert list(_owned(tmp_path, text)) == ["#one", "/my docs/", "!two", "/app/[slug]/"]


def test_no_owner(tmp_path: Path) -> None:
    """A rule without owners, after a wider one with some, says that nobody owns it by design."""
    found = _activities(tmp_path, "/apps/ @acme/web\n/apps/legacy/\n")
    assert found["/apps/"].responsible == ("role:owner",)
    legacy = found["/apps/legacy/"]
    assert (legacy.responsible, legacy.homes, legacy.owners) == ((), (), ())
    assert legacy.nobody_because == "CODEOWNERS gives /apps/legacy/ no owner."


def test_sections(tmp_path: Path) -> None:
    """Default owners of a section own its rules without owners; others stay nobody's."""
    text = """
        /free/
        [Docs] @acme/docs @kim # who else
        guide/
        api/ @lee
        ^[Data base][2]
        tables/
        [ Data  Base ][2] x@y.com
        views/
    """
    assert _owned(tmp_path, text) == {
        "/free/": (),
        "guide/": ("acme/docs", "kim"),
        "api/": ("shop", "lee"),
        "tables/": (),
        "views/": ("shop", "x@y.com"),
    }


def test_sections_do_not_compete(tmp_path: Path) -> None:
    """A path in several sections belongs to the owners of each; later ones within one win."""
    text = "[A]\nREADME.md @kim @acme/web\n[B]\nREADME.md @lee\n* @acme/all\n[a]\nREADME.md @ann\n"
    held = _holds(tmp_path, text)
    assert _owned(tmp_path, text) == {"*": ("acme/all",), "README.md": ("shop", "ann")}
    assert held.passed_over == (
        "line 2 never applies, line 7 has the same pattern",
        "line 4 never applies, line 5 comes later",
    )
    both = "[A]\nREADME.md @kim @acme/web\n[B]\nREADME.md @lee @kim\n"
    assert _owned(tmp_path, both) == {"README.md": ("acme/web", "kim", "lee")}


def test_roles(tmp_path: Path) -> None:
    """GitLab's roles are passed over and named; what they own is still somebody's."""
    held = _holds(tmp_path, "/a/ @@maintainer\n/b/ @@maintainer @acme/web\n")
    assert [one.homes for one in held.activities] == [("shop",), ("acme-web",)]
    assert held.organisation.people == ()
    assert held.passed_over == ("2 of role @@maintainer were passed over (line 1)",)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("/docs/", "/docs/"),
        ("/docs/api/", "/docs/"),
        ("/docs/api/v1/*.md", "/docs/api"),
        ("/docs/*", "/docs/**"),
        ("/docs/api", "/docs/**/*"),
        ("/docs/**", "docs/"),
        ("docs/api/", "/docs/"),
        ("/docs/", "*"),
        ("*.md", "**"),
        ("*", "/**"),
        ("/a/assets/logs/", "**/assets/logs/"),
        ("**/x/assets/logs/y.md", "**/assets/logs/"),
        ("/src/*/logs/a.txt", "logs"),
        ("/src/README.md", "*.md"),
        ("/src/a.spec.ts", "*.spec.ts"),
        ("/src/*.md", "**/*.md"),
        ("/src/*_x/?", "/src/*_x/?"),
    ],
)
def test_covered(tmp_path: Path, earlier: str, later: str) -> None:
    """A rule that a later one covers belongs to the later one's owners, and is named."""
    held = _holds(tmp_path, f"# top\n{earlier} @kim\n/other/ @lee\n{later} @ann\n")
    assert [one.owners for one in held.activities if one.owners != ("gh-lee",)] == [("gh-ann",)]
    [sentence] = [one for one in held.passed_over if one.startswith("line 2 ")]
    why = "has the same pattern" if earlier == later else "comes later"
    assert sentence == f"line 2 never applies, line 4 {why}"
    assert "gh-kim" not in held.organisation.person


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("/docs/", "/docs/api/"),
        ("/docs/", "/docs/*"),
        ("/docs/", "/docs/*.md"),
        ("/docs/", "/doc/"),
        ("/docs-old/", "/docs"),
        ("docs/", "/docs/"),
        ("**/docs/api", "docs/api"),
        ("/src/logs/", "**/assets/logs/"),
        ("/src/assets/x/logs/", "**/assets/logs/"),
        ("/a*s/x", "/a*/x/y"),
        ("/src/README.md", "/*.md"),
        ("/src/README.txt", "*.md"),
        ("*", "/*"),
        ("README.md", "*/"),
        ("/src/README.md", "*.md/"),
        ("/a/", "/"),
        ("/Docs/", "/docs/"),
    ],
)
def test_not_covered(tmp_path: Path, earlier: str, later: str) -> None:
    """A rule of which a later one takes only a part, or nothing, still applies."""
    held = _holds(tmp_path, f"{earlier} @kim\n{later} @ann\n")
    assert [one.owners for one in held.activities] == [("gh-kim",), ("gh-ann",)]
    assert held.passed_over == ()


def test_sections_look_anywhere(tmp_path: Path) -> None:
    """In GitLab's files a path without a slash in front may stand at any depth."""
    text = "docs/api/ @kim\n/docs/ @ann\n"
    assert list(_owned(tmp_path, text)) == ["/docs/"]
    assert list(_owned(tmp_path, f"[A]\n{text}")) == ["docs/api/", "/docs/"]


def test_last_of_several(tmp_path: Path) -> None:
    """The rule that is named is the last that covers, which is the one that applies."""
    held = _holds(tmp_path, "/a/b @kim\n/a/b @lee\n/a/ @ann\n* @acme/all\n/z/ @kim\n")
    assert [one.homes for one in held.activities] == [("acme-all",), ("shop",)]
    assert held.passed_over == tuple(
        f"line {line} never applies, line 4 comes later" for line in (1, 2, 3)
    )


def test_many_covered(tmp_path: Path) -> None:
    """Of very many rules that never apply the first are named, and the others counted."""
    text = "".join(f"/p{n}/ @kim\n" for n in range(MOST_LISTED + 5)) + "* @ann\n"
    said = _holds(tmp_path, text).passed_over
    assert len(said) == MOST_LISTED + 1
    assert said[-1] == "5 more never apply, for later lines cover them (line 21)"


@pytest.mark.parametrize(
    ("pattern", "name", "aliases"),
    [
        ("/akeyless_gateway/", "akeyless gateway", ["/akeyless_gateway/", "akeyless_gateway"]),
        (".github/workflows/*", "workflows", [".github/workflows/*", "github workflows"]),
        ("**/README.md", "README.md", ["**/README.md", "README"]),
        (
            "/setup.d/run-all.sh",
            "run-all.sh",
            ["/setup.d/run-all.sh", "setup d run-all.sh", "run all"],
        ),
        ("*.js", "js files", ["*.js", ".js"]),
        ("/docs/**/*.md", "docs md files", ["/docs/**/*.md"]),
        ("/*.md", "md files", ["/*.md", ".md"]),
        ("*", "everything else", ["everything", "all other files"]),
        ("/*", "top-level files", []),
        (
            "/src/main/user-data",
            "user data",
            ["/src/main/user-data", "user-data", "main user data", "src user data"],
        ),
        (r"/app/\[id\]/", "[id]", ["/app/[id]/", "app [id]"]),
        ("Makefile", "Makefile", []),
        ("/???/", "/???/", []),
        (
            "/libs/PaymentAPI/",
            "PaymentAPI",
            ["/libs/PaymentAPI/", "libs PaymentAPI", "Payment API"],
        ),
        ("/=HYPERLINK(1)/", "=HYPERLINK(1)", ["/=HYPERLINK(1)/"]),
        ("/<!channel>/", "!channel>", ["/ !channel>/"]),
        ("<@U1>", "@U1>", []),
    ],
)
def test_names(tmp_path: Path, pattern: str, name: str, aliases: list[str]) -> None:
    """A path is called what people would say, and found by the other things that they could."""
    [activity] = _holds(tmp_path, f"{pattern} @kim\n").activities
    assert (activity.name, list(activity.aliases)) == (name, aliases)


def test_names_tell_apart(tmp_path: Path) -> None:
    """A name has the parts in front that it needs, and the bare last part is for the bare path."""
    text = (
        "**/README.md @kim\n/pay/README.md @lee\n/pay/assets/boards @lee\n/web/assets/boards @a\n"
    )
    found = _activities(tmp_path, text)
    assert {pattern: one.name for pattern, one in found.items()} == {
        "**/README.md": "README.md",
        "/pay/README.md": "pay README.md",
        "/pay/assets/boards": "pay assets boards",
        "/web/assets/boards": "web assets boards",
    }
    assert found["/pay/README.md"].aliases == ("/pay/README.md", "pay README")
    assert found["/pay/assets/boards"].aliases == ("/pay/assets/boards", "pay boards")


@pytest.mark.parametrize("part", ["x" * 300, "Ab" * 150, "a.b" * 100, "é" * 250])
def test_long_names(tmp_path: Path, part: str) -> None:
    """However long a path is, its names are cut, none of them twice."""
    [activity] = _holds(tmp_path, f"/{part}/{part}/{part}.md @kim\n").activities
    names = [activity.name, *activity.aliases]
    assert max(map(len, names)) <= 200
    assert len({name.casefold() for name in names}) == len(names)
    assert len(activity.ref) <= 200


def test_refs(tmp_path: Path) -> None:
    """A ref is made of the parts of the path, and of a hash where a part has no letters."""
    text = "/akeyless_gateway/ @a\n.github/workflows/* @a\n/Größe/a.b @a\n/日本/ @a\n"
    refs = [one.ref for one in _holds(tmp_path, text).activities]
    assert refs == [
        "activity:path/shop/akeyless-gateway",
        "activity:path/shop/github/workflows/x-684888c0",
        "activity:path/shop/grosse/a-b",
        "activity:path/shop/x-cf2abf0c",
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_like_refs(tmp_path: Path, *, turned: bool) -> None:
    """Paths whose refs would be alike carry a hash of their own, wherever they stand."""
    lines = ["/a_b/ @kim", "/a-b/ @lee", "/c/ @ann"]
    text = "\n".join(reversed(lines) if turned else lines)
    assert {one.ref for one in _holds(tmp_path, text).activities} == {
        "activity:path/shop/a-b-6068df6a",
        "activity:path/shop/a-b-12a0b6d9",
        "activity:path/shop/c",
    }


def test_order(tmp_path: Path) -> None:
    """Refs and names stay the same when the lines change places."""
    lines = ["/a/ @kim", "/b/x.md @lee", "/c/x.md @ann", "*.ts @kim"]
    one = {(held.ref, held.name) for held in _holds(tmp_path, "\n".join(lines)).activities}
    other = {(held.ref, held.name) for held in _holds(tmp_path, "\n".join(lines[::-1])).activities}
    assert one == other


NO_OWNERS = ["foo", "@", "@org/", "@/team", "@org//team", "@kim,", "@@", "a@b", "a@", "@kim@x.com"]
NO_OWNERS += ["=cmd()", "@ü", "a@x..com", "@kim#lee", "*@x"]


@pytest.mark.parametrize("word", NO_OWNERS)
def test_no_such_owner(tmp_path: Path, word: str) -> None:
    """What is neither a user nor a team nor an address is named with its line."""
    text = f"/a/ @kim\n/b/ @kim {word} @lee\n"
    assert _problems(tmp_path, text) == [(2, "owner", f"“{word}”")]


@pytest.mark.parametrize("word", ["<!channel>", "<@U1>", "@<U1>", "<a@x.com>", "<!here>@x.com"])
def test_markup_is_no_owner(tmp_path: Path, word: str) -> None:
    """What Slack would take for a mention is no owner, and not repeated as it is."""
    [(line, field, found)] = _problems(tmp_path, f"/a/ @kim\n/b/ {word}\n")
    assert (line, field) == (2, "owner")
    assert "<" not in found


@pytest.mark.parametrize("pattern", ["!/a/", "[a-z]*.js", "/src/[ab].ts", "/x[", "[a", "[]", "^[a"])
def test_no_such_pattern(tmp_path: Path, pattern: str) -> None:
    """Negation and ranges, which these files don't know, are named with their line."""
    assert _problems(tmp_path, f"\n{pattern} @kim\n") == [(2, "pattern", f"“{pattern}”")]


def test_all_problems(tmp_path: Path) -> None:
    """Everything that is wrong is named together, also twice in a line and in a heading."""
    text = "!a foo @\n/b/ @kim\n[Docs] nobody\n/c/ @org/"
    assert [(line, found) for line, _, found in _problems(tmp_path, text)] == [
        (1, "“!a”"),
        (1, "“foo”"),
        (1, "“@”"),
        (3, "“nobody”"),
        (4, "“@org/”"),
    ]


@pytest.mark.parametrize(
    ("char", "code"), [("\0", "0000"), ("\xa0", "00A0"), ("\u202e", "202E"), ("\r", "000D")]
)
def test_unseen(tmp_path: Path, char: str, code: str) -> None:
    """A character that nobody can see is named; it may hide that owners are read as a path."""
    found = f"the unseen character U+{code}"
    assert _problems(tmp_path, f"* @kim\n/a/{char}@kim\n") == [(2, "pattern", found)]
    assert _owned(tmp_path, f"/a/ @kim # so{char}so\n") == {"/a/": ("shop", "kim")}


def test_unseen_in_an_address(tmp_path: Path) -> None:
    """An address with something unseen in it passes for another, so it is refused."""
    found = "the unseen character U+200B"
    assert _problems(tmp_path, "* a\u200b@x.com\n") == [(1, "owner", found)]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "\ufeff", "[Docs] @kim\n"])
def test_empty(tmp_path: Path, text: str) -> None:
    """A file without a rule is refused in one sentence."""
    assert _problems(tmp_path, text) == [(1, "", "no rule at all")]


def test_other_files(tmp_path: Path) -> None:
    """A file of another format is refused with the lines that make no sense."""
    yaml = 'catalog: Acme\nroles:\n  - ref: "role:a"\n'
    assert [line for line, *_ in _problems(tmp_path, yaml)] == [1, 3, 3]
    assert _problems(tmp_path, b"/a/ @kim\n/\xff/ @kim\n") == [(2, "", "bytes that are no UTF-8")]


def test_too_much(tmp_path: Path) -> None:
    """A path that no system has, an endless list of owners and a word without end are refused."""
    path, owners = "/" + "a/" * MOST_PATTERN, " @kim" * (MOST_OWNERS + 1)
    [long, many, wide] = _problems(tmp_path, f"{path} @kim\n/a/{owners}\n/b/ @{'k' * 300}\n")
    assert long[:2] == (1, "pattern")
    assert many == (2, "owner", f"{MOST_OWNERS + 1} owners")
    assert wide[:2] == (3, "owner")
    assert max(len(found) for _, _, found in (long, many, wide)) < 80


def test_deep_paths(tmp_path: Path) -> None:
    """Paths of very many parts are told apart, and still covered by what stands above them."""
    deep = "/" + "a/" * 2000
    held = _holds(tmp_path, f"/a/ @kim\n{deep}x @lee\n{deep}y @ann\n")
    assert len({one.ref for one in held.activities}) == 3
    assert len(_holds(tmp_path, f"{deep}x @lee\n/a/ @kim\n").activities) == 1


def test_read_twice(tmp_path: Path) -> None:
    """The same file gives the same again."""
    text = "* @acme/all\n/a_b/ @kim\n/a-b/ @lee x@y.com\n[Docs] @kim\n/c/\n"
    assert _holds(tmp_path, text) == _holds(tmp_path, text)
