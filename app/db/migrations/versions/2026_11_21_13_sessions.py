"""Everything else that a session has."""

from collections.abc import Sequence

revision: str = "2026_11_21_13_sessions"
down_revision: str | None = "2026_11_21_12_agenda"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
