"""A calendar as iCalendar text (RFC 5545), with the properties of RFC 7986 that programs read.

Thousands of dates share what their event shows, so that these lines are made once for each event. A calendar has no
METHOD, and no ORGANIZER: it publishes, invites nobody, and organisations have no mail address.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vUri

from app.calendars.rules.facts import CalendarFacts, DateFacts, EventFacts
from app.calendars.rules.zones import UTC_NAMES, timezone_of
from app.core.datetimes import locate
from app.core.time import local_of

# How often programs should ask for it again.
REFRESH = timedelta(hours=1)
# Characters of all descriptions of a calendar together, and of one at least: a date repeats its event's.
DESCRIPTIONS, SHORTEST = 250_000, 250
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# RFC 5545 allows no control characters in a text but a tab, and a line break is written as `\n`.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def calendar_text(facts: CalendarFacts) -> bytes:
    """The text. A thousand dates take a third of a second: run it in a thread."""
    events = {event.id: event for event in facts.events}
    calendar = Calendar()
    calendar.add("prodid", "-//Marquee//Marquee//EN")
    calendar.add("version", "2.0")
    calendar.add("name", plain(facts.name))
    calendar.add("x-wr-calname", plain(facts.name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    head, end, _ = calendar.to_ical().partition(b"END:VCALENDAR")
    zones = (zone.to_ical() for zone in _timezones(facts.dates, events))
    return b"".join([head, *zones, *_entries(facts.dates, events), end, b"\r\n"])


def plain(text: str) -> str:
    """The text without control characters, and with `\\n` between its lines."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shortened(text: str, most: int) -> str:
    """At most so many characters; three dots stand for the rest."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _timezones(dates: Sequence[DateFacts], events: Mapping[UUID, EventFacts]) -> Iterator[Timezone]:
    """The zones that dates are given in. A calendar has at least one component, so without dates it has UTC."""
    years: dict[str, set[int]] = {}
    for date in dates:
        zone = events[date.event_id].timezone
        if zone not in UTC_NAMES:
            years.setdefault(zone, set()).update({date.starts_at.year, date.ends_at.year})
    for zone in sorted(years):
        yield timezone_of(zone, years[zone])
    if not dates:
        component, observance = Timezone(), TimezoneStandard()
        component.add("tzid", "UTC")
        observance.add("dtstart", datetime(1970, 1, 1))
        observance.add("tzoffsetfrom", timedelta())
        observance.add("tzoffsetto", timedelta())
        component.add_component(observance)
        yield component


def _entries(dates: Sequence[DateFacts], events: Mapping[UUID, EventFacts]) -> Iterator[bytes]:
    shared: dict[tuple[UUID, bool, str | None], bytes] = {}
    most = max(SHORTEST, DESCRIPTIONS // max(1, len(dates)))
    for date in dates:
        event = events[date.event_id]
        cancelled = event.cancelled or not date.takes_place
        reason = (event.cancellation_reason if event.cancelled else date.cancellation_reason) if cancelled else None
        key = (event.id, cancelled, reason)
        if key not in shared:
            shared[key] = _lines(_of_event(event, cancelled=cancelled, reason=reason, most=most))
        yield b"".join((b"BEGIN:VEVENT\r\n", _lines(_of_date(date, event)), shared[key], b"END:VEVENT\r\n"))


def _lines(component: Event) -> bytes:
    text: bytes = component.to_ical()
    return text.removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")


def _of_date(date: DateFacts, event: EventFacts) -> Event:
    """What one date has of its own. SEQUENCE grows with every change of the event and of the date."""
    entry = Event()
    changed_at = max(date.updated_at, event.updated_at)
    entry.add("uid", f"{date.id}@marquee")
    # Without METHOD, DTSTAMP says the same as LAST-MODIFIED (RFC 5545, section 3.8.7.2).
    entry.add("dtstamp", changed_at)
    entry.add("last-modified", changed_at)
    entry.add("created", date.created_at)
    entry.add("sequence", date.version + event.version - 2)
    if event.all_day and not date.is_slot:
        entry.add("dtstart", local_of(date.starts_at, event.timezone).date())
        entry.add("dtend", local_of(date.ends_at - SECOND, event.timezone).date() + DAY)
    elif _needs_utc(date, event.timezone):
        entry.add("dtstart", date.starts_at)
        entry.add("dtend", date.ends_at)
    else:
        # With a zone of its own the library would write another name of equal zones.
        zone = {"TZID": event.timezone}
        entry.add("dtstart", local_of(date.starts_at, event.timezone), parameters=zone)
        entry.add("dtend", local_of(date.ends_at, event.timezone), parameters=zone)
    return entry


def _needs_utc(date: DateFacts, zone: str) -> bool:
    """A local time that exists twice means the first (RFC 5545, section 3.3.5), so that the second needs UTC."""
    if zone in UTC_NAMES:
        return True
    return any(locate(local_of(at, zone), zone).instants[0] != at for at in (date.starts_at, date.ends_at))


def _of_event(event: EventFacts, *, cancelled: bool, reason: str | None, most: int) -> Event:
    """What all dates of an event show. `most`: characters of its description."""
    entry = Event()
    entry.add("summary", plain(event.title))
    joined_at = () if cancelled else event.joined_at
    addresses = "\n".join(f"{at.name}: {at.url}" if at.name else at.url for at in joined_at)
    # The reason of a cancellation comes first: many programs show only the beginning.
    described = [part for part in (reason, addresses, shortened(event.description or "", most)) if part]
    if described:
        entry.add("description", plain("\n\n".join(described)))
    if event.place:
        entry.add("location", plain(event.place))
    if event.position is not None:
        entry.add("geo", event.position)
    if event.categories:
        entry.add("categories", [plain(name) for name in event.categories])
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("url", event.url)
    for at in joined_at:
        label = {"LABEL": plain(at.name)} if at.name else {}
        entry.add("conference", vUri(plain(at.url)), parameters={"VALUE": "URI", **label})
    return entry
