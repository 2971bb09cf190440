"""Lists by date find their rows by an index on the starts of dates: the plans of both engines say so."""

import json
import re
import sqlite3
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session as DbSession

from app.db.bulk import insert_values
from app.events.tables import EventRow
from app.graph.reading.parameters import Env
from app.graph.reading.plan import Plan
from app.occurrences.tables import OccurrenceRow
from tests.builders import SHOW, make_occurrence
from tests.gateway import Gateway
from tests.reading.published import make_published

EVENTS, DATES = 100, 80
BY_START = {
    "ix_occurrence_starts_at_id",
    "ix_occurrence_organisation_id_starts_at_id",
    "uq_occurrence_event_id_starts_at",
    # What SQLite calls the key (event_id, starts_at).
    "sqlite_autoindex_occurrence_2",
}
# One row, which an index on the starts has named.
BY_ID = {"pk_occurrence", "sqlite_autoindex_occurrence_1"}
PAGE = "{ nodes { uuid } edges { cursor distanceMetres } pageInfo { hasNextPage endCursor } }"
FIND = f"""query ($filter: OccurrenceFilter, $order: FoundOccurrenceOrder, $after: String) {{
    occurrences(filter: $filter, orderBy: $order, after: $after) {PAGE} }}"""
OF_ORGANISATION = f"""query ($uuid: UUID!, $filter: OccurrenceFilter) {{
    organisation(uuid: $uuid) {{ occurrences(filter: $filter) {PAGE} }} }}"""
EVENTS_BY_DATE = """query ($filter: EventFilter, $order: EventOrder) {
    events(filter: $filter, orderBy: $order) { nodes { uuid nextOccurrence { uuid } } pageInfo { endCursor } } }"""
WEEKEND = {"on": {"date": "2026-08-01", "days": 2, "timezone": "Australia/Sydney"}}
HERE = {"near": {"latitude": -33.86, "longitude": 151.21, "radiusKm": 5}}
ELSE = {"tag": "rock", "category": "music", "text": "night", "phase": ["SCHEDULED"], "bookability": ["OPEN"]}
SPAN = {"from": "2026-08-01T00:00:00Z", "before": "2026-08-03T00:00:00Z"}
BOUNDS = {"from", "on", "occursFrom"}
OCCURS = {"occursFrom": SPAN["from"], "occursBefore": SPAN["before"]}


@pytest.fixture
def town(gateway: Gateway) -> str:
    """Thousands of dates of two organisations, as the engine's planner will find them; the uuid of the first."""
    owners = [gateway.organisation(slug) for slug in ("acme", "other")]
    events: list[dict[str, Any]] = []
    dates: list[dict[str, Any]] = []
    for owner in owners:
        event = make_published(gateway, owner, venue_latitude=-33.8, venue_longitude=151.2)
        date = make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1))
        for number in range(EVENTS // len(owners)):
            row = event.model_dump() | {"id": uuid4(), "slug": f"event-{number}"}
            events.append(row)
            for day in range(DATES):
                step = timedelta(days=day, minutes=number)
                times = ("starts_at", "starts_local", "ends_at", "ends_local")
                base = date.model_dump()
                dates.append(
                    base | {"id": uuid4(), "event_id": row["id"]} | {name: base[name] + step for name in times}
                )
    gateway.in_database(lambda db: insert_values(db, EventRow, events))
    gateway.in_database(lambda db: insert_values(db, OccurrenceRow, dates))
    if gateway.engine == "postgresql":
        gateway.in_database(lambda db: db.connection().execute(text("ANALYZE")))
    return owners[0].uuid


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """The values of every statement that ran."""
    seen: list[list[Any]] = []
    values = Plan.values

    def noted(self: Plan, env: Env) -> list[Any]:
        seen.append(values(self, env))
        return seen[-1]

    monkeypatch.setattr(Plan, "values", noted)
    return seen


def steps(gateway: Gateway, sql: str, values: list[Any]) -> list[tuple[str, str]]:
    """How each row of `occurrence` is found: the step and the index that it uses, empty for none."""
    if gateway.engine == "sqlite":
        with sqlite3.connect(make_url(gateway.settings.database_url).database or "") as connection:
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        aliases = set(re.findall(r"(?:FROM|JOIN) occurrence (\w+)", sql))
        found = [step for step in plan if step.split()[0] in ("SCAN", "SEARCH") and step.split()[1] in aliases]
        return [(step, (re.findall(r"INDEX (\w+)", step) or [""])[0]) for step in found]
    plain = re.sub(r"\$(\d+)::(\w+(?:\[\])?)", lambda mark: f":v{mark[1]}::{mark[2]}", sql)

    def explain(db: DbSession) -> Any:
        literal = re.sub(r":v(\d+)", lambda mark: _literal(values[int(mark[1]) - 1]), plain)
        return db.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {literal}".replace("%", "%%")).scalar_one()

    answer = gateway.in_database(explain)
    return list(_accesses((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]))


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]"
    return str(value) if isinstance(value, int | float) else f"'{value}'"


def _accesses(node: dict[str, Any]) -> Any:
    if node.get("Relation Name") == "occurrence":
        below = [each["Index Name"] for each in node.get("Plans", []) if "Index Name" in each]
        yield node["Node Type"], node.get("Index Name", below[0] if below else "")
    for child in node.get("Plans", []):
        yield from _accesses(child)


def by_distance(direction: str) -> dict[str, str]:
    return {"field": "DISTANCE", "direction": direction}


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "all": (FIND, {}),
    "all backwards": (FIND, {"order": {"field": "STARTS_ON", "direction": "DESC"}}),
    "weekend": (FIND, {"filter": WEEKEND}),
    "interval": (FIND, {"filter": SPAN}),
    "called off too": (FIND, {"filter": SPAN | {"includeCalledOff": True}}),
    "all, called off too": (FIND, {"filter": {"includeCalledOff": True}}),
    "weekend near here": (FIND, {"filter": WEEKEND | HERE}),
    "weekend near here by distance": (FIND, {"filter": WEEKEND | HERE, "order": by_distance("ASC")}),
    "everything together": (FIND, {"filter": WEEKEND | HERE | ELSE | SPAN}),
    "everything but a date": (FIND, {"filter": ELSE}),
    "of an organisation": (OF_ORGANISATION, {}),
    "of an organisation on a weekend": (OF_ORGANISATION, {"filter": WEEKEND}),
    "events that occur": (EVENTS_BY_DATE, {"filter": OCCURS}),
    "events that occur later": (EVENTS_BY_DATE, {"filter": {"occursFrom": SPAN["from"]}}),
    "events by their next date": (EVENTS_BY_DATE, {"order": {"field": "NEXT_OCCURRENCE", "direction": "ASC"}}),
}


def test_lists_by_date_use_an_index_on_the_starts_and_are_one_statement(
    gateway: Gateway, town: str, bound: list[list[Any]]
) -> None:
    token = gateway.token(gateway.organisation("third"))
    for name, (document, given) in CASES.items():
        for caller in (None, token):
            variables = given | ({"uuid": town} if "$uuid" in document else {})
            with gateway.statements() as seen:
                gateway.gql(document, caller, **variables)
            statements = [sql for sql in seen if "occurrence" in sql]
            assert len(statements) == 1, name
            found = steps(gateway, statements[0], bound[-1])
            assert found, name
            for step, index in found:
                assert index in BY_START | BY_ID, (name, step)
                # Without a bound SQLite walks the index from its end, as far as the page goes.
                assert not (BOUNDS & given.get("filter", {}).keys() and step.startswith("SCAN")), (name, step)
