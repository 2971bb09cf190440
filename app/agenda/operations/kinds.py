"""The kinds of parts that an agenda has, and what they have in common when they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.rules import AGENDA_TAB, LOCATION, SCHEDULE_DATE, TRACK, Bounds
from app.agenda.store import those_of
from app.agenda.tables import AgendaPart, AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.fields import Patch, Rule, camel
from app.core.problems import Path, Problem, ProblemCode
from app.db.timestamps import stamped

INPUT: Path = ("input",)


@dataclass(frozen=True, slots=True)
class Above:
    """What a part may hang under: the patch's key, the column, and where it is looked up."""

    key: str
    column: str
    table: type[AgendaPart]
    noun: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`entity` is its name in the schema, `key` the payload's."""

    entity: str
    key: str
    noun: str
    table: type[Any]
    rules: dict[str, Rule]
    above: Above | None = None

    def values(self, values: dict[str, Any], patch: Patch, timezone: str, bounds: Bounds) -> dict[str, Any]:
        """The columns of faultless values, with what the part hangs under; a position that is null is left out."""
        found = {name: value for name, value in values.items() if name != "position" or value is not None}
        if self.above and self.above.key in patch:
            found[self.above.column] = patch[self.above.key]
        if bounds.span is not None:
            starts_at, ends_at = bounds.span
            found |= stamped("starts", starts_at, timezone) | stamped("ends", ends_at, timezone)
        return found


KIND_OF_TAB = Kind("AgendaTab", "agenda_tab", "agenda tab", AgendaTabRow, AGENDA_TAB)
KIND_OF_DATE = Kind(
    "ScheduleDate",
    "schedule_date",
    "schedule date",
    ScheduleDateRow,
    SCHEDULE_DATE,
    Above("agenda_tab_uuid", "agenda_tab_id", AgendaTabRow, "agenda tab"),
)
KIND_OF_TRACK = Kind(
    "Track",
    "track",
    "track",
    TrackRow,
    TRACK,
    Above("schedule_date_uuid", "schedule_date_id", ScheduleDateRow, "schedule date"),
)
KIND_OF_LOCATION = Kind("Location", "location", "location", LocationRow, LOCATION)


def problems_with_above(
    db: DbSession, kind: Kind, event_id: UUID, several: Iterable[tuple[Path, Patch]]
) -> list[Problem]:
    """What the parts are to hang under must be the event's own. Asked only where something is named."""
    above = kind.above
    if above is None:
        return []
    named = [(path, patch[above.key]) for path, patch in several if patch.get(above.key) is not None]
    if not named:
        return []
    there = those_of(db, above.table, event_id, {uuid for _path, uuid in named})
    sentence = f"The event has no {above.noun} with this uuid."
    return [
        Problem(ProblemCode.NOT_FOUND, sentence, (*path, camel(above.key))) for path, uuid in named if uuid not in there
    ]
