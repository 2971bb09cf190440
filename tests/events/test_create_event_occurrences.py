"""createEvent: the rule becomes dated occurrences in the event's own time zone."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.tables import TimeslotRow
from tests.builders import everything, stored
from tests.events.editing import codes, create, creation, daily, occurrences, once
from tests.gateway import Gateway


def only(gateway: Gateway, uuid: UUID) -> dict[str, Any]:
    return stored(gateway, EventRow, id=uuid)[0]


def walls(gateway: Gateway, uuid: UUID) -> list[str]:
    return [f"{row['starts_local']:%m-%d %H:%M}" for row in occurrences(gateway, uuid)]


def test_one_occurrence(gateway: Gateway) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=once())
    (row,) = occurrences(gateway, uuid)
    expected = {
        "event_id": uuid,
        "starts_at": datetime(2026, 7, 1, 8, tzinfo=UTC),
        "starts_local": datetime(2026, 7, 1, 18),
        "ends_at": datetime(2026, 7, 1, 11, tzinfo=UTC),
        "ends_local": datetime(2026, 7, 1, 21),
        "timezone": "Australia/Sydney",
        "enabled": True,
        "capacity": None,
        "opens_at": datetime(2026, 6, 1, 9, tzinfo=UTC),
        "closes_at": datetime(2026, 7, 1, 11, tzinfo=UTC),
        "version": 1,
    }
    assert {name: row[name] for name in expected} == expected
    event = only(gateway, uuid)
    rule = {
        "occurrence_type": "DOES_NOT_REPEAT",
        "rule_starts_at": row["starts_at"],
        "rule_starts_local": row["starts_local"],
        "duration_minutes": 180,
        "ends_type": None,
        "interval": 1,
        "weekdays": [],
        "exclusions": [],
        "materialised_until": None,
        "starts_at": row["starts_at"],
        "starts_local": row["starts_local"],
        "ends_at": row["ends_at"],
        "ends_local": row["ends_local"],
    }
    assert {name: event[name] for name in rule} == rule


def test_a_start_may_be_given_in_utc(gateway: Gateway) -> None:
    given = once() | {"startsOn": {"utc": "2026-07-01T08:00:00Z"}}
    uuid = create(gateway, gateway.organisation(), occurrence=given)
    assert walls(gateway, uuid) == ["07-01 18:00"]


def test_weekly_dates_keep_their_local_time_over_a_clock_change(gateway: Gateway) -> None:
    rule = daily(3, "2026-09-28T19:30", 90) | {
        "type": "WEEKLY",
        "interval": 1,
        "weekdays": ["MONDAY", "SUNDAY"],
    }
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    assert walls(gateway, uuid) == ["09-28 19:30", "10-04 19:30", "10-05 19:30"]
    assert [row["starts_at"].hour for row in occurrences(gateway, uuid)] == [9, 8, 8]
    assert only(gateway, uuid)["weekdays"] == ["MONDAY", "SUNDAY"]


def test_excluded_dates_have_no_occurrence_and_stay_on_the_rule(gateway: Gateway) -> None:
    rule = daily(4, exclusions=["2026-07-03", "2026-07-02", "2026-07-03"])
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    assert walls(gateway, uuid) == ["07-01 18:00", "07-04 18:00"]
    assert only(gateway, uuid)["exclusions"] == ["2026-07-02", "2026-07-03"]


def test_a_schedule_is_stored_as_it_was_listed(gateway: Gateway) -> None:
    rule = {
        "type": "SCHEDULE",
        "durationMinutes": 60,
        "schedule": [{"local": "2026-08-02 20:00"}, {"utc": "2026-08-01T10:00:00Z"}],
    }
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    assert walls(gateway, uuid) == ["08-01 20:00", "08-02 20:00"]
    starts = sorted(stored(gateway, ScheduledStartRow, event_id=uuid), key=lambda row: row["position"])
    assert [f"{row['starts_local']:%d %H:%M}" for row in starts] == ["02 20:00", "01 20:00"]


def test_timeslots_are_stored_with_each_occurrence(gateway: Gateway) -> None:
    rule = daily(2, "2026-08-01T00:00") | {
        "type": "TIMESLOTS",
        "durationMinutes": None,
        "timeslots": [
            {"startsAt": "14:00", "durationMinutes": 60},
            {"startsAt": "10:00", "durationMinutes": 90, "capacity": 8},
        ],
    }
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    assert walls(gateway, uuid) == ["08-01 10:00", "08-02 10:00"]
    assert [f"{row['ends_local']:%H:%M}" for row in occurrences(gateway, uuid)] == ["15:00", "15:00"]
    event = only(gateway, uuid)
    assert (event["duration_minutes"], event["frequency"]) == (300, "DAILY")
    templates = sorted(stored(gateway, TimeslotTemplateRow, event_id=uuid), key=lambda row: row["position"])
    assert [(f"{row['starts_at']:%H:%M}", row["duration_minutes"], row["capacity"]) for row in templates] == [
        ("14:00", 60, None),
        ("10:00", 90, 8),
    ]
    first = occurrences(gateway, uuid)[0]["id"]
    slots = sorted(stored(gateway, TimeslotRow, occurrence_id=first), key=lambda row: row["position"])
    assert [(f"{row['starts_local']:%d %H:%M}", f"{row['ends_at']:%H:%M}", row["capacity"]) for row in slots] == [
        ("01 10:00", "01:30", 8),
        ("01 14:00", "05:00", None),
    ]
    assert len(stored(gateway, TimeslotRow, event_id=uuid)) == 4


def test_a_rule_without_an_end_reaches_two_years_ahead(gateway: Gateway) -> None:
    rule = daily(1, "2026-07-31T10:00") | {"type": "MONTHLY", "ends": {"type": "NEVER"}}
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    rows = occurrences(gateway, uuid)
    # From July to July two years on, less the months that have no 31st.
    assert len(rows) == 15
    assert f"{rows[-1]['starts_local']:%Y-%m-%d}" == "2028-07-31"
    assert only(gateway, uuid)["materialised_until"] == rows[-1]["starts_at"]


def test_a_start_in_the_past_is_accepted_with_a_warning(gateway: Gateway) -> None:
    payload = creation(gateway, gateway.organisation(), name="Gala", occurrence=daily(2, "2026-05-31T10:00"))
    assert codes(payload["warnings"]) == [("STARTS_IN_PAST", "input.occurrence.startsOn")]
    assert payload["warnings"][0]["message"] == "2 of 2 occurrences start in the past."


def test_of_an_ambiguous_local_time_the_first_is_used(gateway: Gateway) -> None:
    berlin = gateway.organisation(timezone="Europe/Berlin")
    payload = creation(gateway, berlin, name="Gala", occurrence=once("2026-10-25T02:30"))
    assert codes(payload["warnings"]) == [("AMBIGUOUS_LOCAL_TIME", "input.occurrence.startsOn.local")]
    (row,) = occurrences(gateway, UUID(payload["event"]["uuid"]))
    assert row["starts_at"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_date_at_a_skipped_local_time_moves_forward(gateway: Gateway) -> None:
    berlin = gateway.organisation(timezone="Europe/Berlin")
    payload = creation(gateway, berlin, name="Gala", occurrence=daily(3, "2027-03-27T02:30"))
    assert codes(payload["warnings"]) == [("MOVED_BY_CLOCK_CHANGE", "input.occurrence.startsOn")]
    assert walls(gateway, UUID(payload["event"]["uuid"])) == ["03-27 02:30", "03-28 03:30", "03-29 02:30"]


SLOT = {"startsAt": "10:00", "durationMinutes": 60}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (once("2026-10-04T02:30"), ("NONEXISTENT_LOCAL_TIME", "startsOn.local")),
        (once() | {"startsOn": {"local": "2026-07-01T18:00", "utc": "2026-07-01T09:00Z"}},
         ("TIMES_DISAGREE", "startsOn.local")),
        (once() | {"startsOn": {}}, ("REQUIRED", "startsOn")),
        (once() | {"startsOn": None}, ("REQUIRED", "startsOn")),
        (once(minutes=20), ("INVALID", "durationMinutes")),
        (once(minutes=0), ("OUT_OF_RANGE", "durationMinutes")),
        (once(minutes=-15), ("OUT_OF_RANGE", "durationMinutes")),
        (once() | {"durationMinutes": None}, ("REQUIRED", "durationMinutes")),
        (once(interval=2), ("INVALID", "interval")),
        (once(exclusions=["2026-07-01"]), ("INVALID", "exclusions")),
        (daily(1001), ("OUT_OF_RANGE", "ends.count")),
        (daily(0), ("OUT_OF_RANGE", "ends.count")),
        (daily(1) | {"ends": {"type": "ON_DATE", "on": "2029-03-28"}}, ("TOO_MANY", "ends.on")),
        (daily(1) | {"ends": {"type": "ON_DATE", "on": "2026-06-30"}}, ("OUT_OF_RANGE", "ends.on")),
        (daily(1) | {"ends": {"type": "ON_DATE"}}, ("REQUIRED", "ends.on")),
        (daily(1) | {"ends": None}, ("REQUIRED", "ends.type")),
        (daily(1, interval=0), ("OUT_OF_RANGE", "interval")),
        (daily(1, timeslots=[SLOT]), ("INVALID", "timeslots")),
        ({"type": "SCHEDULE", "durationMinutes": 60, "schedule": []}, ("REQUIRED", "schedule")),
        ({"type": "SCHEDULE", "durationMinutes": 60, "schedule": [{"local": "2026-07-01 10:00"}] * 2},
         ("NOT_UNIQUE", "schedule.1")),
        (daily(1) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": [SLOT, SLOT]},
         ("NOT_UNIQUE", "timeslots.1.startsAt")),
        (daily(1) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": [SLOT | {"capacity": 0}]},
         ("OUT_OF_RANGE", "timeslots.0.capacity")),
    ],
)  # fmt: skip
def test_an_invalid_rule_is_refused(gateway: Gateway, rule: dict[str, Any], expected: tuple[str, str]) -> None:
    acme = gateway.organisation()
    gateway.token(acme)
    before = everything(gateway)
    payload = creation(gateway, acme, name="Gala", occurrence=rule)
    code, path = expected
    assert codes(payload["userErrors"]) == [(code, f"input.occurrence.{path}")]
    after = everything(gateway)
    assert {name for name in after if after[name] != before[name]} <= {"token"}


def test_a_thousand_occurrences_are_allowed(gateway: Gateway) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=daily(1000))
    assert len(occurrences(gateway, uuid)) == 1000
