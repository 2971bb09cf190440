"""What an agenda costs: one statement with any number of rows, which come out of their index in order."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app.db.bulk import insert_values
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceRow
from tests.builders import SHOW, make_event, make_occurrence, make_session, make_session_row
from tests.gateway import START, Gateway
from tests.reading.query_plans import explained

DAY = timedelta(days=1)


@pytest.fixture
def event(gateway: Gateway) -> EventRow:
    return make_event(gateway, gateway.organisation(), lifecycle="PUBLISHED", published_at=START)


AGENDA = """query($u: UUID!) { event(uuid: $u) {
    agenda(first: 100) { totalCount nodes { name startsOn { utc } track { name } speakers { name }
        occurrence { startsOn { utc } } session { displayName } } }
    occurrences { nodes { sessions(first: 100) { nodes { name } } } } } }"""


@pytest.mark.parametrize("count", [1, 300])
def test_an_agenda_is_one_statement_with_any_number_of_rows(gateway: Gateway, event: EventRow, count: int) -> None:
    date, session = make_occurrence(gateway, event), make_session(gateway, event)
    fill(gateway, event, date.starts_at, count)
    make_session_row(gateway, session, date)
    with gateway.statements() as seen:
        answer = gateway.gql(AGENDA, u=event.id)["event"]
    assert len(seen) == 1
    assert answer["agenda"]["totalCount"] == count + 1
    assert len(answer["agenda"]["nodes"]) == min(count + 1, 100)
    assert len(answer["occurrences"]["nodes"]) == min(count + 1, 20)


def fill(gateway: Gateway, event: EventRow, after: datetime, count: int) -> None:
    """That many dates, each with a row of one session, in two statements."""
    session, model = make_session(gateway, event), make_occurrence(gateway, event, starts_at=after + DAY)
    first = make_session_row(gateway, session, model)
    dates, rows = [], []
    for number in range(1, count):
        step = {
            name: getattr(model, name) + number * DAY for name in ("starts_at", "starts_local", "ends_at", "ends_local")
        }
        date = model.model_dump() | step | {"id": uuid4()}
        dates.append(date)
        row = first.model_dump() | {"id": uuid4(), "occurrence_id": date["id"]}
        rows.append(row | {name: row[name] + number * DAY for name in step})
    gateway.write(lambda db: insert_values(db, OccurrenceRow, dates))
    gateway.write(lambda db: insert_values(db, SessionOccurrenceRow, rows))


INDEX = "ix_session_occurrence_event_id_starts_at_id"


@pytest.mark.parametrize("arguments", ["first: 100", 'first: 100, from: "2026-07-01T00:00:00Z"', "last: 100"])
def test_the_agenda_of_an_event_comes_out_of_its_index_in_order(
    gateway: Gateway, event: EventRow, arguments: str
) -> None:
    fill(gateway, event, SHOW, 30)
    query = f"query($u: UUID!) {{ event(uuid: $u) {{ agenda({arguments}) {{ nodes {{ name }} }} }} }}"
    values = {"uuid": str(event.id), "int8": 100, "text": "2026-07-01T00:00:00Z"}
    plan = explained(gateway, query, values, u=event.id)
    if gateway.engine == "sqlite":
        assert f"USING INDEX {INDEX} (event_id=?" in plan, plan
        assert ("USE TEMP B-TREE FOR ORDER BY" in plan) is ("last" in arguments), plan
    else:
        assert f"using {INDEX} on session_occurrence" in plan, plan
        assert ("Sort" in plan) is ("last" in arguments), plan
