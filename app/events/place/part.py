"""Where an event takes place."""

from sqlmodel import Session as DbSession

from app.core.problems import Warning
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Edit, Part, Planned
from app.events.place.rules import place_columns, point_columns, problems_with_coordinates, problems_with_place
from app.events.tables import EventRow


class Place(Part[None, None]):
    fields = frozenset({"configuration"})

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> None:
        return None

    def plan(self, facts: None, edit: Edit, event: EventValues) -> Planned[None]:
        columns = place_columns(edit.patch)
        latitude = columns.get("venue_latitude", event["venue_latitude"])
        longitude = columns.get("venue_longitude", event["venue_longitude"])
        return Planned(
            None,
            {**EventValues(), **columns, **point_columns(latitude, longitude)},
            [
                *problems_with_place(edit.patch, INPUT),
                *problems_with_coordinates(latitude, longitude, (*INPUT, "configuration", "venue")),
            ],
        )

    def stores_rows(self, rows: None, edit: Edit) -> bool:
        return False

    def write(self, db: DbSession, event: EventRow, planned: Planned[None], edit: Edit) -> list[Warning]:
        return []


PLACE = Place()
