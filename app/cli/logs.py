"""How the server's log looks: one line an entry, in UTC, on stderr."""

import logging
import time
from typing import Any

FORMAT = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


class Lines(logging.Formatter):
    """`2026-06-01T09:00:00Z WARNING marquee.web: …`"""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = None


class NoAddresses(logging.Filter):
    """Drops what uvicorn says of an opened WebSocket: the whole address, and so whatever a client put into it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "WebSocket %s" not in str(record.msg)


def configuration(level: str) -> dict[str, Any]:
    """For logging.config; a dict, because workers are handed it too."""
    chosen = level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "app.cli.logs.Lines", "fmt": FORMAT}},
        "filters": {
            "no addresses": {"()": "app.cli.logs.NoAddresses"},
            "bounded": {"()": "app.core.log_rate_limit.LogRateLimit"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["bounded"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "marquee": {"level": chosen},
            # It tells of every start and stop at this level.
            "uvicorn": {"level": chosen if chosen == "DEBUG" else "WARNING"},
            # A connection that is dead cannot be closed politely, and why is told once, by the store.
            "sqlalchemy.pool": {"level": "CRITICAL"},
            # Below this level it tells of every frame of a WebSocket, tokens and all.
            "uvicorn.error": {"level": "INFO" if chosen == "DEBUG" else "WARNING", "filters": ["no addresses"]},
        },
    }
