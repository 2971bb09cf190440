"""Reading calendars: what each of them shows, and to whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session as DbSession

from app.calendars import store
from app.calendars.rules.facts import CalendarFacts, DateFacts
from app.calendars.rules.secrets import secret_hash
from app.calendars.store import Owned
from app.events.store.visible import PUBLIC, RELEASED

# What the calendar of an organisation shows, by the start of a date.
BEFORE, AHEAD = timedelta(days=30), timedelta(days=366)
# How long a user's calendar shows what is over.
KEPT = timedelta(days=366)

_PUBLIC = f"({PUBLIC.replace('{t}', 'event')})"
# Who has places sees invite-only events, too.
_HELD = RELEASED.replace("{t}", "event")
# Cancelled events stay: a program strikes an entry that is cancelled, and may keep one that is missing.
_LISTED = f"{_PUBLIC} AND event.listing_enabled AND event.visible_in_organisation_profile"


def event_calendar(db: DbSession, organisation: str, slug: str, store_url: str) -> CalendarFacts | None:
    """All dates of a public event, or the last ones of very many; None for any other event. Two statements.

    `store_url` is the address of an event's page, with `{organisation}` and `{event}` in it.
    """
    found = store.event_by_slugs(db, organisation, slug, _PUBLIC, store_url)
    if found is None:
        return None
    return _calendar(found.event.title, [found], store.dates_of_event(db, found.event.id))


def organisation_calendar(db: DbSession, slug: str, store_url: str, now: datetime) -> CalendarFacts | None:
    """The dates of an organisation's listed events around `now`; None for an unknown organisation. Two statements."""
    dates = store.dates_of_organisation(db, slug, _LISTED, now - BEFORE, now + AHEAD)
    if not dates:
        name = store.organisation_name(db, slug)
        return None if name is None else _calendar(name, [], [])
    events = store.events_by_id(db, {date.event_id for date in dates}, store_url)
    return _calendar(events[0].organisation if events else slug, events, dates)


def user_calendar(db: DbSession, secret: str, store_url: str, now: datetime) -> CalendarFacts | None:
    """A user's places, with the addresses to join at; None for an unknown secret. Three statements."""
    hashed = secret_hash(secret)
    holder = None if hashed is None else store.holder_of(db, hashed)
    if holder is None:
        return None
    dates = store.places_of(db, holder.user_id, _HELD, now - KEPT)
    ids = {date.event_id for date in dates}
    events = store.events_by_id(db, ids, store_url, joined=True) if ids else []
    return _calendar(f"{holder.organisation}: {holder.name}", events, dates)


def _calendar(name: str, events: Sequence[Owned], dates: Sequence[DateFacts]) -> CalendarFacts:
    """Without the dates of an event that was deleted between the two statements."""
    there = {owned.event.id for owned in events}
    return CalendarFacts(
        name,
        tuple(owned.event for owned in events),
        tuple(date for date in dates if date.event_id in there),
    )
