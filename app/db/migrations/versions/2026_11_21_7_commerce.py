"""Refunds, fees, taxes, early birds and coupons."""

from collections.abc import Sequence

revision: str = "2026_11_21_7_commerce"
down_revision: str | None = "2026_11_21_6_settings"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
