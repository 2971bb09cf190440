"""How `marquee serve` stops: it answers the accepted clients, for every signal, and always ends."""

import asyncio
import json
import os
import signal
import socket
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from app.events.tables import EventRow
from tests.builders import stored
from tests.cli.running import FRESH, PATIENCE_S, Marquee, Process, address
from tests.cli.test_serve import ask
from tests.cli.test_serve_streams import close_code, following
from tests.gateway import Gateway

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def awake(url: str, workers: int = 1) -> None:
    """Wait until every worker runs: one that is still starting does not handle signals."""
    for _ in range(1 if workers == 1 else 20):
        assert ask(url, "{ __typename }") == {"data": {"__typename": "Query"}}


def children(pid: int) -> list[int]:
    """The running child processes."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                state, parent = (each / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == pid and state != "Z":
                found.append(int(each.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def from_many(url: str, number: int, tell: Process, how: signal.Signals) -> Counter[str]:
    """The statuses that the clients get when the process stops, each on its own connection."""
    where = urlsplit(url)
    body = json.dumps({"query": "{ __typename }"}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"

    async def one() -> str:
        try:
            reader, writer = await asyncio.open_connection(where.hostname, where.port)
            writer.write(head.encode() + body)
            answer = await reader.read(12)
            writer.close()
        except OSError as error:
            return type(error).__name__
        return answer.decode()

    clients = [asyncio.create_task(one()) for _ in range(number)]
    # All are connected, and few have been accepted.
    await asyncio.sleep(0.02)
    tell.send_signal(how)
    return Counter(await asyncio.gather(*clients))


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """All clients of a test have the same address."""
    for limit in ("MARQUEE_MAX_IN_FLIGHT", "MARQUEE_MAX_IN_FLIGHT_PER_CALLER"):
        monkeypatch.setenv(limit, "200")


@ON_SQLITE
@pytest.mark.parametrize("workers", [1, 2])
def test_accepted_clients_are_answered_when_the_terminal_closes(marquee: Marquee, workers: int, roomy: None) -> None:
    with marquee.process("serve", "--port", "0", "--workers", str(workers)) as process:
        url = address(process)
        awake(url, workers)
        assert asyncio.run(from_many(url, 100, process, signal.SIGHUP)) == {"HTTP/1.1 200": 100}
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert err == ""


def test_workers_share_a_port_and_a_database_and_answer_accepted_clients(marquee: Marquee, roomy: None) -> None:
    made = marquee("demo", "--json").json
    with marquee.process("serve", "--port", "0", "--workers", "2", script=FRESH) as process:
        url = address(process)
        for _ in range(20):
            data = ask(url, "{ viewer { application { name } } }", made["token"])["data"]
            assert data == {"viewer": {"application": {"name": "Marquee demo"}}}
        with following(url, made["token"], made["event"]) as client:
            assert asyncio.run(from_many(url, 100, process, signal.SIGTERM)) == {"HTTP/1.1 200": 100}
            assert close_code(client) == 1012
        # Half the drain time: it did not wait for the stream.
        _, err = process.communicate(timeout=12)
    assert (process.returncode, err) == (0, "")


@ON_SQLITE
def test_a_process_under_nohup_survives_a_closed_terminal(marquee: Marquee) -> None:
    with marquee.process("serve", "--port", "0", nohup=True) as process:
        url = address(process)
        awake(url)
        process.send_signal(signal.SIGHUP)
        # Longer than a stop takes.
        for _ in range(20):
            awake(url)
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


@ON_SQLITE
def test_workers_end_with_their_parent(marquee: Marquee) -> None:
    with marquee.process("serve", "--port", "0", "--workers", "2") as process:
        url = address(process)
        awake(url, 2)
        orphans = children(process.pid)
        assert len(orphans) >= 2
        os.kill(process.pid, signal.SIGKILL)
        last = time.monotonic() + PATIENCE_S
        while any(map(is_alive, orphans)):
            assert time.monotonic() < last
            time.sleep(0.05)
        # The port is free for the next process.
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind((urlsplit(url).hostname, urlsplit(url).port))


def test_long_statements_do_not_delay_a_stop(
    gateway: Gateway, marquee: Marquee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small anonymous query over many million rows, by nesting an event in itself."""
    monkeypatch.setenv("MARQUEE_STATEMENT_TIMEOUT_MS", "2000")
    # Without it, the cost limit would refuse the query.
    monkeypatch.setenv("MARQUEE_MAX_COST", "10000000")
    monkeypatch.setenv("MARQUEE_BUDGET", "0")
    with marquee.process("serve", "--port", "0", "--demo") as process:
        url = address(process)
        awake(url)
        (event,) = stored(gateway, EventRow)
        nested = "sessions { totalCount }"
        for _ in range(3):
            nested = f"sessions(first: 75) {{ nodes {{ event {{ {nested} }} }} }}"
        document = f'{{ event(uuid: "{event["id"]}") {{ {nested} }} }}'

        async def together() -> list[str]:
            async with httpx2.AsyncClient(timeout=PATIENCE_S) as client:
                requests = [asyncio.create_task(client.post(url, json={"query": document})) for _ in range(4)]
                await asyncio.sleep(0.5)
                process.send_signal(signal.SIGTERM)
                answers = [response.json() for response in await asyncio.gather(*requests)]
            return [error["extensions"]["code"] for answer in answers for error in answer["errors"]]

        assert asyncio.run(together()) == ["OVERLOADED"] * 4
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "Traceback" not in err
