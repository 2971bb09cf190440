"""How processes that serve are told to stop, and what is done before they do: nobody who was let in is cut off."""

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

# SIGHUP comes from a terminal that is closed, and from `systemctl reload`.
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# For at most so long clients are taken in that the kernel has already let in.
LOOKS = 10
LOOK_S = 0.1

Handler = Callable[[int, FrameType | None], object]


def bear_stops() -> None:
    """Let this process outlive the signals that it is stopped by; for those who handle them again later."""
    for number in STOPS:
        if not _is_ignored(number):
            signal.signal(number, lambda *_: None)


def hear_stops(stopping: asyncio.Event) -> None:
    """Within uvicorn's process: tell of a signal first, and uvicorn once nobody waits to be let in.

    uvicorn drains, and only then hears the application of it; and it closes its socket at once, with the clients
    who have been let in by the kernel and not by uvicorn.
    """
    loop = asyncio.get_running_loop()
    handle = signal.getsignal(signal.SIGTERM)
    if not callable(handle):
        return
    stop = Stop(loop, stopping, handle)
    for number in STOPS:
        if not _is_ignored(number):
            signal.signal(number, stop)
    stop.with_parent()


def _is_ignored(number: int) -> bool:
    """As `nohup` asks for it."""
    return signal.getsignal(number) is signal.SIG_IGN


class Stop:
    """A signal handler around uvicorn's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stopping: asyncio.Event, handle: Handler) -> None:
        self._loop = loop
        self._stopping = stopping
        self._handle = handle
        self._stopped = False
        self._interrupted = False
        self._letting_in: asyncio.Task[None] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and self._interrupted:
            # Whoever presses Ctrl+C twice does not want to wait.
            self._handle(number, frame)
        self._interrupted = self._interrupted or number == signal.SIGINT
        if not self._stopped:
            self._stopped = True
            self._loop.call_soon_threadsafe(self._begin, number)

    def with_parent(self) -> None:
        """Stop, too, when the process that has started this one is gone: nobody else would."""
        parent = multiprocessing.parent_process()
        if parent is not None:
            self._loop.add_reader(parent.sentinel, self._orphaned, parent.sentinel)

    def _orphaned(self, sentinel: int) -> None:
        self._loop.remove_reader(sentinel)
        os.kill(os.getpid(), signal.SIGTERM)

    def _begin(self, number: int) -> None:
        self._stopping.set()
        self._letting_in = self._loop.create_task(self._let_in(number))

    async def _let_in(self, number: int) -> None:
        for _ in range(LOOKS):
            # Whoever was let in is also heard by then.
            await asyncio.sleep(LOOK_S)
            if not self._somebody_waits():
                break
        # uvicorn raises what it was given once more at its end, and knows no SIGHUP.
        self._handle(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM, None)

    def _somebody_waits(self) -> bool:
        server: Any = getattr(self._handle, "__self__", None)
        sockets = [each for one in getattr(server, "servers", ()) for each in one.sockets]
        return bool(sockets) and bool(select.select(sockets, [], [], 0)[0])


class Supervisor(Multiprocess):
    """uvicorn's, whose workers hear of a signal when it comes, and which ends at SIGHUP instead of starting anew."""

    def __init__(self, config: "Config", sockets: list[Any]) -> None:
        ignored = [number for number in STOPS if _is_ignored(number)]
        super().__init__(config, sockets)
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN if number in ignored else self._pass_on)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self.signal_queue.append(number)
        for worker in self.processes:
            if worker.pid is not None and worker.exitcode is None:
                os.kill(worker.pid, signal.SIGTERM)

    def handle_hup(self) -> None:
        self.handle_term()

    def keep_subprocess_alive(self) -> None:
        # Those who stop because they were told to are not replaced.
        if not self.signal_queue:
            super().keep_subprocess_alive()
