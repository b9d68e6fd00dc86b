"""The list of documents to read, for any number of processes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    postgres = op.get_bind().dialect.name == "postgresql"
    # Later versions of the program may have other types of their own: what this one made is written out.
    printed = sa.String(collation="C") if postgres else sa.String()
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger() if postgres else sa.Integer(), primary_key=True),
        sa.Column("source", printed, nullable=False),
        sa.Column("name", printed, nullable=False),
        sa.Column("sha256", printed, nullable=False, unique=True),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", printed, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", printed, nullable=False),
        sa.Column("claimed_at", sa.DateTime()),
        sa.Column("lease_until", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("reason", printed, nullable=False),
        if_not_exists=True,
    )
    op.create_index("jobs_by_state", "jobs", ["state", "tries", "id"], if_not_exists=True)
    op.create_index("jobs_by_name", "jobs", ["name"], if_not_exists=True)
