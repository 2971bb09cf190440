"""All SQL of the custom fields. Every function is given the tenant, or a field that was found by it."""

from uuid import UUID

import orjson
from sqlalchemy import String, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.custom_fields.rules import chosen
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.sessions.tables import SessionCustomValueRow


def keys_of(db: DbSession, organisation_id: UUID) -> set[str]:
    """The keys that the organisation's fields have."""
    query = select(CustomFieldRow.key).where(CustomFieldRow.organisation_id == organisation_id)
    return set(db.exec(query))


def position_behind(db: DbSession, organisation_id: UUID) -> int:
    """The first place behind all fields of the organisation."""
    behind = func.coalesce(func.max(CustomFieldRow.position), -1) + 1
    return db.exec(select(behind).where(CustomFieldRow.organisation_id == organisation_id)).one()


def options_of(db: DbSession, field_id: UUID) -> list[CustomFieldOptionRow]:
    """What of the field can be chosen, in its order."""
    query = select(CustomFieldOptionRow).where(CustomFieldOptionRow.custom_field_id == field_id)
    return list(db.exec(query.order_by(col(CustomFieldOptionRow.position), col(CustomFieldOptionRow.id))))


def numbers_in_use(db: DbSession, field_id: UUID) -> set[int]:
    """The options that sessions have chosen."""
    text = cast(col(SessionCustomValueRow.value), String)
    query = select_columns(text).distinct().where(col(SessionCustomValueRow.custom_field_id) == field_id)
    return {number for (value,) in db.execute(query) for number in chosen(orjson.loads(value)) or ()}
