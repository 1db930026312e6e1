"""Backstage's `catalog-info.yaml`: what it says is owned, by whom, and what it is refused for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import OWNER, Activity
from bot.domain.holdings import Holdings
from bot.domain.organisation import Assignment, Organisation, Person
from bot.errors import FileRefused
from bot.formats import Intake
from bot.formats.backstage import FORMAT

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: elastic-agent
spec:
  type: tool
  owner: group:streams
"""
STREAMS = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: streams
spec:
  type: team
  children: []
"""
AS_REAL = """\
# Declare a Backstage Component that represents your application.
---
# yaml-language-server: $schema=https://json.schemastore.org/catalog-info.json
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: elastic-agent
  description: Elastic Agent - one way to add monitoring for a host.

spec:
  type: tool
  owner: group:streams
  system: platform-ingest
  lifecycle: production

---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: buildkite-pipeline-elastic-agent
  description: 'Buildkite pipeline: packages'
  links:
    - title: Pipeline
      url: https://buildkite.com/elastic/elastic-agent
spec:
  type: buildkite-pipeline
  owner: group:streams
  system: platform-ingest
  implementation:
    apiVersion: buildkite.elastic.dev/v1
    kind: Pipeline
    metadata:
      name: Elastic Agent
    spec:
      initial_step_plugins:
      - sparse-checkout#v1.6.0:
          paths:
          - .go-version
      provider_settings:
        # quoted, folded, and full of marks
        filter_condition: >-
          build.id == null || (build.creator == 'elasticmachine' && build.id != null)
        branch_filter: "!main !7.*"
# *** SECTION END ***
"""


def _entity(kind: str, name: str, spec: str = "{}", metadata: str = "") -> str:
    more = f", {metadata}" if metadata else ""
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\n"
        f"metadata: {{name: {name}{more}}}\nspec: {spec}\n"
    )


def _component(name: str, owner: str, metadata: str = "") -> str:
    return _entity("Component", name, f"{{owner: {owner}}}", metadata)


def _group(name: str, spec: str = "{}", metadata: str = "") -> str:
    return _entity("Group", name, spec, metadata)


def _user(name: str, spec: str = "{}") -> str:
    return _entity("User", name, spec)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file in a folder of its own."""
    (tmp_path / "agent").mkdir()
    return tmp_path / "agent" / "catalog-info.yaml"


def _intake(path: Path, *documents: str) -> Intake:
    path.write_text("---\n".join(documents), encoding="utf-8")
    return FORMAT.read(path)


def _holds(path: Path, *documents: str) -> Holdings:
    holds = _intake(path, *documents).holds
    assert isinstance(holds, Holdings)
    return holds


def _told(path: Path, *documents: str) -> Organisation:
    return _holds(path, *documents).organisation


def _only(path: Path, *documents: str) -> Activity:
    (activity,) = _holds(path, *documents).activities
    return activity


def _refusal(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileRefused) as caught:
        FORMAT.read(path)
    return [str(problem).removeprefix(str(path)) for problem in caught.value.problems]


def _members(organisation: Organisation) -> dict[str, list[str]]:
    return {team.key: [held.person for held in team.assignments] for team in organisation.teams}


def test_claims() -> None:
    """The format is chosen by its name or by how a file's name ends, and can't be written."""
    assert (FORMAT.name, FORMAT.endings) == (
        "backstage",
        ("catalog-info.yaml", "catalog-info.yml"),
    )
    assert FORMAT.write is None


def test_as_real_files_are(path: Path) -> None:
    """A file like those of the wild gives every entity once, and the team that owns them all."""
    holds = _holds(path, AS_REAL)
    assert holds.activities == (
        Activity(
            ref="activity:component/elastic-agent",
            name="elastic agent",
            description=(
                "Elastic Agent - one way to add monitoring for a host. "
                "Part of the system platform-ingest."
            ),
            aliases=("elastic-agent", "elastic agent tool"),
            responsible=(OWNER,),
            homes=("streams",),
        ),
        Activity(
            ref="activity:resource/buildkite-pipeline-elastic-agent",
            name="buildkite pipeline elastic agent",
            description="Buildkite pipeline: packages. Part of the system platform-ingest.",
            aliases=("buildkite-pipeline-elastic-agent",),
            responsible=(OWNER,),
            homes=("streams",),
        ),
    )
    assert [(team.key, team.name) for team in holds.organisation.teams] == [("streams", "streams")]
    assert holds.organisation.people == ()
    assert holds.passed_over == ()


def test_read_twice(path: Path) -> None:
    """What is read a second time is the same."""
    assert _intake(path, AS_REAL) == _intake(path, AS_REAL)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("catalog-info.yaml", "backstage:agent"),
        ("Catalog-Info.YML", "backstage:agent"),
        ("beats.catalog-info.yaml", "backstage:beats"),
        ("beats.catalog-info.yml", "backstage:beats"),
        ("org.yaml", "backstage:org"),
    ],
)
def test_source(path: Path, name: str, source: str) -> None:
    """A source is called after the folder, or what its file's name has before the usual one."""
    intake = _intake(path.with_name(name), COMPONENT)
    assert intake.source == source
    assert isinstance(intake.holds, Holdings)
    assert intake.holds.organisation.organisation == source.removeprefix("backstage:")


def test_source_from_within_the_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is the same from wherever the file is named."""
    path.write_text(COMPONENT)
    monkeypatch.chdir(path.parent)
    assert FORMAT.read(Path("catalog-info.yaml")).source == "backstage:agent"


@pytest.mark.parametrize("kind", ["Component", "System", "Domain", "API", "Resource", "component"])
def test_owned_kinds(path: Path, kind: str) -> None:
    """What can be owned becomes something to ask for, its kind in its ref."""
    activity = _only(path, _entity(kind, "pay", "{owner: streams}"))
    assert activity.ref == f"activity:{kind.lower()}/pay"
    assert activity.responsible == (OWNER,)
    assert activity.homes == ("streams",)


@pytest.mark.parametrize(
    ("name", "metadata", "ref"),
    [
        ("Pay_Roll.v2", "", "activity:component/pay_roll.v2"),
        ("pay", "namespace: default", "activity:component/pay"),
        ("pay", "namespace: Default", "activity:component/pay"),
        ("pay", "namespace: ~", "activity:component/pay"),
        ("pay", "namespace: west", "activity:component/west/pay"),
        ("no", "", "activity:component/no"),
        ("0123", "", "activity:component/0123"),
        ("a" * 63, "namespace: " + "b" * 63, f"activity:component/{'b' * 63}/{'a' * 63}"),
    ],
)
def test_refs(path: Path, name: str, metadata: str, ref: str) -> None:
    """A ref is made of kind, namespace and name alone."""
    assert _only(path, _component(name, "streams", metadata)).ref == ref


def test_names_that_look_alike(path: Path) -> None:
    """Names that differ in a dot or a line have refs that differ, in whatever order they stand."""
    entities = [_component(name, "streams") for name in ("pay-roll", "pay.roll", "pay_roll")]
    refs = {activity.ref for activity in _holds(path, *entities).activities}
    assert len(refs) == 3
    assert {activity.ref for activity in _holds(path, *reversed(entities)).activities} == refs


@pytest.mark.parametrize(
    ("metadata", "spec", "name", "aliases"),
    [
        ("", "", "pay roll", ("pay-roll",)),
        ("", "type: web-service", "pay roll", ("pay-roll", "pay roll web service")),
        ("", "type: roll", "pay roll", ("pay-roll",)),
        ("", "type: roll_service", "pay roll", ("pay-roll", "pay roll service")),
        ("title: Payroll", "type: service", "Payroll", ("pay-roll", "Payroll service")),
        ("title: PAY-ROLL", "", "PAY-ROLL", ()),
        ("tags: [java, web]", "", "pay roll", ("pay-roll",)),
        ("title: '<!channel> pay'", "", "!channel> pay", ("pay-roll",)),
        ("title: '=1+1'", "", "=1+1", ("pay-roll",)),
        ('title: "\\u202e"', "", "pay roll", ("pay-roll",)),
    ],
)
def test_names(path: Path, metadata: str, spec: str, name: str, aliases: tuple[str, ...]) -> None:
    """People ask for the title, the name with or without its lines, or that with its type."""
    spec = "{owner: streams, " + spec + "}"
    activity = _only(path, _entity("Component", "pay-roll", spec, metadata))
    assert (activity.name, activity.aliases) == (name, aliases)


@pytest.mark.parametrize(
    ("kind", "metadata", "spec", "description"),
    [
        ("Component", "", "", "A component, as Backstage has it."),
        ("Component", "", "type: tool", "A tool component, as Backstage has it."),
        ("API", "", "", "An API, as Backstage has it."),
        ("API", "", "type: openapi", "An openapi API, as Backstage has it."),
        ("Component", "description: ''", "", "A component, as Backstage has it."),
        ("Component", "description: Pays", "", "Pays."),
        ("Component", "description: Pays!", "", "Pays!"),
        ("Component", 'description: "Pays\\n\\n  all."', "", "Pays all."),
        ("Component", "description: '<!here> <b>pays</b> you.'", "", "!here> b>pays /b> you."),
        ("Component", 'description: "Pa\\u202eys \\u200b you."', "", "Pays you."),
        ("Component", "description: Pays", "system: roll", "Pays. Part of the system roll."),
        (
            "System",
            "",
            "domain: 'domain:west/money'",
            "A system, as Backstage has it. Part of the domain money.",
        ),
        ("Component", "description: Pays", "system: '<@U1>'", "Pays. Part of the system @U1>."),
    ],
)
def test_descriptions(path: Path, kind: str, metadata: str, spec: str, description: str) -> None:
    """A description is the file's own, on one line, with what it is part of; else its kind."""
    spec = "{owner: streams, " + spec + "}"
    assert _only(path, _entity(kind, "pay", spec, metadata)).description == description


@pytest.mark.parametrize(
    ("length", "kept"), [(1990, 1991), (2000, 2000), (2001, 2000), (9999, 2000)]
)
def test_long_description(path: Path, length: int, kept: int) -> None:
    """A long description is cut, and says no more of what it is part of."""
    text = f"description: {'x' * length}"
    spec = "{owner: streams, system: roll}"
    description = _only(path, _entity("Component", "pay", spec, text)).description
    assert len(description.removesuffix(" Part of the system roll.")) <= kept
    assert len(description) <= 2000
    assert description.endswith("…") == (length > 2000)


@pytest.mark.parametrize(
    "owner", ["streams", "group:streams", "group:default/streams", "Group:Default/Streams"]
)
def test_group_owner(path: Path, owner: str) -> None:
    """What a group owns is at home in its team, however the file names the group."""
    holds = _holds(path, _component("pay", f"'{owner}'"), STREAMS)
    (activity,) = holds.activities
    assert (activity.homes, activity.owners) == (("streams",), ())
    assert [team.key for team in holds.organisation.teams] == ["streams"]


@pytest.mark.parametrize("owner", ["user:jane", "user:default/jane", "USER:Jane"])
def test_user_owner(path: Path, owner: str) -> None:
    """What a user owns is at home in the first of their groups that the file has."""
    holds = _holds(
        path,
        _component("pay", f"'{owner}'"),
        _user("jane", "{memberOf: [elsewhere, cash, streams]}"),
        STREAMS,
        _group("cash"),
    )
    (activity,) = holds.activities
    assert (activity.homes, activity.owners) == (("cash",), ("jane",))


def test_user_owner_of_absent_groups(path: Path) -> None:
    """A user whose groups are all in other files is at home in the first of them."""
    user = _user("jane", "{memberOf: [elsewhere, other]}")
    assert _only(path, _component("pay", "'user:jane'"), user).homes == ("elsewhere",)


def test_user_owner_named_by_a_group(path: Path) -> None:
    """A user whom only a group names is at home in that group."""
    group = _group("cash", "{members: [jane]}")
    assert _only(path, _component("pay", "'user:jane'"), group).homes == ("cash",)


@pytest.mark.parametrize("users", [(), (_user("jane"),)])
def test_user_owner_without_groups(path: Path, users: tuple[str, ...]) -> None:
    """What users without a group own is at home in one team, called as the file is."""
    entities = (_component("pay", "'user:jane'"), _component("roll", "'user:joe'"), *users)
    holds = _holds(path, *entities)
    assert [(one.homes, one.owners) for one in holds.activities] == [
        (("agent",), ("jane",)),
        (("agent",), ("joe",)),
    ]
    assert [(team.key, team.name) for team in holds.organisation.teams] == [("agent", "agent")]
    assert _members(holds.organisation) == {"agent": []}


@pytest.mark.parametrize("group", ["pay-desk", "pay.desk"])
def test_the_files_team_beside_a_group(path: Path, group: str) -> None:
    """A group called as the file keeps its key, and the file's own team has another."""
    here = path.with_name("pay-desk.catalog-info.yaml")
    holds = _holds(here, _component("pay", "'user:jane'"), _component("roll", group))
    (one,), (other,) = (activity.homes for activity in holds.activities)
    assert other == "pay-desk"
    assert one.startswith("pay-desk-")
    assert len({team.name for team in holds.organisation.teams}) == 2


def test_owner_of_ones_own_namespace(path: Path) -> None:
    """An owner without a namespace is of the namespace of what it owns."""
    holds = _holds(
        path,
        _component("pay", "cash", "namespace: west"),
        _component("roll", "cash"),
        _group("cash", "{}", "namespace: west"),
        _group("cash"),
    )
    assert [activity.homes for activity in holds.activities] == [("west-cash",), ("cash",)]
    assert len({team.name for team in holds.organisation.teams}) == 2


def test_absent_owner_in_a_file_without_groups(path: Path) -> None:
    """A file that has no groups says of none that it isn't there."""
    assert _holds(path, _component("pay", "cash")).passed_over == ()


def test_absent_owner(path: Path) -> None:
    """A group that owns something and isn't among the file's groups is a team, and named."""
    holds = _holds(path, STREAMS, _component("pay", "Cash-Desk"), _component("roll", "cash-desk"))
    assert [team.name for team in holds.organisation.teams] == ["streams", "Cash-Desk"]
    assert holds.passed_over == (
        "group cash-desk isn't in this file: the team has nobody by name (line 11)",
    )


def test_absent_owners(path: Path) -> None:
    """Several such groups are named in one sentence, the first twenty of them."""
    entities = [_component(f"c{n}", f"g{n}") for n in range(22)]
    (sentence,) = _holds(path, STREAMS, *entities).passed_over
    assert sentence.startswith("groups g0, g1, g2, ")
    assert sentence.endswith(
        "g19 and 2 more aren't in this file: the teams have nobody by name (line 11)"
    )


def test_absent_users(path: Path) -> None:
    """Users who own something and aren't among the file's users are people, and named."""
    holds = _holds(path, _user("jane"), _component("pay", "user:ghost"))
    assert [person.key for person in holds.organisation.people] == ["jane", "ghost"]
    said = "user ghost isn't in this file: the name is all that is known (line 8)"
    assert holds.passed_over == (said,)
    (both,) = _holds(
        path, _user("jane"), _component("pay", "user:ghost"), _component("b", "user:bo")
    ).passed_over
    assert both == ("users ghost, bo aren't in this file: the names are all that is known (line 8)")


def test_absent_owner_with_members(path: Path) -> None:
    """A group that only users name has these by name, so nothing is said of it."""
    holds = _holds(path, STREAMS, _component("pay", "cash"), _user("jane", "{memberOf: [cash]}"))
    assert _members(holds.organisation) == {"streams": [], "cash": ["jane"]}
    assert holds.passed_over == ()


def test_members(path: Path) -> None:
    """Who is in a group is told by the group, by the user, or by both, and each is there once."""
    organisation = _told(
        path,
        _group("cash", "{members: [joe, 'user:default/jane', user:Joe], children: [desk]}"),
        _group("desk", "{parent: cash, members: [ann]}"),
        _user("jane", "{memberOf: [group:default/cash, desk]}"),
        _user("Ann", "{}"),
    )
    assert _members(organisation) == {"cash": ["jane", "joe"], "desk": ["jane", "ann"]}
    assert organisation.teams[0].assignments[0] == Assignment(role=OWNER, person="jane")
    assert [person.key for person in organisation.people] == ["jane", "ann", "joe"]


def test_people(path: Path) -> None:
    """A user has the name and the address of their profile; who is no user has a name alone."""
    organisation = _told(
        path,
        _group("cash", "{members: [J.Doe, ann.lee, west/ann.lee]}"),
        _user("j.doe", "{profile: {displayName: Jane Doe, email: Jane@Example.com}}"),
        _user("ann.lee", "{profile: {}}"),
        _user("max", "{profile: {displayName: '<@U1>'}}"),
    )
    assert organisation.people == (
        Person(key="j-doe", name="Jane Doe", email="Jane@Example.com"),
        Person(key="ann-lee", name="ann.lee"),
        Person(key="max", name="@U1>"),
        Person(key="west-ann-lee", name="ann.lee"),
    )


def test_addresses(path: Path) -> None:
    """An address is one person's, the first's; another's and what is no address is named."""
    profiles = ["A@b.c", "a@B.c", "", "n/a", "<!here>@b.c", "b@b.c"]
    users = [
        _user(f"u{n}", f"{{profile: {{email: '{email}'}}}}") for n, email in enumerate(profiles)
    ]
    holds = _holds(path, *users)
    emails = [person.email for person in holds.organisation.people]
    assert emails == ["A@b.c", None, None, None, None, "b@b.c"]
    assert holds.passed_over == (
        "1 of the e-mails, which another user has, was passed over (line 8)",
        "2 of the e-mails, which is no address, were passed over (line 18)",
    )


@pytest.mark.parametrize(
    ("spec", "metadata", "name"),
    [
        ("{}", "", "Pay-Desk"),
        ("{}", "title: The desk", "The desk"),
        ("{profile: {displayName: Cash desk}}", "title: The desk", "Cash desk"),
        ("{profile: {displayName: '<!channel>'}}", "", "!channel>"),
        ("", "", "Pay-Desk"),
    ],
)
def test_team_names(path: Path, spec: str, metadata: str, name: str) -> None:
    """A team is called as the group's profile says, by its title, or by its name."""
    (team,) = _told(path, _group("Pay-Desk", spec, metadata)).teams
    assert (team.key, team.name) == ("pay-desk", name)


def test_team_names_alike(path: Path) -> None:
    """Teams whose names are alike, or another's key, are told apart by their keys."""
    called = ["{profile: {displayName: Desk}}", "{profile: {displayName: DESK}}", "{}"]
    teams = _told(path, _group("a", called[0]), _group("b", called[1]), _group("desk")).teams
    assert [(team.key, team.name) for team in teams] == [
        ("a", "Desk (a)"),
        ("b", "DESK (b)"),
        ("desk", "desk"),
    ]


def test_long_team_names_alike(path: Path) -> None:
    """Names that are alike and as long as can be are told apart as well."""
    spec = f"{{profile: {{displayName: {'x' * 300}}}}}"
    first, second = _told(path, _group("a", spec), _group("b", spec)).teams
    assert first.name == "x" * 200
    assert second.name == f"{'x' * 100} (b)"


def test_team_keys_alike(path: Path) -> None:
    """Groups whose names make the same key have one each, in whatever order they stand."""
    groups = [_group(name) for name in ("a--b", "a-b", "a.b", "a_b")]
    groups.append(_group("b", "{}", "namespace: a"))
    one, other = _told(path, *groups), _told(path, *reversed(groups))
    assert len({team.key for team in one.teams}) == 5
    assert [team.key for team in one.teams] == [team.key for team in reversed(other.teams)]
    assert one.teams[1].key == "a-b"


@pytest.mark.parametrize(
    ("annotations", "channel"),
    [
        ("slack.com/channel: '#desk'", "#desk"),
        ("acme.com/Slack-Channel: '#d-e_s.k'", "#d-e_s.k"),
        ("slack.com/channel: desk", None),
        ("slack.com/channel: '#the desk'", None),
        ("slack.com/channel: '#<!here>'", None),
        ("slack.com/channel: ['#desk']", None),
        ("irc/channel: '#desk'", None),
        ("slack.com/channel: ~", None),
    ],
)
def test_channels(path: Path, annotations: str, channel: str | None) -> None:
    """A group's Slack channel is what an annotation of that name has after a #."""
    metadata = f"annotations: {{{annotations}}}"
    (team,) = _told(path, _group("desk", "{}", metadata)).teams
    assert team.channel == channel


def test_a_channel_of_two_groups(path: Path) -> None:
    """A channel is the first group's that names it, and that another names it is told."""
    first, second = ("annotations: {slack.com/channel: '#a'}", "annotations: {slack/channel: '#A'}")
    holds = _holds(path, _group("a", "{}", first), _group("b", "{}", second))
    assert [team.channel for team in holds.organisation.teams] == ["#a", None]
    assert holds.passed_over == (
        "1 of the channels, which another group has, was passed over (line 8)",
    )


def test_passed_over(path: Path) -> None:
    """Other kinds, and the kinds of others, are counted by sort with the first line of each."""
    foreign = "apiVersion: argoproj.io/v1\nkind: Component\nmetadata: {}\n"
    holds = _holds(
        path,
        _entity("Template", "a"),
        COMPONENT,
        _entity("Location", "'<!channel>'"),
        _entity("Template", "a", "[what, ever]"),
        foreign,
    )
    assert len(holds.activities) == 1
    assert holds.passed_over == (
        "2 of kind Template were passed over (line 2)",
        "1 of kind Location was passed over (line 15)",
        "1 of kind Component (argoproj.io/v1) was passed over (line 25)",
    )


def test_lines(path: Path) -> None:
    """Each thing, group and user is known by the line of its entity's name."""
    document = _intake(path, _component("pay", "shop"), _group("shop"), _user("Jane")).document
    lines = {"activity:component/pay": 3, "team:shop": 8, "person:jane": 13}
    assert {place: document.line_of((place,)) for place in lines} == lines


def test_only_passed_over(path: Path) -> None:
    """A file of Backstage's that has nothing we take holds nothing, and says what it has."""
    holds = _holds(path, _entity("Location", "a"))
    assert (holds.activities, holds.organisation.teams) == ((), ())
    assert holds.passed_over == ("1 of kind Location was passed over (line 2)",)


@pytest.mark.parametrize(
    "content",
    [
        f"---\n---\n# nothing\n---\n{COMPONENT}---\n",
        f"\ufeff{COMPONENT}",
        COMPONENT.replace("\n", "\r\n"),
        f"%YAML 1.1\n---\n{COMPONENT}...\n",
    ],
)
def test_odd_but_good(path: Path, content: str) -> None:
    """Empty documents, a byte order mark, other line ends and directives change nothing."""
    path.write_bytes(content.encode())
    odd = FORMAT.read(path)
    plain = _intake(path, COMPONENT)
    assert (odd.holds, odd.source) == (plain.holds, plain.source)


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (
            "",
            [":1: found nothing of Backstage's, expected an entity of apiVersion backstage.io/v1"],
        ),
        ("---\n", [":1: found nothing of Backstage's"]),
        ("apiVersion: v1\nkind: Pod\n", [":1: found nothing of Backstage's"]),
        ("organisation: Acme\n", [":1: apiVersion: found nothing", ":1: kind: found nothing"]),
        ("* @acme/streams\n", [":1: found broken YAML"]),
        ("/docs/ @acme\n", [":1: found “/docs/ @acme”, expected a mapping"]),
        ("- a\n---\n- b\n", [":1: found a list, expected a mapping", ":3: found a list"]),
        ("apiVersion: [a]\nkind: b\n", [":1: apiVersion: found a list, expected text"]),
        (b"kind: \xff\n", [":1: found bytes that are no UTF-8"]),
        (COMPONENT.encode("utf-16"), [":1: found bytes that are no UTF-8"]),
        (f"{COMPONENT}---\na: &x y\n", [":9: found the anchor &x"]),
        (f"{COMPONENT}---\na: *x\n", [":9: found the alias *x"]),
        (f"{COMPONENT}---\na: !x y\n", [":9: found the tag !x"]),
        (f"{COMPONENT}---\na: {'[' * 30}\n", [":9: found deeper nesting"]),
        (COMPONENT[: COMPONENT.index("spec")], [":1: spec: found nothing, expected the field"]),
        (COMPONENT[: COMPONENT.index("  owner")], [":5: spec.owner: found nothing, expected the"]),
        (COMPONENT.replace("name: ", "title: "), [":3: metadata.name: found nothing"]),
        (
            COMPONENT.replace("elastic-agent", "<!channel>"),
            [":4: metadata.name: found “<!channel>”"],
        ),
        (COMPONENT.replace("elastic-agent", "'=1+1'"), [":4: metadata.name: found “=1+1”"]),
        (COMPONENT.replace("elastic-agent", "-a"), [":4: metadata.name: found “-a”, expected at"]),
        (COMPONENT.replace("elastic-agent", "a" * 64), [":4: metadata.name: found “aaa"]),
        (COMPONENT.replace("elastic-agent", "ä"), [":4: metadata.name: found “ä”"]),
        (COMPONENT.replace("elastic-agent", "[a]"), [":4: metadata.name: found a list"]),
        (
            COMPONENT.replace("spec:", "  namespace: a/b\nspec:"),
            [":5: metadata.namespace: found “a/b”"],
        ),
        (COMPONENT.replace("spec:", "  title: [a]\nspec:"), [":5: metadata.title: found a list"]),
        (_group("a", "[b]"), [":4: spec: found a list, expected a mapping"]),
        (_group("a", "{members: b}"), [":4: spec.members: found “b”, expected a list"]),
        (
            _group("a", "{members: [b, 'group:c'], parent: 'user:b'}"),
            [
                ":4: spec.parent: found “user:b”, expected a group such as group:streams",
                ":4: spec.members[2]: found “group:c”, expected a user such as user:jane",
            ],
        ),
        (_user("a", "{memberOf: [[b]]}"), [":4: spec.memberOf[1]: found a list"]),
        (_user("a", "{profile: {email: [b]}}"), [":4: spec.profile.email: found a list"]),
    ],
)
def test_refused(path: Path, content: str | bytes, problems: list[str]) -> None:
    """What makes no sense is refused with line and field, one problem a fault."""
    found = _refusal(path, content)
    assert len(found) == len(problems)
    for one, start in zip(found, problems, strict=True):
        assert one.startswith(start)


@pytest.mark.parametrize(
    "owner",
    ["", "''", "' '", "Team A", "a/b/c", "group:a:b", "component:pay", "'<!here>'", "a@b.c", "[a]"],
)
def test_refused_owner(path: Path, owner: str) -> None:
    """An owner that is neither a group nor a user is refused on its line."""
    (problem,) = _refusal(path, COMPONENT.replace("group:streams", owner))
    assert problem.startswith(":7: spec.owner: found ")
    assert problem.endswith(", expected a group such as group:streams or a user such as user:jane")


def test_all_problems(path: Path) -> None:
    """All problems of a file are told together, in its order, also where it then breaks off."""
    bad = COMPONENT.replace("elastic-agent", "-x").replace("group:streams", "-x")
    found = _refusal(path, f"{bad}---\n{COMPONENT}---\n{COMPONENT}---\nkind: x\n---\na: &x y\n")
    assert [one.split(" found ")[0] for one in found] == [
        ":4: metadata.name:",
        ":7: spec.owner:",
        ":20: metadata.name:",
        ":25: apiVersion:",
        ":27:",
    ]


def test_the_same_twice(path: Path) -> None:
    """An entity stands once in a file, whatever the case of its kind, namespace and name."""
    entities = [
        _component("Pay", "a"),
        _entity("API", "pay", "{owner: a}"),
        _component("pay", "a", "namespace: west"),
        _entity("component", "pAY", "{owner: b}", "namespace: Default"),
        _component("pay", "b"),
    ]
    assert _refusal(path, "---\n".join(entities)) == [
        (
            f":{line}: metadata.name: found “component:pay” a second time (first on line 3), "
            "expected every entity once"
        )
        for line in (18, 23)
    ]


@pytest.mark.parametrize(
    ("specs", "circles"),
    [
        ({"a": "{parent: a}"}, ["a → a"]),
        ({"a": "{children: [a]}"}, ["a → a"]),
        ({"a": "{parent: b}", "b": "{parent: A}"}, ["a → b → a"]),
        ({"a": "{parent: b}", "b": "{parent: c}", "c": "{parent: b}"}, ["b → c → b"]),
        ({"a": "{parent: b, children: [b]}", "b": "{}"}, ["a → b → a"]),
        ({"a": "{parent: a}", "b": "{parent: b}"}, ["a → a", "b → b"]),
        ({"a": "{parent: x, children: [x]}"}, ["a → x → a"]),
        (
            {f"g{n}": f"{{parent: g{(n + 1) % 30}}}" for n in range(30)},
            [" → ".join([f"g{n}" for n in range(18)]) + " → … → g0"],
        ),
    ],
)
def test_circles(path: Path, specs: dict[str, str], circles: list[str]) -> None:
    """Groups that are above themselves are one problem a circle, which it names."""
    groups = [_group(name, spec) for name, spec in specs.items()]
    found = _refusal(path, "---\n".join(groups))
    texts = [
        f" spec: found the groups {one} in a circle, expected no group above itself"
        for one in circles
    ]
    assert [one.partition(":")[2].partition(":")[2] for one in found] == texts


def test_circle_before_a_problem(path: Path) -> None:
    """A circle is told where its first group stands among the other problems."""
    bad = COMPONENT.replace("group:streams", "-x")
    first, second = _refusal(path, f"{_group('a', '{parent: a}')}---\n{bad}")
    assert first.startswith(":3: spec: found the groups a → a in a circle")
    assert second.startswith(":12: spec.owner: found ")


def test_no_circle(path: Path) -> None:
    """Groups with two ways up to the same one are in no circle, nor is a chain of any length."""
    groups = [_group("top"), _group("low", "{parent: left}")]
    groups += [_group(side, "{parent: top, children: [low]}") for side in ("left", "right")]
    groups += [_group(f"g{n}", f"{{parent: g{n + 1}}}") for n in range(3000)]
    for n in range(100):
        up = f"{{parent: left{n + 1}, children: [left{n - 1}, right{n - 1}]}}"
        groups += [_group(f"left{n}", up), _group(f"right{n}", up)]
    assert len(_told(path, *groups).teams) == 3204


def test_too_large(path: Path) -> None:
    """A file of 200 MB is refused for its size."""
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(FileRefused) as caught:
        FORMAT.read(path)
    assert str(caught.value) == f"{path}: found a larger file, expected at most 32768 KiB"


def test_missing(path: Path) -> None:
    """A file that isn't there is one problem."""
    with pytest.raises(FileRefused) as caught:
        FORMAT.read(path)
    assert len(caught.value.problems) == 1


_words = st.sampled_from(["a", "A.b", "a-b", "a_b", "west/a", "user:a", "user:west/A-b", "group:a"])
_texts = st.text(max_size=30)


def _quoted(text: str) -> str:
    escaped = "".join(f"\\U{ord(char):08x}" for char in text)
    return f'"{escaped}"'


@st.composite
def _documents(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["Component", "API", "Group", "User"]))
    name = draw(st.sampled_from(["a", "b", "a.b", "a-b", "a_b"]))
    title, described = (_quoted(draw(_texts)) for _ in range(2))
    space = draw(st.sampled_from(["default", "west"]))
    refs = [word for word in draw(st.lists(_words, max_size=3)) if "user:" not in word]
    users = [word for word in draw(st.lists(_words, max_size=3)) if "group:" not in word]
    group = f"{{profile: {{displayName: {title}}}, members: [{', '.join(users)}]}}"
    profile = f"{{displayName: {title}, email: {title}}}"
    user = f"{{profile: {profile}, memberOf: [{', '.join(refs)}]}}"
    owned = f"{{owner: {draw(_words)}, type: {title}, system: {described}}}"
    metadata = f"namespace: {space}, title: {title}, description: {described}"
    return _entity(kind, name, {"Group": group, "User": user}.get(kind, owned), metadata)


@settings(deadline=None)
@given(documents=st.lists(_documents(), min_size=1, max_size=6))
def test_whatever_is_well_formed(
    tmp_path_factory: pytest.TempPathFactory, documents: list[str]
) -> None:
    """Whatever names and owners a file has, each thing is at home in a team that is there."""
    path = tmp_path_factory.getbasetemp() / "any.catalog-info.yaml"
    path.write_text("---\n".join(documents), encoding="utf-8")
    try:
        holds = FORMAT.read(path).holds
    except FileRefused as refused:
        assert all("a second time" in one.found for one in refused.problems)  # noqa: PT017 - the one fault that there can be
        return
    assert isinstance(holds, Holdings)
    organisation = holds.organisation
    for activity in holds.activities:
        assert set(activity.homes) <= organisation.team.keys()
        assert activity.homes
        assert set(activity.owners) <= organisation.person.keys()
