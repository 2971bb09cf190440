"""Idempotency keys: the answer of a write, stored in its own transaction, so that a retry has no second effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CursorResult, Index, bindparam, delete, text
from sqlmodel import Field, SQLModel
from sqlmodel import Session as DbSession

from app.core.problems import Path, Problem, ProblemCode, Refused
from app.core.time import to_utc_text
from app.db.columns import Instant, Text, Uuid, instant, link
from app.db.fixed import FixedStatement
from app.db.metadata import OUTSIDE_THE_FEED
from app.db.statements import Query

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
# SHA-256 in hexadecimal.
FINGERPRINT = 64


class IdempotencyKeyRow(SQLModel, table=True):
    """A key of one application, the fingerprint of the request that it came with, and the answer as JSON."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index(None, "created_at"), OUTSIDE_THE_FEED)

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
    values = {"application_id": application_id, "key": key, "fingerprint": fingerprint, "created_at": now}
    held = _held(db, values) if db.get_bind().dialect.name == "sqlite" else _claimed(db, values, path)
    if held is None or held.created_at <= now - KEPT:
        return None
    if held.fingerprint != fingerprint:
        sentence = "This idempotency key was used for another request in the last 24 hours."
        raise Refused(Problem(ProblemCode.IDEMPOTENCY_MISMATCH, sentence, path))
    return held.answer


def to_store(dialect: str, application_id: UUID, key: str, fingerprint: str, answer: str, *, now: datetime) -> Query:
    """What stores the answer under the key, with whatever else the transaction writes."""
    owner = str(application_id) if dialect == "sqlite" else application_id
    return Query(_STORE[dialect], (owner, key, fingerprint, answer, to_utc_text(now)))


def forget_expired_keys(db: DbSession, now: datetime) -> int:
    """Delete the keys that are older than 24 hours; how many they were."""
    done = db.connection().execute(delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at <= now - KEPT))  # type: ignore[arg-type]
    assert isinstance(done, CursorResult)
    return done.rowcount


def lock_number(application_id: UUID, key: str) -> int:
    """The number of PostgreSQL's advisory lock for the key."""
    return int.from_bytes(sha256(application_id.bytes + key.encode()).digest()[:8], signed=True)


@dataclass(frozen=True, slots=True)
class _Held:
    fingerprint: str
    answer: str
    created_at: datetime


_PARAMETERS = (
    bindparam("application_id", type_=Uuid()),
    bindparam("key", type_=Text(LONGEST_KEY)),
    bindparam("fingerprint", type_=Text(FINGERPRINT)),
    bindparam("created_at", type_=Instant()),
)
_COLUMNS = {"fingerprint": Text(), "answer": Text(), "created_at": Instant()}
_OF_KEY = "FROM idempotency_key WHERE application_id = :application_id AND key = :key"
_HELD = FixedStatement(
    text(f"SELECT fingerprint, answer, created_at {_OF_KEY}").bindparams(*_PARAMETERS[:2]).columns(**_COLUMNS)
)
# Locks the key until the transaction ends, and inserts it without an answer, in one round trip. The select sees what
# was stored before it began, the insert also what a twin has committed since.
_CLAIM = FixedStatement(
    text(
        "WITH locked AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(:number) AS free),"
        " claimed AS (INSERT INTO idempotency_key (application_id, key, fingerprint, answer, created_at)"
        " SELECT :application_id, :key, :fingerprint, '', :created_at FROM locked WHERE free"
        " ON CONFLICT (application_id, key) DO NOTHING RETURNING 1)"
        " SELECT free, EXISTS (SELECT 1 FROM claimed) AS claimed, held.fingerprint, held.answer, held.created_at"
        f" FROM locked LEFT JOIN (SELECT fingerprint, answer, created_at {_OF_KEY}) held ON TRUE"
    )
    .bindparams(*_PARAMETERS, bindparam("number", type_=BigInteger()))
    .columns(free=Boolean(), claimed=Boolean(), **_COLUMNS)
)
# Also replaces an expired key, or the claim.
_STORED = (
    "INSERT INTO idempotency_key (application_id, key, fingerprint, answer, created_at) VALUES ({0})"
    " ON CONFLICT (application_id, key) DO UPDATE SET"
    " fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at"
)
_STORE = {"sqlite": _STORED.format("?1, ?2, ?3, ?4, ?5"), "postgresql": _STORED.format("$1, $2, $3, $4, $5")}


def _held(db: DbSession, values: Mapping[str, object]) -> _Held | None:
    """What is stored under the key. On SQLite the transaction already holds the only write lock."""
    found = _HELD.row(db, values)
    return None if found is None else _Held(*found)


def _claimed(db: DbSession, values: dict[str, Any], path: Path) -> _Held | None:
    """What is stored under the key, which is locked until the transaction ends, and stored without an answer if new."""
    row = _CLAIM.row(db, {**values, "number": lock_number(values["application_id"], values["key"])})
    assert row is not None
    free, claimed, *held = row
    if not free:
        sentence = "A request with this idempotency key is still running. Send it again in a moment."
        raise Refused(Problem(ProblemCode.IDEMPOTENCY_IN_PROGRESS, sentence, path))
    if claimed:
        return None
    # A twin may have committed while the statement ran.
    return _held(db, values) if held[0] is None else _Held(*held)
