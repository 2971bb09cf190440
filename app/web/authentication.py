"""Authentication by the Authorization header, and the scope check of endpoints outside /graphql."""

from datetime import datetime

from starlette.requests import HTTPConnection

from app.auth.operations.callers import Callers, TakeTurn, Unauthenticated
from app.auth.rules import Caller, Scope
from app.web.middleware import HttpError


async def caller_of(connection: HTTPConnection, callers: Callers, now: datetime, turn: TakeTurn) -> Caller:
    """The caller, anonymous without a token. Raises `HttpError` (401) for an invalid, expired or revoked token.

    A lookup in the store waits for `turn`.
    """
    headers = [value for name, value in connection.scope["headers"] if name == b"authorization"]
    try:
        return await callers.identify(headers, now, turn)
    except Unauthenticated as error:
        challenge = 'Bearer error="invalid_token"'
        raise HttpError(401, "UNAUTHENTICATED", str(error), WWW_Authenticate=challenge) from None


def require_scope(caller: Caller, scope: Scope) -> None:
    """Raises `HttpError`: 401 for anonymous callers, 403 if the token lacks the scope."""
    if caller.anonymous:
        raise HttpError(401, "UNAUTHENTICATED", "This needs a token.", WWW_Authenticate="Bearer")
    if not caller.has(scope):
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        raise HttpError(403, "FORBIDDEN", f"This needs the scope {scope}.", WWW_Authenticate=challenge)
