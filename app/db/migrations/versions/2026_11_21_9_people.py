"""Users, communities and their posts."""

from collections.abc import Sequence

revision: str = "2026_11_21_9_people"
down_revision: str | None = "2026_11_21_8_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
