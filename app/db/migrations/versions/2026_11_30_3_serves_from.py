"""The database says which revisions can serve it: `serves_from` is the oldest one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_30_3_serves_from"
down_revision: str | None = "2026_11_30_2_idempotency"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# Versions before it refuse every revision that they do not know.
serves_from: str | None = revision


def upgrade() -> None:
    op.add_column("alembic_version", sa.Column("serves_from", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("alembic_version", "serves_from")
