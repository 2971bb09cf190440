"""Issuing tokens for credentials, and finding who holds one."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session as DbSession
from sqlmodel import select

from app.auth.operations.applications import Credentials, revoke_application
from app.auth.operations.callers import Callers, Unauthenticated
from app.auth.operations.credentials import digest
from app.auth.operations.tokens import OAuthError, Token, find_callers, issue_token
from app.auth.rules import Caller, Scope
from app.auth.tables import ApplicationRow, TokenRow
from tests.gateway import START, Gateway

LIFE = timedelta(minutes=30)


def issue(gateway: Gateway, client: Credentials, scope: str | None = None) -> Token:
    return gateway.write(lambda db: issue_token(db, client.client_id, client.secret, scope, gateway.clock()))


def refusal(gateway: Gateway, client: Credentials, scope: str | None = None) -> OAuthError:
    with pytest.raises(OAuthError) as error:
        issue(gateway, client, scope)
    assert gateway.read(lambda db: db.exec(select(TokenRow)).all()) == []
    return error.value


def caller(gateway: Gateway, token: Token) -> Caller | None:
    """Whom a request with this token would be from, now."""
    try:
        return gateway.run(Callers(gateway.database).holder(token.text, gateway.clock()))
    except Unauthenticated:
        return None


def test_a_token_knows_its_application_organisation_scopes_and_end(gateway: Gateway) -> None:
    acme = gateway.organisation()
    client = gateway.application(acme, ["event.read", "event.create"])
    token = issue(gateway, client)
    assert token.scopes == (Scope.EVENT_CREATE, Scope.EVENT_READ)
    assert token.expires_at == START + LIFE
    assert caller(gateway, token) == Caller(
        application_id=UUID(client.client_id),
        organisation_id=UUID(acme.uuid),
        scopes=frozenset({Scope.EVENT_CREATE, Scope.EVENT_READ}),
        expires_at=START + LIFE,
    )


def test_a_token_is_stored_as_its_hash_alone(gateway: Gateway) -> None:
    token = issue(gateway, gateway.application(gateway.organisation()))
    row = gateway.read(lambda db: db.exec(select(TokenRow)).one())
    assert row.hash == hashlib.sha256(token.text.encode()).hexdigest()
    assert token.text not in repr(row)
    assert len(token.text) == len("mqt_") + 43


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("event.read", ["event.read"]),
        ("event.read event.create", ["event.create", "event.read"]),
        ("event.read event.read", ["event.read"]),
        ("events.create", ["event.add_session", "event.create"]),
    ],
)
def test_a_request_narrows_the_scopes(gateway: Gateway, scope: str, scopes: list[str]) -> None:
    client = gateway.application(gateway.organisation())
    token = issue(gateway, client, scope)
    assert list(token.scopes) == scopes
    found = caller(gateway, token)
    assert found is not None
    assert sorted(found.scopes) == scopes


@pytest.mark.parametrize(
    "scope",
    ["event.create", "event.read event.create", "events.create", "event.fly", "EVENT.READ", " ",
     "event.read ", "event.read  event.read", "event.read,event.create", "event.read\tevent.read", "\0", "ü"],
)  # fmt: skip
def test_more_scopes_than_granted_are_refused(gateway: Gateway, scope: str) -> None:
    client = gateway.application(gateway.organisation(), ["event.read"])
    assert refusal(gateway, client, scope).code == "invalid_scope"


def test_the_refusal_names_the_scopes_that_are_missing(gateway: Gateway) -> None:
    client = gateway.application(gateway.organisation(), ["event.read"])
    error = refusal(gateway, client, "event.read event.update event.create")
    assert error.description == "This client was not granted event.create, event.update."


def test_a_wrong_secret_an_unknown_and_a_revoked_client_look_alike(gateway: Gateway) -> None:
    client, revoked = (gateway.application(gateway.organisation(slug)) for slug in ("acme", "other"))
    gateway.write(lambda db: revoke_application(db, revoked.client_id, START))
    bad = [
        Credentials(client.client_id, client.secret + "x"),
        Credentials(client.client_id, client.secret[:-1]),
        Credentials(client.client_id, ""),
        Credentials(client.client_id, "\ud800"),
        Credentials(client.client_id, hashlib.sha256(client.secret.encode()).hexdigest()),
        Credentials(str(uuid4()), client.secret),
        Credentials("", client.secret),
        Credentials("nobody\0", client.secret),
        Credentials(revoked.client_id, revoked.secret),
    ]
    errors = [refusal(gateway, each) for each in bad]
    assert {error.code for error in errors} == {"invalid_client"}
    assert len({error.description for error in errors}) == 1


@pytest.mark.parametrize("known", [True, False])
def test_secrets_are_compared_in_constant_time_whether_the_client_is_known_or_not(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    client = gateway.application(gateway.organisation())
    compared: list[tuple[int, int]] = []
    real: Callable[[str, str], bool] = hmac.compare_digest

    def counted(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counted)
    refusal(gateway, Credentials(client.client_id if known else str(uuid4()), "wrong"))
    assert compared == [(64, 64)]


@pytest.mark.parametrize(
    ("age", "lives"),
    [(timedelta(0), True), (LIFE - timedelta(seconds=1), True), (LIFE, False), (timedelta(days=400), False)],
)
def test_a_token_is_valid_for_thirty_minutes(gateway: Gateway, age: timedelta, lives: bool) -> None:
    token = issue(gateway, gateway.application(gateway.organisation()))
    gateway.clock.advance(age)
    assert (caller(gateway, token) is not None) is lives


def test_a_new_token_sweeps_out_the_expired_ones_of_its_application(gateway: Gateway) -> None:
    client, other = (gateway.application(gateway.organisation(slug)) for slug in ("acme", "other"))
    issue(gateway, client)
    others = issue(gateway, other)
    gateway.clock.advance(timedelta(minutes=10))
    living = issue(gateway, client)
    gateway.clock.advance(timedelta(minutes=20))
    new = issue(gateway, client)
    rows = gateway.read(lambda db: db.exec(select(TokenRow)).all())
    assert {row.hash for row in rows} == {digest(each.text) for each in (others, living, new)}


def test_an_unknown_token_has_no_caller(gateway: Gateway) -> None:
    assert gateway.read(lambda db: find_callers(db, [digest("mqt_unknown")])) == {}


def test_a_token_of_a_revoked_application_has_no_caller(gateway: Gateway) -> None:
    client = gateway.application(gateway.organisation())
    token = issue(gateway, client)

    def revoke_without_sweeping(db: DbSession) -> None:
        db.exec(select(ApplicationRow)).one().revoked_at = START

    gateway.write(revoke_without_sweeping)
    assert caller(gateway, token) is None


def test_a_scope_that_no_longer_exists_grants_nothing(gateway: Gateway) -> None:
    token = issue(gateway, gateway.application(gateway.organisation()))

    def rename(db: DbSession) -> None:
        db.exec(select(TokenRow)).one().scopes = ["event.read", "event.former"]

    gateway.write(rename)
    found = caller(gateway, token)
    assert found is not None
    assert found.scopes == {Scope.EVENT_READ}
