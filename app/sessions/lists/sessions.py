"""Connections of sessions and of selections: order and filter."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from app.graph.connections import OrderDirection, described, paged
from app.graph.reading.mapping import Bound, Page, Sql


@strawberry.enum(description="What sessions can be ordered by.")
class SessionOrderField(Enum):
    STARTS_ON = strawberry.enum_value("STARTS_ON", description="When they start.")
    NAME = strawberry.enum_value("NAME", description="Their name, without case and accents.")


@strawberry.input(description="How sessions are ordered.")
class SessionOrder:
    field: SessionOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.input(description="Which sessions to list. Sessions must meet all conditions; null ones are ignored.")
class SessionFilter:
    track_uuid: UUID | None = strawberry.field(default=strawberry.UNSET, description="Only those of this track.")
    location_uuid: UUID | None = strawberry.field(default=strawberry.UNSET, description="Only those at this location.")
    schedule_date_uuid: UUID | None = strawberry.field(
        default=strawberry.UNSET, description="Only those with an occurrence on this schedule date."
    )
    starts_from: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those that start at this instant or later."
    )
    starts_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Only those that start before this instant."
    )


def _same(column: str) -> Any:
    def condition(_sql: Sql, c: str, value: Bound) -> str:
        return f"{c}.{column} = {value.uuid()}"

    return condition


def _from(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at >= {value.instant()}"


def _before(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.starts_at < {value.instant()}"


# SQL over a session `{c}`: it is on that day on one of its dates, or is filed under it and has no dates.
ON_DAY = (
    "({c}.id IN (SELECT so.session_id FROM session_occurrence so WHERE so.schedule_date_id = {day})"
    " OR ({c}.schedule_date_id = {day}"
    " AND NOT EXISTS (SELECT 1 FROM session_occurrence so WHERE so.session_id = {c}.id)))"
)
# SQL over `{c}` for the days of a tab `{p}`.
IN_TAB = (
    "{c}.event_id = {p}.event_id AND ({c}.id IN (SELECT so.session_id FROM session_occurrence so"
    " JOIN schedule_date sd ON sd.id = so.schedule_date_id WHERE sd.agenda_tab_id = {p}.id)"
    " OR ({c}.agenda_tab_id = {p}.id"
    " AND NOT EXISTS (SELECT 1 FROM session_occurrence so WHERE so.session_id = {c}.id)))"
)


def _on_day(_sql: Sql, c: str, value: Bound) -> str:
    return ON_DAY.format(c=c, day=value.uuid())


ORDERS = {"STARTS_ON": "starts_at", "NAME": "name_key"}
FILTERS = {
    "trackUuid": _same("track_id"),
    "locationUuid": _same("location_id"),
    "scheduleDateUuid": _on_day,
    "startsFrom": _from,
    "startsBefore": _before,
}


@strawberry.enum(description="What selections of sessions can be ordered by.")
class SelectionOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were created.")


@strawberry.input(description="How selections of sessions are ordered.")
class SelectionOrder:
    field: SelectionOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


def selections_of(on: str, description: str) -> Any:
    """A connection of selections by creation, for the organisation only."""
    how = Page({"CREATED_ON": "created_at"}, ("CREATED_ON", "ASC"), on, private=True)
    return paged(how, description, order=SelectionOrder)


def sessions_of(on: str, description: str, *, join: str = "") -> Any:
    """A connection of sessions, by start unless `orderBy` is sent."""
    how = Page(ORDERS, ("STARTS_ON", "ASC"), on, join, filters=FILTERS)
    return paged(how, description, order=SessionOrder, filter=described(SessionFilter, "Which sessions."))
