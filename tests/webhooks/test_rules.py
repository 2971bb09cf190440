"""Where webhooks may be sent, which changes they get, how they are signed, and when they are sent again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from app.core.problems import ProblemCode
from app.db.outbox import ChangeKind
from app.webhooks.rules.addresses import may_connect, problems_with_url
from app.webhooks.rules.retrying import next_attempt
from app.webhooks.rules.signatures import make_secret, signatures
from app.webhooks.rules.topics import MAX_TOPICS, matches, problems_with_topics, topic_of
from app.webhooks.values import CHANGE_KINDS

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TYPES = frozenset({"Event", "SessionOccurrence"})
PATH = ("input", "url")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1:7f00:0:100:808:808",
        "fec0::1",
        "3fff::1",
        "192.88.99.1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_private_addresses_are_not_reached(address: str) -> None:
    assert not may_connect(address, ())


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are(address: str) -> None:
    assert may_connect(address, ())


def test_an_allowed_network_is_reached_and_no_other() -> None:
    allowed = (ip_network("10.0.0.0/8"), ip_network("fc00::/7"))
    found = [may_connect(each, allowed) for each in ("10.1.2.3", "::ffff:10.1.2.3", "fc00::1", "11.0.0.1", "127.0.0.1")]
    assert found == [True, True, True, True, False]


def test_plain_http_reaches_allowed_networks_only() -> None:
    allowed = (ip_network("10.0.0.0/8"),)
    assert [may_connect(each, allowed, plain=True) for each in ("10.1.2.3", "8.8.8.8")] == [True, False]
    problems = [problems_with_url(f"http://{host}/", allowed, PATH) for host in ("10.1.2.3", "8.8.8.8")]
    assert [[problem.message for problem in each] for each in problems] == [
        [],
        ["Plain http is only for networks that the operator allows."],
    ]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.com/hook?a=b", None),
        ("https://example.com:8443", None),
        ("https://[2606:2800:220:1::1]/", None),
        ("http://example.com/", ProblemCode.INVALID),
        ("ftp://example.com/", ProblemCode.INVALID),
        ("example.com", ProblemCode.INVALID),
        ("", ProblemCode.INVALID),
        ("https://", ProblemCode.INVALID),
        ("https://example.com:99999/", ProblemCode.INVALID),
        ("https://[::1", ProblemCode.INVALID),
        ("https://[v1.example.com]/", ProblemCode.INVALID),
        ("https://exa mple.com/", ProblemCode.INVALID),
        ("https://example.com/\r\nX: y", ProblemCode.INVALID),
        ("https://user@example.com/", ProblemCode.INVALID),
        ("https://user:word@example.com/", ProblemCode.INVALID),
        ("https://example.com/#part", ProblemCode.INVALID),
        ("https://127.0.0.1/", ProblemCode.INVALID),
        ("https://[::ffff:169.254.169.254]/", ProblemCode.INVALID),
        ("https://example.com/" + "a" * 2_048, ProblemCode.TOO_LONG),
    ],
)
def test_an_address_is_checked(url: str, code: ProblemCode | None) -> None:
    assert [(problem.code, problem.path) for problem in problems_with_url(url, (), PATH)] == (
        [(code, PATH)] if code else []
    )


def test_plain_http_is_for_allowed_networks() -> None:
    assert problems_with_url("http://10.0.0.1/", (ip_network("10.0.0.0/8"),), PATH) == []


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        (["*"], []),
        (["event.published", "sessionOccurrence.*"], []),
        ([], [(ProblemCode.REQUIRED, ("t",))]),
        (["event.published"] * 2, [(ProblemCode.NOT_UNIQUE, ("t",))]),
        (["event"], [(ProblemCode.INVALID, ("t", "0"))]),
        (["Event.published"], [(ProblemCode.INVALID, ("t", "0"))]),
        (["event.PUBLISHED"], [(ProblemCode.INVALID, ("t", "0"))]),
        (["*", "event.resync"], [(ProblemCode.INVALID, ("t", "1"))]),
        (["price.updated"], [(ProblemCode.INVALID, ("t", "0"))]),
        ([f"event.{number}" for number in range(MAX_TOPICS + 1)], [(ProblemCode.TOO_MANY, ("t",))]),
    ],
)
def test_topics_are_checked(topics: list[str], expected: list[tuple[ProblemCode, tuple[str, ...]]]) -> None:
    assert [(problem.code, problem.path) for problem in problems_with_topics(topics, TYPES, ("t",))] == expected


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        (["*"], True),
        (["event.*"], True),
        (["event.cancelled", "event.published"], True),
        (["event.cancelled"], False),
        (["sessionOccurrence.*"], False),
    ],
)
def test_a_change_has_a_topic(topics: list[str], expected: bool) -> None:
    assert topic_of("SessionOccurrence", "UPDATED") == "sessionOccurrence.updated"
    assert matches(topics, "Event", "PUBLISHED") is expected


def test_every_kind_of_change_can_be_in_a_topic() -> None:
    assert [*CHANGE_KINDS] == [kind.name for kind in ChangeKind if kind is not ChangeKind.RESYNC]


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the Standard Webhooks specification."""
    body = b'{"test": 2432232314}'
    secret, other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", make_secret(b"x" * 32)
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signatures([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected
    both = signatures([secret, other], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert both.split()[0] == expected
    assert len(both.split()) == 2


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [(1, timedelta(seconds=10)), (2, timedelta(seconds=20)), (5, timedelta(seconds=160)), (30, timedelta(hours=2))],
)
def test_pauses_between_attempts_grow(attempts: int, pause: timedelta) -> None:
    assert next_attempt(attempts, NOW, NOW) == NOW + pause


@pytest.mark.parametrize(("passed", "again"), [(timedelta(hours=22), True), (timedelta(hours=22, seconds=1), False)])
def test_a_delivery_is_given_up_after_a_day(passed: timedelta, again: bool) -> None:
    found = next_attempt(30, NOW, NOW + passed)
    assert found == (NOW + timedelta(hours=24) if again else None)
