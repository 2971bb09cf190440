"""updateOccurrence: a date moved by hand, and the rule that gives it."""

from app.occurrences.rules import MAX_OCCURRENCES
from app.occurrences.tables import OccurrenceRow
from tests.builders import stored
from tests.events.dated_event import book, make_series, state
from tests.events.editing import daily, update
from tests.gateway import Gateway
from tests.occurrences.test_one_date import change, refuse


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
