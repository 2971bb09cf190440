"""Applications: the OAuth clients of an organisation. Operators create and revoke them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth import store
from app.auth.operations.credentials import digest, new_secret
from app.auth.rules import Scope, problems_with_name, problems_with_scopes, scopes_named
from app.auth.tables import ApplicationRow
from app.core.problems import Problem, ProblemCode, refuse_any


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client id with its secret, which is shown once: only its hash is stored."""

    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Application:
    """An application without its secret."""

    client_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    revoked_at: datetime | None


def create_application(
    db: DbSession, organisation_id: UUID, name: str, scopes: Sequence[str], now: datetime
) -> Credentials:
    """`scopes` takes scope names and permission names; raises `Refused` with all problems."""
    problems = problems_with_name(name) + problems_with_scopes(scopes)
    if not store.organisation_exists(db, organisation_id):
        problems.append(
            Problem(ProblemCode.NOT_FOUND, "There is no organisation with this UUID.", ("organisationUuid",))
        )
    refuse_any(problems)
    secret = new_secret()
    row = ApplicationRow(
        organisation_id=organisation_id,
        name=name.strip(),
        secret_hash=digest(secret),
        scopes=sorted(scopes_named(scopes)),
        created_at=now,
    )
    db.add(row)
    return Credentials(client_id=str(row.id), secret=secret)


def list_applications(db: DbSession, organisation_id: UUID) -> list[Application]:
    """All of the organisation's applications, revoked ones too, oldest first."""
    return [_seen(row) for row in store.applications_of(db, organisation_id)]


def revoke_application(db: DbSession, client_id: str, now: datetime) -> bool:
    """Revoke the application and delete its tokens. Returns False for an unknown id; revoking twice is allowed."""
    row = application_of(db, client_id)
    if row is None:
        return False
    row.revoked_at = row.revoked_at or now
    db.add(row)
    store.delete_tokens(db, row.id)
    return True


def renew_secret(db: DbSession, client_id: str) -> Credentials:
    """Replace the secret; tokens stay valid. Raises LookupError if there is no such application."""
    row = application_of(db, client_id)
    if row is None or row.revoked_at is not None:
        raise LookupError(client_id)
    secret = new_secret()
    row.secret_hash = digest(secret)
    db.add(row)
    return Credentials(client_id=str(row.id), secret=secret)


def application_of(db: DbSession, client_id: str) -> ApplicationRow | None:
    """The application of a client id that a person typed."""
    try:
        uuid = UUID(client_id)
    except ValueError:
        return None
    # UUID takes braces, URNs and bare digits too; the id that was handed out has one spelling.
    return store.application(db, uuid) if str(uuid) == client_id.lower() else None


def _seen(row: ApplicationRow) -> Application:
    return Application(
        client_id=str(row.id),
        name=row.name,
        scopes=tuple(sorted(scopes_named(row.scopes))),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
