"""Imports the tables of all slices, for migrations and tests."""

import app.agenda.tables
import app.auth.tables
import app.booking.tables
import app.calendars.tables
import app.communities.tables
import app.custom_fields.tables
import app.db.feed.tables
import app.db.idempotency
import app.db.outbox
import app.discounts.tables
import app.events.tables
import app.files.tables
import app.guests.tables
import app.interactions.tables
import app.notices.tables
import app.occurrences.tables
import app.organisations.tables
import app.privacy.tables
import app.sessions.tables
import app.speakers.tables
import app.tickets.tables
import app.users.tables
import app.webhooks.tables  # noqa: F401
from app.db.metadata import metadata

__all__ = ["columns_by_table", "metadata"]


def columns_by_table() -> dict[str, frozenset[str]]:
    """The names of all tables and of their columns."""
    return {name: frozenset(table.columns.keys()) for name, table in metadata.tables.items()}
