"""A database without a free connection is reported in time."""

import asyncio

import pytest

from app.db.database import Database
from app.db.errors import Overloaded
from tests.gateway import Gateway


# On SQLite writers wait for their slot instead.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("way", ["read", "change"])
def test_an_exhausted_pool_is_reported_as_overload(gateway: Gateway, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr("app.db.engine.POOL_SIZE", 1)
    monkeypatch.setattr("app.db.engine.POOL_WAIT_S", 0.05)

    async def two_at_once() -> str:
        database = Database(gateway.settings.database_url)
        try:
            async with asyncio.timeout(5), database.engine.connect():
                return await getattr(database, way)(lambda _db: "served")  # type: ignore[no-any-return]
        finally:
            await database.close()

    with pytest.raises(Overloaded):
        gateway.run(two_at_once())
