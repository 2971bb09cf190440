"""Creating, listing and revoking the applications of an organisation."""

import hashlib
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.auth.operations.applications import (
    application_of,
    create_application,
    list_applications,
    revoke_application,
)
from app.auth.rules import Scope
from app.auth.tables import ApplicationRow, TokenRow
from app.core.problems import ProblemCode, Refused
from tests.gateway import START, Gateway


def refusal(gateway: Gateway, organisation_id: UUID, name: str, *scopes: str) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as refused:
        gateway.write(lambda db: create_application(db, organisation_id, name, scopes, START))
    assert gateway.read(lambda db: db.exec(select(ApplicationRow)).all()) == []
    return [(problem.code.value, problem.path) for problem in refused.value.problems]


def test_a_secret_is_stored_as_its_hash_alone(gateway: Gateway) -> None:
    client = gateway.application(gateway.organisation())
    row = gateway.read(lambda db: db.exec(select(ApplicationRow)).one())
    assert row.secret_hash == hashlib.sha256(client.secret.encode()).hexdigest()
    assert client.secret not in repr(row)
    assert str(row.id) == client.client_id


def test_a_secret_carries_256_bits(gateway: Gateway) -> None:
    acme = gateway.organisation()
    secrets = {gateway.application(acme).secret for _ in range(3)}
    assert len(secrets) == 3
    assert {len(secret) for secret in secrets} == {len("mqs_") + 43}


@pytest.mark.parametrize(
    ("names", "granted"),
    [
        ([], []),
        (["event.read"], ["event.read"]),
        (["event.read", "event.read"], ["event.read"]),
        (["events.create"], ["event.add_session", "event.create"]),
        (
            ["events.update"],
            ["event.cancel", "event.publish", "event.unpublish", "event.update", "event.update_session"],
        ),
        (
            ["events.create", "event.create", "event.read"],
            ["event.add_session", "event.create", "event.read"],
        ),
    ],
)
def test_permissions_grant_their_scopes(gateway: Gateway, names: list[str], granted: list[str]) -> None:
    acme = gateway.organisation()
    gateway.application(acme, names)
    (application,) = gateway.read(lambda db: list_applications(db, UUID(acme.uuid)))
    assert list(application.scopes) == granted


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    assert refusal(gateway, uuid4(), "  ", "event.read", "event.fly", "", "EVENT.READ") == [
        ("REQUIRED", ("name",)),
        ("INVALID", ("scopes", "1")),
        ("INVALID", ("scopes", "2")),
        ("INVALID", ("scopes", "3")),
        ("NOT_FOUND", ("organisationUuid",)),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ProblemCode.REQUIRED),
        ("\n", ProblemCode.REQUIRED),
        ("x" * 121, ProblemCode.TOO_LONG),
        ("a\nb", ProblemCode.INVALID),
        ("a\0b", ProblemCode.INVALID),
        ("a\ud800b", ProblemCode.INVALID),
    ],
)
def test_a_name_is_one_short_line(gateway: Gateway, name: str, code: ProblemCode) -> None:
    assert refusal(gateway, UUID(gateway.organisation().uuid), name) == [(code, ("name",))]


def test_the_longest_name_is_taken(gateway: Gateway) -> None:
    acme = UUID(gateway.organisation().uuid)
    gateway.write(lambda db: create_application(db, acme, "Ü" * 120, [], START))
    assert [each.name for each in gateway.read(lambda db: list_applications(db, acme))] == ["Ü" * 120]


def test_a_list_holds_one_organisation_oldest_first(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    second = START + timedelta(seconds=1)
    for organisation, name, now in ((acme, "later", second), (acme, "first", START), (other, "x", START)):
        gateway.write(
            partial(
                create_application,
                organisation_id=UUID(organisation.uuid),
                name=name,
                scopes=["event.read"],
                now=now,
            )
        )
    listed = gateway.read(lambda db: list_applications(db, UUID(acme.uuid)))
    assert [(each.name, each.scopes, each.created_at, each.revoked_at) for each in listed] == [
        ("first", (Scope.EVENT_READ,), START, None),
        ("later", (Scope.EVENT_READ,), second, None),
    ]


def test_revoking_ends_the_tokens_of_this_application_only(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    gateway.token(acme)
    gateway.token(acme, Scope.EVENT_READ)
    kept = gateway.token(other)
    (application,) = gateway.read(lambda db: list_applications(db, UUID(acme.uuid)))
    assert gateway.write(lambda db: revoke_application(db, application.client_id, START))
    (left,) = gateway.read(lambda db: db.exec(select(TokenRow)).all())
    assert left.hash == hashlib.sha256(kept.encode()).hexdigest()


def test_a_second_revocation_keeps_the_moment_of_the_first(gateway: Gateway) -> None:
    acme = gateway.organisation()
    client = gateway.application(acme)
    for now in (START, START + timedelta(days=1)):
        assert gateway.write(partial(revoke_application, client_id=client.client_id, now=now))
    (application,) = gateway.read(lambda db: list_applications(db, UUID(acme.uuid)))
    assert application.revoked_at == START


@pytest.mark.parametrize(
    "client_id", ["", "nobody", "0", "0" * 8 + "-0000-4000-8000-" + "0" * 12, "\0", "\ud800", "x" * 20_000]
)
def test_an_unknown_application_cannot_be_revoked(gateway: Gateway, client_id: str) -> None:
    assert not gateway.write(lambda db: revoke_application(db, client_id, START))


def test_a_client_id_has_one_spelling_in_either_case(gateway: Gateway) -> None:
    client_id = gateway.application(gateway.organisation()).client_id
    for spelling in (client_id, client_id.upper()):
        found = gateway.read(partial(application_of, client_id=spelling))
        assert found
        assert str(found.id) == client_id
    for spelling in (f"{{{client_id}}}", f"urn:uuid:{client_id}", client_id.replace("-", "")):
        assert gateway.read(partial(application_of, client_id=spelling)) is None
