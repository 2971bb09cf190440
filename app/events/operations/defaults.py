"""isUpdateOrgSettings: store settings of this event as the organisation's defaults for later events."""

from datetime import datetime
from typing import TypeVar

from sqlmodel import Session as DbSession

from app.db import outbox
from app.db.row_versions import RowVersions
from app.db.rows import values_of
from app.db.timestamps import relocalise
from app.events.columns import EventValues
from app.events.common.store import list_of
from app.events.listing.part import Listing
from app.events.page.columns import QuestionValues
from app.events.patches.event import EventPatch
from app.events.rules.defaults import remembered
from app.events.settings.columns import TrackingCodeValues
from app.events.tables import EventPart, EventRow, SurveyQuestionRow, TrackingCodeRow
from app.organisations.tables import OrganisationRow

V = TypeVar("V")


def remember(
    db: DbSession,
    organisation: OrganisationRow,
    event: EventRow,
    patch: EventPatch,
    listing: Listing,
    now: datetime,
) -> None:
    """Store the groups that the request itself had; the organisation's other defaults stay."""
    versions = RowVersions(db, now)
    if "timezone" in patch:
        organisation.timezone = event.timezone
        relocalise(organisation)
    if "enable_datetime_conversion" in patch:
        organisation.enable_datetime_conversion = event.enable_datetime_conversion
    organisation.event_defaults = remembered(
        organisation.event_defaults,
        patch,
        values_of(event, EventValues),
        [row.id for row in listing.categories],
        listing.tags,
        codes=_rows(db, TrackingCodeRow, TrackingCodeValues, event) if "settings" in patch else (),
        questions=_rows(db, SurveyQuestionRow, QuestionValues, event) if "configuration" in patch else (),
    )
    if versions.raise_for(organisation):
        outbox.record(
            db,
            outbox.ChangeKind.UPDATED,
            "Organisation",
            organisation.id,
            organisation_id=organisation.id,
            event_id=None,
            at=now,
        )


def _rows(db: DbSession, table: type[EventPart], columns: type[V], event: EventRow) -> list[V]:
    return [values_of(row, columns) for row in list_of(db, table, event.id)]
