"""Lists of the occurrences of visible events: filters by time, place and event."""

import datetime as dt
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from app.booking.values import BookabilityState
from app.core.datetimes import day_bounds
from app.core.named_types import TimeZone
from app.core.problems import BadInput
from app.core.time import find_zone, to_utc_text
from app.events.lists import boxes, conditions, periods, places
from app.events.lists.boxes import BoxInput
from app.events.lists.conditions import long_before
from app.events.lists.periods import PeriodInput
from app.events.lists.places import NearInput
from app.events.store.visible import LISTED
from app.events.values import EventPhase
from app.graph.connections import OrderDirection, described, paged
from app.graph.reading.mapping import Bound, Page, Sql
from app.occurrences.store import OCCURRENCE_STATE

MAX_DAYS = 366


@strawberry.enum(description="The fields that occurrences found by date can be ordered by.")
class FoundOccurrenceOrderField(Enum):
    STARTS_ON = strawberry.enum_value("STARTS_ON", description="When they start.")
    DISTANCE = strawberry.enum_value(
        "DISTANCE", description="Distance of their venue from the centre of `filter.near`, which it requires."
    )


@strawberry.input(description="How occurrences that are found by date are ordered.")
class FoundOccurrenceOrder:
    field: FoundOccurrenceOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.input(description="Calendar days in the viewer's time zone.")
class LocalDaysInput:
    date: dt.date = strawberry.field(description="The first day.")
    timezone: TimeZone = strawberry.field(description="The time zone in which days begin and end.")
    days: int = strawberry.field(default=1, description="How many days, 1 to 366.")


@strawberry.input(description="Which occurrences to list. All conditions must hold; null ones are ignored.")
class OccurrenceFilter:
    from_: datetime | None = strawberry.field(
        name="from", default=strawberry.UNSET, description="Only those that end after this instant."
    )
    before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those that start before this instant."
    )
    on: LocalDaysInput | None = strawberry.field(
        default=strawberry.UNSET, description="Only those that take place on these days, at least in part."
    )
    near: NearInput | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those whose event's venue is in this circle. A hidden place is found by its organisation only."
        ),
    )
    category: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those of events in a category of this name; case and accents are ignored.",
    )
    tag: str | None = strawberry.field(
        default=strawberry.UNSET, description="Only those of events with this tag; case and accents are ignored."
    )
    organisation_uuid: UUID | None = strawberry.field(
        default=strawberry.UNSET, description="Only those of this organisation."
    )
    text: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those of events with all of these words in their names, texts, tags or place, the last one also as"
            " the beginning of a word. At most 20 words of 100 characters each; a text without a word finds nothing."
            " The words of a hidden place count for its organisation only."
        ),
    )
    phase: list[EventPhase] | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those in one of these phases, each occurrence by itself: SCHEDULED has not begun, LIVE runs now,"
            " ENDED is over, CANCELLED was called off."
        ),
    )
    bookability: list[BookabilityState] | None = strawberry.field(
        default=strawberry.UNSET, description="Only those whose bookability is one of these now."
    )
    include_called_off: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether to include dates that were called off. Absent and null mean false.",
    )
    box: BoxInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those whose event's venue is in this box. A hidden place is found by its organisation only.",
    )
    online: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those of events of the type ONLINE_EVENT (true) or VENUE_EVENT (false); without a type, neither."
        ),
    )
    during: PeriodInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only those that take place on these days, at least in part.",
    )


# Of the date itself, whatever the others of its event do.
PHASE = (
    "CASE WHEN NOT {t}.enabled THEN 'CANCELLED' WHEN {t}.ends_at <= {now} THEN 'ENDED'"
    " WHEN {t}.starts_at <= {now} THEN 'LIVE' ELSE 'SCHEDULED' END"
)


def _event(c: str) -> str:
    """The event's row, joined to that of the occurrence."""
    return f"{c}l"


def _from(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.still_runs(c, value)


def _before(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.has_begun(c, value)


def _on(_sql: Sql, c: str, value: Bound) -> str:
    early, first, behind = (value.computed(bound, "text") for bound in (_early, _first, _behind))
    return f"{c}.ends_at > {first} AND {c}.starts_at > {early} AND {c}.starts_at < {behind}"


def _box(sql: Sql, c: str, value: Bound) -> str:
    return boxes.inside(_event(c), value, sql.mine(c))


def _online(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.online(_event(c), value)


def _during(_sql: Sql, c: str, value: Bound) -> str:
    return periods.takes_place(c, value)


def _near(sql: Sql, c: str, value: Bound) -> str:
    return places.near(_event(c), value, sql.mine(c))


def _category(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.category(_event(c), value)


def _tag(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.tag(_event(c), value)


def _organisation(_sql: Sql, c: str, value: Bound) -> str:
    return conditions.organisation(c, value)


def _text(sql: Sql, c: str, value: Bound) -> str:
    return conditions.said(sql, _event(c), value, sql.mine(c))


def _phase(sql: Sql, c: str, value: Bound) -> str:
    return sql.within(sql.fill(PHASE, t=c), value.texts())


def _bookability(sql: Sql, c: str, value: Bound) -> str:
    return sql.within(sql.fill(OCCURRENCE_STATE, t=c), value.texts())


def _takes_place(_sql: Sql, c: str, given: Bound) -> str:
    """Which dates are listed at all. BadInput where the order needs a place and none is given."""
    chosen, order = given.get("filter"), given.get("orderBy")
    by = order and order.get("field")
    if by and by.known == "DISTANCE" and not (chosen and chosen.get("near")):
        raise BadInput("`orderBy` DISTANCE needs `filter.near`.")
    called_off = chosen and chosen.get("includeCalledOff")
    shown = f"{c}.enabled"
    if called_off and called_off.known:
        shown = f"({c}.enabled OR {c}.disabled_reason = 'CALLED_OFF')"
    return f"{shown} AND {_event(c)}.lifecycle <> 'CANCELLED'"


def _distance(sql: Sql, c: str, given: Bound) -> str:
    """Empty without a place to measure from."""
    chosen = given.get("filter")
    near = chosen and chosen.get("near")
    return places.distance(sql, _event(c), near) if near else "''"


def _days(on: Any) -> tuple[datetime, datetime]:
    """When the first of the days begins, and when the last one ends."""
    days, zone = on.get("days", 1), find_zone(on["timezone"])
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(f"`on.days` must be between 1 and {MAX_DAYS}.")
    if zone is None:
        raise BadInput("`on.timezone` is not the name of a zone of the IANA database.")
    try:
        last = on["date"] + timedelta(days=days - 1)
        return day_bounds(on["date"], zone)[0], day_bounds(last, zone)[1]
    except OverflowError:
        raise BadInput("`on.date` lies at the end of the calendar.") from None


def _first(on: Any) -> str:
    return to_utc_text(_days(on)[0])


def _behind(on: Any) -> str:
    return to_utc_text(_days(on)[1])


def _early(on: Any) -> str:
    return long_before(_days(on)[0])


FILTERS = {
    "from": _from,
    "before": _before,
    "on": _on,
    "near": _near,
    "box": _box,
    "online": _online,
    "during": _during,
    "category": _category,
    "tag": _tag,
    "organisationUuid": _organisation,
    "text": _text,
    "phase": _phase,
    "bookability": _bookability,
}


def dates_of(on: str, description: str, *, resolver: Any = None, listed: str = LISTED) -> Any:
    """A connection of occurrences. Outsiders see those of events that are listed, the organisation all of its own."""
    how = Page(
        {"STARTS_ON": "starts_at", "DISTANCE": "distance"},
        ("STARTS_ON", "ASC"),
        on,
        "JOIN event {l} ON {l}.id = {c}.event_id",
        # Of the event, whose row is joined to the occurrence's.
        listed=listed.replace("{t}", "{t}l"),
        filters=FILTERS,
        condition=_takes_place,
        computed={"distance": _distance},
    )
    return paged(
        how,
        description,
        order=FoundOccurrenceOrder,
        resolver=resolver,
        filter=described(OccurrenceFilter, "Which occurrences."),
    )
