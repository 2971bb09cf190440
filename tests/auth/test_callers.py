"""From an Authorization header to a caller, and what is remembered of it."""

import asyncio
import base64
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.auth.operations import callers as module
from app.auth.operations.applications import list_applications, revoke_application
from app.auth.operations.callers import Callers, Unauthenticated
from app.auth.operations.credentials import digest
from app.auth.rules import ANONYMOUS, Caller, Scope
from tests.gateway import Gateway

JWT_HEADER = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")

BAD_HEADERS: dict[str, list[bytes]] = {
    "empty": [b""],
    "the scheme alone": [b"Bearer"],
    "no token": [b"Bearer "],
    "no space": [b"Bearer$TOKEN"],
    "the token alone": [b"$TOKEN"],
    "another scheme": [b"Token $TOKEN"],
    "basic": [b"Basic " + base64.b64encode(b"me:secret")],
    "two words": [b"Bearer $TOKEN $TOKEN"],
    "a list": [b"Bearer $TOKEN, Bearer $TOKEN"],
    "two headers": [b"Bearer $TOKEN", b"Bearer $TOKEN"],
    "two headers, one empty": [b"", b"Bearer $TOKEN"],
    "leading space": [b" Bearer $TOKEN"],
    "trailing space": [b"Bearer $TOKEN "],
    "a line break": [b"Bearer $TOKEN\r\nX: y"],
    "a tab": [b"Bearer\t$TOKEN"],
    "NUL": [b"Bearer $TOKEN\0"],
    "latin-1": [b"Bearer $TOKEN\xe9"],
    "utf-8": ["Bearer $TOKENé".encode()],
    "not utf-8": [b"Bearer \xff\xfe\xed\xa0\x80"],
    "one character more": [b"Bearer $TOKENx"],
    "one character less": [b"Bearer $SHORT"],
    "another case": [b"Bearer $UPPER"],
    "quoted": [b'Bearer "$TOKEN"'],
    "padded": [b"Bearer $TOKEN=="],
    "20 kB": [b"Bearer " + b"x" * 20_000],
    "20 kB of padding": [b"Bearer x" + b"=" * 20_000],
    "alg none": [b"Bearer " + JWT_HEADER + b".e30."],
    "nested JWT": [b"Bearer " + b".".join([JWT_HEADER] * 60)],
    "SQL": [b"Bearer ' OR 1=1 --"],
    "its hash": [b"Bearer $HASH"],
    "null": [b"Bearer null"],
}


def filled(header: bytes, token: str) -> bytes:
    return (
        header.replace(b"$TOKEN", token.encode())
        .replace(b"$SHORT", token[:-1].encode())
        .replace(b"$UPPER", token.swapcase().encode())
        .replace(b"$HASH", digest(token).encode())
    )


class Ticks:
    """Monotonic time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def identify(gateway: Gateway, callers: Callers, *headers: bytes) -> Caller:
    return gateway.run(callers.identify(headers, gateway.clock()))


@pytest.mark.parametrize("headers", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_anything_but_one_good_token_is_refused(gateway: Gateway, headers: list[bytes]) -> None:
    token = gateway.token(gateway.organisation())
    callers = Callers(gateway.database)
    with pytest.raises(Unauthenticated):
        identify(gateway, callers, *(filled(header, token) for header in headers))


def test_no_header_is_an_anonymous_caller_and_reads_no_store(gateway: Gateway) -> None:
    with gateway.statements() as statements:
        assert identify(gateway, Callers(gateway.database)) is ANONYMOUS
    assert statements == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])
def test_a_good_token_is_taken_whatever_the_case_of_its_scheme(gateway: Gateway, scheme: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.EVENT_READ)
    caller = identify(gateway, Callers(gateway.database), f"{scheme} {token}".encode())
    assert (caller.organisation_id, caller.scopes) == (UUID(acme.uuid), frozenset({Scope.EVENT_READ}))


def test_a_caller_is_read_once_in_two_seconds(gateway: Gateway) -> None:
    header = f"Bearer {gateway.token(gateway.organisation())}".encode()
    ticks = Ticks()
    callers = Callers(gateway.database, ticks)
    requested = []
    for step in (0.0, 0.0, 1.9, 0.1, 1.9):
        ticks.now += step
        with gateway.statements() as statements:
            identify(gateway, callers, header)
        requested.append(len(statements))
    assert requested == [1, 0, 0, 1, 0]


def test_an_unknown_token_is_looked_up_every_time(gateway: Gateway) -> None:
    callers = Callers(gateway.database)
    for _ in range(2):
        with gateway.statements() as statements, pytest.raises(Unauthenticated):
            identify(gateway, callers, b"Bearer unknown")
        assert len(statements) == 1


def test_a_remembered_token_still_ends_on_time(gateway: Gateway) -> None:
    header = f"Bearer {gateway.token(gateway.organisation())}".encode()
    callers = Callers(gateway.database, Ticks())
    gateway.clock.advance(timedelta(minutes=29, seconds=59))
    identify(gateway, callers, header)
    gateway.clock.advance(timedelta(seconds=1))
    with gateway.statements() as statements, pytest.raises(Unauthenticated):
        identify(gateway, callers, header)
    assert statements == []


def test_a_revoked_token_is_refused_two_seconds_later_at_most(gateway: Gateway) -> None:
    acme = gateway.organisation()
    header = f"Bearer {gateway.token(acme)}".encode()
    ticks = Ticks()
    callers = Callers(gateway.database, ticks)
    identify(gateway, callers, header)
    (application,) = gateway.read(lambda db: list_applications(db, UUID(acme.uuid)))
    gateway.write(lambda db: revoke_application(db, application.client_id, gateway.clock()))
    ticks.now += module.REMEMBERED_S
    with pytest.raises(Unauthenticated):
        identify(gateway, callers, header)


def test_the_memory_is_bounded(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED_TOKENS", 2)
    acme = gateway.organisation()
    headers = [f"Bearer {gateway.token(acme)}".encode() for _ in range(3)]
    callers = Callers(gateway.database, Ticks())
    for header in headers:
        identify(gateway, callers, header)
    with gateway.statements() as statements:
        identify(gateway, callers, headers[2])
        identify(gateway, callers, headers[1])
    assert statements == []
    with gateway.statements() as statements:
        identify(gateway, callers, headers[0])
    assert len(statements) == 1


async def identified(gateway: Gateway, callers: Callers, headers: Sequence[bytes]) -> list[Caller | BaseException]:
    """The caller or the failure of each header, all asked for at the same time."""
    asking = (callers.identify([header], gateway.clock()) for header in headers)
    return await asyncio.gather(*asking, return_exceptions=True)


def test_callers_who_come_together_are_looked_up_by_one_statement(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    headers = [f"Bearer {gateway.token(each)}".encode() for each in (acme, acme, other)]
    with gateway.statements() as statements:
        found = gateway.run(identified(gateway, Callers(gateway.database, Ticks()), [*headers, b"Bearer no"] * 50))
    assert len(statements) == 1
    expected = [str(each.organisation_id) if isinstance(each, Caller) else type(each) for each in found]
    assert expected == [acme.uuid, acme.uuid, other.uuid, Unauthenticated] * 50


def test_a_lookup_that_fails_fails_for_all_who_wait_and_for_nobody_after_them(gateway: Gateway) -> None:
    header = f"Bearer {gateway.token(gateway.organisation())}".encode()
    callers = Callers(gateway.database, Ticks())
    gateway.in_database(lambda db: db.connection().execute(text("ALTER TABLE token RENAME TO away")))
    try:
        found = gateway.run(identified(gateway, callers, [header, header]))
    finally:
        gateway.in_database(lambda db: db.connection().execute(text("ALTER TABLE away RENAME TO token")))
    assert isinstance(found[0], DBAPIError)
    assert found[0] is found[1]
    assert identify(gateway, callers, header).anonymous is False


def test_a_caller_who_gives_up_does_not_end_the_lookup_of_the_others(gateway: Gateway) -> None:
    header = f"Bearer {gateway.token(gateway.organisation())}".encode()
    callers = Callers(gateway.database, Ticks())

    async def ask() -> tuple[Caller | BaseException, Caller | BaseException]:
        one, other = (asyncio.create_task(callers.identify([header], gateway.clock())) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        return await asyncio.gather(one, other, return_exceptions=True)

    with gateway.statements() as statements:
        gone, caller = gateway.run(ask())
    assert isinstance(gone, asyncio.CancelledError)
    assert isinstance(caller, Caller)
    assert len(statements) == 1


def test_a_caller_who_comes_after_the_start_of_a_lookup_is_looked_up_again(gateway: Gateway) -> None:
    """A token that is revoked meanwhile must not be good for longer because others had asked before."""
    header = f"Bearer {gateway.token(gateway.organisation())}".encode()
    callers = Callers(gateway.database, Ticks())

    async def ask() -> None:
        started = asyncio.Event()
        gateway.database.listeners.append(lambda _statement: started.set())
        early = asyncio.create_task(callers.identify([header], gateway.clock()))
        await started.wait()
        await asyncio.gather(early, callers.identify([header], gateway.clock()))

    with gateway.statements() as statements:
        gateway.run(ask())
    assert len(statements) == 2
