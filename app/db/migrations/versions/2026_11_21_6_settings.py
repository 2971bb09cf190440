"""What an event's settings and page hold."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_6_settings"
down_revision: str | None = "2026_11_21_5_tickets"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_LEVELLED = (
    "configure_ticket_remaining",
    "coupon",
    "digital_pass",
    "discount",
    "qr_code",
    "sell_session",
    "sell_session_individually",
    "sell_tickets_on_venue",
    "service_charge",
    "special_instruction",
    "waiting_list",
)
_SWITCHED = (
    *_LEVELLED,
    "collect_additional_info_from_buyer",
    "configure_pricing_display_text",
    "custom_seo_details",
    "custom_thumbnails",
    "reminder_email_after_event",
    "reminder_email_before_event",
    "survey",
    "ticket_scanning",
)
_OFF = (
    *(f"{name}_enabled" for name in _SWITCHED),
    "boxoffice",
    "collect_additional_info_from_buyer_mandatory",
    "configure_ticket_remaining_hide_on_the_event_details",
    "dgr_status",
    "enable_full_day",
    "enable_ticket_mandatory",
    "event_settings_reviewed",
    "include_tax_or_gst",
    "premium",
    "reminder_email_before_event_include_ticket",
    "survey_have_conditions",
    "ticket_scanning_allow_scanning_only_during_event_hour",
)
_ON = ("enable_guest_checkout", "enable_share", "session_settings_enabled")

# Name, type, and what stands in the rows that are there already; None where that is nothing.
_NEW: tuple[tuple[str, Any, Any], ...] = (
    *((name, sa.Boolean(), sa.false()) for name in _OFF),
    *((name, sa.Boolean(), sa.true()) for name in _ON),
    *((f"{name}_level", columns.Text(10), sa.text("'EVENT'")) for name in _LEVELLED),
    ("configure_pricing_display_text_display", columns.Text(20), sa.text("'PRICE_RANGE'")),
    ("session_settings_type", columns.Text(20), sa.text("'MULTIPLE_CHOICE'")),
    ("blockout_period_minutes", sa.Integer(), sa.text("0")),
    ("reminder_email_after_event_reminder_email_time_minutes", sa.Integer(), sa.text("60")),
    ("reminder_email_before_event_reminder_email_time_minutes", sa.Integer(), sa.text("1440")),
    ("terms_and_conditions", columns.Json, sa.text("'[]'")),
    ("configure_ticket_remaining_remaining_tickets", sa.Integer(), None),
    ("abn_activate_at", columns.Instant(), None),
    ("abn_activate_local", columns.WallClock(), None),
    ("company_registration_details", columns.Text(255), None),
    ("custom_seo_details_title", columns.Text(255), None),
    ("custom_seo_details_description", columns.Text(), None),
    ("custom_seo_details_image", columns.Text(2048), None),
    ("custom_thumbnails_thumbs_landscape", columns.Text(2048), None),
    ("custom_thumbnails_thumbs_portrait", columns.Text(2048), None),
    ("organisation_entity_name", columns.Text(255), None),
    ("restrictions", columns.Text(255), None),
    ("terminology", columns.Text(255), None),
    ("ticket_instruction", columns.Text(), None),
)
_CHECKS = {
    **{f"{name}_level_known": f"{name}_level IN ('EVENT', 'TICKET')" for name in _LEVELLED},
    "configure_pricing_display_text_display_known": (
        "configure_pricing_display_text_display IN ('PRICE_RANGE', 'LOWEST_PRICE', 'HIDDEN')"
    ),
    "session_settings_type_known": "session_settings_type IN ('MULTIPLE_CHOICE', 'SINGLE_CHOICE')",
    "blockout_period_minutes_at_least_0": "blockout_period_minutes >= 0",
    "remaining_tickets_at_least_0": "configure_ticket_remaining_remaining_tickets >= 0",
}
_NAMED_VALUES = ("activity", "custom_attribute", "survey_setting", "tracking_code")


def upgrade() -> None:
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, kind, default in _NEW:
            batch.add_column(sa.Column(name, kind, server_default=default, nullable=default is None))
        for name, condition in _CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_event_{name}"), condition)
    # Only now: a table that is rebuilt fills its new columns by these.
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name, _kind, default in _NEW:
            if default is not None:
                batch.alter_column(name, server_default=None)
    for name in _NAMED_VALUES:
        _part(
            name,
            sa.Column("name", columns.Text(255), nullable=False),
            sa.Column("value", columns.Text(), nullable=True),
        )
    _part(
        "event_link",
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=False),
    )
    _part(
        "survey_question",
        sa.Column("question", columns.Text(2500), nullable=False),
        sa.Column("type", columns.Text(20), nullable=False),
        sa.Column("options", columns.Json, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "type IN ('TEXT', 'NUMBER', 'YES_NO', 'SINGLE_CHOICE', 'MULTIPLE_CHOICE')",
            name=op.f("ck_survey_question_type_known"),
        ),
    )
    _part(
        "product",
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_product_amount_minor_at_least_0")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_product_quantity_at_least_0")),
    )


def downgrade() -> None:
    for table in ("product", "survey_question", "event_link", *_NAMED_VALUES):
        op.drop_table(table)
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        for name in _CHECKS:
            batch.drop_constraint(op.f(f"ck_event_{name}"), type_="check")
        for name, _kind, _default in _NEW:
            batch.drop_column(name)


def _part(table: str, *rest: Any) -> None:
    """A table of what hangs on an event in a list."""
    op.create_table(
        table,
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *rest,
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id"), ondelete="CASCADE"
            )
            for other in ("organisation", "event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_event_id"), table, ["event_id"], unique=False)
