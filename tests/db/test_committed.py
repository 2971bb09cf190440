"""What a database tells of its writes: all that was committed, and nothing else."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel import Session as DbSession

from app.db.outbox import ChangeKind, record
from app.db.statements import Statements
from tests.gateway import START, Gateway


class Told:
    """What a database tells of its commits, by kind."""

    def __init__(self, gateway: Gateway) -> None:
        self.kinds: list[list[str]] = []
        gateway.database.committed.append(lambda changes: self.kinds.append([change.kind.name for change in changes]))


def note(db: DbSession, *kinds: ChangeKind) -> None:
    for kind in kinds:
        record(db, kind, "Event", uuid4(), organisation_id=uuid4(), event_id=uuid4(), at=START)


def recorded(gateway: Gateway) -> Any:
    return gateway.read(lambda db: db.connection().execute(text("SELECT count(*) FROM change")).scalar())


def test_what_is_committed_is_told_once(gateway: Gateway) -> None:
    told = Told(gateway)
    gateway.write(lambda db: note(db, ChangeKind.CREATED, ChangeKind.PUBLISHED))
    # A commit of which nothing is recorded.
    gateway.write(lambda db: db.connection().execute(text("SELECT 1")).scalar())
    assert told.kinds == [["CREATED", "PUBLISHED"]]


def test_what_is_rolled_back_is_not_told(gateway: Gateway) -> None:
    told = Told(gateway)

    async def fail(_result: None, _statements: Statements) -> None:
        raise RuntimeError("The answer broke.")

    with pytest.raises(RuntimeError):
        gateway.run(gateway.database.write(lambda db: note(db, ChangeKind.CREATED), fail))
    assert (recorded(gateway), told.kinds) == (0, [])


def test_a_write_that_is_cancelled_once_it_is_committed_is_told_all_the_same(gateway: Gateway) -> None:
    told = Told(gateway)

    async def cancelled() -> None:
        def work(db: DbSession) -> None:
            note(db, ChangeKind.CREATED)
            event.listen(db, "after_commit", lambda _db: writing.cancel())

        writing = asyncio.create_task(gateway.database.change(work))
        with pytest.raises(asyncio.CancelledError):
            await writing

    gateway.run(cancelled())
    assert (recorded(gateway), told.kinds) == (1, [["CREATED"]])
