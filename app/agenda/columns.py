"""The stored values of agenda tabs, schedule dates, tracks and locations, by column."""

import datetime as dt
from datetime import datetime
from typing import Literal, TypeAlias, TypedDict
from uuid import UUID

# The columns of what a part may belong to.
ParentColumn: TypeAlias = Literal["agenda_tab_id", "schedule_date_id"]


class HoursValues(TypedDict):
    """When a schedule date begins and ends."""

    starts_at: datetime
    starts_local: datetime
    ends_at: datetime
    ends_local: datetime


class AgendaTabValues(TypedDict, total=False):
    """What a patch has of a tab."""

    name: str
    colour: str | None
    position: int


class LocationValues(TypedDict, total=False):
    """What a patch has of a location."""

    name: str
    description: str | None
    address: str | None
    position: int


class TrackValues(TypedDict, total=False):
    """What a patch has of a track."""

    name: str
    description: str | None
    colour: str | None
    position: int
    schedule_date_id: UUID | None


class ScheduleDateValues(TypedDict, total=False):
    """What a patch has of a schedule date, and its hours."""

    date: dt.date
    name: str | None
    position: int
    agenda_tab_id: UUID | None
    starts_at: datetime
    starts_local: datetime
    ends_at: datetime
    ends_local: datetime


AgendaValues: TypeAlias = AgendaTabValues | LocationValues | TrackValues | ScheduleDateValues
