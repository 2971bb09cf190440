"""Loads the rows that a caller changes: those of their organisation, locked until the transaction ends."""

from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, select

from app.auth.rules import Caller
from app.core.problems import Path, Problem, ProblemCode, Refused

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
    """A row of the caller's organisation, locked. Raises NOT_FOUND for any other row.

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
    return row


def no_such(noun: str, path: Path = ("uuid",)) -> Refused:
    """The refusal of an unknown uuid. It is the same for a row of another organisation."""
    return Refused(Problem(ProblemCode.NOT_FOUND, f"There is no {noun} with this uuid.", path))
