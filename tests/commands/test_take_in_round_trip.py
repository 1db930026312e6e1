"""What is exported and taken in again changes nothing, whatever is in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st

from bot.commands.take_in import apply, planned
from bot.domain.catalog import OWNER, RACI, Activity, Catalog
from bot.domain.fact import OWN, Body, Change, Subject
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation
from bot.formats import Format, csv, yaml
from bot.store.books import Books
from bot.store.ledger import Ledger

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# What a table takes for a formula or a mark, what parts its cells, and what means something in it.
TRICKY = ["=1+1", "'=x", "''+y", "+a", "-b", "@c", "'", "a;b", "a,b", 'q"q', '"', "a  b", "É Ü"]
TRICKY += ["x", "yes", "R", "✓", "activity", "team", "role", "person", "Person key", "role:r1"]
TRICKY += ["activity:a1", "h@x.example", "012", "no", "2026-01-05", "null", "#c", "team:t0", "r0"]
QUICK = hypothesis.settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
FORMATS = (csv.FORMAT, yaml.FORMAT)
Written = Organisation | Catalog
ROLES = ("role:r0", "role:r1", "role:r2")
ACTIVITIES = ("activity:a0", "activity:a1", "activity:a2", "activity:a3")


def _parts(draw: st.DrawFn, roles: tuple[str, ...]) -> Body:
    some = st.lists(st.sampled_from(roles), max_size=len(roles), unique=True)
    parts: Body = {part: draw(some) for part in (RACI if draw(st.booleans()) else RACI[:1])}
    return parts | {"nobody_because": None if parts["responsible"] else draw(_NAME)}


_NAME = st.sampled_from(TRICKY)


@st.composite
def _catalogs(draw: st.DrawFn) -> Catalog:
    """Catalogs in which every name is somebody's, and a column's head may be another's name."""
    names = iter(draw(st.permutations(TRICKY)))
    roles = [
        {"ref": ref, "name": next(names), "column": draw(_NAME), "aliases": [next(names)]}
        | {"summary": "s", "description": "d"}
        for ref in ROLES
    ]
    activities = [
        {"ref": ref, "name": next(names), "description": "d", "aliases": [next(names)]}
        | _parts(draw, ROLES)
        for ref in draw(st.lists(st.sampled_from(ACTIVITIES), unique=True))
    ]
    titles = [{"ref": "title:t", "name": next(names), "role": "role:r0"}]
    seats = {ref: ["product"] for ref in ROLES}
    flat = {"ref": "structure:flat", "name": "Flat", "description": "d", "pros": [], "cons": []}
    return Catalog.model_validate(
        {"catalog": "Tricky", "caveat": "c", "roles": roles, "activities": activities}
        | {"titles": titles, "structures": [flat | {"seats": seats}]}
    )


@st.composite
def _organisations(draw: st.DrawFn) -> Organisation:
    """Organisations whose people share names, and whose teams are called by what tables hold."""
    names = iter(draw(st.permutations(TRICKY)))
    keys = draw(st.lists(st.sampled_from(["p0", "P0", "012", "a.b", "x"]), min_size=1, unique=True))
    people = [
        {"key": key, "name": draw(st.none() | _NAME), "active": draw(st.booleans())}
        | {"email": draw(st.sampled_from([None, f"{key}{i}@x.example"]))}
        | {"slack": draw(st.sampled_from([None, f"U{i}"]))}
        for i, key in enumerate(keys)
    ]
    who, day = st.sampled_from(keys), st.none() | st.dates(max_value=date(2026, 1, 1))
    held = st.fixed_dictionaries(
        {
            "role": st.sampled_from(ROLES),
            "person": who,
            "standing": st.sampled_from(["primary", "backup"]),
            "state": st.sampled_from(["pending", "accepted"]),
            "since": day,
            "until": st.none() | st.dates(min_value=date(2026, 1, 1)),
            "confirmed": day,
            "confirmed_by": st.none() | who,
            "asked": day,
            "asked_by": st.none() | who,
        }
    )
    some = st.lists(held, max_size=4, unique_by=lambda row: (row["role"], row["person"]))
    teams: list[dict[str, Any]] = [
        {"key": f"k{i}", "name": next(names), "channel": draw(st.sampled_from([None, f"#c{i}"]))}
        | {"leads": draw(st.lists(who, max_size=1)), "assignments": draw(some)}
        for i in range(draw(st.integers(0, 3)))
    ]
    return Organisation.model_validate(
        {"organisation": "Tricky", "people": people, "teams": teams, "stewards": keys[:1]}
    )


@st.composite
def _holdings(draw: st.DrawFn) -> Holdings:
    """Things of one team, which may be called alike, and like what the catalog has."""
    activities = [
        Activity(
            ref=f"activity:path/h{i}",
            name=draw(_NAME),
            description="d",
            aliases=tuple(draw(st.lists(_NAME, max_size=1))),
            responsible=(OWNER,),
            homes=("home",),
            owners=tuple(draw(st.lists(st.just("held"), max_size=1))),
        )
        for i in range(draw(st.integers(0, 3)))
    ]
    fields = {"organisation": "Paths", "people": [{"key": "held"}]}
    team = {"key": "home", "name": "At home"}
    return Holdings(tuple(activities), Organisation.model_validate(fields | {"teams": [team]}))


@st.composite
def _edits(draw: st.DrawFn, catalog: Catalog) -> list[Change]:
    """What people here say over a catalog: other parts, another name, nothing of it any more."""
    bodies: dict[str, Body] = {}
    for one in catalog.activities:
        parts, name = _parts(draw, ROLES), {"name": f"Now {one.ref[-1]}"}
        said: list[Body] = [{}, {"over": True, **parts}, {"over": True, **name}, {"retired": True}]
        said += [{"over": True, "more": {"aliases": ["Also"]}}] if one.ref == "activity:a0" else []
        bodies[one.ref] = draw(st.sampled_from(said))
    if draw(st.booleans()):
        new = {"name": "Brand new", "description": "d", "aliases": []} | _parts(draw, ROLES)
        bodies["activity:new"] = new
    return [
        Change(Subject("entry", (OWN, ref)), None, body) for ref, body in bodies.items() if body
    ]


def _fresh(ledger: Ledger, *given: tuple[str, Organisation | Catalog | Holdings]) -> str:
    """A workspace in which these were taken in."""
    workspace = f"W{len(ledger.workspaces())}"
    with ledger.open(workspace, NOW) as books:
        books.create("Test")
        for source, value in given:
            apply(books, planned(books, value, source), "U9")
    return workspace


def _left(
    ledger: Ledger, workspace: str, form: Format, read: Callable[[Books], Written], path: Path
) -> tuple[Change, ...]:
    """What taking in again would change that which was written."""
    assert form.write is not None
    with ledger.read(workspace) as books:
        path.write_text(form.write(read(books)), encoding="utf-8")
    intake = form.read(path)
    with ledger.open(workspace, NOW, rehearse=True) as books:
        return planned(books, intake.holds, intake.source).changes


@QUICK
@hypothesis.given(data=st.data())
def test_organisation(data: st.DataObject, ledger: Ledger, tmp_path: Path) -> None:
    """An organisation's list of assignments says nothing new, nor does the whole of it as YAML."""
    given, catalog = data.draw(_organisations()), data.draw(_catalogs())
    workspace = _fresh(ledger, ("yaml:Tricky", catalog), ("yaml:Tricky", given))
    for form in FORMATS:
        left = _left(ledger, workspace, form, Books.told, tmp_path / f"out.{form.name}")
        assert left == ()


@QUICK
@hypothesis.given(data=st.data())
def test_catalog(data: st.DataObject, ledger: Ledger, tmp_path: Path) -> None:
    """A catalog with what other files and people here say says nothing new in either format."""
    catalog, held = data.draw(_catalogs()), data.draw(_holdings())
    workspace = _fresh(ledger, ("yaml:Tricky", catalog), ("codeowners:x", held))
    with ledger.open(workspace, NOW) as books:
        books.record(data.draw(_edits(catalog)), actor="U1", source="slack")
    for form in FORMATS:
        left = _left(ledger, workspace, form, Books.catalog, tmp_path / f"out.{form.name}")
        assert left == ()
