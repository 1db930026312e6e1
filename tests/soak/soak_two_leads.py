"""Two leads submit the same form at once, from two processes on PostgreSQL, again and again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import config
from bot.domain.fact import Change, Subject, catalog_facts, organisation_facts, plan
from bot.domain.member import Member
from bot.store.engine import make_engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.commands.counter import ANA, BO, CY, DEE, MLOPS, ORGANISATION
from tests.conftest import TEMPLATE, Postgres

ROUNDS = 1_000
HERE = "T0HARBOUR"
LEADS = {ANA: CY, BO: DEE}
"""Who submits, and whom they choose."""


class Lead:
    """One process that takes what a lead submits."""

    def __init__(self, url: str, root: Path) -> None:
        command = [sys.executable, "-m", "tests.soak.lead", url, str(root)]
        self.process = subprocess.Popen(  # noqa: S603 our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )

    def submit(self, payload: dict[str, Any]) -> None:
        """Submits, and doesn't wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(payload) + "\n")
        self.process.stdin.flush()

    def hears(self) -> dict[str, Any]:
        """What is acknowledged."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        """Ends the process."""
        self.process.communicate(timeout=20)


@pytest.fixture
def database(postgres: Postgres, root: Path) -> Iterator[str]:
    """A workspace in which two people lead the same team."""
    url = postgres.fresh(TEMPLATE)
    engines = make_engines(url, root)
    ledger, now = Ledger(engines), datetime.now(UTC)
    with ledger.open(HERE, now) as books:
        books.create("Harbour Goods")
        books.roster.set_installation(
            Installation(HERE, None, "U0BOT", "B0BOT", None, ["commands"], now)
        )
        books.roster.save_members([Member(user, user, team=HERE) for user in (*LEADS, CY, DEE)])
        wanted = catalog_facts(config.load_catalog(root)) | organisation_facts(ORGANISATION)
        wanted |= {Subject("lead", ("churn", "bo")): {}}
        held = {s for s in wanted if s.kind == "assignment" and s.key[0] == "churn"}
        kept = {s: body for s, body in wanted.items() if s not in held}
        books.record(plan({}, kept, ()), actor="import", source="file:harbour.yaml")
    engines.close()
    yield url
    postgres.drop(url)


def test_one_wins_and_the_other_is_told(database: str, root: Path) -> None:
    """In every round one assignment is made, and the other lead is told by whom."""
    engines = make_engines(database, root)
    ledger = Ledger(engines)
    with ExitStack() as stack:
        leads = {user: Lead(database, root) for user in LEADS}
        for lead in leads.values():
            stack.callback(lead.close)
        for number in range(ROUNDS):
            version = _version(ledger)
            for user, lead in leads.items():
                lead.submit(_submission(user, LEADS[user], version, number))
            _check({user: lead.hears() for user, lead in leads.items()}, ledger)
            _clear(ledger)
    engines.close()


def _check(told: dict[str, dict[str, Any]], ledger: Ledger) -> None:
    with ledger.read(HERE) as books:
        held = [one.person for one in books.organisation().team["churn"].assignments]
    winners = [user for user, answer in told.items() if "I asked" in json.dumps(answer)]
    assert len(winners) == 1, told
    assert held == [{CY: "cy", DEE: "dee"}[LEADS[winners[0]]]]
    [other] = set(told) - set(winners)
    winner = {ANA: "Ana Ivanova", BO: "Bo Chen"}[winners[0]]
    assert f"Changed meanwhile by {winner}" in json.dumps(told[other]), told


def _clear(ledger: Ledger) -> None:
    """Takes the assignment away again, as somebody else would."""
    with ledger.open(HERE, datetime.now(UTC)) as books:
        facts = books.facts(["assignment"])
        steps = [Change(s, body, None) for s, body in facts.items() if s.key[0] == "churn"]
        books.record(steps, actor="soak", source="slack")


def _version(ledger: Ledger) -> int:
    with ledger.read(HERE) as books:
        return books.workspace.last_change


def _submission(user: str, chosen: str, version: int, number: int) -> dict[str, Any]:
    told = {"verb": "assign", "version": version, "place": None}
    values = {
        "person": {"value": {"type": "users_select", "selected_user": chosen}},
        "role": {"value": {"type": "static_select", "selected_option": {"value": MLOPS}}},
        "team": {"value": {"type": "static_select", "selected_option": {"value": "team:churn"}}},
    }
    view = {
        "id": f"V{number}{user}",
        "hash": f"{number}",
        "callback_id": "ownership",
        "private_metadata": json.dumps(told),
        "state": {"values": values},
        "type": "modal",
        "app_installed_team_id": HERE,
    }
    return {
        "type": "view_submission",
        "team": {"id": HERE},
        "user": {"id": user, "team_id": HERE},
        "trigger_id": f"{number}.{user}",
        "view": view,
    }
