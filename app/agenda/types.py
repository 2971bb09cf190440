"""Tracks, locations and schedule dates in the schema."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.graph.connections import Connection
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, zoned
from app.graph.times import ZonedDateTime
from app.sessions.lists import sessions_of

if TYPE_CHECKING:
    from app.sessions.types import Session

LazySession = Annotated["Session", strawberry.lazy("app.sessions.types")]

PART_OF_EVENT = ("Event", "event_id")


@entity("track", parent=PART_OF_EVENT)
@strawberry.type(description="A strand of an event's programme. Source: Swoogo `track_id`, Eventify `scheduletrackid`.")
class Track(Node):
    id: strawberry.ID = global_id("Track")
    uuid: UUID = column("id", "Identifier of the track.")
    name: str = column("name", "Name of the track, at most 255 characters.")
    description: str | None = column("description", "What the track is about.")
    colour: str | None = column("colour", "Its colour, `#rrggbb`.")
    position: int = column("position", "Its place among the event's tracks.")
    sessions: Connection[LazySession] = sessions_of("{c}.track_id = {p}.id", "The sessions of this track.")
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


@entity("location", parent=PART_OF_EVENT)
@strawberry.type(description="A room or place of an event. Source: Swoogo `location_id`, Eventify `location`.")
class Location(Node):
    id: strawberry.ID = global_id("Location")
    uuid: UUID = column("id", "Identifier of the location.")
    name: str = column("name", "Name of the location, at most 200 characters.")
    description: str | None = column("description", "How to find it.")
    position: int = column("position", "Its place among the event's locations.")
    sessions: Connection[LazySession] = sessions_of("{c}.location_id = {p}.id", "The sessions at this location.")
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


@entity("schedule_date", parent=PART_OF_EVENT)
@strawberry.type(description="A day of an event's programme. Source: Eventify `scheduledateid`.")
class ScheduleDate(Node):
    id: strawberry.ID = global_id("ScheduleDate")
    uuid: UUID = column("id", "Identifier of the schedule date.")
    date: dt.date = column("date", "The day, in the event's time zone.")
    sessions: Connection[LazySession] = sessions_of(
        "{c}.schedule_date_id = {p}.id", "The sessions of this day, those past its midnight included."
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
