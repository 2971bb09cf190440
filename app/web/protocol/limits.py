"""The limits of connections, and uvicorn's configuration that carries them to the protocols."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Self

from uvicorn import Config

from app.settings.service import Settings
from app.web.protocol.connections import Connections
from app.web.subscriptions import operations

KIB = 1_024
# The parser's own limit.
LONGEST_URL = 65_535


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are in seconds, sizes in bytes. Connections from `trusted` networks count for no address."""

    header_s: float
    body_s: float
    keep_alive_s: float
    connections: int
    connections_per_address: int
    headers: int
    header_bytes: int
    url_bytes: int
    trusted: tuple[IPv4Network | IPv6Network, ...] = ()
    # How long a client may leave sent data unread.
    stalled_s: float = operations.STALLED_S

    @classmethod
    def of(cls, settings: Settings) -> Self:
        trusted = settings.trusted_proxies
        return cls(
            header_s=settings.header_timeout_s,
            body_s=settings.body_timeout_s,
            keep_alive_s=settings.keep_alive_s,
            connections=settings.max_connections,
            connections_per_address=settings.max_connections_per_address,
            headers=settings.max_headers,
            header_bytes=settings.max_header_kib * KIB,
            url_bytes=min(settings.max_url_kib * KIB, LONGEST_URL),
            trusted=() if trusted is None else tuple(ip_network(each.strip()) for each in trusted.split(",")),
        )


class LimitedConfig(Config):
    """uvicorn's configuration, with the limits. It is pickled for the workers, before it has connections."""

    def __init__(self, app: Any, limits: Limits, **options: Any) -> None:
        from app.web.protocol.http import HttpProtocol
        from app.web.protocol.sockets import SocketProtocol

        super().__init__(
            app,
            http=HttpProtocol,
            ws=SocketProtocol,
            # By default, uvicorn would trust any proxy on this machine.
            proxy_headers=bool(limits.trusted),
            forwarded_allow_ips=[str(network) for network in limits.trusted],
            **options,
        )
        self.limits = limits
        self._connections: Connections | None = None

    @property
    def connections(self) -> Connections:
        """The connections of this process's server."""
        if self._connections is None:
            limits = self.limits
            self._connections = Connections(limits.connections, limits.connections_per_address, limits.trusted)
        return self._connections
