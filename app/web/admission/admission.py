"""Who is let in, and when: what every way in asks before it executes anything."""

import time
from collections.abc import Awaitable, Callable

from starlette.types import Scope

from app.auth.rules import Caller
from app.db.engine import POOL_WAIT_S
from app.db.errors import Overloaded
from app.graph.context import Context
from app.graph.execution import Operation
from app.settings.service import Settings, SettingsError
from app.web.admission.addresses import Proxies
from app.web.admission.budgets import Budget, OwnBudget, Purse
from app.web.admission.errors import rate_limited
from app.web.admission.failures import Failures
from app.web.admission.turns import Turn, Turns

# How many objects an operation may be answered with.
Price = Callable[[Operation, Context], Awaitable[int]]


async def one_each(_operation: Operation, _context: Context) -> int:
    """Nothing is known of an operation but that it is one."""
    return 1


class Admission:
    """One per process. `readers` is how many connections there are for reading."""

    def __init__(
        self,
        settings: Settings,
        *,
        readers: int,
        price: Price = one_each,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        trusted = settings.trusted_proxies
        self.clock = clock
        self.proxies = Proxies([] if trusted is None else [each.strip() for each in trusted.split(",")])
        self.turns = Turns(settings.max_in_flight, settings.max_in_flight_per_caller, settings.queue_ms / 1_000)
        # Nobody holds all connections, and nobody's statements wait behind all those of another caller.
        most = readers - readers // 4
        self.reads = Turns(readers, readers, 0.0, most_items=most, items_patience_s=POOL_WAIT_S, busy=Overloaded)
        self.budget = _budget(settings, clock)
        self.failures = Failures(settings.token_failures, clock=clock)
        self._price = price

    def payer(self, caller: Caller, scope: Scope) -> str:
        """Under what name this caller is counted: its application, or without a token its address."""
        return self.proxies.client(scope) if caller.anonymous else str(caller.application_id)

    def address(self, scope: Scope) -> str:
        """Under what name this client is counted as long as nobody knows who it is."""
        return self.proxies.client(scope)

    def turn(self, payer: str, *, waits: bool = False) -> Turn:
        """For an `async with`: what is executed in there is in flight. Raises `HttpError`, 429 or 503.

        `waits`: it stands in line however long that is. A socket's operations do, which are bounded in number: a
        client that comes back sends all its subscriptions at once, and takes a refusal of one for its end.
        """
        return Turn(self.turns, payer, item=waits)

    async def begin(
        self, operation: Operation, context: Context, payer: str, *, item: bool = False, paid: bool = False
    ) -> None:
        """Before it is executed: it is paid for, unless it was, and will read in its caller's turn.

        Raises `HttpError` (429).

        An item of a subscription is in flight from when it reads: equal ones are read once.
        """
        reads = Turn(self.reads, payer, item=True)
        context.turns = (Turn(self.turns, payer, item=True), reads) if item else (reads,)
        if self.budget is not None:
            if not paid:
                await self.pay(payer, await self._price(operation, context))
            context.budget = Purse(self.budget, payer)

    async def pay(self, payer: str, cost: int = 1) -> None:
        """Raises `HttpError` (429)."""
        if self.budget is None:
            return
        wait = await self.budget.take(payer, cost)
        if wait:
            message = f"This caller has asked for more than {self.budget.amount:,} objects a minute. Try again later."
            raise rate_limited(message, wait)

    async def close(self) -> None:
        if self.budget is not None:
            await self.budget.close()


def _budget(settings: Settings, clock: Callable[[], float]) -> Budget | None:
    if not settings.budget:
        return None
    if settings.redis_url is None:
        return OwnBudget(settings.budget, clock=clock)
    try:
        from app.web.admission.shared_budget import SharedBudget
    except ModuleNotFoundError as error:
        message = f"MARQUEE_REDIS_URL is set, and the package {error.name} is missing: install marquee[redis]."
        raise SettingsError(message) from None
    return SharedBudget(settings.redis_url, settings.budget, clock=clock)
