"""docs/examples/mail_notices.py: signed notices become mails, once each; nothing else does."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.users.tables import UserRow
from app.webhooks.rules.signatures import make_secret, signatures
from app.webhooks.tables import WebhookDeliveryRow
from tests.builders import stored
from tests.events.dated_event import book, make_series
from tests.events.editing import daily
from tests.gateway import Gateway
from tests.notices.mail_server import PROGRAM, Mails, mail_server, mailing
from tests.webhooks.builders import SECRET, deliver, make_webhook

CANCEL = "mutation ($uuid: UUID!) { cancelEvent(uuid: $uuid) { userErrors { code } } }"
REDELIVER = "mutation ($uuid: UUID!) { redeliverWebhook(uuid: $uuid) { userErrors { code } } }"
OTHER = make_secret(b"o" * 32)
ADA = {"displayName": "Ada", "internalId": "ada@example.com", "isDeleted": False}
NOTICE = {
    "kind": "CALLED_OFF",
    "user": ADA,
    "event": {"name": "Camp"},
    "session": None,
    "previousStartsOn": {"local": "2026-07-01T18:00:00", "timezone": "Europe/Berlin"},
    "startsOn": None,
}


def document() -> str:
    """The one in the first lines of the example."""
    text = PROGRAM.read_text(encoding="utf-8")
    return text[text.index("    query ($id: ID!) {") :].partition("\n\n")[0]


class Post:
    """Sends the example what Marquee would send, or nearly."""

    def __init__(self, gateway: Gateway, url: str) -> None:
        self.gateway, self.url = gateway, url

    def __call__(
        self,
        message_id: str = "one",
        *,
        secret: str = SECRET,
        age_s: int = 0,
        changed: bool = False,
        without: str = "",
        **notice: Any,
    ) -> int:
        """The status. `changed`: the body is another one than was signed; `without`: this header."""
        timestamp = int(time.time()) - age_s
        payload = {"type": "notice.created", "data": {"node": {**NOTICE, **notice}}}
        body = json.dumps(payload).encode()
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures([secret], message_id, timestamp, body),
        }
        headers.pop(without, None)
        return self.gateway.run(self._send(body + b" " * changed, headers))

    async def _send(self, body: bytes, headers: dict[str, str]) -> int:
        """On the gateway's loop, where the mail server is."""
        async with httpx2.AsyncClient() as client:
            return (await client.post(self.url, content=body, headers=headers)).status_code


@pytest.fixture
def mails(gateway: Gateway) -> Iterator[Mails]:
    with mail_server(gateway) as mails:
        yield mails


@pytest.fixture
def post(gateway: Gateway, mails: Mails, tmp_path: Path) -> Iterator[Post]:
    with mailing(mails.port, tmp_path) as url:
        yield Post(gateway, url)


def test_a_cancelled_event_is_mailed_once_to_everybody_with_a_place(gateway: Gateway, mails: Mails, post: Post) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(2), name="Harbour Nights")
    users = {book(gateway, acme, date).user_id: name for date, name in zip(dates, ("Ada", "Bob"), strict=True)}

    def know(db: Any) -> None:
        for uuid, name in users.items():
            row = db.get_one(UserRow, uuid)
            row.display_name, row.internal_id = name, f"{name.lower()}@example.com"

    gateway.in_database(know)
    webhook = make_webhook(gateway, acme, url=post.url, topics=["notice.created"], document=document())
    assert gateway.gql(CANCEL, gateway.token(acme), uuid=event.id) == {"cancelEvent": {"userErrors": []}}
    # The example compares the time of the signature with its own clock.
    gateway.clock.set(datetime.now(UTC).replace(microsecond=0))
    assert deliver(gateway) == 2
    found = sorted((str(mail["To"]), str(mail["Subject"]), mail.get_content().splitlines()) for mail in mails.received)
    assert found == [
        ("Ada <ada@example.com>", "Harbour Nights was cancelled.", ["Hello Ada,", "", "Harbour Nights was cancelled."]),
        ("Bob <bob@example.com>", "Harbour Nights was cancelled.", ["Hello Bob,", "", "Harbour Nights was cancelled."]),
    ]
    deliveries = stored(gateway, WebhookDeliveryRow, webhook_id=webhook.id)
    assert [(row["state"], row["response_status"]) for row in deliveries] == [("DELIVERED", 204)] * 2
    gateway.gql(REDELIVER, gateway.token(acme), uuid=deliveries[0]["id"])
    assert deliver(gateway) == 1
    assert len(mails.received) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": OTHER},
        {"age_s": 301},
        {"age_s": -310},
        {"changed": True},
        {"without": "webhook-signature"},
        {"without": "webhook-timestamp"},
        {"without": "webhook-id"},
    ],
)
def test_what_is_not_signed_now_by_the_secret_is_refused(mails: Mails, post: Post, wrong: dict[str, Any]) -> None:
    assert post(**wrong) == 401
    assert mails.received == []
    assert post(age_s=290) == 204
    assert [str(mail["Subject"]) for mail in mails.received] == [
        "Camp does not take place at 2026-07-01 18:00:00 (Europe/Berlin)."
    ]


def test_a_delivery_that_comes_again_is_mailed_once(mails: Mails, post: Post) -> None:
    assert [post("one"), post("one"), post("two")] == [204, 204, 204]
    assert len(mails.received) == 2


@pytest.mark.parametrize(
    "notice",
    [
        {"user": None},
        {"user": {**ADA, "internalId": None}},
        {"user": {**ADA, "internalId": "ada@"}},
        {"user": {**ADA, "isDeleted": True}},
        {"kind": "OF_A_LATER_VERSION"},
    ],
)
def test_without_anybody_to_write_to_there_is_no_mail(mails: Mails, post: Post, notice: dict[str, Any]) -> None:
    assert post(**notice) == 204
    assert mails.received == []


def test_a_mail_that_could_not_be_sent_is_sent_when_the_delivery_comes_again(gateway: Gateway, tmp_path: Path) -> None:
    with mail_server(gateway) as mails:
        pass
    with mailing(mails.port, tmp_path) as url:
        post = Post(gateway, url)
        # Marquee pauses after this one.
        assert post() == 503
        with mail_server(gateway, mails):
            mails.refuses = {"ada@"}
            assert post() == 500
            mails.refuses = set()
            assert post() == 204
    assert len(mails.received) == 1
