"""Refused requests for tokens: so many a minute from one address and for one client, and nothing is looked up after."""

import time
from collections import OrderedDict
from collections.abc import Callable
from types import TracebackType
from typing import Self

from app.auth.operations.tokens import OAuthError
from app.web.admission.buckets import Buckets
from app.web.admission.errors import rate_limited

# A client id as it is handed out. Others belong to nobody, and could be of any length.
ID_LENGTH = 36
REMEMBERED = 10_000


class Failures:
    """One per process."""

    def __init__(self, a_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.addresses = Buckets(a_minute, clock=clock)
        self.clients = Buckets(a_minute, clock=clock)
        # Where clients have shown their secret: guessing elsewhere must not shut them out.
        self._at_home: OrderedDict[tuple[str, str], None] = OrderedDict()

    def attempt(self, address: str) -> "Attempt":
        """For the length of a with-block, which raises `HttpError` (429) if this address has failed too often."""
        return Attempt(self, address)

    def is_at_home(self, address: str, client: str) -> bool:
        return (address, client) in self._at_home

    def welcome(self, address: str, client: str) -> None:
        self._at_home[address, client] = None
        self._at_home.move_to_end((address, client))
        if len(self._at_home) > REMEMBERED:
            self._at_home.popitem(last=False)


class Attempt:
    """One request for a token. Only one that ends in an `OAuthError` counts.

    It counts from its beginning, or many that are sent at once would all be looked at; but for clients that are at
    home, who may well send many at once.
    """

    def __init__(self, failures: Failures, address: str) -> None:
        self._failures = failures
        self._address = address
        self._client = ""
        self._taken: list[tuple[Buckets, str]] = []

    def __enter__(self) -> Self:
        if wait := self._failures.addresses.wait(self._address):
            raise _too_often(self._failures.addresses, wait)
        return self

    def by(self, client_id: str) -> None:
        """Before the credentials are looked at. Raises `HttpError` (429)."""
        self._client = client_id.lower() if len(client_id) == ID_LENGTH else ""
        if not self._failures.is_at_home(self._address, self._client):
            self._count()

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, OAuthError):
            if not self._taken:
                self._count(refuse=False)
            return
        for buckets, key in self._taken:
            buckets.give_back(key, 1)
        if kind is None:
            self._failures.welcome(self._address, self._client)

    def _count(self, *, refuse: bool = True) -> None:
        failures = self._failures
        places = [(failures.addresses, self._address), *([(failures.clients, self._client)] if self._client else [])]
        for buckets, key in places:
            wait = buckets.take(key, 1)
            if not wait:
                self._taken.append((buckets, key))
            elif refuse:
                raise _too_often(buckets, wait)


def _too_often(buckets: Buckets, wait_s: float) -> Exception:
    message = f"More than {buckets.amount} requests for a token were refused within a minute. Try again later."
    return rate_limited(message, wait_s)
