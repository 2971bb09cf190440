"""New random ids (UUID version 4)."""

import os
import threading
from uuid import UUID

_BYTES = 16
_AT_ONCE = 256 * _BYTES


class _Bytes(threading.local):
    """Of each thread. `uuid.uuid4` asks the system for each id, and lets go of the interpreter's lock meanwhile.

    A thread that makes thousands in a row takes the lock back each time before anybody else wakes up: the event loop
    was held for a quarter of a second.
    """

    def __init__(self) -> None:
        self.left = b""


_RANDOM = _Bytes()


def new_uuid() -> UUID:
    """As `uuid.uuid4()`, with bytes that the system gave for several."""
    if not _RANDOM.left:
        _RANDOM.left = os.urandom(_AT_ONCE)
    found, _RANDOM.left = _RANDOM.left[:_BYTES], _RANDOM.left[_BYTES:]
    return UUID(bytes=found, version=4)


def _forget() -> None:
    _RANDOM.left = b""


# A copy of a process must not make the ids of the other.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
