"""Rows beside those of the bench, in tables that it leaves small or empty: for few rows PostgreSQL uses no index."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.tables import ApplicationRow, TokenRow
from app.db.feed.tables import FeedRow
from app.db.idempotency import IdempotencyKeyRow
from app.events.listing.tables import CategoryRow, EventCategoryRow, EventTagRow
from app.events.tables import EventRow
from app.graph.context import system_clock
from app.guests.tables import InvitationRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.tickets.tables import TicketRow
from tests.bench.conference import Rows
from tests.bench.peers.population import Population

MANY = 400
HOUR = timedelta(hours=1)


def fill(db: DbSession, stored: Population) -> None:
    """Some hundreds of rows in each of them, none of which changes an answer of the bench."""
    rows = Rows(system_clock())
    # Other ids than those of the conference.
    rows.rng.seed("plans")
    for number in range(MANY):
        _organisation(rows, number, stored)
    starts = {row.event_id: row for row in db.exec(select(OccurrenceRow).order_by(col(OccurrenceRow.starts_at).desc()))}
    tickets = {row.event_id: row for row in db.exec(select(TicketRow))}
    for event in db.exec(select(EventRow).where(col(EventRow.id) != stored.demo)):
        _event(rows, event, starts[event.id], tickets[event.id], stored.users)
    for session in db.exec(select(SessionRow).where(col(SessionRow.event_id) != stored.demo)):
        date = starts[session.event_id]
        values = session.model_dump(include={"organisation_id", "event_id", "starts_at", "ends_at", "timezone"})
        rows.new(SessionOccurrenceRow, **values, session_id=session.id, occurrence_id=date.id)
    db.expunge_all()
    rows.store(db)


def _organisation(rows: Rows, number: int, stored: Population) -> None:
    named = {"name": f"Filler {number}", "slug": f"filler-{number}", "timezone": "Europe/Berlin", "currency": "EUR"}
    owner = rows.new(OrganisationRow, **named).id
    secret = f"{number:064d}"
    issued = {"scopes": [], "created_at": rows.now, "issued_at": rows.now, "expires_at": rows.now + HOUR}
    client = rows.new(ApplicationRow, organisation_id=owner, name="Filler", secret_hash=secret, **issued)
    rows.new(TokenRow, hash=secret, application_id=client.id, **issued)
    rows.new(FeedRow, organisation_id=owner, position=number, epoch=number)
    kept = {"fingerprint": secret, "answer": "{}", "created_at": rows.now}
    rows.new(IdempotencyKeyRow, application_id=stored.base.application, key=f"filler-{number}", **kept)


def _event(rows: Rows, event: EventRow, date: OccurrenceRow, ticket: TicketRow, users: Sequence[UUID]) -> None:
    owner = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": event.timezone}
    for number in range(2):
        category = rows.new(CategoryRow, organisation_id=event.organisation_id, name=f"{event.slug} {number}")
        rows.new(EventCategoryRow, event_id=event.id, category_id=category.id, position=number)
        rows.new(EventTagRow, event_id=event.id, position=number, tag=f"tag {number}", tag_key=f"tag {number}")
        times = {"starts_at": date.starts_at, "ends_at": date.ends_at}
        rows.new(TimeslotRow, **owner, **times, occurrence_id=date.id, position=number)
        # The bench registers users of its own choice: these are the last ones.
        user = users[-1 - number]
        rows.new(InvitationRow, **owner, user_id=user)
        rows.new(AttendeeRow, **owner, user_id=user, ticket_id=ticket.id, occurrence_id=date.id)
