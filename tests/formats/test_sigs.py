"""Kubernetes' sigs.yaml: groups become teams; they and their subprojects what the teams own."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import OWNER, OWNER_ROLE, Activity, Catalog
from bot.domain.holdings import Holdings
from bot.domain.organisation import Person
from bot.errors import FileRefused
from bot.formats import Intake
from bot.formats.sigs import FORMAT

CLI = """\
sigs:
- dir: sig-cli
  name: CLI
  mission_statement: >
    Covers kubectl and related tools.

    We focus on the CLI.
  charter_link: charter.md
  label: cli
  leadership:
    chairs:
    - {github: Bob-B, name: Bob Bee, company: Acme, email: bob@example.com}
    - {github: amy, name: Amy Ant}
    tech_leads:
    - {github: amy, name: Amy Ant, email: amy@example.com}
    - {github: cleo, name: Cleo}
    emeritus_leads:
    - {github: dave, name: Dave}
    - {github: eve, name: Eve}
  meetings:
  - {description: Regular SIG Meeting, day: Wednesday, time: "9:00"}
  contact:
    slack: sig-cli
    liaison: {github: zed, name: Zed}
  subprojects:
  - name: kubectl
    owners:
    - https://raw.githubusercontent.com/kubernetes/kubectl/master/OWNERS
    - https://raw.githubusercontent.com/kubernetes/kubernetes/master/pkg/kubectl/OWNERS
  - name: cli_sdk
    description: Builds on [cobra](https://example.org/cobra).
    owners:
    - https://raw.githubusercontent.com/kubernetes/cli-runtime/master/OWNERS
    leads:
    - {github: Fay, name: Fay}
    - {github: bob-b}
"""


def _intake(text: str, folder: Path, name: str = "sigs.yaml") -> Intake:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return FORMAT.read(path)


def _holds(text: str, folder: Path) -> Holdings:
    holds = _intake(text, folder).holds
    assert isinstance(holds, Holdings)
    return holds


def _group(key: str, name: str, rest: str = "leadership: {}") -> str:
    lines = "".join(f"  {line}\n" for line in rest.splitlines())
    return f"- dir: {key}\n  name: {name}\n{lines}"


def _project(name: str, *owners: str, description: str = "") -> str:
    said = f"  description: {description}\n" if description else ""
    return f"- name: {name}\n{said}  owners: [{', '.join(owners)}]\n"


def _owning(*projects: str) -> str:
    return "leadership: {}\nsubprojects:\n" + "".join(projects)


def _raw(path: str) -> str:
    return f"https://raw.githubusercontent.com/{path}"


def _activity(holds: Holdings, ref: str) -> Activity:
    return next(activity for activity in holds.activities if activity.ref == f"activity:sig/{ref}")


def _refusal(text: str, folder: Path) -> list[str]:
    """Everything that the file is refused for, without its path."""
    with pytest.raises(FileRefused) as refused:
        _intake(text, folder)
    return [str(problem).partition("sigs.yaml:")[2] for problem in refused.value.problems]


def test_claims() -> None:
    """The format takes files called sigs.yaml, whatever stands before it, and writes none."""
    assert (FORMAT.name, FORMAT.endings) == ("sigs", ("sigs.yaml",))
    assert FORMAT.write is None


@pytest.mark.parametrize("name", ["sigs", "kubernetes-sigs"])
def test_source(name: str, tmp_path: Path) -> None:
    """The source is the file's own name, so it stays when the content changes."""
    intake = _intake(CLI, tmp_path, f"{name}.yaml")
    assert intake.source == f"sigs:{name}"
    assert intake.document.path == str(tmp_path / f"{name}.yaml")
    assert intake.document.line_of(("sigs", 0, "name")) == 3


def test_lines(tmp_path: Path) -> None:
    """Each group, subproject and person is known by the line where the file has it."""
    text = (
        "sigs:\n- dir: sig-a\n  name: A\n  leadership: {chairs: [{github: amy}]}\n"
        "  subprojects:\n  - name: one\n  - name: two\n    leads: [{github: fay}]\n"
        "committees:\n- dir: c\n  name: C\n  leadership: {chairs: [{github: amy}]}\n"
    )
    lines = {
        "activity:sig/sig-a": 2,
        "team:sig-a": 2,
        "activity:sig/sig-a/one": 6,
        "activity:sig/sig-a/two": 7,
        "person:gh-amy": 2,
        "person:gh-fay": 2,
        "activity:sig/c": 10,
        "team:c": 10,
    }
    document = _intake(text, tmp_path).document
    assert {place: document.line_of((place,)) for place in lines} == lines


def test_team(tmp_path: Path) -> None:
    """A group is a team: its chairs lead it, they and the tech leads are owners, each once."""
    (team,) = _holds(CLI, tmp_path).organisation.teams
    assert (team.key, team.name, team.channel) == ("sig-cli", "SIG CLI", "#sig-cli")
    assert team.leads == ("gh-bob-b", "gh-amy")
    held = [(a.role, a.person, a.standing, a.state) for a in team.assignments]
    assert held == [
        (OWNER, key, "primary", "accepted") for key in ("gh-bob-b", "gh-amy", "gh-cleo")
    ]


def test_people(tmp_path: Path) -> None:
    """People have the file's name and address, found anywhere; emeritus leads and liaisons none."""
    assert _holds(CLI, tmp_path).organisation.people == (
        Person(key="gh-bob-b", name="Bob Bee", email="bob@example.com"),
        Person(key="gh-amy", name="Amy Ant", email="amy@example.com"),
        Person(key="gh-cleo", name="Cleo"),
        Person(key="gh-fay", name="Fay"),
    )


def test_group_is_an_activity(tmp_path: Path) -> None:
    """A group is something to ask for by all its names, described by its mission."""
    assert _holds(CLI, tmp_path).activities[0] == Activity(
        ref="activity:sig/sig-cli",
        name="CLI",
        description="Covers kubectl and related tools. We focus on the CLI.",
        aliases=("SIG CLI", "sig-cli"),
        responsible=(OWNER,),
        homes=("sig-cli",),
    )


def test_subproject_is_an_activity(tmp_path: Path) -> None:
    """A subproject is at home with its group, and its leads own it."""
    holds = _holds(CLI, tmp_path)
    assert holds.activities[1:] == (
        Activity(
            ref="activity:sig/sig-cli/kubectl",
            name="kubectl",
            description="A subproject of SIG CLI.",
            responsible=(OWNER,),
            homes=("sig-cli",),
        ),
        Activity(
            ref="activity:sig/sig-cli/cli-sdk",
            name="cli_sdk",
            description="Builds on cobra.",
            aliases=("cli sdk", "cli-runtime"),
            responsible=(OWNER,),
            homes=("sig-cli",),
            owners=("gh-fay", "gh-bob-b"),
        ),
    )


def test_makes_a_catalog(tmp_path: Path) -> None:
    """What comes out is a catalog without flaws, and the organisation fits it."""
    holds = _holds(CLI, tmp_path)
    catalog = Catalog(
        catalog="c", caveat="c", roles=(OWNER_ROLE,), activities=tuple(holds.activities)
    )
    assert list(holds.organisation.misfits(catalog)) == []


def test_passed_over(tmp_path: Path) -> None:
    """Emeritus leads are counted, and a foreign key at the top is named; nothing else is said."""
    text = CLI + "gb_rep: {github: zed}\n"
    line = CLI.count("\n") + 1
    assert _holds(text, tmp_path).passed_over == (
        "2 emeritus leads were passed over (line 18)",
        f"“gb_rep” is no list of groups and was passed over (line {line})",
    )


def test_one_passed_over(tmp_path: Path) -> None:
    """A single emeritus lead, under the older name of the field, is counted as one."""
    rest = "leadership:\n  emeritus_lead: [{github: a}]"
    holds = _holds("sigs:\n" + _group("a", "A", rest), tmp_path)
    assert holds.passed_over == ("1 emeritus lead was passed over (line 5)",)
    assert holds.organisation.people == ()


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        ("sigs", "SIG Batch"),
        ("workinggroups", "WG Batch"),
        ("usergroups", "UG Batch"),
        ("committees", "Batch Committee"),
    ],
)
def test_what_groups_are_called(kind: str, called: str, tmp_path: Path) -> None:
    """Each kind of group is called what Kubernetes people call it."""
    holds = _holds(f"{kind}:\n" + _group("g-batch", "Batch"), tmp_path)
    assert [team.name for team in holds.organisation.teams] == [called]
    assert _activity(holds, "g-batch").aliases == (called, "g-batch")
    assert _activity(holds, "g-batch").description == f"The work of {called}."


def test_label_is_an_alias(tmp_path: Path) -> None:
    """A label that differs from the name is one more word for the group."""
    text = "sigs:\n" + _group("sig-k8s-infra", "K8s Infra", "label: k8s-infra\nleadership: {}")
    aliases = _activity(_holds(text, tmp_path), "sig-k8s-infra").aliases
    assert aliases == ("SIG K8s Infra", "sig-k8s-infra", "k8s-infra")


def test_same_name_in_two_kinds(tmp_path: Path) -> None:
    """A SIG and a working group of one name are two teams."""
    text = "sigs:\n" + _group("sig-a", "A") + "workinggroups:\n" + _group("wg-a", "A")
    assert [t.name for t in _holds(text, tmp_path).organisation.teams] == ["SIG A", "WG A"]


def test_channel_of_several(tmp_path: Path) -> None:
    """A channel that several groups name, in any case, is no team's own; # is no part of it."""
    groups = [
        _group(key, key, f"leadership: {{}}\ncontact: {{slack: '{slack}'}}")
        for key, slack in (("a", "Shared"), ("b", "#shared"), ("c", "#own"), ("d", ""))
    ]
    teams = _holds("sigs:\n" + "".join(groups), tmp_path).organisation.teams
    assert [team.channel for team in teams] == [None, None, "#own", None]


@pytest.mark.parametrize(
    ("address", "aliases"),
    [
        (_raw("kubernetes/kwok/main/OWNERS"), ("kwok",)),
        (_raw("kubernetes/kwok/refs/heads/main/OWNERS"), ("kwok",)),
        ("https://github.com/kubernetes/kwok/blob/main/OWNERS", ("kwok",)),
        ("https://github.com/kubernetes/kwok/tree/main/cmd/kwokctl/OWNERS", ("kwokctl",)),
        (_raw("etcd-io/zetcd/master/MAINTAINERS"), ("zetcd",)),
        (_raw("kubernetes/kubernetes/master/staging/src/k8s.io/cri-api/OWNERS"), ("cri-api",)),
        # A folder that code is laid out in says nothing, nor does a version.
        (_raw("kubernetes/kubernetes/master/staging/src/k8s.io/cri-api/pkg/OWNERS"), ()),
        (_raw("kubernetes/kubernetes/master/pkg/apis/core/v1/OWNERS"), ()),
        (_raw("kubernetes/kubernetes/master/pkg/apis/core/v2beta1/OWNERS"), ()),
        # A repository that every organisation has is named with its organisation.
        (_raw("kubernetes/utils/master/OWNERS"), ("kubernetes/utils",)),
        (_raw("kubernetes-client/python/master/OWNERS"), ("kubernetes-client/python",)),
        (_raw("kubernetes-client/c/master/OWNERS"), ("kubernetes-client/c",)),
        (_raw("kubernetes/.github/master/OWNERS"), ()),
        # Nothing is guessed from other places.
        ("https://example.org/kubernetes/kwok/main/OWNERS", ()),
        ("OWNERS", ()),
        # The name's own words are no further alias.
        (_raw("kubernetes/The-Project/main/OWNERS"), ()),
        # A group's words are the group's.
        (_raw("kubernetes/batch/main/OWNERS"), ("kubernetes/batch",)),
        (_raw("kubernetes/kubernetes/master/test/wg-batch/OWNERS"), ()),
    ],
)
def test_alias_from_owners_file(address: str, aliases: tuple[str, ...], tmp_path: Path) -> None:
    """The repository or folder of an owners file is a word for the subproject, if it tells one."""
    text = "sigs:\n" + _group("sig-a", "A", _owning(_project("the project", address)))
    text += "workinggroups:\n" + _group("wg-batch", "Batch")
    assert _activity(_holds(text, tmp_path), "sig-a/the-project").aliases == aliases


@pytest.mark.parametrize(
    ("name", "slug", "aliases"),
    [
        ("kube-state-metrics", "kube-state-metrics", ("kube state metrics",)),
        ("registry.k8s.io", "registry-k8s-io", ("registry k8s io",)),
        ("ci_testing", "ci-testing", ("ci testing",)),
        ("kOps", "kops", ()),
        ("Release Team", "release-team", ()),
    ],
)
def test_name_with_spaces(name: str, slug: str, aliases: tuple[str, ...], tmp_path: Path) -> None:
    """The name with spaces for what joins its words is an alias, where that differs."""
    text = "sigs:\n" + _group("sig-a", "A", _owning(_project(name)))
    subproject = _activity(_holds(text, tmp_path), f"sig-a/{slug}")
    assert (subproject.name, subproject.aliases) == (name, aliases)


def test_word_of_two_groups(tmp_path: Path) -> None:
    """A word that subprojects of two groups could have is neither's; within one group it is both's.

    A repository is then named with its organisation.
    """
    folder = _raw("kubernetes/kubernetes/master/cmd/manager/OWNERS")
    a = _owning(
        _project("one", folder, _raw("kubernetes/dns/master/OWNERS")),
        _project("two", _raw("kubernetes/kwok/main/OWNERS")),
        _project("three", _raw("kubernetes/kwok/main/OWNERS")),
    )
    b = _owning(_project("four", folder, _raw("kubernetes/k8s.io/main/dns/OWNERS")))
    holds = _holds("sigs:\n" + _group("sig-a", "A", a) + _group("sig-b", "B", b), tmp_path)
    assert _activity(holds, "sig-a/one").aliases == ("kubernetes/dns",)
    assert _activity(holds, "sig-a/two").aliases == ("kwok",)
    assert _activity(holds, "sig-a/three").aliases == ("kwok",)
    assert _activity(holds, "sig-b/four").aliases == ()


def test_name_goes_before_words(tmp_path: Path) -> None:
    """A subproject's name is no other's alias, and its own aliases don't suffer from that."""
    folder = _raw("kubernetes/kubernetes/master/staging/src/k8s.io/component-base/OWNERS")
    a = _owning(_project("component-base", folder))
    b = _owning(_project("logs", folder), _project("klog", _raw("kubernetes/logs/main/OWNERS")))
    holds = _holds("sigs:\n" + _group("sig-a", "A", a) + _group("sig-b", "B", b), tmp_path)
    assert _activity(holds, "sig-a/component-base").aliases == ("component base",)
    assert _activity(holds, "sig-b/logs").aliases == ()
    assert _activity(holds, "sig-b/klog").aliases == ("kubernetes/logs",)


def test_subproject_of_two_groups(tmp_path: Path) -> None:
    """One name in two groups is two activities, told apart by their repositories."""
    a, b = (
        _owning(_project("web-site", _raw(f"{org}/web-site/main/OWNERS")))
        for org in ("k8s", "etcd")
    )
    holds = _holds("sigs:\n" + _group("sig-a", "A", a) + _group("sig-b", "B", b), tmp_path)
    first, second = _activity(holds, "sig-a/web-site"), _activity(holds, "sig-b/web-site")
    assert (first.homes, first.aliases) == (("sig-a",), ("k8s/web-site",))
    assert (second.homes, second.aliases) == (("sig-b",), ("etcd/web-site",))


def test_refs_of_names_alike(tmp_path: Path) -> None:
    """Names that make one slug get refs of their own, the same in any order."""
    refs = []
    for names in (("a.b", "a-b", "木"), ("木", "a-b", "a.b")):
        text = "sigs:\n" + _group("sig-a", "A", _owning(*map(_project, names)))
        refs.append({a.name: a.ref for a in _holds(text, tmp_path).activities})
    assert refs[0] == refs[1]
    assert refs[0]["a-b"] == "activity:sig/sig-a/a-b"
    assert len(set(refs[0].values())) == 4


@pytest.mark.parametrize(
    ("said", "description"),
    [
        ("'[Described below](#the-thing-1)'", "A subproject of SIG A."),
        ("'  '", "A subproject of SIG A."),
        ("|\n    Two\n    lines.", "Two lines."),
        ("See [the page](https://example.org/a#b) for more", "See the page for more"),
        ("Hello <!channel> and <@U1>", "Hello !channel> and @U1>"),
        ("'=HYPERLINK(1)'", "=HYPERLINK(1)"),
    ],
)
def test_description(said: str, description: str, tmp_path: Path) -> None:
    """A description is one line of plain text; one that only points elsewhere is none."""
    text = "sigs:\n" + _group("sig-a", "A", _owning(_project("b", description=said)))
    assert _activity(_holds(text, tmp_path), "sig-a/b").description == description


def test_long_mission(tmp_path: Path) -> None:
    """A mission beyond 2,000 characters ends with the last sentence that fits, or with an “…”."""
    sentence = f"{'word ' * 60}end. "
    for mission, end in ((sentence * 9, "word end."), ("word " * 900, "word…")):
        rest = f"mission_statement: '{mission}'\nleadership: {{}}"
        text = "sigs:\n" + _group("sig-a", "A", rest)
        description = _activity(_holds(text, tmp_path), "sig-a").description
        assert 1500 < len(description) <= 2000
        assert description.endswith(end)


def test_address_of_two_people(tmp_path: Path) -> None:
    """An address belongs to the first who claims it; one without a handle is who has it."""
    rest = (
        "leadership:\n  chairs:\n  - {email: Shared@example.com, name: Somebody}\n"
        "  - {github: '@Amy', email: shared@example.com}\n"
        "  - {github: bob, email: SHARED@example.com}\n"
        "  - {email: cleo@example.com}\n"
        "  - {github: dee, email: unknown}\n"
    )
    organisation = _holds("sigs:\n" + _group("sig-a", "A", rest), tmp_path).organisation
    assert organisation.people == (
        Person(key="gh-amy", name="Somebody", email="Shared@example.com"),
        Person(key="gh-bob", name="bob"),
        Person(key="cleo-example-com", name="cleo@example.com", email="cleo@example.com"),
        Person(key="gh-dee", name="dee"),
    )
    assert organisation.teams[0].leads == ("gh-amy", "gh-bob", "cleo-example-com", "gh-dee")


def test_one_handle_in_two_cases(tmp_path: Path) -> None:
    """A handle in any case is one person; the first name that the file has for them stays."""
    rest = (
        "leadership:\n  chairs: [{github: Amy}]\n"
        "  tech_leads: [{github: amy, name: Amy Ant}, {github: AMY, name: Amy A.}]"
    )
    organisation = _holds("sigs:\n" + _group("sig-a", "A", rest), tmp_path).organisation
    assert organisation.people == (Person(key="gh-amy", name="Amy Ant"),)
    assert [held.person for held in organisation.teams[0].assignments] == ["gh-amy"]


def test_markup_in_names(tmp_path: Path) -> None:
    """Names that Slack would read as a call to everybody, or a sheet as a formula, are plain."""
    rest = (
        "leadership:\n  chairs: [{github: '<@U1>', name: '<!here> Amy'}]\n"
        "contact: {slack: '<!everyone>'}\nsubprojects: [{name: '=1+1'}, {name: '<!channel>'}]"
    )
    holds = _holds("sigs:\n" + _group("sig-a", "'<!channel>'", rest), tmp_path)
    assert holds.organisation.teams[0].name == "SIG !channel>"
    assert holds.organisation.teams[0].channel == "#!everyone>"
    assert holds.organisation.people == (Person(key="gh-u1", name="!here> Amy"),)
    assert [a.name for a in holds.activities] == ["!channel>", "=1+1", "!channel>"]


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_bom_and_crlf(prefix: str, newline: str, tmp_path: Path) -> None:
    """A byte order mark and Windows' line ends change nothing."""
    assert _holds(prefix + CLI.replace("\n", newline), tmp_path) == _holds(CLI, tmp_path)


NO_LIST = (
    "1: found no list of groups at the top, expected “sigs:”, “workinggroups:”, “usergroups:” or"
    " “committees:” with a list of groups"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", NO_LIST),
        ("- sigs\n", NO_LIST),
        ("sigs\n", NO_LIST),
        ("apiVersion: backstage.io/v1alpha1\nkind: Component\n", NO_LIST),
        ("organisation: Acme\n", NO_LIST),
        (
            "sigs: []\ncommittees:\n",
            "1: found no group at all, expected groups under “sigs:”, “workinggroups:”, “userg",
        ),
        ("sigs: {a: b}\n", "1: sigs: found a mapping, expected a list"),
        ("sigs: [a]\n", "1: sigs[1]: found “a”, expected a mapping"),
        ("sigs:\n- name: A\n  leadership: {}\n", "2: sigs[1].dir: found nothing, expected the fi"),
        ("sigs:\n- dir: a\n  leadership: {}\n", "2: sigs[1].name: found nothing, expected the fi"),
        (
            "sigs:\n- dir: a\n  name:\n  leadership: {}\n",
            "3: sigs[1].name: found nothing, expected",
        ),
        ("sigs:\n- dir: a\n  name: ' '\n  leadership: {}\n", "3: sigs[1].name: found “"),
        ("sigs:\n- dir: a\n  name: A\n", "2: sigs[1].leadership: found nothing, expected the fi"),
        ("sigs:\n- dir: a\n  name: A\n  leadership:\n", "4: sigs[1].leadership: found nothing, ex"),
        (
            "sigs:\n- dir: a\n  name: A\n  leadership: {chairs: [amy]}\n",
            "4: sigs[1].leadership.cha",
        ),
        (
            "sigs:\n- dir: a\n  name: A\n  leadership:\n    chairs:\n    - name: Amy\n",
            "6: sigs[1].leadership.chairs[1].github: found nothing, expected a GitHub handle, or",
        ),
        (
            "sigs:\n" + _group("a", "A", "leadership: {}\nsubprojects:\n- owners: []"),
            "6: sigs[1].subprojects[1].name: found nothing, expected the field “name”",
        ),
        (
            "sigs:\n" + _group("a", "A", _owning(_project("b", "{c: d}"))),
            "7: sigs[1].subprojects[1].owners[1]: found a mapping, expected text",
        ),
        (
            "sigs:\n" + _group("a", "A") + "committees:\n" + _group("a", "B"),
            "6: committees[1].dir: found “a” a second time (first on line 2), expected another one",
        ),
        (
            "sigs:\n" + _group("a-b", "A") + _group("A B", "B"),
            "5: sigs[2].dir: found “A B” a second",
        ),
        (
            "sigs: [{dir: a, name: A, leadership: {}}, {dir: a, name: B, leadership: {}}]\n",
            "1: sigs[2].dir: found “a” a second time (first on line 1)",
        ),
        ("sigs:\n" + _group("a", "Abc") + _group("b", "ABC"), "6: sigs[2].name: found “ABC” a sec"),
        (
            "sigs:\n" + _group("a", "A", _owning(_project("b"), _project("b"))),
            "8: sigs[1].subprojects[2].name: found “b” a second time (first on line 6), expected",
        ),
        ("sigs:\n- &a {dir: a}\n", "2: found the anchor &a, expected no anchors"),
        ("sigs: *a\n", "1: found"),
        ("sigs: []\nsigs: []\n", "2: found “sigs” a second time"),
        ("sigs: []\n---\nsigs: []\n", "2: found a second document"),
        ("sigs: " + "[" * 30 + "]" * 30, "1: found deeper nesting"),
        (CLI[: CLI.index("name: Bob Bee") + 8], "13: found broken YAML"),
    ],
)
def test_refused(text: str, said: str, tmp_path: Path) -> None:
    """A file that makes no sense is refused with one problem, its line and its field."""
    (problem,) = _refusal(text, tmp_path)
    assert problem.startswith(said)


def test_no_utf8(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are refused with their line."""
    path = tmp_path / "sigs.yaml"
    path.write_bytes(b"sigs:\n- dir: \xff\n")
    with pytest.raises(FileRefused, match=r":2: found bytes that are no UTF-8"):
        FORMAT.read(path)


def test_too_large(tmp_path: Path) -> None:
    """A file of 200 MB is refused before it is read."""
    path = tmp_path / "sigs.yaml"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(FileRefused, match=r"a larger file"):
        FORMAT.read(path)


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Every problem of a file is told, of every sort, in the order of their lines."""
    text = (
        "sigs:\n"
        + _group("a", "A", "leadership: {chairs: [{name: Amy}]}")
        + _group("a", "A", "label: a")
        + "- just text\n"
        + "committees:\n"
        + _group("c", "C", _owning(_project("d"), _project("d"), "- owners: {}\n"))
    )
    places = [problem.partition(" found")[0] for problem in _refusal(text, tmp_path)]
    assert places == [
        "4: sigs[1].leadership.chairs[1].github:",
        "5: sigs[2].leadership:",
        "5: sigs[2].dir:",
        "6: sigs[2].name:",
        "8: sigs[3]:",
        "16: committees[1].subprojects[2].name:",
        "18: committees[1].subprojects[3].name:",
        "18: committees[1].subprojects[3].owners:",
    ]


_words = st.text(max_size=12) | st.sampled_from(
    ["A", "a", "a-b", "A B", "a_b", "<!here>", "x" * 300]
)
_people = st.lists(
    st.fixed_dictionaries(
        {}, optional={"github": _words, "name": _words, "email": _words.map(lambda w: f"{w}@a")}
    ),
    max_size=3,
)
_subprojects = st.lists(
    st.fixed_dictionaries(
        {"name": _words},
        optional={
            "description": _words,
            "leads": _people,
            "owners": st.lists(_words.map(lambda word: _raw(f"{word}/{word}/main/OWNERS"))),
        },
    ),
    max_size=3,
)
_groups = st.lists(
    st.fixed_dictionaries(
        {
            "dir": _words,
            "name": _words,
            "leadership": st.fixed_dictionaries({"chairs": _people, "tech_leads": _people}),
        },
        optional={
            "label": _words,
            "mission_statement": _words,
            "contact": st.fixed_dictionaries({"slack": _words}),
            "subprojects": _subprojects,
        },
    ),
    max_size=3,
)


@settings(deadline=None)
@given(groups=st.fixed_dictionaries({"sigs": _groups, "committees": _groups}))
def test_any_words(groups: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever words stand in a file, it is taken in whole or refused with the lines at fault."""
    text = yaml.dump(groups, Dumper=yaml.CSafeDumper)
    path = tmp_path_factory.mktemp("any") / "sigs.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        holds = FORMAT.read(path).holds
    except FileRefused as refused:
        holds, problems = None, refused.problems
    if holds is None:
        assert all(problem.path == str(path) and problem.line for problem in problems)
        return
    assert isinstance(holds, Holdings)
    catalog = Catalog(catalog="c", caveat="c", roles=(OWNER_ROLE,), activities=holds.activities)
    assert list(holds.organisation.misfits(catalog)) == []
    keys = {person.key for person in holds.organisation.people}
    teams = {team.key for team in holds.organisation.teams}
    for activity in holds.activities:
        assert set(activity.homes) <= teams
        assert set(activity.owners) <= keys
