"""PostgreSQL restarts, stops, does not respond, or has no connection left."""

import asyncio
import time
from pathlib import Path

import asyncpg

from tests.faults.blackhole import Blackhole
from tests.faults.servers import OwnServer, stored_events
from tests.faults.writers import RETRIED, Writers
from tests.served.process import Served, served, wait_until

RESTARTS = 5
OUTAGE_S = 20.0
LINES_A_SECOND = 5
ANSWER_S = 5.0
BACK_S = 10.0


def writes(service: Served) -> bool:
    change = f'updateEvent(uuid: "{service.event}", input: {{ description: "Back." }}) {{ userErrors {{ message }} }}'
    return bool(service.data(f"mutation {{ {change} }}", service.token)["updateEvent"]["userErrors"] == [])


def test_restarts_during_writes(server: OwnServer, tmp_path: Path) -> None:
    with served(server.url, tmp_path) as service:
        with Writers(service) as history:
            for _ in range(RESTARTS):
                time.sleep(1)
                server.restart()
            time.sleep(1)
        wait_until(lambda: writes(service), "It does not write again.", BACK_S)
        assert history.codes["INTERNAL"] == 0
        assert set(history.codes) <= {"ok", *RETRIED}
        assert set(history.acknowledged) - stored_events(server.url) == set()


def test_an_outage(server: OwnServer, tmp_path: Path) -> None:
    with served(server.url, tmp_path) as service:
        before = len(service.log())
        with Writers(service) as history:
            time.sleep(1)
            server.stop()
            started = time.monotonic()
            time.sleep(OUTAGE_S)
            server.start()
            wait_until(lambda: writes(service), "It does not write again.", BACK_S)
            seconds = time.monotonic() - started
        lines = service.log()[before:]
        assert history.codes["INTERNAL"] == 0
        assert set(history.codes) <= {"ok", *RETRIED}
        assert len(lines) <= LINES_A_SECOND * seconds
        assert not [line for line in lines if "Traceback" in line]
        assert set(history.acknowledged) - stored_events(server.url) == set()


def test_a_network_that_drops_everything(server: OwnServer, tmp_path: Path) -> None:
    with Blackhole(server.port) as network:
        url = server.url.replace(str(server.port), str(network.port))
        with served(url, tmp_path) as service:
            assert writes(service)
            network.swallow()
            for token in (None, service.token):
                started = time.monotonic()
                answer = service.post(f'{{ event(uuid: "{service.event}") {{ name }} }}', token)
                assert answer.status_code == 503
                assert answer.json()["errors"][0]["extensions"]["code"] in RETRIED
                assert time.monotonic() - started <= 2 * ANSWER_S
            network.pass_on()
            wait_until(lambda: writes(service), "It does not write again.", BACK_S)


def test_no_connection_is_left(server: OwnServer, tmp_path: Path) -> None:
    async def statuses_without_connections(service: Served) -> list[tuple[int, str]]:
        connections = []
        try:
            while True:
                connections.append(await asyncpg.connect(server.url))
        except asyncpg.TooManyConnectionsError:
            pass
        # Close the service's connections, so that it must open new ones.
        await connections[0].execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'marquee'"
        )
        try:
            while True:
                connections.append(await asyncpg.connect(server.url))
        except asyncpg.TooManyConnectionsError:
            pass
        found = []
        for token in (None, service.token):
            answer = await asyncio.to_thread(service.post, f'{{ event(uuid: "{service.event}") {{ name }} }}', token)
            found.append((answer.status_code, answer.json()["errors"][0]["extensions"]["code"]))
            assert answer.headers["retry-after"]
        for connection in connections:
            await connection.close()
        return found

    with served(f"{server.url}?application_name=marquee", tmp_path) as service:
        assert set(asyncio.run(statuses_without_connections(service))) <= {(503, "UNAVAILABLE"), (503, "OVERLOADED")}
        wait_until(lambda: writes(service), "It does not write again.", BACK_S)
