"""Notices say as well that a date, or a session on it, takes place after all."""

from collections.abc import Sequence

from alembic import op

from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_30_15_notice_kinds"
down_revision: str | None = "2026_11_30_14_direct_changes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# More values are allowed. Processes of before pass on what they read.
serves_from: str | None = None

NAME = "ck_notice_kind_known"
BEFORE = "kind IN ('CANCELLED', 'CALLED_OFF', 'RESCHEDULED', 'SESSION_MOVED', 'SESSION_CANCELLED')"
AFTER = (
    "kind IN ('CANCELLED', 'CALLED_OFF', 'RESTORED', 'RESCHEDULED', 'SESSION_MOVED', 'SESSION_CANCELLED',"
    " 'SESSION_RESTORED')"
)


def upgrade() -> None:
    _check(AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind IN ('RESTORED', 'SESSION_RESTORED')")
    _check(BEFORE)


def _check(condition: str) -> None:
    with op.batch_alter_table("notice", reflect_kwargs=ALONE) as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), condition)
