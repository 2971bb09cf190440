"""Occurrences, their timeslots and their rule in the schema."""

from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.booking.types import Bookability, BookingWindow, bookability
from app.graph.connections import Connection, OrderDirection
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import (
    Column,
    Embedded,
    Expression,
    FieldMap,
    column,
    entity,
    global_id,
    many,
    one,
    part,
    reads,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.occurrences.store import OCCURRENCE_CHANGE, OCCURRENCE_STATE, TIMESLOT_CHANGE, TIMESLOT_STATE
from app.occurrences.values import (
    DisabledReason,
    MonthOrdinal,
    OccurrenceEndsType,
    OccurrenceType,
    RecurrenceFrequency,
    Weekday,
)
from app.sessions.lists import agenda_of
from app.tickets.lists import TICKET_ORDER

if TYPE_CHECKING:
    from app.events.types import Event
    from app.sessions.types import SessionOccurrence
    from app.tickets.types import Ticket

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazySessionOccurrence = Annotated["SessionOccurrence", strawberry.lazy("app.sessions.types")]
LazyTicket = Annotated["Ticket", strawberry.lazy("app.tickets.types")]

enum_type(
    OccurrenceType,
    "How an event recurs.",
    DOES_NOT_REPEAT="One occurrence.",
    DAILY="Every day, or every N days.",
    WEEKLY="On weekdays of every week, or of every N weeks.",
    MONTHLY="On a day of the month or at a position in it; months without it are skipped.",
    SCHEDULE="At listed starts.",
    TIMESLOTS="On dates by rule, each with the same timeslots.",
)
enum_type(
    OccurrenceEndsType,
    "When a rule ends.",
    NEVER="Never: occurrences exist for the next 24 months, and new ones are added.",
    ON_DATE="After a date, which is included.",
    AFTER_COUNT="After a number of dates, excluded ones included.",
)
enum_type(
    RecurrenceFrequency,
    "The step of a rule.",
    DAILY="Days.",
    WEEKLY="Weeks.",
    MONTHLY="Months.",
)
enum_type(
    Weekday,
    "A day of the week.",
    **{day.name: f"{day.name.title()}." for day in Weekday},
)
enum_type(
    MonthOrdinal,
    "The position of a day in the month.",
    **{each.name: f"The {each.lower()} in the month." for each in MonthOrdinal if each is not MonthOrdinal.FIFTH},
    FIFTH="The fifth in the month; a month without it is skipped.",
)

enum_type(
    DisabledReason,
    "Why a date does not take place.",
    CALLED_OFF="It was called off, until it is restored.",
    OUT_OF_RULE="The event's rule no longer produces it; it takes place again when the rule does.",
)


@strawberry.enum(description="What occurrences can be ordered by.")
class OccurrenceOrderField(Enum):
    STARTS_ON = strawberry.enum_value("STARTS_ON", description="When they start.")


@strawberry.input(description="How occurrences are ordered.")
class OccurrenceOrder:
    field: OccurrenceOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.type(description="When a rule ends.")
class OccurrenceEnds:
    type: OccurrenceEndsType = column("ends_type", "Never, on a date, or after a count.")
    on: date | None = column("ends_on", "With ON_DATE: the last date.")
    count: int | None = column("ends_after", "With AFTER_COUNT: the number of dates.")


@strawberry.type(description="The day of the month of a monthly rule.")
class MonthlyPosition:
    ordinal: MonthOrdinal = column("month_ordinal", "The position, counted from the first of the month, or the last.")
    weekday: Weekday | None = column("month_weekday", "The weekday that is counted; null counts all days.")


@entity("scheduled_start")
@strawberry.type(description="One start of a SCHEDULE.")
class ScheduledStart:
    starts_on: ZonedDateTime = zoned("starts", "The start.")


@entity("timeslot_template")
@strawberry.type(description="A slot of every date of a TIMESLOTS rule.")
class TimeslotTemplate:
    starts_at: time = column("starts_at", "Time of day in the event's time zone.")
    duration_minutes: int = column("duration_minutes", "Length in minutes, in steps of 15.")
    capacity: int | None = column("capacity", "How many can book each slot; null means no limit.")


def first_end(description: str) -> Any:
    """The end of the event's first occurrence, enabled or not."""

    def of(name: str) -> Expression:
        sql = f"(SELECT oc.{name} FROM occurrence oc WHERE oc.event_id = {{t}}.id ORDER BY oc.starts_at, oc.id LIMIT 1)"
        return Expression(sql, sql)

    fields: dict[str, FieldMap] = {"utc": of("ends_at"), "local": of("ends_local"), "timezone": Column("timezone")}
    return reads(Embedded(f"{of('id').sqlite} IS NULL", fields), description)


@strawberry.type(description="The rule of an event's occurrences.")
class OccurrenceRule:
    type: OccurrenceType = column("occurrence_type", "How the event recurs.")
    starts_on: ZonedDateTime | None = zoned("rule_starts", "The first start, as sent.")
    ends_on: ZonedDateTime | None = first_end("When the first occurrence ends.")
    duration_minutes: int | None = column(
        "duration_minutes", "Length of an occurrence in minutes: in steps of 15, unless its end was sent."
    )
    ends: OccurrenceEnds | None = part("When the rule ends.", absent="{t}.ends_type IS NULL")
    frequency: RecurrenceFrequency | None = column("frequency", "The step of a TIMESLOTS rule's dates.")
    interval: int = column("interval", "The number of days, weeks or months between steps.")
    weekdays: list[Weekday] = column("weekdays", "The weekdays of a weekly rule.")
    monthly_position: MonthlyPosition | None = part(
        "The position in the month of a monthly rule; null means the day of the start.",
        absent="{t}.month_ordinal IS NULL",
    )
    exclusions: list[date] = column("exclusions", "Excluded dates, in the event's time zone.")
    schedule: list[ScheduledStart] = many("{c}.event_id = {p}.id", "{c}.position, {c}.id", "The starts of a SCHEDULE.")
    timeslots: list[TimeslotTemplate] = many(
        "{c}.event_id = {p}.id", "{c}.position, {c}.id", "The slots of each date of a TIMESLOTS rule."
    )


@entity("timeslot", parent=("Occurrence", "occurrence_id"))
@strawberry.type(description="A bookable slot of an occurrence.")
class Timeslot:
    uuid: UUID = column("id", "Identifier of the timeslot.")
    starts_on: ZonedDateTime = zoned("starts", "When it starts.")
    ends_on: ZonedDateTime = zoned("ends", "When it ends.")
    capacity: int | None = column("capacity", "How many can book it; null means no limit.")
    booked_count: int | None = column(
        "booked_count", "How many of its seats are booked; null for outsiders.", private=True
    )
    bookability: Bookability = bookability(
        TIMESLOT_STATE,
        "Whether it can be booked now: its date can, and it has places left.",
        change=TIMESLOT_CHANGE,
    )


@entity("occurrence", parent=("Event", "event_id"))
@strawberry.type(description="One dated instance of an event.")
class Occurrence(Node):
    id: strawberry.ID = global_id("Occurrence")
    uuid: UUID = column("id", "Identifier of the occurrence; stays when a changed rule moves its date.")
    enabled: bool = column("enabled", "Whether it takes place.")
    disabled_reason: DisabledReason | None = column("disabled_reason", "Why it does not take place; null if it does.")
    cancellation_reason: str | None = column(
        "cancellation_reason", "Why it was called off, in the organiser's words, at most 1,000 characters."
    )
    original_start: ZonedDateTime = zoned(
        "original_starts",
        "Its start by the event's rule (RFC 5545 `RECURRENCE-ID`); stays when it alone is moved.",
    )
    previous_start: ZonedDateTime | None = zoned(
        "previous_starts",
        "When it started before it last moved; null if it has not moved since its event was first published.",
    )
    out_of_rule: bool = column("out_of_rule", "Whether a change of the event's rule left it out.")
    starts_on: ZonedDateTime = zoned("starts", "When it starts.")
    ends_on: ZonedDateTime = zoned("ends", "When it ends.")
    capacity: int | None = column("capacity", "How many can come; null means no limit of its own.")
    booking_window: BookingWindow = part("When it can be booked, resolved for this occurrence.")
    bookability: Bookability = bookability(
        OCCURRENCE_STATE,
        "Whether it can be booked now: the event, this date, its timeslots and the event's tickets can.",
        change=OCCURRENCE_CHANGE,
    )
    timeslots: list[Timeslot] = many(
        "{c}.occurrence_id = {p}.id", "{c}.position, {c}.id", "With a TIMESLOTS rule: its timeslots."
    )
    sessions: Connection[LazySessionOccurrence] = agenda_of(
        "{c}.occurrence_id = {p}.id",
        "The sessions of this occurrence with their times on this date, by start.",
        without=("occurrence_uuid",),
    )
    tickets: list[LazyTicket] = many(
        "{c}.event_id = {p}.event_id", TICKET_ORDER, "The event's tickets, all of which admit to this occurrence."
    )
    event: LazyEvent = one("{c}.id = {p}.event_id", "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
