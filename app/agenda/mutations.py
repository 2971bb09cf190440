"""Mutations of agenda tabs, schedule dates, tracks and locations. No document has them: they are ours."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.agenda import operations
from app.agenda.inputs import (
    CreateAgendaTabInput,
    CreateLocationInput,
    CreateScheduleDateInput,
    CreateTrackInput,
    UpdateAgendaTabInput,
    UpdateLocationInput,
    UpdateScheduleDateInput,
    UpdateTrackInput,
)
from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.auth.rules import Scope
from app.events.types import Event
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope

EventUuid = Annotated[UUID, strawberry.argument(description="The event, one of the caller's own, not cancelled.")]
ITS_EVENT = "Its event; null when refused."


@strawberry.type(description="What `createAgendaTab` answers.")
class CreateAgendaTabPayload(Payload):
    agenda_tab: AgendaTab | None = result("agenda_tab", "The new agenda tab; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `updateAgendaTab` answers.")
class UpdateAgendaTabPayload(Payload):
    agenda_tab: AgendaTab | None = result("agenda_tab", "The agenda tab as it is now; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `createScheduleDate` answers.")
class CreateScheduleDatePayload(Payload):
    schedule_date: ScheduleDate | None = result("schedule_date", "The new schedule date; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `updateScheduleDate` answers.")
class UpdateScheduleDatePayload(Payload):
    schedule_date: ScheduleDate | None = result("schedule_date", "The schedule date as it is now; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `createTrack` answers.")
class CreateTrackPayload(Payload):
    track: Track | None = result("track", "The new track; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `updateTrack` answers.")
class UpdateTrackPayload(Payload):
    track: Track | None = result("track", "The track as it is now; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `createLocation` answers.")
class CreateLocationPayload(Payload):
    location: Location | None = result("location", "The new location; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type(description="What `updateLocation` answers.")
class UpdateLocationPayload(Payload):
    location: Location | None = result("location", "The location as it is now; null when refused.")
    event: Event | None = result("event", ITS_EVENT)


@strawberry.type
class AgendaMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Add a tab to an event's agenda, at most 500. Source: Eventify `apptabid`.",
    )
    async def create_agenda_tab(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[CreateAgendaTabInput, strawberry.argument(description="The new agenda tab.")],
    ) -> CreateAgendaTabPayload | None:
        work = partial(operations.create_agenda_tab, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateAgendaTabPayload, "Agenda tab has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Change a tab of an event's agenda.",
    )
    async def update_agenda_tab(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The agenda tab, of an event that is not cancelled.")],
        input: Annotated[UpdateAgendaTabInput, strawberry.argument(description="What to change.")],
    ) -> UpdateAgendaTabPayload | None:
        work = partial(operations.update_agenda_tab, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateAgendaTabPayload, "Agenda tab has been updated successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description=(
            "Add a day to an event's programme or to one of its tabs, at most 500 to an event."
            " Source: Eventify `scheduledateid`."
        ),
    )
    async def create_schedule_date(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[CreateScheduleDateInput, strawberry.argument(description="The new schedule date.")],
    ) -> CreateScheduleDatePayload | None:
        work = partial(operations.create_schedule_date, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateScheduleDatePayload, "Schedule date has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description=("Change a day of an event's programme, or move it to another tab, and its sessions with it."),
    )
    async def update_schedule_date(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The schedule date, of an event that is not cancelled.")],
        input: Annotated[UpdateScheduleDateInput, strawberry.argument(description="What to change.")],
    ) -> UpdateScheduleDatePayload | None:
        work = partial(operations.update_schedule_date, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateScheduleDatePayload, "Schedule date has been updated successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description=(
            "Add a track to an event or to one of its days, at most 500 to an event. Source:"
            " Eventify `scheduletrackid`, Swoogo `track_id`."
        ),
    )
    async def create_track(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[CreateTrackInput, strawberry.argument(description="The new track.")],
    ) -> CreateTrackPayload | None:
        work = partial(operations.create_track, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateTrackPayload, "Track has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Change a track, or move it to another day.",
    )
    async def update_track(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The track, of an event that is not cancelled.")],
        input: Annotated[UpdateTrackInput, strawberry.argument(description="What to change.")],
    ) -> UpdateTrackPayload | None:
        work = partial(operations.update_track, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateTrackPayload, "Track has been updated successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description=("Add a location to an event, at most 500. Source: Eventify `location`, Swoogo `location_id`."),
    )
    async def create_location(
        self,
        info: Info,
        event_uuid: EventUuid,
        input: Annotated[CreateLocationInput, strawberry.argument(description="The new location.")],
    ) -> CreateLocationPayload | None:
        work = partial(operations.create_location, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateLocationPayload, "Location has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Change a location.",
    )
    async def update_location(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The location, of an event that is not cancelled.")],
        input: Annotated[UpdateLocationInput, strawberry.argument(description="What to change.")],
    ) -> UpdateLocationPayload | None:
        work = partial(operations.update_location, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateLocationPayload, "Location has been updated successfully", work)
