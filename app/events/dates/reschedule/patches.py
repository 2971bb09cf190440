"""What may be sent to reschedule an event."""

from typing import TypedDict
from uuid import UUID

from app.core.patches import ZonedDateTimePatch
from app.events.dates.reschedule.values import RescheduleScope


class RescheduleEventPatch(TypedDict, total=False):
    to_start: ZonedDateTimePatch | None
    by_minutes: int | None
    by_days: int | None
    scope: RescheduleScope | None
    occurrence_uuid: UUID | None
    reason: str | None
    dry_run: bool | None
