"""An HTTP client that connects to public addresses only, whatever the name service answers."""

import asyncio
import ssl
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

import httpcore2
import httpx2

from app.web.webhooks.outcome import Outcome
from app.webhooks.operations.resolving import addresses_of
from app.webhooks.rules.addresses import Network, may_connect, why_refused
from app.webhooks.rules.turns import SLOTS

CONNECT_S = 5.0
# From the connection to the last byte of the answer's head.
ATTEMPT_S = 15.0
CONNECTIONS = SLOTS
# Nobody reads the answer, but a connection is reused only after its end.
MAX_ANSWER = 64 * 1024


class _PrivateAddress(Exception):
    """The host has no address that a webhook may be sent to."""


class _Guarded(httpcore2.AsyncNetworkBackend):
    """Resolves the host itself, and connects to an address that it has checked: a name may change its address."""

    def __init__(self, allowed: Sequence[Network], *, plain: bool) -> None:
        """`plain`: for http, and thus for allowed networks only."""
        self._allowed = allowed
        self._plain = plain
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            addresses = await addresses_of(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("The name service does not know the host.") from error
        if not all(may_connect(address, self._allowed, plain=self._plain) for address in addresses):
            raise _PrivateAddress
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore2.ConnectError("The host has no address.")

    async def connect_unix_socket(self, *_given: object, **_named: object) -> httpcore2.AsyncNetworkStream:
        raise _PrivateAddress

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class WebhookClient:
    """Posts deliveries. Follows no redirects and uses no proxy."""

    def __init__(
        self, allowed: Sequence[Network], tls: ssl.SSLContext | None = None, *, attempt_s: float = ATTEMPT_S
    ) -> None:
        """`allowed`: private networks that may be reached as well. `attempt_s`: how long an attempt may take."""
        self._attempt_s = attempt_s
        tls = tls or httpx2.create_ssl_context()
        self._pools = {
            scheme: httpcore2.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=CONNECTIONS,
                network_backend=_Guarded(allowed, plain=scheme == "http"),
            )
            for scheme in ("https", "http")
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send one delivery. Raises only for what is no address; the error says nothing of what the host answered."""
        timeouts = {
            "connect": CONNECT_S,
            "read": self._attempt_s,
            "write": self._attempt_s,
            "pool": self._attempt_s,
        }
        target = httpx2.URL(url)
        sent: list[tuple[bytes | str, bytes | str]] = [
            *headers.items(),
            ("host", target.netloc),
            ("content-length", str(len(body))),
        ]
        try:
            async with asyncio.timeout(self._attempt_s):
                pool = self._pools[target.scheme]
                request = pool.stream("POST", url, headers=sent, content=body, extensions={"timeout": timeouts})
                async with request as response:
                    await _read(response)
                    return Outcome(response.status, None if 200 <= response.status < 300 else _status(response.status))
        except _PrivateAddress:
            return Outcome(None, why_refused(target.scheme == "http"))
        except (TimeoutError, httpcore2.TimeoutException):
            return Outcome(None, "The host did not answer in time.")
        except httpcore2.ConnectError as error:
            return Outcome(None, f"No connection: {_reason(error)}")
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            return Outcome(None, "The connection broke, or the answer was not HTTP.")


async def _read(response: httpcore2.Response) -> None:
    size = 0
    async for part in response.aiter_stream():
        size += len(part)
        if size > MAX_ANSWER:
            return


def _status(status: int) -> str:
    return "Redirects are not followed." if 300 <= status < 400 else f"The status was {status}."


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error.__context__
    return "TLS failed." if isinstance(cause, ssl.SSLError) else "the host is unknown, or refuses connections."
