"""A webhook whose host does not answer pauses as a whole, and what is due is found for each webhook."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_11_webhook_pauses"
down_revision: str | None = "2026_11_30_10_privacy_record"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# New columns that may be null, and an index.
serves_from: str | None = None

COLUMNS = ("failing_since", "paused_until")
INDEX = "ix_webhook_delivery_webhook_id_state_next_at"


def upgrade() -> None:
    with op.batch_alter_table("webhook", reflect_kwargs=ALONE) as batch:
        for name in COLUMNS:
            batch.add_column(sa.Column(name, columns.Instant(), nullable=True))
    op.create_index(op.f(INDEX), "webhook_delivery", ["webhook_id", "state", "next_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f(INDEX), "webhook_delivery")
    with op.batch_alter_table("webhook", reflect_kwargs=ALONE) as batch:
        for name in COLUMNS:
            batch.drop_column(name)
