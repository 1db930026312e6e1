"""For many."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXTS = ("app", "installer", "sealed")
_MOMENTS = ("ended_at", "reading_until")
_KEPT_MOMENTS = ("tidied_at", "erasing_at")
_TIDIED = "ix_workspaces_tidied_at"
_LANES = "ix_deliveries_workspace_id_lane_id"
_SETTLED = "ix_deliveries_settled_at"
_PARTIAL = (
    (
        "changes",
        "ix_changes_gone",
        ("kind", "number"),
        "before IS NOT NULL AND after IS NULL",
    ),
    ("questions", "ix_questions_chosen", ("member", "asked_at"), "surface = 'team chosen'"),
    ("deliveries", "ix_deliveries_unsettled", ("lane", "id"), "settled_at IS NULL"),
)


def upgrade() -> None:
    """Installs by OAuth: tokens, installers, removals; indexes that a long history calls for."""
    with op.batch_alter_table("installations") as batch:
        for name in _TEXTS:
            batch.add_column(sa.Column(name, sa.Text()))
        for name in _MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True)))
    op.create_table(
        "install_states",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_install_states")),
    )
    op.create_index(op.f("ix_install_states_expires_at"), "install_states", ["expires_at"])
    for table in ("changes", "workspaces"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("seal", sa.Text()))
    with op.batch_alter_table("workspaces") as batch:
        for name in _KEPT_MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index(op.f(_TIDIED), "workspaces", ["tidied_at"])
    for table, name, columns, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(
            name,
            table,
            ["workspace_id", *columns],
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_index(op.f(_SETTLED), "deliveries", ["settled_at"])
    op.drop_index(op.f(_LANES), "deliveries")


def downgrade() -> None:
    """Back to one workspace whose token is in the environment."""
    op.create_index(op.f(_LANES), "deliveries", ["workspace_id", "lane", "id"])
    op.drop_index(op.f(_SETTLED), "deliveries")
    for table, name, _, _ in _PARTIAL:
        op.drop_index(name, table)
    op.drop_index(op.f(_TIDIED), "workspaces")
    with op.batch_alter_table("workspaces") as batch:
        for name in reversed(_KEPT_MOMENTS):
            batch.drop_column(name)
    for table in ("workspaces", "changes"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("seal")
    op.drop_table("install_states")
    with op.batch_alter_table("installations") as batch:
        for name in (*reversed(_MOMENTS), *reversed(_TEXTS)):
            batch.drop_column(name)
