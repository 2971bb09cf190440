"""Two organisations with one object of each type, and every kind of caller; runs their requests.

stage.own, stage.foreign        # names and what stands for them, of the owner and of another organisation
stage.tokens["foreign"]         # a token of each kind of caller: see `tokens_of`
stage.answer_to(document, variables, token)
with stage.undone() as changes: # what mutations write inside is rolled back; `changes` is what they recorded
"""

import re
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

from app.auth.operations.applications import create_application, revoke_application
from app.auth.operations.credentials import digest
from app.auth.operations.tokens import issue_token
from app.auth.rules import Scope
from app.auth.tables import TokenRow
from app.db.database import DbSession
from app.db.ending import Ending
from app.db.outbox import Change, recorded_changes
from tests.gateway import ALL, START, Gateway, Organisation
from tests.sight.names import Place, filled
from tests.sight.population import make_things
from tests.sight.queries import NODES
from tests.templates import ENGINES

UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REQUEST = re.compile(r"\b[0-9a-f]{32}\b")
# Their answers are those for a token that never existed.
ENDED = ("expired", "revoked", "of a revoked application")


class Undone(Exception):
    """Carries what a mutation would have answered out of its transaction, which is rolled back."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


@dataclass
class Stage:
    """See the top of this file."""

    gateway: Gateway
    own: dict[str, str]
    foreign: dict[str, str]
    tokens: dict[str, str | None]

    def mine(self, name: str) -> bool:
        """Whether the cells of this row run on this engine: each row has one engine."""
        return ENGINES[zlib.crc32(name.encode()) % len(ENGINES)] == self.gateway.engine

    def answer_to(self, document: str, variables: Any, token: str | None) -> tuple[int, Any]:
        """Status and body, without the identifiers that it names, and its own."""
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        body = orjson.dumps({"query": document, "variables": variables})
        response = self.gateway.post(content=body, headers=headers)
        return response.status_code, orjson.loads(REQUEST.sub("#", UUIDS.sub("#", response.text)))

    def with_own(self, given: Any) -> Any:
        return filled(given, lambda name, _at: self.own[name])

    def with_foreign(self, given: Any, at: Place | None = None) -> Any:
        """Another's thing in this place, or in all of them."""
        return self._replaced(given, at, lambda name: self.foreign[name])

    def with_none(self, given: Any, at: Place | None = None) -> Any:
        """An identifier, or a name, of nothing in this place, or in all of them."""
        return self._replaced(given, at, lambda name: _nothing(self.own[name]))

    def _replaced(self, given: Any, at: Place | None, instead: Callable[[str], str]) -> Any:
        return filled(given, lambda name, place: instead(name) if at in (None, place) else self.own[name])

    @contextmanager
    def undone(self) -> Iterator[list[Change]]:
        """Roll back each mutation after its answer; the changes that they have recorded."""
        database = self.gateway.database
        changes: list[Change] = []
        write = database.write

        async def undone(
            work: Callable[[DbSession], Any],
            answer: Callable[[Any, Ending], Awaitable[Any]],
            **how: Any,
        ) -> Any:
            def noted(db: DbSession) -> Any:
                result = work(db)
                changes.extend(recorded_changes(db))
                return result

            async def answered(result: Any, ending: Ending) -> Any:
                raise Undone(await answer(result, ending))

            try:
                return await write(noted, answered, **how)
            except Undone as undone:
                return undone.answer

        database.write = undone  # type: ignore[method-assign]
        try:
            yield changes
        finally:
            del database.write


def _nothing(identifier: str) -> str:
    return UUIDS.sub(lambda _found: str(uuid4()), identifier) if UUIDS.search(identifier) else "nothing"


def make_stage(gateway: Gateway) -> Stage:
    owner, stranger = gateway.organisation("owner"), gateway.organisation("stranger")
    own, foreign = (_with_ids(make_things(gateway, each)) for each in (owner, stranger))
    return Stage(gateway, own, foreign, tokens_of(gateway, owner, stranger))


def _with_ids(things: dict[str, str]) -> dict[str, str]:
    """`Event_event` is the global identifier of the event."""
    return things | {f"{kind}_{name}": f"{kind}_{things[name]}" for kind, names in NODES.items() for name in names}


def tokens_of(gateway: Gateway, owner: Organisation, stranger: Organisation) -> dict[str, str | None]:
    """By scope those of the owner that have this one alone, or `all but` it; the `foreign` ones are the stranger's."""
    tokens: dict[str, str | None] = {str(scope): gateway.token(owner, scope) for scope in Scope}
    for scope in Scope:
        tokens[f"all but {scope}"] = gateway.token(owner, *(other for other in Scope if other is not scope))
    gateway.clock.set(START - timedelta(hours=1))
    tokens["expired"] = gateway.token(owner)
    gateway.clock.set(START)
    tokens |= {"no token": None, "no scopes": gateway.token_without_scopes(owner), "never was one": "never-was-one"}
    tokens |= {"foreign": gateway.token(stranger), "foreign reader": gateway.token(stranger, Scope.EVENT_READ)}
    tokens["revoked"] = revoked = gateway.token(owner)

    def revoke(db: DbSession) -> str:
        db.delete(db.get_one(TokenRow, digest(revoked)))
        client = create_application(db, UUID(owner.uuid), "Gone", ALL, START)
        text = issue_token(db, client.client_id, client.secret, None, START).text
        row = db.get_one(TokenRow, digest(text)).model_dump()
        revoke_application(db, client.client_id, START)
        db.flush()
        # Its token is gone with it: one that came to be at the same moment stays behind.
        db.add(TokenRow(**row))
        return text

    tokens["of a revoked application"] = gateway.in_database(revoke)
    return tokens
