"""Acts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HOW = ("verb", "surface", "home", "place", "request")
ASKER = "fk_assignments_workspace_id_asked_by_people"
INDEXES = (("act",), ("actor", "number"))


def upgrade() -> None:
    """Who asked somebody to fill a role, how a change was made, what was refused, who left.

    And who was notified of a question.
    """
    with op.batch_alter_table("assignments") as assignments:
        assignments.add_column(sa.Column("asked", sa.Date()))
        assignments.add_column(sa.Column("asked_by", sa.Text()))
        assignments.create_foreign_key(
            op.f(ASKER),
            "people",
            ["workspace_id", "asked_by"],
            ["workspace_id", "key"],
            deferrable=True,
            initially="DEFERRED",
        )
    for name in HOW:
        op.add_column("changes", sa.Column(name, sa.Text()))
    op.add_column("changes", sa.Column("undoes", sa.Integer()))
    for columns in INDEXES:
        op.create_index(_index(*columns), "changes", ["workspace_id", *columns])
    undone = sa.text("undoes IS NOT NULL")
    op.create_index(
        _index("undoes"),
        "changes",
        ["workspace_id", "undoes"],
        sqlite_where=undone,
        postgresql_where=undone,
    )
    _create_refusals()
    _create("departures", ["person"], _text("person"))
    _create(
        "notified",
        ["question", "member"],
        _text("question"),
        _text("member"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question"],
            ["questions.workspace_id", "questions.id"],
            name=op.f("fk_notified_workspace_id_question_questions"),
            deferrable=True,
            initially="DEFERRED",
        ),
    )


def downgrade() -> None:
    """Back to changes that tell only who made them."""
    op.drop_table("notified")
    op.drop_table("departures")
    op.drop_table("refusals")
    for columns in (("undoes",), *INDEXES):
        op.drop_index(_index(*columns), "changes")
    with op.batch_alter_table("changes") as changes:
        for name in ("undoes", *HOW):
            changes.drop_column(name)
    with op.batch_alter_table("assignments") as assignments:
        assignments.drop_constraint(op.f(ASKER), type_="foreignkey")
        assignments.drop_column("asked_by")
        assignments.drop_column("asked")


def _create_refusals() -> None:
    _create(
        "refusals",
        ["id"],
        _text("id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("actor"),
        *(_text(name, nullable=True) for name in HOW),
        sa.Column("words", sa.String(2000), nullable=False),
        _text("because"),
    )


def _create(name: str, keys: list[str], *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        _text("workspace_id"),
        *parts,
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f(f"fk_{name}_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", *keys, name=op.f(f"pk_{name}")),
    )


def _index(*columns: str) -> str:
    return op.f(f"ix_changes_workspace_id_{'_'.join(columns)}")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)
