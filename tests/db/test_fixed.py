"""Statements that are compiled once for each engine: their values and rows have the types of their columns."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Boolean, bindparam, func, select, text
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.db.columns import Instant, Text, Uuid
from app.db.fixed import FixedStatement
from app.users.tables import UserRow
from tests.gateway import Gateway
from tests.user_builders import make_user

MOMENT = datetime(2026, 7, 1, 8, tzinfo=UTC)
ECHO = FixedStatement(
    text("SELECT :uuid, :at, :name, 1 = 1, :uuid")
    .bindparams(bindparam("uuid", type_=Uuid()), bindparam("at", type_=Instant()), bindparam("name", type_=Text()))
    .columns(first=Uuid(), at=Instant(), name=Text(), holds=Boolean(), second=Uuid())
)


def test_values_are_stored_and_read_in_their_types(gateway: Gateway) -> None:
    uuid = uuid4()

    def echo(db: DbSession) -> list[tuple[object, ...]]:
        given = {"uuid": uuid, "at": MOMENT, "name": "Łódź", "unused": 1}
        return [*ECHO.rows(db, given), ECHO.row(db, {**given, "at": None, "name": None}) or ()]

    assert gateway.read(echo) == [(uuid, MOMENT, "Łódź", True, uuid), (uuid, None, None, True, uuid)]


def test_a_statement_of_columns_keeps_its_constants(gateway: Gateway) -> None:
    user = make_user(gateway, gateway.organisation())
    statement = FixedStatement(
        select(col(UserRow.id), func.coalesce(col(UserRow.internal_id), "none"), col(UserRow.is_deleted)).where(
            col(UserRow.id) == bindparam("user", type_=Uuid())
        )
    )
    assert gateway.read(lambda db: statement.rows(db, {"user": user.id})) == [(user.id, "none", False)]
    assert gateway.read(lambda db: statement.row(db, {"user": uuid4()})) is None


def test_changed_rows_are_counted_and_the_sql_is_compiled_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    users = [make_user(gateway, acme) for _ in range(3)]
    statement = FixedStatement(
        text("UPDATE user_account SET is_brand = :brand WHERE id = :user").bindparams(
            bindparam("brand", type_=Boolean()), bindparam("user", type_=Uuid())
        )
    )

    def brand(uuid: UUID) -> int:
        return gateway.write(lambda db: statement.changed(db, {"brand": True, "user": uuid}))

    assert [brand(users[0].id), brand(uuid4())] == [1, 0]
    with gateway.statements() as seen:
        assert brand(users[1].id) == 1
    assert [sql[:6] for sql in seen] == ["UPDATE"]
