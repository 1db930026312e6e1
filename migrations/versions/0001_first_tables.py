"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# In an order in which each may be dropped.
TABLES = (
    "questions",
    "changes",
    "entries",
    "waivers",
    "overrides",
    "assignments",
    "stewards",
    "leads",
    "teams",
    "people",
    "workspaces",
)


def upgrade() -> None:
    """Workspaces, their facts, the history of these, and what was asked."""
    _create_workspaces()
    _create_people()
    _create_teams()
    _create_leads()
    _create_stewards()
    _create_assignments()
    _create_overrides()
    _create_waivers()
    _create_entries()
    _create_changes()
    _create_questions()


def downgrade() -> None:
    """Back to an empty database."""
    for table in TABLES:
        op.drop_table(table)


def _create_workspaces() -> None:
    op.create_table(
        "workspaces",
        _text("id"),
        _text("name"),
        _text("organisation", nullable=True),
        _text("catalog_source", nullable=True),
        _text("catalog_digest", nullable=True),
        _counter("catalog_version"),
        _counter("organisation_version"),
        _counter("last_change"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )


def _create_people() -> None:
    _create(
        "people",
        ("key",),
        _text("key"),
        _text("name", nullable=True),
        _text("email", nullable=True),
        _text("slack", nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_of_fact(),
    )
    _once_live("people", "slack")


def _create_teams() -> None:
    _create(
        "teams",
        ("key",),
        _text("key"),
        _text("name"),
        _text("kind"),
        _text("platform", nullable=True),
        _text("structure", nullable=True),
        _text("channel", nullable=True),
        *_of_fact(),
        _points("teams", "platform", "teams"),
        _check("teams", "kind", "'platform', 'product'"),
    )
    _once_live("teams", "channel")


def _create_leads() -> None:
    _create(
        "leads",
        ("team", "person"),
        _text("team"),
        _text("person"),
        *_of_fact(),
        _points("leads", "team", "teams"),
        _points("leads", "person", "people"),
    )


def _create_stewards() -> None:
    _create(
        "stewards",
        ("person",),
        _text("person"),
        *_of_fact(),
        _points("stewards", "person", "people"),
    )


def _create_assignments() -> None:
    _create(
        "assignments",
        ("team", "role", "person"),
        _text("team"),
        _text("role"),
        _text("person"),
        _text("standing"),
        _text("state"),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.Column("confirmed", sa.Date()),
        _text("confirmed_by", nullable=True),
        *_of_fact(),
        _points("assignments", "team", "teams"),
        _points("assignments", "person", "people"),
        _points("assignments", "confirmed_by", "people"),
        _check("assignments", "standing", "'primary', 'backup'"),
        _check("assignments", "state", "'pending', 'accepted'"),
    )


def _create_overrides() -> None:
    _create(
        "overrides",
        ("team", "activity"),
        _text("team"),
        _text("activity"),
        sa.Column("roles", sa.JSON(), nullable=False),
        _text("because", nullable=True),
        *_of_fact(),
        _points("overrides", "team", "teams"),
    )


def _create_waivers() -> None:
    _create(
        "waivers",
        ("team", "role"),
        _text("team"),
        _text("role"),
        _text("because"),
        *_of_fact(),
        _points("waivers", "team", "teams"),
    )


def _create_entries() -> None:
    _create(
        "entries",
        ("layer", "ref"),
        _text("layer"),
        _text("ref"),
        _text("kind", nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        *_of_fact(),
        _check("entries", "kind", "'role', 'activity', 'handoff', 'structure', 'title'"),
    )


def _create_changes() -> None:
    _create(
        "changes",
        ("number",),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        _moment("at"),
        _text("actor"),
        _text("source"),
        _text("kind"),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
    )


def _create_questions() -> None:
    _create(
        "questions",
        ("id",),
        _text("id"),
        _moment("asked_at"),
        _text("asker", nullable=True),
        _text("surface"),
        sa.Column("text", sa.String(2000), nullable=False),
        _text("team", nullable=True),
        _text("ref", nullable=True),
        _text("outcome"),
        sa.Column("score", sa.Double()),
    )
    index = op.f("ix_questions_workspace_id_asked_at")
    op.create_index(index, "questions", ["workspace_id", "asked_at"])


def _create(table: str, key: tuple[str, ...], *parts: sa.schema.SchemaItem) -> None:
    """A table of rows that each belong to a workspace."""
    op.create_table(
        table,
        _text("workspace_id"),
        *parts,
        sa.PrimaryKeyConstraint("workspace_id", *key, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id_workspaces")
        ),
    )


def _of_fact() -> tuple[sa.Column[int], sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("position", sa.Integer(), nullable=False),
        _text("source"),
        _moment("retired_at", nullable=True),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _counter(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _check(table: str, column: str, values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{column}"))


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{to}.workspace_id", f"{to}.key"],
        name=op.f(f"fk_{table}_workspace_id_{column}_{to}"),
        deferrable=True,
        initially="DEFERRED",
    )


def _once_live(table: str, column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL AND retired_at IS NULL")
    op.create_index(
        op.f(f"ix_{table}_workspace_id_{column}"),
        table,
        ["workspace_id", column],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
