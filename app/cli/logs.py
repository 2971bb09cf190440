"""The format of the server's log: one line per entry, in UTC, on stderr."""

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
    """Drops uvicorn's entry for an opened WebSocket, which contains the URL and so whatever a client put into it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "WebSocket %s" not in str(record.msg)


def configuration(level: str) -> dict[str, Any]:
    """A dict for logging.config, which is also passed to workers."""
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
            # At INFO, it logs every start and stop.
            "uvicorn": {"level": chosen if chosen == "DEBUG" else "WARNING"},
            # It logs failures to close dead connections; the store logs the cause once.
            "sqlalchemy.pool": {"level": "CRITICAL"},
            # At DEBUG, it logs every WebSocket frame, including tokens.
            "uvicorn.error": {"level": "INFO" if chosen == "DEBUG" else "WARNING", "filters": ["no addresses"]},
        },
    }
