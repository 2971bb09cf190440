"""Refused requests for tokens: so many a minute from one address and for one client, and nothing is looked up after."""

import time
from collections import OrderedDict
from collections.abc import Callable

from app.web.admission.buckets import Buckets
from app.web.admission.refusals import rate_limited

# A client id as it is handed out. Others belong to nobody, and could be of any length.
ID_LENGTH = 36
REMEMBERED = 10_000


class Failures:
    """One per process."""

    def __init__(self, a_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._addresses = Buckets(a_minute, clock=clock)
        self._clients = Buckets(a_minute, clock=clock)
        # Where clients have shown their secret: guessing elsewhere must not shut them out.
        self._at_home: OrderedDict[tuple[str, str], None] = OrderedDict()

    def check_address(self, address: str) -> None:
        """Raises `Refusal` (429)."""
        _check(self._addresses, address)

    def check_client(self, address: str, client_id: str) -> None:
        """Raises `Refusal` (429)."""
        client_id = client_id.lower()
        if (address, client_id) not in self._at_home:
            _check(self._clients, client_id)

    def failed(self, address: str, client_id: str | None = None) -> None:
        self._addresses.take(address, 1)
        if client_id is not None and len(client_id) == ID_LENGTH:
            self._clients.take(client_id.lower(), 1)

    def succeeded(self, address: str, client_id: str) -> None:
        pair = (address, client_id.lower())
        self._at_home[pair] = None
        self._at_home.move_to_end(pair)
        if len(self._at_home) > REMEMBERED:
            self._at_home.popitem(last=False)


def _check(buckets: Buckets, key: str) -> None:
    if wait := buckets.wait(key):
        message = f"More than {buckets.amount} requests for a token were refused within a minute. Try again later."
        raise rate_limited(message, wait)
