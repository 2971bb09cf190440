"""Find the events of a tag without reading all others."""

from collections.abc import Sequence

from alembic import op

revision: str = "2026_12_01_3_tag_keys"
down_revision: str | None = "2026_12_01_2_one_folding"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# Another index only.
serves_from: str | None = None

NAME = "ix_event_tag_tag_key_event_id"


def upgrade() -> None:
    op.create_index(op.f(NAME), "event_tag", ["tag_key", "event_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f(NAME), "event_tag")
