"""Find the pending deliveries of one object among many that were delivered."""

from collections.abc import Sequence

from alembic import op

revision: str = "2026_11_30_9_delivery_order"
down_revision: str | None = "2026_11_30_8_notice"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# Other indexes only.
serves_from: str | None = None

TABLE = "webhook_delivery"
BEFORE = ["webhook_id", "entity_id", "position"]
AFTER = ["webhook_id", "entity_id", "state", "position"]


def upgrade() -> None:
    op.drop_index(_name(BEFORE), TABLE)
    op.create_index(_name(AFTER), TABLE, AFTER, unique=False)


def downgrade() -> None:
    op.drop_index(_name(AFTER), TABLE)
    op.create_index(_name(BEFORE), TABLE, BEFORE, unique=False)


def _name(columns: Sequence[str]) -> str:
    return op.f(f"ix_webhook_delivery_{'_'.join(columns)}")
