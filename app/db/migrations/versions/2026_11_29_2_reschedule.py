"""An event says when and why its dates were last rescheduled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_29_2_reschedule"
down_revision: str | None = "2026_11_29_1_true_dates"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = (
    ("rescheduled_at", columns.Instant()),
    ("rescheduled_local", columns.WallClock()),
    ("reschedule_reason", columns.Text()),
)


def upgrade() -> None:
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, kind in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, _kind in COLUMNS:
            batch.drop_column(name)
