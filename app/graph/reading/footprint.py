"""What a statement's answer depends on besides its parameters: the tables that it reads, and the clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.db.all_tables import metadata
from app.db.columns import Instant
from app.db.feed.stamps import InstantColumn
from app.db.metadata import is_outside_the_feed
from app.graph.reading.parameters import SHARED, Getter, OfClock

_LITERAL = re.compile(r"'[^']*'")
_NAME = re.compile(r"[A-Za-z_]\w*")
# Functions whose value depends on something else than their arguments.
_VOLATILE = frozenset(
    {
        *("now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "age"),
        *("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"),
        *("random", "randomblob", "gen_random_uuid", "nextval", "current_setting", "julianday", "unixepoch"),
    }
)
# A column of a row that is compared with the clock, as the whole of a condition or as one of several. At the instant
# itself these comparisons have changed already, which others would do only later.
_BEFORE = re.compile(r"(?:\(|\b(?:AND|OR|NOT|ON|WHEN|WHERE) )[A-Za-z_]\w*\.([A-Za-z_]\w*) (?:<=|>) \Z")
_AFTER = re.compile(r"\Z|\)| (?:AND|ELSE|END|GROUP|LIMIT|OR|ORDER|THEN|UNION)\b")
_LONGEST_COMPARISON = 200


@dataclass(frozen=True, slots=True)
class Footprint:
    """An answer stays as it is while no row of its tables is written, and the clock passes none of the instants.

    `instants` are columns of any rows that the answer may depend on, and of more.
    """

    instants: frozenset[InstantColumn]


def footprint(sql: str, getters: Sequence[Getter]) -> Footprint | None:
    """None if the answer may change otherwise: by a write that no feed records, or by the clock in another way."""
    bare = _LITERAL.sub("''", sql)
    names = frozenset(_NAME.findall(bare))
    tables = names & metadata.tables.keys()
    if {name.lower() for name in names} & _VOLATILE or "'now'" in sql or any(map(is_outside_the_feed, tables)):
        return None
    compared = _compared_with_the_clock(bare, getters)
    if compared is None:
        return None
    instants: set[InstantColumn] = set()
    for column in compared:
        having = [metadata.tables[name] for name in tables if column in metadata.tables[name].columns]
        if not having or f" AS {column}" in bare:
            return None
        for table in having:
            of_event = "event_id" in table.columns
            if not isinstance(table.columns[column].type, Instant) or not (
                of_event or "organisation_id" in table.columns
            ):
                return None
            instants.add((table.name, column, of_event))
    return Footprint(frozenset(instants))


def _compared_with_the_clock(bare: str, getters: Sequence[Getter]) -> frozenset[str] | None:
    """The columns that are compared with the clock; None if the clock is used in another way."""
    now = SHARED["now"].read
    if any(isinstance(get, OfClock) for get in getters):
        return None
    found: set[str] = set()
    for number, get in enumerate(getters, 1):
        if get is not now:
            continue
        for place in re.finditer(rf"[?$]{number}(?!\d)(?:::text)?", bare):
            before = _BEFORE.search(bare[max(place.start() - _LONGEST_COMPARISON, 0) : place.start()])
            if before is None or _AFTER.match(bare, place.end()) is None:
                return None
            found.add(before[1])
    return frozenset(found)
