"""What is sent about agenda tabs, schedule dates, tracks and locations."""

import datetime as dt
from uuid import UUID

import strawberry

from app.core import limits
from app.graph.times import ZonedDateTimeInput

_POSITION = (
    f"Its place among its like, 0 to {limits.COUNT}; of two at one place the one with the lower id stands first."
    " Null, or nothing for something new, puts it behind all others. Ours."
)
_COLOUR = "Its colour, `#rrggbb`; null is none. Source: Eventify `colorid`, which is a number of its own list."


def _name(what: str, most: int = limits.DISPLAY_NAME) -> str:
    return f"Name of the {what}, 1 to {most} characters"


@strawberry.input
class _AgendaTabInput:
    colour: strawberry.Maybe[str | None] = strawberry.field(description=_COLOUR)
    position: strawberry.Maybe[int | None] = strawberry.field(description=_POSITION)


@strawberry.input(description="A new agenda tab. Source: Eventify `apptabid`; its shape is ours.")
class CreateAgendaTabInput(_AgendaTabInput):
    name: str = strawberry.field(description=f"{_name('tab')}.")


@strawberry.input(description="What to change of an agenda tab; what is left out stays as it is.")
class UpdateAgendaTabInput(_AgendaTabInput):
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"{_name('tab')}; never null.")


@strawberry.input
class _ScheduleDateInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What the day is called, 1 to {limits.DISPLAY_NAME} characters; null is nothing. Ours."
    )
    agenda_tab_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The tab of the same event that it stands in, with its sessions; null is none. Source: Eventify `apptabid`."
        )
    )
    starts_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=(
            "When the day begins, on `date` or within 24 hours of it: what starts from then on stands under it. At"
            " midnight by default, and where null. It moves with `date`. Ours: programmes change days in the morning."
        )
    )
    ends_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=(
            f"When the day is over, at most {limits.SCHEDULE_DATE_HOURS} hours after it begins: what starts then does"
            " not stand under it. At the next midnight by default, and where null. It moves with `date`. Ours."
        )
    )


@strawberry.input(description="A new day of the programme. Source: Eventify `scheduledateid`; its shape is ours.")
class CreateScheduleDateInput(_ScheduleDateInput):
    date: dt.date = strawberry.field(
        description="The day, in the event's time zone: once in each tab, and once in none."
    )


@strawberry.input(description="What to change of a schedule date; what is left out stays as it is.")
class UpdateScheduleDateInput(_ScheduleDateInput):
    date: strawberry.Maybe[dt.date | None] = strawberry.field(
        description="The day, in the event's time zone: once in each tab, and once in none; never null."
    )


@strawberry.input
class _TrackInput:
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What the track is about, at most {limits.DESCRIPTION} characters; null clears it. Ours."
    )
    colour: strawberry.Maybe[str | None] = strawberry.field(description=_COLOUR)
    schedule_date_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The schedule date of the same event that it is a track of; null is every day. It cannot move to a date"
            " as long as sessions of it are filed under others: CONFLICT. Source: Eventify `scheduledateid`."
        )
    )
    position: strawberry.Maybe[int | None] = strawberry.field(description=_POSITION)


@strawberry.input(description="A new track. Source: Eventify `scheduletrackid`, Swoogo `track_id`; its shape is ours.")
class CreateTrackInput(_TrackInput):
    name: str = strawberry.field(description=f"{_name('track')}.")


@strawberry.input(description="What to change of a track; what is left out stays as it is.")
class UpdateTrackInput(_TrackInput):
    name: strawberry.Maybe[str | None] = strawberry.field(description=f"{_name('track')}; never null.")


@strawberry.input
class _LocationInput:
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"How to find it, at most {limits.DESCRIPTION} characters; null clears it. Ours."
    )
    address: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Its address as maps know it, 1 to {limits.ADDRESS_LINE} characters; null clears it."
            " Source: Eventify `location`."
        )
    )
    position: strawberry.Maybe[int | None] = strawberry.field(description=_POSITION)


@strawberry.input(description="A new location. Source: Swoogo `location_id`, Eventify `location`; its shape is ours.")
class CreateLocationInput(_LocationInput):
    name: str = strawberry.field(description=f"{_name('location', limits.ADDRESS_LINE)}.")


@strawberry.input(description="What to change of a location; what is left out stays as it is.")
class UpdateLocationInput(_LocationInput):
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_name('location', limits.ADDRESS_LINE)}; never null."
    )
