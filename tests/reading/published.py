"""Published events and thousands of rows for the tests of reading, on top of tests/builders.py."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.core.folding import fold
from app.core.geography import unit_vector
from app.db.bulk import insert_values
from app.events.tables import EventRow
from app.sessions.tables import SessionRow
from tests.builders import make_ready_event, make_session
from tests.gateway import Gateway, Organisation


def make_published(gateway: Gateway, organisation: Organisation, **columns: Any) -> EventRow:
    """An event that everybody sees, published now; with `venue_latitude` and `venue_longitude` on the map, too."""
    base: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": gateway.clock()}
    if "venue_latitude" in columns:
        place = unit_vector(columns["venue_latitude"], columns["venue_longitude"])
        base |= dict(zip(("venue_x", "venue_y", "venue_z"), place, strict=True))
    base["slug"] = fold(columns.get("name", "Harbour Night")).replace(" ", "-") + f"-{uuid4().hex[:6]}"
    return make_ready_event(gateway, organisation, **base | columns)


def make_sessions(gateway: Gateway, event: EventRow, count: int, **columns: Any) -> None:
    """That many sessions in one statement, a minute apart, named `Talk 0001` and so on."""
    first = make_session(gateway, event, name="Talk 0001", **columns)
    rows = []
    for number in range(1, count):
        row = first.model_dump() | {"id": uuid4(), "name": f"Talk {number + 1:04}"}
        row |= {"name_key": fold(row["name"]), "display_name": row["name"]}
        step = timedelta(minutes=number)
        row |= {name: row[name] + step for name in ("starts_at", "starts_local", "ends_at", "ends_local")}
        rows.append(row)
    gateway.write(lambda db: insert_values(db, SessionRow, rows))
