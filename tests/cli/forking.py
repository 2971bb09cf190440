"""`marquee` forked from a process that has already imported it, since most of the start-up time is imports.

For these tests, it behaves like `python -m app`; other tests check the imports of a command in a new process.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from subprocess import TimeoutExpired
from threading import Thread
from typing import IO

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["app.cli", "app.cli.stopping", "app.web.app", "app.db.migrate", "uvicorn"])


class Forked:
    """As much of `subprocess.Popen` as the tests use."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str], *, nohup: bool = False) -> None:
        (out, child_out), (err, child_err) = _SERVER.Pipe(duplex=False), _SERVER.Pipe(duplex=False)
        with out, child_out, err, child_err:
            self._process = _SERVER.Process(
                target=_run, args=(arguments, dict(environment), child_out, child_err, nohup)
            )
            self._process.start()
            self.stdout: IO[str] = os.fdopen(os.dup(out.fileno()))
            self.stderr: IO[str] = os.fdopen(os.dup(err.fileno()))
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired("marquee", timeout or 0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end, and return the rest of its output."""
        output = ["", ""]

        def read(number: int, stream: IO[str]) -> None:
            if not stream.closed:
                output[number] = stream.read()
                stream.close()

        readers = [Thread(target=read, args=each, daemon=True) for each in enumerate((self.stdout, self.stderr))]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        return output[0], output[1]


def _run(
    arguments: tuple[str, ...], environment: dict[str, str], out: Connection, err: Connection, nohup: bool
) -> None:
    os.setsid()
    for connection, number in ((out, 1), (err, 2)):
        os.dup2(connection.fileno(), number)
        connection.close()
    # uvicorn hands its standard input on to its workers.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    # If the tests run under nohup, it has inherited the ignored SIGHUP.
    signal.signal(signal.SIGHUP, signal.SIG_IGN if nohup else signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    runpy.run_module("app", run_name="__main__", alter_sys=True)
