"""A change says whether the entity itself was changed; all changes of before were."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_14_direct_changes"
down_revision: str | None = "2026_11_30_13_user_picture"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A new column with a default.
serves_from: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("change", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("direct", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("change", reflect_kwargs=ALONE) as batch:
        batch.drop_column("direct")
