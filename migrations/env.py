"""Runs migrations on the connection that `bot.store.schema` hands over, in its transaction."""

from alembic import context

from bot.store.tables import Tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Tables.metadata,
    # SQLite can't alter most of a table: it is rebuilt instead.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
