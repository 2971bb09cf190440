"""Loads the rows that a caller changes: those of their organisation, locked until the transaction ends."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, select

from app.auth.rules import Caller
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.db.columns import Uuid
from app.db.expected_version import check_version

T = TypeVar("T", bound=SQLModel)


def row_to_change(
    db: DbSession,
    caller: Caller,
    table: type[T],
    uuid: UUID,
    noun: str,
    path: Path = ("uuid",),
    *,
    block_references: bool = False,
) -> T:
    """A row of the caller's organisation, locked. Raises NOT_FOUND for any other row, STALE for another version.

    `block_references`: the lock also blocks inserts of rows that refer to it.
    """
    columns: Any = table
    query = (
        select(table)
        .where(columns.id == uuid, columns.organisation_id == caller.organisation_id)
        .with_for_update(key_share=not block_references)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise no_such(noun, path)
    check_version(db, row)
    return row


def organisation_of(db: DbSession, table: str, column: str, uuid: UUID) -> UUID | None:
    """The organisation of a row, which is in this column of its table; None if there is no such row."""
    statement = text(f"SELECT {column} AS organisation FROM {table} WHERE id = :id")
    query = statement.bindparams(bindparam("id", uuid, type_=Uuid())).columns(organisation=Uuid())
    found = db.connection().execute(query).scalar()
    # PostgreSQL's driver has a subclass of UUID.
    return None if found is None else UUID(int=found.int)


def no_such(noun: str, path: Path = ("uuid",)) -> Refused:
    """The refusal of an unknown uuid. It is the same for a row of another organisation."""
    return Refused(Problem(ProblemCode.NOT_FOUND, f"There is no {noun} with this uuid.", path))
