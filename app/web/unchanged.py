"""Conditional GETs that are answered by 304 without their query: it is known that its answer is as it was.

What is remembered of an anonymous GET with If-None-Match is the tag of its answer and for how long that is valid
(`app/graph/validity.py`). While one small statement finds the feed as it was, and the clock has not come to the next
instant, the same request needs no query. Everything else is answered as before, also by 304 if the tag is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from starlette.types import Receive, Scope

from app.auth.rules import ANONYMOUS
from app.core.lru_cache import LruCache
from app.core.time import to_utc_text
from app.graph.context import Context
from app.graph.execution import Operation
from app.graph.limits.charging import objects_in
from app.graph.validity import Basis, Validity
from app.web.caching import entity_tag, matches_tag
from app.web.disconnects import CancelOnDisconnect
from app.web.executed import content_type
from app.web.state import AppState

MAX_ANSWERS = 10_000
# The size of one.
BYTES_EACH = 1_000

# Where a scope has its condition.
CONDITION = "marquee.condition"

# A digest of the URL's query, and the type of the answer.
Key = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What is remembered of an answer. `cost`: what its operation was charged with before and after it was run."""

    tag: str
    validity: Validity
    cost: tuple[int, int]


@dataclass(slots=True)
class Condition:
    """Of a GET whose client has the answers with these `tags`.

    known       what is remembered of the answer that the client has
    is_checked  what is remembered of the answer has been compared with the feed
    earlier     the validity of that, with the stamp that was found
    lasts       it is the stamp that was expected
    basis       what was known before the query was run
    tag         of its answer
    """

    key: Key
    tags: Sequence[str]
    known: KnownAnswer | None = None
    is_checked: bool = False
    earlier: Validity | None = None
    lasts: bool = False
    basis: Basis | None = None
    tag: str | None = None

    @classmethod
    def of(cls, scope: Scope, media_type: str, tags: Sequence[str]) -> "Condition":
        digest = blake2b(scope["query_string"], digest_size=20).digest()
        return cls((digest, content_type(media_type)), tags)


class KnownAnswers:
    """One per process."""

    def __init__(self, state: AppState, size: int) -> None:
        self._state = state
        self._answers: LruCache[Key, KnownAnswer] = LruCache(MAX_ANSWERS, size)

    def find(self, condition: Condition) -> KnownAnswer | None:
        """What is remembered of the request, if the client has it."""
        if condition.known is None:
            found = self._answers.get(condition.key)
            if found is not None and matches_tag(condition.tags, found.tag):
                condition.known = found
        return condition.known

    async def tag(self, condition: Condition, scope: Scope, receive: Receive) -> str | None:
        """The tag of the answer, if it is known without its query that the client has it.

        It is charged as the query is. Raises `HttpError`, and `ClientDisconnect`.
        """
        known = self.find(condition)
        if known is None or condition.is_checked:
            return None
        state, admission = self._state, self._state.admission
        payer = admission.payer(ANONYMOUS, scope)
        async with CancelOnDisconnect(receive, _at_any_time), admission.turn(payer):
            context = state.context(ANONYMOUS, scope["marquee.request_id"])
            admission.begin_reading(context, payer)
            if not await self._is_valid(known.validity, condition, context):
                return None
            before, after = known.cost
            await admission.pay(payer, before)
            if after:
                await admission.charge(payer, after)
        return known.tag

    async def _is_valid(self, validity: Validity, condition: Condition, context: Context) -> bool:
        condition.is_checked = True
        stamp = await self._state.executor.validities.stamp(validity.organisation, context)
        if stamp is None:
            return False
        condition.lasts = stamp == validity.stamp
        condition.earlier = validity if condition.lasts else replace(validity, stamp=stamp)
        return condition.lasts and validity.covers(to_utc_text(context.now))

    async def prepare(self, condition: Condition, operation: Operation, context: Context) -> None:
        """Before the query of a request is run."""
        condition.basis = await self._state.executor.basis(operation, context, condition.earlier)

    async def remember(self, condition: Condition, operation: Operation, body: bytes, context: Context) -> None:
        """After its query was run, with its answer."""
        basis, executor = condition.basis, self._state.executor
        if basis is None:
            return
        tag = condition.tag = entity_tag(body, condition.key[1])
        validity = await executor.validities.of(basis, context, lasts=condition.lasts)
        cost = await executor.cost(operation, context)
        known = KnownAnswer(tag, validity, (cost, max(objects_in(body) - cost, 0)))
        self._answers.put(condition.key, known, BYTES_EACH)


def _at_any_time() -> bool:
    return True
