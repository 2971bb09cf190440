"""The changes of each organisation become a feed with positions of its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_4_feed"
down_revision: str | None = "2026_11_30_3_serves_from"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# Processes of the version before write to a table that is replaced.
serves_from: str | None = revision


NUMBERED = """
    INSERT INTO change (organisation_id, position, event_id, entity, entity_id, kind, whole, public, at)
    SELECT organisation_id, row_number() OVER (PARTITION BY organisation_id ORDER BY sequence), event_id, entity, entity_id,
        kind, kind <> 'UPDATED', FALSE, at
    FROM numbered_change
"""
FEEDS = """
    INSERT INTO feed (organisation_id, position, pruned, epoch)
    SELECT organisation_id, max(position), 0, {epoch} FROM change GROUP BY organisation_id
"""
# Clients may hold positions of an earlier migration, if a backup from before it was restored since.
EPOCHS = {"sqlite": "random() & 4294967295", "postgresql": "CAST(floor(random() * 4294967296) AS bigint)"}
BACK = """
    INSERT INTO change (organisation_id, event_id, entity, entity_id, kind, at)
    SELECT organisation_id, event_id, entity, entity_id, kind, at FROM feed_change ORDER BY at, organisation_id, position
"""


def upgrade() -> None:
    op.rename_table("change", "numbered_change")
    op.drop_index("ix_change_event_id_sequence", table_name="numbered_change")
    op.drop_index("ix_change_organisation_id_sequence", table_name="numbered_change")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE numbered_change DROP CONSTRAINT pk_change")
    op.create_table(
        "change",
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=True),
        sa.Column("entity", columns.Text(length=40), nullable=False),
        sa.Column("entity_id", columns.Uuid(), nullable=False),
        sa.Column("kind", columns.Text(length=20), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "position", name=op.f("pk_change")),
    )
    op.execute(NUMBERED)
    op.drop_table("numbered_change")
    op.create_index(op.f("ix_change_event_id_position"), "change", ["event_id", "position"], unique=False)
    op.create_index(op.f("ix_change_entity_id_position"), "change", ["entity_id", "position"], unique=False)
    op.create_table(
        "feed",
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("pruned", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_feed")),
    )
    op.execute(FEEDS.format(epoch=EPOCHS[op.get_bind().dialect.name]))


def downgrade() -> None:
    op.drop_table("feed")
    op.rename_table("change", "feed_change")
    op.drop_index("ix_change_event_id_position", table_name="feed_change")
    op.drop_index("ix_change_entity_id_position", table_name="feed_change")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE feed_change DROP CONSTRAINT pk_change")
    op.create_table(
        "change",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=True),
        sa.Column("entity", columns.Text(40), nullable=False),
        sa.Column("entity_id", columns.Uuid(), nullable=False),
        sa.Column("kind", columns.Text(20), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.execute(BACK)
    op.drop_table("feed_change")
    op.create_index(op.f("ix_change_event_id_sequence"), "change", ["event_id", "sequence"], unique=False)
    op.create_index(op.f("ix_change_organisation_id_sequence"), "change", ["organisation_id", "sequence"], unique=False)
