"""For how long an answer stays as it is: until something is written, or until the clock reaches a moment.

An answer is valid while the feed of its organisation has the stamp that it had before the answer was read, and while
the clock has not reached the next instant that is compared with it. Answers from rows of all organisations are valid
as long as nothing is written in any. Both are known only of an answer that one kept plan gives, and whose statement
says what it depends on (`app/graph/reading/footprint.py`).
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from app.core.lru_cache import LruCache
from app.core.time import to_utc_text
from app.db.errors import StoreError
from app.db.feed.stamps import OF_ALL, OF_ONE, next_instant
from app.graph.context import Context
from app.graph.known_query import KnownQuery
from app.graph.reading.footprint import Footprint
from app.graph.reading.owners import owner_plan
from app.graph.reading.parameters import SHARED, getter, variable
from app.graph.reading.plan import Plan
from app.graph.reading.reader import Reader
from app.graph.reading.selection import Document

MAX_SPANS = 1_000
_ORGANISATION = variable("organisation")
# Later than every stored instant.
FOREVER = "~"


@dataclass(frozen=True, slots=True)
class Validity:
    """The stamp of the organisation's feed, or of all feeds together, and the times between which the answer is valid.

    `until` is None if it is not known: then the answer has to be read again whenever it is requested.
    """

    organisation: str | None
    stamp: str
    since: str
    until: str | None

    def covers(self, now: str) -> bool:
        return self.until is not None and self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known before an answer is read."""

    organisation: str | None
    stamp: str
    footprint: Footprint


class Validities:
    """One per process."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._owners: dict[tuple[str, str], Plan | None] = {}
        # By organisation, stamp and columns: from when to when the clock reaches no instant of these columns.
        self._spans: LruCache[Any, tuple[str, str]] = LruCache(MAX_SPANS, MAX_SPANS)

    async def stamp(self, organisation: str | None, context: Context) -> str | None:
        """The current stamp of an organisation's feed, or of all feeds together if `organisation` is None.

        None if there are too many feeds to compare, and if the database cannot be read.
        """
        try:
            if organisation is None:
                return cast("str | None", await context.fetch_value(OF_ALL, ()))
            return cast("str | None", await context.fetch_value(OF_ONE[context.database.dialect], (organisation,)))
        except StoreError:
            # The query itself says so.
            return None

    async def basis(
        self, query: KnownQuery, variables: dict[str, Any], context: Context, earlier: Validity | None
    ) -> Basis | None:
        """What an answer that is read next will depend on; None if that is not certain.

        `earlier`: of an earlier answer to the same request, with the stamp of now.
        """
        if context.database.replica is not None:
            # It may show an earlier state than the one whose stamp is read.
            return None
        known = query.find(self._reader, variables, context)
        if known is None or (footprint := known.plan.footprint) is None:
            return None
        if earlier is not None:
            return Basis(earlier.organisation, earlier.stamp, footprint)
        owner = self._owner(query, context.database.dialect)
        if owner is None:
            stamp = None if footprint.instants else await self.stamp(None, context)
            return None if stamp is None else Basis(None, stamp, footprint)
        definition = self._reader.model.types["Query"].definitions[query.field.name.value]
        given = Document(query.operation, {}, known.variables).arguments(definition, query.field)
        env = context.env(variables=known.variables)
        found = await _read(owner, {name: getter(symbol)(env) for name, symbol in given.items()}, context)
        if found is None:
            return None
        organisation, _, stamp = found.partition(" ")
        return Basis(organisation, stamp, footprint)

    async def of(self, basis: Basis, context: Context, *, lasts: bool) -> Validity:
        """The validity of an answer that was read after its basis. `lasts`: the stamp was the same some time ago.

        Finding the next instant costs more in larger organisations, and is wasted while they are being written to.
        """
        since = to_utc_text(context.now)
        validity = partial(Validity, basis.organisation, basis.stamp, since)
        if not basis.footprint.instants:
            return validity(FOREVER)
        key = (basis.organisation, basis.stamp, basis.footprint.instants)
        span = self._spans.get(key)
        if span is None or not span[0] <= since < span[1]:
            if not lasts:
                return validity(None)
            plan = Plan(
                next_instant(context.database.dialect, sorted(basis.footprint.instants)),
                (_ORGANISATION, SHARED["now"].read),
            )
            found = await _read(plan, {"organisation": basis.organisation}, context)
            stamp, _, instant = (found or "").partition(" ")
            if stamp != basis.stamp:
                return validity(None)
            span = (since, instant or FOREVER)
            self._spans.put(key, span, 1)
        return validity(span[1])

    def _owner(self, query: KnownQuery, dialect: str) -> Plan | None:
        name = query.field.name.value
        if (name, dialect) not in self._owners:
            self._owners[name, dialect] = owner_plan(self._reader.model, dialect, name)
        return self._owners[name, dialect]


async def _read(plan: Plan, variables: dict[str, Any], context: Context) -> str | None:
    try:
        return await context.read(plan, variables)
    except StoreError:
        # The query itself says so.
        return None
