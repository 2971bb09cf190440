"""The first step of an execution in a thread, and which executions use it."""

import asyncio
import threading
from typing import Any

import pytest

from app.graph.coercion import start_in_thread
from app.graph.scopes import RequireScope
from app.schema import schema
from app.sessions.operations import creation
from tests.builders import make_ready_event
from tests.gateway import Gateway

CREATE = """mutation ($event: UUID!, $input: [CreateSessionInput!]!) {
  createSessions(eventUuid: $event, input: $input) { userErrors { code } sessions { name } } }"""


def test_a_coroutine_starts_in_a_thread_and_continues_where_it_is_awaited() -> None:
    threads = []

    async def work() -> str:
        threads.append(threading.get_ident())
        await asyncio.sleep(0)
        threads.append(threading.get_ident())
        await asyncio.sleep(0.001)
        return "done"

    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError

    async def at_once() -> str:
        return "at once"

    async def main() -> None:
        assert await (await start_in_thread(work)) == "done"
        assert threads[0] != threads[1] == threading.get_ident()
        assert await start_in_thread(at_once) == "at once"
        assert await start_in_thread(lambda: 5) == 5
        with pytest.raises(LookupError):
            await (await start_in_thread(fail))

    asyncio.run(main())


def test_every_mutation_suspends_before_it_awaits_anything() -> None:
    assert schema._schema.mutation_type is not None
    for name, field in schema._schema.mutation_type.fields.items():
        marks = field.extensions["strawberry-definition"].extensions
        assert any(isinstance(mark, RequireScope) for mark in marks), name


@pytest.mark.parametrize("number", [10, 500])
def test_many_values_are_converted_and_planned_in_threads(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    token = gateway.token(acme)
    seen: dict[str, set[int]] = {"convert": set(), "plan": set()}
    plan = creation.plan_session  # type: ignore[attr-defined]

    def planned(*given: Any, **named: Any) -> Any:
        seen["plan"].add(threading.get_ident())
        return plan(*given, **named)

    monkeypatch.setattr(creation, "plan_session", planned)
    session_input: Any = schema.get_type_by_name("CreateSessionInput")
    session_input = session_input.origin
    made = session_input.__init__

    def converted(self: Any, *given: Any, **named: Any) -> None:
        seen["convert"].add(threading.get_ident())
        made(self, *given, **named)

    monkeypatch.setattr(session_input, "__init__", converted)
    starts = {"utc": "2026-07-01T08:00:00Z"}
    sent = [{"name": f"S {n}", "durationMinutes": 30, "startsOn": starts} for n in range(number)]
    answer = gateway.gql(CREATE, token, event=event.id, input=sent)["createSessions"]
    assert (answer["userErrors"], len(answer["sessions"])) == ([], number)

    async def loop() -> int:
        return threading.get_ident()

    here = gateway.run(loop())
    assert here not in seen["plan"]
    assert (here in seen["convert"]) is (number == 10)


def test_a_missing_scope_is_refused_in_a_thread_too(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    token = gateway.token(acme, "event.read")
    starts = {"utc": "2026-07-01T08:00:00Z"}
    sent = [{"name": f"S {n}", "durationMinutes": 30, "startsOn": starts} for n in range(400)]
    (error,) = gateway.errors(CREATE, token, event=event.id, input=sent)
    assert error["extensions"]["code"] == "FORBIDDEN"
