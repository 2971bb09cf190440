"""What a run that measures coverage needs: it traces no threads of SQLite's driver, and waits longer for transactions.

The threads of the driver run hardly any line of app/.

Coverage calls greenlet in each thread that it traces, and greenlet cleans up after a thread that has ended by a
pending call of the interpreter. If another traced thread ends during that call, CPython 3.11 never returns from it:
pending calls do not nest, and its traced functions wait for the second one. Closing a database ends several threads
of the driver at the same moment.
"""

import sys
import threading
from types import FrameType
from typing import Any

# aiosqlite's function, in the names of its threads.
DRIVER = "_connection_worker_thread"
TRACED_IDLE_MS = "60000"


def leave_out_driver_threads() -> None:
    """Does nothing if no coverage is measured."""
    trace = threading.gettrace()
    if trace is None:
        return

    def begin(frame: FrameType, event: Any, argument: Any) -> Any:
        if DRIVER in threading.current_thread().name:
            sys.settrace(None)
            return None
        return trace(frame, event, argument)

    threading.settrace(begin)


def wait_longer_for_traced_transactions(settings: dict[str, str]) -> None:
    """Let PostgreSQL wait longer for the next statement of a transaction, if coverage is measured.

    A write of thousands of rows computes for seconds between two statements. Traced, on a slow machine, it exceeds the
    time that the server grants to a process that has stopped.
    """
    if threading.gettrace() is not None:
        settings["idle_in_transaction_session_timeout"] = TRACED_IDLE_MS
