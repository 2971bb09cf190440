"""Agenda tabs, and custom fields with their options."""

from collections.abc import Sequence

revision: str = "2026_11_21_12_agenda"
down_revision: str | None = "2026_11_21_11_interactions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
