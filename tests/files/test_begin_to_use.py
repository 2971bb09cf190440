"""On PostgreSQL: whoever begins to use a file that another transaction is deleting waits, and does not find it then."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from app.events.tables import EventRow
from tests.builders import make_event, make_session, stored
from tests.files.filing import make_file
from tests.gateway import Gateway
from tests.user_builders import make_community, make_user

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid::text = :other")
UPDATES = {
    "User": "avatarFileUuid",
    "Community": "avatarFileUuid",
    "Event": "coverImageFileUuid",
    "Session": "imageFileUuid",
}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", UPDATES)
def test_a_file_that_is_being_deleted_cannot_be_used(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    file = make_file(gateway, acme)
    event = make_event(gateway, acme)
    things: dict[str, Callable[[], Any]] = {
        "User": lambda: make_user(gateway, acme),
        "Community": lambda: make_community(gateway, acme),
        "Event": lambda: event,
        "Session": lambda: make_session(gateway, event),
    }
    thing = things[kind]()
    document = f"""mutation($uuid: UUID!, $input: Update{kind}Input!) {{
      update{kind}(uuid: $uuid, input: $input) {{ userErrors {{ code path }} }} }}"""
    variables = {"uuid": str(thing.id), "input": {UPDATES[kind]: str(file.id)}}
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}

    async def race() -> httpx2.Response:
        async with gateway.database.engine.connect() as other, gateway.database.engine.connect() as watching:
            await other.execute(text("DELETE FROM file WHERE id = :id").bindparams(id=file.id))
            number = await other.scalar(text("SELECT pg_current_xact_id()::text"))
            request = gateway.client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
            task = asyncio.create_task(request)
            for _ in range(1000):
                if await watching.scalar(WAITING.bindparams(other=number)):
                    break
                await asyncio.sleep(0.005)
            await other.commit()
        return await task

    answer = gateway.run(race()).json()
    refusal = {"code": "NOT_FOUND", "path": ["input", UPDATES[kind]]}
    assert answer == {"data": {f"update{kind}": {"userErrors": [refusal]}}}
    assert [row["cover_image_file_id"] for row in stored(gateway, EventRow)] == [None]
