"""New random ids (UUID version 4)."""

import os
import threading
from uuid import UUID

_BYTES = 16
_AT_ONCE = 4_096 * _BYTES


class _Bytes(threading.local):
    """Random bytes of each thread, requested for thousands of ids at a time.

    `uuid.uuid4` makes a system call for each id and releases the interpreter's lock meanwhile. A thread that makes
    many ids takes the lock back before any other thread wakes up, and each release restarts the 5 ms after which
    others may demand the lock: releases that are closer together block the event loop for as long as it takes.
    """

    def __init__(self) -> None:
        self.block = b""
        self.used = 0


_RANDOM = _Bytes()


def new_uuid() -> UUID:
    """Like `uuid.uuid4()`, with fewer system calls."""
    random = _RANDOM
    if random.used == len(random.block):
        random.block, random.used = os.urandom(_AT_ONCE), 0
    start = random.used
    random.used = start + _BYTES
    return UUID(bytes=random.block[start : random.used], version=4)


def _discard() -> None:
    _RANDOM.block, _RANDOM.used = b"", 0


# A forked process must not make the same ids as its parent.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_discard)
