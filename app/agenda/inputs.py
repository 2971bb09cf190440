"""What is sent about agenda tabs, schedule dates, tracks and locations."""

from app.agenda.patches import (
    CreateAgendaTabPatch,
    CreateLocationPatch,
    CreateScheduleDatePatch,
    CreateTrackPatch,
    UpdateAgendaTabPatch,
    UpdateLocationPatch,
    UpdateScheduleDatePatch,
    UpdateTrackPatch,
)
from app.core import limits
from app.graph.inputs import Input, described, described_input

_POSITION = (
    f"Its place among its like, 0 to {limits.COUNT}; of two at one place the one with the lower id stands first."
    " Null, or nothing for something new, puts it behind all others. Ours."
)
_COLOUR = "Its colour, `#rrggbb`; null is none. Source: Eventify `colorid`, which is a number of its own list."


def _name(what: str, most: int = limits.DISPLAY_NAME) -> str:
    return f"Name of the {what}, 1 to {most} characters"


class _AgendaTabInput:
    colour = described(_COLOUR)
    position = described(_POSITION)


@described_input("A new agenda tab. Source: Eventify `apptabid`; its shape is ours.")
class CreateAgendaTabInput(_AgendaTabInput, Input[CreateAgendaTabPatch]):
    name = described(f"{_name('tab')}.")


@described_input("What to change of an agenda tab; what is left out stays as it is.")
class UpdateAgendaTabInput(_AgendaTabInput, Input[UpdateAgendaTabPatch]):
    name = described(f"{_name('tab')}; never null.")


class _ScheduleDateInput:
    name = described(f"What the day is called, 1 to {limits.DISPLAY_NAME} characters; null is nothing. Ours.")
    agenda_tab_uuid = described(
        "The tab of the same event that it stands in, with its sessions; null is none. Source: Eventify `apptabid`."
    )
    starts_on = described(
        "When the day begins, on `date` or within 24 hours of it: what starts from then on stands under it. At"
        " midnight by default, and where null. It moves with `date`. Ours: programmes change days in the morning."
    )
    ends_on = described(
        f"When the day is over, at most {limits.SCHEDULE_DATE_HOURS} hours after it begins: what starts then does"
        " not stand under it. At the next midnight by default, and where null. It moves with `date`. Ours."
    )


@described_input("A new day of the programme. Source: Eventify `scheduledateid`; its shape is ours.")
class CreateScheduleDateInput(_ScheduleDateInput, Input[CreateScheduleDatePatch]):
    date = described("The day, in the event's time zone: once in each tab, and once in none.")


@described_input("What to change of a schedule date; what is left out stays as it is.")
class UpdateScheduleDateInput(_ScheduleDateInput, Input[UpdateScheduleDatePatch]):
    date = described("The day, in the event's time zone: once in each tab, and once in none; never null.")


class _TrackInput:
    description = described(f"What the track is about, at most {limits.DESCRIPTION} characters; null clears it. Ours.")
    colour = described(_COLOUR)
    schedule_date_uuid = described(
        "The schedule date of the same event that it is a track of; null is every day. It cannot move to a date"
        " as long as sessions of it are filed under others: CONFLICT. Source: Eventify `scheduledateid`."
    )
    position = described(_POSITION)


@described_input("A new track. Source: Eventify `scheduletrackid`, Swoogo `track_id`; its shape is ours.")
class CreateTrackInput(_TrackInput, Input[CreateTrackPatch]):
    name = described(f"{_name('track')}.")


@described_input("What to change of a track; what is left out stays as it is.")
class UpdateTrackInput(_TrackInput, Input[UpdateTrackPatch]):
    name = described(f"{_name('track')}; never null.")


class _LocationInput:
    description = described(f"How to find it, at most {limits.DESCRIPTION} characters; null clears it. Ours.")
    address = described(
        f"Its address as maps know it, 1 to {limits.ADDRESS_LINE} characters; null clears it."
        " Source: Eventify `location`."
    )
    position = described(_POSITION)


@described_input("A new location. Source: Swoogo `location_id`, Eventify `location`; its shape is ours.")
class CreateLocationInput(_LocationInput, Input[CreateLocationPatch]):
    name = described(f"{_name('location', limits.ADDRESS_LINE)}.")


@described_input("What to change of a location; what is left out stays as it is.")
class UpdateLocationInput(_LocationInput, Input[UpdateLocationPatch]):
    name = described(f"{_name('location', limits.ADDRESS_LINE)}; never null.")
