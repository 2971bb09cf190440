"""Creators, origins, answers and invitations of events."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_10_social"
down_revision: str | None = "2026_11_21_9_people"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Name, type, and what stands in the rows that are there already; None where that is nothing.
_NEW: tuple[tuple[str, Any, Any], ...] = (
    ("location", columns.Text(200), None),
    ("is_location_visible", sa.Boolean(), sa.text("true")),
    ("external_url", columns.Text(2048), None),
    ("livestream_id", columns.Text(255), None),
    ("is_invite_only", sa.Boolean(), sa.text("false")),
    ("creator_user_id", columns.Uuid(), None),
    ("origin_community_id", columns.Uuid(), None),
    ("origin_user_id", columns.Uuid(), None),
    ("discussion_community_id", columns.Uuid(), None),
    ("custom_metadata", sa.JSON(none_as_null=True), None),
    ("rsvp_count", sa.Integer(), sa.text("0")),
    ("interested_count", sa.Integer(), sa.text("0")),
    ("placeless_search_text", columns.Text(), None),
)
_REFERENCES = {
    "creator_user_id": "person",
    "origin_community_id": "community",
    "origin_user_id": "person",
    "discussion_community_id": "community",
}
_CHECKS = {
    "one_origin": "origin_community_id IS NULL OR origin_user_id IS NULL",
    "rsvp_count_at_least_0": "rsvp_count >= 0",
    "interested_count_at_least_0": "interested_count >= 0",
}


def upgrade() -> None:
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, kind, default in _NEW:
            batch.add_column(sa.Column(name, kind, server_default=default, nullable=default is None))
        for name, condition in _CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_event_{name}"), condition)
        for name, target in _REFERENCES.items():
            batch.create_foreign_key(op.f(f"fk_event_{name}"), target, [name], ["id"], ondelete="SET NULL")
            batch.create_index(op.f(f"ix_event_{name}"), [name])
    # Only now: a table that is rebuilt fills its new columns by these.
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, _kind, default in _NEW:
            if default is not None:
                batch.alter_column(name, server_default=None)
    _of_guests(
        "rsvp",
        sa.Column("status", columns.Text(20), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("status IN ('GOING', 'INTERESTED', 'NOT_GOING')", name=op.f("ck_rsvp_status_known")),
    )
    _of_guests("invitation")


def _of_guests(table: str, *more: Any) -> None:
    op.create_table(
        table,
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f(f"uq_{table}_event_id_user_id")),
    )
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"], unique=False)
    op.create_index(op.f(f"ix_{table}_event_id_created_at_id"), table, ["event_id", "created_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("rsvp")
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name in _REFERENCES:
            batch.drop_index(op.f(f"ix_event_{name}"))
            batch.drop_constraint(op.f(f"fk_event_{name}"), type_="foreignkey")
        for name in _CHECKS:
            batch.drop_constraint(op.f(f"ck_event_{name}"), type_="check")
        for name, _kind, _default in reversed(_NEW):
            batch.drop_column(name)
