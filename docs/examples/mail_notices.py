"""Receives Marquee's notices as a webhook and sends each as a mail. It needs nothing but Python 3.11.

    export WEBHOOK_SECRET=whsec_...    # as createWebhook has answered it; several, such as after a rotation, by spaces
    export SMTP_HOST=localhost SMTP_PORT=25 MAIL_FROM=events@example.com
    python mail_notices.py             # serves on LISTEN, 127.0.0.1:8080 by default; put a server with TLS before it

Register it for the topic `notice.created` with this document:

    query ($id: ID!) {
      node(id: $id) {
        ... on Notice {
          kind
          user { displayName internalId isDeleted }
          event { name }
          session { name }
          previousStartsOn { local timezone }
          startsOn { local timezone }
        }
      }
    }

Marquee stores no mail addresses. This example takes the user's `internalId` for one; let `address_of` ask your own
system.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import smtplib
import sqlite3
import sys
import threading
import time
from contextlib import closing
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# A signature is valid for so long before and after its time, in seconds.
TOLERANCE_S = 300
# Marquee gives up an attempt after 15 seconds.
SMTP_S = 10
MAX_BODY = 1024 * 1024

SENTENCES = {
    "CANCELLED": "{event} was cancelled.",
    "CALLED_OFF": "{event} does not take place at {before}.",
    "RESTORED": "{event} takes place after all, at {after}.",
    "RESCHEDULED": "{event} starts at {after} instead of {before}.",
    "SESSION_MOVED": "{session} at {event} starts at {after} instead of {before}.",
    "SESSION_CANCELLED": "{session} at {event} does not take place at {before}.",
    "SESSION_RESTORED": "{session} at {event} takes place after all, at {after}.",
}


def is_signed(secrets: list[str], headers: Any, body: bytes, now: float) -> bool:
    """Whether one of these secrets has signed the request a short time ago, by the Standard Webhooks scheme."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now - int(timestamp)) > TOLERANCE_S:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = [part.removeprefix("v1,") for part in headers.get("webhook-signature", "").split() if part[:3] == "v1,"]
    # Every pair is compared, each in constant time: the time says nothing about which one was nearly right.
    matches = [
        hmac.compare_digest(expected, signature.encode())
        for expected in [_signature(secret, signed) for secret in secrets]
        for signature in given
    ]
    return any(matches)


def _signature(secret: str, signed: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())


def address_of(user: dict[str, Any]) -> str | None:
    """Where to write to this user; None if nobody knows."""
    found = user["internalId"] or ""
    return found if "@" in found and not user["isDeleted"] else None


def mail_for(notice: dict[str, Any], sender: str) -> EmailMessage | None:
    """The mail about a notice; None if there is nobody to send it to, or it is of a kind that is new."""
    sentence, user = SENTENCES.get(notice["kind"]), notice["user"]
    address = user and address_of(user)
    if sentence is None or not address:
        return None
    words = {
        "event": notice["event"]["name"],
        "session": (notice["session"] or {}).get("name", "A session"),
        "before": _clock(notice["previousStartsOn"]),
        "after": _clock(notice["startsOn"]),
    }
    text = sentence.format(**words)
    mail = EmailMessage()
    mail["From"] = sender
    try:
        mail["To"] = Address(" ".join(user["displayName"].split()), addr_spec=address)
    except (ValueError, IndexError, MessageError):
        # Not an address; Python's parser fails in each of these ways.
        return None
    mail["Subject"] = " ".join(text.split())
    mail.set_content(f"Hello {user['displayName']},\n\n{text}\n")
    return mail


def _clock(moment: dict[str, str] | None) -> str:
    return "" if moment is None else f"{moment['local'].replace('T', ' ')} ({moment['timezone']})"


class Sent:
    """The ids of deliveries whose mail was sent, in a file. Marquee may send a delivery more than once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        with closing(self._open()) as file, file:
            file.execute("CREATE TABLE IF NOT EXISTS sent (id TEXT PRIMARY KEY)")

    def once(self, message_id: str, mail: EmailMessage, send: Any) -> None:
        """Send the mail unless it was sent before. A crash between sending and storing sends it again, never not."""
        with self._lock, closing(self._open()) as file, file:
            if file.execute("SELECT 1 FROM sent WHERE id = ?", (message_id,)).fetchone():
                return
            send(mail)
            file.execute("INSERT INTO sent VALUES (?)", (message_id,))

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path)


class Receiver(BaseHTTPRequestHandler):
    """One delivery. 204: done, or nothing to do. 401: not from Marquee. The others let Marquee send it again.

    503: the mail server is not available, and Marquee pauses; 500: it has refused this mail.
    """

    timeout = 15
    secrets: list[str]
    sent: Sent
    smtp: tuple[str, int]
    sender: str

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length[:9]) > MAX_BODY:
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        if not is_signed(self.secrets, self.headers, body, time.time()):
            self._answer(401)
            return
        delivery = json.loads(body)
        notice = ((delivery.get("data") or {}).get("node")) or {}
        mail = mail_for(notice, self.sender) if delivery["type"] == "notice.created" and notice else None
        try:
            if mail is not None:
                self.sent.once(self.headers["webhook-id"], mail, self._send)
        except (OSError, smtplib.SMTPException) as error:
            self.log_error("the mail could not be sent: %s", error)
            refused = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
            self._answer(500 if refused else 503)
            return
        self._answer(204)

    def _send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP(*self.smtp, timeout=SMTP_S) as server:
            server.send_message(mail)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


def main() -> None:
    secrets = os.environ["WEBHOOK_SECRET"].split()
    try:
        for secret in secrets:
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        sys.exit("WEBHOOK_SECRET is not what createWebhook has answered.")
    Receiver.secrets = secrets
    Receiver.sent = Sent(os.environ.get("SENT", "sent.db"))
    Receiver.smtp = os.environ.get("SMTP_HOST", "localhost"), int(os.environ.get("SMTP_PORT", "25"))
    Receiver.sender = os.environ["MAIL_FROM"]
    host, _, port = os.environ.get("LISTEN", "127.0.0.1:8080").rpartition(":")
    with ThreadingHTTPServer((host, int(port)), Receiver) as server:
        sys.stderr.write(f"Listening on {host}:{server.server_port}\n")
        sys.stderr.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
