"""A bystander: a process of its own that sends a tiny request now and then, and notes how long each answer takes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.served.process import PATIENCE_S, TINY, Served

# In a process of its own, or an attack that keeps the tests busy would look like one that keeps the service busy.
_SCRIPT = """
import http.client, json, sys, threading, time
host, port, path, body, pause, address = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5], float(sys.argv[5]), sys.argv[6]
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
headers = {"content-type": "application/json", "x-forwarded-for": address}
asked = []
connection = None
print("ready", flush=True)
while not stopped.is_set():
    begun = time.monotonic()
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
    asked.append([status, time.monotonic() - begun])
    stopped.wait(pause)
print(json.dumps(asked), flush=True)
"""


@dataclass
class Seen:
    """What the bystander was answered: pairs of a status, 0 for none, and seconds."""

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
) -> Iterator[Seen]:
    """Asks for the length of the block, by a proxy for `address`; the answers are there after it.

    `query`: "" asks for the path without one.
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
    seen = Seen()
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
