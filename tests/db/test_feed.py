"""The feed: changes get positions that no reader can overtake, and are compacted and pruned."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from app.db.feed import appending
from app.db.feed.epochs import renew_epochs
from app.db.feed.positions import Position, parse_position
from app.db.feed.reading import Head, changes_between, heads
from app.db.feed.retention import compact, prune
from app.db.outbox import Change, ChangeKind, ChangeRow, record, record_all
from app.db.statements import PostgresStatements, Statements
from tests.builders import make_ready_event, stored
from tests.gateway import START, Gateway

ACME, OTHER = UUID(int=2), UUID(int=1)
EVENT, SESSION = UUID(int=10), UUID(int=11)
CREATED, UPDATED, DELETED = ChangeKind.CREATED, ChangeKind.UPDATED, ChangeKind.DELETED


def note(gateway: Gateway, kind: ChangeKind, entity_id: UUID = SESSION, organisation_id: UUID = ACME) -> None:
    """Commit one change of a session at the clock's time."""
    at = gateway.clock()
    gateway.write(
        lambda db: record(db, kind, "Session", entity_id, organisation_id=organisation_id, event_id=EVENT, at=at)
    )


def head(gateway: Gateway, organisation_id: UUID = ACME) -> Head:
    return gateway.read(lambda db: heads(db, [organisation_id]))[organisation_id]


def changes(gateway: Gateway, after: int = 0, organisation_id: UUID = ACME, **which: UUID) -> Sequence[Change]:
    return gateway.read(lambda db: changes_between(db, organisation_id, after, 10**6, limit=100, **which))


def test_each_organisation_has_positions_of_its_own(gateway: Gateway) -> None:
    for organisation_id in (ACME, OTHER, ACME):
        note(gateway, UPDATED, organisation_id=organisation_id)
    assert [change.position for change in changes(gateway)] == [1, 2]
    assert [change.position for change in changes(gateway, organisation_id=OTHER)] == [1]
    ours, theirs = head(gateway), head(gateway, OTHER)
    assert (ours.position, theirs.position, ours.pruned) == (2, 1, 0)


def test_one_transaction_appends_to_several_feeds_and_each_entity_once(gateway: Gateway) -> None:
    def work(db: DbSession) -> None:
        for organisation_id in (ACME, OTHER):
            entities = [uuid4(), SESSION]
            where = {"organisation_id": organisation_id, "event_id": EVENT, "at": START}
            record_all(db, CREATED, "Session" if organisation_id == ACME else "Track", entities, **where)  # type: ignore[arg-type]
            record(db, UPDATED, "Session" if organisation_id == ACME else "Track", SESSION, **where)  # type: ignore[arg-type]

    gateway.write(work)
    for organisation_id in (ACME, OTHER):
        found = changes(gateway, organisation_id=organisation_id)
        assert [(change.position, change.kind) for change in found] == [(1, CREATED), (2, CREATED)]
        assert found[1].entity_id == SESSION


def test_a_rolled_back_transaction_takes_no_position(gateway: Gateway) -> None:
    note(gateway, CREATED)

    async def fail(_result: None, _statements: Statements) -> None:
        raise RuntimeError("The answer failed.")

    def work(db: DbSession) -> None:
        record(db, UPDATED, "Session", SESSION, organisation_id=ACME, event_id=EVENT, at=START)

    with pytest.raises(RuntimeError):
        gateway.run(gateway.database.write(work, fail))
    note(gateway, DELETED)
    assert [(change.position, change.kind) for change in changes(gateway)] == [(1, CREATED), (2, DELETED)]


def test_changes_are_read_in_order_and_of_one_event(gateway: Gateway) -> None:
    note(gateway, CREATED)
    gateway.write(lambda db: record(db, UPDATED, "User", EVENT, organisation_id=ACME, event_id=None, at=START))
    note(gateway, UPDATED)
    assert [(change.entity, change.position) for change in changes(gateway, 1)] == [("User", 2), ("Session", 3)]
    assert [change.position for change in changes(gateway, event_id=EVENT)] == [1, 3]
    assert changes(gateway, event_id=EVENT)[1] == Change(
        UPDATED, "Session", SESSION, ACME, EVENT, gateway.clock(), position=3
    )


SLOWER, FASTER = UUID(int=21), UUID(int=22)


async def two_writers(gateway: Gateway) -> list[list[UUID]]:
    """What a reader has seen after each commit of two transactions, of which the first to append commits last."""
    appended, go_on = asyncio.Event(), asyncio.Event()
    seen: list[list[UUID]] = []
    last = 0

    reader = asyncio.Lock()

    async def read() -> None:
        nonlocal last
        async with reader:
            after = last
            found = await gateway.database.read(lambda db: changes_between(db, ACME, after, 10**6, limit=100))
            seen.append([change.entity_id for change in found])
            last = max([last, *(change.position for change in found)])

    async def write(entity_id: UUID, then: asyncio.Event | None) -> None:
        async with gateway.database._sessions() as session:
            # On a slow machine the second transaction may wait longer than usual.
            await session.execute(text("SET LOCAL lock_timeout = 0"))

            connection = await (await session.connection()).get_raw_connection()
            [append] = appending.appends([Change(UPDATED, "Session", entity_id, ACME, EVENT, START)])
            await append.on_postgresql(PostgresStatements(connection.driver_connection, ()))
            appended.set()
            if then is not None:
                await then.wait()
            await session.commit()
        await read()

    slower = asyncio.create_task(write(SLOWER, go_on))
    await appended.wait()
    faster = asyncio.create_task(write(FASTER, None))
    # Long enough for the second one to commit, if nothing holds it back.
    await asyncio.wait({faster}, timeout=0.3)
    go_on.set()
    await asyncio.gather(slower, faster)
    return seen


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_reader_never_overtakes_a_slow_transaction(gateway: Gateway) -> None:
    assert [each for seen in gateway.run(two_writers(gateway)) for each in seen] == [SLOWER, FASTER]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_reader_would_overtake_a_slow_transaction_if_a_sequence_gave_positions(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that the test above can fail."""
    gateway.write(lambda db: db.connection().execute(text("CREATE SEQUENCE naive")))
    naive = (
        "INSERT INTO change (organisation_id, position, entity, entity_id, kind, whole, public, at)"
        " SELECT $1::uuid, nextval('naive'), 'Session', ($6::uuid[])[1], 'UPDATED', FALSE, FALSE, ($11::text[])[1]"
        " WHERE ($2::int8, $3::int8, $4::uuid[], $5::text[], $7::text[], $8::bool[], $9::bool[], $10::bool[],"
        " $12::int4[]) IS NOT NULL RETURNING ARRAY[json_build_array(position, 1, NULL)::text]"
    )
    monkeypatch.setattr(appending, "_joined", lambda _reads: ("", []))
    monkeypatch.setattr(appending, "_appended", lambda *_shape: naive)
    try:
        assert gateway.run(two_writers(gateway)) == [[FASTER], []]
    finally:
        gateway.write(lambda db: db.connection().execute(text("DROP SEQUENCE naive")))


def test_compaction_keeps_the_latest_update_of_each_entity_and_what_it_replaces_implies(gateway: Gateway) -> None:
    other = UUID(int=12)
    for kind in (CREATED, UPDATED, ChangeKind.CANCELLED, UPDATED):
        note(gateway, kind)
    implied = text("UPDATE change SET public = TRUE, whole = TRUE WHERE position = 2")
    gateway.in_database(lambda db: db.connection().execute(implied))
    gateway.clock.advance(timedelta(hours=1))
    note(gateway, UPDATED)
    note(gateway, UPDATED, other)
    now = gateway.clock()
    assert gateway.write(lambda db: compact(db, now)) == (4, 2)
    rows = [
        (change.position, change.entity_id, change.kind, change.whole, change.public) for change in changes(gateway)
    ]
    # A webhook may wait for the other kinds.
    assert rows == [
        (1, SESSION, CREATED, True, False),
        (3, SESSION, ChangeKind.CANCELLED, True, False),
        (5, SESSION, UPDATED, True, True),
        (6, other, UPDATED, False, False),
    ]
    end = head(gateway)
    assert (end.position, end.pruned) == (6, 0)


def compacted(gateway: Gateway) -> list[tuple[int, int]]:
    """How many changes each step of a round looked at and deleted."""
    now, steps = gateway.clock(), [(-1, -1)]
    while steps[-1] != (0, 0) and len(steps) < 100:
        steps.append(gateway.write(lambda db: compact(db, now)))
    return steps[1:]


def test_compaction_goes_on_where_a_batch_ended(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    for organisation_id in (OTHER, ACME):
        for _ in range(3):
            note(gateway, UPDATED, organisation_id=organisation_id)
    gateway.clock.advance(timedelta(hours=2))
    monkeypatch.setattr("app.db.feed.retention.BATCH", 2)
    assert compacted(gateway) == [(2, 2), (1, 0)] * 2 + [(0, 0)]
    assert [(row["organisation_id"], row["position"]) for row in stored(gateway, ChangeRow)] == [(OTHER, 3), (ACME, 3)]


def test_compaction_looks_at_each_change_once(gateway: Gateway) -> None:
    for number in range(50):
        note(gateway, UPDATED, UUID(int=100 + number))
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(50, 0), (0, 0)]
    # Changes that are still too new, and time that passes, are no reason to look either.
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(minutes=59))
    with gateway.statements() as statements:
        assert compacted(gateway) == [(0, 0)]
    # Apart from the look at the feeds, which is left out of `statements`.
    assert statements == []


def test_what_was_kept_is_deleted_when_a_later_change_replaces_it(gateway: Gateway) -> None:
    for kind in (CREATED, UPDATED, UPDATED):
        note(gateway, kind)
    implied = text("UPDATE change SET public = TRUE, whole = TRUE WHERE position = 2")
    gateway.in_database(lambda db: db.connection().execute(implied))
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(3, 1), (0, 0)]
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(1, 1), (0, 0)]
    note(gateway, DELETED)
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(1, 1), (0, 0)]
    # What could be seen by the public must reach the public as deleted.
    assert [(change.position, change.kind, change.public, change.whole) for change in changes(gateway)] == [
        (1, CREATED, False, True),
        (5, DELETED, True, True),
    ]


def test_an_old_change_that_follows_one_of_a_fast_clock_waits_for_it(gateway: Gateway) -> None:
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(minutes=5))
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(minutes=-5))
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(1, 1), (0, 0)]
    gateway.clock.advance(timedelta(minutes=5))
    assert compacted(gateway) == [(2, 1), (0, 0)]
    assert [change.position for change in changes(gateway)] == [3]


def test_changes_that_were_pruned_are_not_missed_by_compaction(gateway: Gateway) -> None:
    for _ in range(2):
        note(gateway, UPDATED)
    gateway.clock.advance(timedelta(days=30))
    now = gateway.clock()
    assert gateway.write(lambda db: prune(db, now, timedelta(days=30))) == 2
    for _ in range(2):
        note(gateway, UPDATED)
    gateway.clock.advance(timedelta(hours=1))
    assert compacted(gateway) == [(2, 1), (0, 0)]


def test_pruned_changes_cannot_be_replayed_and_their_positions_are_not_used_again(gateway: Gateway) -> None:
    note(gateway, CREATED)
    note(gateway, UPDATED)
    gateway.clock.advance(timedelta(days=30))
    before = head(gateway)
    now = gateway.clock()
    assert gateway.write(lambda db: prune(db, now, timedelta(days=31))) == 0
    assert gateway.write(lambda db: prune(db, now, timedelta(days=30))) == 2
    assert gateway.write(lambda db: prune(db, now, timedelta(days=30))) == 0
    after = head(gateway)
    assert after == Head(position=2, pruned=2, epoch=before.epoch)
    assert before.can_replay(Position(before.epoch, 1))
    assert [after.can_replay(Position(after.epoch, number)) for number in (1, 2, 3)] == [False, True, False]
    note(gateway, DELETED)
    assert [change.position for change in changes(gateway)] == [3]


def test_after_a_restore_no_position_is_valid(gateway: Gateway) -> None:
    note(gateway, CREATED)
    before = head(gateway)
    gateway.write(renew_epochs)
    after = head(gateway)
    assert before.epoch != after.epoch
    assert not after.can_replay(before.end)
    assert after.can_replay(after.end)


@pytest.mark.parametrize(("epoch", "number", "given"), [(1, 0, "00000001.0"), (2**32 - 1, 255, "ffffffff.ff")])
def test_a_position_is_text_to_clients(epoch: int, number: int, given: str) -> None:
    assert str(Position(epoch, number)) == given
    assert parse_position(given) == Position(epoch, number)


@pytest.mark.parametrize(
    "given", ["", "1", "00000001", "00000001.", "0000001.0", "00000001.0000000000000000", "00000001.G"]
)
def test_other_text_is_no_position(given: str) -> None:
    with pytest.raises(ValueError, match="not a position"):
        parse_position(given)


def test_a_change_says_whether_the_public_could_see_the_entity_before(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    token = gateway.token(acme)
    for name in ("unpublishEvent", "publishEvent", "cancelEvent"):
        document = f"mutation ($uuid: UUID!) {{ {name}(uuid: $uuid) {{ userErrors {{ code }} }} }}"
        assert gateway.gql(document, token, uuid=event.id) == {name: {"userErrors": []}}
    found = changes(gateway, organisation_id=UUID(acme.uuid), event_id=UUID(str(event.id)))
    assert [(change.entity, change.kind, change.public, change.whole) for change in found] == [
        ("Event", ChangeKind.UNPUBLISHED, True, True),
        ("Event", ChangeKind.PUBLISHED, False, True),
        ("Event", ChangeKind.CANCELLED, True, True),
    ]
