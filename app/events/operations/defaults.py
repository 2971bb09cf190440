"""isUpdateOrgSettings: store settings of this event as the organisation's defaults for later events."""

from datetime import datetime
from typing import Any

from sqlmodel import Session as DbSession

from app.db import outbox
from app.db.timestamps import relocalise, touch
from app.events.common.store import list_of
from app.events.listing.part import Listing
from app.events.patches.event import EventPatch
from app.events.rules.defaults import remembered
from app.events.tables import EventPart, EventRow, SurveyQuestionRow, TrackingCodeRow
from app.organisations.tables import OrganisationRow


def remember(
    db: DbSession,
    organisation: OrganisationRow,
    event: EventRow,
    patch: EventPatch,
    listing: Listing,
    now: datetime,
) -> None:
    """Store the groups that the request itself had; the organisation's other defaults stay."""
    if "timezone" in patch:
        organisation.timezone = event.timezone
        relocalise(organisation)
    if "enable_datetime_conversion" in patch:
        organisation.enable_datetime_conversion = event.enable_datetime_conversion
    organisation.event_defaults = remembered(
        organisation.event_defaults,
        patch,
        event.model_dump(),
        [row.id for row in listing.categories],
        listing.tags,
        codes=_rows(db, TrackingCodeRow, event) if "settings" in patch else (),
        questions=_rows(db, SurveyQuestionRow, event) if "configuration" in patch else (),
    )
    touch(organisation, now)
    outbox.record(
        db,
        outbox.ChangeKind.UPDATED,
        "Organisation",
        organisation.id,
        organisation_id=organisation.id,
        event_id=None,
        at=now,
    )


def _rows(db: DbSession, table: type[EventPart], event: EventRow) -> list[dict[str, Any]]:
    return [row.model_dump() for row in list_of(db, table, event.id)]
