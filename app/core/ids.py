"""New random ids (UUID version 4)."""

import os
import threading
from uuid import UUID

_BYTES = 16
_AT_ONCE = 256 * _BYTES


class _Bytes(threading.local):
    """Random bytes of each thread, requested for many ids at a time.

    `uuid.uuid4` makes a system call for each id and releases the interpreter's lock meanwhile. A thread that makes
    thousands of ids takes the lock back each time before any other thread wakes up, which blocked the event loop for
    a quarter of a second.
    """

    def __init__(self) -> None:
        self.left = b""


_RANDOM = _Bytes()


def new_uuid() -> UUID:
    """Like `uuid.uuid4()`, with fewer system calls."""
    if not _RANDOM.left:
        _RANDOM.left = os.urandom(_AT_ONCE)
    found, _RANDOM.left = _RANDOM.left[:_BYTES], _RANDOM.left[_BYTES:]
    return UUID(bytes=found, version=4)


def _discard() -> None:
    _RANDOM.left = b""


# A forked process must not make the same ids as its parent.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_discard)
