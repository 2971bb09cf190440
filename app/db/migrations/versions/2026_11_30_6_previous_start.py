"""An occurrence says when it started before it last moved; it is not known of moves before this."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_6_previous_start"
down_revision: str | None = "2026_11_30_5_user_calendar"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# New columns that may be null.
serves_from: str | None = None

COLUMNS = (("previous_starts_at", columns.Instant()), ("previous_starts_local", columns.WallClock()))


def upgrade() -> None:
    with op.batch_alter_table("occurrence", reflect_kwargs=ALONE) as batch:
        for name, kind in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("occurrence", reflect_kwargs=ALONE) as batch:
        for name, _kind in COLUMNS:
            batch.drop_column(name)
