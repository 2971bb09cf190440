"""Agenda tabs, schedule dates, tracks and locations in the schema."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.events.store.visible import PLACE_HIDDEN
from app.graph.connections import Connection
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, many, one, zoned
from app.graph.times import ZonedDateTime
from app.sessions.lists import agenda_of, sessions_of
from app.sessions.lists.agenda import AT_LOCATION, OF_TRACK, UNDER_DAY
from app.sessions.lists.sessions import IN_TAB, ON_DAY

if TYPE_CHECKING:
    from app.events.types import Event
    from app.sessions.types import Session, SessionOccurrence

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazySession = Annotated["Session", strawberry.lazy("app.sessions.types")]
LazySessionOccurrence = Annotated["SessionOccurrence", strawberry.lazy("app.sessions.types")]
LazyTab = Annotated["AgendaTab", strawberry.lazy("app.agenda.types")]
LazyDate = Annotated["ScheduleDate", strawberry.lazy("app.agenda.types")]

PART_OF_EVENT = ("Event", "event_id")
ITS_EVENT = "{c}.id = {p}.event_id"
ITS_PLACE_IS_HIDDEN = (
    f"EXISTS (SELECT 1 FROM event ev WHERE ev.id = {{t}}.event_id AND {PLACE_HIDDEN.replace('{t}', 'ev')})"
)
ARRANGED = "{c}.position, {c}.id"


@entity("track", parent=PART_OF_EVENT)
@strawberry.type(description="A strand of an event's programme.")
class Track(Node):
    id: strawberry.ID = global_id("Track")
    uuid: UUID = column("id", "Identifier of the track.")
    name: str = column("name", "Name of the track, at most 255 characters.")
    description: str | None = column("description", "What the track is about.")
    colour: str | None = column("colour", "Its colour, `#rrggbb`.")
    position: int = column("position", "Its position among the event's tracks.")
    schedule_date: LazyDate | None = one(
        "{c}.id = {p}.schedule_date_id",
        "The day that it belongs to; null means every day.",
        guarded=True,
    )
    sessions: Connection[LazySession] = sessions_of("{c}.track_id = {p}.id", "The sessions of this track, each once.")
    agenda: Connection[LazySessionOccurrence] = agenda_of(
        OF_TRACK,
        "Its sessions in each of their occurrences, by start; a track of one day has that day's only.",
        without=("track_uuid",),
    )
    event: LazyEvent = one(ITS_EVENT, "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


@entity("location", parent=PART_OF_EVENT)
@strawberry.type(description="A room or place of an event.")
class Location(Node):
    id: strawberry.ID = global_id("Location")
    uuid: UUID = column("id", "Identifier of the location.")
    name: str = column("name", "Name of the location, at most 200 characters.")
    description: str | None = column("description", "How to find it.")
    address: str | None = column(
        "address",
        "Its address on maps, at most 200 characters. Null for outsiders while the event hides"
        " its place (`isLocationVisible`).",
        private=ITS_PLACE_IS_HIDDEN,
    )
    position: int = column("position", "Its position among the event's locations.")
    sessions: Connection[LazySession] = sessions_of(
        "{c}.location_id = {p}.id", "The sessions at this location, each once."
    )
    agenda: Connection[LazySessionOccurrence] = agenda_of(
        AT_LOCATION, "Its sessions in each of their occurrences, by start.", without=("location_uuid",)
    )
    event: LazyEvent = one(ITS_EVENT, "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


@entity("schedule_date", parent=PART_OF_EVENT)
@strawberry.type(description="A day of an event's programme.")
class ScheduleDate(Node):
    id: strawberry.ID = global_id("ScheduleDate")
    uuid: UUID = column("id", "Identifier of the schedule date.")
    date: dt.date = column("date", "The day, in the event's time zone.")
    starts_on: ZonedDateTime = zoned("starts", "When the day begins; at midnight by default.")
    ends_on: ZonedDateTime = zoned("ends", "When the day ends; sessions that start then belong to the next.")
    name: str | None = column("name", "Name of the day, at most 255 characters.")
    agenda_tab: LazyTab | None = one("{c}.id = {p}.agenda_tab_id", "The tab that shows it, if any.", guarded=True)
    tracks: list[Track] = many("{c}.schedule_date_id = {p}.id", ARRANGED, "The tracks of this day alone, at most 500.")
    sessions: Connection[LazySession] = sessions_of(
        ON_DAY.replace("{day}", "{p}.id"),
        "The sessions with an occurrence on this day, each once; for an event without dates, the sessions filed under"
        " it.",
    )
    agenda: Connection[LazySessionOccurrence] = agenda_of(
        UNDER_DAY,
        "The sessions that start on this day, those after midnight included, by start.",
        without=("schedule_date_uuid", "agenda_tab_uuid"),
    )
    event: LazyEvent = one(ITS_EVENT, "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


@entity("agenda_tab", parent=PART_OF_EVENT)
@strawberry.type(
    description=("A part of an event's programme that is shown by itself: tabs > schedule dates > tracks > sessions.")
)
class AgendaTab(Node):
    id: strawberry.ID = global_id("AgendaTab")
    uuid: UUID = column("id", "Identifier of the tab.")
    name: str = column("name", "Name of the tab, at most 255 characters.")
    position: int = column("position", "Its position among the event's tabs.")
    colour: str | None = column("colour", "Its colour, `#rrggbb`.")
    schedule_dates: list[ScheduleDate] = many(
        "{c}.agenda_tab_id = {p}.id", "{c}.date, {c}.id", "Its days, by date; each once, at most 500."
    )
    sessions: Connection[LazySession] = sessions_of(
        IN_TAB,
        "The sessions with an occurrence on one of its days, each once; for an event without dates, the sessions filed"
        " in it.",
    )
    event: LazyEvent = one(ITS_EVENT, "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
