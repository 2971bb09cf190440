"""Remember how far each feed is compacted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_16_feed_compacted"
down_revision: str | None = "2026_11_30_15_notice_kinds"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A column with a default, which older versions do not use: they compact whole feeds.
serves_from: str | None = None


def upgrade() -> None:
    op.add_column("feed", sa.Column("compacted", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("feed", reflect_kwargs=ALONE) as batch:
        batch.drop_column("compacted")
