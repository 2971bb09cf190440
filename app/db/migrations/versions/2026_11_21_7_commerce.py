"""Refunds, fees, taxes, early birds and coupons."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_7_commerce"
down_revision: str | None = "2026_11_21_6_settings"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_FALSE, _NONE = sa.text("false"), sa.text("0")
_DISCOUNTS = "IN ('PERCENTAGE', 'FIXED')"
_RELATIONS = "IN ('BEFORE_OCCURRENCE_START', 'AFTER_OCCURRENCE_START', 'BEFORE_OCCURRENCE_END')"

# Name, type, and what stands in the rows that are there already; None where that is nothing.
_EARLY_BIRD: tuple[tuple[str, Any, Any], ...] = (
    ("early_bird_discount_type", columns.Text(20), None),
    ("early_bird_discount_minor", sa.BigInteger(), None),
    ("early_bird_type", columns.Text(40), None),
    ("early_bird_customised_start", sa.Boolean(), _FALSE),
    ("early_bird_starts_at", columns.Instant(), None),
    ("early_bird_starts_local", columns.WallClock(), None),
    ("early_bird_starts_relation", columns.Text(40), None),
    ("early_bird_starts_offset_minutes", sa.Integer(), _NONE),
    ("early_bird_ends_at", columns.Instant(), None),
    ("early_bird_ends_local", columns.WallClock(), None),
    ("early_bird_ends_relation", columns.Text(40), None),
    ("early_bird_ends_offset_minutes", sa.Integer(), _NONE),
)
_NEW = {
    "event": (
        ("price_is_fee_inclusive", sa.Boolean(), _FALSE),
        ("price_is_tax_inclusive", sa.Boolean(), _FALSE),
        ("refund_available", sa.Boolean(), _FALSE),
        ("refund_automatic", sa.Boolean(), _FALSE),
        ("refund_cancel_before_hours", sa.Integer(), _NONE),
        ("refund_discount_type", columns.Text(20), sa.text("'PERCENTAGE'")),
        ("refund_discount_minor", sa.BigInteger(), _NONE),
        ("fees_pass_on", sa.Boolean(), _FALSE),
        ("fees_price_is_tax_inclusive", sa.Boolean(), _FALSE),
        *_EARLY_BIRD,
    ),
    "ticket": (("url_digital_pass", columns.Text(2048), None), *_EARLY_BIRD),
}


def _discount_checks(prefix: str) -> dict[str, str]:
    kind, amount = f"{prefix}discount_type", f"{prefix}discount_minor"
    return {
        f"{kind}_known": f"{kind} {_DISCOUNTS}",
        f"{amount}_at_least_0": f"{amount} >= 0",
        f"{prefix}discount_at_most_whole": f"{kind} <> 'PERCENTAGE' OR {amount} <= 10000",
    }


_EARLY_BIRD_CHECKS = _discount_checks("early_bird_") | {
    "early_bird_type_known": "early_bird_type IN ('SPECIFIC_TIME', 'RELATIVE_TO_OCCURRENCE')",
    "early_bird_starts_relation_known": f"early_bird_starts_relation {_RELATIONS}",
    "early_bird_ends_relation_known": f"early_bird_ends_relation {_RELATIONS}",
}
_CHECKS = {
    "event": {
        **_EARLY_BIRD_CHECKS,
        **_discount_checks("refund_"),
        "refund_cancel_before_hours_at_least_0": "refund_cancel_before_hours >= 0",
    },
    "ticket": _EARLY_BIRD_CHECKS,
}


def upgrade() -> None:
    for table, added in _NEW.items():
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name, kind, default in added:
                batch.add_column(sa.Column(name, kind, server_default=default, nullable=default is None))
            for name, condition in _CHECKS[table].items():
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
        # Only now: a table that is rebuilt fills its new columns by these.
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name, _kind, default in added:
                if default is not None:
                    batch.alter_column(name, server_default=None)
    for name in ("fee_rate", "fee_tax", "tax"):
        _part(
            name,
            sa.Column("name", columns.Text(255), nullable=False),
            sa.Column("value", columns.Text(255), nullable=False),
        )
    _part(
        "coupon",
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("code", columns.Text(64), nullable=False),
        sa.Column("code_key", columns.Text(256), nullable=False),
        sa.Column("discount_type", columns.Text(20), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("starts_local", columns.WallClock(), nullable=True),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("ends_local", columns.WallClock(), nullable=True),
        sa.Column("tickets_type", columns.Text(10), nullable=False),
        sa.UniqueConstraint("event_id", "code_key", name=op.f("uq_coupon_event_id_code_key")),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_coupon_{name}"))
            for name, condition in (
                *_discount_checks("").items(),
                ("tickets_type_known", "tickets_type IN ('ALL', 'SPECIFIC')"),
                ("quantity_at_least_0", "quantity >= 0"),
                ("used_at_least_0", "used >= 0"),
                ("not_overused", "used <= quantity"),
            )
        ),
    )
    op.create_table(
        "coupon_ticket",
        *(sa.Column(f"{other}_id", columns.Uuid(), nullable=False) for other in ("coupon", "ticket", "event")),
        *(_reference("coupon_ticket", other) for other in ("coupon", "ticket", "event")),
        sa.PrimaryKeyConstraint("coupon_id", "ticket_id", name=op.f("pk_coupon_ticket")),
    )
    for name in ("event_id", "ticket_id"):
        op.create_index(op.f(f"ix_coupon_ticket_{name}"), "coupon_ticket", [name], unique=False)
    _part(
        "ticket_attribute",
        sa.Column("ticket_id", columns.Uuid(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("value", columns.Text(255), nullable=True),
        _reference("ticket_attribute", "ticket"),
    )
    op.create_index(
        op.f("ix_ticket_attribute_ticket_id_position_id"),
        "ticket_attribute",
        ["ticket_id", "position", "id"],
        unique=False,
    )


def downgrade() -> None:
    for table in ("ticket_attribute", "coupon_ticket", "coupon", "tax", "fee_tax", "fee_rate"):
        op.drop_table(table)
    for table, added in _NEW.items():
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name in _CHECKS[table]:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            for name, _kind, _default in added:
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
        _reference(table, "organisation"),
        _reference(table, "event"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_event_id"), table, ["event_id"], unique=False)


def _reference(table: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{other}_id")
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=name, ondelete="CASCADE")
