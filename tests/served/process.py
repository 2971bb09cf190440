"""`marquee serve` as a process, with access to its log, memory and exit code."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

# Long enough for a busy machine.
PATIENCE_S = 60.0
KIB_PER_MIB = 1024
TINY = "{ __typename }"
# The output of `marquee demo` for each database, by its URL.
DEMOS: dict[str, dict[str, str]] = {}


@dataclass(frozen=True)
class Served:
    """A running service with the demo. `token` has every scope."""

    url: str
    pid: int
    process: "subprocess.Popen[str]"
    log_file: Path
    event: str
    token: str
    client_id: str
    secret: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    @property
    def organisation(self) -> str:
        """The uuid of the token's organisation."""
        event = self.data(f'{{ event(uuid: "{self.event}") {{ organisation {{ uuid }} }} }}')["event"]
        return str(event["organisation"]["uuid"])

    def address(self, path: str) -> str:
        return self.url.replace("/graphql", path)

    def post(
        self,
        query: str,
        token: str | None = None,
        variables: dict[str, Any] | None = None,
        timeout: float = PATIENCE_S,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """Send one request on a new connection."""
        sent = dict(headers or {}) | ({"authorization": f"Bearer {token}"} if token else {})
        body = {"query": query, "variables": variables or {}}
        return httpx2.post(self.url, json=body, headers=sent, timeout=timeout)

    def data(self, query: str, token: str | None = None, variables: dict[str, Any] | None = None) -> Any:
        """The data of a response without errors."""
        response = self.post(query, token, variables)
        answer = response.json()
        assert "errors" not in answer, answer
        return answer["data"]

    def log(self) -> list[str]:
        """The lines logged so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()

    def memory_mib(self) -> float:
        """The resident memory of the process and its workers together."""
        return sum(_resident_kib(pid) for pid in [self.pid, *workers_of(self.pid)]) / KIB_PER_MIB

    def is_healthy(self) -> bool:
        """Whether it is ready and answers a query."""
        ready = httpx2.get(self.address("/health/ready"), timeout=PATIENCE_S)
        found = self.data(f'{{ event(uuid: "{self.event}") {{ name }} }}')
        return ready.status_code == 200 and found["event"]["name"] == "Chaos Communication Camp 2019"

    def stop(self, number: int = signal.SIGTERM, within_s: float = PATIENCE_S) -> tuple[int, float]:
        """Send this signal; the exit code, and the seconds until it exited."""
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=within_s)
        return code, time.monotonic() - started


@contextmanager
def served(
    url: str,
    folder: Path,
    settings: Mapping[str, object] | None = None,
    *,
    workers: int = 1,
    demo: bool = True,
    more: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Run the service on this database during the block. `settings` are MARQUEE_* variables in lower case.

    `more`: other environment variables.
    """
    environment = _environment(url) | {"MARQUEE_FILES": str(folder / "files")}
    environment |= {f"MARQUEE_{key.upper()}": str(value) for key, value in (settings or {}).items()}
    made = {"event": "", "token": "", "client_id": "", "client_secret": ""}
    if demo:
        made = demo_in(url)
    log_file = folder / "serve.log"
    with log_file.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", "--workers", str(workers)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment | dict(more or {}),
            start_new_session=True,
        )
    try:
        address = _address(process, log_file)
        service = Served(
            url=address,
            pid=process.pid,
            process=process,
            log_file=log_file,
            event=made["event"],
            token=made["token"],
            client_id=made["client_id"],
            secret=made["client_secret"],
        )
        if demo:
            wait_until(service.is_healthy, "It never became healthy.")
        yield service
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def workers_of(pid: int) -> list[int]:
    """The running child processes."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def wait_until(holds: Any, otherwise: str, within_s: float = PATIENCE_S) -> None:
    """Wait until `holds()` is true; an exception counts as false."""
    ends = time.monotonic() + within_s
    last: Exception | None = None
    while time.monotonic() < ends:
        try:
            if holds():
                return
        except (httpx2.HTTPError, AssertionError, KeyError, ValueError, OSError) as error:
            last = error
        time.sleep(0.05)
    raise AssertionError(otherwise) from last


def demo_in(url: str) -> dict[str, str]:
    """The demo of this database; migrates the database and creates the demo if necessary."""
    if url not in DEMOS:
        done = subprocess.run(
            [sys.executable, "-m", "app", "demo", "--json"],
            capture_output=True,
            text=True,
            env=_environment(url),
            timeout=2 * PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        DEMOS[url] = json.loads(done.stdout)
    return DEMOS[url]


def _environment(url: str) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("MARQUEE_")}
    return others | {"MARQUEE_DATABASE_URL": url}


def _address(process: "subprocess.Popen[str]", log_file: Path) -> str:
    assert process.stdout is not None
    while line := process.stdout.readline():
        if found := re.search(r"Marquee serves (\S+)", line):
            return found[1]
    raise AssertionError(f"It did not start: {log_file.read_text(encoding='utf-8')}")


def _resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) if found else 0
