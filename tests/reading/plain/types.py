"""Which types the schema has, and what stands behind each of their fields."""

from typing import Any

from tests.reading.plain import (
    agenda,
    booking,
    commerce,
    dates,
    facts,
    files,
    guests,
    interactions,
    lists,
    notices,
    privacy,
    sessions,
    settings,
    society,
    webhooks,
)
from tests.reading.plain import fields as f
from tests.reading.plain.fields import Fields, at, belonging, entity, linked, money_in, named, parts, sessions_by
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import ENTITIES, Row


def find_node(see: Sight, identity: str) -> Row | None:
    kind, _, key = identity.rpartition("_")
    return see.maybe(see.world.find(kind, key.lower())) if kind in ENTITIES.values() else None


def event_by_slug(see: Sight, _root: Any, organisationSlug: str, slug: str) -> Row | None:
    if (owner := organisation_by_slug(see, None, organisationSlug)) is None:
        return None
    rows = see.world.where("Event", "organisation_id", owner["id"])
    former = see.world.where("former_slug", "organisation_id", owner["id"])
    named = [row["id"] for row in rows if row["slug"] == slug] + [
        row["event_id"] for row in former if row["slug"] == slug
    ]
    return see.maybe(see.world.get("Event", named[0]) if named else None)


def organisation_by_slug(see: Sight, _root: Any, slug: str) -> Row | None:
    if (found := see.world.find("Organisation", slug, "slug")) is not None:
        return found
    former = see.world.find("former_organisation_slug", slug, "slug")
    return None if former is None else see.world.get("Organisation", former["organisation_id"])


def viewer(see: Sight, _root: Any) -> Row | None:
    return None if see.application is None else {"application": see.world.get("Application", see.application)}


QUERY: Fields = {
    "event": lambda see, _root, uuid: see.maybe(see.world.find("Event", uuid.lower())),
    "eventBySlug": event_by_slug,
    "events": lambda see, _root, **given: lists.events(see, see.world.all("Event"), given),
    "node": lambda see, _root, id: find_node(see, id),
    "nodes": lambda see, _root, ids: [find_node(see, identity) for identity in ids],
    "organisation": lambda see, _root, uuid: see.world.find("Organisation", uuid.lower()),
    "organisationBySlug": organisation_by_slug,
    "viewer": viewer,
    **{
        f.first_small(kind): f.by_uuid(kind)
        for kind in ("Session", "AgendaTab", "ScheduleDate", "Track", "Location", "Speaker")
    },
    "customField": f.by_uuid("CustomField"),
    "customFields": f.custom_fields,
    **dates.QUERY,
    **society.QUERY,
    **files.QUERY,
    **webhooks.QUERY,
}
TYPES: dict[str, Fields] = {
    "Query": QUERY,
    **society.TYPES,
    **guests.TYPES,
    **notices.TYPES,
    **webhooks.TYPES,
    **privacy.TYPES,
    **interactions.TYPES,
    **files.TYPES,
    **settings.TYPES,
    "Application": {**named("name", "scopes"), "uuid": "id", "organisation": linked("Organisation", "organisation_id")},
    "Organisation": {
        **entity("Organisation"),
        "calendarUrl": files.organisation_calendar_url,
        "privacyRecords": privacy.of_organisation,
        **named("slug", "name", "info", "image", "timezone", "currency", "enableDatetimeConversion"),
        "events": f.organisation_events,
        "occurrences": dates.of_organisation,
        "interactions": interactions.interactions,
        "metrics": interactions.organisation_metrics,
        "customFields": belonging("CustomField", "organisation_id"),
    },
    "Event": {
        **entity("Event"),
        **guests.EVENT,
        **interactions.EVENT,
        **files.EVENT,
        **settings.EVENT,
        **named("slug", "name", "displayName", "description", "timezone", "enableDatetimeConversion"),
        **named("currency", "rrule"),
        "status": facts.status,
        "extendedStatus": lambda see, row: [{"name": "PUBLISHING", "value": facts.status(see, row)}],
        "phase": facts.phase,
        "bookability": booking.event,
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "cancelledOn": at("cancelled"),
        "cancellationReason": "cancellation_reason",
        "occurrence": f.rule,
        "occurrences": f.occurrences,
        "nextOccurrence": facts.next_date,
        "sessions": sessions_by("event_id"),
        "agenda": agenda.agenda_by("event_id"),
        "sessionSelections": sessions.selections,
        "tickets": belonging("Ticket"),
        "agendaTabs": belonging("AgendaTab"),
        "tracks": belonging("Track"),
        "locations": belonging("Location"),
        "scheduleDates": f.dates,
        "speakers": f.speakers,
        "organisation": linked("Organisation", "organisation_id"),
        "configuration": f.configuration,
        "banners": parts("Banner"),
        "thumbnail": f.thumbnail,
        "resources": parts("Resource"),
        "listing": f.listing,
        "publishing": f.publishing,
        "rescheduled": f.rescheduled,
        "publishReadiness": facts.readiness,
        "pricing": commerce.pricing,
        "refund": commerce.refund,
        "fees": commerce.fees,
        "taxes": parts("Tax"),
        "earlyBirdDiscount": commerce.early_bird,
        "coupons": belonging("Coupon"),
    },
    "FeeRate": {**named("name", "value"), "uuid": "id"},
    "FeeTax": {**named("name", "value"), "uuid": "id"},
    "Tax": {**named("name", "value"), "uuid": "id"},
    "Coupon": {
        **named("name", "discountType", "quantity", "used", "active", "ticketsType"),
        "uuid": "id",
        "code": commerce.coupon_code,
        "discount": commerce.coupon_discount,
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "tickets": commerce.coupon_tickets,
    },
    "Banner": {**named("name", "image"), "uuid": "id", "primary": "is_primary"},
    "Resource": {**named("name", "url"), "uuid": "id"},
    "Category": {**named("name", "description", "url", "image"), "uuid": "id"},
    "Occurrence": {
        **entity("Occurrence"),
        **named("enabled", "capacity", "disabledReason", "outOfRule", "cancellationReason"),
        "originalStart": at("original_starts"),
        "previousStart": at("previous_starts"),
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "bookingWindow": f.window,
        "bookability": booking.date,
        "timeslots": parts("Timeslot", "occurrence_id"),
        "sessions": agenda.agenda_by("occurrence_id"),
        "tickets": f.occurrence_tickets,
        "event": linked("Event", "event_id"),
    },
    "Timeslot": {
        "uuid": "id",
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "capacity": "capacity",
        "bookedCount": society.own(lambda _see, row: row["booked_count"]),
        "bookability": booking.timeslot,
    },
    "Session": {
        **entity("Session"),
        **named("name", "displayName", "status", "proposalStatus", "kind", "sellSession", "description", "details"),
        **named("language", "image", "useEventTimezone", "timezone", "capacity", "ticketsType"),
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "durationMinutes": f.minutes,
        "track": linked("Track", "track_id"),
        "location": linked("Location", "location_id"),
        "scheduleDate": linked("ScheduleDate", "schedule_date_id"),
        "speakers": f.session_speakers,
        "occurrences": f.session_occurrences,
        "dates": agenda.agenda_by("session_id"),
        "tickets": f.session_tickets,
        "links": parts("SessionLink", "session_id"),
        "files": parts("SessionFile", "session_id"),
        **sessions.SESSION,
        "event": linked("Event", "event_id"),
    },
    **sessions.TYPES,
    **agenda.TYPES,
    "SessionLink": {**named("name", "url"), "uuid": "id"},
    "SessionFile": {**named("name", "url"), "uuid": "id"},
    "Ticket": {
        **entity("Ticket"),
        **named("name", "description", "category", "quantity", "quantitySold", "maxQuantityPerCustomer"),
        "quantityPerOccurrence": "quantity_per_occurrence",
        **named("displayOrder", "position", "active"),
        "instruction": society.column("instruction"),
        "archivedOn": at("archived"),
        "minDonationAmount": money_in("donation_min_minor"),
        "maxDonationAmount": money_in("donation_max_minor"),
        "defaultDonationAmount": money_in("donation_default_minor"),
        "urlDigitalPass": "url_digital_pass",
        "customAttributes": parts("TicketAttribute", "ticket_id"),
        "earlyBirdDiscount": commerce.early_bird,
        "coupons": commerce.ticket_coupons,
        "prices": f.prices,
        "settings": f.ticket_settings,
        "bookingWindow": f.window,
        "bookability": booking.ticket,
        "totalPurchasedByUser": society.own(interactions.purchased),
        "session": linked("Session", "session_id"),
        "parent": linked("Ticket", "parent_id"),
        "event": linked("Event", "event_id"),
    },
    "TicketAttribute": {**named("name", "value"), "uuid": "id"},
    "Price": {
        **named("name", "quantityIncluded", "quantitySold"),
        "uuid": "id",
        "price": money_in("amount_minor"),
        "minimumQuantity": f.minimum,
    },
    "Track": {
        **entity("Track"),
        **named("name", "description", "colour", "position"),
        "sessions": sessions_by("track_id"),
        "agenda": agenda.TRACK,
        "scheduleDate": linked("ScheduleDate", "schedule_date_id"),
        "event": linked("Event", "event_id"),
    },
    "Location": {
        **entity("Location"),
        **named("name", "description", "position"),
        "address": f.room_address,
        "sessions": sessions_by("location_id"),
        "agenda": agenda.LOCATION,
        "event": linked("Event", "event_id"),
    },
    "ScheduleDate": {
        **entity("ScheduleDate"),
        "date": lambda _see, row: row["date"].isoformat(),
        "name": "name",
        "agendaTab": linked("AgendaTab", "agenda_tab_id"),
        "tracks": belonging("Track", "schedule_date_id"),
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "sessions": agenda.DAY_SESSIONS,
        "agenda": agenda.agenda_by("schedule_date_id"),
        "event": linked("Event", "event_id"),
    },
    "AgendaTab": {
        **entity("AgendaTab"),
        **named("name", "colour", "position"),
        "scheduleDates": f.tab_dates,
        "sessions": agenda.TAB_SESSIONS,
        "event": linked("Event", "event_id"),
    },
    "Speaker": {
        **entity("Speaker"),
        **named("name", "biography", "image"),
        "sessions": f.speaker_sessions,
        "agenda": agenda.SPEAKER,
        "event": linked("Event", "event_id"),
    },
    "CustomField": {
        **entity("CustomField"),
        **named("key", "name", "required", "internal", "position"),
        "type": "own_type",
        "options": parts("CustomFieldOption", "custom_field_id"),
        "organisation": linked("Organisation", "organisation_id"),
    },
    "CustomFieldOption": {"id": "number", "label": "label"},
}
