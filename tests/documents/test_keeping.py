"""What a process keeps of documents is bounded, and looking through the long ones holds nobody up."""

import asyncio
import gc
import threading
import tracemalloc
from hashlib import sha256
from typing import Any

import pytest
from graphql import parse, validate

from app.graph.execution import Executor
from app.graph.limits import validation
from app.graph.limits.document_cache import LONG_DOCUMENT
from app.graph.limits.worker_thread import WorkerThread
from app.schema import schema
from app.settings.caches import MIB, CacheShares
from app.settings.documents import DocumentSettings
from tests.gateway import Gateway

EVENTS = "events(first: 1) {{ nodes {{ {} }} }}"
LONG = "{ # " + "x" * LONG_DOCUMENT + "\n events { totalCount } }"


async def once_for_all(worker: WorkerThread, calls: list[str]) -> list[str]:
    begin = threading.Event()

    def work() -> str:
        begin.wait(5)
        calls.append(threading.current_thread().name)
        return "done"

    waiting = [asyncio.create_task(worker.run("key", work)) for _ in range(3)]
    await asyncio.sleep(0)
    begin.set()
    return await asyncio.gather(*waiting)


def test_equal_work_is_done_once_and_in_another_thread() -> None:
    calls: list[str] = []
    assert asyncio.run(once_for_all(WorkerThread(), calls)) == ["done"] * 3
    assert [name.startswith("marquee-documents") for name in calls] == [True]


async def abandoned(worker: WorkerThread, calls: list[str]) -> list[str]:
    begin = threading.Event()
    busy = asyncio.create_task(worker.run("busy", lambda: begin.wait(5)))
    left = [asyncio.create_task(worker.run("left", lambda: calls.append("left"))) for _ in range(2)]
    stays = asyncio.create_task(worker.run("stays", lambda: calls.append("stays")))
    await asyncio.sleep(0)
    for task in left:
        task.cancel()
    one_left = [asyncio.create_task(worker.run("one", lambda: calls.append("one"))) for _ in range(2)]
    await asyncio.sleep(0)
    one_left[0].cancel()
    # The loop needs a few steps to notify the thread.
    for _ in range(10):
        await asyncio.sleep(0)
    begin.set()
    await asyncio.gather(busy, *left, stays, *one_left, return_exceptions=True)
    return calls


def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    assert asyncio.run(abandoned(WorkerThread(), [])) == ["stays", "one"]


def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads in which documents are validated from now on."""
    seen: list[str] = []

    def noting(*arguments: Any, **named: Any) -> Any:
        seen.append(threading.current_thread().name)
        return validate(*arguments, **named)

    monkeypatch.setattr("app.graph.limits.validation.validate", noting)
    return seen


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_long_documents_are_looked_through_beside_the_loop(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart()
    seen = looks(monkeypatch)
    for document in (LONG, "{ events { totalCount } }"):
        assert gateway.gql(document) == {"events": {"totalCount": 0}}
        assert gateway.gql(document) == {"events": {"totalCount": 0}}
    assert [name.startswith("marquee-documents") for name in seen] == [True, False]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_registering_a_long_document_holds_nobody_up(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.restart()
    seen = looks(monkeypatch)
    bad = LONG.replace("events", "evts")
    for text, code in ((LONG, None), (bad, "GRAPHQL_VALIDATION_FAILED")):
        digest = sha256(text.encode()).hexdigest()
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
        for body in ({"query": text} | named, named):
            errors = gateway.post(json=body).json().get("errors", [{"extensions": {"code": None}}])
            assert errors[0]["extensions"]["code"] == code
    assert [name.startswith("marquee-documents") for name in seen] == [True, True]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_several_refused_documents_are_looked_through_once_each(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.restart()
    seen = looks(monkeypatch)
    for _ in range(3):
        for number in range(5):
            (error,) = gateway.errors(f"{{ nothing{number} }}")
            assert error["message"].startswith(f"Cannot query field 'nothing{number}'")
            assert error["locations"] == [{"line": 1, "column": 3}]
    assert len(seen) == 5


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_documents_and_their_plans_are_kept_up_to_so_many_bytes(gateway: Gateway) -> None:
    gateway.restart(cache_mib=8)
    executor = gateway.app.state.services.executor
    known, reader = executor._documents, executor.reader
    seen: list[tuple[int, int]] = []
    wide = [" ".join(f"a{place}: name" for place in range(280 + number)) for number in range(12)]
    documents = [f"{{ {EVENTS.format(each)} }}" for each in wide]
    for document in documents:
        gateway.gql(document)
        seen.append((len(known._valid), reader._count))
    # 840 tokens and more are half a mebibyte, and documents have three of the eight.
    assert known._valid.bytes <= CacheShares.of(8).documents == 3 * MIB
    assert seen[-1] == (seen[-2][0], seen[-2][0])
    assert 4 <= seen[-1][0] <= 6
    # No plan without its document, which it would hold; and no document is read again for nothing.
    assert len(reader._keys) == len(known._valid) == len(reader._families)
    plans = [plan for family in reader._families.values() for plan in family.plans.values()]
    # One value each: the size of the page.
    assert reader._weight == sum(len(plan.sql) + 1_500 for plan in plans)
    gateway.gql(documents[0])
    assert reader._count == seen[-1][0]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_plans_of_one_document_are_kept_up_to_so_many_bytes(gateway: Gateway) -> None:
    gateway.restart(cache_mib=1)
    reader = gateway.app.state.services.executor.reader
    names = [f"v{number}" for number in range(9)]
    fields = " ".join(f"a{n}: sessions(first: 1) @include(if: ${n}) {{ nodes {{ name uuid }} }}" for n in names)
    head = ", ".join(f"${name}: Boolean!" for name in names)
    document = f"query ({head}) {{ {EVENTS.format('uuid ' + fields)} }}"
    for number in range(2 ** len(names)):
        wanted: dict[str, Any] = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        gateway.gql(document, **wanted)
    assert reader._weight <= CacheShares.of(1).plans
    assert 10 < reader._count < 2 ** len(names)


def test_a_document_weighs_no_less_than_it_takes() -> None:
    """The densest that there are: a field a token."""
    text = "{ events { nodes { " + "name " * 9_000 + "} } }"
    gc.collect()
    tracemalloc.start()
    document = parse(text)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken <= validation.BYTES_PER_TOKEN * document.token_count
    executor = Executor(schema, DocumentSettings())
    checked = executor._documents.find_sync("{ events { totalCount } }", introspection=True)
    assert checked.weight == validation.BYTES_PER_TOKEN * 6 + 4 * len("{ events { totalCount } }")
