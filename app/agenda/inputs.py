"""Inputs of agenda tabs, schedule dates, tracks and locations."""

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
    f"Its position in the list, 0 to {limits.COUNT:,}; items with the same position are ordered by id."
    " Null, or a new item without a position, goes to the end."
)
_COLOUR = "Its colour, `#rrggbb`; null removes it."


def _name(noun: str, most: int = limits.DISPLAY_NAME) -> str:
    return f"Name of the {noun}, 1 to {most} characters"


class _AgendaTabInput:
    colour = described(_COLOUR)
    position = described(_POSITION)


@described_input("A new agenda tab.")
class CreateAgendaTabInput(_AgendaTabInput, Input[CreateAgendaTabPatch]):
    name = described(f"{_name('tab')}.")


@described_input("What to change of an agenda tab; fields that are not sent keep their values.")
class UpdateAgendaTabInput(_AgendaTabInput, Input[UpdateAgendaTabPatch]):
    name = described(f"{_name('tab')}; never null.")


class _ScheduleDateInput:
    name = described(f"Name of the day, 1 to {limits.DISPLAY_NAME:,} characters; null removes it.")
    agenda_tab_uuid = described("The tab of the same event that shows the day and its sessions; null means no tab.")
    starts_on = described(
        "When the day begins, on `date` or within 24 hours of it: sessions that start from then on belong to it."
        " Null, or a new day without it, begins at midnight. A change of `date` moves it along."
    )
    ends_on = described(
        f"When the day ends, at most {limits.SCHEDULE_DATE_HOURS:,} hours after it begins: sessions that start then"
        " no longer belong to it. Null, or a new day without it, ends at the next midnight. A change of `date` moves"
        " it along."
    )


@described_input("A new day of the programme.")
class CreateScheduleDateInput(_ScheduleDateInput, Input[CreateScheduleDatePatch]):
    date = described("The day, in the event's time zone; unique within its tab, or among the days without a tab.")


@described_input("What to change of a schedule date; fields that are not sent keep their values.")
class UpdateScheduleDateInput(_ScheduleDateInput, Input[UpdateScheduleDatePatch]):
    date = described(
        "The day, in the event's time zone; unique within its tab, or among the days without a tab; never null."
    )


class _TrackInput:
    description = described(f"What the track is about, at most {limits.DESCRIPTION:,} characters; null removes it.")
    colour = described(_COLOUR)
    schedule_date_uuid = described(
        "The schedule date of the same event that the track belongs to; null means every day. CONFLICT while"
        " sessions of the track are on other dates."
    )
    position = described(_POSITION)


@described_input("A new track.")
class CreateTrackInput(_TrackInput, Input[CreateTrackPatch]):
    name = described(f"{_name('track')}.")


@described_input("What to change of a track; fields that are not sent keep their values.")
class UpdateTrackInput(_TrackInput, Input[UpdateTrackPatch]):
    name = described(f"{_name('track')}; never null.")


class _LocationInput:
    description = described(f"How to find it, at most {limits.DESCRIPTION:,} characters; null removes it.")
    address = described(f"Its address on maps, 1 to {limits.ADDRESS_LINE:,} characters; null removes it.")
    position = described(_POSITION)


@described_input("A new location.")
class CreateLocationInput(_LocationInput, Input[CreateLocationPatch]):
    name = described(f"{_name('location', limits.ADDRESS_LINE)}.")


@described_input("What to change of a location; fields that are not sent keep their values.")
class UpdateLocationInput(_LocationInput, Input[UpdateLocationPatch]):
    name = described(f"{_name('location', limits.ADDRESS_LINE)}; never null.")
