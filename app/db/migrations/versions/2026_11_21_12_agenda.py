"""Agenda tabs, and custom fields with their options."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_12_agenda"
down_revision: str | None = "2026_11_21_11_interactions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_IN_NO_TAB = sa.text("agenda_tab_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "agenda_tab",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("colour", columns.Text(7), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_agenda_tab_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_agenda_tab_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_tab")),
    )
    op.create_index(op.f("ix_agenda_tab_event_id"), "agenda_tab", ["event_id"], unique=False)
    op.create_table(
        "custom_field",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("key", columns.Text(17), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("type", columns.Text(20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint(
            "type IN ('TEXT', 'NUMBER', 'BOOLEAN', 'SINGLE_CHOICE', 'MULTIPLE_CHOICE')",
            name=op.f("ck_custom_field_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_custom_field_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_custom_field_organisation_id_key")),
    )
    op.create_table(
        "custom_field_option",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("custom_field_id", columns.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", columns.Text(255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_custom_field_option_number_at_least_1")),
        sa.ForeignKeyConstraint(
            ["custom_field_id"],
            ["custom_field.id"],
            name=op.f("fk_custom_field_option_custom_field_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_custom_field_option_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field_option")),
        sa.UniqueConstraint("custom_field_id", "number", name=op.f("uq_custom_field_option_custom_field_id_number")),
    )
    op.create_index(
        op.f("ix_custom_field_option_organisation_id"), "custom_field_option", ["organisation_id"], unique=False
    )
    with op.batch_alter_table("schedule_date", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("name", columns.Text(255), nullable=True))
        batch.add_column(sa.Column("agenda_tab_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_schedule_date_agenda_tab_id"), "agenda_tab", ["agenda_tab_id"], ["id"], ondelete="CASCADE"
        )
        batch.drop_constraint(op.f("uq_schedule_date_event_id_date"), type_="unique")
    op.create_index(
        op.f("ix_schedule_date_agenda_tab_id_date"), "schedule_date", ["agenda_tab_id", "date"], unique=True
    )
    op.create_index(
        op.f("ix_schedule_date_event_id_date"),
        "schedule_date",
        ["event_id", "date"],
        unique=True,
        sqlite_where=_IN_NO_TAB,
        postgresql_where=_IN_NO_TAB,
    )
    with op.batch_alter_table("track", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("schedule_date_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_track_schedule_date_id"), "schedule_date", ["schedule_date_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_track_schedule_date_id"), ["schedule_date_id"], unique=False)
    with op.batch_alter_table("location", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("address", columns.Text(200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("location", reflect_kwargs=ALONE) as batch:
        batch.drop_column("address")
    with op.batch_alter_table("track", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_track_schedule_date_id"))
        batch.drop_constraint(op.f("fk_track_schedule_date_id"), type_="foreignkey")
        batch.drop_column("schedule_date_id")
    op.drop_index(op.f("ix_schedule_date_event_id_date"), table_name="schedule_date")
    op.drop_index(op.f("ix_schedule_date_agenda_tab_id_date"), table_name="schedule_date")
    # What tabs hold has no place in the older store: a day may have been in several of them.
    op.execute("DELETE FROM schedule_date WHERE agenda_tab_id IS NOT NULL")
    with op.batch_alter_table("schedule_date", reflect_kwargs=ALONE) as batch:
        batch.create_unique_constraint(op.f("uq_schedule_date_event_id_date"), ["event_id", "date"])
        batch.drop_constraint(op.f("fk_schedule_date_agenda_tab_id"), type_="foreignkey")
        batch.drop_column("agenda_tab_id")
        batch.drop_column("name")
    op.drop_table("custom_field_option")
    op.drop_table("custom_field")
    op.drop_table("agenda_tab")
