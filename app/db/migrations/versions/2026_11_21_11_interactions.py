"""What people do: saves, shares, reviews, attendance, waiting, following."""

from collections.abc import Sequence

revision: str = "2026_11_21_11_interactions"
down_revision: str | None = "2026_11_21_10_social"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
