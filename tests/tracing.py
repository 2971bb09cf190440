"""Coverage in threads, but not in those of SQLite's driver, which run hardly any line of app/.

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
