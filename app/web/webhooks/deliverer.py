"""Sends deliveries in the background, in each process that serves, and in `marquee worker`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from uuid import uuid4

import orjson

from app.core.failures import outline
from app.core.time import to_utc_text
from app.db.error_classification import reason
from app.db.outbox import Change
from app.graph.execution import Operation
from app.settings.webhooks import WebhookSettings
from app.web.state import AppState
from app.web.subscriptions.operations import cancel_and_wait
from app.web.webhooks.first_use import ClientOnFirstUse
from app.web.webhooks.outcome import Outcome, Poster
from app.webhooks.operations.delivering import START, Attempt, keep_outcome, queue_changes, take_due
from app.webhooks.rules.retrying import is_unavailable
from app.webhooks.rules.signatures import signatures
from app.webhooks.rules.topics import topic_of
from app.webhooks.rules.turns import InFlight, Turn
from app.webhooks.store import work_of

LOG = logging.getLogger("marquee.webhooks")
# Between two looks at the database for changes of other processes, and for attempts that have become due.
POLL_S = 1.0
# After a failure of the database.
RETRY_S = 5.0
# The type of a webhook in the feed.
WEBHOOK = "Webhook"
USER_AGENT = f"Marquee/{version('marquee')}"


class Deliverer:
    """One per process. Several may run: the database says which of them sends what.

    Each attempt is a task. A new one begins whenever one has ended, so that none waits for the slowest.
    """

    def __init__(self, state: AppState, client: Poster) -> None:
        self._state = state
        self._client = client
        self._wake = asyncio.Event()
        self._sending: dict[asyncio.Task[None], Turn] = {}
        self._after = START
        self._failure = ""
        # When the database was last searched. One that another process creates is found at the next search.
        self._has_webhooks = True

    def notice(self, changes: Sequence[Change]) -> None:
        """A commit listener: look at once, if a webhook may want these changes."""
        if self._has_webhooks or any(change.entity == WEBHOOK for change in changes):
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self._round()
                except Exception as error:
                    # An outage fails every round for the same reason: one line.
                    if (failure := reason(error)) != self._failure:
                        LOG.error("webhooks cannot be delivered now: %s", failure)
                    self._failure = failure
                    await asyncio.sleep(RETRY_S)
                else:
                    self._failure = ""
                try:
                    async with asyncio.timeout(POLL_S):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        finally:
            await cancel_and_wait(*self._sending)

    async def deliver(self) -> int:
        """Make deliveries of all changes, and send all that are due; how many attempts were made."""
        attempted = 0
        try:
            while True:
                self._wake.clear()
                attempted += await self._round()
                if not self._sending:
                    return attempted
                await self._wake.wait()
        finally:
            await cancel_and_wait(*self._sending)

    async def _round(self) -> int:
        """Make deliveries of all changes, and begin what is due as far as there is room; how many attempts began."""
        self._take_ended()
        began = 0
        database, clock = self._state.database, self._state.clock
        while True:
            sending = list(self._sending.values())
            busy = InFlight(sending)
            work = await database.read(partial(work_of, now=clock(), busy=busy))
            self._has_webhooks = work.exists
            if work.changes:
                await self._queue()
            elif not work.due:
                return began
            if not busy.free:
                return began
            taken = await database.change(partial(take_due, now=clock(), sending=sending, after=self._after))
            self._after = taken.after
            for attempt in taken.attempts:
                task = asyncio.create_task(self._send(attempt))
                task.add_done_callback(lambda _task: self._wake.set())
                self._sending[task] = attempt.turn
            began += len(taken.attempts)
            if not taken.attempts:
                # Another process is sending them, or their hosts have enough.
                return began

    def _take_ended(self) -> None:
        """Forget the attempts that have ended. Raises what one of them has raised."""
        ended = [task for task in self._sending if task.done()]
        for task in ended:
            del self._sending[task]
        # Of all: Python logs an exception with its traceback that nobody has looked at.
        failures = [failure for task in ended if (failure := task.exception()) is not None]
        if failures:
            raise failures[0]

    async def _queue(self) -> None:
        after = START
        while queued := await self._state.database.change(partial(queue_changes, after=after, now=self._state.clock())):
            webhook_id, has_more = queued
            after = after if has_more else webhook_id

    async def _send(self, attempt: Attempt) -> None:
        unavailable = False
        try:
            outcome = await self._outcome(attempt)
            unavailable = is_unavailable(outcome.status)
        except Exception as error:
            # Stored as a failure: otherwise it would be tried for ever, and hold back the later ones.
            LOG.error("the delivery %s could not be made: %s", attempt.delivery_id, outline(error))
            outcome = Outcome(None, "The delivery could not be made, or its document not be answered.")
        keep = partial(
            keep_outcome,
            attempt=attempt,
            status=outcome.status,
            error=outcome.error,
            now=self._state.clock(),
            unavailable=unavailable,
        )
        await self._state.database.change(keep)

    async def _outcome(self, attempt: Attempt) -> Outcome:
        now = self._state.clock()
        timestamp, body = int(now.timestamp()), await self._body(attempt)
        message_id = str(attempt.delivery_id)
        headers = {
            "content-type": "application/json",
            "user-agent": USER_AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(attempt.secrets, message_id, timestamp, body),
        }
        return await self._client.post(attempt.url, body, headers)

    async def _body(self, attempt: Attempt) -> bytes:
        """The payload: what changed, and the answer of the webhook's document as it is now."""
        node_id = f"{attempt.entity}_{attempt.entity_id}"
        payload: dict[str, object] = {
            "type": topic_of(attempt.entity, attempt.kind.name),
            "timestamp": to_utc_text(attempt.changed_at),
            "change": {"id": node_id, "kind": attempt.kind.name, "position": attempt.position},
            "data": None,
        }
        if attempt.document is not None:
            context = self._state.context(attempt.caller, uuid4().hex)
            self._state.admission.begin_in_background(context)
            answer = await self._state.executor.run(
                Operation(attempt.document, {"id": node_id}), context, queries_only=True
            )
            if answer.store_error is not None:
                raise answer.store_error
            payload |= orjson.loads(answer.body)
        return orjson.dumps(payload)


@asynccontextmanager
async def delivering(state: AppState, settings: WebhookSettings) -> AsyncIterator[None]:
    """Deliver webhooks for as long as the block lasts, if the settings say so."""
    if not settings.deliver_webhooks:
        yield
        return
    async with ClientOnFirstUse(settings.allowed_webhook_networks) as client:
        deliverer = Deliverer(state, client)
        state.database.commit_listeners.append(deliverer.notice)
        task = asyncio.create_task(deliverer.run())
        try:
            yield
        finally:
            state.database.commit_listeners.remove(deliverer.notice)
            await cancel_and_wait(task)
