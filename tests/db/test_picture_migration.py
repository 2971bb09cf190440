"""The avatars that users have when the database is migrated are kept as their pictures."""

import asyncio
from typing import Any
from uuid import UUID

from alembic import command
from sqlalchemy import Connection, insert, select

from app.db import migrate
from tests.db.old_dates import key
from tests.db.test_money_migration import minimal_row, table
from tests.engines import Engine, empty_beside

BEFORE = "2026_11_30_12_webhook_scopes"


def test_the_avatar_of_a_user_becomes_a_picture_of_theirs(engine: Engine) -> None:
    def add(connection: Connection, name: str, **values: Any) -> None:
        text = connection.dialect.name == "sqlite"
        given = {each: str(value) if text and isinstance(value, UUID) else value for each, value in values.items()}
        connection.execute(insert(table(connection, name)).values(minimal_row(connection, name) | given))

    def before(connection: Connection) -> None:
        command.upgrade(migrate.configuration(connection), BEFORE)
        acme = {"organisation_id": key("acme")}
        add(connection, "organisation", id=key("acme"), slug="acme")
        add(connection, "file", id=key("portrait"), type="IMAGE", access_type="PUBLIC", address="/a.png", **acme)
        add(connection, "user_account", id=key("Ada"), avatar_file_id=key("portrait"), **acme)
        add(connection, "user_account", id=key("Bob"), **acme)

    def pictures(connection: Connection) -> list[tuple[UUID, UUID]]:
        found = connection.execute(select(table(connection, "user_picture")))
        return [(UUID(str(row.user_id)), UUID(str(row.file_id))) for row in found]

    with empty_beside(engine) as url:
        asyncio.run(migrate.run_locked(url, before))
        migrate.upgrade(url)
        assert asyncio.run(migrate.run_locked(url, pictures)) == [(key("Ada"), key("portrait"))]
