"""What is true of the migrations as a whole."""

from pathlib import Path

from sqlalchemy import inspect, text

from bot.store.engine import Engines
from bot.store.schema import differences, head, migrate, revert
from bot.store.tables import Tables

COLUMNS = "workspace_id, id, asked_at, asker, surface, text, team, ref, outcome, score"
BEFORE_SLACK = (
    "INSERT INTO workspaces (id, name, created_at) VALUES ('W1', 'One', '2026-03-01 12:30:15.25')",
    """
    INSERT INTO questions
        (workspace_id, id, asked_at, asker, surface, text, team, ref, outcome, score)
    VALUES
        ('W1', 'q', '2026-03-01 12:30:15.25', 'zoe', 'page', 'who?', NULL, 'x', 'answered', 0.75)
    """,
)
HELD = (
    "team, role, person, standing, state, since, until, confirmed, confirmed_by, "
    "position, source, retired_at"
)
BEFORE_ACTS = (
    BEFORE_SLACK[0],
    """
    INSERT INTO people (workspace_id, key, active, position, source)
    VALUES ('W1', 'zoe', TRUE, 0, 'file')
    """,
    """
    INSERT INTO teams (workspace_id, key, name, kind, position, source)
    VALUES ('W1', 'churn', 'Churn', 'product', 0, 'file')
    """,
    f"""
    INSERT INTO assignments (workspace_id, {HELD}) VALUES
        ('W1', 'churn', 'role:x', 'zoe', 'backup', 'pending', '2026-01-05', '2026-12-31',
         '2026-02-03', 'zoe', 0, 'file', NULL),
        ('W1', 'churn', 'role:y', 'zoe', 'primary', 'accepted', NULL, NULL, NULL, NULL,
         1, 'slack', '2026-03-01 12:30:15.25')
    """,  # noqa: S608 ours
    """
    INSERT INTO changes (workspace_id, number, act, at, actor, source, kind, key, before, after)
    VALUES
        ('W1', 1, 1, '2026-03-01 12:30:15.25', 'U1', 'file', 'person', '["zoe"]', NULL,
         '{"active": true}'),
        ('W1', 2, 1, '2026-03-01 12:30:15.25', 'U1', 'file', 'lead', '["churn", "zoe"]', '{}', NULL)
    """,
)


def test_up_down_and_up_again(bare: Engines, root: Path) -> None:
    """Every migration can be undone, leaves nothing, and can be made again."""
    assert migrate(bare, root) == head(root)
    revert(bare, root)
    assert inspect(bare.write).get_table_names() == ["alembic_version"]
    assert migrate(bare, root) == head(root)
    assert differences(bare) == []


def test_tables_are_those_of_the_models(engines: Engines) -> None:
    """Migrations make exactly the tables that the code works with."""
    assert differences(engines) == []


def test_every_constraint_has_the_name_the_models_give_it(engines: Engines) -> None:
    """Comparing says nothing of checks and of names, on which later migrations depend."""
    inspector = inspect(engines.write)
    for table in Tables.metadata.sorted_tables:
        found = {inspector.get_pk_constraint(table.name)["name"]}
        found |= {key["name"] for key in inspector.get_foreign_keys(table.name)}
        found |= {check["name"] for check in inspector.get_check_constraints(table.name)}
        found |= {index["name"] for index in inspector.get_indexes(table.name)}
        wanted = {str(constraint.name) for constraint in table.constraints}
        wanted |= {str(index.name) for index in table.indexes}
        assert found == wanted, table.name


def test_workspace_leads_every_key(engines: Engines) -> None:
    """No row but a workspace's own has a key that doesn't begin with its workspace.

    Of an install that was only begun, nobody knows yet what workspace it is for.
    """
    inspector = inspect(engines.write)
    others = {"workspaces": "id", "install_states": "state"}
    for name in Tables.metadata.tables:
        first = inspector.get_pk_constraint(name)["constrained_columns"][0]
        assert first == others.get(name, "workspace_id")


def test_pointers_wait_for_the_commit(engines: Engines) -> None:
    """Rows that point to people and teams may be written before them, on both databases."""
    inspector = inspect(engines.write)
    for name in Tables.metadata.tables:
        for key in inspector.get_foreign_keys(name):
            if key["referred_table"] != "workspaces":
                assert key["options"] == {"deferrable": True, "initially": "DEFERRED"}


def test_questions_survive(bare: Engines, root: Path) -> None:
    """What was asked before Slack was known is still there with it, and without it again."""
    migrate(bare, root, "0001")
    with bare.write.begin() as connection:
        for statement in BEFORE_SLACK:
            connection.execute(text(statement))
    before = _question(bare, COLUMNS)
    migrate(bare, root)
    assert _question(bare, COLUMNS) == before
    assert _question(bare, "member, channel") == [(None, None)]
    revert(bare, root, "0001")
    assert _question(bare, COLUMNS) == before
    assert migrate(bare, root) == head(root)
    assert differences(bare) == []


def test_assignments_and_changes_survive(bare: Engines, root: Path) -> None:
    """Who fills a role, who did, and what was changed is still there with acts and without."""
    migrate(bare, root, "0002")
    with bare.write.begin() as connection:
        for statement in BEFORE_ACTS:
            connection.execute(text(statement))
    before, names = _of_acts(bare), _names(bare)
    assert [len(rows) for rows in before] == [2, 2]
    migrate(bare, root)
    assert _of_acts(bare) == before
    assert _rows(bare, "assignments", "asked, asked_by") == [(None, None)] * 2
    how = "verb, surface, home, place, request, undoes"
    assert _rows(bare, "changes", how) == [(None,) * 6] * 2
    revert(bare, root, "0002")
    assert (_of_acts(bare), _names(bare)) == (before, names)
    assert migrate(bare, root) == head(root)
    assert differences(bare) == []
    assert _of_acts(bare) == before


def _of_acts(engines: Engines) -> tuple[list[tuple[object, ...]], ...]:
    columns = "number, act, at, actor, source, kind, key, before, after"
    return _rows(engines, "assignments", HELD), _rows(engines, "changes", columns)


def _names(engines: Engines) -> set[str | None]:
    inspector = inspect(engines.write)
    found: set[str | None] = set()
    for table in ("assignments", "changes"):
        found |= {key["name"] for key in inspector.get_foreign_keys(table)}
        found |= {check["name"] for check in inspector.get_check_constraints(table)}
        found |= {index["name"] for index in inspector.get_indexes(table)}
        found.add(inspector.get_pk_constraint(table)["name"])
    return found


def _question(engines: Engines, columns: str) -> list[tuple[object, ...]]:
    return _rows(engines, "questions", columns)


def _rows(engines: Engines, table: str, columns: str) -> list[tuple[object, ...]]:
    query = text(f"SELECT {columns} FROM {table} ORDER BY 1, 2")  # noqa: S608 ours
    with engines.read.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]
