"""The webhook client of a process that serves, made when it has the first delivery to send.

Most processes never have one, and the HTTP client with its certificates is a twentieth of the time to start.
"""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.web.webhooks.outcome import Outcome
from app.webhooks.rules.addresses import Network

if TYPE_CHECKING:
    from app.web.webhooks.client import WebhookClient


class ClientOnFirstUse:
    """Posts deliveries by a `WebhookClient`."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        """`allowed`: private networks that may be reached as well."""
        self._allowed = allowed
        self._making = asyncio.Lock()
        self._client: WebhookClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.__aexit__(kind, error, trace)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send one delivery, as `WebhookClient.post` does."""
        async with self._making:
            if self._client is None:
                # Importing and reading certificates would hold up the event loop.
                self._client = await asyncio.to_thread(self._make)
        return await self._client.post(url, body, headers)

    def _make(self) -> "WebhookClient":
        from app.web.webhooks.client import WebhookClient

        return WebhookClient(self._allowed)
