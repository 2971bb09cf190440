"""isUpdateOrgSettings: what this request says of its event also becomes the default for later ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.fields import Patch
from app.db import changes
from app.db.stamps import relocalise, touch
from app.events.rules.defaults import remembered
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow


def remember(
    db: DbSession,
    organisation: OrganisationRow,
    event: EventRow,
    patch: Patch,
    category_ids: Sequence[UUID],
    tags: Sequence[str],
    now: datetime,
) -> None:
    """Only what the request itself had; the organisation's other defaults stay."""
    if "timezone" in patch:
        organisation.timezone = event.timezone
        relocalise(organisation)
    if "enable_datetime_conversion" in patch:
        organisation.enable_datetime_conversion = event.enable_datetime_conversion
    organisation.event_defaults = remembered(organisation.event_defaults, patch, event.model_dump(), category_ids, tags)
    touch(organisation, now)
    changes.record(
        db,
        changes.ChangeKind.UPDATED,
        "Organisation",
        organisation.id,
        organisation_id=organisation.id,
        event_id=None,
        at=now,
    )
