"""createScheduleDate: a day is unique in each tab and among the days without a tab."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.agenda.store import whole_day
from app.agenda.tables import ScheduleDateRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import create, created, fill, refused_create
from tests.builders import event_of, make_agenda_tab, make_event, make_schedule_date, stored
from tests.gateway import Gateway

DAY = "2026-07-01"


def test_a_day_is_stored_in_its_tab(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event)
    payload = create(gateway, acme, "ScheduleDate", event.id, date=DAY, name="Day one", agendaTabUuid=tab.id)
    uuid = payload["scheduleDate"]["uuid"]
    assert payload == {
        "message": "Schedule date has been created successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "scheduleDate": {
            "uuid": uuid,
            "date": DAY,
            "name": "Day one",
            "agendaTab": {"uuid": str(tab.id)},
            "version": 1,
        },
    }
    [row] = stored(gateway, ScheduleDateRow)
    assert (row["id"], row["event_id"], row["date"]) == (UUID(uuid), event.id, date(2026, 7, 1))
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("ScheduleDate", "CREATED", UUID(uuid))


@pytest.mark.parametrize("given", [{}, {"name": None, "agendaTabUuid": None}])
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    day = created(gateway, acme, "ScheduleDate", event.id, date=DAY, **given)
    assert (day["name"], day["agendaTab"]) == (None, None)


def test_a_day_is_unique_in_each_tab_and_among_days_without_a_tab(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    first, second = (str(make_agenda_tab(gateway, event, position=n).id) for n in (0, 1))
    for tab in (None, first, second):
        created(gateway, acme, "ScheduleDate", event.id, date=DAY, agendaTabUuid=tab)
    for tab in (None, first, second):
        given = {"date": DAY, "agendaTabUuid": tab}
        assert refused_create(gateway, acme, "ScheduleDate", event.id, **given) == [("NOT_UNIQUE", "input.date")]
    answer = gateway.gql(
        "query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { uuid scheduleDates { date } }"
        " scheduleDates { date agendaTab { uuid } } } }",
        gateway.token(acme),
        uuid=event.id,
    )["event"]
    assert answer["agendaTabs"] == [{"uuid": tab, "scheduleDates": [{"date": DAY}]} for tab in (first, second)]
    tabs = {day["agendaTab"] and day["agendaTab"]["uuid"] for day in answer["scheduleDates"]}
    assert (len(answer["scheduleDates"]), tabs) == (3, {None, first, second})


def test_another_event_has_days_of_its_own(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    make_schedule_date(gateway, other)
    assert created(gateway, acme, "ScheduleDate", event.id, date=DAY)["date"] == DAY


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    foreign = make_agenda_tab(gateway, other)
    make_schedule_date(gateway, event)
    given: dict[str, Any] = {"date": DAY, "name": "x" * 256}
    assert refused_create(gateway, acme, "ScheduleDate", event.id, **given) == [
        ("TOO_LONG", "input.name"),
        ("NOT_UNIQUE", "input.date"),
    ]
    for tab in (foreign.id, uuid4()):
        given = {"date": DAY, "name": " ", "agendaTabUuid": tab}
        assert refused_create(gateway, acme, "ScheduleDate", event.id, **given) == [
            ("TOO_SHORT", "input.name"),
            ("NOT_FOUND", "input.agendaTabUuid"),
        ]


def test_an_event_has_at_most_five_hundred_in_all_tabs(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event)
    days = [date.fromordinal(740_000 + number) for number in range(250)]
    fill(gateway, event, ScheduleDateRow, [{"date": day, **whole_day(day, event.timezone)} for day in days])
    fill(
        gateway,
        event,
        ScheduleDateRow,
        [{"date": day, "agenda_tab_id": tab.id, **whole_day(day, event.timezone)} for day in days],
    )
    assert refused_create(gateway, acme, "ScheduleDate", event.id, date=DAY) == [("TOO_MANY", "input")]


def test_a_cancelled_event_gets_no_more_days(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, "ScheduleDate", event.id, date=DAY) == [("CANCELLED", "eventUuid")]


def test_another_tenants_event_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, other)
    for uuid in (event.id, uuid4()):
        assert refused_create(gateway, acme, "ScheduleDate", uuid, date=DAY) == [("NOT_FOUND", "eventUuid")]
