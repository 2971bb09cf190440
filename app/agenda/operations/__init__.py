"""What may be done with the parts of an agenda. What mutations and the importer ask for is named here."""

from app.agenda.operations.change import update_agenda_tab, update_location, update_schedule_date, update_track
from app.agenda.operations.creation import (
    create_agenda_tab,
    create_location,
    create_locations,
    create_schedule_date,
    create_schedule_dates,
    create_track,
    create_tracks,
)

__all__ = [
    "create_agenda_tab",
    "create_location",
    "create_locations",
    "create_schedule_date",
    "create_schedule_dates",
    "create_track",
    "create_tracks",
    "update_agenda_tab",
    "update_location",
    "update_schedule_date",
    "update_track",
]
