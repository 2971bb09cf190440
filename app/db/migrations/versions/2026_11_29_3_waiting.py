"""One waits for an event as a whole, or for a session on one of its dates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_29_3_waiting"
down_revision: str | None = "2026_11_29_2_reschedule"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLE = "waiting_list_entry"
_OF_EVENT = sa.text("session_occurrence_id IS NULL")
_ONCE_EACH = "uq_waiting_list_entry_session_occurrence_id_user_id"
_REFERENCE = "fk_waiting_list_entry_session_occurrence_id"


def upgrade() -> None:
    with op.batch_alter_table(TABLE, reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("session_occurrence_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f(_REFERENCE), "session_occurrence", ["session_occurrence_id"], ["id"], ondelete="CASCADE"
        )
        batch.drop_constraint(op.f("uq_waiting_list_entry_event_id_user_id"), type_="unique")
        batch.create_unique_constraint(op.f(_ONCE_EACH), ["session_occurrence_id", "user_id"])
    op.create_index(
        op.f("ix_waiting_list_entry_event_id_user_id"),
        TABLE,
        ["event_id", "user_id"],
        unique=True,
        sqlite_where=_OF_EVENT,
        postgresql_where=_OF_EVENT,
    )


def downgrade() -> None:
    # Who waits for a session has no place in a list that knows events only.
    op.execute(f"DELETE FROM {TABLE} WHERE session_occurrence_id IS NOT NULL")
    op.drop_index(op.f("ix_waiting_list_entry_event_id_user_id"), TABLE)
    with op.batch_alter_table(TABLE, reflect_kwargs=ALONE) as batch:
        batch.drop_constraint(op.f(_ONCE_EACH), type_="unique")
        batch.drop_constraint(op.f(_REFERENCE), type_="foreignkey")
        batch.drop_column("session_occurrence_id")
        batch.create_unique_constraint(op.f("uq_waiting_list_entry_event_id_user_id"), ["event_id", "user_id"])
