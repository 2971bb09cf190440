"""Lists of events: how they are ordered and filtered, and who sees what in them."""

from datetime import datetime
from enum import Enum
from math import asin, degrees, sin
from typing import Any
from uuid import UUID

import strawberry

from app.core.folding import fold, search_words
from app.core.geography import unit_vector
from app.core.problems import BadInput
from app.events.readiness import PHASE, STATUS
from app.events.store.visible import LISTED, PLACE_HIDDEN, PUBLIC
from app.events.values import EventPhase, EventStatus
from app.graph.connections import OrderDirection, described, paged
from app.graph.enums import enum_type
from app.graph.reading.mapping import Bound, Page, Sql

EARTH_RADIUS_KM = 6371.0088
MAX_RADIUS_KM = 20_000

__all__ = ["LISTED", "PLACE_HIDDEN", "PUBLIC", "events_of"]

enum_type(
    EventStatus,
    "Where an event stands between draft and cancellation. Source: EventBookings `publishing.state`.",
    DRAFT="Something on the publish checklist is missing.",
    READY_TO_PUBLISH="The publish checklist is empty.",
    PUBLISHED="Public.",
    UNPUBLISHED="Was public and can be again.",
    CANCELLED="Called off, for good.",
)
enum_type(
    EventPhase,
    "Where an event stands on the clock. Source: social.plus `status`.",
    SCHEDULED="No occurrence runs now, and some are to come.",
    LIVE="An occurrence runs now.",
    ENDED="The last occurrence has ended.",
    CANCELLED="Called off.",
)


@strawberry.enum(description="What events can be ordered by.")
class EventOrderField(Enum):
    STARTS_ON = strawberry.enum_value(
        "STARTS_ON", description="Start of the first enabled occurrence; events without one last."
    )
    NAME = strawberry.enum_value("NAME", description="Their name, without case and accents.")
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were created.")


@strawberry.input(description="How events are ordered.")
class EventOrder:
    field: EventOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(description="Which way.")


@strawberry.input(description="A circle on the Earth.")
class NearInput:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")
    radius_km: float = strawberry.field(description="Kilometres, above 0 and at most 20,000.")


@strawberry.input(description="Which events to list. All conditions hold together; null ones do not count.")
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
    organisation_uuid: UUID | None = strawberry.field(
        default=strawberry.UNSET, description="Only those of this organisation."
    )
    category: str | None = strawberry.field(
        default=strawberry.UNSET, description="Only those in a category of this name, without case and accents."
    )
    tag: str | None = strawberry.field(
        default=strawberry.UNSET, description="Only those with this tag, without case and accents."
    )
    text: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those in whose names, texts, tags and place every one of these words is found. Of a hidden place"
            " only its organisation finds the words."
        ),
    )
    near: NearInput | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "Only those whose venue's coordinates lie in this circle. A hidden place is found by its organisation"
            " alone."
        ),
    )


def _from(_sql: Sql, c: str, value: Bound) -> str:
    # An event without enabled occurrences stands at the end of time, and has no start.
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
    return f"{c}.organisation_id = {value.uuid()}"


def _category(_sql: Sql, c: str, value: Bound) -> str:
    return (
        f"EXISTS (SELECT 1 FROM event_category ec JOIN category ca ON ca.id = ec.category_id"
        f" WHERE ec.event_id = {c}.id AND ca.name_key = {value.computed(fold, 'text')})"
    )


def _tag(_sql: Sql, c: str, value: Bound) -> str:
    key = value.computed(fold, "text")
    return f"EXISTS (SELECT 1 FROM event_tag et WHERE et.event_id = {c}.id AND et.tag_key = {key})"


def _text(sql: Sql, c: str, value: Bound) -> str:
    words = value.texts(search_words)
    # To outsiders a hidden place is not among the words.
    text = (
        f"CASE WHEN {c}.placeless_search_text IS NULL OR {sql.mine(c)} THEN {c}.search_text"
        f" ELSE {c}.placeless_search_text END"
    )
    return sql.every(words, "word", sql.contains(text, "word"))


def _near(sql: Sql, c: str, value: Bound) -> str:
    """Chords instead of angles: plain arithmetic gives the same rows on both engines, without trigonometry."""
    south, north = (value.computed(_edge_of(sign), "float") for sign in (-1, 1))
    x, y, z = (value.computed(_unit(axis), "float") for axis in range(3))
    chord = value.computed(_chord, "float")
    distance = " + ".join(
        f"({c}.venue_{n} - {v}) * ({c}.venue_{n} - {v})" for n, v in zip("xyz", (x, y, z), strict=True)
    )
    placed = f"({c}.is_location_visible OR {sql.mine(c)})"
    return f"{placed} AND {c}.venue_latitude BETWEEN {south} AND {north} AND {distance} <= {chord}"


def _circle(near: Any) -> tuple[float, float, float]:
    latitude, longitude, radius = (float(near[key]) for key in ("latitude", "longitude", "radiusKm"))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < radius <= MAX_RADIUS_KM):
        raise BadInput(
            "`near` needs a latitude of -90 to 90, a longitude of -180 to 180 and a radius above 0 and at most"
            f" {MAX_RADIUS_KM} km."
        )
    return latitude, longitude, radius


def _edge_of(sign: int) -> Any:
    def edge(near: Any) -> float:
        latitude, _, radius = _circle(near)
        return latitude + sign * degrees(radius / EARTH_RADIUS_KM)

    return edge


def _unit(axis: int) -> Any:
    def component(near: Any) -> float:
        latitude, longitude, _ = _circle(near)
        return unit_vector(latitude, longitude)[axis]

    return component


def _chord(near: Any) -> float:
    """The square of the straight line that spans the radius, on the unit sphere."""
    _, _, radius = _circle(near)
    return float((2 * sin(min(radius / (2 * EARTH_RADIUS_KM), asin(1.0)))) ** 2)


ORDERS = {"STARTS_ON": "starts_at", "NAME": "name_key", "CREATED_ON": "created_at"}
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
}


def events_of(on: str, description: str, *, resolver: Any = None, listed: str = LISTED) -> Any:
    """A connection of events. Outsiders see the published and listed ones, the organisation all of its own."""
    how = Page(ORDERS, ("STARTS_ON", "ASC"), on, listed=listed, guarded=True, filters=FILTERS)
    return paged(how, description, order=EventOrder, resolver=resolver, filter=described(EventFilter, "Which events."))
