"""The demo: one organisation with one published event, created with the operations of the API."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.operations.applications import (
    Credentials,
    create_application,
    list_applications,
    renew_secret,
)
from app.auth.operations.tokens import issue_token
from app.auth.rules import Caller, Scope
from app.core.time import local_of
from app.events.operations.lifecycle import publish_event
from app.events.store.maintenance import first_event_of
from app.importing.operations import import_schedule
from app.organisations.operations import create_organisation
from app.organisations.store import organisation_with_slug
from app.tickets.operations import create_ticket
from app.tickets.patches import CreateTicketPatch
from app.tickets.values import TicketCategory

SLUG = "marquee-demo"
APPLICATION = "Marquee demo"
TIMEZONE = "Europe/Berlin"
CURRENCY = "EUR"
SCHEDULE = "camp2019.schedule.json"
# The programme is from 2019; a demo needs future dates.
LEAD = timedelta(days=30)

TICKETS: tuple[CreateTicketPatch, ...] = (
    {
        "name": "Standard",
        "description": "Admission for all days, with a place for a tent.",
        "category": TicketCategory.PAID,
        "quantity": 4_000,
        "max_quantity_per_customer": 4,
        "prices": [
            {"name": "Regular", "amount": Decimal("240.00")},
            {"name": "Reduced", "amount": Decimal("160.00")},
            {"name": "Village of ten", "amount": Decimal("2200.00"), "quantity_included": 10},
        ],
    },
    {
        "name": "Supporter",
        "description": "Admission for all days, and something on top for those who cannot pay.",
        "category": TicketCategory.DONATION,
        "min_donation_amount": Decimal("240.00"),
        "default_donation_amount": Decimal("320.00"),
        "max_donation_amount": Decimal("5000.00"),
    },
    {
        "name": "Day visitor",
        "description": "Admission for one day, without a tent.",
        "category": TicketCategory.PAID,
        "quantity": 500,
        "prices": [{"name": "One day", "amount": Decimal("60.00")}],
    },
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What a person needs to try the service; the secret is new each time, older tokens stay valid."""

    organisation: UUID
    event: UUID
    credentials: Credentials
    token: str
    made: bool


def schedule() -> str:
    """The packaged programme: test and demo data only."""
    return (files("app.demo") / SCHEDULE).read_text(encoding="utf-8")


def load_demo(db: DbSession, now: datetime) -> Demo:
    """Create the missing parts of the demo, and issue a new secret and token."""
    organisation = organisation_with_slug(db, SLUG) or create_organisation(
        db, "Marquee demo", SLUG, TIMEZONE, CURRENCY, now
    )
    db.flush()
    credentials = _credentials(db, organisation.id, now)
    event = first_event_of(db, organisation.id)
    made = event is None
    if event is None:
        event = _make_event(db, organisation.id, UUID(credentials.client_id), now)
    db.flush()
    token = issue_token(db, credentials.client_id, credentials.secret, None, now)
    return Demo(organisation.id, event, credentials, token.text, made)


def _credentials(db: DbSession, organisation: UUID, now: datetime) -> Credentials:
    for application in list_applications(db, organisation):
        if application.name == APPLICATION and application.revoked_at is None:
            return renew_secret(db, application.client_id)
    credentials = create_application(db, organisation, APPLICATION, tuple(Scope), now)
    db.flush()
    return credentials


def _make_event(db: DbSession, organisation: UUID, application: UUID, now: datetime) -> UUID:
    caller = Caller(application, organisation, frozenset(Scope))
    starts_on: date = local_of(now, TIMEZONE).date() + LEAD
    event = import_schedule(db, caller, text=schedule(), starts_on=starts_on, publish=False, now=now).event
    for ticket in TICKETS:
        create_ticket(db, caller, event_uuid=event, patch=ticket, now=now)
    publish_event(db, caller, uuid=event, now=now)
    return event
