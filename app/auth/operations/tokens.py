"""Issuing tokens for client credentials (RFC 6749, section 4.4), and finding them by their hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth import store
from app.auth.operations.applications import application_of
from app.auth.operations.credentials import NO_HASH, digest, matches, new_token
from app.auth.rules import TOKEN_LIFETIME, Caller, Scope, problems_with_scopes, scopes_named
from app.auth.tables import ApplicationRow, TokenRow
from app.core.errors import MarqueeError


class OAuthError(MarqueeError):
    """An error answer of the token endpoint (RFC 6749, section 5.2)."""

    code = "invalid_request"
    status = 400

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class TooManyTokens(OAuthError):
    """The application has its maximum of tokens; the first expires in `wait_s` seconds."""

    code = "temporarily_unavailable"

    def __init__(self, maximum: int, wait_s: float) -> None:
        super().__init__(
            "temporarily_unavailable",
            f"This client has {maximum} tokens that have not expired, and may not have more. Use each until then.",
        )
        self.maximum = maximum
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Token:
    """An issued token. Its text is stored nowhere."""

    text: str
    scopes: tuple[Scope, ...]
    expires_at: datetime


def check_client(db: DbSession, client_id: str, secret: str) -> ApplicationRow:
    """The application of these credentials. `OAuthError` does not tell which of them is wrong."""
    row = application_of(db, client_id)
    known = matches(secret, NO_HASH if row is None else row.secret_hash)
    if row is None or not known or row.revoked_at is not None:
        raise OAuthError("invalid_client", "The client id or the secret is wrong, or the client was revoked.")
    return row


def issue_token(
    db: DbSession, client_id: str, secret: str, scope: str | None, now: datetime, *, most: int | None = None
) -> Token:
    """A token with the requested scopes, or all those of the application. Raises `OAuthError`.

    `most` is how many tokens of the application may be good at a time.
    """
    application = check_client(db, client_id, secret)
    granted = scopes_named(application.scopes)
    wanted = granted if scope is None else _wanted(scope)
    if excess := sorted(wanted - granted):
        raise OAuthError("invalid_scope", f"This client was not granted {', '.join(excess)}.")
    store.delete_expired_tokens(db, application.id, now)
    if most is not None:
        _check_number(db, application.id, most, now)
    text = new_token()
    scopes = tuple(sorted(wanted))
    expires_at = now + TOKEN_LIFETIME
    db.add(
        TokenRow(
            hash=digest(text),
            application_id=application.id,
            scopes=list(scopes),
            issued_at=now,
            expires_at=expires_at,
        )
    )
    return Token(text=text, scopes=scopes, expires_at=expires_at)


def forget_expired_tokens(db: DbSession, now: datetime) -> int:
    """Delete the expired tokens of all applications; returns how many there were."""
    return store.delete_all_expired_tokens(db, now)


def find_callers(db: DbSession, token_hashes: Sequence[str]) -> Mapping[str, Caller]:
    """The holders of these tokens by their hashes, without those of unknown tokens and of revoked applications.

    They may have expired.
    """
    return {
        token.hash: Caller(
            application_id=application.id,
            organisation_id=application.organisation_id,
            scopes=scopes_named(token.scopes),
            expires_at=token.expires_at,
        )
        for token, application in store.tokens_and_applications(db, token_hashes)
        if application.revoked_at is None
    }


def _check_number(db: DbSession, application_id: UUID, most: int, now: datetime) -> None:
    # One after the other, so that each counts those before it.
    store.lock_application(db, application_id)
    number, first_ends = store.live_tokens(db, application_id, now)
    if number >= most and first_ends is not None:
        raise TooManyTokens(most, (first_ends - now).total_seconds())


def _wanted(scope: str) -> frozenset[Scope]:
    names = scope.split(" ")
    if problems_with_scopes(names):
        raise OAuthError(
            "invalid_scope", "scope lists names that this service knows, with one space between two of them."
        )
    return scopes_named(names)
