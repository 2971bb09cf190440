"""Two processes behind a real PgBouncer in transaction mode: no hint passes it, and no change is lost."""

import asyncio
import time
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from app.graph.follower import HINTED_POLL_S
from tests.faults.test_several_processes import CHANGES, delivered, two
from tests.pgbouncer import pgbouncer, through
from tests.served.demos import Demos, copy_of
from tests.served.process import DEMOS, Served, wait_until

NAME = "marquee_hints_beside"
POLLS = "Subscriptions get changes of other processes by polling"


async def listening(url: str) -> int:
    """The number of connections for hints that lead past the pooler."""
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()"
        return int(await connection.fetchval(query, NAME))
    finally:
        await connection.close()


def beside(url: str) -> str:
    """The address of the server itself."""
    named = make_url(url).set(drivername="postgresql").update_query_dict({"application_name": NAME})
    return named.render_as_string(hide_password=False)


def says_that_it_polls(service: Served) -> bool:
    return any(POLLS in line for line in service.log())


@pytest.mark.parametrize("hints", ["none", "beside the pooler", "through the pooler"])
def test_each_change_is_delivered_once(demos: Demos, tmp_path: Path, hints: str) -> None:
    with copy_of(demos("postgresql")) as url, pgbouncer(url, tmp_path) as port:
        pooled, direct = through(url, port), beside(url)
        DEMOS[pooled] = DEMOS[url]
        settings = {"transaction_pooler": "true"}
        if hints != "none":
            settings["listen_database_url"] = direct if hints == "beside the pooler" else pooled
        with two(pooled, tmp_path, settings) as (one, other):
            if hints == "beside the pooler":
                wait_until(lambda: asyncio.run(listening(url)) == 2, "They do not listen.")
            started = time.monotonic()
            asyncio.run(delivered(one, other))
            took = time.monotonic() - started
            assert [says_that_it_polls(each) for each in (one, other)] == [hints == "none"] * 2
            assert asyncio.run(listening(url)) == (2 if hints == "beside the pooler" else 0)
        if hints == "beside the pooler":
            # Each change would wait for a poll of its own.
            assert took < CHANGES * HINTED_POLL_S / 2
