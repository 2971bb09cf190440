"""Swoogo's session update in its own words: token, draft, one partial update after the other, what the agenda shows."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.contract.client import Client
from tests.contract.field_map import pairs
from tests.contract.translation import swoogo
from tests.gateway import Gateway

EXAMPLE: dict[str, Any] = json.loads((Path(__file__).parent / "examples" / "swoogo_session.json").read_text())
ANSWER = """
query ($uuid: UUID!) { session(uuid: $uuid) {
  uuid name shortName badgeName description capacity webinarUrl soldOutMessage secureId proposalStatus inclusion
  useEventTimezone lockedWhenSaved selectedByDefault preventSessionConflicts
  startsOn { local } endsOn { local } event { uuid } location { uuid } track { uuid } customFields { key value }
} }
"""


class Service:
    """An event with one session, and what Swoogo's numbers are called here."""

    def __init__(self, gateway: Gateway) -> None:
        gateway.clock.set(datetime(2025, 7, 1, tzinfo=UTC))
        self.gateway = gateway
        acme = gateway.organisation()
        client = self.client = Client(gateway, self._token(gateway.application(acme)))
        owner = {"organisationUuid": acme.uuid}
        for key, kind in (("c_1001", "TEXT"), ("c_1002", "MULTIPLE_CHOICE")):
            options = [{"id": 123, "label": "Beginners"}] if kind == "MULTIPLE_CHOICE" else None
            field = {"key": key, "name": f"Field {key}", "type": kind, "options": options}
            client.do("createCustomField", "customField.uuid", **owner, input=field)
        rule = {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2025-07-20T08:00"}, "durationMinutes": 720}
        place = {"type": "VENUE_EVENT", "venue": {"name": "Town Hall"}}
        given = {"name": "Managers' day", "occurrence": rule, "configuration": place}
        self.event = client.do("createEvent", "event.uuid", **owner, input=given)
        at = {"eventUuid": self.event}
        client.do("createTicket", "ticket.uuid", **at, input={"name": "Day", "category": "FREE"})
        first = {"name": "Basics", "startsOn": {"local": "2025-07-20T09:00"}, "durationMinutes": 30}
        self.session = client.do("createSession", "session.uuid", **at, input=first)
        self.uuids = {
            67890: self.event,
            12345: self.session,
            1234: client.do("createLocation", "location.uuid", **at, input={"name": "Hall 1"}),
            5678: client.do("createTrack", "track.uuid", **at, input={"name": "Basics"}),
        }

    def update(self, **answered: Any) -> Any:
        given = swoogo.session(answered, self.uuids)
        return self.client.payload("updateSession", "session.uuid", uuid=self.session, input=given)

    def answer(self) -> dict[str, Any]:
        ours = self.gateway.gql(ANSWER, self.client.token, uuid=self.session)["session"]
        return swoogo.answer(ours, self.uuids)

    def _token(self, credentials: Any) -> str:
        pair = base64.b64encode(f"{credentials.client_id}:{credentials.secret}".encode()).decode()
        answer = self.gateway.post(
            "/oauth2/token", data={"grant_type": "client_credentials"}, headers={"authorization": f"Basic {pair}"}
        )
        token: str = answer.json()["access_token"]
        assert answer.json()["expires_in"] == 1800
        return token


def test_the_documented_example_comes_back_whole(gateway: Gateway) -> None:
    service = Service(gateway)
    assert service.update(**EXAMPLE)["userErrors"] == []
    assert service.answer() == EXAMPLE
    gateway.restart()
    assert service.answer() == EXAMPLE


def test_the_example_has_every_documented_field() -> None:
    answered = {row.path for row, _at in pairs() if row.system == "session-update" and row.direction == "response"}
    assert set(EXAMPLE) == answered


@pytest.mark.parametrize("name", [name for name in EXAMPLE if name not in ("id", "event_id")])
def test_only_the_field_that_is_sent_changes(gateway: Gateway, name: str) -> None:
    service = Service(gateway)
    whole = EXAMPLE | {"session_status": "live", "date": "2025-07-20", "start_time": "10:00:00"}
    service.update(**{key: value for key, value in whole.items() if key != "session_status"})
    other: dict[str, Any] = {
        "date": "2025-07-21",
        "start_time": "09:30:00",
        "end_time": "12:30:00",
        "capacity": 151,
        "session_status": "approved",
        "selection_control": "included",
        "use_event_timezone": 1,
        "custom_fields": {"c_1001": "Value2"},
        "location_id": 1234,
        "track_id": 5678,
        "webinar_url": "https://example.com/webinar/2",
    }
    before = service.answer()
    answered = other.get(name, 0 if EXAMPLE[name] == 1 else f"{EXAMPLE[name]} 2")
    if name == "date":
        # Outside of its occurrence: refused, and nothing has changed.
        assert [error["path"] for error in service.update(date=answered)["userErrors"]] == [["input", "date"]]
        assert service.answer() == before
        return
    assert service.update(**{name: answered})["userErrors"] == []
    expected = before | {name: before[name] | answered if name == "custom_fields" else answered}
    assert service.answer() == expected


def test_an_update_of_a_live_session_is_on_the_agenda_at_once(gateway: Gateway) -> None:
    service = Service(gateway)
    service.client.do("publishEvent", "event.uuid", uuid=service.event)
    visitor = Client(gateway, None)
    path = ["Event.sessions.nodes.name"]
    service.update(name="Basics, again")
    assert visitor.read("event", service.event, path) == {path[0]: ["Basics, again"]}
    # A proposal that is only approved is not on the agenda yet.
    service.update(session_status="approved")
    assert visitor.read("event", service.event, path) == {path[0]: []}
    service.update(session_status="live")
    assert visitor.read("event", service.event, path) == {path[0]: ["Basics, again"]}
    service.client.do("cancelEvent", "event.uuid", uuid=service.event)
    assert [error["code"] for error in service.update(name="Too late")["userErrors"]] == ["CANCELLED"]
    assert service.client.read("session", service.session, ["Session.name"]) == {"Session.name": ["Basics, again"]}
