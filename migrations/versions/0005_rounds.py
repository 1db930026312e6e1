"""Rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EDITIONS = ("sent", "quiet", "skipped")
_KEPT = ("digests", "checklists", "dismissals")


def upgrade() -> None:
    """What channels hear and when, what they were told, checklists, and who was reminded."""
    for name in _KEPT:
        _fact(name, "key")
    _fact("snoozes", "who", "matter")
    _due()
    _editions()
    op.create_table(
        "reminded",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        *_keys("reminded", "member", "matter"),
    )
    op.create_index(op.f("ix_changes_workspace_id_kind"), "changes", ["workspace_id", "kind"])
    with op.batch_alter_table("channels") as batch:
        batch.add_column(sa.Column("ours", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(
            sa.Column("ours_as_of", sa.Double(), server_default=sa.text("0"), nullable=False)
        )


def downgrade() -> None:
    """Back to channels that hear only what they ask."""
    with op.batch_alter_table("channels") as batch:
        batch.drop_column("ours_as_of")
        batch.drop_column("ours")
    op.drop_index(op.f("ix_changes_workspace_id_kind"), "changes")
    for name in ("reminded", "editions", "due", "snoozes", *reversed(_KEPT)):
        op.drop_table(name)


def _fact(name: str, *key: str) -> None:
    op.create_table(
        name,
        sa.Column("workspace_id", sa.Text(), nullable=False),
        *(sa.Column(one, sa.Text(), nullable=False) for one in key),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        *_keys(name, *key),
    )


def _due() -> None:
    op.create_table(
        "due",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot", sa.Text()),
        *_keys("due", "what"),
    )
    op.create_index(op.f("ix_due_due_at"), "due", ["due_at"])
    # Workspaces that are there already are looked at from now on, as new ones will be.
    op.execute(
        "INSERT INTO due (workspace_id, what, due_at) "
        "SELECT id, 'reminders', created_at FROM workspaces"
    )


def _editions() -> None:
    listed = ", ".join(f"'{one}'" for one in _EDITIONS)
    op.create_table(
        "editions",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.Text()),
        sa.Column("matters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text()),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_editions_state")),
        *_keys("editions", "what", "slot"),
    )
    there = sa.text("delivery IS NOT NULL")
    op.create_index(
        op.f("ix_editions_workspace_id_delivery"),
        "editions",
        ["workspace_id", "delivery"],
        sqlite_where=there,
        postgresql_where=there,
    )
    op.create_index(op.f("ix_editions_workspace_id_live"), "editions", ["workspace_id", "live"])
    op.create_index(op.f("ix_editions_workspace_id_at"), "editions", ["workspace_id", "at"])


def _keys(name: str, *key: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f(f"fk_{name}_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", *key, name=op.f(f"pk_{name}")),
    )
