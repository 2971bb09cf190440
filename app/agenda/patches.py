"""Patches of agenda tabs, schedule dates, tracks and locations."""

import datetime as dt
from typing import Required, TypedDict
from uuid import UUID

from app.core.patches import ZonedDateTimePatch


class AgendaTabPatch(TypedDict, total=False):
    colour: str | None
    position: int | None


class CreateAgendaTabPatch(AgendaTabPatch, total=False):
    name: Required[str]


class UpdateAgendaTabPatch(AgendaTabPatch, total=False):
    name: str | None


class ScheduleDatePatch(TypedDict, total=False):
    name: str | None
    agenda_tab_uuid: UUID | None
    starts_on: ZonedDateTimePatch | None
    ends_on: ZonedDateTimePatch | None


class CreateScheduleDatePatch(ScheduleDatePatch, total=False):
    date: Required[dt.date]


class UpdateScheduleDatePatch(ScheduleDatePatch, total=False):
    date: dt.date | None


class TrackPatch(TypedDict, total=False):
    description: str | None
    colour: str | None
    schedule_date_uuid: UUID | None
    position: int | None


class CreateTrackPatch(TrackPatch, total=False):
    name: Required[str]


class UpdateTrackPatch(TrackPatch, total=False):
    name: str | None


class LocationPatch(TypedDict, total=False):
    description: str | None
    address: str | None
    position: int | None


class CreateLocationPatch(LocationPatch, total=False):
    name: Required[str]


class UpdateLocationPatch(LocationPatch, total=False):
    name: str | None


# What may be sent of each kind, new or stored.
AnyAgendaTabPatch = CreateAgendaTabPatch | UpdateAgendaTabPatch
AnyScheduleDatePatch = CreateScheduleDatePatch | UpdateScheduleDatePatch
AnyTrackPatch = CreateTrackPatch | UpdateTrackPatch
AnyLocationPatch = CreateLocationPatch | UpdateLocationPatch
AgendaPatch = AnyAgendaTabPatch | AnyScheduleDatePatch | AnyTrackPatch | AnyLocationPatch
