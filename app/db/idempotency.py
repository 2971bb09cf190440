"""Idempotency keys: the answer of a write, stored in its own transaction, so that a retry has no second effect."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import CursorResult, Index, delete, text
from sqlmodel import Field, SQLModel
from sqlmodel import Session as DbSession

from app.core.problems import Path, Problem, ProblemCode, Refused
from app.db.columns import Text, instant, link

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
# SHA-256 in hexadecimal.
FINGERPRINT = 64


class IdempotencyKeyRow(SQLModel, table=True):
    """A key of one application, the fingerprint of the request that it came with, and the answer as JSON."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index(None, "created_at"),)

    application_id: UUID = link("application.id")
    key: str = Field(primary_key=True, sa_type=Text(LONGEST_KEY))
    fingerprint: str = Field(sa_type=Text(FINGERPRINT))
    answer: str = Field(sa_type=Text())
    created_at: datetime = instant()


def stored_answer(
    db: DbSession, application_id: UUID, key: str, fingerprint: str, *, now: datetime, path: Path
) -> str | None:
    """The answer stored under the key; None if the write is still to be done, which no other process does meanwhile.

    Raises `Refused`: IDEMPOTENCY_MISMATCH for another request, IDEMPOTENCY_IN_PROGRESS while an equal one is running.
    """
    # On SQLite the transaction already holds the only write lock.
    if db.get_bind().dialect.name == "postgresql" and not _lock(db, application_id, key):
        sentence = "A request with this idempotency key is still running. Send it again in a moment."
        raise Refused(Problem(ProblemCode.IDEMPOTENCY_IN_PROGRESS, sentence, path))
    row = db.get(IdempotencyKeyRow, (application_id, key))
    if row is None:
        return None
    if row.created_at <= now - KEPT:
        db.delete(row)
        db.flush()
        return None
    if row.fingerprint != fingerprint:
        sentence = "This idempotency key was used for another request in the last 24 hours."
        raise Refused(Problem(ProblemCode.IDEMPOTENCY_MISMATCH, sentence, path))
    return row.answer


def store_answer(
    db: DbSession, application_id: UUID, key: str, fingerprint: str, answer: str, *, now: datetime
) -> None:
    """Store the answer under the key, with whatever else the transaction writes."""
    db.add(
        IdempotencyKeyRow(
            application_id=application_id, key=key, fingerprint=fingerprint, answer=answer, created_at=now
        )
    )


def forget_expired_keys(db: DbSession, now: datetime) -> int:
    """Delete the keys that are older than 24 hours; how many they were."""
    done = db.connection().execute(delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at <= now - KEPT))  # type: ignore[arg-type]
    assert isinstance(done, CursorResult)
    return done.rowcount


def lock_number(application_id: UUID, key: str) -> int:
    """The number of PostgreSQL's advisory lock for the key."""
    return int.from_bytes(sha256(application_id.bytes + key.encode()).digest()[:8], signed=True)


def _lock(db: DbSession, application_id: UUID, key: str) -> bool:
    """Lock the key until the transaction ends; False if another transaction holds it."""
    locked = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(number=lock_number(application_id, key))
    return bool(db.execute(locked).scalar_one())
