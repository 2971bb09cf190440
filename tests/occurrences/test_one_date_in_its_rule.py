"""updateOccurrence: a date with its own times, and its rule."""

from datetime import UTC, datetime

from app.occurrences.rules import MAX_OCCURRENCES
from app.occurrences.tables import OccurrenceRow
from tests.builders import stored
from tests.events.dated_event import book, change_date, make_series, state
from tests.events.editing import codes, daily, once, update
from tests.events.editing import refuse as refuse_update
from tests.gateway import Gateway
from tests.occurrences.test_one_date import change, now_stored, refuse


def test_a_date_that_is_moved_back_follows_its_rule_again(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    for clock, own in (("19:00", True), ("18:00", False)):
        change(gateway, acme, dates[1], startsOn={"local": f"2026-07-02T{clock}"})
        assert stored(gateway, OccurrenceRow, id=dates[1]["id"])[0]["own_times"] is own
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "startsOn": {"local": "2026-07-01T20:00"}})
    assert [each[0] for each in state(gateway, event)] == ["07-01 20:00", "07-02 20:00", "07-03 20:00"]


def test_a_date_that_is_kept_beside_its_new_time_counts(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(MAX_OCCURRENCES))
    book(gateway, acme, dates[1])
    given = {"startsOn": {"local": "2026-06-20T18:00"}, "bookings": "KEEP"}
    sentence = "An event has at most 1,000 occurrences; with those that are kept it would have 1,001."
    assert refuse(gateway, acme, dates[1], **given) == [("TOO_MANY", "input.bookings", sentence)]


def test_the_only_date_takes_the_start_that_its_event_is_given(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=once())
    change(gateway, acme, dates[0], startsOn={"local": "2026-07-01T19:00"})
    # Sent as it is stored, the rule moves nothing.
    update(gateway, acme, event.id, occurrence=once())
    assert [each[0] for each in state(gateway, event)] == ["07-01 19:00"]
    book(gateway, acme, dates[0], seats=2)
    [error] = refuse_update(gateway, acme, event.id, occurrence=once("2026-07-05T20:00"))
    sentence = "The change moves 1 booked date with 2 seats to another day. Send bookings: MOVE or KEEP."
    assert error == {"code": "REQUIRED", "message": sentence, "path": ["input", "bookings"]}
    update(gateway, acme, event.id, occurrence=once("2026-07-05T20:00"), bookings="MOVE")
    assert [each[0] for each in state(gateway, event)] == ["07-05 20:00"]
    change(gateway, acme, dates[0], startsOn={"local": "2026-07-05T19:00"}, durationMinutes=30)
    update(gateway, acme, event.id, occurrence={"type": "DOES_NOT_REPEAT", "durationMinutes": 60})
    [after] = stored(gateway, OccurrenceRow, id=dates[0]["id"])
    assert (f"{after['starts_local']:%H:%M}", f"{after['ends_local']:%H:%M}") == ("20:00", "21:00")
    assert after["own_times"] is False


def test_a_changed_rule_warns_of_dates_that_keep_their_own_times(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=daily(3))
    change(gateway, acme, dates[1], startsOn={"local": "2026-07-02T19:00"})
    given = {"type": "DAILY", "startsOn": {"local": "2026-07-01T20:00"}}
    payload = update(gateway, acme, event.id, occurrence=given)
    assert payload["warnings"] == [
        {
            "code": "OWN_TIMES_KEPT",
            "message": "1 date has times of its own, which stay: updateOccurrence changes them.",
            "path": ["input", "occurrence"],
        }
    ]
    # Nothing moves now, so that nothing is to be said.
    assert update(gateway, acme, event.id, occurrence=given)["warnings"] == []
    assert state(gateway, event)[1][0] == "07-02 19:00"


def test_a_start_in_the_past_is_accepted_with_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(2))
    payload = change(gateway, acme, dates[0], startsOn={"utc": "2026-05-01T08:00:00Z"})
    assert codes(payload["warnings"]) == [("STARTS_IN_PAST", "input.startsOn")]
    assert now_stored(gateway, dates[0])["starts_at"] == datetime(2026, 5, 1, 8, tzinfo=UTC)


def test_a_date_out_of_its_rule_can_be_called_off(gateway: Gateway) -> None:
    acme = gateway.organisation()
    _, dates = make_series(gateway, acme, occurrence=daily(2))
    change_date(gateway, dates[0], enabled=False, disabled_reason="OUT_OF_RULE", out_of_rule=True)
    # What is written back as it was read says nothing new.
    for written_back in ({"enabled": False}, {"enabled": False, "reason": None, "capacity": 60}):
        change(gateway, acme, dates[0], **written_back)
        assert now_stored(gateway, dates[0])["disabled_reason"] == "OUT_OF_RULE"
    change(gateway, acme, dates[0], enabled=False, reason="Storm")
    after = now_stored(gateway, dates[0])
    assert (after["disabled_reason"], after["cancellation_reason"], after["capacity"]) == ("CALLED_OFF", "Storm", 60)
    change(gateway, acme, dates[0], enabled=False)
    assert now_stored(gateway, dates[0])["cancellation_reason"] == "Storm"
    change(gateway, acme, dates[0], enabled=True)
    after = now_stored(gateway, dates[0])
    assert (after["enabled"], after["disabled_reason"], after["out_of_rule"]) == (True, None, True)
