"""`marquee serve` as a process: it migrates, serves, and stops on signals."""

import http.client
import json
import re
import shlex
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.cli.running import FRESH, PATIENCE_S, Marquee, address, output_until

# Each of these starts a process, which differs little between the engines.
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def ask(url: str, query: str, token: str | None = None) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    response = httpx2.post(url, json={"query": query}, headers=headers, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text
    return response.json()


def test_it_migrates_answers_and_stops_with_0(unprepared: Marquee) -> None:
    with unprepared.process("serve", "--port", "0", script=FRESH) as process:
        url = address(process)
        assert url.startswith("http://127.0.0.1:")
        assert ask(url, "{ __typename }") == {"data": {"__typename": "Query"}}
        ready = httpx2.get(url.replace("/graphql", "/health/ready"), timeout=PATIENCE_S)
        assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
        assert "server" not in ready.headers
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert (out, err) == ("", "The database has been migrated to this version.\n")


@ON_SQLITE
def test_ctrl_c_stops_it(marquee: Marquee) -> None:
    with marquee.process("serve", "--port", "0") as process:
        ask(address(process), "{ __typename }")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "Traceback" not in err


def test_the_demo_prints_a_request_that_works(marquee: Marquee) -> None:
    with marquee.process("serve", "--port", "0", "--demo") as process:
        output = output_until(process, r"Marquee serves \S+\s")
        command = shlex.split(output[output.index("curl") : output.index("Marquee serves")].replace("\\\n", " "))
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S)
        answer = json.loads(done.stdout)
    assert "errors" not in answer
    assert answer["data"]["event"]["name"] == "Chaos Communication Camp 2019"
    assert answer["data"]["event"]["sessions"]["totalCount"] == 79


@ON_SQLITE
def test_the_demo_is_found_again(marquee: Marquee) -> None:
    made = marquee("demo", "--json").json
    with marquee.process("serve", "--port", "0", "--demo") as process:
        output = output_until(process, r"Marquee serves \S+\s")
    assert f"The demo event is {made['event']}." in output


@ON_SQLITE
def test_a_database_in_use_gets_no_demo(marquee: Marquee) -> None:
    marquee("organisation", "create", "Acme")
    with marquee.process("serve", "--port", "0", "--demo") as process:
        url = address(process)
        answer = ask(url, '{ organisationBySlug(slug: "marquee-demo") { name } }')
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert answer == {"data": {"organisationBySlug": None}}
    assert err == "The database holds other data, so the demo was not loaded.\n"


@ON_SQLITE
def test_a_port_in_use_is_an_error_message(unprepared: Marquee) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = unprepared("serve", "--port", str(port))
    assert (result.code, result.out) == (1, "")
    assert result.err == f"Marquee cannot listen on 127.0.0.1, port {port}: Address already in use.\n"


@ON_SQLITE
@pytest.mark.parametrize("wish", ["keep-alive", "close"])
def test_a_client_that_reads_only_after_sending_gets_the_413(marquee: Marquee, wish: str) -> None:
    headers = {"content-type": "application/json", "connection": wish}
    with marquee.process("serve", "--port", "0") as process:
        host = urlsplit(address(process)).netloc
        with closing(http.client.HTTPConnection(host, timeout=PATIENCE_S)) as connection:
            connection.request("POST", "/graphql", b" " * 16_000_000, headers)
            refused = connection.getresponse()
            assert (refused.status, b"1,048,576 bytes" in refused.read()) == (413, True)
            # The discarded body is not parsed as a request.
            connection.request("GET", "/health/live")
            assert connection.getresponse().read() == b'{"status":"live"}'


@ON_SQLITE
def test_errors_are_logged_in_one_format(prepared: Marquee) -> None:
    with prepared.process("serve", "--port", "0") as process:
        url = address(process)
        ask(url, "{ __typename }")
        database = Path(prepared.url.removeprefix("sqlite:///"))
        database.rename(database.with_name("gone.db"))
        database.mkdir()
        response = httpx2.post(url, json={"query": '{ organisationBySlug(slug: "a") { name } }'}, timeout=PATIENCE_S)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    lines = [line for line in err.splitlines() if " marquee." in line]
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (ERROR|WARNING) marquee\.\w+: ", line)
    # Whatever looked at the file before the folder was there has another reason.
    assert any("the file or its folder cannot be opened" in line for line in lines)
