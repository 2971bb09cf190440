"""Events and dates by a box on the map, by kind of place, and by days that the clock decides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.geography import unit_vector
from app.core.time import local_of
from app.events.lists.periods import days_of
from tests.builders import make_event, make_occurrence
from tests.gateway import Gateway, Organisation
from tests.reading.event_states import CALLERS, PUBLISHED, make_town

LIST = """query ($events: EventFilter, $dates: OccurrenceFilter) {
  events(filter: $events, orderBy: {field: NAME, direction: ASC}) { totalCount nodes { name } }
  occurrences(filter: $dates) { totalCount nodes { event { name } } } }"""
SYDNEY = {"south": -34.0, "west": 151.0, "north": -33.0, "east": 152.0}
# From Fiji to Samoa.
DATE_LINE = {"south": -20.0, "west": 175.0, "north": -10.0, "east": -170.0}
WHOLE = {"south": -90, "west": -180, "north": 90, "east": 180}
SIDES = "`box` needs `south` and `north` from -90 to 90, in this order, and `west` and `east` from -180 to 180."


def place(latitude: float, longitude: float) -> dict[str, Any]:
    spot = dict(zip(("venue_x", "venue_y", "venue_z"), unit_vector(latitude, longitude), strict=True))
    return {"venue_latitude": latitude, "venue_longitude": longitude, **spot}


def found(gateway: Gateway, given: dict[str, Any] | None, token: str | None = None) -> list[str]:
    """The names of the events that the filter finds; the dates found by it are of the same events."""
    data = gateway.gql(LIST, token, events=given, dates=given)
    names = [event["name"] for event in data["events"]["nodes"]]
    dates = sorted({each["event"]["name"] for each in data["occurrences"]["nodes"]})
    assert (data["events"]["totalCount"], dates) == (len(names), names)
    return names


def make(gateway: Gateway, owner: Organisation, name: str, starts_at: datetime, **columns: Any) -> None:
    """A published event of one hour."""
    ends_at = starts_at + timedelta(hours=1)
    local = {"starts_local": local_of(starts_at, "UTC"), "ends_local": local_of(ends_at, "UTC"), "timezone": "UTC"}
    span = {"starts_at": starts_at, "ends_at": ends_at, **local}
    event = make_event(gateway, owner, name=name, slug=name.lower(), **PUBLISHED, **span, **columns)
    make_occurrence(gateway, event, starts_at=starts_at, ends_at=ends_at)


@pytest.mark.parametrize(
    ("box", "names"),
    [
        (SYDNEY, ["Opera"]),
        (DATE_LINE, ["Apia", "Suva"]),
        ({**DATE_LINE, "west": -179.0, "east": -170.0}, ["Apia"]),
        ({**DATE_LINE, "west": -170.0, "east": 175.0}, []),
        (WHOLE, ["Apia", "Opera", "Suva"]),
        # The edge belongs to the box.
        ({"south": -18.0, "west": 178.0, "north": -18.0, "east": 178.0}, ["Suva"]),
        (None, ["Apia", "Nowhere", "Opera", "Suva"]),
    ],
)
def test_a_box_finds_what_lies_in_it(gateway: Gateway, box: Any, names: list[str]) -> None:
    acme, at = gateway.organisation(), datetime(2026, 6, 5, 10, tzinfo=UTC)
    for name, spot in (("Opera", (-33.9, 151.2)), ("Suva", (-18.0, 178.0)), ("Apia", (-13.8, -171.8))):
        make(gateway, acme, name, at, **place(*spot))
    make(gateway, acme, "Nowhere", at)
    assert found(gateway, {"box": box}) == names


@pytest.mark.parametrize("caller", CALLERS)
def test_a_hidden_place_is_in_no_box_of_others(gateway: Gateway, caller: str) -> None:
    town = make_town(gateway)
    make(
        gateway,
        town.owner,
        "Secret",
        datetime(2026, 6, 5, 10, tzinfo=UTC),
        is_location_visible=False,
        **place(-33.9, 151.2),
    )
    data = town.ask(caller, LIST, events={"box": WHOLE}, dates={"box": WHOLE})
    counts = (data["events"]["totalCount"], data["occurrences"]["totalCount"])
    assert counts == ((1, 1) if caller == "owner" else (0, 0))


@pytest.mark.parametrize(
    "wrong", [{"south": -90.1}, {"north": 90.5}, {"west": -180.5}, {"east": 181}, {"south": 10, "north": 9.9}]
)
def test_a_box_has_sides_that_exist(gateway: Gateway, wrong: dict[str, float]) -> None:
    for field in ("events", "dates"):
        given: dict[str, Any] = {field: {"box": {**WHOLE, **wrong}}}
        errors = gateway.errors(LIST, **given)
        assert [(error["message"], error["extensions"]["code"]) for error in errors] == [(SIDES, "BAD_USER_INPUT")]


def test_online_and_in_person(gateway: Gateway) -> None:
    acme, at = gateway.organisation(), datetime(2026, 6, 5, 10, tzinfo=UTC)
    for name, kind in (("Stream", "ONLINE_EVENT"), ("Hall", "VENUE_EVENT"), ("Unknown", None)):
        make(gateway, acme, name, at, configuration_type=kind)
    assert found(gateway, {"online": True}) == ["Stream"]
    assert found(gateway, {"online": False}) == ["Hall"]
    assert found(gateway, {"online": None}) == ["Hall", "Stream", "Unknown"]


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        ("TODAY", (2026, 6, 3), (2026, 6, 3), (2026, 6, 3)),
        ("TOMORROW", (2026, 6, 30), (2026, 7, 1), (2026, 7, 1)),
        ("WEEKEND", (2026, 6, 1), (2026, 6, 6), (2026, 6, 7)),
        ("WEEKEND", (2026, 6, 5), (2026, 6, 6), (2026, 6, 7)),
        ("WEEKEND", (2026, 6, 6), (2026, 6, 6), (2026, 6, 7)),
        ("WEEKEND", (2026, 6, 7), (2026, 6, 6), (2026, 6, 7)),
        ("WEEKEND", (2026, 6, 8), (2026, 6, 13), (2026, 6, 14)),
    ],
)
def test_the_days_of_a_period(period: str, today: Any, first: Any, last: Any) -> None:
    assert days_of(period, date(*today)) == (date(*first), date(*last))


def test_a_period_moves_with_the_clock_of_its_zone(gateway: Gateway) -> None:
    """5 June 2026 is a Friday. In Sydney, ten hours ahead, it begins at 14:00 of the day before."""
    acme = gateway.organisation()
    make(gateway, acme, "Friday", datetime(2026, 6, 5, 10, tzinfo=UTC))
    make(gateway, acme, "Saturday", datetime(2026, 6, 6, 10, tzinfo=UTC))
    make(gateway, acme, "Sunday", datetime(2026, 6, 7, 12, tzinfo=UTC))

    def asked(period: str, zone: str = "Australia/Sydney") -> list[str]:
        return found(gateway, {"during": {"period": period, "timezone": zone}})

    gateway.clock.set(datetime(2026, 6, 4, 13, 59, tzinfo=UTC))
    assert (asked("TODAY"), asked("TOMORROW"), asked("WEEKEND")) == ([], ["Friday"], ["Saturday", "Sunday"])
    gateway.clock.set(datetime(2026, 6, 4, 14, tzinfo=UTC))
    assert (asked("TODAY"), asked("TOMORROW"), asked("WEEKEND")) == (
        ["Friday"],
        ["Saturday"],
        ["Saturday", "Sunday"],
    )
    assert (asked("TODAY", "UTC"), asked("TOMORROW", "utc")) == ([], ["Friday"])
    gateway.clock.set(datetime(2026, 6, 7, 13, tzinfo=UTC))
    assert asked("WEEKEND") == ["Saturday", "Sunday"]
    gateway.clock.set(datetime(2026, 6, 7, 14, tzinfo=UTC))
    assert asked("WEEKEND") == []
    assert found(gateway, {"during": None}) == ["Friday", "Saturday", "Sunday"]


def test_the_day_on_which_clocks_change_has_its_own_length(gateway: Gateway) -> None:
    """In Berlin, 25 October 2026 lasts from 22:00 UTC of the day before to 23:00 UTC."""
    acme = gateway.organisation()
    make(gateway, acme, "Before", datetime(2026, 10, 24, 21, 0, tzinfo=UTC))
    make(gateway, acme, "Last", datetime(2026, 10, 25, 22, 30, tzinfo=UTC))
    make(gateway, acme, "Next", datetime(2026, 10, 25, 23, tzinfo=UTC))
    gateway.clock.set(datetime(2026, 10, 25, 12, tzinfo=UTC))
    assert found(gateway, {"during": {"period": "TODAY", "timezone": "Europe/Berlin"}}) == ["Last"]


def test_a_period_needs_a_zone_that_exists(gateway: Gateway) -> None:
    (error,) = gateway.errors(LIST, events={"during": {"period": "TODAY", "timezone": "Mars/Base"}})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
