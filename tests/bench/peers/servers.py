"""Servers as processes of their own on one core: started, timed to their first answer, and ended."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from tests.bench.peers.asking import WrongAnswer, fetch

ROOT = Path(__file__).parents[3]
LONGEST_START_S = 180.0
BETWEEN_TRIES_S = 0.005


@dataclass(frozen=True)
class Server:
    """A process that answers on a port of this machine. `start_s`: from its start to its first answer."""

    port: int
    pid: int
    start_s: float


class NotStarted(Exception):
    """It ended, or answered something else; the message has the end of what it wrote."""


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], core: set[int], first: bytes) -> Iterator[Server]:
    """The command for the length of the block; its first line of output ends with its address.

    `first`: a request that it answers with status 200 once it serves.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MARQUEE_")}
    own = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory(prefix="marquee-peer-") as folder, tempfile.TemporaryFile("w+") as errors:
        # A child runs where its parent may run.
        os.sched_setaffinity(0, core)
        started = perf_counter()
        try:
            process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=folder,
                env={**inherited, "PYTHONPATH": str(ROOT), **environment},
            )
        finally:
            os.sched_setaffinity(0, own)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = line.split()[-1] if line.strip() else ""
            port = int(address.split(":")[2].split("/")[0]) if address.startswith("http://") else 0
            if not port or not _answers(port, first, started):
                errors.seek(0)
                raise NotStarted(errors.read()[-600:].strip() or "It did not answer.")
            yield Server(port, process.pid, perf_counter() - started)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def _answers(port: int, request: bytes, started: float) -> bool:
    while perf_counter() - started < LONGEST_START_S:
        try:
            return fetch(port, request).status == 200
        except (OSError, WrongAnswer):
            sleep(BETWEEN_TRIES_S)
    return False
