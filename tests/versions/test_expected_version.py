"""`expectedVersion`: of all who change one version of an object, one succeeds and the others learn the new version."""

import asyncio
from typing import Any

import pytest

from app.db.expected_version import expect_version, require_compared
from app.schema import schema
from tests.builders import everything
from tests.contract.client import Client
from tests.gateway import Gateway
from tests.sessions.selecting import Hall
from tests.versions.objects import CHANGES, World, make_world

WRITERS = 12
STALE = "userErrors.currentVersion"


@pytest.fixture
def world(gateway: Gateway) -> World:
    return make_world(gateway)


def stale(stored: int, expected: int) -> list[dict[str, Any]]:
    sentence = f"This has changed meanwhile: its version is {stored}, and {expected} was expected."
    return [{"code": "STALE", "message": sentence, "path": ["expectedVersion"], "currentVersion": stored}]


def test_every_mutation_refuses_another_version_and_raises_the_stored_one_by_one(world: World) -> None:
    for mutation, what, arguments in CHANGES:
        sent = {"uuid": world.uuids[what]} | arguments
        before, version = everything(world.gateway), world.version(what)
        for other in (version - 1, version + 1):
            refused = world.client.payload(mutation, STALE, f"{what}.version", **sent, expectedVersion=other)
            assert (mutation, refused["userErrors"]) == (mutation, stale(version, other))
            assert refused[what] is None
        assert everything(world.gateway) == before, mutation
        done = world.client.payload(mutation, STALE, f"{what}.version", **sent, expectedVersion=version)
        assert (mutation, done["userErrors"]) == (mutation, [])
        assert (mutation, done[what]["version"], world.version(what)) == (mutation, version + 1, version + 1)
    fields = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    compared = {name for name, field in fields.items() if "expectedVersion" in field.args}
    assert compared == {mutation for mutation, _what, _arguments in CHANGES} | {"selectSessions"}


def test_without_an_expected_version_none_is_compared(world: World) -> None:
    for expected in ({}, {"expectedVersion": None}):
        name = f"With {len(expected)}"
        sent = {"uuid": world.uuids["track"], "input": {"name": name}} | expected
        assert world.client.do("updateTrack", "track.name", **sent) == name


def test_another_tenant_does_not_learn_the_version(world: World) -> None:
    other = world.gateway.organisation("globex")
    world.client.token = world.gateway.token(other)
    for what in ("track", "user", "event", "occurrence"):
        mutation = f"update{what.capitalize()}"
        payload = world.client.payload(mutation, STALE, uuid=world.uuids[what], input={}, expectedVersion=7)
        found = [(each["code"], each["path"], each["currentVersion"]) for each in payload["userErrors"]]
        assert found == [("NOT_FOUND", ["uuid"], None)]


def test_of_parallel_edits_of_one_version_one_wins(world: World) -> None:
    for what, name in (("event", "name"), ("track", "name"), ("occurrence", "capacity"), ("user", "displayName")):
        payloads = world.gateway.run(edit_at_once(world, what, name))
        refused = {what: None, "userErrors": [{"code": "STALE", "currentVersion": 2}]}
        assert sorted(payloads, key=lambda payload: payload[what] is None) == [
            {what: {"version": 2}, "userErrors": []},
            *[refused] * (WRITERS - 1),
        ]
        assert world.version(what) == 2


async def edit_at_once(world: World, what: str, name: str) -> list[Any]:
    """The payloads of several requests that expect version 1 and set the field to different values."""
    mutation = f"update{what.capitalize()}"
    document = (
        f"mutation ($uuid: UUID!, $input: U{mutation[1:]}Input!) {{ {mutation}(uuid: $uuid, input: $input,"
        f" expectedVersion: 1) {{ {what} {{ version }} userErrors {{ code currentVersion }} }} }}"
    )

    async def edit(number: int) -> Any:
        value = number if name == "capacity" else f"Edit {number}"
        body = {"query": document, "variables": {"uuid": world.uuids[what], "input": {name: value}}}
        headers = {"Authorization": f"Bearer {world.client.token}"}
        answer = await world.gateway.client.post("/graphql", json=body, headers=headers)
        return answer.json()["data"][mutation]

    return await asyncio.gather(*(edit(number) for number in range(1, WRITERS + 1)))


def test_a_retry_with_a_key_is_answered_before_versions_are_compared(world: World) -> None:
    document = (
        "mutation ($uuid: UUID!, $version: Int) {"
        ' updateTrack(uuid: $uuid, input: {name: "New"}, expectedVersion: $version) {'
        " track { version } userErrors { code } } }"
    )

    def send(key: str) -> Any:
        body = {"query": document, "variables": {"uuid": world.uuids["track"], "version": 1}}
        headers = {"Authorization": f"Bearer {world.client.token}", "Idempotency-Key": key}
        return world.gateway.post(json=body, headers=headers).json()["data"]["updateTrack"]

    assert send("one") == {"track": {"version": 2}, "userErrors": []}
    assert send("one") == {"track": {"version": 2}, "userErrors": []}
    assert send("two") == {"track": None, "userErrors": [{"code": "STALE"}]}


def test_a_selection_of_sessions_starts_at_version_0(gateway: Gateway) -> None:
    hall = Hall(gateway)
    session = hall.session("Opening")
    client = Client(gateway, hall.staged.token)

    def select(expected: int | None) -> Any:
        return client.payload(
            "selectSessions",
            STALE,
            "sessionSelection.version",
            eventUuid=str(hall.staged.event),
            userUuid=hall.ada,
            input={"sessionUuids": [session]},
            expectedVersion=expected,
        )

    assert select(1)["userErrors"] == stale(0, 1)
    assert select(0)["sessionSelection"] == {"version": 1}
    before = everything(gateway)
    assert select(0)["userErrors"] == stale(1, 0)
    assert everything(gateway) == before
    assert select(None)["userErrors"] == []


def test_an_expected_version_that_an_operation_does_not_compare_is_an_error(world: World) -> None:
    def work(db: Any) -> None:
        expect_version(db, world.uuids["event"], 1)  # type: ignore[arg-type]
        require_compared(db)

    with pytest.raises(RuntimeError, match="has not compared the expected version"):
        world.gateway.write(work)
