"""The throttle of the token endpoint: limits the failures of an address, and those for a client, in a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable
from types import TracebackType
from typing import Self

from app.auth.operations.tokens import OAuthError
from app.web.admission.buckets import Buckets
from app.web.admission.errors import rate_limited

# The length of a client id. Other texts belong to no client and could be of any length.
ID_LENGTH = 36
MAX_TRUSTED = 10_000


class TokenThrottle:
    """One per process."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.addresses = Buckets(per_minute, clock=clock)
        self.clients = Buckets(per_minute, clock=clock)
        # (address, client) pairs that have sent the right secret: guesses from elsewhere must not lock them out.
        self._trusted: OrderedDict[tuple[str, str], None] = OrderedDict()

    def attempt(self, address: str) -> "Attempt":
        """A with-block around one request. Entering it raises `HttpError` (429) after too many failures."""
        return Attempt(self, address)

    def is_trusted(self, address: str, client: str) -> bool:
        return (address, client) in self._trusted

    def trust(self, address: str, client: str) -> None:
        self._trusted[address, client] = None
        self._trusted.move_to_end((address, client))
        if len(self._trusted) > MAX_TRUSTED:
            self._trusted.popitem(last=False)


class Attempt:
    """One request for a token. It counts as a failure if it ends in an `OAuthError`.

    It counts from its start, or many sent at once would all be checked. A trusted client counts only at the end, so
    that it may send many at once.
    """

    def __init__(self, throttle: TokenThrottle, address: str) -> None:
        self._throttle = throttle
        self._address = address
        self._client = ""
        self._taken: list[tuple[Buckets, str]] = []

    def __enter__(self) -> Self:
        if wait := self._throttle.addresses.wait(self._address):
            raise _too_many_failures(self._throttle.addresses, wait)
        return self

    def identify(self, client_id: str) -> None:
        """Call it before checking the credentials. Raises `HttpError` (429)."""
        self._client = client_id.lower() if len(client_id) == ID_LENGTH else ""
        if not self._throttle.is_trusted(self._address, self._client):
            self._count()

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, OAuthError):
            if not self._taken:
                self._count(refuse=False)
            return
        for buckets, key in self._taken:
            buckets.refund(key, 1)
        if kind is None:
            self._throttle.trust(self._address, self._client)

    def _count(self, *, refuse: bool = True) -> None:
        throttle = self._throttle
        places = [(throttle.addresses, self._address), *([(throttle.clients, self._client)] if self._client else [])]
        for buckets, key in places:
            wait = buckets.take(key, 1)
            if not wait:
                self._taken.append((buckets, key))
            elif refuse:
                raise _too_many_failures(buckets, wait)


def _too_many_failures(buckets: Buckets, wait_s: float) -> Exception:
    message = f"More than {buckets.amount} requests for a token were refused within a minute. Try again later."
    return rate_limited(message, wait_s)
