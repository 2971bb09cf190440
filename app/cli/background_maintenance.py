"""Daily maintenance beside the server, in one thread of the main process."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.bootstrap import open_database
from app.cli.maintenance import Maintained, maintain_once
from app.core.failures import outline
from app.db.error_classification import why_unreachable
from app.settings.service import Settings

LOG = logging.getLogger("marquee.maintenance")
# Leave the first minute to requests.
FIRST_AFTER_S = 60.0
EVERY_S = 24 * 60 * 60.0
# The wait after a failed round; the cause is often temporary.
RETRY_S = 15 * 60.0


@contextmanager
def maintain_daily(settings: Settings, first_after: float = FIRST_AFTER_S, every: float = EVERY_S) -> Iterator[None]:
    """Run maintenance regularly for as long as the block lasts."""
    stop = threading.Event()

    def rounds() -> None:
        pause = first_after
        while not stop.wait(pause):
            pause = every if _round(settings) else min(every, RETRY_S)

    thread = threading.Thread(target=rounds, name="marquee-maintenance", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _round(settings: Settings) -> bool:
    """Run maintenance once and log the result; whether it finished."""
    try:
        done = asyncio.run(_maintain(settings))
    except Exception as error:
        # The service continues.
        LOG.error("maintenance failed: %s", why_unreachable(error) or outline(error))
        return False
    else:
        LOG.info("%d events rolled forward, %d tokens deleted", done.events_rolled_forward, done.tokens_deleted)
        if done.events_failed:
            LOG.error(done.failures)
        return True


async def _maintain(settings: Settings) -> Maintained:
    async with open_database(settings) as database:
        return await maintain_once(database, LOG.info, settings)
