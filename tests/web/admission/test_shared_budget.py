"""A budget that several processes share in a real Redis, and the fallback without Redis."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from app.settings.service import Settings, SettingsError
from app.web.admission import shared_budget
from app.web.admission.admission import Admission
from app.web.admission.shared_budget import LOG_INTERVAL_S, PAUSE_S, SharedBudget, wait_for
from tests.gateway import Gateway
from tests.redis_server import NEEDS_REDIS, RedisServer
from tests.web.admission.limiting import ask


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def server(running: RedisServer) -> RedisServer:
    with redis.Redis(port=running.port) as client:
        client.flushall()
    return running


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


Play = Callable[[SharedBudget, SharedBudget], Coroutine[Any, Any, None]]


def play(url: str, amount: int, test: Play, clock: Callable[[], float]) -> None:
    """Run a test with the budgets of two processes."""

    async def run() -> None:
        one, other = SharedBudget(url, amount, clock=clock), SharedBudget(url, amount, clock=clock)
        try:
            await test(one, other)
        finally:
            await one.close()
            await other.close()

    asyncio.run(run())


@NEEDS_REDIS
def test_processes_share_a_budget(server: RedisServer) -> None:
    async def test(one: SharedBudget, other: SharedBudget) -> None:
        assert (await one.take("a", 60), await other.take("a", 30)) == (0, 0)
        assert (await one.available("a"), await other.available("a"), await one.available("b")) == (10, 10, 100)
        wait = await other.take("a", 11)
        assert 0 < wait <= 120
        # The refused attempts took nothing.
        assert (await other.available("a"), await one.take("a", 10), await one.take("a", 1) > 0) == (10, 0, True)
        # A cost larger than the budget takes a full budget.
        assert (await one.take("b", 1_000), await one.available("b")) == (0, 0)
        await one.charge("c", 40)
        assert await other.available("c") == 60
        await one.charge("c", 80)
        assert await other.available("c") == 0

    play(server.url, 100, test, Watch())
    assert all(key.startswith("marquee:") and 0 < seconds <= 120 for key, seconds in server.keys().items())
    assert len(server.keys()) == 3


@NEEDS_REDIS
def test_a_service_uses_redis(gateway: Gateway, server: RedisServer) -> None:
    gateway.restart(budget=3, redis_url=server.url)
    assert [ask(gateway).status_code for _ in range(2)] == [200, 200]
    gateway.restart()
    answers = [ask(gateway) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert 0 < int(answers[1].headers["retry-after"]) <= 120
    gateway.restart(redis_url=None)


@NEEDS_REDIS
def test_without_redis_each_process_counts_for_itself_and_logs_it_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch, server = Watch(), RedisServer(tmp_path)

    async def test(one: SharedBudget, other: SharedBudget) -> None:
        assert await one.take("a", 100) == 0
        server.stop()
        with caplog.at_level(logging.WARNING):
            # Each process has a full budget of its own again.
            assert [await each.take("a", 60) for each in (one, one, other)] == [0, pytest.approx(12), 0]
            assert (await one.available("a"), await other.available("a")) == (40, 40)
            await one.charge("a", 10)
            assert await one.available("a") == 30
        assert len(caplog.records) == 2
        assert len({record.getMessage() for record in caplog.records}) == 1
        assert caplog.messages[0].startswith(
            "Redis does not answer, so each process counts budgets for itself: ConnectionError: "
        )
        assert len(caplog.messages[0]) < 300
        # Redis is back, and used again when the pause is over.
        server.start()
        assert await one.available("a") == 30
        watch.now += PAUSE_S
        assert await one.available("a") == 100

    try:
        play(server.url, 100, test, watch)
    finally:
        server.stop()


def test_an_unresponsive_redis_delays_one_request_per_pause(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_budget, "PATIENCE_S", 0.01)
    watch, calls = Watch(), 0

    async def silent(*_arguments: Any) -> bool:
        nonlocal calls
        calls += 1
        await asyncio.Event().wait()
        return True

    async def test(one: SharedBudget, _other: SharedBudget) -> None:
        monkeypatch.setattr(one._storage, "acquire_sliding_window_entry", silent)
        assert [await one.take("a", 1) for _ in range(50)] == [0] * 50
        assert calls == 1
        watch.now += PAUSE_S
        assert await asyncio.gather(*[one.take("a", 1) for _ in range(20)]) == [0] * 20
        assert calls == 2
        for _ in range(100):
            watch.now += PAUSE_S
            await one.take("a", 1)
        assert calls == 102

    with caplog.at_level(logging.WARNING):
        # Nothing listens at this port; no connection is attempted.
        play("redis://127.0.0.1:1/0", 1_000, test, watch)
    seconds = 101 * PAUSE_S
    assert len(caplog.records) == int(seconds // LOG_INTERVAL_S) + 1


@pytest.mark.parametrize(
    ("cost", "before", "before_ttl", "now", "now_ttl", "wait"),
    [
        # 40 of 100 fit beside the current minute's take. Half of the previous 80 must expire, which takes 30 s.
        (40, 80, 50.0, 20, 110.0, 20.0),
        (40, 80, 30.0, 20, 90.0, 0.0),
        (100, 80, 50.0, 0, 110.0, 50.0),
        # Nothing fits beside the current minute's take. It ends in 20 s, and then half of it must expire.
        (60, 0, 0.0, 80, 80.0, 50.0),
        (100, 0, 0.0, 80, 80.0, 80.0),
        (60, 0, 0.0, 80, 0.0, 30.0),
        # Nothing was taken: another caller's minute has just ended.
        (60, 0, 0.0, 0, 0.0, 0.0),
    ],
)
def test_the_wait_until_a_window_has_room(
    cost: int, before: int, before_ttl: float, now: int, now_ttl: float, wait: float
) -> None:
    assert wait_for(100, cost, before, before_ttl, now, now_ttl) == wait


def test_redis_without_its_package_is_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.web.admission.shared_budget")
    monkeypatch.setitem(sys.modules, "limits", None)
    with pytest.raises(SettingsError) as refused:
        Admission(Settings(redis_url="redis://127.0.0.1:1/0"), readers=1)
    assert str(refused.value) == (
        "MARQUEE_REDIS_URL is set, and the package limits is missing: install marquee[redis]."
    )


def test_the_address_of_redis_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    budget = Admission(Settings(redis_url="redis://:hunter2@127.0.0.1:1/0"), readers=1).budget
    assert isinstance(budget, SharedBudget)

    async def run() -> None:
        assert await budget.take("a", 1) == 0
        await budget.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text
