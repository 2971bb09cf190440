"""Database URLs: the drivers' spelling, and connections of the reader and the writer with them."""

import asyncio

import pytest
from sqlalchemy import text

from app.db.addresses import async_url
from app.db.database import Database
from tests.engines import Engine


@pytest.mark.parametrize(
    ("url", "driver_url"),
    [
        ("sqlite:///marquee.db", "sqlite+aiosqlite:///marquee.db"),
        ("sqlite:////var/lib/marquee.db", "sqlite+aiosqlite:////var/lib/marquee.db"),
        ("postgresql://u:p%40ss@db:5433/m", "postgresql+asyncpg://u:p%40ss@db:5433/m"),
        ("postgresql://u@db/m?sslmode=require", "postgresql+asyncpg://u@db/m?ssl=require"),
        ("postgresql:///m?host=/run/postgresql", "postgresql+asyncpg:///m?host=%2Frun%2Fpostgresql"),
    ],
)
def test_a_url_is_translated_for_the_driver(url: str, driver_url: str) -> None:
    assert async_url(url).render_as_string(hide_password=False) == driver_url


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("mode", ["disable", "prefer"])
def test_reads_and_writes_work_with_sslmode(engine: Engine, mode: str) -> None:
    async def both_sides() -> tuple[int, int]:
        database = Database(f"{engine.url}{'&' if '?' in engine.url else '?'}sslmode={mode}")
        try:
            written = await database.change(lambda db: db.connection().execute(text("SELECT 1")).scalar_one())
            async with database.reading() as statements:
                return written, await statements.fetch_value("SELECT 2", ())
        finally:
            await database.close()

    assert asyncio.run(both_sides()) == (1, 2)
