"""Lists of events: orders, filters and visibility."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from app.core.time import to_utc_text
from app.db.columns import NEVER
from app.events.lists import boxes, conditions, periods, places
from app.events.lists.boxes import BoxInput
from app.events.lists.periods import PeriodInput
from app.events.lists.places import NearInput
from app.events.readiness import PHASE, STATUS
from app.events.store.visible import LISTED, NEXT_DATE
from app.events.values import EventPhase, EventStatus
from app.graph.connections import OrderDirection, described, paged
from app.graph.enums import enum_type
from app.graph.reading.mapping import Bound, Page, Sql

enum_type(
    EventStatus,
    "The state of an event between draft and cancellation.",
    DRAFT="Not published yet; the publish checklist has open items.",
    READY_TO_PUBLISH="Not published yet; the publish checklist is empty.",
    PUBLISHED="Public.",
    UNPUBLISHED="Was public and can be again.",
    CANCELLED="Cancelled permanently.",
)
enum_type(
    EventPhase,
    "The phase of an event by the clock.",
    SCHEDULED="No occurrence runs now, and there are later ones.",
    LIVE="An occurrence runs now.",
    ENDED="The last occurrence has ended.",
    CANCELLED="Cancelled.",
)


@strawberry.enum(description="The fields that events can be ordered by.")
class EventOrderField(Enum):
    STARTS_ON = strawberry.enum_value(
        "STARTS_ON", description="Start of the first enabled occurrence; events without one last."
    )
    NEXT_OCCURRENCE = strawberry.enum_value(
        "NEXT_OCCURRENCE",
        description=(
            "Start of the next enabled occurrence, which has not ended; events without one, and cancelled ones, last."
        ),
    )
    NAME = strawberry.enum_value("NAME", description="Their name; case and accents are ignored.")
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were created.")


@strawberry.input(description="How events are ordered.")
class EventOrder:
    field: EventOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.input(description="Which events to list. All conditions must hold; null ones are ignored.")
class EventFilter:
    status: list[EventStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="Only those in one of these states."
    )
    phase: list[EventPhase] | None = strawberry.field(
        default=strawberry.UNSET, description="Only those in one of these phases."
    )
    starts_from: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those whose first occurrence starts at this instant or later."
    )
    starts_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those whose first occurrence starts before this instant."
    )
    ends_after: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those whose last occurrence ends after this instant."
    )
    occurs_from: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those with an enabled occurrence that ends after this instant; with `occursBefore`, one occurrence"
            " must meet both. A cancelled event has none."
        ),
    )
    occurs_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those with an enabled occurrence that starts before this instant."
    )
    organisation_uuid: UUID | None = strawberry.field(
        default=strawberry.UNSET, description="Only those of this organisation."
    )
    category: str | None = strawberry.field(
        default=strawberry.UNSET, description="Only those in a category of this name; case and accents are ignored."
    )
    tag: str | None = strawberry.field(
        default=strawberry.UNSET, description="Only those with this tag; case and accents are ignored."
    )
    text: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those with all of these words in their names, texts, tags or place, the last one also as the"
            " beginning of a word. At most 20 words of 100 characters each; a text without a word finds nothing. The"
            " words of a hidden place count for its organisation only."
        ),
    )
    near: NearInput | None = strawberry.field(
        default=strawberry.UNSET,
        description=("Only those whose venue is in this circle. A hidden place is found by its organisation only."),
    )
    box: BoxInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those whose venue is in this box. A hidden place is found by its organisation only.",
    )
    online: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those of the type ONLINE_EVENT (true) or VENUE_EVENT (false); without a type, neither.",
    )
    during: PeriodInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those with an enabled occurrence on these days, at least in part.",
    )


def _from(_sql: Sql, c: str, value: Bound) -> str:
    # An event without enabled occurrences sorts last, and has no start.
    return f"{c}.starts_at >= {value.instant()} AND {c}.starts_local IS NOT NULL"


def _before(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at < {value.instant()}"


def _ends_after(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.ends_at > {value.instant()} AND {c}.ends_local IS NOT NULL"


def _status(sql: Sql, c: str, value: Bound) -> str:
    return sql.within(sql.fill(STATUS, t=c), value.texts())


def _phase(sql: Sql, c: str, value: Bound) -> str:
    return sql.within(sql.fill(PHASE, t=c), value.texts())


def _organisation(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.organisation(c, value)


def _category(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.category(c, value)


def _tag(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.tag(c, value)


def _text(sql: Sql, c: str, value: Bound) -> str:
    return conditions.said(sql, c, value, sql.mine(c))


def _box(sql: Sql, c: str, value: Bound) -> str:
    return boxes.inside(c, value, sql.mine(c))


def _online(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.online(c, value)


def _near(sql: Sql, c: str, value: Bound) -> str:
    return places.near(c, value, sql.mine(c))


def _occurs(_sql: Sql, c: str, given: Bound) -> str:
    """One enabled date overlaps the interval of `occursFrom` and `occursBefore`; a cancelled event has none."""
    chosen = given.get("filter")
    since, until = (chosen and chosen.get(key) for key in ("occursFrom", "occursBefore"))
    # What holds of a date holds of the event's first start or last end: that sorts most events out at once.
    parts, dates = [f"{c}.lifecycle <> 'CANCELLED'"], [f"oc.event_id = {c}.id", "oc.enabled"]
    if since:
        parts.append(f"{c}.ends_at > {since.instant()}")
        dates.append(conditions.still_runs("oc", since))
    if until:
        parts.append(f"{c}.starts_at < {until.instant()}")
        dates.append(conditions.has_begun("oc", until))
    if not since and not until:
        return "TRUE"
    return f"{' AND '.join(parts)} AND EXISTS (SELECT 1 FROM occurrence oc WHERE {' AND '.join(dates)})"


def _during(_sql: Sql, c: str, value: Bound) -> str:
    date = periods.takes_place("oc", value)
    return (
        f"{c}.lifecycle <> 'CANCELLED' AND {periods.spans(c, value)}"
        f" AND EXISTS (SELECT 1 FROM occurrence oc WHERE oc.event_id = {c}.id AND oc.enabled AND {date})"
    )


def _next(sql: Sql, c: str, _given: Bound) -> str:
    """When the next date starts, at the end of time where none is to come."""
    return sql.fill(
        f"CASE WHEN {{t}}.lifecycle = 'CANCELLED' THEN '{to_utc_text(NEVER)}' ELSE coalesce("
        f"({NEXT_DATE.format(column='starts_at', event='{t}', now='{now}')}), '{to_utc_text(NEVER)}') END",
        t=c,
    )


ORDERS = {
    "STARTS_ON": "starts_at",
    "NEXT_OCCURRENCE": "next_starts_at",
    "NAME": "name_key",
    "CREATED_ON": "created_at",
}
FILTERS = {
    "status": _status,
    "phase": _phase,
    "startsFrom": _from,
    "startsBefore": _before,
    "endsAfter": _ends_after,
    "organisationUuid": _organisation,
    "category": _category,
    "tag": _tag,
    "text": _text,
    "near": _near,
    "box": _box,
    "online": _online,
    "during": _during,
}


def events_of(on: str, description: str, *, resolver: Any = None, listed: str = LISTED) -> Any:
    """A connection of events. Outsiders see the published and listed ones, the organisation all of its own."""
    how = Page(
        ORDERS,
        ("STARTS_ON", "ASC"),
        on,
        listed=listed,
        guarded=True,
        filters=FILTERS,
        condition=_occurs,
        computed={"next_starts_at": _next},
    )
    return paged(how, description, order=EventOrder, resolver=resolver, filter=described(EventFilter, "Which events."))
