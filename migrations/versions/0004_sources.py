"""Sources."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What only a file may change, and what is wrong with a file that is followed."""
    op.create_table(
        "sources",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text()),
        sa.Column("managed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_sources_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "source", name=op.f("pk_sources")),
    )


def downgrade() -> None:
    """Back to files of which only their facts are known."""
    op.drop_table("sources")
