"""gql, the Python client, on a live server: over HTTP, over a WebSocket, and with a schema that it checks against."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import GraphQLError

from tests.cli.running import PATIENCE_S, output_until

SDL = (Path(__file__).parent.parent.parent / "schema.graphql").read_text(encoding="utf-8")
PROGRAMME = """
query Programme($organisation: String!, $slug: String!) {
  eventBySlug(organisationSlug: $organisation, slug: $slug) {
    name
    sessions(first: 1) { totalCount nodes { displayName durationMinutes track { name } } }
  }
}"""
DEMO = {"organisation": "marquee-demo", "slug": "chaos-communication-camp-2019"}
PROGRAMME_OF_DEMO = GraphQLRequest(PROGRAMME, variable_values=DEMO)
ANSWER = {
    "eventBySlug": {
        "name": "Chaos Communication Camp 2019",
        "sessions": {
            "totalCount": 79,
            "nodes": [
                {
                    "displayName": "Opening Ceremony",
                    "durationMinutes": 30,
                    "track": {"name": "CCC"},
                }
            ],
        },
    }
}
FOLLOW = gql("subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { kind event { name } } }")
RENAME = gql("""
mutation ($uuid: UUID!, $name: String!, $description: String) {
  updateEvent(uuid: $uuid, input: {name: $name, description: $description}) { event { name } userErrors { code path } }
}""")
DRAFT = gql("""
mutation ($organisation: UUID!, $input: CreateEventInput!) {
  createEvent(organisationUuid: $organisation, input: $input) { event { uuid status } userErrors { code path } }
}""")


@dataclass(frozen=True)
class Live:
    """A server of the demo, and a token that may do everything there."""

    url: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def client(self, **options: Any) -> Client:
        return Client(transport=HTTPXTransport(self.url, headers=self.headers, timeout=PATIENCE_S), **options)

    def drafted(self) -> str:
        """The uuid of a new event."""
        client = self.client()
        found = client.execute(gql('{ organisationBySlug(slug: "marquee-demo") { uuid } }'))
        once = {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2031-05-02 18:00"}, "durationMinutes": 90}
        given = {
            "organisation": found["organisationBySlug"]["uuid"],
            "input": {"name": "Quay Talks", "timezone": "Australia/Sydney", "occurrence": once},
        }
        payload = client.execute(GraphQLRequest(DRAFT, variable_values=given))["createEvent"]
        assert (payload["userErrors"], payload["event"]["status"]) == ([], "DRAFT")
        uuid: str = payload["event"]["uuid"]
        return uuid


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    database = f"sqlite:///{tmp_path_factory.mktemp('live') / 'marquee.db'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MARQUEE_DATABASE_URL": database},
    )
    try:
        said = output_until(process, r"Marquee serves \S+\s")
        (token,) = set(re.findall(r"mqt_\S+", said.split("A first request")[0]))
        yield Live(said.split("Marquee serves ")[1].split()[0], token)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def test_a_query_is_answered_over_http(live: Live) -> None:
    anonymous = Client(transport=HTTPXTransport(live.url, timeout=PATIENCE_S))
    assert anonymous.execute(PROGRAMME_OF_DEMO) == ANSWER


def test_the_schema_is_fetched_and_checked_against(live: Live) -> None:
    with live.client(fetch_schema_from_transport=True) as session:
        assert session.execute(PROGRAMME_OF_DEMO) == ANSWER
        with pytest.raises(GraphQLError, match="Cannot query field 'nothingOfTheKind' on type 'Query'"):
            session.execute(gql("{ nothingOfTheKind }"))
    with Client(schema=SDL, transport=HTTPXTransport(live.url, timeout=PATIENCE_S)) as session:
        assert session.execute(PROGRAMME_OF_DEMO) == ANSWER


def test_a_mutation_is_answered_and_an_error_has_its_code(live: Live) -> None:
    uuid = live.drafted()
    renamed = live.client().execute(GraphQLRequest(RENAME, variable_values={"uuid": uuid, "name": "Harbour Talks"}))
    assert renamed == {"updateEvent": {"event": {"name": "Harbour Talks"}, "userErrors": []}}
    anonymous = Client(transport=HTTPXTransport(live.url, timeout=PATIENCE_S))
    with pytest.raises(TransportQueryError) as refused:
        anonymous.execute(GraphQLRequest(RENAME, variable_values={"uuid": uuid, "name": "Nobody's Talks"}))
    assert [error["extensions"]["code"] for error in refused.value.errors or ()] == ["FORBIDDEN"]


def test_several_requests_share_an_asynchronous_session(live: Live) -> None:
    async def ask() -> list[Any]:
        transport = HTTPXAsyncTransport(live.url, timeout=PATIENCE_S)
        async with Client(transport=transport) as session:
            return await asyncio.gather(*(session.execute(PROGRAMME_OF_DEMO) for _ in range(3)))

    assert asyncio.run(ask()) == [ANSWER] * 3


def test_queries_mutations_and_subscriptions_share_a_websocket(live: Live) -> None:
    uuid = live.drafted()

    async def follow() -> tuple[Any, list[Any]]:
        transport = WebsocketsTransport(
            live.url.replace("http", "ws"),
            init_payload={"authorization": f"Bearer {live.token}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        async with Client(transport=transport) as session:
            answer = await session.execute(PROGRAMME_OF_DEMO)
            items: list[Any] = []
            heard = asyncio.Event()

            async def rename() -> None:
                # The subscription stands some time after it was requested, and receives one of these.
                for number in count():
                    if heard.is_set():
                        return
                    given = {"uuid": uuid, "name": "Heard", "description": f"Change {number}"}
                    await session.execute(GraphQLRequest(RENAME, variable_values=given))
                    await asyncio.sleep(0.05)

            renaming = asyncio.create_task(rename())
            async for item in session.subscribe(GraphQLRequest(FOLLOW, variable_values={"uuid": uuid})):
                items.append(item)
                heard.set()
                break
            await renaming
            return answer, items

    answer, items = asyncio.run(asyncio.wait_for(follow(), PATIENCE_S))
    assert answer == ANSWER
    assert items == [{"eventChanged": {"kind": "UPDATED", "event": {"name": "Heard"}}}]
