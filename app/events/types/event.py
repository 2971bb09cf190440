"""Events in the schema."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.booking.types import Bookability, bookability
from app.core.named_types import CurrencyCode, TimeZone
from app.discounts.types import EarlyBirdDiscount, early_bird
from app.events.commerce.types import Coupon, EventPricing, Fees, Refund, Tax
from app.events.listing.types import EventListing
from app.events.lists import PUBLIC
from app.events.page.types import Banner, PageFields, Resource
from app.events.place.types import EventConfiguration
from app.events.readiness import (
    EVENT_STATE,
    PHASE,
    READY,
    STATUS,
    STATUS_TABLE,
    blocking,
    checklist_table,
    event_change,
)
from app.events.settings.types import EventSettings
from app.events.social.types import SocialFields
from app.events.store.visible import NEXT_DATE
from app.events.types.addresses import AddressFields
from app.events.types.interactions import InteractionFields
from app.events.values import EventPhase, EventStatus
from app.graph.changes import ChangePage, changes_of
from app.graph.connections import Connection, described, paged
from app.graph.descriptions import NO_EFFECT
from app.graph.node import Node
from app.graph.reading.mapping import (
    Bound,
    Feed,
    Page,
    Sql,
    column,
    entity,
    expression,
    global_id,
    many,
    one,
    part,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.occurrences.types import Occurrence, OccurrenceOrder, OccurrenceRule
from app.organisations.types import Organisation
from app.sessions.lists import agenda_of, selections_of, sessions_of
from app.sessions.types import Session, SessionOccurrence, SessionSelection
from app.speakers.types import Speaker, SpeakerOrder
from app.tickets.lists import TICKET_ORDER
from app.tickets.types import Ticket

CHILDREN = "{c}.event_id = {p}.id"
ARRANGED = "{c}.position, {c}.id"


@strawberry.type(description="The publication of an event.")
class EventPublishing:
    state: EventStatus = expression(STATUS, "The event's state.")
    updated_on: ZonedDateTime | None = zoned("publishing_changed", "When its state last changed.")
    published_on: ZonedDateTime | None = zoned("published", "When it was last published; stays after unpublishing.")


@strawberry.type(description="The last reschedule of an event's dates.")
class EventReschedule:
    on: ZonedDateTime = zoned("rescheduled", "When its dates were last rescheduled.")
    reason: str | None = column("reschedule_reason", "Reason, in the organisation's words, at most 1,000 characters.")


@entity(STATUS_TABLE)
@strawberry.type(description="A status with its name.")
class ExtendedStatus:
    name: str = column("name", "Name of the status: `PUBLISHING`.")
    value: EventStatus = column("value", "Its value.")


@entity(checklist_table())
@strawberry.type(description="A condition that blocks the publication of an event.")
class PublishBlocker:
    message: str = column("message", "What is missing, as a sentence.")
    path: list[str] = column("path", "The field that would provide it, from the event inward.")


@strawberry.type(description="The publish checklist as of this moment.")
class PublishReadiness:
    ready: bool = expression(READY, "Whether the checklist is empty. A cancelled event is never published again.")
    blockers: list[PublishBlocker] = many(blocking(), "{c}.id", "What still blocks publishing.")


def _enabled(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.enabled = {value.boolean()}"


def _starting_from(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at >= {value.instant()}"


def _starting_before(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at < {value.instant()}"


def _occurrences() -> Any:
    how = Page(
        {"STARTS_ON": "starts_at"},
        ("STARTS_ON", "ASC"),
        CHILDREN,
        arguments={"enabled": _enabled, "startsFrom": _starting_from, "startsBefore": _starting_before},
    )
    return paged(
        how,
        "Its dated instances, in order of their start.",
        order=OccurrenceOrder,
        enabled=described(bool, "Only those that take place, or only those that do not."),
        starts_from=described(datetime, "Only those that start at this instant or later."),
        starts_before=described(datetime, "Only those that start before this instant."),
    )


@entity("event", visible=PUBLIC, aggregate="id")
@strawberry.type(description="An event.")
class Event(PageFields, InteractionFields, SocialFields, AddressFields, Node):
    id: strawberry.ID = global_id("Event")
    uuid: UUID = column("id", "Identifier of the event.")
    slug: str = column("slug", "Readable part of its address, given or made from the name, unique in its organisation.")
    name: str = column("name", "Name of the event, at most 75 characters.")
    display_name: str = column("display_name", "Name as shown, at most 255 characters.")
    description: str | None = column("description", "What it is about, at most 2,500 characters. Raw, as given.")
    status: EventStatus = expression(STATUS, "Its state between draft and cancellation.")
    extended_status: list[ExtendedStatus] = many(
        f"{{c}}.value = {STATUS.replace('{t}', '{p}')}", "{c}.id", "Its statuses by name."
    )
    phase: EventPhase = expression(PHASE, "Its phase in time: scheduled, live, ended or cancelled.")
    timezone: TimeZone = column("timezone", "The zone of its local times.")
    enable_datetime_conversion: bool = column(
        "enable_datetime_conversion", "Whether clients should show its times in the viewer's zone."
    )
    currency: CurrencyCode = column("currency", "The currency of its prices.")
    starts_on: ZonedDateTime | None = zoned("starts", "Start of the first enabled occurrence.")
    ends_on: ZonedDateTime | None = zoned("ends", "End of the last enabled occurrence.")
    occurrence: OccurrenceRule | None = part("The rule its occurrences follow.", absent="{t}.occurrence_type IS NULL")
    rrule: str | None = column(
        "rrule",
        "The rule as RFC 5545 text: DTSTART, RRULE and EXDATE, one line each. Null without a rule that repeats, and for"
        " a SCHEDULE. Of TIMESLOTS it gives the first slot of each date.",
    )
    occurrences: Connection[Occurrence] = _occurrences()
    next_occurrence: Occurrence | None = one(
        f"{{p}}.lifecycle <> 'CANCELLED' AND {{c}}.id = ({NEXT_DATE.format(column='id', event='{p}', now='{now}')})",
        "Its first enabled occurrence that has not ended; null where none is to come, and once it is cancelled.",
        guarded=True,
    )
    sessions: Connection[Session] = sessions_of(CHILDREN, "Its sessions, each once.")
    agenda: Connection[SessionOccurrence] = agenda_of(
        CHILDREN, "Its sessions on each of their dates, in order of their start; includes cancelled ones."
    )
    session_selections: Connection[SessionSelection] | None = selections_of(
        CHILDREN, "Which sessions its users have chosen. Null for outsiders."
    )
    tickets: list[Ticket] = many(CHILDREN, TICKET_ORDER, "Its tickets, at most 200 besides the archived ones.")
    agenda_tabs: list[AgendaTab] = many(CHILDREN, ARRANGED, "The tabs of its agenda, at most 500.")
    tracks: list[Track] = many(CHILDREN, ARRANGED, "The tracks of its agenda, at most 500.")
    locations: list[Location] = many(CHILDREN, ARRANGED, "Its rooms and places, at most 500.")
    schedule_dates: list[ScheduleDate] = many(CHILDREN, "{c}.date, {c}.id", "The days of its agenda, at most 500.")
    speakers: Connection[Speaker] = paged(
        Page({"NAME": "name_key"}, ("NAME", "ASC"), CHILDREN), "Its speakers, by name.", order=SpeakerOrder
    )
    organisation: Organisation = one("{c}.id = {p}.organisation_id", "The organisation that owns it.", guarded=True)
    configuration: EventConfiguration = part("Where it takes place.")
    banners: list[Banner] = many(CHILDREN, ARRANGED, "The pictures of its page, at most 20.")
    thumbnail: Banner | None = one(
        "{c}.id = (SELECT b.id FROM banner b WHERE b.event_id = {p}.id"
        " ORDER BY CASE WHEN b.is_primary THEN 0 ELSE 1 END, b.position, b.id LIMIT 1)",
        "The primary banner, or else the first.",
        guarded=True,
    )
    resources: list[Resource] = many(CHILDREN, ARRANGED, "Further material, at most 50.")
    listing: EventListing = part("How it is listed.")
    publishing: EventPublishing = part("Its publication.")
    publish_readiness: PublishReadiness = part("Whether it is ready to be published, and what blocks it.")
    bookability: Bookability = bookability(
        EVENT_STATE,
        "Whether it can be booked now: the best of its dates that have not ended, or CLOSED without any."
        " `nextChangeAt` is the first moment at which one of these, or a ticket, opens, closes or ends.",
        change=event_change,
    )
    settings: EventSettings = part("Booking windows and limits.")
    pricing: EventPricing = part("What its prices include.")
    refund: Refund = part(f"{NO_EFFECT} Whether and how tickets are refunded.")
    fees: Fees = part("Fees on top of its prices.")
    taxes: list[Tax] = many(CHILDREN, ARRANGED, "Its taxes, at most 20 lines.")
    early_bird_discount: EarlyBirdDiscount | None = early_bird("The early bird discount.")
    coupons: list[Coupon] = many(CHILDREN, ARRANGED, "Its coupons, at most 500.")
    cancelled_on: ZonedDateTime | None = zoned("cancelled", "When it was cancelled.")
    rescheduled: EventReschedule | None = part(
        "When and why its dates were last rescheduled; null if they never were.", absent="{t}.rescheduled_at IS NULL"
    )
    cancellation_reason: str | None = column(
        "cancellation_reason", "Why it was cancelled, in its organiser's words, at most 1,000 characters."
    )
    changes: ChangePage = changes_of(
        Feed("{p}.organisation_id", "{p}.id"),
        "What has changed of it since a position: the event itself, its sessions, tickets, attendees and all else in"
        " it, as far as the caller may see it.",
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
