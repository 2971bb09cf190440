"""The rows that a caller changes: their organisation's own, locked until the transaction ends."""

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
    """A row of the caller's organisation, locked. NOT_FOUND for anyone else.

    `block_references`: nobody may insert rows that refer to it either.
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
    """The refusal of a uuid that the organisation does not have; it does not tell whether another has it."""
    return Refused(Problem(ProblemCode.NOT_FOUND, f"There is no {noun} with this uuid.", path))
