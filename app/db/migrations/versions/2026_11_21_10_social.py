"""Creators, origins, answers and invitations of events."""

from collections.abc import Sequence

revision: str = "2026_11_21_10_social"
down_revision: str | None = "2026_11_21_9_people"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
