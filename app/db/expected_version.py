"""The version of a row that a caller has read, and compares with the stored one before a change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Problem, ProblemCode, Refused

ARGUMENT: Path = ("expectedVersion",)
_EXPECTED = "expected_version"


@dataclass(slots=True)
class _Expected:
    uuid: UUID
    version: int
    compared: bool = False


def expect_version(db: DbSession, uuid: UUID, version: int) -> None:
    """Let the transaction change the row with this id only if it has this version."""
    db.info[_EXPECTED] = _Expected(uuid, version)


def check_version(db: DbSession, row: Any) -> None:
    """Raises STALE if another version of the row is expected. The caller holds a lock that protects the row."""
    expected: _Expected | None = db.info.get(_EXPECTED)
    if expected is not None and expected.uuid == row.id:
        expected.compared = True
        refuse_other_version(expected.version, row.version)


def refuse_other_version(expected: int | None, stored: int) -> None:
    """Raises STALE with the stored version, unless it or none is expected."""
    if expected is not None and expected != stored:
        sentence = f"This has changed meanwhile: its version is {stored}, and {expected} was expected."
        raise Refused(Problem(ProblemCode.STALE, sentence, ARGUMENT, current_version=stored))


def require_compared(db: DbSession) -> None:
    """Raises RuntimeError if a version is expected and was not compared: the operation changed a row unchecked."""
    expected: _Expected | None = db.info.get(_EXPECTED)
    if expected is not None and not expected.compared:
        raise RuntimeError("The operation has not compared the expected version.")
