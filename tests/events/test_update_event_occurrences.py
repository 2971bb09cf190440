"""updateEvent: a changed rule keeps its dates and everything linked to them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.db.bulk import update_all
from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceLinkRow
from tests.builders import Stored, event_of, make_event, make_link, make_occurrence, make_session, stored
from tests.events.editing import UPDATE, codes, create, daily, occurrences, once, refuse, update
from tests.gateway import Gateway

FIRST = datetime(2026, 7, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def only(gateway: Gateway, uuid: UUID) -> Stored:
    return stored(gateway, EventRow, id=uuid)[0]


def set_columns(gateway: Gateway, row: Stored, **columns: Any) -> None:
    changed = OccurrenceRow(**row | columns)
    gateway.write(lambda db: update_all(db, [changed]))


def walls(gateway: Gateway, uuid: UUID) -> list[str]:
    return [f"{row['starts_local']:%m-%d %H:%M}" for row in occurrences(gateway, uuid)]


def test_an_occurrence_whose_start_survives_stays_the_same(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    before = occurrences(gateway, uuid)
    set_columns(gateway, before[1], enabled=False, disabled_reason="CALLED_OFF", capacity=12)
    update(gateway, acme, uuid, occurrence=daily(4, minutes=90, interval=1))
    after = occurrences(gateway, uuid)
    assert [row["id"] for row in after[:3]] == [row["id"] for row in before]
    assert (after[1]["enabled"], after[1]["capacity"], after[1]["version"]) == (False, 12, 2)
    assert {row["ends_at"] - row["starts_at"] for row in after} == {timedelta(minutes=90)}
    assert walls(gateway, uuid)[3] == "07-04 18:00"
    event = only(gateway, uuid)
    assert (event["starts_at"], event["ends_at"]) == (FIRST, FIRST + 3 * DAY + timedelta(minutes=90))


def test_other_dates_are_deleted_and_new_ones_added(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(4))
    before = {row["id"] for row in occurrences(gateway, uuid)}
    update(gateway, acme, uuid, occurrence=daily(3, interval=2))
    assert walls(gateway, uuid) == ["07-01 18:00", "07-03 18:00", "07-05 18:00"]
    assert [row["id"] in before for row in occurrences(gateway, uuid)] == [True, True, False]


def test_an_occurrence_that_a_session_names_is_disabled_instead_of_deleted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    last = occurrences(gateway, uuid)[2]
    session = make_session(gateway, event_of(gateway, uuid), starts_at=last["starts_at"], occurrences_type="SPECIFIC")
    make_link(gateway, SessionOccurrenceLinkRow, session_id=session.id, occurrence_id=last["id"])
    payload = update(gateway, acme, uuid, occurrence=daily(1))
    assert codes(payload["warnings"]) == [("OCCURRENCES_DISABLED", "input.occurrence")]
    sentence = (
        "Disabled instead of deleted: 1 date that the rule does not give. Kept for: sessions that are linked to it (1)."
    )
    assert payload["warnings"][0]["message"] == sentence
    first, kept = occurrences(gateway, uuid)
    assert (kept["id"], kept["enabled"], kept["version"]) == (last["id"], False, 2)
    assert len(stored(gateway, SessionOccurrenceLinkRow)) == 1
    assert only(gateway, uuid)["ends_at"] == first["ends_at"]
    # Once disabled it is not news any more.
    assert update(gateway, acme, uuid, occurrence=daily(1))["warnings"] == []


def test_a_rule_that_leaves_a_session_outside_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    make_session(gateway, event_of(gateway, uuid), starts_at=FIRST + 2 * DAY, name="Late talk")
    (error,) = refuse(gateway, acme, uuid, occurrence=daily(2))
    assert codes([error]) == [("OUT_OF_RANGE", "input.occurrence")]
    assert error["message"] == (
        "The session “Late talk” from 2026-07-03T08:00:00Z to 2026-07-03T09:00:00Z would lie outside its occurrences."
    )
    update(gateway, acme, uuid, occurrence=daily(3, minutes=75))
    update(gateway, acme, uuid, occurrence=None)
    assert occurrences(gateway, uuid) == []


def test_without_a_rule_there_are_no_occurrences(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    update(gateway, acme, uuid, occurrence=None)
    event = only(gateway, uuid)
    assert occurrences(gateway, uuid) == []
    emptied = ("occurrence_type", "rule_starts_at", "ends_type", "starts_local")
    assert [event[name] for name in emptied] == [None] * 4
    assert event["starts_at"].year == 9999
    update(gateway, acme, uuid, occurrence=once())
    assert walls(gateway, uuid) == ["07-01 18:00"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"type": "DAILY"}, ["07-01 18:00", "07-02 18:00", "07-03 18:00"]),
        ({"type": "DAILY", "interval": 3}, ["07-01 18:00", "07-04 18:00", "07-07 18:00"]),
        ({"type": "DAILY", "interval": None}, ["07-01 18:00", "07-02 18:00", "07-03 18:00"]),
        ({"type": "DAILY", "startsOn": {"utc": "2026-07-05T01:00:00Z"}},
         ["07-05 11:00", "07-06 11:00", "07-07 11:00"]),
        ({"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 1}}, ["07-01 18:00"]),
        ({"type": "DAILY", "ends": {"type": "AFTER_COUNT"}}, ["07-01 18:00", "07-02 18:00", "07-03 18:00"]),
        ({"type": "DAILY", "ends": {"type": "ON_DATE", "on": "2026-07-02"}}, ["07-01 18:00", "07-02 18:00"]),
        ({"type": "DAILY", "exclusions": ["2026-07-02"]}, ["07-01 18:00", "07-03 18:00"]),
        ({"type": "WEEKLY"}, ["07-01 18:00", "07-08 18:00", "07-15 18:00"]),
        ({"type": "MONTHLY"}, ["07-01 18:00", "08-01 18:00", "09-01 18:00"]),
        ({"type": "DOES_NOT_REPEAT"}, ["07-01 18:00"]),
        ({"type": "SCHEDULE", "schedule": [{"local": "2026-08-01T10:00"}]}, ["08-01 10:00"]),
        ({"type": "TIMESLOTS", "timeslots": [{"startsAt": "09:00", "durationMinutes": 30}]},
         ["07-01 09:00", "07-02 09:00", "07-03 09:00"]),
    ],
)  # fmt: skip
def test_fields_of_a_rule_that_are_not_sent_stay(gateway: Gateway, given: dict[str, Any], expected: list[str]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    update(gateway, acme, uuid, occurrence=given)
    assert walls(gateway, uuid) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"type": "DAILY", "startsOn": None}, ("REQUIRED", "startsOn")),
        ({"type": "DAILY", "durationMinutes": None}, ("REQUIRED", "durationMinutes")),
        ({"type": "DAILY", "ends": None}, ("REQUIRED", "ends.type")),
        ({"type": "DAILY", "ends": {"type": "ON_DATE"}}, ("REQUIRED", "ends.on")),
        ({"type": "SCHEDULE"}, ("REQUIRED", "schedule")),
        ({"type": "WEEKLY", "ends": {"type": "AFTER_COUNT", "count": 1001}}, ("OUT_OF_RANGE", "ends.count")),
    ],
)
def test_a_change_to_an_invalid_rule_is_refused(
    gateway: Gateway, given: dict[str, Any], expected: tuple[str, str]
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    code, path = expected
    assert codes(refuse(gateway, acme, uuid, occurrence=given)) == [(code, f"input.occurrence.{path}")]


SLOTS = [
    {"startsAt": "10:00", "durationMinutes": 60, "capacity": 5},
    {"startsAt": "12:00", "durationMinutes": 60},
    {"startsAt": "14:00", "durationMinutes": 60},
]


def test_a_timeslot_whose_start_survives_keeps_its_uuid(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": SLOTS}
    uuid = create(gateway, acme, occurrence=rule)

    def slots() -> dict[str, Stored]:
        found = stored(gateway, TimeslotRow, event_id=uuid)
        return {f"{row['starts_local']:%d %H:%M}": row for row in found}

    before = slots()
    changed = [
        {"startsAt": "10:00", "durationMinutes": 30, "capacity": 9},
        {"startsAt": "11:00", "durationMinutes": 60},
        *SLOTS[1:],
    ]
    update(gateway, acme, uuid, occurrence={"type": "TIMESLOTS", "timeslots": changed})
    after = slots()
    assert sorted(after) == [f"{day} {hour}:00" for day in ("01", "02") for hour in (10, 11, 12, 14)]
    for start in before:
        assert after[start]["id"] == before[start]["id"]
    assert [after[start]["position"] for start in sorted(after)] == [0, 1, 2, 3] * 2
    assert (after["02 10:00"]["capacity"], f"{after['02 10:00']['ends_local']:%H:%M}") == (9, "10:30")
    assert len(stored(gateway, TimeslotTemplateRow)) == 4

    update(gateway, acme, uuid, occurrence={"type": "TIMESLOTS", "timeslots": changed[:1]})
    assert sorted(slots()) == ["01 10:00", "02 10:00"]
    update(gateway, acme, uuid, occurrence={"type": "DAILY", "durationMinutes": 60})
    assert stored(gateway, TimeslotTemplateRow) == []


def test_a_schedule_is_replaced_as_a_whole(gateway: Gateway) -> None:
    acme = gateway.organisation()
    listed = [{"local": f"2026-08-0{day}T20:00"} for day in (1, 2, 3)]
    rule = {"type": "SCHEDULE", "durationMinutes": 60, "schedule": listed}
    uuid = create(gateway, acme, occurrence=rule)
    before = {row["starts_at"]: row["id"] for row in occurrences(gateway, uuid)}
    update(gateway, acme, uuid, occurrence={"type": "SCHEDULE", "durationMinutes": 75})
    assert {row["starts_at"]: row["id"] for row in occurrences(gateway, uuid)} == before
    listed = [*listed[1:], {"local": "2026-08-04 20:00"}]
    update(gateway, acme, uuid, occurrence={"type": "SCHEDULE", "schedule": listed})
    assert walls(gateway, uuid) == ["08-02 20:00", "08-03 20:00", "08-04 20:00"]
    rows = occurrences(gateway, uuid)
    assert [before.get(row["starts_at"]) == row["id"] for row in rows] == [True, True, False]
    assert len(stored(gateway, ScheduledStartRow)) == 3


def test_occurrences_that_sessions_keep_count_against_the_limit(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    kept = make_occurrence(gateway, event, starts_at=FIRST - DAY)
    session = make_session(gateway, event, starts_at=FIRST - DAY, occurrences_type="SPECIFIC")
    make_link(gateway, SessionOccurrenceLinkRow, session_id=session.id, occurrence_id=kept.id)
    refused = refuse(gateway, acme, event.id, occurrence=daily(1000))
    assert codes(refused) == [("TOO_MANY", "input.occurrence")]
    update(gateway, acme, event.id, occurrence=daily(999))
    assert len(occurrences(gateway, event.id)) == 1000


def test_the_number_of_statements_does_not_grow_with_the_occurrences(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    counts = []
    for size in (1, 2, 100):
        uuid = create(gateway, acme, occurrence=daily(3 * size))
        given = daily(size * 2, minutes=90, interval=2)
        with gateway.statements() as statements:
            payload = gateway.gql(UPDATE, token, uuid=uuid, input={"occurrence": given})["updateEvent"]
        assert payload["userErrors"] == []
        assert len(occurrences(gateway, uuid)) == size * 2
        # How often the token is looked up depends on the time that passes.
        counts.append(sum("FROM token" not in statement for statement in statements))
    assert counts[1:] == [19 + gateway.ending_statements()] * 2
