"""The searched text is made of the categories and tags that are stored when the event's lock is taken, not before."""

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.builders import event_of
from tests.events.editing import UPDATE, create
from tests.gateway import Gateway

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_rename_sees_tags_that_were_committed_while_it_waited(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.write_slots.WAIT_S", 60.0)
    acme = gateway.organisation()
    uuid = create(gateway, acme, name="Gala", listing={"tags": ["jazz"]})
    url = gateway.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    body = {"query": UPDATE, "variables": {"uuid": str(uuid), "input": {"name": "Ball"}}}
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}

    async def rename() -> Any:
        other, watch = await asyncpg.connect(url), await asyncpg.connect(url)
        transaction = other.transaction()
        await transaction.start()
        await other.execute("UPDATE event SET version = version + 1 WHERE id = $1", uuid)
        await other.execute("UPDATE event_tag SET tag = 'swing', tag_key = 'swing' WHERE event_id = $1", uuid)
        task = asyncio.create_task(gateway.client.post("/graphql", json=body, headers=headers))
        for _ in range(3_000):
            if await watch.fetchval(WAITING):
                break
            await asyncio.sleep(0.01)
        await transaction.commit()
        answered = await task
        await other.close()
        await watch.close()
        return answered.json()

    assert gateway.run(rename())["data"]["updateEvent"]["userErrors"] == []
    row = event_of(gateway, uuid)
    assert (row.name, row.version, row.search_text) == ("Ball", 3, " ball ball swing ")
