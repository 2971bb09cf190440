"""The checks and warnings of `marquee serve` before it accepts clients."""

import sys
from ipaddress import ip_address

from app.cli.output import print_notice
from app.settings.service import Environment, Settings, SettingsError

if sys.platform != "win32":
    import resource

# File descriptors for other things than client connections: databases, files and Python itself.
OTHER_FILES = 128


def check_hosts(settings: Settings) -> None:
    """Raises `SettingsError` if MARQUEE_HOSTS is not set in production."""
    if settings.env is Environment.PRODUCTION and settings.hosts is None:
        raise SettingsError(
            "MARQUEE_HOSTS is not set, and in production it has to be: name the hosts that clients ask for, such as"
            " api.example.com, separated by commas, or * for any."
        )


def warn_of_development(settings: Settings, host: str) -> None:
    """Warn if development features are reachable from other machines."""
    if settings.env is not Environment.DEVELOPMENT or _is_loopback(host):
        return
    enabled = [
        what
        for what, is_enabled in (
            ("GraphiQL", settings.graphiql_enabled),
            ("the whole schema", settings.introspection_enabled),
        )
        if is_enabled
    ]
    shown = " and ".join(enabled) if enabled else "what helps developers"
    print_notice(
        f"WARNING: this is development mode on {host}, and it shows {shown} to everybody who reaches this port,"
        " without a token: set MARQUEE_ENV=production, or listen on 127.0.0.1."
    )


def raise_file_limit(connections: int) -> int:
    """Raise the soft limit of open files for `connections`, and return how many connections it allows.

    Prints a notice if the hard limit is too low. Child processes inherit the limit.
    """
    if sys.platform == "win32":
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return connections
    reached = needed if hard == resource.RLIM_INFINITY else hard
    if reached > soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (reached, hard))
            soft = reached
        except (OSError, ValueError):
            # Some systems have another, lower limit.
            pass
    if soft >= needed:
        return connections
    allowed = max(soft - OTHER_FILES, soft // 2)
    print_notice(
        f"This process may open {soft:,} files, so it takes {allowed:,} connections instead of the {connections:,} of"
        f" MARQUEE_MAX_CONNECTIONS: raise the limit (ulimit -n {needed}, or LimitNOFILE= of systemd), or lower that."
    )
    return allowed


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
