"""A bystander: a process that regularly sends a tiny request and measures the response times."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.served.process import PATIENCE_S, TINY, Served

# A separate process, so that a busy test process does not look like a slow service.
_SCRIPT = """
import http.client, json, sys, threading, time
host, port, path, body, pause, address = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5], float(sys.argv[5]), sys.argv[6]
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
headers = {"content-type": "application/json", "x-forwarded-for": address}
results = []
connection = None
print("ready", flush=True)
while not stopped.is_set():
    started = time.monotonic()
    try:
        if connection is None:
            connection = http.client.HTTPConnection(host, port, timeout=60)
        if body:
            connection.request("POST", path, body, headers)
        else:
            connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        status = 0
        connection = None
    results.append([status, time.monotonic() - started])
    stopped.wait(pause)
print(json.dumps(results), flush=True)
"""


@dataclass
class Observations:
    """The bystander's results: pairs of a status, 0 for no response, and seconds."""

    answers: list[tuple[int, float]] = field(default_factory=list)

    @property
    def worst_s(self) -> float:
        return max(seconds for _, seconds in self.answers)

    @property
    def statuses(self) -> set[int]:
        return {status for status, _ in self.answers}


@contextmanager
def bystander(
    service: Served,
    query: str = TINY,
    *,
    path: str = "/graphql",
    pause_s: float = 0.05,
    address: str = "198.51.100.7",
) -> Iterator[Observations]:
    """Sends requests during the block, as a proxy for `address`; the results are complete after it.

    `query`: "" sends a GET to the path.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _SCRIPT,
            service.host,
            str(service.port),
            path,
            json.dumps({"query": query}) if query else "",
            str(pause_s),
            address,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    seen = Observations()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield seen
        out, _ = process.communicate("", timeout=2 * PATIENCE_S)
        seen.answers += [(status, seconds) for status, seconds in json.loads(out)]
        assert seen.answers
    finally:
        process.kill()
        process.communicate()
