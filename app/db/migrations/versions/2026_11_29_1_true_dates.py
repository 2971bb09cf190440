"""Sessions take place in occurrences, and occurrences keep their lives: rows and columns for both."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE
from app.db.migrations.true_dates import fill

revision: str = "2026_11_29_1_true_dates"
down_revision: str | None = "2026_11_21_13_sessions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WEEKDAYS = "'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'"
ORDINALS = "'FIRST', 'SECOND', 'THIRD', 'FOURTH', 'FIFTH', 'LAST'"

# What every row has to say, and what the rows that are there say until they are filled.
REQUIRED: dict[str, tuple[tuple[str, Any], ...]] = {
    "occurrence": (
        ("original_starts_at", columns.Instant()),
        ("original_starts_local", columns.WallClock()),
        ("own_times", sa.Boolean()),
        ("out_of_rule", sa.Boolean()),
        ("history", sa.Boolean()),
    ),
    "timeslot": (("booked_count", sa.Integer()),),
    "schedule_date": (
        ("starts_at", columns.Instant()),
        ("starts_local", columns.WallClock()),
        ("ends_at", columns.Instant()),
        ("ends_local", columns.WallClock()),
    ),
}
OPTIONAL: dict[str, tuple[tuple[str, Any], ...]] = {
    "occurrence": (("disabled_reason", columns.Text(20)), ("cancellation_reason", columns.Text())),
    "event": (
        ("month_ordinal", columns.Text(10)),
        ("month_weekday", columns.Text(10)),
        ("rrule", columns.Text()),
        ("cancellation_reason", columns.Text()),
    ),
    "ticket": (("quantity_per_occurrence", sa.Integer()),),
}
CHECKS: dict[str, tuple[tuple[str, str], ...]] = {
    "occurrence": (
        ("disabled_for_a_reason", "enabled = (disabled_reason IS NULL)"),
        ("disabled_reason_known", "disabled_reason IN ('CALLED_OFF', 'OUT_OF_RULE')"),
    ),
    "timeslot": (("booked_count_at_least_0", "booked_count >= 0"),),
    "schedule_date": (("ends_after_it_starts", "starts_at < ends_at"),),
    "event": (
        ("month_ordinal_known", f"month_ordinal IN ({ORDINALS})"),
        ("month_weekday_known", f"month_weekday IN ({WEEKDAYS})"),
    ),
    "ticket": (("quantity_per_occurrence_at_least_0", "quantity_per_occurrence >= 0"),),
}


def upgrade() -> None:
    for table in ("occurrence", "timeslot", "schedule_date", "event", "ticket"):
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name, kind in (*REQUIRED.get(table, ()), *OPTIONAL.get(table, ())):
                batch.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("session", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("agenda_tab_id", columns.Uuid(), nullable=True))
        batch.add_column(sa.Column("offset_seconds", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_session_agenda_tab_id"), "agenda_tab", ["agenda_tab_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_session_agenda_tab_id"), ["agenda_tab_id"], unique=False)
    with op.batch_alter_table("attendee", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("timeslot_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_attendee_timeslot_id"), "timeslot", ["timeslot_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_attendee_timeslot_id"), ["timeslot_id"], unique=False)
        batch.drop_index(op.f("ix_attendee_occurrence_id"))
        batch.create_index(op.f("ix_attendee_occurrence_id_ticket_id"), ["occurrence_id", "ticket_id"], unique=False)
    _name_the_links()
    _create_rows()
    _create_selected()
    config = op.get_context().config
    notes = fill(op.get_bind(), datetime.now(UTC))
    if config is not None:
        config.attributes.setdefault("notes", []).extend(notes)
    op.drop_table("session_chosen")
    for table in ("occurrence", "timeslot", "schedule_date", "event", "ticket"):
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name, kind in REQUIRED.get(table, ()):
                batch.alter_column(name, existing_type=kind, nullable=False)
            for name, condition in CHECKS[table]:
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
    for names in (("starts_at", "id"), ("organisation_id", "starts_at", "id")):
        op.create_index(op.f(f"ix_occurrence_{'_'.join(names)}"), "occurrence", list(names), unique=False)


def _name_the_links() -> None:
    """The links get a name of their own: the rows of a session in its dates take the old one."""
    op.create_table(
        "session_occurrence_link",
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("occurrence_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_session_occurrence_link_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_occurrence_link_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "occurrence_id", name=op.f("pk_session_occurrence_link")),
    )
    op.execute("INSERT INTO session_occurrence_link SELECT session_id, occurrence_id FROM session_occurrence")
    op.drop_table("session_occurrence")
    op.create_index(
        op.f("ix_session_occurrence_link_occurrence_id"), "session_occurrence_link", ["occurrence_id"], unique=False
    )


def _create_rows() -> None:
    op.create_table(
        "session_occurrence",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("occurrence_id", columns.Uuid(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("ends_local", columns.WallClock(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("own_times", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("cancellation_reason", columns.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("rsvp_capacity", columns.Text(10), nullable=True),
        sa.Column("schedule_date_id", columns.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_session_occurrence_ends_after_it_starts")),
        sa.CheckConstraint(
            "rsvp_capacity IN ('UNLIMITED', 'FIXED')", name=op.f("ck_session_occurrence_rsvp_capacity_known")
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_session_occurrence_capacity_at_least_0")),
        *(
            sa.ForeignKeyConstraint(
                [f"{target}_id"],
                [f"{target}.id"],
                name=op.f(f"fk_session_occurrence_{target}_id"),
                ondelete="SET NULL" if target == "schedule_date" else "CASCADE",
            )
            for target in ("organisation", "event", "session", "occurrence", "schedule_date")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_occurrence")),
        sa.UniqueConstraint("session_id", "occurrence_id", name=op.f("uq_session_occurrence_session_id_occurrence_id")),
    )
    for names in (("event_id", "starts_at", "id"), ("occurrence_id", "starts_at", "id"), ("schedule_date_id",)):
        op.create_index(
            op.f(f"ix_session_occurrence_{'_'.join(names)}"), "session_occurrence", list(names), unique=False
        )


def _create_selected() -> None:
    """A selection names rows, of which a session may have several: the pair is no key any more.

    What is chosen waits in `session_chosen` until there are rows to choose.
    """
    op.execute("CREATE TABLE session_chosen AS SELECT selection_id, session_id FROM session_selected")
    op.drop_table("session_selected")
    op.create_table(
        "session_selected",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("selection_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("session_occurrence_id", columns.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{target}.id"], name=op.f(f"fk_session_selected_{name}"), ondelete="CASCADE"
            )
            for name, target in (
                ("selection_id", "session_selection"),
                ("session_id", "session"),
                ("session_occurrence_id", "session_occurrence"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_selected")),
        sa.UniqueConstraint(
            "selection_id", "session_id", "session_occurrence_id", name=op.f("uq_session_selected_once")
        ),
    )
    for name in ("session_id", "session_occurrence_id"):
        op.create_index(op.f(f"ix_session_selected_{name}"), "session_selected", [name], unique=False)


def downgrade() -> None:
    op.execute("CREATE TABLE session_chosen AS SELECT DISTINCT selection_id, session_id FROM session_selected")
    op.drop_table("session_selected")
    op.drop_table("session_occurrence")
    _drop_rest()
    _recreate_old()


def _drop_rest() -> None:
    for names in ("starts_at_id", "organisation_id_starts_at_id"):
        op.drop_index(op.f(f"ix_occurrence_{names}"), table_name="occurrence")
    for table in ("ticket", "event", "schedule_date", "timeslot", "occurrence"):
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            for name, _condition in CHECKS[table]:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            for name, _kind in (*REQUIRED.get(table, ()), *OPTIONAL.get(table, ())):
                batch.drop_column(name)
    with op.batch_alter_table("attendee", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_attendee_occurrence_id_ticket_id"))
        batch.create_index(op.f("ix_attendee_occurrence_id"), ["occurrence_id"], unique=False)
        batch.drop_index(op.f("ix_attendee_timeslot_id"))
        batch.drop_constraint(op.f("fk_attendee_timeslot_id"), type_="foreignkey")
        batch.drop_column("timeslot_id")
    with op.batch_alter_table("session", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_session_agenda_tab_id"))
        batch.drop_constraint(op.f("fk_session_agenda_tab_id"), type_="foreignkey")
        batch.drop_column("agenda_tab_id")
        batch.drop_column("offset_seconds")


def _recreate_old() -> None:
    for table, first, second in (
        ("session_occurrence", "session", "occurrence"),
        ("session_selected", "session_selection", "session"),
    ):
        one = "selection_id" if table == "session_selected" else "session_id"
        other = f"{second}_id"
        op.create_table(
            table,
            sa.Column(one, columns.Uuid(), nullable=False),
            sa.Column(other, columns.Uuid(), nullable=False),
            sa.ForeignKeyConstraint([one], [f"{first}.id"], name=op.f(f"fk_{table}_{one}"), ondelete="CASCADE"),
            sa.ForeignKeyConstraint([other], [f"{second}.id"], name=op.f(f"fk_{table}_{other}"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(one, other, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{other}"), table, [other], unique=False)
    op.execute("INSERT INTO session_occurrence SELECT session_id, occurrence_id FROM session_occurrence_link")
    op.execute("INSERT INTO session_selected SELECT selection_id, session_id FROM session_chosen")
    op.drop_table("session_occurrence_link")
    op.drop_table("session_chosen")
