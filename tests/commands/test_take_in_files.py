"""Several files of owned things beside each other, and what people say over them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import config
from bot.commands.take_in import Coming, take_in
from bot.domain.fact import OWN, Change, Subject
from bot.domain.holdings import Holdings
from bot.domain.layer import with_word
from bot.domain.organisation import Organisation, Person, Team
from bot.errors import Flaws, RolecallError
from bot.formats import backstage
from bot.formats.codeowners import FORMAT
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.taking_in.plan import Plan

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = "W1"
COMPONENT = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay}
spec: {owner: shop}
"""
ONE, TWO = "activity:path/one/a", "activity:path/two/b"


@pytest.fixture
def ours(ledger: Ledger, root: Path) -> Ledger:
    """A ledger with a workspace that has the shipped catalog."""
    with ledger.open(HERE, NOW) as books:
        books.create("Acme")
    catalog = config.load_catalog(root)
    take_in(ledger, HERE, Coming(catalog, "yaml:x", (), "x", "test"), NOW, _nothing)
    return ledger


def _nothing(_: Books, __: Plan) -> None:
    """What is done before a plan is carried out."""


def _taken(ledger: Ledger, folder: Path, name: str, text: str, origin: str | None = None) -> Plan:
    path = folder / f"{name}.CODEOWNERS"
    path.write_text(text, encoding="utf-8")
    intake = FORMAT.read(path)
    coming = Coming(
        intake.holds, intake.source, (), origin or name, "test", anywhere=origin is None
    )
    return take_in(ledger, HERE, coming, NOW, _nothing)


def _things(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """The things from files, with the teams that they belong to."""
    with ledger.read(HERE) as books:
        return {one.ref: one.homes for one in books.catalog().activities if one.homes}


def test_the_same_path_in_two_repositories(ours: Ledger, tmp_path: Path) -> None:
    """Two files may speak of the same path: each speaks of its own repository."""
    for name in ("one", "two"):
        _taken(ours, tmp_path, name, f"* @acme/{name}\n/docs/ @acme/{name}\n")
    homes = {ref: home for ref, (home,) in _things(ours).items()}
    assert homes["activity:path/one/docs"] == "acme-one"
    assert homes["activity:path/two/docs"] == "acme-two"
    assert len(homes) == 4


def test_a_team_that_two_files_name(ours: Ledger, tmp_path: Path) -> None:
    """A team stays as long as one of the files names it."""
    _taken(ours, tmp_path, "one", "/a/ @acme/pay\n")
    _taken(ours, tmp_path, "two", "/b/ @acme/pay\n")
    _taken(ours, tmp_path, "one", "/a/ @acme/web\n")
    assert _things(ours) == {ONE: ("acme-web",), TWO: ("acme-pay",)}
    _taken(ours, tmp_path, "two", "/b/ @acme/web\n")
    _taken(ours, tmp_path, "one", "/a/ @acme/web\n")
    with ours.read(HERE) as books:
        assert [team.key for team in books.organisation().teams] == ["acme-web"]


def test_two_files_on_one_ref(ours: Ledger, tmp_path: Path) -> None:
    """A ref that another file has is refused at its line here, and with that file's name."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "catalog-info.yaml"
        path.write_text(f"# {name}\n{COMPONENT}", encoding="utf-8")
        intake = backstage.FORMAT.read(path)
        coming = Coming(intake.holds, intake.source, (), f"{name}/catalog-info.yaml", "test")
        if name == "one":
            take_in(ours, HERE, coming, NOW, _nothing)
    with pytest.raises(Flaws) as refused:
        take_in(ours, HERE, coming, NOW, _nothing)
    [flaw] = refused.value.flaws
    assert intake.document.line_of(flaw.where) == 4
    assert flaw.found == "a ref that one/catalog-info.yaml has already"
    assert _things(ours) == {"activity:component/pay": ("shop",)}


def test_a_file_beside_a_list(ours: Ledger, tmp_path: Path) -> None:
    """Whose channel a team has stays so, and the plan says what this file has instead."""
    pay = Team(key="acme-pay", name="acme/pay", channel="#pay")
    known = Organisation(organisation="Acme", teams=(pay,))
    take_in(ours, HERE, Coming(known, "yaml:Acme", (), "acme.yaml", "test"), NOW, _nothing)
    assert len(_taken(ours, tmp_path, "one", "/a/ @acme/pay\n").lines()) == 2
    other = pay.model_copy(update={"channel": "#cash"})
    holds = Holdings((), Organisation(organisation="Two", teams=(other,)))
    plan = take_in(ours, HERE, Coming(holds, "sigs:two", (), "two", "test"), NOW, _nothing)
    said = "= team acme-pay: channel #pay stays, as acme.yaml has it; this file says #cash"
    assert plan.lines()[0] == said
    with ours.read(HERE) as books:
        assert books.organisation().team["acme-pay"].channel == "#pay"


def test_until_now_from_another_file(ours: Ledger) -> None:
    """A change of what another file said names that file, by where it was read."""
    for name, channel in (("one", "#one"), ("two", "#two")):
        team = Team(key="pay", name="Pay", channel=channel)
        known = Organisation(organisation=name, teams=(team,))
        coming = Coming(known, f"yaml:{name}", (), f"{name}.yaml", "test")
        plan = take_in(ours, HERE, coming, NOW, _nothing)
    assert plan.lines()[0] == "~ team pay: channel #one → #two (until now from one.yaml)"


def test_managed_in_another_file(ours: Ledger) -> None:
    """What another file alone may change is refused at its line, and the rest may change."""
    team = Team(key="pay", name="Pay", channel="#one")
    first = Organisation(organisation="one", teams=(team,))
    managed = Coming(first, "yaml:one", ("team.channel",), "one.yaml", "test")
    take_in(ours, HERE, managed, NOW, _nothing)

    def other(**said: str) -> Coming:
        known = Organisation(organisation="two", teams=(team.model_copy(update=said),))
        return Coming(known, "yaml:two", (), "two.yaml", "test")

    with pytest.raises(Flaws) as refused:
        take_in(ours, HERE, other(channel="#two"), NOW, _nothing)
    [flaw] = refused.value.flaws
    assert flaw.where == ("teams", 0)
    assert flaw.found == (
        "another “team pay” than one.yaml, which alone may change team.channel (managed)"
    )
    assert take_in(ours, HERE, other(kind="platform"), NOW, _nothing).lines()[0] == (
        "~ team pay: kind product → platform (until now from one.yaml)"
    )


def test_said_over_in_chat(ours: Ledger, tmp_path: Path) -> None:
    """What people said of a thing stays, and doesn't keep its file from being taken in again."""
    _taken(ours, tmp_path, "one", "/a/ @acme/pay\n")
    own = Subject("entry", (OWN, ONE))
    said = Change(own, None, with_word(None, "aliases", "zap"))
    with ours.open(HERE, NOW) as books:
        books.record([said], actor="U1", source="slack")
    assert _taken(ours, tmp_path, "one", "/a/ @acme/pay\n").changes == ()
    _taken(ours, tmp_path, "one", "/a/ @acme/web\n")
    assert _things(ours) == {ONE: ("acme-web",)}
    with ours.read(HERE) as books:
        [thing] = [one for one in books.catalog().activities if one.ref == ONE]
    assert "zap" in thing.aliases


def test_another_file_of_that_name(ours: Ledger, tmp_path: Path) -> None:
    """A file that is called like one from elsewhere isn't taken for it."""
    _taken(ours, tmp_path, "one", "/a/ @acme/pay\n", origin="first/one.CODEOWNERS")
    with pytest.raises(RolecallError, match="was read from first/one"):
        _taken(ours, tmp_path, "one", "/z/ @acme/pay\n", origin="second/one.CODEOWNERS")
    assert list(_things(ours)) == [ONE]
    _taken(ours, tmp_path, "one", "/z/ @acme/pay\n")
    assert list(_things(ours)) == ["activity:path/one/z"]


def test_said_over_a_catalog(ours: Ledger, root: Path) -> None:
    """What a catalog says anew of what people here call otherwise is listed as a conflict."""
    catalog = config.load_catalog(root)
    deploy, build, *rest = catalog.activities
    own = [Subject("entry", (OWN, one.ref)) for one in (deploy, build)]
    said = [
        Change(own[0], None, {"over": True, "name": "Ship"}),
        Change(own[1], None, {"over": True, "retired": True}),
    ]
    with ours.open(HERE, NOW) as books:
        books.record(said, actor="U1", source="slack")
    new = [one.model_copy(update={"name": f"{one.name} anew"}) for one in (deploy, build)]
    coming = catalog.model_copy(update={"activities": (*new, *rest)})
    plan = take_in(ours, HERE, Coming(coming, "yaml:x", (), "x", "test"), NOW, _nothing)
    conflicts = [line for line in plan.lines() if line.startswith("!")]
    assert [line.split(":")[1] for line in conflicts] == [one.ref[9:] for one in (deploy, build)]
    assert f"the file now says name {deploy.name} anew; kept" in conflicts[0]
    with ours.read(HERE) as books:
        names = [one.name for one in books.catalog().activities]
    assert "Ship" in names
    assert not [name for name in names if name.endswith("anew")]


def test_who_is_known_is_told(ours: Ledger, tmp_path: Path) -> None:
    """The plan says who of a file is somebody that is known."""
    known = Organisation(organisation="Acme", people=(Person(key="p1", email="kim@x.example"),))
    take_in(ours, HERE, Coming(known, "yaml:Acme", (), "x", "test"), NOW, _nothing)
    plan = _taken(ours, tmp_path, "one", "/a/ kim@x.example @lee\n")
    assert plan.lines()[0] == "= known already: person p1"
    with ours.read(HERE) as books:
        [thing] = [one for one in books.catalog().activities if one.ref == ONE]
    assert thing.owners == ("p1", "gh-lee")
