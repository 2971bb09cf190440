"""createEvent: a new event of the caller's organisation, with everything that its input has."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Problem, ProblemCode, Refused, refuse_any
from app.core.time import find_zone
from app.db.columns import NEVER
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created
from app.events.listing.part import Listing
from app.events.operations.defaults import remember
from app.events.operations.parts import edit_of, plan_event, write_event
from app.events.patches.event import CreateEventPatch
from app.events.rules.defaults import with_defaults
from app.events.store.parts import organisation_of
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow


def create_event(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: CreateEventPatch, now: datetime
) -> Written:
    """Refused with everything that is wrong at once, and then nothing is stored."""
    if organisation_uuid != caller.organisation_id:
        sentence = "There is no organisation with this uuid."
        raise Refused(Problem(ProblemCode.NOT_FOUND, sentence, ("organisationUuid",)))
    organisation = organisation_of(db, organisation_uuid, lock=True)
    event = _blank(organisation, patch, now)
    whole = with_defaults(patch, organisation.event_defaults)
    edit = edit_of(event, organisation, whole, now, created=True)
    plan = plan_event(db, event, edit)
    refuse_any(plan.problems)
    warnings = write_event(db, event, edit, plan)
    rewrite_windows(db, event, now)
    if patch.get("is_update_org_settings"):
        remember(db, organisation, event, patch, plan.rows(Listing), now)
    record(
        db,
        ChangeKind.CREATED,
        "Event",
        event.id,
        organisation_id=organisation.id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=warnings)


def _blank(organisation: OrganisationRow, patch: CreateEventPatch, now: datetime) -> EventRow:
    """The row of an event before its parts are planned. It is in no session."""
    zone = find_zone(patch.get("timezone") or "") or organisation.timezone
    made = created(now, zone)
    return EventRow(
        id=new_uuid(),
        organisation_id=organisation.id,
        slug="",
        name="",
        name_key="",
        display_name="",
        timezone=zone,
        currency=organisation.currency,
        enable_datetime_conversion=organisation.enable_datetime_conversion,
        starts_at=NEVER,
        ends_at=NEVER,
        search_text="",
        booking_starts_at=now,
        **made,
    )
