"""What people do: saves, shares, reviews, attendance, waiting, following."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_11_interactions"
down_revision: str | None = "2026_11_21_10_social"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Of each table: its further columns, what is unique beside the user, and its checks.
_TABLES: dict[str, tuple[tuple[Any, ...], str | None, dict[str, str]]] = {
    "save": ((), "event_id", {}),
    "share": (
        (
            ("channel", columns.Text(120), True),
            ("updated_at", columns.Instant(), False),
            ("updated_local", columns.WallClock(), False),
        ),
        "event_id",
        {},
    ),
    "review": (
        (
            ("rating", sa.Integer(), False),
            ("body", columns.Text(), True),
            ("updated_at", columns.Instant(), False),
            ("updated_local", columns.WallClock(), False),
        ),
        "event_id",
        {"rating_known": "rating BETWEEN 1 AND 5"},
    ),
    "waiting_list_entry": (
        (
            ("ticket_id", columns.Uuid(), True),
            ("occurrence_id", columns.Uuid(), True),
            ("turn", sa.Integer(), False),
        ),
        "event_id",
        {},
    ),
    "attendee": (
        (
            ("ticket_id", columns.Uuid(), False),
            ("occurrence_id", columns.Uuid(), False),
            ("price_id", columns.Uuid(), True),
            ("quantity", sa.Integer(), False),
            ("seats", sa.Integer(), False),
        ),
        None,
        {"quantity_at_least_1": "quantity >= 1", "seats_at_least_1": "seats >= 1"},
    ),
    "follow": (
        (("updated_at", columns.Instant(), False), ("updated_local", columns.WallClock(), False)),
        "organisation_id",
        {},
    ),
    "mute": ((), "organisation_id", {}),
}
_TARGETS = ("ticket", "occurrence", "price")
_COUNTED = ("event", "occurrence")


def upgrade() -> None:
    for table in _COUNTED:
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            batch.add_column(sa.Column("booked_count", sa.Integer(), server_default=sa.text("0"), nullable=False))
            batch.create_check_constraint(op.f(f"ck_{table}_booked_count_at_least_0"), "booked_count >= 0")
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            batch.alter_column("booked_count", server_default=None)
    for table, (further, unique, checks) in _TABLES.items():
        _of_people(table, further, unique, checks)
    op.create_index(op.f("ix_attendee_ticket_id_user_id"), "attendee", ["ticket_id", "user_id"], unique=False)
    op.create_index(op.f("ix_attendee_occurrence_id"), "attendee", ["occurrence_id"], unique=False)
    op.create_index(op.f("ix_attendee_price_id"), "attendee", ["price_id"], unique=False)
    for name in ("ticket_id", "occurrence_id"):
        op.create_index(op.f(f"ix_waiting_list_entry_{name}"), "waiting_list_entry", [name], unique=False)
    op.create_table(
        "join_url",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=False),
        _to("join_url", "event_id", "event"),
        _to("join_url", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_url")),
    )
    op.create_index(op.f("ix_join_url_event_id"), "join_url", ["event_id"], unique=False)
    op.create_table(
        "preference",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=False),
        _to("preference", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
    )
    op.create_index(op.f("ix_preference_organisation_id"), "preference", ["organisation_id"], unique=False)


def _of_people(table: str, further: tuple[Any, ...], unique: str | None, checks: dict[str, str]) -> None:
    of_event = unique != "organisation_id"
    names = ["id", "organisation_id", "user_id"] + (["event_id"] if of_event else [])
    references = {"organisation_id": "organisation", "user_id": "person"} | ({"event_id": "event"} if of_event else {})
    rules: list[Any] = [_to(table, name, target) for name, target in references.items()]
    for name, _kind, optional in further:
        if name.removesuffix("_id") in _TARGETS:
            rules.append(_to(table, name, name.removesuffix("_id"), "SET NULL" if optional else "CASCADE"))
    if unique:
        rules.append(sa.UniqueConstraint(unique, "user_id", name=op.f(f"uq_{table}_{unique}_user_id")))
    if table == "waiting_list_entry":
        rules.append(sa.UniqueConstraint("event_id", "turn", name=op.f("uq_waiting_list_entry_event_id_turn")))
    rules += [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()]
    op.create_table(
        table,
        *(sa.Column(name, columns.Uuid(), nullable=False) for name in names),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        *(sa.Column(name, kind, nullable=optional) for name, kind, optional in further),
        *rules,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"], unique=False)
    if of_event:
        op.create_index(op.f(f"ix_{table}_event_id_created_at_id"), table, ["event_id", "created_at", "id"])


def _to(table: str, name: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)


def downgrade() -> None:
    for table in ("preference", "join_url", *reversed(_TABLES)):
        op.drop_table(table)
    for table in reversed(_COUNTED):
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_booked_count_at_least_0"), type_="check")
            batch.drop_column("booked_count")
