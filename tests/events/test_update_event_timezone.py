"""updateEvent: a new time zone keeps the local times and moves the instants, or the reverse."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from app.agenda.tables import ScheduleDateRow
from app.db.all_tables import metadata
from app.db.columns import NEVER
from app.events.tables import EventRow, ScheduledStartRow, TimeslotTemplateRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionRow
from app.tickets.tables import TicketRow
from tests.builders import (
    Stored,
    event_of,
    everything,
    make_location,
    make_session,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.events.editing import UPDATE, codes, create, daily, occurrences, once, refuse, update
from tests.events.zoned_event import ZONED, make_acts, whole
from tests.gateway import Gateway


def only(gateway: Gateway, uuid: UUID) -> Stored:
    return stored(gateway, EventRow, id=uuid)[0]


def test_every_table_with_a_zone_of_the_event_is_known() -> None:
    zoned = {
        name for name, table in metadata.tables.items() if "event_id" in table.columns and "timezone" in table.columns
    }
    # A notice does not change: it says what the clocks said when it was recorded.
    assert {"event", *zoned} - {"notice"} == ZONED


def test_local_times_stay_and_instants_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = whole(gateway, acme)
    # A session in a zone of its own keeps its instant: it has to lie in the moved occurrences.
    (afar,) = stored(gateway, SessionRow, name="From afar")
    before = everything(gateway)
    refused = refuse(gateway, acme, uuid, timezone="Europe/Berlin")
    assert codes(refused) == [("OUT_OF_RANGE", "input.timezone")]
    assert "From afar" in refused[0]["message"]
    gateway.write(lambda db: db.delete(db.get_one(SessionRow, afar["id"])))

    assert update(gateway, acme, uuid, timezone="europe/berlin")["warnings"] == []
    after = everything(gateway)
    by_eight_hours = {
        "event": ("starts", "ends", "rule_starts", "booking_starts", "booking_ends"),
        "occurrence": ("starts", "ends", "original_starts"),
        "timeslot": ("starts", "ends"),
        "session": ("starts", "ends"),
        "session_occurrence": ("starts", "ends"),
        "ticket": ("booking_starts",),
        "coupon": ("starts", "ends"),
        "scheduled_start": ("starts",),
    }
    for table, prefixes in by_eight_hours.items():
        old = {row["id"]: row for row in before[table]}
        assert after[table]
        for row in after[table]:
            for prefix in prefixes:
                moved = row[f"{prefix}_at"] - old[row["id"]][f"{prefix}_at"]
                assert (table, prefix, moved) == (table, prefix, timedelta(hours=8))
                assert row[f"{prefix}_local"] == old[row["id"]][f"{prefix}_local"]
    assert {row["starts_at"] for row in stored(gateway, TimeslotTemplateRow)} == {time(18), time(19)}
    agree(after)
    assert stored(gateway, OccurrenceRow)[0]["opens_local"] == datetime(2026, 6, 10, 9)


def agree(rows: dict[str, list[Stored]]) -> None:
    """Every row of the event is in Berlin, and each of its wall clocks shows its instant."""
    for table in ZONED:
        assert rows[table], table
        for row in rows[table]:
            assert row["timezone"] == "Europe/Berlin", table
            for name in row:
                at = row.get(name.removesuffix("_local") + "_at")
                if name.endswith("_local") and at is not None and at != NEVER:
                    # Summer time all over: two hours ahead of UTC.
                    assert row[name] == (at + timedelta(hours=2)).replace(tzinfo=None), (table, name)


def test_with_keep_instants_the_local_times_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = whole(gateway, acme)
    (afar,) = stored(gateway, SessionRow, name="From afar")
    before = everything(gateway)
    update(gateway, acme, uuid, timezone="Europe/Berlin", keepInstants=True)
    after = everything(gateway)
    for table in ("event", "occurrence", "timeslot", "session", "ticket"):
        for old, new in zip(before[table], after[table], strict=True):
            moments = {name for name in new if name.endswith("_at") and name != "updated_at"}
            assert {name: new[name] for name in moments} == {name: old[name] for name in moments}
    # It is filed under the day of the programme that it is on.
    [day] = stored(gateway, ScheduleDateRow)
    assert stored(gateway, SessionRow, id=afar["id"]) == [afar | {"schedule_date_id": day["id"]}]
    gateway.write(lambda db: db.delete(db.get_one(SessionRow, afar["id"])))
    agree(everything(gateway))
    assert {row["starts_at"] for row in stored(gateway, TimeslotTemplateRow)} == {time(10), time(11)}
    assert only(gateway, uuid)["rule_starts_local"] == datetime(2026, 7, 1, 10)


def test_the_same_zone_in_another_spelling_moves_nothing(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(2))
    before = occurrences(gateway, uuid)
    update(gateway, acme, uuid, timezone="AUSTRALIA/SYDNEY", keepInstants=True)
    update(gateway, acme, uuid, timezone=None)
    assert occurrences(gateway, uuid) == before


def test_null_means_the_zone_of_the_organisation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone="Europe/Berlin", occurrence=once())
    update(gateway, acme, uuid, timezone=None)
    assert only(gateway, uuid)["timezone"] == "Australia/Sydney"
    assert occurrences(gateway, uuid)[0]["starts_at"] == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_one_occurrence_may_move_to_where_another_was(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    hours = [{"local": f"2026-07-01T{hour}:00"} for hour in (10, 11, 12)]
    rule = {"type": "SCHEDULE", "durationMinutes": 60, "schedule": hours}
    uuid = create(gateway, acme, occurrence=rule)
    before = occurrences(gateway, uuid)
    for zone in ("Europe/Lisbon", "Europe/Berlin"):
        update(gateway, acme, uuid, timezone=zone)
        after = occurrences(gateway, uuid)
        assert [row["id"] for row in after] == [row["id"] for row in before]
        assert [row["starts_local"].hour for row in after] == [10, 11, 12]
    assert [row["starts_at"] for row in after] == [row["starts_at"] for row in before]
    assert sorted(row["starts_local"].hour for row in stored(gateway, ScheduledStartRow)) == [10, 11, 12]


def test_a_skipped_local_time_moves_forward_with_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Lisbon")
    uuid = create(gateway, acme, occurrence=once("2027-03-28T02:30", 60))
    payload = update(gateway, acme, uuid, timezone="Europe/Berlin")
    assert codes(payload["warnings"]) == [("MOVED_BY_CLOCK_CHANGE", "input.timezone")]
    assert payload["warnings"][0]["message"] == (
        "2027-03-28T02:30:00 does not exist in Europe/Berlin, because clocks go forward there; what was due"
        " then is now at 2027-03-28T03:30:00."
    )
    (row,) = occurrences(gateway, uuid)
    # Both ends moved out of the gap: what would have no length keeps the one it had.
    assert (row["starts_local"].hour, row["ends_local"].hour) == (3, 4)


def test_two_occurrences_at_the_same_time_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Lisbon")
    listed = [{"local": "2027-03-28T02:30"}, {"local": "2027-03-28T03:30"}]
    uuid = create(gateway, acme, occurrence={"type": "SCHEDULE", "durationMinutes": 60, "schedule": listed})
    refused = refuse(gateway, acme, uuid, timezone="Europe/Berlin")
    assert codes(refused) == [("NOT_UNIQUE", "input.timezone")]


def test_lengths_stay_where_only_one_zone_changes_its_clocks(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    uuid = create(gateway, acme, occurrence=once("2026-10-24T10:00", 25 * 60))
    (row,) = occurrences(gateway, uuid)
    assert row["ends_local"] == datetime(2026, 10, 25, 10)
    update(gateway, acme, uuid, timezone="Asia/Tokyo")
    (row,) = occurrences(gateway, uuid)
    assert row["ends_local"] == datetime(2026, 10, 25, 11)
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=25)
    assert only(gateway, uuid)["duration_minutes"] == 25 * 60


def test_a_window_of_a_dated_and_a_relative_end_moves_whole(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Pacific/Honolulu")
    relative = {
        "type": "RELATIVE_TO_OCCURRENCE",
        "relativeTo": "BEFORE_OCCURRENCE_START",
        "offsetMinutes": 60,
    }
    window = {
        "bookingStartsOn": relative,
        "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-01T17:30"},
    }
    uuid = create(gateway, acme, occurrence=once(), settings=window)
    update(gateway, acme, uuid, timezone="Australia/Sydney")
    row = only(gateway, uuid)
    assert row["booking_starts_local"] == datetime(2026, 7, 1, 17)
    assert row["booking_ends_local"] == datetime(2026, 7, 1, 17, 30)
    assert row["booking_ends_at"] == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


def test_a_new_zone_and_a_new_rule_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    before = occurrences(gateway, uuid)
    given = {"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 4}}
    update(gateway, acme, uuid, timezone="Europe/Berlin", occurrence=given)
    after = occurrences(gateway, uuid)
    assert [row["id"] for row in after[:3]] == [row["id"] for row in before]
    assert [f"{row['starts_local']:%d %H}" for row in after] == ["01 18", "02 18", "03 18", "04 18"]
    assert {row["timezone"] for row in after} == {"Europe/Berlin"}


def test_kept_instants_shift_the_weekdays_of_a_rule(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = daily(4, "2026-07-06T08:00") | {
        "type": "WEEKLY",
        "weekdays": ["MONDAY", "SUNDAY"],
        "exclusions": ["2026-07-12"],
    }
    uuid = create(gateway, acme, occurrence=rule)
    update(gateway, acme, uuid, timezone="America/New_York", keepInstants=True)
    event = only(gateway, uuid)
    assert (event["weekdays"], event["exclusions"]) == (["SUNDAY", "SATURDAY"], ["2026-07-11"])
    assert event["rule_starts_local"] == datetime(2026, 7, 5, 18)
    before = occurrences(gateway, uuid)
    update(gateway, acme, uuid, occurrence={"type": "WEEKLY"})
    assert [row["starts_at"] for row in occurrences(gateway, uuid)] == [row["starts_at"] for row in before]


def test_timeslots_that_would_fall_on_two_dates_are_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": hour, "durationMinutes": 60} for hour in ("09:00", "18:00")]
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, occurrence=rule)
    refused = refuse(gateway, acme, uuid, timezone="America/New_York", keepInstants=True)
    assert codes(refused) == [("INVALID", "input.keepInstants")]


@pytest.mark.parametrize("keep", [False, True])
def test_the_number_of_statements_does_not_grow_with_the_rows(gateway: Gateway, keep: bool) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    counts = []
    for size in (1, 2, 30):
        uuid = create(gateway, acme, occurrence=daily(size))
        event = event_of(gateway, uuid)
        for number in range(min(size, 5)):
            for make in (make_session, make_ticket, make_track, make_location, make_speaker):
                make(gateway, event, name=f"Number {number}")
        make_acts(gateway, acme, event, min(size, 5))
        given = {"timezone": "Europe/Berlin", "keepInstants": keep}
        with gateway.statements() as statements:
            payload = gateway.gql(UPDATE, token, uuid=uuid, input=given)["updateEvent"]
        assert payload["userErrors"] == []
        # How often the token is looked up depends on the time that passes.
        counts.append(sum("FROM token" not in statement for statement in statements))
    # Two more find the users to notify of starts that move, and store their notices.
    assert counts == [(46 if keep else 49) + gateway.ending_statements(asks=True)] * 3
    assert stored(gateway, TicketRow)
