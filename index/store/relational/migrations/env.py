"""What Alembic runs: the revisions, on the connection that `index.store.relational.migrating` gives."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
