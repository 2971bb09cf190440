"""POST /oauth2/token: the client credentials grant of RFC 6749, section 4.4."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.auth.operations.tokens import OAuthError, Token, TooManyTokens, check_client, issue_token
from app.auth.rules import TOKEN_LIFETIME
from app.db.database import Database, DbSession
from app.graph.context import Clock
from app.web.admission.admission import Admission
from app.web.admission.errors import rate_limited
from app.web.admission.token_throttle import Attempt
from app.web.middleware import JSON, HttpError, request_id_of
from app.web.request_body import read_body

FORM = "application/x-www-form-urlencoded"
BODY_BYTES = 16 * 1024
PARAMETERS = 50
HEADERS = {"Cache-Control": "no-store", "Pragma": "no-cache", "Content-Type": JSON}
CHALLENGE = 'Basic realm="marquee", charset="UTF-8"'


class TokenEndpoint:
    """An ASGI endpoint."""

    def __init__(self, database: Database, clock: Clock, admission: Admission, *, max_tokens: int) -> None:
        self._database = database
        self._clock = clock
        self._admission = admission
        self._max_tokens = max_tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method != "POST":
            raise HttpError(405, "METHOD_NOT_ALLOWED", "Request tokens by POST.", Allow="POST")
        address = self._admission.address(scope)
        try:
            with self._admission.token_throttle.attempt(address) as attempt:
                response = _token_response(await self._token(request, address, attempt))
        except OAuthError as error:
            response = _error_response(error, request)
        except HttpError as refusal:
            if refusal.status not in (429, 503):
                raise
            response = _temporarily_unavailable(refusal, request)
        await response(scope, receive, send)

    async def _token(self, request: Request, address: str, attempt: Attempt) -> Token:
        try:
            body = await read_body(request, FORM, BODY_BYTES)
        except HttpError as refusal:
            if refusal.status != 415:
                raise
            raise OAuthError("invalid_request", refusal.message) from None
        form = _form(body)
        grant = form.get("grant_type")
        if grant is None:
            raise OAuthError("invalid_request", "grant_type is missing.")
        if grant != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The only grant_type here is client_credentials.")
        client_id, secret = _credentials(request.headers.getlist("authorization"), form)
        attempt.identify(client_id)

        def check(db: DbSession) -> None:
            check_client(db, client_id, secret)

        def issue(db: DbSession) -> Token:
            return issue_token(db, client_id, secret, form.get("scope"), self._clock(), most=self._max_tokens)

        async with self._admission.turn(address):
            # Check the secret outside the write transaction, so that guesses do not queue with writes.
            await self._database.read(check)
            return await self._database.change(issue)


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS)
    except ValueError:
        raise OAuthError("invalid_request", "The form is not percent-encoded UTF-8.") from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise OAuthError("invalid_request", "A parameter may be sent once.")
    # A parameter without a value counts as not sent (section 3.1).
    return {name: value for name, value in pairs if value}


def _credentials(authorization: Sequence[str], form: dict[str, str]) -> tuple[str, str]:
    if not authorization:
        if "client_id" in form and "client_secret" in form:
            return form["client_id"], form["client_secret"]
        raise OAuthError("invalid_client", "Send client_id and client_secret, or a Basic header with them.")
    if len(authorization) > 1:
        raise OAuthError("invalid_request", "There may be one Authorization header.")
    client_id, secret = _basic(authorization[0])
    if "client_secret" in form or form.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request", "Send the credentials in the header or in the form, not in both.")
    return client_id, secret


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError
        client_id, colon, secret = (
            base64.b64decode(encoded.strip().encode("ascii"), validate=True).decode().partition(":")
        )
        if not colon:
            raise ValueError
        # Each was form-encoded before they were joined (section 2.3.1).
        return unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (ValueError, binascii.Error):
        raise OAuthError("invalid_client", "The Authorization header is not Basic credentials.") from None


def _temporarily_unavailable(refusal: HttpError, request: Request, **limits: Any) -> Response:
    """429 or 503, with the fields of OAuth and our own extensions."""
    extensions = {"code": refusal.code, "requestId": request_id_of(request), **limits}
    body = {"error": "temporarily_unavailable", "error_description": refusal.message, "extensions": extensions}
    return Response(orjson.dumps(body), refusal.status, {**refusal.headers, **HEADERS})


def _token_response(token: Token) -> Response:
    body: dict[str, Any] = {
        "access_token": token.text,
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFETIME.total_seconds()),
        "scope": " ".join(token.scopes),
    }
    return Response(orjson.dumps(body), 200, HEADERS)


def _error_response(error: OAuthError, request: Request) -> Response:
    if isinstance(error, TooManyTokens):
        refusal = rate_limited(error.description, error.wait_s)
        refusal.code = "LIMIT_EXCEEDED"
        limits = {"limit": "tokensPerApplication", "value": error.maximum + 1, "maximum": error.maximum}
        return _temporarily_unavailable(refusal, request, **limits)
    body = orjson.dumps({"error": error.code, "error_description": error.description})
    if error.code == "invalid_client":
        return Response(body, 401, {**HEADERS, "WWW-Authenticate": CHALLENGE})
    return Response(body, 400, HEADERS)
