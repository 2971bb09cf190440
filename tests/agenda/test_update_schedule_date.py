"""updateScheduleDate: another date, name or tab, with the sessions of the day."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from app.agenda.tables import ScheduleDateRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import refused_update, update, updated
from tests.builders import event_of, make_agenda_tab, make_event, make_schedule_date, make_session, stored
from tests.gateway import Gateway


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event)
    day = make_schedule_date(gateway, event, name="Day one", agenda_tab_id=tab.id)
    payload = update(gateway, acme, "ScheduleDate", day.id, date="2026-07-02")
    assert payload == {
        "message": "Schedule date has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "scheduleDate": {
            "uuid": str(day.id),
            "date": "2026-07-02",
            "name": "Day one",
            "agendaTab": {"uuid": str(tab.id)},
            "version": 2,
        },
    }
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("ScheduleDate", "UPDATED", day.id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"name": "The day"}, {"name": "The day"}),
        ({"name": None}, {"name": None}),
        ({"agendaTabUuid": None}, {"agendaTab": None}),
        # Its own values are no change, and do not collide with itself.
        ({"date": "2026-07-01"}, {}),
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event)
    day = make_schedule_date(gateway, event, name="Day one", agenda_tab_id=tab.id)
    full = {"date": "2026-07-01", "name": "Day one", "agendaTab": {"uuid": str(tab.id)}}
    answer = updated(gateway, acme, "ScheduleDate", day.id, **given)
    assert answer == {"uuid": str(day.id), **full, **expected, "version": 2 if expected else 1}


def test_a_day_takes_its_sessions_to_another_tab(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    first, second = (make_agenda_tab(gateway, event, position=n) for n in (0, 1))
    day = make_schedule_date(gateway, event, agenda_tab_id=first.id)
    for name in ("Opening", "Closing"):
        make_session(gateway, event, name=name, schedule_date_id=day.id, agenda_tab_id=first.id)
    make_session(gateway, event, name="Elsewhere")
    query = "query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { sessions { totalCount } } } }"

    def counts() -> list[int]:
        tabs = gateway.gql(query, gateway.token(acme), uuid=event.id)["event"]["agendaTabs"]
        return [tab["sessions"]["totalCount"] for tab in tabs]

    assert counts() == [2, 0]
    updated(gateway, acme, "ScheduleDate", day.id, agendaTabUuid=second.id)
    assert counts() == [0, 2]


def test_a_day_is_unique_in_each_tab_and_among_days_without_a_tab(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event)
    free = make_schedule_date(gateway, event)
    kept = make_schedule_date(gateway, event, agenda_tab_id=tab.id)
    other = make_schedule_date(gateway, event, date=date(2026, 7, 2), agenda_tab_id=tab.id)
    clashes: list[tuple[ScheduleDateRow, dict[str, Any], str]] = [
        (free, {"agendaTabUuid": tab.id}, "agendaTabUuid"),
        (kept, {"agendaTabUuid": None}, "agendaTabUuid"),
        (other, {"date": "2026-07-01"}, "date"),
        (other, {"date": "2026-07-01", "agendaTabUuid": None}, "date"),
    ]
    for day, given, blamed in clashes:
        assert refused_update(gateway, acme, "ScheduleDate", day.id, **given) == [("NOT_UNIQUE", f"input.{blamed}")]


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    foreign = make_agenda_tab(gateway, other)
    day = make_schedule_date(gateway, event)
    for tab in (foreign.id, uuid4()):
        given: dict[str, Any] = {"date": None, "name": "x" * 256, "agendaTabUuid": tab}
        assert refused_update(gateway, acme, "ScheduleDate", day.id, **given) == [
            ("REQUIRED", "input.date"),
            ("TOO_LONG", "input.name"),
            ("NOT_FOUND", "input.agendaTabUuid"),
        ]


def test_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    day = make_schedule_date(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_update(gateway, acme, "ScheduleDate", day.id, name="A") == [("CANCELLED", "uuid")]


def test_another_tenants_day_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    day = make_schedule_date(gateway, make_event(gateway, other))
    for uuid in (day.id, uuid4()):
        assert refused_update(gateway, acme, "ScheduleDate", uuid, name="A") == [("NOT_FOUND", "uuid")]
