"""Writes that may concern all dates of an event run in a worker thread, and no others do."""

from typing import Any

import pytest

from app.db import database
from app.occurrences.tables import OccurrenceRow
from tests.builders import make_ready_event, make_session, stored
from tests.events.editing import daily
from tests.gateway import Gateway

START = {"utc": "2026-07-01T08:00:00Z"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_mutations_of_many_rows_run_in_a_thread(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = gateway.organisation()
    token, event = gateway.token(acme), make_ready_event(gateway, acme)
    session, (date, *_) = make_session(gateway, event), stored(gateway, OccurrenceRow)
    in_database, run_in_worker_thread = [], database.run_in_worker_thread  # type: ignore[attr-defined]

    async def noted(session: Any, work: Any) -> Any:
        in_database.append(work)
        return await run_in_worker_thread(session, work)

    monkeypatch.setattr(database, "run_in_worker_thread", noted)

    def is_aside(call: str, **variables: Any) -> bool:
        before = len(in_database)
        gateway.gql(f"mutation {call} {{ userErrors {{ code }} }} }}", token, **variables)
        return len(in_database) > before

    create = "($o: UUID!, $i: CreateEventInput!) { createEvent(organisationUuid: $o, input: $i)"
    update = "($u: UUID!, $i: UpdateEventInput!) { updateEvent(uuid: $u, input: $i)"
    one = "($e: UUID!, $i: CreateSessionInput!) { createSession(eventUuid: $e, input: $i)"
    many = "($e: UUID!, $i: [CreateSessionInput!]!) { createSessions(eventUuid: $e, input: $i)"
    new = {"name": "New", "durationMinutes": 30, "startsOn": START}
    cases: dict[str, tuple[str, dict[str, Any]]] = {
        "create with a rule": (create, {"o": acme.uuid, "i": {"name": "Gala", "occurrence": daily(3)}}),
        "rule": (update, {"u": event.id, "i": {"occurrence": daily(3)}}),
        "zone": (update, {"u": event.id, "i": {"timezone": "Europe/Berlin"}}),
        "name": (update, {"u": event.id, "i": {"name": "Other"}}),
        "session": (one, {"e": event.id, "i": new}),
        "sessions": (many, {"e": event.id, "i": [new]}),
        "change of a session": (
            "($u: UUID!, $i: UpdateSessionInput!) { updateSession(uuid: $u, input: $i)",
            {"u": session.id, "i": {"name": "Other"}},
        ),
        "date": (
            "($u: UUID!, $i: UpdateOccurrenceInput!) { updateOccurrence(uuid: $u, input: $i)",
            {"u": date["id"], "i": {"capacity": 5}},
        ),
        "copy": ("($u: UUID!) { duplicateEvent(uuid: $u)", {"u": event.id}),
        "cancel": ("($u: UUID!) { cancelEvent(uuid: $u)", {"u": event.id}),
    }
    found = {name for name, (call, variables) in cases.items() if is_aside(call, **variables)}
    assert found == cases.keys() - {"name"}
