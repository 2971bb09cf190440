"""The daily round of maintenance, beside the server: in one thread of the process that was started."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.bootstrap import opened
from app.cli.maintenance import Maintained, maintain_once
from app.core.failures import outline
from app.db.unreachable import why_unreachable
from app.settings.service import Settings

LOG = logging.getLogger("marquee.maintenance")
# Not while the first requests come in.
FIRST_AFTER_S = 60.0
EVERY_S = 24 * 60 * 60.0
# After a round that failed: what was in its way has often passed by then.
AGAIN_S = 15 * 60.0


@contextmanager
def maintain_daily(settings: Settings, first_after: float = FIRST_AFTER_S, every: float = EVERY_S) -> Iterator[None]:
    """A round now and then for as long as the block lasts."""
    stop = threading.Event()

    def rounds() -> None:
        pause = first_after
        while not stop.wait(pause):
            pause = every if _round(settings) else min(every, AGAIN_S)

    thread = threading.Thread(target=rounds, name="marquee-maintenance", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _round(settings: Settings) -> bool:
    """Whether it came to its end."""
    try:
        done = asyncio.run(_maintain(settings))
    except Exception as error:
        # The service goes on.
        LOG.error("maintenance failed: %s", why_unreachable(error) or outline(error))
        return False
    else:
        LOG.info("%d events rolled forward, %d tokens deleted", done.events_rolled_forward, done.tokens_deleted)
        if done.events_failed:
            LOG.error(done.complaint)
        return True


async def _maintain(settings: Settings) -> Maintained:
    async with opened(settings) as database:
        return await maintain_once(database, LOG.info)
