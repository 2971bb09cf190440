"""What `serve` has not loaded when it has answered its first request."""

import signal

import httpx2

from tests.cli.running import PATIENCE_S, Marquee, address

# Each is loaded by the thread that needs it first: to read a picture, to write a calendar, to send a webhook.
LATER = ("PIL", "icalendar", "httpx2", "httpcore2", "h11")
SCRIPT = """
import sys
from app.cli import main
code = main(["serve", "--port", "0"])
print(code, [name for name in sys.argv[1:] if name in sys.modules])
"""


def test_large_libraries_are_loaded_when_they_are_needed(prepared: Marquee) -> None:
    with prepared.process(*LATER, "uvicorn", script=("-c", SCRIPT)) as process:
        response = httpx2.post(address(process), json={"query": "{ __typename }"}, timeout=PATIENCE_S)
        assert response.json() == {"data": {"__typename": "Query"}}
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert (out, err) == ("0 ['uvicorn']\n", "")
