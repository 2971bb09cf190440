"""Graceful stops: on a signal, serving processes first accept the connections that already wait in the kernel."""

import asyncio
import multiprocessing
import os
import select
import signal
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from uvicorn.supervisors import Multiprocess

if TYPE_CHECKING:
    from uvicorn import Config

# A closing terminal and `systemctl reload` send SIGHUP.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# The most checks for waiting connections, and the time between them.
BACKLOG_CHECKS = 10
CHECK_S = 0.1

Handler = Callable[[int, FrameType | None], object]


def survive_stop_signals() -> None:
    """Make this process survive stop signals, for code that installs handlers later and restores these."""
    for number in STOP_SIGNALS:
        if not _is_ignored(number):
            signal.signal(number, lambda *_: None)


def install_stop_handler(stopping: asyncio.Event) -> None:
    """In uvicorn's process: on a signal, notify the application at once, and uvicorn once the backlog is empty.

    By itself, uvicorn notifies the application only after draining, and closes its socket at once, which drops
    connections that the kernel has accepted and uvicorn has not.
    """
    loop = asyncio.get_running_loop()
    handle = signal.getsignal(signal.SIGTERM)
    if not callable(handle):
        return
    stop = StopHandler(loop, stopping, handle)
    for number in STOP_SIGNALS:
        if not _is_ignored(number):
            signal.signal(number, stop)
    stop.stop_with_parent()


def _is_ignored(number: int) -> bool:
    """Whether the signal is ignored, as under `nohup`."""
    return signal.getsignal(number) is signal.SIG_IGN


class StopHandler:
    """A signal handler that wraps uvicorn's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stopping: asyncio.Event, handle: Handler) -> None:
        self._loop = loop
        self._stopping = stopping
        self._handle = handle
        self._stopped = False
        self._interrupted = False
        self._draining: asyncio.Task[None] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and self._interrupted:
            # A second Ctrl+C stops without waiting.
            self._handle(number, frame)
        self._interrupted = self._interrupted or number == signal.SIGINT
        if not self._stopped:
            self._stopped = True
            self._loop.call_soon_threadsafe(self._start, number)

    def stop_with_parent(self) -> None:
        """Also stop when the parent process ends, which cannot send a signal then."""
        parent = multiprocessing.parent_process()
        if parent is not None:
            self._loop.add_reader(parent.sentinel, self._orphaned, parent.sentinel)

    def _orphaned(self, sentinel: int) -> None:
        self._loop.remove_reader(sentinel)
        os.kill(os.getpid(), signal.SIGTERM)

    def _start(self, number: int) -> None:
        self._stopping.set()
        self._draining = self._loop.create_task(self._drain_backlog(number))

    async def _drain_backlog(self, number: int) -> None:
        for _ in range(BACKLOG_CHECKS):
            # Gives uvicorn time to accept.
            await asyncio.sleep(CHECK_S)
            if not self._has_backlog():
                break
        # uvicorn raises the signal again when it ends, and does not handle SIGHUP.
        self._handle(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM, None)

    def _has_backlog(self) -> bool:
        server: Any = getattr(self._handle, "__self__", None)
        sockets = [each for one in getattr(server, "servers", ()) for each in one.sockets]
        return bool(sockets) and bool(select.select(sockets, [], [], 0)[0])


class Supervisor(Multiprocess):
    """uvicorn's supervisor, but it passes signals to workers at once and stops on SIGHUP instead of restarting."""

    def __init__(self, config: "Config", sockets: list[Any]) -> None:
        ignored = [number for number in STOP_SIGNALS if _is_ignored(number)]
        super().__init__(config, sockets)
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN if number in ignored else self._pass_on)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self.signal_queue.append(number)
        for worker in self.processes:
            if worker.pid is not None and worker.exitcode is None:
                os.kill(worker.pid, signal.SIGTERM)

    def handle_hup(self) -> None:
        self.handle_term()

    def keep_subprocess_alive(self) -> None:
        # Do not replace workers that stop because of a signal.
        if not self.signal_queue:
            super().keep_subprocess_alive()
