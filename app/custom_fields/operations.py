"""Define and change custom fields. The key and the type of a field never change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete, sent
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, refuse_any
from app.custom_fields.patches import CreateCustomFieldPatch, CustomFieldOptionPatch, UpdateCustomFieldPatch
from app.custom_fields.rules import (
    CUSTOM_FIELD,
    NEW_CUSTOM_FIELD,
    free_key,
    numbered,
    problems_with_new_field,
    problems_with_options,
)
from app.custom_fields.store import next_position, numbers_in_use, options_of, places_by_key, sessions_with
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.custom_fields.values import CHOICES, CustomFieldType
from app.db.bulk import delete_all, detach, insert_all, update_all
from app.db.outbox import ChangeKind, record
from app.db.own_rows import row_to_change
from app.db.row_versions import RowVersions, is_modified
from app.db.rows import set_values
from app.db.timestamps import created
from app.organisations.store import organisation_to_change

INPUT: Path = ("input",)


def create_custom_field(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: CreateCustomFieldPatch, now: datetime
) -> Written:
    """Define a field."""
    # The lock keeps another caller from taking the key.
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    places = places_by_key(db, organisation.id)
    taken = set(places)
    options = patch.get("options") or ()
    refuse_any(
        problems_with_new_field(patch, taken, INPUT)
        + problems_with_options(patch["type"], options, (*INPUT, "options"))
    )
    values = complete(patch, NEW_CUSTOM_FIELD)
    if values.get("key") is None:
        values["key"] = free_key(taken)
    if values.get("position") is None:
        values["position"] = max(places.values(), default=-1) + 1
    made = created(now, organisation.timezone)
    field = CustomFieldRow(
        id=new_uuid(), organisation_id=organisation.id, timezone=organisation.timezone, **values, **made
    )
    db.add(field)
    db.flush()
    _write_options(db, field, options, [])
    return _written(db, field, ChangeKind.CREATED, now)


def update_custom_field(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateCustomFieldPatch, now: datetime
) -> Written:
    """Change the fields that were sent. Options that sessions have chosen must stay in a new list."""
    # Blocks sessions that are choosing an option, which this may remove.
    field = row_to_change(db, caller, CustomFieldRow, uuid, "custom field", block_references=True)
    stored = detach(db, options_of(db, field.id)) if "options" in patch else []
    refuse_any(check(patch, CUSTOM_FIELD, INPUT) + _problems_with_options(db, field, patch, stored))
    values = sent(patch, CUSTOM_FIELD)
    if "position" in values and values.get("position") is None:
        values["position"] = next_position(db, field.organisation_id)
    versions, shown = RowVersions(db, now), (field.internal, field.position)
    set_values(field, values)
    if "options" in patch:
        _write_options(db, field, patch["options"] or (), stored)
    if versions.raise_for(field):
        if (field.internal, field.position) != shown:
            _record_sessions(db, field, now)
        return _written(db, field, ChangeKind.UPDATED, now)
    return _answer(field)


def _record_sessions(db: DbSession, field: CustomFieldRow, now: datetime) -> None:
    """Record the sessions that show a value of the field: to those who see the field, in the order of the fields."""
    for session, event in sessions_with(db, field.id):
        record(
            db,
            ChangeKind.UPDATED,
            "Session",
            session,
            organisation_id=field.organisation_id,
            event_id=event,
            at=now,
            direct=False,
        )


def _problems_with_options(
    db: DbSession, field: CustomFieldRow, patch: UpdateCustomFieldPatch, stored: Sequence[CustomFieldOptionRow]
) -> list[Problem]:
    if "options" not in patch:
        return []
    kept = {item.get("id") for item in patch["options"] or ()}
    gone = {row.number for row in stored} - kept
    used = gone & numbers_in_use(db, field.id) if gone else set()
    return problems_with_options(
        CustomFieldType(field.type), patch["options"], (*INPUT, "options"), removed_in_use=used
    )


def _write_options(
    db: DbSession,
    field: CustomFieldRow,
    options: Sequence[CustomFieldOptionPatch],
    stored: Sequence[CustomFieldOptionRow],
) -> None:
    """Store the options in the order sent; an option with a stored number keeps its row."""
    if CustomFieldType(field.type) not in CHOICES:
        return
    rows = {row.number: row for row in stored}
    kept, added = [], []
    numbers = numbered(options, rows)
    for position, (number, item) in enumerate(zip(numbers, options, strict=True)):
        row = rows.get(number)
        if row is not None:
            row.label, row.position = item["label"], position
            kept.append(row)
            continue
        added.append(
            CustomFieldOptionRow(
                organisation_id=field.organisation_id,
                custom_field_id=field.id,
                number=number,
                label=item["label"],
                position=position,
            )
        )
    delete_all(db, CustomFieldOptionRow, [row.id for number, row in rows.items() if number not in numbers])
    update_all(db, [row for row in kept if is_modified(row)])
    insert_all(db, added)


def _written(db: DbSession, field: CustomFieldRow, kind: ChangeKind, now: datetime) -> Written:
    record(db, kind, "CustomField", field.id, organisation_id=field.organisation_id, event_id=None, at=now)
    return _answer(field)


def _answer(field: CustomFieldRow) -> Written:
    return Written(ids={"custom_field": field.id}, aggregate=field.id)
