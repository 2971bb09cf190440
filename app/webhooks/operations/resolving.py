"""The addresses of hosts that callers name, in threads of their own.

A name service that a caller runs may answer late: it must not delay the lookups of the database's host, which the event
loop makes two at a time.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

_THREADS = ThreadPoolExecutor(4, thread_name_prefix="marquee-names")


async def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host. Raises `OSError` or `UnicodeError` if it has none."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_THREADS, look_up)
    return [str(address[0]) for *_, address in found]
