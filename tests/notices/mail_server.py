"""A mail server that keeps what it is sent, and the example that sends notices, as a process of its own.

with mail_server(gateway) as mails, mailing(mails.port, tmp_path) as url:
    mails.received                       # what was sent, as EmailMessage
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.gateway import Gateway
from tests.webhooks.builders import SECRET

PROGRAM = Path(__file__).parent.parent.parent / "docs" / "examples" / "mail_notices.py"
SENDER = "events@example.com"


@dataclass
class Mails:
    """See the top of this file. `refuses`: recipients that the server does not take."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"220 here\r\n")
            while line := (await reader.readline()).decode().strip():
                word = line.upper()
                if word.startswith("RCPT") and any(each in line for each in self.refuses):
                    writer.write(b"550 nobody\r\n")
                elif word == "DATA":
                    writer.write(b"354 go on\r\n")
                    text = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                    self.received.append(message_from_bytes(text, policy=policy.default))
                    writer.write(b"250 kept\r\n")
                else:
                    writer.write(b"221 bye\r\n" if word == "QUIT" else b"250 well\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@contextmanager
def mail_server(gateway: Gateway, mails: Mails | None = None) -> Iterator[Mails]:
    """`mails`: go on with these, on their port."""
    mails = mails or Mails()
    server = gateway.run(asyncio.start_server(mails.serve, "127.0.0.1", mails.port))
    mails.port = server.sockets[0].getsockname()[1]
    try:
        yield mails
    finally:
        server.close()


@contextmanager
def mailing(port: int, folder: Path) -> Iterator[str]:
    """Run the example, which sends its mails to this port; the address at which it receives."""
    environment = {
        "PATH": os.environ["PATH"],
        "WEBHOOK_SECRET": SECRET,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "MAIL_FROM": SENDER,
        "LISTEN": "127.0.0.1:0",
        "SENT": str(folder / "sent.db"),
    }
    with (
        (folder / "log").open("w+") as log,
        subprocess.Popen([sys.executable, PROGRAM], env=environment, stderr=subprocess.PIPE, text=True) as process,
    ):
        assert process.stderr is not None
        try:
            first = process.stderr.readline()
            assert first.startswith("Listening on 127.0.0.1:"), first
            log.write(first)
            yield f"http://127.0.0.1:{first.rpartition(':')[2].strip()}/"
        finally:
            process.terminate()
            process.stderr.close()
