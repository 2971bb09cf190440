"""A webhook has the scopes of the token that registered it; those of before this have all that their application has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_12_webhook_scopes"
down_revision: str | None = "2026_11_30_11_webhook_pauses"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A new column that may be null.
serves_from: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("webhook", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("scopes", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("webhook", reflect_kwargs=ALONE) as batch:
        batch.drop_column("scopes")
