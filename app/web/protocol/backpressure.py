"""Detect clients that do not read what they are sent."""

import asyncio
import struct
import sys
from typing import Any

if sys.platform != "win32":
    from fcntl import ioctl
    from termios import TIOCOUTQ

# A client that reads or writes fewer bytes a second counts as stalled.
MIN_RATE = 100


class OutputMonitor:
    """Watches the unread output of one connection. Call `is_stalled` about once a second."""

    __slots__ = ("_read", "_since", "_unread")

    def __init__(self) -> None:
        self._since: float | None = None
        self._unread = 0
        self._read = 0

    def is_stalled(self, transport: asyncio.Transport, now: float, max_wait_s: float) -> bool:
        """Whether the client has read almost nothing for `max_wait_s`."""
        buffered = transport.get_write_buffer_size()
        if not buffered:
            self._since = None
            return False
        unread = buffered + _in_kernel(transport)
        if self._since is None:
            self._since, self._read = now, 0
        elif unread < self._unread:
            # A lower bound: more may have been sent meanwhile.
            self._read += self._unread - unread
        self._unread = unread
        if now - self._since < max_wait_s:
            return False
        if self._read < MIN_RATE * max_wait_s:
            return True
        self._since, self._read = now, 0
        return False


def _in_kernel(transport: asyncio.Transport) -> int:
    """The bytes in the kernel's buffer, where the transport would see progress only in large steps."""
    socket: Any = transport.get_extra_info("socket")
    if socket is None or sys.platform == "win32":
        return 0
    try:
        (size,) = struct.unpack("i", ioctl(socket.fileno(), TIOCOUTQ, bytes(4)))
    except OSError:
        return 0
    return int(size)
