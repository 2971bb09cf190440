"""SQL of calendars: events and their dates. Conditions are SQL over the tables `event` and `occurrence`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import String, cast, delete, func, null, select, text
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.calendars.rules.facts import DateFacts, EventFacts, JoinAddress
from app.calendars.tables import UserCalendarRow
from app.core import limits
from app.events.tables import CategoryRow, EventCategoryRow, EventRow, JoinUrlRow
from app.events.values import EventLifecycle
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.organisations.tables import OrganisationRow
from app.users.tables import UserRow

_VENUE = ("venue_name", "address_line1", "address_line2", "address_city", "address_state", "address_post_code")
_ADDRESS = (*_VENUE, "address_country")
_EVENT = (
    *("id", "version", "updated_at", "timezone", "slug", "display_name", "description", "lifecycle"),
    *("cancellation_reason", "enable_full_day", "is_location_visible", "location", "online_name"),
    *("venue_latitude", "venue_longitude", *_ADDRESS),
)
_DATE: tuple[Any, ...] = (
    col(OccurrenceRow.id),
    col(OccurrenceRow.event_id),
    col(OccurrenceRow.version),
    col(OccurrenceRow.created_at),
    col(OccurrenceRow.updated_at),
    col(OccurrenceRow.starts_at),
    col(OccurrenceRow.ends_at),
    col(OccurrenceRow.enabled),
    col(OccurrenceRow.cancellation_reason),
)


@dataclass(frozen=True, slots=True)
class Owned:
    """An event and the name of its organisation."""

    organisation: str
    event: EventFacts


def organisation_name(db: DbSession, slug: str) -> str | None:
    """The name of the organisation with this slug."""
    return db.scalar(select(col(OrganisationRow.name)).where(col(OrganisationRow.slug) == slug))


def event_by_slugs(db: DbSession, organisation: str, slug: str, visible: str, store_url: str) -> Owned | None:
    """The event, if the condition holds. `store_url`: an event's page, with `{organisation}` and `{event}` in it."""
    found = _events(db, store_url, text(visible), col(OrganisationRow.slug) == organisation, col(EventRow.slug) == slug)
    return found[0] if found else None


def events_by_id(db: DbSession, ids: Collection[UUID], store_url: str, *, joined: bool = False) -> list[Owned]:
    """These events, by their id; if `joined`, with the addresses to join at."""
    return _events(db, store_url, col(EventRow.id).in_(ids), joined=joined)


def dates_of_event(db: DbSession, event_id: UUID) -> list[DateFacts]:
    """The last dates of the event, by start."""
    query = (
        select(*_DATE)
        .where(col(OccurrenceRow.event_id) == event_id)
        .order_by(col(OccurrenceRow.starts_at).desc())
        .limit(limits.EVENT_CALENDAR_DATES)
    )
    return [DateFacts(*row) for row in db.connection().execute(query)][::-1]


def dates_of_organisation(db: DbSession, slug: str, listed: str, since: datetime, until: datetime) -> list[DateFacts]:
    """The first dates from `since` on and before `until` of the events for which the condition holds, by start."""
    owner = select(col(OrganisationRow.id)).where(col(OrganisationRow.slug) == slug).scalar_subquery()
    query = (
        select(*_DATE)
        .join(EventRow, col(EventRow.id) == col(OccurrenceRow.event_id))
        .where(
            text(listed),
            col(OccurrenceRow.organisation_id) == owner,
            col(OccurrenceRow.starts_at) >= since,
            col(OccurrenceRow.starts_at) < until,
        )
        .order_by(col(OccurrenceRow.starts_at), col(OccurrenceRow.id))
        .limit(limits.CALENDAR_DATES)
    )
    return [DateFacts(*row) for row in db.connection().execute(query)]


@dataclass(frozen=True, slots=True)
class Holder:
    """A user who has a calendar, and the name of their organisation."""

    user_id: UUID
    name: str
    organisation: str


def holder_of(db: DbSession, secret_hash: str) -> Holder | None:
    """The user whose calendar is at this secret address, unless they are deleted."""
    query = (
        select(col(UserRow.id), col(UserRow.display_name), col(OrganisationRow.name))
        .join(UserCalendarRow, col(UserCalendarRow.user_id) == col(UserRow.id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(UserRow.organisation_id))
        .where(col(UserCalendarRow.hash) == secret_hash, col(UserRow.is_deleted).is_(False))
    )
    found = db.connection().execute(query).first()
    return None if found is None else Holder(*found)


def places_of(db: DbSession, user_id: UUID, visible: str, since: datetime) -> list[DateFacts]:
    """The first dates and timeslots from `since` on in which the user has places, of events with the condition."""
    date, slot = OccurrenceRow, TimeslotRow
    starts_at = func.coalesce(col(slot.starts_at), col(date.starts_at))
    query = (
        select(
            func.coalesce(col(slot.id), col(date.id)),
            *_DATE[1:5],
            starts_at,
            func.coalesce(col(slot.ends_at), col(date.ends_at)),
            *_DATE[7:],
            col(slot.id).is_not(None),
        )
        .select_from(AttendeeRow)
        .join(date, col(date.id) == col(AttendeeRow.occurrence_id))
        .join(EventRow, col(EventRow.id) == col(date.event_id))
        .outerjoin(slot, col(slot.id) == col(AttendeeRow.timeslot_id))
        .where(text(visible), col(AttendeeRow.user_id) == user_id, starts_at >= since)
        # Several bookings of one date are one entry.
        .distinct()
        .order_by(starts_at, func.coalesce(col(slot.id), col(date.id)))
        .limit(limits.CALENDAR_DATES)
    )
    return [DateFacts(*row) for row in db.connection().execute(query)]


def end_calendar(db: DbSession, user_id: UUID) -> None:
    """End the address of the user's calendar, if they have one."""
    db.connection().execute(delete(UserCalendarRow).where(col(UserCalendarRow.user_id) == user_id))


def _events(db: DbSession, store_url: str, *conditions: Any, joined: bool = False) -> list[Owned]:
    """By their id, as everybody sees them; if `joined`, with the addresses to join at, which only some may see."""
    event = EventRow
    categories = _json_list(db, col(EventCategoryRow.position), col(CategoryRow.name)).where(
        col(EventCategoryRow.event_id) == col(event.id), col(EventCategoryRow.category_id) == col(CategoryRow.id)
    )
    addresses = _json_list(db, col(JoinUrlRow.position), col(JoinUrlRow.name), col(JoinUrlRow.url)).where(
        col(JoinUrlRow.event_id) == col(event.id)
    )
    query = (
        select(
            *(getattr(event, name) for name in _EVENT),
            categories.correlate(event).scalar_subquery().label("categories"),
            (addresses.correlate(event).scalar_subquery() if joined else null()).label("addresses"),
            (col(event.online_url) if joined else null()).label("joined_at"),
            col(OrganisationRow.name).label("organisation_name"),
            col(OrganisationRow.slug).label("organisation_slug"),
        )
        .join(OrganisationRow, col(OrganisationRow.id) == col(event.organisation_id))
        .where(*conditions)
        .order_by(col(event.id))
    )
    return [Owned(row.organisation_name, _facts(row, store_url)) for row in db.connection().execute(query)]


def _json_list(db: DbSession, *columns: Any) -> Any:
    """A query of the rows as one JSON text; their order is not given. Null without rows, on PostgreSQL."""
    if db.get_bind().dialect.name == "sqlite":
        return select(func.json_group_array(func.json_array(*columns)))
    return select(cast(func.json_agg(func.json_build_array(*columns)), String))


def _in_order(text: str | None) -> list[list[Any]]:
    """What `_json_list` has read, by the first column and without it."""
    return [values for _, *values in sorted(orjson.loads(text or "[]"), key=lambda each: int(each[0]))]


def _facts(row: Any, store_url: str) -> EventFacts:
    visible = row.is_location_visible
    located = visible and row.venue_latitude is not None and row.venue_longitude is not None
    joined_at = [JoinAddress(row.online_name, row.joined_at)] if row.joined_at else []
    return EventFacts(
        id=row.id,
        version=row.version,
        updated_at=row.updated_at,
        timezone=row.timezone,
        url=store_url.replace("{organisation}", row.organisation_slug).replace("{event}", row.slug),
        title=row.display_name,
        description=row.description,
        cancelled=row.lifecycle == EventLifecycle.CANCELLED,
        cancellation_reason=row.cancellation_reason,
        all_day=row.enable_full_day,
        place=(_place(row) if visible else None) or row.online_name,
        position=(row.venue_latitude, row.venue_longitude) if located else None,
        categories=tuple(name for [name] in _in_order(row.categories)),
        joined_at=(*joined_at, *(JoinAddress(name, url) for name, url in _in_order(row.addresses))),
    )


def _place(row: Any) -> str | None:
    """The line that is `Event.location` in the schema."""
    given: str | None = row.location
    return given or ", ".join(part for part in (getattr(row, name) for name in _ADDRESS) if part) or None
