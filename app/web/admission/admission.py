"""Admission control: rate limits and queues that every request passes before it is executed."""

import time
from asyncio import sleep
from collections.abc import Awaitable, Callable

from starlette.types import Scope

from app.auth.rules import Caller
from app.db.engine import POOL_WAIT_S
from app.db.errors import Overloaded
from app.graph.context import Context
from app.graph.execution import Operation
from app.settings.service import Settings, missing_redis
from app.web.admission.addresses import Proxies
from app.web.admission.budgets import Budget, CallerBudget, LocalBudget
from app.web.admission.errors import rate_limited
from app.web.admission.token_throttle import TokenThrottle
from app.web.admission.turns import BACKGROUND, Turn, Turns

# How long a read in the background waits until there are none of callers.
BACKGROUND_WAIT_S = 30.0

# Estimates how many objects an operation may return.
Estimate = Callable[[Operation, Context], Awaitable[int]]


async def flat_cost(_operation: Operation, _context: Context) -> int:
    """The cost of an operation without an estimate."""
    return 1


class Admission:
    """One per process. `readers`: the number of read connections."""

    def __init__(
        self,
        settings: Settings,
        *,
        readers: int,
        estimate: Estimate = flat_cost,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        trusted = settings.trusted_proxies
        self.clock = clock
        self.proxies = Proxies([] if trusted is None else [each.strip() for each in trusted.split(",")])
        self.turns = Turns(settings.max_in_flight, settings.max_in_flight_per_caller, settings.queue_ms / 1_000)
        # One caller never holds all connections, so the statements of others need not wait behind all of its own.
        max_items = readers - readers // 4
        self.reads = Turns(
            readers,
            readers,
            0.0,
            max_items=max_items,
            items_max_wait_s=POOL_WAIT_S,
            max_background=max(readers // 4, 1),
            background_max_wait_s=BACKGROUND_WAIT_S,
            full=Overloaded,
        )
        self.budget = _budget(settings, clock)
        self.token_throttle = TokenThrottle(settings.token_failures, clock=clock)
        self._estimate = estimate

    def payer(self, caller: Caller, scope: Scope) -> str:
        """The key that this caller is counted by: its application, or its address without a token."""
        return self.proxies.client(scope) if caller.anonymous else str(caller.application_id)

    def address(self, scope: Scope) -> str:
        """The key that a client is counted by before it is authenticated."""
        return self.proxies.client(scope)

    def turn(self, payer: str, *, waits: bool = False) -> Turn:
        """An `async with` block in which a request counts as in flight. Raises `HttpError`, 429 or 503.

        `waits`: queue without a limit instead of raising. The operations of a WebSocket do, which are bounded in
        number: a client that reconnects sends all its subscriptions at once, and gives up those that fail.
        """
        return Turn(self.turns, payer, item=waits)

    async def begin(
        self,
        operation: Operation,
        context: Context,
        payer: str,
        *,
        item: bool = False,
        paid: bool = False,
        cost: int | None = None,
    ) -> None:
        """Charge for an operation, unless `paid`, and queue its reads with its caller's. Raises `HttpError` (429).

        `cost` is what it is charged with, if that is known already. An item of a subscription is in flight only while
        it reads, since equal items are read once.
        """
        self.begin_reading(context, payer)
        if item:
            context.turns = (Turn(self.turns, payer, item=True), *context.turns)
        if self.budget is not None:
            if not paid:
                await self.pay(payer, await self.cost(operation, context) if cost is None else cost)
            context.budget = CallerBudget(self.budget, payer)

    def begin_reading(self, context: Context, payer: str) -> None:
        """Queue the reads of an operation with its caller's."""
        context.turns = (Turn(self.reads, payer, item=True),)

    def begin_in_background(self, context: Context) -> None:
        """Let the reads of an operation that no client waits for come after those of all callers."""
        context.turns = (Turn(self.reads, BACKGROUND, item=True),)

    async def cost(self, operation: Operation, context: Context) -> int:
        """What an operation, or an item of a subscription, is charged with before it is executed."""
        return 0 if self.budget is None else await self._estimate(operation, context)

    async def pay(self, payer: str, cost: int = 1) -> None:
        """Charge the caller's budget. Raises `HttpError` (429)."""
        if self.budget is None:
            return
        wait = await self.budget.take(payer, cost)
        if wait:
            message = f"This caller has used its budget of {self.budget.amount:,} objects a minute. Try again later."
            raise rate_limited(message, wait)

    async def pay_in_time(self, payer: str, cost: int = 1) -> None:
        """Charge the caller's budget, and wait until it allows that."""
        if self.budget is None:
            return
        while wait := await self.budget.take(payer, cost):  # noqa: ASYNC110
            await sleep(wait)

    async def charge(self, payer: str, cost: int) -> None:
        """Charge for work that is done, even beyond the caller's budget."""
        if self.budget is not None:
            await self.budget.charge(payer, cost)

    async def close(self) -> None:
        if self.budget is not None:
            await self.budget.close()


def _budget(settings: Settings, clock: Callable[[], float]) -> Budget | None:
    if not settings.budget:
        return None
    if settings.redis_url is None:
        return LocalBudget(settings.budget, clock=clock)
    try:
        from app.web.admission.shared_budget import SharedBudget
    except ModuleNotFoundError as error:
        raise missing_redis(error) from None
    return SharedBudget(settings.redis_url, settings.budget, clock=clock)
