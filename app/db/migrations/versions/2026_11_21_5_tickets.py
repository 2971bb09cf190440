"""Tickets and their prices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_5_tickets"
down_revision: str | None = "2026_11_21_4_sessions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "ticket",
        sa.Column("booking_starts_type", columns.Text(40), nullable=False),
        sa.Column("booking_starts_at", columns.Instant(), nullable=True),
        sa.Column("booking_starts_local", columns.WallClock(), nullable=True),
        sa.Column("booking_starts_relation", columns.Text(40), nullable=True),
        sa.Column("booking_starts_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("hide_ticket_until_booking_start", sa.Boolean(), nullable=False),
        sa.Column("booking_ends_type", columns.Text(40), nullable=False),
        sa.Column("booking_ends_at", columns.Instant(), nullable=True),
        sa.Column("booking_ends_local", columns.WallClock(), nullable=True),
        sa.Column("booking_ends_relation", columns.Text(40), nullable=True),
        sa.Column("booking_ends_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("category", columns.Text(10), nullable=False),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("quantity_sold", sa.Integer(), nullable=False),
        sa.Column("max_quantity_per_customer", sa.Integer(), nullable=True),
        sa.Column("display_order", columns.Text(10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.Column("archived_local", columns.WallClock(), nullable=True),
        sa.Column("session_id", columns.Uuid(), nullable=True),
        sa.Column("parent_id", columns.Uuid(), nullable=True),
        sa.Column("donation_min_minor", sa.BigInteger(), nullable=True),
        sa.Column("donation_max_minor", sa.BigInteger(), nullable=True),
        sa.Column("donation_default_minor", sa.BigInteger(), nullable=True),
        sa.Column("instruction", columns.Text(), nullable=True),
        sa.Column("opens_at", columns.Instant(), nullable=True),
        sa.Column("opens_local", columns.WallClock(), nullable=True),
        sa.Column("closes_at", columns.Instant(), nullable=True),
        sa.Column("closes_local", columns.WallClock(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint(
            "booking_ends_relation IN ('BEFORE_OCCURRENCE_START', 'AFTER_OCCURRENCE_START', 'BEFORE_OCCURRENCE_END')",
            name=op.f("ck_ticket_booking_ends_relation_known"),
        ),
        sa.CheckConstraint(
            "booking_ends_type IN ('CONTINUE_UNTIL_EVENT_ENDS', 'CONTINUE_UNTIL_EVENT_STARTS', 'SPECIFIC_TIME', 'RELATIVE_TO_OCCURRENCE')",
            name=op.f("ck_ticket_booking_ends_type_known"),
        ),
        sa.CheckConstraint(
            "booking_starts_relation IN ('BEFORE_OCCURRENCE_START', 'AFTER_OCCURRENCE_START', 'BEFORE_OCCURRENCE_END')",
            name=op.f("ck_ticket_booking_starts_relation_known"),
        ),
        sa.CheckConstraint(
            "booking_starts_type IN ('IMMEDIATE', 'SPECIFIC_TIME', 'RELATIVE_TO_OCCURRENCE')",
            name=op.f("ck_ticket_booking_starts_type_known"),
        ),
        sa.CheckConstraint("category IN ('PAID', 'FREE', 'DONATION')", name=op.f("ck_ticket_category_known")),
        sa.CheckConstraint("display_order IN ('NATURAL', 'PRICE', 'NAME')", name=op.f("ck_ticket_display_order_known")),
        sa.CheckConstraint(
            "booking_starts_at <= booking_ends_at", name=op.f("ck_ticket_booking_opens_before_it_closes")
        ),
        sa.CheckConstraint(
            "donation_default_minor <= donation_max_minor", name=op.f("ck_ticket_donation_default_not_above")
        ),
        sa.CheckConstraint(
            "donation_default_minor >= donation_min_minor", name=op.f("ck_ticket_donation_default_not_below")
        ),
        sa.CheckConstraint("donation_min_minor <= donation_max_minor", name=op.f("ck_ticket_donation_range")),
        sa.CheckConstraint("donation_min_minor >= 0", name=op.f("ck_ticket_donation_min_positive")),
        sa.CheckConstraint(
            "max_quantity_per_customer >= 1", name=op.f("ck_ticket_max_quantity_per_customer_at_least_1")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_ticket_quantity_at_least_0")),
        sa.CheckConstraint("quantity_sold <= quantity", name=op.f("ck_ticket_not_oversold")),
        sa.CheckConstraint("quantity_sold >= 0", name=op.f("ck_ticket_quantity_sold_at_least_0")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_ticket_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ticket_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["ticket.id"], name=op.f("fk_ticket_parent_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_ticket_session_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_event_id_position_id"), "ticket", ["event_id", "position", "id"], unique=False)
    op.create_index(op.f("ix_ticket_parent_id"), "ticket", ["parent_id"], unique=False)
    op.create_index(op.f("ix_ticket_session_id"), "ticket", ["session_id"], unique=False)
    op.create_table(
        "price",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("ticket_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("quantity_included", sa.Integer(), nullable=False),
        sa.Column("quantity_sold", sa.Integer(), nullable=False),
        sa.Column("minimum_quantity_enabled", sa.Boolean(), nullable=False),
        sa.Column("minimum_quantity_mandatory", sa.Boolean(), nullable=False),
        sa.Column("minimum_quantity", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_price_amount_minor_at_least_0")),
        sa.CheckConstraint("minimum_quantity >= 1", name=op.f("ck_price_minimum_quantity_at_least_1")),
        sa.CheckConstraint("quantity_included >= 1", name=op.f("ck_price_quantity_included_at_least_1")),
        sa.CheckConstraint("quantity_sold >= 0", name=op.f("ck_price_quantity_sold_at_least_0")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_price_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_price_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_price_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index(op.f("ix_price_event_id"), "price", ["event_id"], unique=False)
    op.create_index(op.f("ix_price_ticket_id_position_id"), "price", ["ticket_id", "position", "id"], unique=False)
    op.create_table(
        "session_ticket",
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("ticket_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_ticket_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_session_ticket_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "ticket_id", name=op.f("pk_session_ticket")),
    )
    op.create_index(op.f("ix_session_ticket_ticket_id"), "session_ticket", ["ticket_id"], unique=False)


def downgrade() -> None:
    op.drop_table("session_ticket")
    op.drop_table("price")
    op.drop_table("ticket")
