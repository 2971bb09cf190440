"""All SQL of custom fields. Callers pass their organisation, or a field of it."""

from uuid import UUID

import orjson
from sqlalchemy import String, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.custom_fields.rules import chosen
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.sessions.tables import SessionCustomValueRow, SessionRow


def places_by_key(db: DbSession, organisation_id: UUID) -> dict[str, int]:
    """The positions of the organisation's fields by their keys."""
    query = select(CustomFieldRow.key, CustomFieldRow.position)
    return dict(db.exec(query.where(CustomFieldRow.organisation_id == organisation_id)).all())


def next_position(db: DbSession, organisation_id: UUID) -> int:
    """The position after the organisation's last field."""
    after_last = func.coalesce(func.max(CustomFieldRow.position), -1) + 1
    return db.exec(select(after_last).where(CustomFieldRow.organisation_id == organisation_id)).one()


def options_of(db: DbSession, field_id: UUID) -> list[CustomFieldOptionRow]:
    """The options of the field in their order."""
    query = select(CustomFieldOptionRow).where(CustomFieldOptionRow.custom_field_id == field_id)
    return list(db.exec(query.order_by(col(CustomFieldOptionRow.position), col(CustomFieldOptionRow.id))))


def sessions_with(db: DbSession, field_id: UUID) -> list[tuple[UUID, UUID]]:
    """The sessions that have a value of the field, each with its event."""
    value = SessionCustomValueRow
    query = select(SessionRow.id, SessionRow.event_id).join(value, col(value.session_id) == col(SessionRow.id))
    return list(db.exec(query.where(value.custom_field_id == field_id).order_by(col(SessionRow.id))))


def numbers_in_use(db: DbSession, field_id: UUID) -> set[int]:
    """The numbers of the options that sessions have chosen."""
    text = cast(col(SessionCustomValueRow.value), String)
    query = select_columns(text).distinct().where(col(SessionCustomValueRow.custom_field_id) == field_id)
    return {number for (value,) in db.execute(query) for number in chosen(orjson.loads(value)) or ()}
