"""What an event's settings and page hold."""

from collections.abc import Sequence

revision: str = "2026_11_21_6_settings"
down_revision: str | None = "2026_11_21_5_tickets"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
