"""Occurrences by date: exact answers and refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import make_event, make_occurrence
from tests.gateway import START, Gateway
from tests.occurrences.finding import (
    END,
    LIST,
    PUBLISHED,
    SATURDAYS,
    SECOND,
    SHOW,
    found,
    make,
)


@pytest.mark.parametrize(
    ("given", "there"),
    [
        ({"from": SHOW}, True),
        ({"from": END - SECOND}, True),
        ({"from": END}, False),
        ({"before": SHOW}, False),
        ({"before": SHOW + SECOND}, True),
        ({"before": END}, True),
        ({"from": SHOW + SECOND, "before": SHOW + 2 * SECOND}, True),
        ({"from": END - SECOND, "before": END}, True),
        ({"from": SHOW - SECOND, "before": SHOW}, False),
        ({"from": "0001-01-01T00:00:00Z", "before": "9999-12-31T23:59:59Z"}, True),
        ({"from": None, "before": None}, True),
    ],
)
def test_an_interval_is_half_open_and_meets_what_overlaps_it(gateway: Gateway, given: Any, there: bool) -> None:
    make(gateway, gateway.organisation(), "Market", SHOW)
    assert len(found(gateway, filter=given)) == there


@pytest.mark.parametrize(
    ("day", "days", "zone", "there"),
    [
        # From 08:00 to 11:00 in UTC; from 22:00 to 01:00 in Honolulu, into the 6th, and in Kiritimati, into the 7th.
        ("2026-06-06", 1, "UTC", True),
        ("2026-06-05", 1, "UTC", False),
        ("2026-06-07", 1, "UTC", False),
        ("2026-06-05", 1, "Pacific/Honolulu", True),
        ("2026-06-06", 1, "Pacific/Honolulu", True),
        ("2026-06-04", 1, "Pacific/Honolulu", False),
        ("2026-06-04", 2, "Pacific/Honolulu", True),
        ("2026-06-07", 1, "Pacific/Kiritimati", True),
        ("2026-06-07", 366, "UTC", False),
        ("2025-06-06", 366, "UTC", True),
    ],
)
def test_local_days_are_those_of_the_zone(gateway: Gateway, day: str, days: int, zone: str, there: bool) -> None:
    make(gateway, gateway.organisation(), "Market", SHOW)
    on = {"date": day, "days": days, "timezone": zone}
    assert len(found(gateway, filter={"on": on})) == there


def test_a_day_has_as_many_hours_as_its_clocks_say(gateway: Gateway) -> None:
    """In Berlin the 29th of March 2026 begins at 23:00Z and ends at 22:00Z: it has 23 hours."""
    acme = gateway.organisation()
    for hour in (-4, -3, 19, 20, 21, 22):
        start = datetime(2026, 3, 29, tzinfo=UTC) + timedelta(hours=hour)
        make(gateway, acme, f"{hour} hours", start)
    on = {"date": "2026-03-29", "timezone": "Europe/Berlin"}
    assert [name for name, _ in found(gateway, filter={"on": on})] == ["-3 hours", "19 hours", "20 hours", "21 hours"]


def test_a_date_that_lasts_a_year_is_found_on_its_last_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Exhibition", **PUBLISHED)
    make_occurrence(gateway, event, starts_at=SHOW, ends_at=SHOW + timedelta(days=366))
    last = SHOW + timedelta(days=366)
    for given in (
        {"from": last - SECOND},
        {"on": {"date": "2027-06-07", "timezone": "UTC"}},
        {"from": last - SECOND, "before": last},
    ):
        assert [name for name, _ in found(gateway, filter=given)] == ["Exhibition"], given
        assert gateway.gql('{ events(filter: {occursFrom: "2027-06-07T07:59:59Z"}) { totalCount } }') == {
            "events": {"totalCount": 1}
        }
    assert found(gateway, filter={"from": last}) == []


def test_called_off_dates_are_listed_when_they_are_wanted(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Market", **PUBLISHED)
    make_occurrence(gateway, event, starts_at=SATURDAYS[0])
    make_occurrence(gateway, event, starts_at=SATURDAYS[1], enabled=False, disabled_reason="CALLED_OFF")
    make_occurrence(gateway, event, starts_at=SATURDAYS[2], enabled=False, disabled_reason="OUT_OF_RULE")
    kept = make_occurrence(gateway, event, starts_at=SATURDAYS[3], out_of_rule=True)
    assert kept.enabled
    token = gateway.token(acme)
    on = ["2026-06-06T18:00:00", "2026-06-27T18:00:00"]
    off = "2026-06-13T18:00:00"
    for given, expected in (
        ({}, on),
        ({"includeCalledOff": False}, on),
        ({"includeCalledOff": None}, on),
        ({"includeCalledOff": True}, [on[0], off, on[1]]),
        ({"includeCalledOff": True, "phase": ["CANCELLED"]}, [off]),
        ({"includeCalledOff": True, "phase": ["SCHEDULED"]}, on),
        ({"phase": ["CANCELLED"]}, []),
        ({"includeCalledOff": True, "from": SATURDAYS[1], "before": SATURDAYS[2]}, [off]),
    ):
        for caller in (None, token):
            assert [start for _, start in found(gateway, caller, filter=given)] == expected, given
    literal = "{ occurrences(filter: {includeCalledOff: true}) { totalCount } }"
    assert gateway.gql(literal) == {"occurrences": {"totalCount": 3}}


def test_a_date_has_a_phase_of_its_own(gateway: Gateway) -> None:
    make(gateway, gateway.organisation(), "Market", *SATURDAYS[:3])
    for moment, phases in (
        (SATURDAYS[1] - SECOND, ("ENDED", "SCHEDULED", "SCHEDULED")),
        (SATURDAYS[1], ("ENDED", "LIVE", "SCHEDULED")),
        (SATURDAYS[1] + timedelta(hours=3) - SECOND, ("ENDED", "LIVE", "SCHEDULED")),
        (SATURDAYS[1] + timedelta(hours=3), ("ENDED", "ENDED", "SCHEDULED")),
    ):
        gateway.clock.set(moment)
        for phase in ("SCHEDULED", "LIVE", "ENDED"):
            expected = [f"2026-06-{6 + 7 * week:02}T18:00:00" for week in range(3) if phases[week] == phase]
            assert [start for _, start in found(gateway, filter={"phase": [phase]})] == expected, (moment, phase)
        assert len(found(gateway, filter={"phase": ["LIVE", "ENDED", "SCHEDULED"]})) == 3
        assert found(gateway, filter={"phase": []}) == []


def test_bookability_is_a_filter(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, name="Market", **PUBLISHED)
    opens = {"opens_at": START, "opens_local": START.replace(tzinfo=None)}
    make_occurrence(gateway, event, starts_at=SATURDAYS[0])
    make_occurrence(gateway, event, starts_at=SATURDAYS[1], capacity=0, **opens)
    page = "{ occurrences { nodes { bookability { state } startsOn { local } } } }"
    states: dict[str, list[str]] = {}
    for node in gateway.gql(page)["occurrences"]["nodes"]:
        states.setdefault(node["bookability"]["state"], []).append(node["startsOn"]["local"])
    assert states == {"CLOSED": ["2026-06-06T18:00:00"], "SOLD_OUT": ["2026-06-13T18:00:00"]}
    for state in ("NOT_PUBLISHED", "CANCELLED", "HIDDEN", "NOT_YET_OPEN", "OPEN", "SOLD_OUT", "CLOSED"):
        assert [start for _, start in found(gateway, filter={"bookability": [state]})] == states.get(state, [])
    assert len(found(gateway, filter={"bookability": ["SOLD_OUT", "CLOSED"]})) == 2


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ({"days": 0}, "`on.days` must be between 1 and 366."),
        ({"days": 367}, "`on.days` must be between 1 and 366."),
        ({"timezone": "Europe/Nowhere"}, "`on.timezone` is not the name of a zone of the IANA database."),
        ({"date": "9999-12-31", "days": 2}, "`on.date` lies at the end of the calendar."),
        ({"date": "0001-01-01"}, "`on.date` lies at the end of the calendar."),
    ],
)
def test_days_out_of_range_are_bad_input(gateway: Gateway, on: dict[str, Any], message: str) -> None:
    given = {"date": "2026-06-06", "timezone": "Asia/Tokyo"} | on
    (error,) = gateway.errors(LIST, filter={"on": given})
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_USER_INPUT")
