"""Subscribers receive what other processes commit: by hints at once, and by polling in any case."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.db.feed.hints import FollowedFeeds
from app.db.outbox import Change
from app.graph import follower
from tests.builders import make_ready_event
from tests.gateway import Gateway
from tests.other_process import OtherProcess, other_process
from tests.redis_server import NEEDS_REDIS, RedisServer
from tests.subscribing import Stream, subscribed

EVENT = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { position event { name } } }"
RENAME = """
mutation ($uuid: UUID!, $name: String!) {
  updateEvent(uuid: $uuid, input: {name: $name}) { userErrors { code } }
}"""
NAME = "marquee_hints"
NEVER_S = 3_600.0
postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@dataclass
class Published:
    """A published event. Processes rename it."""

    gateway: Gateway

    def __post_init__(self) -> None:
        acme = self.gateway.organisation()
        self.uuid = str(make_ready_event(self.gateway, acme, lifecycle="PUBLISHED").id)
        self.token = self.gateway.token(acme)

    def rename(self, process: OtherProcess, name: str) -> None:
        done = process.gql(RENAME, self.token, uuid=self.uuid, name=name)
        assert done == {"updateEvent": {"userErrors": []}}

    def subscribed(self, process: OtherProcess) -> Any:
        return subscribed(process, EVENT, uuid=self.uuid)


def names(stream: Stream, number: int) -> Sequence[str]:
    return [stream.next()["eventChanged"]["event"]["name"] for _ in range(number)]


@pytest.fixture
def unpolled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a hint makes a process look at the feeds."""
    monkeypatch.setattr(follower, "POLL_S", NEVER_S)
    monkeypatch.setattr(follower, "HINTED_POLL_S", NEVER_S)


def arriving(process: OtherProcess) -> bool:
    return process.hints is not None and process.hints.arriving


def wait_for_hints(*processes: OtherProcess) -> None:
    processes[0].wait_until(lambda: all(arriving(process) for process in processes))


@contextmanager
def two(gateway: Gateway, **settings: Any) -> Iterator[tuple[OtherProcess, OtherProcess]]:
    """A process that writes and one that is subscribed to; on PostgreSQL both receive hints already."""
    with other_process(gateway, **settings) as writer, other_process(gateway, **settings) as other:
        if gateway.engine == "postgresql":
            wait_for_hints(writer, other)
        yield writer, other


def check_hints(gateway: Gateway, event: Published, **settings: Any) -> None:
    with two(gateway, **settings) as (writer, other), event.subscribed(other) as stream:
        for name in ("One", "Two", "Three"):
            event.rename(writer, name)
            assert names(stream, 1) == [name]
        # The process that was only subscribed to writes as well.
        with event.subscribed(writer) as back:
            event.rename(other, "Four")
            assert names(back, 1) == names(stream, 1) == ["Four"]


@pytest.mark.usefixtures("unpolled")
def test_a_hint_brings_what_another_process_has_committed(gateway: Gateway) -> None:
    check_hints(gateway, Published(gateway))


@NEEDS_REDIS
@postgresql
@pytest.mark.usefixtures("unpolled")
def test_redis_brings_hints_and_is_used_again_after_an_outage(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server, event = RedisServer(tmp_path), Published(gateway)
    try:
        check_hints(gateway, event, redis_url=server.url)
        with two(gateway, redis_url=server.url) as (writer, other), event.subscribed(other) as stream:
            server.stop()
            other.wait_until(lambda: not arriving(other))
            event.rename(writer, "Meanwhile")
            server.start()
            assert names(stream, 1) == ["Meanwhile"]
            wait_for_hints(writer, other)
            event.rename(writer, "After")
            assert names(stream, 1) == ["After"]
    finally:
        server.stop()
    assert len(caplog.messages) == 2
    assert set(caplog.messages) == {
        "hints of other processes do not arrive, so changes come later: the server does not answer at its address"
    }


@postgresql
@pytest.mark.usefixtures("unpolled")
def test_a_connection_for_hints_that_is_lost_is_made_again(gateway: Gateway) -> None:
    event = Published(gateway)
    url = make_url(gateway.settings.database_url).update_query_dict({"application_name": NAME})
    listening = url.render_as_string(hide_password=False)
    with two(gateway, listen_database_url=listening) as (writer, other), event.subscribed(other) as stream:
        event.rename(writer, "Before")
        assert names(stream, 1) == ["Before"]
        terminate = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{NAME}'"
        assert gateway.in_database(lambda db: db.connection().execute(text(terminate)).scalar_one()) == 2
        event.rename(writer, "Meanwhile")
        assert names(stream, 1) == ["Meanwhile"]
        wait_for_hints(writer, other)
        event.rename(writer, "After")
        assert names(stream, 1) == ["After"]


@postgresql
def test_behind_a_transaction_pooler_polling_remains(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    event = Published(gateway)
    with two_that_poll(gateway) as (writer, other), event.subscribed(other) as stream:
        assert (writer.hints, other.hints) == (None, None)
        event.rename(writer, "Polled")
        assert names(stream, 1) == ["Polled"]
    assert caplog.messages == 2 * [
        "Subscriptions get changes of other processes by polling: LISTEN needs MARQUEE_LISTEN_DATABASE_URL or"
        " MARQUEE_REDIS_URL behind a transaction pooler."
    ]


@contextmanager
def two_that_poll(gateway: Gateway) -> Iterator[tuple[OtherProcess, OtherProcess]]:
    with (
        other_process(gateway, transaction_pooler=True) as writer,
        other_process(gateway, transaction_pooler=True) as other,
    ):
        yield writer, other


def test_polling_is_enough(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "POLL_S", 0.01)
    event = Published(gateway)
    with (
        other_process(gateway, with_hints=False) as writer,
        other_process(gateway, with_hints=False) as other,
        event.subscribed(other) as stream,
    ):
        for name in ("One", "Two", "Three"):
            event.rename(writer, name)
            assert names(stream, 1) == [name]


def test_subscribers_outlast_a_feed_that_cannot_be_read(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("POLL_S", "HINTED_POLL_S", "RETRY_S"):
        monkeypatch.setattr(follower, name, 0.01)
    event = Published(gateway)
    with two(gateway) as (writer, other), event.subscribed(other) as stream:
        event.rename(writer, "Before")
        assert names(stream, 1) == ["Before"]
        gateway.in_database(lambda db: db.connection().execute(text("ALTER TABLE feed RENAME TO away")))
        try:
            other.wait_until(lambda: bool(caplog.messages))
        finally:
            gateway.in_database(lambda db: db.connection().execute(text("ALTER TABLE away RENAME TO feed")))
        event.rename(writer, "After")
        assert names(stream, 1) == ["After"]
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("changes of other processes cannot be read now: ")


class BrokenHints:
    """Hints of which none ever arrives."""

    arriving = False
    attempts = 0

    async def listen(self, feeds: FollowedFeeds) -> None:
        self.attempts += 1
        raise RuntimeError("The hints are broken.")

    def announce(self, changes: Sequence[Change]) -> None:
        pass


def test_broken_hints_end_neither_the_polling_nor_the_attempts(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(follower, "POLL_S", 0.01)
    monkeypatch.setattr(follower, "FIRST_PAUSE_S", 0.001)
    hints, event = BrokenHints(), Published(gateway)
    monkeypatch.setattr("tests.other_process.feed_hints", lambda _settings, _database: hints)
    with other_process(gateway) as process, event.subscribed(process) as stream:
        process.wait_until(lambda: hints.attempts > 2)
        with other_process(gateway, with_hints=False) as writer:
            event.rename(writer, "Polled")
        assert names(stream, 1) == ["Polled"]
    assert [record.name for record in caplog.records] == ["marquee.feed"]
