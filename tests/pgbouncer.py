"""A real PgBouncer in transaction mode, with three server connections for each database."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

PATIENCE_S = 30


@contextmanager
def pgbouncer(url: str, folder: Path) -> Iterator[int]:
    """The port of a pooler for all databases of the server that this URL leads to."""
    server = make_url(url)
    host = server.host or server.query.get("host")
    login = f"host={host} port={server.port or 5432} user={server.username or 'postgres'}"
    if server.password:
        login += f" password={server.password}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = {login} pool_size=3\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        "auth_type = any\npool_mode = transaction\nunix_socket_dir =\n"
    )
    # It refuses to run as root.
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen(["pgbouncer", "-q", *as_nobody, settings], stderr=subprocess.PIPE) as process:
        try:
            deadline = time.monotonic() + PATIENCE_S
            while True:
                assert process.poll() is None
                assert time.monotonic() < deadline
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.02)
            yield port
        finally:
            process.kill()


def through(url: str, port: int) -> str:
    """The URL of the same database by the pooler on this port."""
    pooled = make_url(url).set(drivername="postgresql", host="127.0.0.1", port=port, query={"application_name": "shop"})
    return pooled.render_as_string(hide_password=False)
