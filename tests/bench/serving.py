"""Servers as processes of their own, each held to one core, and what they have used of it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A process that answers on a port of this machine."""

    name: str
    port: int
    pid: int

    def cpu_us(self) -> float | None:
        """The processor time that it has used so far; None where the system does not report it."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) * TICK_US


def cores() -> tuple[set[int], set[int]] | None:
    """One core for servers, and the others for whoever asks them; None where that cannot be said."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    first, *others = sorted(os.sched_getaffinity(0))
    return ({first}, set(others)) if others else None


@contextmanager
def running(name: str, *arguments: str, url: str = "") -> Iterator[Server]:
    """`python -m …` for the length of the block; its first line of output ends with its address."""
    apart = cores()
    if apart:
        # A child is born where its parent stands.
        os.sched_setaffinity(0, apart[0])
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            # All clients come from one address.
            env={**os.environ, "MARQUEE_DATABASE_URL": url, "MARQUEE_LOG_LEVEL": "warning", "MARQUEE_BUDGET": "0"},
        )
    finally:
        if apart:
            os.sched_setaffinity(0, apart[0] | apart[1])
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split()[-1] if line else ""
        if not address.startswith("http://"):
            raise RuntimeError(f"{name} did not start.")
        yield Server(name, int(address.split(":")[2].split("/")[0]), process.pid)
    finally:
        process.terminate()
        process.communicate()


def listening() -> socket.socket:
    """A socket on a free port, whose number is reported to the parent process."""
    found = socket.create_server(("127.0.0.1", 0), backlog=2_048)
    sys.stdout.write(f"Serving http://127.0.0.1:{found.getsockname()[1]}/graphql\n")
    sys.stdout.flush()
    return found


def serve(app: Any) -> None:
    """The same server under it as under Marquee."""
    from uvicorn import Config
    from uvicorn import Server as Uvicorn

    config = Config(app, http="httptools", lifespan="off", access_log=False, server_header=False, log_level="warning")
    Uvicorn(config).run(sockets=[listening()])
