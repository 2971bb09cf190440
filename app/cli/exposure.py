"""What `marquee serve` checks and says before it lets clients in."""

import sys
from ipaddress import ip_address

from app.cli.output import tell
from app.settings.service import Environment, Settings, SettingsError

if sys.platform != "win32":
    import resource

# Descriptors that are no connections of clients: databases, files, and what Python itself opens.
OTHERS = 128


def check_hosts(settings: Settings) -> None:
    """Raises `SettingsError`: who serves the internet says under which names."""
    if settings.env is Environment.PRODUCTION and settings.hosts is None:
        raise SettingsError(
            "MARQUEE_HOSTS is not set, and in production it has to be: name the hosts that clients ask for, such as"
            " api.example.com, separated by commas, or * for any."
        )


def warn_of_development(settings: Settings, host: str) -> None:
    """Where others can reach what is meant for developers."""
    if settings.env is not Environment.DEVELOPMENT or _is_here(host):
        return
    opened = [
        what
        for what, is_open in (
            ("GraphiQL", settings.graphiql_enabled),
            ("the whole schema", settings.introspection_enabled),
        )
        if is_open
    ]
    shown = " and ".join(opened) if opened else "what helps developers"
    tell(
        f"WARNING: this is development mode on {host}, and it shows {shown} to everybody who reaches this port,"
        " without a token: set MARQUEE_ENV=production, or listen on 127.0.0.1."
    )


def make_room(most: int) -> int:
    """For how many of so many connections there are descriptors; with a word about it if there are not enough.

    The system's soft limit is raised for this process and those it starts, as far as it may be.
    """
    if sys.platform == "win32":
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = most + OTHERS
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return most
    reached = needed if hard == resource.RLIM_INFINITY else hard
    if reached > soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (reached, hard))
            soft = reached
        except (OSError, ValueError):
            # Some systems have a limit above this one.
            pass
    if soft >= needed:
        return most
    room = max(soft - OTHERS, soft // 2)
    tell(
        f"This process may open {soft:,} files, so it takes {room:,} connections instead of the {most:,} of"
        f" MARQUEE_MAX_CONNECTIONS: raise the limit (ulimit -n {needed}, or LimitNOFILE= of systemd), or lower that."
    )
    return room


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
