"""Commit listeners receive the changes of every committed transaction, and no others."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel import Session as DbSession

from app.db.outbox import ChangeKind, record
from app.db.statements import Statements
from tests.gateway import START, Gateway


class Listener:
    """Keeps the kinds of changes of each commit."""

    def __init__(self, gateway: Gateway) -> None:
        self.kinds: list[list[str]] = []
        gateway.database.commit_listeners.append(
            lambda changes: self.kinds.append([change.kind.name for change in changes])
        )


def record_kinds(db: DbSession, *kinds: ChangeKind) -> None:
    organisation_id = uuid4()
    for kind in kinds:
        record(db, kind, "Event", uuid4(), organisation_id=organisation_id, event_id=uuid4(), at=START)


def recorded(gateway: Gateway) -> Any:
    return gateway.read(lambda db: db.connection().execute(text("SELECT count(*) FROM change")).scalar())


def test_the_changes_of_a_commit_are_sent_once(gateway: Gateway) -> None:
    listener = Listener(gateway)
    gateway.write(lambda db: record_kinds(db, ChangeKind.CREATED, ChangeKind.PUBLISHED))
    # A commit without changes.
    gateway.write(lambda db: db.connection().execute(text("SELECT 1")).scalar())
    assert listener.kinds == [["CREATED", "PUBLISHED"]]


def test_the_changes_of_a_rollback_are_not_sent(gateway: Gateway) -> None:
    listener = Listener(gateway)

    async def fail(_result: None, _statements: Statements) -> None:
        raise RuntimeError("The answer failed.")

    with pytest.raises(RuntimeError):
        gateway.run(gateway.database.write(lambda db: record_kinds(db, ChangeKind.CREATED), fail))
    assert (recorded(gateway), listener.kinds) == (0, [])


def test_a_cancellation_after_the_commit_does_not_lose_the_changes(gateway: Gateway) -> None:
    listener = Listener(gateway)

    async def cancelled() -> None:
        def work(db: DbSession) -> None:
            record_kinds(db, ChangeKind.CREATED)
            event.listen(db, "after_commit", lambda _db: writing.cancel())

        writing = asyncio.create_task(gateway.database.change(work))
        with pytest.raises(asyncio.CancelledError):
            await writing

    gateway.run(cancelled())
    assert (recorded(gateway), listener.kinds) == (1, [["CREATED"]])
