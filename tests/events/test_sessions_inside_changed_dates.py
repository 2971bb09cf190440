"""updateEvent and updateOccurrence: no change leaves a session outside a date that held it."""

from datetime import timedelta

from tests.events.dated_event import change_date, make_placed, make_series, rows_of
from tests.events.editing import daily, refuse, update
from tests.gateway import Gateway
from tests.occurrences.test_one_date import refuse as refuse_date

DAY = timedelta(days=1)
LONG = daily(4) | {"durationMinutes": 180}
SHORT = {"type": "DAILY", "durationMinutes": 60}


def test_a_shorter_rule_is_refused_also_when_a_date_has_ended(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=LONG)
    make_placed(gateway, event, dates, offset=120)
    gateway.clock.set(dates[0]["ends_at"] + DAY / 2)
    [error] = refuse(gateway, acme, event.id, occurrence=SHORT)
    assert error == {
        "code": "OUT_OF_RANGE",
        "message": (
            "The session “Talk” from 2026-07-02T10:00:00Z to 2026-07-02T10:30:00Z would lie outside its occurrences."
        ),
        "path": ["input", "occurrence"],
    }


def test_a_date_with_its_own_times_does_not_exempt_the_others(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=LONG)
    make_placed(gateway, event, dates, offset=120)
    change_date(gateway, dates[0], own_times=True)
    change_date(gateway, dates[1], history=True)
    [error] = refuse(gateway, acme, event.id, occurrence=SHORT)
    assert (error["code"], "2026-07-03T10:00:00Z" in error["message"]) == ("OUT_OF_RANGE", True)


def test_one_shorter_date_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=LONG)
    talk = make_placed(gateway, event, dates, offset=120)
    sentence = "The session “Talk” from 2026-07-02T10:00:00Z to 2026-07-02T10:30:00Z would lie outside its occurrences."
    assert refuse_date(gateway, acme, dates[1], durationMinutes=60) == [
        ("OUT_OF_RANGE", "input.durationMinutes", sentence)
    ]
    assert len(rows_of(gateway, talk)) == 4


def test_an_hour_added_by_a_clock_change_is_no_problem(gateway: Gateway) -> None:
    acme = gateway.organisation()
    # In Sydney the clocks go from 03:00 back to 02:00 on 2027-04-04.
    rule = daily(1) | {"startsOn": {"local": "2027-04-02T23:30"}, "durationMinutes": 240}
    event, dates = make_series(gateway, acme, occurrence=rule)
    talk = make_placed(gateway, event, dates, offset=210)
    update(gateway, acme, event.id, occurrence={"type": "DAILY", "ends": {"type": "AFTER_COUNT", "count": 3}})
    walls = sorted(f"{row['starts_local']:%d %H:%M}" for row in rows_of(gateway, talk).values())
    assert walls == ["03 03:00", "04 03:00", "05 03:00"]
