"""Column types return what was stored; constraints and sorting are the same on both engines."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.types import TypeEngine
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.auth.tables import ApplicationRow, TokenRow
from app.db.columns import NEVER, CalendarDate, ClockTime, Instant, Json, Text, Uuid, WallClock
from app.organisations.tables import OrganisationRow
from tests.gateway import START, Gateway, Organisation

SYDNEY = timezone(timedelta(hours=11))
ID = UUID("0f0e0d0c-0b0a-0908-0706-050403020100")

ROUND_TRIPS: list[tuple[TypeEngine[Any], Any, Any]] = [
    (Text(10), "", ""),
    (Text(10), "  Ünïcödé ", "  Ünïcödé "),
    (Text(3), "🎪🎪🎪", "🎪🎪🎪"),
    (Text(), "line\r\nline\t'\"\\%_", "line\r\nline\t'\"\\%_"),
    (Instant(), datetime(2026, 6, 1, 9, 0, 7, tzinfo=UTC), datetime(2026, 6, 1, 9, 0, 7, tzinfo=UTC)),
    (Instant(), datetime(2026, 6, 1, 9, tzinfo=SYDNEY), datetime(2026, 5, 31, 22, tzinfo=UTC)),
    (Instant(), datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)),
    (Instant(), NEVER, NEVER),
    (WallClock(), datetime(2026, 10, 4, 2, 30), datetime(2026, 10, 4, 2, 30)),
    (WallClock(), datetime(476, 9, 4), datetime(476, 9, 4)),
    (CalendarDate(), date(2028, 2, 29), date(2028, 2, 29)),
    (ClockTime(), time(0, 0), time(0, 0)),
    (ClockTime(), time(23, 59, 59), time(23, 59, 59)),
    (Uuid(), ID, ID),
    (Json, {"b": [1, "ä", None, True], "a": {}}, {"b": [1, "ä", None, True], "a": {}}),
    (Json, [], []),
]  # fmt: skip
EVERY_TYPE: list[TypeEngine[Any]] = [
    Text(10), Instant(), WallClock(), CalendarDate(), ClockTime(), Uuid(), Json,
]  # fmt: skip


def stored(gateway: Gateway, column_type: TypeEngine[Any], value: Any) -> Any:
    """The value read back from a column of this type."""
    table = Table("scratch", MetaData(), Column("id", Integer, primary_key=True), Column("value", column_type))

    def work(db: DbSession) -> Any:
        connection = db.connection()
        table.create(connection)
        connection.execute(insert(table), [{"id": 1, "value": value}])
        back = connection.execute(select(table.c.value)).scalar_one()
        table.drop(connection)
        return back

    return gateway.write(work)


def raw(gateway: Gateway, sql: str) -> Any:
    return gateway.read(lambda db: db.connection().execute(text(sql)).scalars().all())


@pytest.mark.parametrize(("column_type", "value", "expected"), ROUND_TRIPS)
def test_a_value_is_read_back_unchanged(
    gateway: Gateway, column_type: TypeEngine[Any], value: Any, expected: Any
) -> None:
    back = stored(gateway, column_type, value)
    assert back == expected
    assert isinstance(back, type(expected))
    assert getattr(back, "tzinfo", None) == getattr(expected, "tzinfo", None)


@pytest.mark.parametrize("column_type", EVERY_TYPE, ids=repr)
def test_null_is_read_back_as_none(gateway: Gateway, column_type: TypeEngine[Any]) -> None:
    assert stored(gateway, column_type, None) is None


@pytest.mark.parametrize(
    ("column_type", "value", "message"),
    [
        (Instant(), datetime(2026, 6, 1, 9), "An instant needs an offset"),
        (WallClock(), datetime(2026, 6, 1, 9, tzinfo=UTC), "A local time has no offset"),
    ],
)
def test_instants_and_local_times_are_not_interchangeable(
    gateway: Gateway, column_type: TypeEngine[Any], value: datetime, message: str
) -> None:
    with pytest.raises(StatementError, match=message):
        stored(gateway, column_type, value)


def test_the_stored_form_is_text_that_sorts_by_time(gateway: Gateway) -> None:
    gateway.organisation()
    assert raw(gateway, "SELECT created_at FROM organisation") == ["2026-06-01T09:00:00Z"]
    assert raw(gateway, "SELECT created_local FROM organisation") == ["2026-06-01T19:00:00"]
    assert Instant().process_bind_param(NEVER, None) == "9999-12-31T23:59:59Z"  # type: ignore[arg-type]


def test_text_sorts_by_its_bytes(gateway: Gateway) -> None:
    slugs = ["b", "a", "B", "ä", "_", "-", "a-", "ab", "Z", "10", "9", "é", "z"]
    for slug in slugs:
        gateway.organisation(slug)
    expected = sorted(slugs, key=str.encode)
    assert expected[:4] == ["-", "10", "9", "B"]
    assert raw(gateway, "SELECT slug FROM organisation ORDER BY slug") == expected


def token_of(application_id: UUID) -> TokenRow:
    return TokenRow(hash="0" * 64, application_id=application_id, scopes=[], issued_at=START, expires_at=START)


def test_a_reference_to_a_missing_row_is_refused(gateway: Gateway) -> None:
    with pytest.raises(IntegrityError):
        gateway.write(lambda db: db.add(token_of(ID)))
    assert raw(gateway, "SELECT hash FROM token") == []


def test_deleting_a_row_deletes_its_parts(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    for organisation in (acme, other):
        gateway.token(organisation)

    def close(db: DbSession, organisation: Organisation = acme) -> None:
        db.delete(db.get(OrganisationRow, UUID(organisation.uuid)))

    gateway.write(close)
    owners = gateway.read(lambda db: db.exec(select(col(ApplicationRow.organisation_id))).all())  # type: ignore[call-overload]
    assert [str(row[0]) for row in owners] == [other.uuid]
    assert len(raw(gateway, "SELECT hash FROM token")) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE organisation SET slug = 'taken' WHERE slug = 'acme'",
        "UPDATE organisation SET name = NULL",
        "INSERT INTO token SELECT 'a', id, '[]', 'b', 'c' FROM organisation",
    ],
)
def test_check_constraints_refuse_invalid_values(gateway: Gateway, change: str) -> None:
    gateway.organisation()
    gateway.organisation("taken")
    with pytest.raises(DBAPIError):
        gateway.write(lambda db: db.connection().execute(text(change)))
    assert raw(gateway, "SELECT slug FROM organisation ORDER BY slug") == ["acme", "taken"]
