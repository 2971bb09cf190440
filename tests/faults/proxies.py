"""nginx and Caddy with the settings of `deploy/`, with the ports and the certificate replaced."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.servers import free_port
from tests.served.process import wait_until

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
NAME = "events.example.com"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    crt, key = folder / "crt.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(crt)], check=True, capture_output=True)
    return crt, key


@contextmanager
def nginx(folder: Path, service_port: int) -> Iterator[int]:
    """Run it; the port of TLS."""
    crt, key = certificate(folder)
    port = free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{service_port}"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/events.example.com.pem", str(crt)),
        ("/etc/ssl/events.example.com.key", str(key)),
    ):
        assert before in site
        site = site.replace(before, after)
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; user root;\n"
        "events {}\nhttp { access_log off;\n"
        f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n{site}\n}}\n"
    )
    with _running(["nginx", "-c", str(main), "-e", f"{folder}/error.log"], port):
        yield port


@contextmanager
def caddy(folder: Path, service_port: int) -> Iterator[int]:
    """Run it; the port of TLS."""
    crt, key = certificate(folder)
    port = free_port()
    site = (DEPLOY / "Caddyfile").read_text()
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{service_port}"),
        ("events.example.com {", f"https://events.example.com:{port} {{\n\ttls {crt} {key}"),
    ):
        assert before in site
        site = site.replace(before, after)
    file = folder / "Caddyfile"
    file.write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}}\n{site}")
    with _running(["caddy", "run", "--config", str(file), "--adapter", "caddyfile"], port):
        yield port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until(lambda: _listens(port), f"{command[0]} does not listen.", 20)
        yield
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _listens(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
