"""Whether the other side of a connection takes what it is sent."""

import asyncio
import struct
import sys
from typing import Any

if sys.platform != "win32":
    from fcntl import ioctl
    from termios import TIOCOUTQ

# The slowest that counts as reading or writing at all, in bytes a second.
SLOWEST = 100


class Unread:
    """What one connection has been sent and has not taken. To be looked at about once a second."""

    __slots__ = ("_left", "_since", "_taken")

    def __init__(self) -> None:
        self._since: float | None = None
        self._left = 0
        self._taken = 0

    def stalls(self, transport: asyncio.Transport, now: float, patience_s: float) -> bool:
        """Whether it took next to nothing for so long."""
        waiting = transport.get_write_buffer_size()
        if not waiting:
            self._since = None
            return False
        left = waiting + _in_kernel(transport)
        if self._since is None:
            self._since, self._taken = now, 0
        elif left < self._left:
            # More may have been added meanwhile; so much at least was taken.
            self._taken += self._left - left
        self._left = left
        if now - self._since < patience_s:
            return False
        if self._taken < SLOWEST * patience_s:
            return True
        self._since, self._taken = now, 0
        return False


def _in_kernel(transport: asyncio.Transport) -> int:
    """How much the kernel has of it: of that, the transport sees the progress in big steps only."""
    socket: Any = transport.get_extra_info("socket")
    if socket is None or sys.platform == "win32":
        return 0
    try:
        (size,) = struct.unpack("i", ioctl(socket.fileno(), TIOCOUTQ, bytes(4)))
    except OSError:
        return 0
    return int(size)
