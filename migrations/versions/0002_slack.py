"""Slack."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# In an order in which each may be dropped.
TABLES = ("deliveries", "claims", "channels", "members", "installations", "verdicts")


def upgrade() -> None:
    """Who we are in Slack, its members and channels, what was taken and what is to be sent."""
    op.add_column("questions", sa.Column("member", sa.Text()))
    op.add_column("questions", sa.Column("channel", sa.Text()))
    op.add_column(
        "questions", sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _index("questions", "workspace_id", "member", "asked_at")
    _create_verdicts()
    _create_installations()
    _create_members()
    _create_channels()
    _create_claims()
    _create_deliveries()


def downgrade() -> None:
    """Back to the tables that know no Slack."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_questions_workspace_id_member_asked_at"), "questions")
    with op.batch_alter_table("questions") as questions:
        questions.drop_column("shared")
        questions.drop_column("channel")
        questions.drop_column("member")


def _create_verdicts() -> None:
    _create(
        "verdicts",
        ("question", "member"),
        _text("question"),
        _text("member"),
        _text("verdict"),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question"],
            ["questions.workspace_id", "questions.id"],
            name=op.f("fk_verdicts_workspace_id_question_questions"),
            deferrable=True,
            initially="DEFERRED",
        ),
        _check("verdicts", "verdict", "'right', 'wrong'"),
    )


def _create_installations() -> None:
    _create(
        "installations",
        (),
        _text("url", nullable=True),
        _text("bot_user"),
        _text("bot_id", nullable=True),
        _text("enterprise", nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        _moment("connected_at"),
        _moment("synced_at", nullable=True),
        _moment("missed_at", nullable=True),
    )


def _create_members() -> None:
    _create(
        "members",
        ("id",),
        _text("id"),
        _text("team", nullable=True),
        _text("name"),
        _text("email", nullable=True),
        _text("zone", nullable=True),
        *(_flag(name) for name in ("admin", "primary_owner", "guest", "bot", "deleted")),
        sa.Column("as_of", sa.Double(), nullable=False),
    )
    _index("members", "workspace_id", "email")


def _create_channels() -> None:
    _create(
        "channels",
        ("id",),
        _text("id"),
        _text("name"),
        _flag("shared"),
        _flag("gone"),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("as_of", "shared_as_of", "gone_as_of")
        ),
    )
    _index("channels", "workspace_id", "name")


def _create_claims() -> None:
    _create("claims", ("key",), _text("key"), _moment("at"))
    _index("claims", "at")


def _create_deliveries() -> None:
    states = "'waiting', 'sending', 'sent', 'failed', 'expired', 'unknown'"
    _create(
        "deliveries",
        ("id",),
        _text("id"),
        *(_text(name) for name in ("kind", "lane", "pace")),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        _text("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("created_at"),
        *(
            _moment(name, nullable=True)
            for name in ("not_before", "expires_at", "leased_until", "settled_at")
        ),
        _text("ts", nullable=True),
        _text("error", nullable=True),
        _check("deliveries", "kind", "'post', 'ephemeral', 'update', 'respond'"),
        _check("deliveries", "state", states),
    )
    _index("deliveries", "state", "not_before")
    _index("deliveries", "workspace_id", "lane", "id")


def _create(name: str, key: tuple[str, ...], *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        _text("workspace_id"),
        *parts,
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f(f"fk_{name}_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", *key, name=op.f(f"pk_{name}")),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _check(table: str, column: str, values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{column}"))
