"""Mutations of agenda tabs, schedule dates, tracks and locations."""

from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import strawberry

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
from app.agenda.operations import LOCATION, SCHEDULE_DATE, TAB, TRACK, Kind, create_part, update_part
from app.agenda.patches import AgendaPatch
from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.auth.rules import Scope
from app.events.types import Event
from app.graph.inputs import Input
from app.graph.mutations import answer, argument, mutation

P = TypeVar("P", bound=AgendaPatch)
EVENT = argument(UUID, "An event of the caller's organisation, not cancelled.")
ITS_EVENT = answer(Event, "Its event.")


def _create(kind: Kind[Any, P], type_: type, input_type: type[Input[P]], description: str) -> Any:
    return mutation(
        partial(create_part, kind=kind),
        name=f"create_{kind.key}",
        scope=Scope.AGENDA_WRITE,
        message=f"{kind.noun.capitalize()} has been created successfully",
        description=description,
        arguments={"event_uuid": EVENT, "input": argument(input_type, f"The new {kind.noun}.")},
        answers={kind.key: answer(type_, f"The new {kind.noun}."), "event": ITS_EVENT},
    )


def _update(kind: Kind[Any, P], type_: type, input_type: type[Input[P]], description: str) -> Any:
    return mutation(
        partial(update_part, kind=kind),
        name=f"update_{kind.key}",
        scope=Scope.AGENDA_WRITE,
        message=f"{kind.noun.capitalize()} has been updated successfully",
        description=description,
        arguments={
            "uuid": argument(UUID, f"The {kind.noun}, of an event that is not cancelled."),
            "input": argument(input_type, "What to change."),
        },
        answers={kind.key: answer(type_, f"The {kind.noun} as it is now."), "event": ITS_EVENT},
    )


@strawberry.type
class AgendaMutations:
    create_agenda_tab = _create(
        TAB, AgendaTab, CreateAgendaTabInput, "Add a tab to an event's agenda, which has at most 500."
    )
    update_agenda_tab = _update(TAB, AgendaTab, UpdateAgendaTabInput, "Change a tab of an event's agenda.")
    create_schedule_date = _create(
        SCHEDULE_DATE,
        ScheduleDate,
        CreateScheduleDateInput,
        "Add a day to an event's programme or to one of its tabs. An event has at most 500 days.",
    )
    update_schedule_date = _update(
        SCHEDULE_DATE,
        ScheduleDate,
        UpdateScheduleDateInput,
        "Change a day of an event's programme, or move it and its sessions to another tab.",
    )
    create_track = _create(
        TRACK, Track, CreateTrackInput, "Add a track to an event or to one of its days. An event has at most 500."
    )
    update_track = _update(TRACK, Track, UpdateTrackInput, "Change a track, or move it to another day.")
    create_location = _create(
        LOCATION, Location, CreateLocationInput, "Add a location to an event, which has at most 500."
    )
    update_location = _update(LOCATION, Location, UpdateLocationInput, "Change a location.")
