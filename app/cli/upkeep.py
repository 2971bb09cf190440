"""The daily round of maintenance, beside the server: in one thread of the process that was started."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.maintenance import Maintained, maintain_once
from app.cli.opening import opened
from app.core.failures import outline
from app.settings.service import Settings

LOG = logging.getLogger("marquee.upkeep")
# Not while the first requests come in.
FIRST_AFTER_S = 60.0
EVERY_S = 24 * 60 * 60.0


@contextmanager
def keep_up(settings: Settings, first_after: float = FIRST_AFTER_S, every: float = EVERY_S) -> Iterator[None]:
    """A round now and then for as long as the block lasts."""
    stop = threading.Event()

    def rounds() -> None:
        pause = first_after
        while not stop.wait(pause):
            _round(settings)
            pause = every

    thread = threading.Thread(target=rounds, name="marquee-upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _round(settings: Settings) -> None:
    try:
        done = asyncio.run(_maintain(settings))
    except Exception as error:
        # The service goes on; tomorrow is another round.
        LOG.error("maintenance failed: %s", outline(error))
    else:
        LOG.info("%d events rolled forward, %d tokens deleted", done.events_rolled_forward, done.tokens_deleted)
        if done.events_failed:
            LOG.error(done.complaint)


async def _maintain(settings: Settings) -> Maintained:
    async with opened(settings) as database:
        return await maintain_once(database, LOG.info)
