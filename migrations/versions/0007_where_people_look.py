"""Where people look."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KINDS = ("post", "ephemeral", "update", "respond")
_SPENT = "ix_spent_links_expires_at"
_OPENED = "ix_homes_workspace_id_opened_at"


def upgrade() -> None:
    """Home tabs that are open, steps of set-up that were skipped, links that were used."""
    _kinds(*_KINDS, "home")
    op.create_table(
        "homes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Text()),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_homes_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "member", name=op.f("pk_homes")),
    )
    op.create_index(op.f(_OPENED), "homes", ["workspace_id", "opened_at"])
    op.create_table(
        "first_steps",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_first_steps_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "step", name=op.f("pk_first_steps")),
    )
    op.create_table(
        "spent_links",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_spent_links_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "digest", name=op.f("pk_spent_links")),
    )
    op.create_index(op.f(_SPENT), "spent_links", ["expires_at"])


def downgrade() -> None:
    """Back to answers and digests alone."""
    op.drop_index(op.f(_SPENT), "spent_links")
    op.drop_table("spent_links")
    op.drop_table("first_steps")
    op.drop_index(op.f(_OPENED), "homes")
    op.drop_table("homes")
    op.execute("DELETE FROM deliveries WHERE kind = 'home'")
    _kinds(*_KINDS)


def _kinds(*kinds: str) -> None:
    """The kinds of deliveries that there are."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    name = op.f("ck_deliveries_kind")
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"kind IN ({listed})")
