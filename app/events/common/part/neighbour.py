"""A part that other slices edit: it only follows copies, changes of zone and reschedules of its event."""

from sqlmodel import Session as DbSession

from app.core.problems import Warning
from app.events.columns import EventValues
from app.events.common.part.protocol import Edit, Part, Planned
from app.events.tables import EventRow


class Neighbour(Part[None, None]):
    """Nothing of it is in the input of createEvent and updateEvent."""

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> None:
        return None

    def plan(self, facts: None, edit: Edit, event: EventValues) -> Planned[None]:
        return Planned(None)

    def stores_rows(self, rows: None, edit: Edit) -> bool:
        return False

    def write(self, db: DbSession, event: EventRow, planned: Planned[None], edit: Edit) -> list[Warning]:
        return []
