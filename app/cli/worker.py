"""`marquee worker`: deliver webhooks until a stop signal, apart from the processes that serve."""

import asyncio
import signal

from app.cli.bootstrap import prepare
from app.cli.output import print_line
from app.settings.service import Settings, load_settings


def worker() -> None:
    """Deliver webhooks until SIGTERM or Ctrl+C. Set MARQUEE_DELIVER_WEBHOOKS=false for `marquee serve` then."""
    settings = load_settings()
    prepare(settings)
    print_line("Marquee delivers webhooks.")
    asyncio.run(_deliver(settings))


async def _deliver(settings: Settings) -> None:
    from app.db.shared_clock import SharedClock
    from app.web.app import create_app
    from app.web.webhooks.client import WebhookClient
    from app.web.webhooks.deliverer import Deliverer

    state = create_app(settings).state.services
    assert isinstance(state.clock, SharedClock)
    keeping_time = await state.clock.start()
    async with WebhookClient(settings.allowed_webhook_networks) as client:
        delivering = asyncio.create_task(Deliverer(state, client).run())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, delivering.cancel)
        await asyncio.gather(delivering, return_exceptions=True)
    keeping_time.cancel()
    await state.database.close()
