"""Operations on the parts of an agenda. What mutations and the importer use is exported here."""

from app.agenda.operations.kinds import LOCATION, SCHEDULE_DATE, TAB, TRACK, Kind
from app.agenda.operations.parts import create_part, create_parts, update_part

__all__ = ["LOCATION", "SCHEDULE_DATE", "TAB", "TRACK", "Kind", "create_part", "create_parts", "update_part"]
